import io
import struct
import warnings
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from miniatures import draw_person, draw_place, encoded, kdef_picture, not_a_picture, truncated_jpeg
from PIL import Image, ImageFile

from synthgroup.errors import PictureError
from synthgroup.sources.pictures import decode_picture, drop_alpha, read_picture
from synthgroup.sources.printable import printable

GRADIENT = np.dstack([np.tile(np.arange(0, 240, 10, dtype=np.uint8), (16, 1))] * 3)
CORNERS = np.zeros((24, 40, 3), np.uint8)
CORNERS[:12, :20], CORNERS[:12, 20:], CORNERS[12:, :20], CORNERS[12:, 20:] = (
    (250, 0, 0),
    (0, 250, 0),
    (0, 0, 250),
    (250, 250, 250),
)


def saved(image, kind, **options):
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "BMP", "TIFF", "PPM", "WEBP"])
def test_lossless_formats_come_back_as_they_were(kind):
    options = {"lossless": True} if kind == "WEBP" else {}
    picture = decode_picture(saved(Image.fromarray(CORNERS), kind, **options), "x")
    assert picture.dtype == np.uint8
    assert picture.flags.c_contiguous
    assert picture.flags.writeable
    np.testing.assert_array_equal(picture, CORNERS)


def test_jpeg_comes_back_nearly_as_it_was():
    picture = decode_picture(saved(Image.fromarray(CORNERS), "JPEG", quality=98, subsampling=0), "x")
    assert np.abs(picture.astype(int) - CORNERS).max() < 12


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_exif_orientation_is_applied(orientation, kind):
    turns = {
        1: CORNERS,
        2: CORNERS[:, ::-1],
        3: CORNERS[::-1, ::-1],
        4: CORNERS[::-1],
        5: CORNERS.swapaxes(0, 1),
        6: np.rot90(CORNERS, 1),
        7: np.rot90(CORNERS, 2).swapaxes(0, 1),
        8: np.rot90(CORNERS, -1),
    }
    stored = np.ascontiguousarray(turns[orientation])
    exif = Image.Exif()
    exif[0x0112] = orientation
    options = {"JPEG": {"quality": 98, "subsampling": 0}, "WEBP": {"lossless": True}}.get(kind, {})
    picture = decode_picture(saved(Image.fromarray(stored), kind, exif=exif, **options), "x")
    assert picture.shape == CORNERS.shape
    assert picture.flags.c_contiguous
    assert np.abs(picture.astype(int) - CORNERS).max() < 12


def test_a_damaged_exif_block_does_not_lose_the_picture():
    data = saved(Image.fromarray(CORNERS), "JPEG", exif=b"Exif\x00\x00MM\x00*\x00\x00\xff\xff")
    assert decode_picture(data, "x").shape == CORNERS.shape


def test_cmyk_of_adobe_and_of_others_come_back_in_colour():
    data = saved(Image.fromarray(CORNERS).convert("CMYK"), "JPEG", quality=98)
    picture = decode_picture(data, "x")
    assert np.abs(picture.astype(int) - CORNERS).max() < 40
    start = data.index(b"\xff\xee")
    length = int.from_bytes(data[start + 2 : start + 4], "big") + 2
    plain = data[:start] + data[start + length :]
    # Without Adobe's mark, the inks are stored as they are: the same bytes mean the opposite inks.
    opposite = decode_picture(plain, "x")
    assert np.abs(opposite[2, 2].astype(int) - (0, 0, 0)).max() < 40
    tiff = decode_picture(saved(Image.fromarray(CORNERS).convert("CMYK"), "TIFF"), "x")
    np.testing.assert_array_equal(tiff, CORNERS)


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "PPM"])
def test_16_bit_grey_is_scaled_and_not_cut_off(kind):
    values = np.array([[0, 1, 128, 129, 257, 32768, 65406, 65407, 65535]], np.uint16)
    by_hand = b"P5 9 1 65535\n" + values.astype(">u2").tobytes()
    picture = decode_picture(by_hand if kind == "PPM" else saved(Image.fromarray(values), kind), "x")
    np.testing.assert_array_equal(picture[0, :, 0], [0, 0, 0, 1, 1, 128, 254, 255, 255])
    np.testing.assert_array_equal(picture[..., 0], picture[..., 2])


def png_with_chunk(data, kind, body):
    chunk = struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    at = data.index(b"IDAT") - 4
    return data[:at] + chunk + data[at:]


