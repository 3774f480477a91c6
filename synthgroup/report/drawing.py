"""What the sheets have in common: colours, text, checkerboards, tiles in a grid, and saving."""

from __future__ import annotations

import io
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from synthgroup.emotions import Mood
from synthgroup.errors import OutputError, RecipeError
from synthgroup.kernels.pixels import blend
from synthgroup.rgba import rgb_pixels, rgba_words
from synthgroup.sources.printable import printable

Colour = tuple[int, int, int]
Pixels = NDArray[np.uint8]

PAPER: Final[Colour] = (250, 250, 248)
INK: Final[Colour] = (34, 38, 44)
WHITE: Final[Colour] = (255, 255, 255)
MARGIN: Final = 16
"""Pixels around a sheet and between its tiles."""

MOOD_COLOURS: Final[Mapping[Mood, Colour]] = MappingProxyType(
    {Mood.NEGATIVE: (178, 66, 0), Mood.NEUTRAL: (92, 98, 108), Mood.POSITIVE: (0, 98, 160)}
)
"""Dark orange, grey and blue: told apart by colour-blind people, and dark enough for white text (contrast over 4.5)."""

SUFFIXES: Final = (".png", ".jpg", ".jpeg")


@cache
def font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """Give Pillow's own font at a size in pixels."""
    return ImageFont.load_default(size)


def text_width(text: str, size: int) -> int:
    """Measure a line of text in pixels."""
    return round(font(size).getlength(text))


def shortened(text: str, size: int, width: int) -> str:
    """Cut a line of text so that it fits, with dots where something is missing."""
    if text_width(text, size) <= width:
        return text
    while text and text_width(f"{text}...", size) > width:
        text = text[:-1]
    return f"{text}..."


def laid_over(image: Pixels, pixels: Pixels, left: int, top: int) -> Pixels:
    """Lay premultiplied RGBA pixels, no colour above its alpha, over a copy of an RGB picture, where it has room."""
    words = rgba_words(image)
    blend(words, rgba_words(pixels), (0, 0, pixels.shape[1], pixels.shape[0]), left, top)
    return rgb_pixels(words)


def checkerboard(width: int, height: int, square: int = 8) -> Pixels:
    """Draw the two greys that stand for transparency: RGB (height, width, 3)."""
    odd = (np.arange(height)[:, None] // square + np.arange(width)[None] // square) % 2
    grey = np.where(odd, 204, 238).astype(np.uint8)
    return np.repeat(grey[..., None], 3, axis=2)


def tiled(tiles: Sequence[Pixels], columns: int, gap: int = MARGIN) -> Pixels:
    """Lay tiles of equal size on paper, row by row.

    Args:
        tiles: RGB, (h, w, 3) each; at least one.
        columns: Tiles a row.
        gap: Pixels between the tiles.

    Returns:
        RGB (H, W, 3), without a margin.
    """
    height, width = tiles[0].shape[:2]
    rows = -(-len(tiles) // columns)
    sheet = paper((width + gap) * min(columns, len(tiles)) - gap, (height + gap) * rows - gap)
    for number, tile in enumerate(tiles):
        top, left = (height + gap) * (number // columns), (width + gap) * (number % columns)
        sheet[top : top + height, left : left + width] = tile
    return sheet


def stacked(blocks: Sequence[Pixels], gap: int = MARGIN) -> Pixels:
    """Put blocks of any size below each other, left-aligned, with a margin around all: RGB (H, W, 3)."""
    width = max(block.shape[1] for block in blocks)
    sheet = paper(width + 2 * MARGIN, sum(block.shape[0] + gap for block in blocks) - gap + 2 * MARGIN)
    top = MARGIN
    for block in blocks:
        sheet[top : top + block.shape[0], MARGIN : MARGIN + block.shape[1]] = block
        top += block.shape[0] + gap
    return sheet


def headline(text: str, width: int, size: int = 18) -> Pixels:
    """Write a line of text on paper: RGB (h, width, 3)."""
    image = Image.fromarray(paper(width, size + 8))
    ImageDraw.Draw(image).text((0, size // 2 + 4), shortened(printable(text), size, width), INK, font(size), "lm")
    return np.asarray(image)


def captioned(picture: Pixels, lines: Sequence[str], size: int = 14) -> Pixels:
    """Write lines of text below a picture, centred: RGB (h, w, 3)."""
    width = picture.shape[1]
    image = Image.fromarray(paper(width, len(lines) * (size + 4) + 4))
    draw = ImageDraw.Draw(image)
    for number, line in enumerate(lines):
        middle = 4 + number * (size + 4) + size // 2
        draw.text((width // 2, middle), shortened(printable(line), size, width), INK, font(size), "mm")
    return np.concatenate([picture, np.asarray(image)])


def paper(width: int, height: int) -> Pixels:
    """Give an empty sheet: RGB (height, width, 3)."""
    return np.full((height, width, 3), PAPER, np.uint8)


def check_picture_path(path: Path) -> Path:
    """Return a path if a picture can be expected to be written there.

    Raises:
        RecipeError: It does not end in .png, .jpg or .jpeg.
        OutputError: It is a folder, or the folder that it lies in does not exist or cannot be written.
    """
    shown = printable(str(path))
    if path.suffix.lower() not in SUFFIXES:
        raise RecipeError(f"output {shown!r} must end in one of {', '.join(SUFFIXES)}")
    if "\0" in str(path):
        raise OutputError(f"output {shown!r} cannot be written: there is a null byte in its name")
    try:
        if path.is_dir():
            raise OutputError(f"output {shown!r} is a folder; name a file in it")
        if not path.parent.is_dir():
            raise OutputError(f"output {shown!r}: there is no folder {printable(str(path.parent))!r}; make it first")
    except OSError as error:
        raise OutputError(f"output {shown!r} cannot be written: {error.strerror}") from None
    if not os.access(path.parent, os.W_OK):
        raise OutputError(f"output {shown!r}: folder {printable(str(path.parent))!r} cannot be written")
    return path


def save_picture(picture: Pixels, path: Path) -> None:
    """Write a picture as a whole or not at all, in place of what was there.

    Args:
        picture: RGB (H, W, 3).
        path: Ends in .png, .jpg or .jpeg.

    Raises:
        RecipeError: The suffix is another.
        OutputError: It cannot be written.
    """
    check_picture_path(path)
    encoded = io.BytesIO()
    if path.suffix.lower() == ".png":
        Image.fromarray(picture).save(encoded, "PNG")
    else:
        Image.fromarray(picture).save(encoded, "JPEG", quality=92, subsampling=0)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with draft.open("wb") as file:
            file.write(encoded.getbuffer())
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        with suppress(OSError):
            draft.unlink()
        raise OutputError(f"output {printable(str(path))!r} cannot be written: {error.strerror or error}") from None
