"""Files that call themselves pictures: truncated, bloated, damaged or something else; all made on the spot."""

from __future__ import annotations

import gzip
import io
import pickle
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any, Final

import numpy as np
from miniatures import draw_place, encoded
from PIL import Image

PLACE: Final = draw_place((64, 48), 7)
NOISE: Final = np.random.default_rng(3).integers(0, 256, (48, 64, 3), np.uint8)


def chunk(kind: bytes, body: bytes) -> bytes:
    """Write a PNG chunk."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int, height: int, pixels: bytes = b"", *, extra: bytes = b"", depth: int = 8, colour: int = 2) -> bytes:
    """Write a PNG of any size with any pixels."""
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    body = chunk(b"IDAT", zlib.compress(pixels, 9)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + extra + body


def segments(data: bytes) -> list[tuple[int, int]]:
    """Find where the segments of a JPEG's header begin, and their markers."""
    place, found = 2, []
    while data[place] == 0xFF and data[place + 1] != 0xDA:
        found.append((place, data[place + 1]))
        place += 2 + int.from_bytes(data[place + 2 : place + 4], "big")
    return [*found, (place, 0xDA)]


def jpeg_of_size(width: int, height: int) -> bytes:
    """Give a JPEG whose header tells another size."""
    data = bytearray(encoded(PLACE))
    start = next(place for place, marker in segments(data) if marker in {0xC0, 0xC2})
    data[start + 5 : start + 9] = struct.pack(">HH", height, width)
    return bytes(data)


def scans(count: int, side: int) -> bytes:
    """Give a progressive JPEG of a flat colour in which one scan is repeated."""
    buffer = io.BytesIO()
    Image.new("L", (side, side), 90).save(buffer, "JPEG", progressive=True, quality=5)
    data = buffer.getvalue()
    last = data.rfind(b"\xff\xda")
    return data[:last] + data[last:-2] * count + b"\xff\xd9"


def tiff(tags: list[tuple[int, int, int, int]], *, then: int = 0) -> bytes:
    """Write a TIFF of these tags (tag, type, count, value) and no pixels."""
    body = b"".join(struct.pack("<HHII", *tag) for tag in tags)
    return b"II*\0" + struct.pack("<IH", 8, len(tags)) + body + struct.pack("<I", then)


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    """Encode an image of Pillow."""
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def _archives() -> Iterator[tuple[str, bytes]]:
    zipped, tarred = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(zipped, "w") as file:
        file.writestr("../../escaped.jpg", encoded(PLACE))
    with tarfile.open(fileobj=tarred, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("../escaped.jpg"))
    yield "zip", zipped.getvalue()
    yield "tar", tarred.getvalue()
    yield "gzip", gzip.compress(encoded(PLACE), mtime=0)
    yield "pickle", pickle.dumps({"pixels": [1, 2, 3]})
    yield "elf", b"\x7fELF\x02\x01\x01" + bytes(100)


def _texts() -> Iterator[tuple[str, bytes]]:
    yield "empty", b""
    yield "text", b"this is no picture\n" * 30
    yield "html", b"<html><script>alert(1)</script></html>"
    yield "svg", b'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><svg>&b;</svg>'
    yield "pdf", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"
    yield "postscript", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n(/etc/passwd) (r) file\n"
    yield "xpm", b'/* XPM */\nstatic char *x[] = {"1 1 1 1", "a c #fff", "a"};'
    yield "heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(64)
    yield "psd", b"8BPS\0\x01" + bytes(6) + struct.pack(">HIIHH", 3, 48, 64, 8, 3) + bytes(32)
    yield "icon", saved(Image.fromarray(PLACE), "ICO")
    yield "zeros", bytes(4096)


def _pngs() -> Iterator[tuple[str, bytes]]:
    whole = encoded(PLACE, "PNG")
    for name, end in (("signature", 8), ("header", 20), ("before_pixels", 33), ("pixels", len(whole) // 2)):
        yield f"png_cut_at_{name}", whole[:end]
    yield "png_without_its_end", whole[:-12]
    yield "png_without_pixels", whole[:33] + chunk(b"IEND", b"")
    yield "png_0_wide", png(0, 48)
    yield "png_0_high", png(64, 0)
    yield "png_2_to_31", png(2**31 - 1, 2**31 - 1)
    yield "png_long_line", png(2_000_000, 10, bytes(10 * 6_000_001))
    yield "png_bomb", png(20_000, 20_000, bytes(1_000_000))
    yield "png_wrong_sum", whole[:29] + b"\0\0\0\0" + whole[33:]
    yield "png_wrong_pixels", png(64, 48, b"")
    yield "png_damaged_pixels", whole[:60] + bytes(20) + whole[80:]
    yield "png_text_bomb", png(64, 48, extra=chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(80_000_000), 9)))
    yield "png_profile_bomb", png(64, 48, extra=chunk(b"iCCP", b"a\0\0" + zlib.compress(bytes(80_000_000), 9)))
    yield "png_depth_3", png(64, 48, depth=3)
    yield "png_colour_9", png(64, 48, colour=9)