def test_a_transparent_value_of_16_bit_grey_becomes_alpha():
    values = np.array([[0, 40_000, 65_535]], np.uint16)
    data = png_with_chunk(saved(Image.fromarray(values), "PNG"), b"tRNS", struct.pack(">H", 40_000))
    np.testing.assert_array_equal(decode_picture(data, "x")[0, :, 3], [255, 0, 255])


@pytest.mark.parametrize("mode", ["1", "L", "P"])
def test_opaque_modes_become_rgb(mode):
    image = Image.fromarray(GRADIENT).convert(mode)
    picture = decode_picture(saved(image, "TIFF"), "x")
    assert picture.shape == GRADIENT.shape
    np.testing.assert_array_equal(picture, np.asarray(image.convert("RGB")))


def test_alpha_is_kept_straight():
    rgba = np.dstack([CORNERS, np.tile(np.arange(0, 200, 5, dtype=np.uint8), (24, 1))])
    np.testing.assert_array_equal(decode_picture(encoded(rgba, "PNG"), "x"), rgba)
    grey = np.dstack([rgba[..., 0], rgba[..., 3]])
    picture = decode_picture(saved(la(grey), "PNG"), "x")
    np.testing.assert_array_equal(picture, grey[..., [0, 0, 0, 1]])


def la(grey):
    return Image.merge("LA", [Image.fromarray(np.ascontiguousarray(grey[..., band])) for band in (0, 1)])


def test_an_alpha_channel_that_is_opaque_everywhere_is_none():
    opaque = np.dstack([CORNERS, np.full(CORNERS.shape[:2], 255, np.uint8)])
    np.testing.assert_array_equal(decode_picture(encoded(opaque, "PNG"), "x"), CORNERS)


@pytest.mark.parametrize("kind", ["PNG", "GIF"])
def test_a_palette_with_transparency_becomes_rgba(kind):
    image = Image.new("P", (8, 6), 0)
    image.putpalette([255, 0, 0, 0, 255, 0, 0, 0, 255])
    image.paste(2, (4, 0, 8, 6))
    picture = decode_picture(saved(image, kind, transparency=0), "x")
    assert picture.shape == (6, 8, 4)
    np.testing.assert_array_equal(picture[..., 3], np.repeat([[0] * 4 + [255] * 4], 6, axis=0))
    np.testing.assert_array_equal(picture[0, 7], [0, 0, 255, 255])


def test_a_palette_with_half_transparent_colours_becomes_rgba():
    image = Image.new("P", (2, 1))
    image.putpalette([255, 0, 0, 0, 255, 0])
    image.putpixel((1, 0), 1)
    picture = decode_picture(saved(image, "PNG", transparency=bytes([128, 255])), "x")
    np.testing.assert_array_equal(picture, [[[255, 0, 0, 128], [0, 255, 0, 255]]])


def test_of_an_animation_the_first_frame_counts():
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    data = saved(frames[0], "GIF", save_all=True, append_images=frames[1:])
    np.testing.assert_array_equal(decode_picture(data, "x")[0, 0], [255, 0, 0])


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_truncated_jpeg_is_an_error(tmp_path, share):
    path = truncated_jpeg(tmp_path / "cut.jpg", share=share)
    with pytest.raises(PictureError, match=r"cut\.jpg.*truncated"):
        read_picture(path)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "BMP", "TIFF", "PPM", "GIF"])
