"""Decoding of pictures from untrusted files: every kind of pixel becomes 8-bit RGB or straight RGBA, or an error."""

from __future__ import annotations

import io
import warnings
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, UnidentifiedImageError

from synthgroup.errors import PictureError
from synthgroup.sources.base import Picture
from synthgroup.sources.printable import printable

PICTURE_SUFFIXES: Final = frozenset(
    {".bmp", ".gif", ".jpe", ".jpeg", ".jpg", ".pbm", ".pgm", ".png", ".pnm", ".ppm", ".tif", ".tiff", ".webp"}
)
"""Suffixes, in lower case, of the files that directory listings take for pictures."""

MAX_PIXELS: Final = 100_000_000
"""Largest picture that is decoded, in pixels: 300 MB as RGB, ten times a FACES original (2835 x 3543)."""

MAX_SIDE: Final = 32_767
"""Largest width or height that is decoded: OpenCV's warps address pixels with signed 16-bit integers."""

_MAX_FILE: Final = 1 << 30  # bytes; an uncompressed 16-bit RGB picture of MAX_PIXELS takes 600 MB.
_MAX_WORK: Final = 3_000_000_000
"""Pixels times scans of a JPEG: each scan is decoded at full size, a progressive picture has about ten, and one scan of
100 megapixels takes about half a second, so that a file of a few kilobytes could keep a processor busy for hours."""
_FORMATS: Final = ("JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF", "PPM")
_ORIENTATION_TAG: Final = 0x0112
_GREYS: Final[NDArray[np.uint8]] = ((np.arange(65_536, dtype=np.int64) + 128) // 257).astype(np.uint8)
"""8-bit grey of every 16-bit one, rounded."""
_WIDE_MODES: Final = frozenset({"I", "I;16", "I;16B", "I;16L", "I;16N"})


def read_picture(path: Path, *, max_pixels: int = MAX_PIXELS) -> Picture:
    """Decode a picture file.

    Args:
        path: The file.
        max_pixels: Width times height above which the header alone leads to an error.

    Returns:
        As `decode_picture`.

    Raises:
        PictureError: The file is missing, empty, truncated, too large or not a picture.
    """
    return decode_picture(read_encoded(path), str(path), max_pixels=max_pixels)


def read_encoded(path: Path) -> bytes:
    """Read a picture file without decoding it.

    Raises:
        PictureError: The file is missing, cannot be read, or is larger than any picture that is decoded.
    """
    name = str(path)
    try:
        if not path.is_file():
            raise PictureError(f"{printable(name)}: there is no such file")
        if (length := path.stat().st_size) > _MAX_FILE:
            raise PictureError(f"{printable(name)}: {length} bytes are more than the {_MAX_FILE} allowed")
        return path.read_bytes()
    except (OSError, ValueError) as error:
        raise PictureError(f"{printable(name)}: cannot be read: {error}") from error


def decode_picture(data: bytes, name: str, *, max_pixels: int = MAX_PIXELS) -> Picture:
    """Decode an encoded picture wholly, in memory.

    JPEG, PNG, WebP, BMP, TIFF, GIF and PPM are known, told apart by their content; of several frames or pages the first
    counts. EXIF orientation is applied, colour profiles are not. 16-bit grey is scaled to 8 bits.

    Args:
        data: The encoded picture.
        name: What to call it in errors.
        max_pixels: Width times height above which the header alone leads to an error.

    Returns:
        uint8 RGB (H, W, 3), or straight RGBA (H, W, 4) where any pixel is not opaque.

    Raises:
        PictureError: It is empty, truncated, too large, damaged or not a picture of a known format.
    """
    shown = printable(name)
    if not data:
        raise PictureError(f"{shown}: is empty")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _decode(data, shown, max_pixels)
    except PictureError:
        raise
    except UnidentifiedImageError as error:
        raise PictureError(f"{shown}: is not a picture, or none of {', '.join(_FORMATS)}") from error
    except Image.DecompressionBombError as error:
        raise PictureError(f"{shown}: is too large: {error}") from error
    except Exception as error:  # on damaged data, decoders raise nearly anything
        raise PictureError(f"{shown}: cannot be decoded: {error or type(error).__name__}") from error


def picture_size(path: Path) -> tuple[int, int] | None:
    """Read width and height from a picture's header, as stored, or None where that cannot be read."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(path, formats=_FORMATS) as image:
                return image.size
    except Exception:  # noqa: BLE001 - on damaged data, decoders raise nearly anything
        return None


def drop_alpha(picture: Picture) -> NDArray[np.uint8]:
    """Lay a picture on black, so that it has no alpha channel: RGB (H, W, 3), the picture itself where it has none."""
    if picture.shape[2] == 3:
        return picture
    colour, alpha = picture[..., :3].astype(np.uint16), picture[..., 3:].astype(np.uint16)
    return ((colour * alpha + 127) // 255).astype(np.uint8)


def _decode(data: bytes, name: str, max_pixels: int) -> Picture:
    with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
        _check_size(image.size, name, max_pixels)
        _check_scans(data, image, name)
        if not _is_whole(data, image.format):
            # Pillow overlooks a lost end of PNG, and any if the host program has set LOAD_TRUNCATED_IMAGES.
            raise PictureError(f"{name}: is truncated")
        image.load()
        # Read after loading: TIFF applies and forgets its orientation then, and PNG may carry it behind the pixels.
        orientation = _orientation(image)
        return np.ascontiguousarray(_turn(_pixels(image, name), orientation))


def _check_size(size: tuple[int, int], name: str, max_pixels: int) -> None:
    width, height = size
    if min(size) < 1:
        raise PictureError(f"{name}: has no pixels ({width} x {height})")
    if width * height > max_pixels:
        raise PictureError(f"{name}: is too large: {width} x {height} pixels, at most {max_pixels} in all are allowed")
    if max(size) > MAX_SIDE:
        raise PictureError(f"{name}: is too large: {width} x {height} pixels, at most {MAX_SIDE} a side are allowed")


def _check_scans(data: bytes, image: Image.Image, name: str) -> None:
    if image.format not in {"JPEG", "MPO"}:
        return
    scans = data.count(b"\xff\xda")
    if scans * image.width * image.height > _MAX_WORK:
        raise PictureError(f"{name}: is too dear to decode: {scans} scans of {image.width} x {image.height} pixels")


def _is_whole(data: bytes, kind: str | None) -> bool:
    """Tell whether the end of a file is there, for the formats that mark their end."""
    if kind in {"JPEG", "MPO"}:
        return data.find(b"\xff\xd9", _jpeg_scan(data)) >= 0
    if kind == "PNG":
        return data.rfind(b"IEND\xaeB`\x82") >= 0
    if kind == "WEBP":
        return int.from_bytes(data[4:8], "little") + 8 <= len(data)
    return True


def _jpeg_scan(data: bytes) -> int:
    """Find where a JPEG's own pixels start, behind the thumbnails in its header."""
    place = 2
    while data[place : place + 1] == b"\xff" and data[place + 1 : place + 2] != b"\xda":
        place += 2 + int.from_bytes(data[place + 2 : place + 4], "big")
    return place


def _pixels(image: Image.Image, name: str) -> Picture:
    if image.mode in _WIDE_MODES:
        return _wide_grey(image, name)
    if image.mode == "F":
        raise PictureError(f"{name}: has floating-point pixels, whose range is not known; save it with 8 or 16 bits")
    if image.mode == "CMYK" and image.format == "JPEG" and "adobe" not in image.info:
        # Pillow takes the inks of every JPEG for inverted, which is Adobe's habit alone.
        image = ImageChops.invert(image)
    if "A" in image.getbands() or "a" in image.getbands() or "transparency" in image.info:
        rgba = np.array(image.convert("RGBA"))
        return rgba if rgba[..., 3].min() < 255 else rgba[..., :3]
    return np.array(image.convert("RGB"))


def _wide_grey(image: Image.Image, name: str) -> Picture:
    values = np.asarray(image)
    if values.min() < 0 or values.max() > 65_535:
        raise PictureError(f"{name}: has grey values beyond 16 bits, whose range is not known; save it with 8 or 16")
    grey = _GREYS[values]
    key = image.info.get("transparency")
    if isinstance(key, int) and (values == key).any():
        return np.dstack([grey, grey, grey, np.where(values == key, 0, 255).astype(np.uint8)])
    return np.dstack([grey, grey, grey])


def _orientation(image: Image.Image) -> int:
    try:
        value = image.getexif().get(_ORIENTATION_TAG, 1)
    except Exception:  # noqa: BLE001 - a damaged EXIF block says nothing, and its picture can still be used
        return 1
    return value if isinstance(value, int) else 1


def _turn(picture: Picture, orientation: int) -> Picture:
    if orientation in {5, 6, 7, 8}:
        picture = picture.swapaxes(0, 1)
    rows = slice(None, None, -1 if orientation in {3, 4, 7, 8} else 1)
    columns = slice(None, None, -1 if orientation in {2, 3, 6, 7} else 1)
    return picture[rows, columns]