def _jpegs() -> Iterator[tuple[str, bytes]]:
    whole = encoded(NOISE)
    for place, marker in segments(whole):
        yield f"jpeg_cut_at_{marker:02x}_{place}", whole[: place + 3]
    yield "jpeg_two_bytes", whole[:2]
    yield "jpeg_cut_in_its_scan", whole[: len(whole) // 2]
    yield "jpeg_without_its_end", whole[:-2]
    yield "jpeg_0_wide", jpeg_of_size(0, 48)
    yield "jpeg_0_high", jpeg_of_size(64, 0)
    yield "jpeg_65500", jpeg_of_size(65_500, 65_500)
    yield "jpeg_40000_wide", jpeg_of_size(40_000, 1)
    yield "jpeg_scan_bomb", scans(60_000, 1000)


def _others() -> Iterator[tuple[str, bytes]]:
    for kind in ("GIF", "BMP", "TIFF", "WEBP"):
        whole = encoded(NOISE, kind) if kind == "WEBP" else saved(Image.fromarray(NOISE), kind)
        for end in (3, 7, 13, 30):
            yield f"{kind.lower()}_cut_at_{end}", whole[:end]
        yield f"{kind.lower()}_cut_in_half", whole[: len(whole) // 2]
    bmp = saved(Image.fromarray(PLACE), "BMP")
    for name, size in (("0", (0, 0)), ("huge", (2**31 - 1, 2**31 - 1)), ("bomb", (30_000, 30_000))):
        yield f"bmp_size_{name}", bmp[:18] + struct.pack("<ii", *size) + bmp[26:]
    yield "bmp_depth_77", bmp[:28] + struct.pack("<H", 77) + bmp[30:]
    yield "gif_size_0", b"GIF89a" + bytes(7) + b";"
    yield "gif_without_frames", b"GIF89a" + struct.pack("<HH", 64, 48) + bytes(3) + b";"
    yield "gif_size_65535", b"GIF89a" + b"\xff" * 4 + bytes(3) + b"," + bytes(4) + b"\xff" * 4 + bytes(3) + b";"
    yield "tiff_without_tags", tiff([])
    yield "tiff_in_a_ring", tiff([(256, 4, 1, 64), (257, 4, 1, 48)], then=8)
    yield "tiff_of_endless_tags", tiff([(256, 4, 2**32 - 1, 2**31), (257, 4, 1, 48)])
    yield "tiff_size_huge", tiff([(256, 4, 1, 2**32 - 1), (257, 4, 1, 2**32 - 1), (258, 3, 1, 8), (262, 3, 1, 1)])
    yield "tiff_of_nan", saved(Image.fromarray(np.full((8, 8), np.nan, np.float32)), "TIFF")
    yield "tiff_of_infinity", saved(Image.fromarray(np.full((8, 8), np.inf, np.float32)), "TIFF")
    yield "tiff_of_huge_integers", saved(Image.fromarray(np.full((8, 8), 2**30, np.int32)), "TIFF")
    yield "webp_of_a_huge_canvas", b"RIFF\x1e\0\0\0WEBPVP8X\x0a\0\0\0\x02\0\0\0" + b"\xff\x3f\0" * 2 + bytes(8)
    yield "webp_lossless_of_nothing", b"RIFF\x16\0\0\0WEBPVP8L\x09\0\0\0\x2f\xff\xff\xff\x0f" + bytes(5)
    yield "webp_with_a_wrong_length", b"RIFF\xff\xff\xff\x7fWEBP" + encoded(PLACE, "WEBP")[12:]
    yield "ppm_size_huge", b"P6 999999999 999999999 255\n" + bytes(100)
    yield "ppm_size_of_10000_digits", b"P6 " + b"9" * 10_000 + b" 1 255\n"
    yield "ppm_size_0", b"P6 0 0 255\n"
    yield "ppm_size_negative", b"P6 -5 -5 255\n"
    yield "ppm_maximum_0", b"P6 8 8 0\n" + bytes(192)
    yield "ppm_cut", b"P6 64 48 255\n" + bytes(100)
    yield "ppm_of_comments", b"P6\n" + b"#" * 100_000
    yield "ppm_of_words", b"P3 2 2 255\nred green blue 1 2 3 4 5 6 7 8 9"


PICTURES: Final = {name: data for part in (_texts(), _archives(), _pngs(), _jpegs(), _others()) for name, data in part}
"""What no reader can use, by what is wrong with it."""