@pytest.mark.parametrize("share", [0.2, 0.7, 0.97])
def test_a_truncated_picture_of_any_format_is_an_error(kind, share):
    data = saved(Image.fromarray(draw_place((64, 48), 3)), kind)
    with pytest.raises(PictureError):
        decode_picture(data[: int(len(data) * share)], "cut")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_truncated_picture_is_an_error_even_where_the_host_lets_pillow_fill_it_up(monkeypatch, kind):
    data = saved(Image.fromarray(draw_place((64, 48), 3)), kind)
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    assert decode_picture(data, "whole").shape == (48, 64, 3)
    with pytest.raises(PictureError):
        decode_picture(data[: len(data) * 2 // 3], "cut")


def test_a_jpeg_that_is_padded_with_zeros_is_an_error():
    data = encoded(kdef_picture("F01", "neutral", scale=0.3))
    with pytest.raises(PictureError):
        decode_picture(data[: len(data) // 2] + bytes(len(data) // 2), "padded")


def test_a_progressive_jpeg_without_its_last_scans_is_an_error():
    data = encoded(kdef_picture("F01", "neutral", scale=0.3), progressive=True)
    with pytest.raises(PictureError):
        decode_picture(data[: len(data) * 3 // 4], "progressive")


def test_text_empty_files_folders_and_missing_files_are_errors(tmp_path):
    (tmp_path / "empty.jpg").touch()
    (tmp_path / "folder.jpg").mkdir()
    for path, reason in (
        (not_a_picture(tmp_path / "text.jpg"), "is not a picture"),
        (tmp_path / "empty.jpg", "is empty"),
        (tmp_path / "missing.jpg", "no such file"),
        (tmp_path / "folder.jpg", "no such file"),
    ):
        with pytest.raises(PictureError, match=rf"{path.name}.*{reason}"):
            read_picture(path)


def test_a_format_that_is_not_on_the_list_is_refused():
    data = saved(Image.fromarray(CORNERS), "TGA")
    with pytest.raises(PictureError, match="none of JPEG"):
        decode_picture(data, "picture.tga")


def bomb(width, height):
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = b"\x89PNG\r\n\x1a\n"
    for kind, content in ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(1000))), (b"IEND", b"")):
        body += struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
    return body


@pytest.mark.parametrize(
    ("width", "height"), [(10_001, 10_000), (12_000, 10_000), (50_000, 50_000), (1 << 30, 1 << 30)]
)
def test_a_decompression_bomb_is_refused_by_its_header(width, height):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(PictureError, match="too large"):
            decode_picture(bomb(width, height), "bomb.png")


def test_the_limit_of_pixels_is_an_argument():
    data = encoded(CORNERS, "PNG")
    assert decode_picture(data, "x", max_pixels=24 * 40).shape == CORNERS.shape
    with pytest.raises(PictureError, match="40 x 24 pixels, at most 959"):
        decode_picture(data, "x", max_pixels=24 * 40 - 1)


def test_silly_sizes_are_refused():
    with pytest.raises(PictureError):
        decode_picture(bomb(0, 10), "flat.png")
    with pytest.raises(PictureError, match="a side"):
        decode_picture(bomb(90_000, 1), "strip.png")


def test_floating_point_pixels_are_refused():
    with pytest.raises(PictureError, match="floating-point"):
        decode_picture(saved(Image.fromarray(np.zeros((4, 4), np.float32)), "TIFF"), "x")


def test_integers_beyond_16_bits_are_refused():
    with pytest.raises(PictureError, match="16 bits"):
        decode_picture(saved(Image.fromarray(np.full((4, 4), 70_000, np.int32)), "TIFF"), "x")


def test_decoding_leaves_the_warning_filters_alone():
    before = list(warnings.filters)
    decode_picture(encoded(CORNERS, "PNG"), "x")
    assert warnings.filters == before


def test_names_in_errors_stay_on_one_line():
    with pytest.raises(PictureError) as caught:
        decode_picture(b"", "a\nb\x1b[31m\udcff")
    assert str(caught.value).isprintable()
    assert printable("größe 1.jpg") == "größe 1.jpg"


def test_alpha_is_dropped_onto_black():
    rgba = np.array([[[200, 100, 50, 255], [200, 100, 50, 0], [200, 100, 51, 128]]], np.uint8)
    np.testing.assert_array_equal(drop_alpha(rgba), [[[200, 100, 50], [0, 0, 0], [100, 50, 26]]])
    assert drop_alpha(CORNERS) is CORNERS


ENCODED = [
    saved(Image.fromarray(draw_place((24, 20), 1)), kind)
    for kind in ("JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF", "PPM")
] + [encoded(draw_person((24, 32), 1, "neutral", crown=0.1, chin=0.9), "PNG")]


@given(
    data=st.sampled_from(ENCODED),
    changes=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=12),
    end=st.floats(0, 1),
)
def test_damaged_data_is_a_picture_or_a_picture_error(data, changes, end):
    damaged = bytearray(data)
    for place, value in changes:
        damaged[int(place * len(damaged))] = value
    try:
        picture = decode_picture(bytes(damaged[: max(int(end * len(damaged)), 1)]), "damaged")
    except PictureError:
        return
    assert picture.dtype == np.uint8
    assert picture.ndim == 3
    assert picture.shape[2] in {3, 4}
