"""The nine augmentations on one face, each alone at its largest amount, as in the paper's figure 5."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil, floor
from typing import Any, Final

import cv2
import numpy as np
from PIL import Image, ImageDraw

from synthgroup.augment import apply_matrix, face_matrix, warp_face
from synthgroup.bank.faces import FaceBank, Level
from synthgroup.kernels.geometry import Matrix
from synthgroup.recipe import AugmentSettings
from synthgroup.report.drawing import INK, Pixels, captioned, checkerboard, headline, laid_over, stacked, tiled
from synthgroup.scene import FacePlan
from synthgroup.sources.base import Picture

HEAD: Final = 150
"""Head height of the tiles in pixels."""

COLUMNS: Final = 4
BORDER: Final = 6
BACKDROP: Final = (226, 228, 230)
"""What the source is shown on where the photograph ends or is transparent."""

ELASTIC_KEY: Final = 0x5EED
"""Key of the distortion that is shown; any would do."""


@dataclass(frozen=True, slots=True, eq=False)
class _Drawn:
    """A warped face with its place relative to where the centre of its head would be without augmentation."""

    pixels: Pixels
    left: int
    top: int


@dataclass(frozen=True, slots=True)
class _Window:
    """The part around the centre of the head that every tile shows, in pixels."""

    left: int
    top: int
    width: int
    height: int


def augmentation_sheet(
    bank: FaceBank, face: FacePlan, augment: AugmentSettings, source: Picture | None = None
) -> Pixels:
    """Draw a face as it is, with each augmentation alone at its largest amount, and with the draws of a plan.

    All tiles show the same window around the head, and a thin box where the head is without augmentation, so that
    small changes of place and size are seen.

    Args:
        bank: The bank that the face is numbered in.
        face: A face of a plan; the last tile shows its draws.
        augment: The largest amounts.
        source: The photograph, RGB or straight RGBA, or None where it is not to be shown.

    Returns:
        RGB (H, W, 3).

    Raises:
        BankError: The number of the face is outside the bank.
    """
    level = bank.level(face.face, HEAD * (1 + augment.scale))
    plain = FacePlan(face.face, face.emotion, face.mood, face.head_height)
    variants = [("cut out", "", plain), *_alone(plain, augment), ("all together", "one random draw", face)]
    drawn = [_drawn(level, variant) for _, _, variant in variants]
    window = _window(drawn)
    head = _head_box(level, plain, window)
    tiles = [
        captioned(_tile(one, window, head if number else None), (name, amount))
        for number, (one, (name, amount, _)) in enumerate(zip(drawn, variants, strict=True))
    ]
    if source is not None:
        tiles.insert(0, captioned(_source_tile(source, level, plain, window), ("source", "")))
    grid = tiled(tiles, COLUMNS)
    record = bank.record(face.face)
    title = f"{record.identity}, {record.emotion}: each augmentation alone, at the recipe's largest amount"
    return stacked([headline(title, grid.shape[1]), grid])


def _alone(plain: FacePlan, most: AugmentSettings) -> list[tuple[str, str, FacePlan]]:
    """List the augmentations in the order of the paper, with what is shown of them and the draws that do it."""

    def one(name: str, amount: float, text: str, **draws: Any) -> tuple[str, str, FacePlan]:
        return (name, text, replace(plain, **draws)) if amount else (name, "off", plain)

    return [
        one("brightness", most.brightness, f"+{most.brightness:.0%}", gain=1 + most.brightness),
        one("contrast", most.contrast, f"+{most.contrast:.0%}", contrast=1 + most.contrast),
        one("flip", most.flip, f"in {most.flip:.0%} of all cases", flip=True),
        one("translation", most.shift, f"{most.shift:g} head heights", shift=(most.shift, most.shift)),
        one("shear", most.shear, f"{most.shear:g} degrees", shear=most.shear),
        one("elastic", most.elastic, f"{most.elastic:g} head heights", elastic=most.elastic, elastic_key=ELASTIC_KEY),
        one("rotation", most.rotate, f"{most.rotate:g} degrees", rotate=most.rotate),
        one("scale", most.scale, f"+{most.scale:.0%}", scale=1 + most.scale),
        one("perspective", most.perspective, f"{most.perspective:.0%}", perspective=(most.perspective,) * 2),
    ]


def _drawn(level: Level, plan: FacePlan) -> _Drawn:
    warped = warp_face(level, plan, HEAD)
    moved = warped.matrix @ np.linalg.inv(face_matrix(level, plan, HEAD))
    return _Drawn(warped.pixels, round(-moved[0, 2] / moved[2, 2]), round(-moved[1, 2] / moved[2, 2]))


def _window(drawn: list[_Drawn]) -> _Window:
    """Find the smallest window that holds every variant."""
    left, top = min(one.left for one in drawn) - BORDER, min(one.top for one in drawn) - BORDER
    right = max(one.left + one.pixels.shape[1] for one in drawn) + BORDER
    bottom = max(one.top + one.pixels.shape[0] for one in drawn) + BORDER
    return _Window(left, top, right - left, bottom - top)


def _tile(one: _Drawn, window: _Window, head: tuple[int, int, int, int] | None) -> Pixels:
    tile = laid_over(
        checkerboard(window.width, window.height), one.pixels, one.left - window.left, one.top - window.top
    )
    if head is None:
        return tile
    image = Image.fromarray(tile)
    ImageDraw.Draw(image).rectangle(head, outline=INK, width=1)
    return np.asarray(image)


def _head_box(level: Level, plain: FacePlan, window: _Window) -> tuple[int, int, int, int]:
    x, y, width, height = level.head
    low, high = _mapped(face_matrix(level, plain, HEAD), (x, y), (x + width, y + height))
    return (
        round(low[0]) - window.left,
        round(low[1]) - window.top,
        round(high[0]) - window.left,
        round(high[1]) - window.top,
    )


def _source_tile(source: Picture, level: Level, plain: FacePlan, window: _Window) -> Pixels:
    """Draw the photograph where the cutout lies in the other tiles; what shines through is `BACKDROP`."""
    across, down, left, top = level.transform
    to_level = np.array([[across, 0, left], [0, down, top], [0, 0, 1]])
    low, high = _mapped(
        face_matrix(level, plain, HEAD) @ to_level, (0, 0), (float(source.shape[1]), float(source.shape[0]))
    )
    size = max(1, ceil(high[0] - low[0])), max(1, ceil(high[1] - low[1]))
    method = cv2.INTER_AREA if size[0] < source.shape[1] else cv2.INTER_CUBIC
    shrunk = np.asarray(cv2.resize(_premultiplied(source), size, interpolation=method), dtype=np.uint8)
    # cubic interpolation may leave colours above alpha
    shrunk[..., :3] = np.minimum(shrunk[..., :3], shrunk[..., 3:])
    tile = np.full((window.height, window.width, 3), BACKDROP, np.uint8)
    return laid_over(tile, shrunk, floor(low[0]) - window.left, floor(low[1]) - window.top)


def _premultiplied(picture: Picture) -> Pixels:
    if picture.shape[2] == 3:
        return np.dstack([picture, np.full(picture.shape[:2], 255, np.uint8)])
    alpha = picture[..., 3:].astype(np.uint16)
    return np.concatenate([((picture[..., :3] * alpha + 127) // 255).astype(np.uint8), picture[..., 3:]], axis=2)


def _mapped(
    matrix: Matrix, first: tuple[float, float], second: tuple[float, float]
) -> tuple[tuple[float, float], tuple[float, float]]:
    points = apply_matrix(matrix, np.array([first, second], dtype=np.float64))
    return (float(points[0, 0]), float(points[0, 1])), (float(points[1, 0]), float(points[1, 1]))
