"""Cutouts at a glance: every picture before, its matte, and what is left of it on a checkerboard."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from synthgroup.cutout import Cutout, Verdict
from synthgroup.errors import RecipeError
from synthgroup.report.drawing import MARGIN, Colour, Pixels, captioned, checkerboard, headline, paper, stacked
from synthgroup.sources.base import Picture

TILE: Final = 320
"""Width and height in pixels that each of the three tiles of a picture is fitted into."""

ENLARGED: Final = 4
"""Times that a small picture is enlarged at most; more would show nothing but its pixels."""

HEAD: Final[Colour] = (214, 40, 40)
"""Colour of the head box."""


def cutout_sheet(pictures: Sequence[tuple[str, Picture, Cutout]]) -> Pixels:
    """Draw pictures below each other: before with the head box, matte, after on a checkerboard, and a caption.

    Args:
        pictures: What each is called, the picture as read, uint8 RGB (H, W, 3) or straight RGBA (H, W, 4), and its
            cutout; at least one.

    Returns:
        RGB (H, W, 3).

    Raises:
        RecipeError: There are no pictures.
    """
    if not pictures:
        raise RecipeError("pictures is empty: a cutout sheet needs at least one")
    return stacked([_row(name, picture, cutout) for name, picture, cutout in pictures])


def _row(name: str, picture: Picture, cutout: Cutout) -> Pixels:
    """Draw the three tiles of one picture, with its name above and its verdict below."""
    height, width = picture.shape[:2]
    scale = min(TILE / height, TILE / width, ENLARGED)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    after = _resized(_in_frame(cutout, height, width), size).astype(np.float32)
    matte = np.repeat(after[..., 3:], 3, axis=2)
    before = _over_checkerboard(_resized(_premultiplied(picture), size).astype(np.float32))
    tiles = [_with_head(before, cutout, size[0] / width), np.rint(matte).astype(np.uint8), _over_checkerboard(after)]
    gap = paper(MARGIN, TILE)
    row = np.concatenate([part for tile in tiles for part in (_centred(tile), gap)][:-1], axis=1)
    return np.concatenate([headline(name, row.shape[1]), captioned(row, _lines(cutout.verdict))])


def _lines(verdict: Verdict) -> list[str]:
    """Say in words how the cut went."""
    colour = "" if verdict.backdrop is None else ", backdrop RGB {} {} {}".format(*verdict.backdrop)
    judged = f"poor: {verdict.poor}" if verdict.poor else "good"
    numbers = ", ".join(f"{name} {value:.3g}" for name, value in verdict.numbers.items())
    return [f"{verdict.method}{colour}, {judged}", numbers]


def _in_frame(cutout: Cutout, height: int, width: int) -> Pixels:
    """Put a cutout back where it was in its picture: premultiplied RGBA (height, width, 4)."""
    frame = np.zeros((height, width, 4), np.uint8)
    left, top = cutout.offset
    room = frame[top : top + cutout.pixels.shape[0], left : left + cutout.pixels.shape[1]]
    room[:] = cutout.pixels[: room.shape[0], : room.shape[1]]
    return frame


def _premultiplied(picture: Picture) -> Pixels:
    """Return a picture as premultiplied RGBA."""
    if picture.shape[2] == 3:
        return np.dstack([picture, np.full(picture.shape[:2], 255, np.uint8)])
    alpha = picture[..., 3:].astype(np.uint16)
    return np.concatenate([(picture[..., :3] * alpha + 127) // 255, alpha], axis=2).astype(np.uint8)


def _resized(pixels: Pixels, size: tuple[int, int]) -> Pixels:
    """Fit pixels to a width and height, averaging where they shrink."""
    smaller = size[0] < pixels.shape[1]
    method = cv2.INTER_AREA if smaller else cv2.INTER_NEAREST
    return cv2.resize(pixels, size, interpolation=method).astype(np.uint8, copy=False)


def _over_checkerboard(pixels: NDArray[np.float32]) -> Pixels:
    """Lay premultiplied RGBA on a checkerboard: RGB."""
    board = checkerboard(pixels.shape[1], pixels.shape[0])
    return np.rint(pixels[..., :3] + (1 - pixels[..., 3:] / 255) * board).clip(0, 255).astype(np.uint8)


def _with_head(tile: Pixels, cutout: Cutout, scale: float) -> Pixels:
    """Draw the head box."""
    x, y, width, height = cutout.head
    left, top = x + cutout.offset[0], y + cutout.offset[1]
    corners = [
        (round(left * scale), round(top * scale)),
        (round((left + width) * scale), round((top + height) * scale)),
    ]
    boxed = tile.copy()
    cv2.rectangle(boxed, corners[0], (corners[1][0] - 1, corners[1][1] - 1), HEAD, 2)
    return boxed


def _centred(tile: Pixels) -> Pixels:
    """Put a tile in the middle of a square of paper."""
    square = paper(TILE, TILE)
    top, left = (TILE - tile.shape[0]) // 2, (TILE - tile.shape[1]) // 2
    square[top : top + tile.shape[0], left : left + tile.shape[1]] = tile
    return square
