"""Contact sheets: many scenes at a glance, each with its mood, and with boxes and emotions if wanted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from PIL import Image, ImageDraw

from synthgroup.errors import RecipeError
from synthgroup.report.drawing import (
    INK,
    MARGIN,
    MOOD_COLOURS,
    WHITE,
    Colour,
    Pixels,
    font,
    headline,
    paper,
    shortened,
    stacked,
    text_width,
    tiled,
)
from synthgroup.scene import FaceAnnotation, Scene

SHEET_WIDTH: Final = 1500
"""Width in pixels that a sheet is kept near to."""

PLAIN_WIDTHS: Final = (224, 352)
"""Narrowest and widest tile of a sheet without boxes."""

BOXED_WIDTHS: Final = (352, 720)
"""Narrowest and widest tile of a sheet with boxes, whose labels must be readable."""

FRAME: Final = 4
CAPTION: Final = 15
COUNTS: Final = 13
LABEL: Final = 12


@dataclass(frozen=True, slots=True, eq=False)
class Section:
    """Scenes that belong together on a sheet.

    Attributes:
        title: What they have in common, such as the name of a preset.
        scenes: All of one size; at least one.
    """

    title: str
    scenes: Sequence[Scene]


def contact_sheet(sections: Sequence[Section], *, boxes: bool = False) -> Pixels:
    """Draw scenes in a grid, each framed in the colour of its mood, with the mood's name and the moods' counts below.

    Args:
        sections: Drawn below each other, each with its title.
        boxes: Whether to draw the faces' boxes with their emotions.

    Returns:
        RGB (H, W, 3).

    Raises:
        RecipeError: There are no scenes.
    """
    if not any(section.scenes for section in sections):
        raise RecipeError("a contact sheet needs at least one scene")
    blocks = [_grid(section.scenes, boxes=boxes) for section in sections]
    width = max(block.shape[1] for block in blocks)
    parts = []
    for section, block in zip(sections, blocks, strict=True):
        title = headline(section.title, width)
        parts.append(np.concatenate([title, paper(width, MARGIN // 2), _widened(block, width)]))
    return stacked(parts, gap=2 * MARGIN)


def with_boxes(scene: Scene, width: int) -> Pixels:
    """Draw the boxes of a scene's faces, in the colours of their moods and with the names of their emotions.

    Args:
        scene: What is drawn.
        width: Width of the result in pixels.

    Returns:
        RGB (h, width, 3).
    """
    scale = width / scene.image.shape[1]
    image = Image.fromarray(_resized(scene.image, width))
    draw = ImageDraw.Draw(image)
    for face in scene.faces:
        draw.rectangle(_scaled_box(face, scale), outline=MOOD_COLOURS[face.mood], width=2)
    for face in scene.faces:
        _label(draw, face, scale, image.size)
    return np.asarray(image)


def _grid(scenes: Sequence[Scene], *, boxes: bool) -> Pixels:
    low, high = BOXED_WIDTHS if boxes else PLAIN_WIDTHS
    own = scenes[0].image.shape[1]
    width = min(max(own, low), high)
    columns = max(1, min(len(scenes), round(SHEET_WIDTH / (width + 2 * FRAME + MARGIN))))
    return tiled([_tile(scene, width, boxes=boxes) for scene in scenes], columns)


def _tile(scene: Scene, width: int, *, boxes: bool) -> Pixels:
    picture = with_boxes(scene, width) if boxes else _resized(scene.image, width)
    colour = MOOD_COLOURS[scene.mood]
    height = picture.shape[0]
    line = CAPTION + 7
    tile = np.full((height + 2 * FRAME + 2 * line, width + 2 * FRAME, 3), colour, np.uint8)
    tile[FRAME : FRAME + height, FRAME : FRAME + width] = picture
    tile[FRAME + height + line + FRAME // 2 :] = paper(1, 1)
    image = Image.fromarray(tile)
    _write_caption(ImageDraw.Draw(image), scene, FRAME + height + line // 2 + 1, line, tile.shape[1])
    return np.asarray(image)


def _write_caption(draw: ImageDraw.ImageDraw, scene: Scene, middle: int, line: int, width: int) -> None:
    mood = f"{scene.mood} (tie)" if scene.tie else str(scene.mood)
    draw.text((8, middle), mood, WHITE, font(CAPTION), "lm")
    draw.text((width - 8, middle), f"#{scene.plan.index}", WHITE, font(CAPTION), "rm")
    negative, neutral, positive = scene.moods
    counts = f"negative {negative}   neutral {neutral}   positive {positive}"
    if scene.shortfall:
        counts += f"   short {scene.shortfall}"
    draw.text((8, middle + line), shortened(counts, COUNTS, width - 16), INK, font(COUNTS), "lm")


def _label(draw: ImageDraw.ImageDraw, face: FaceAnnotation, scale: float, size: tuple[int, int]) -> None:
    """Write a face's emotion above its box, or below where the picture ends; three letters where it is narrow."""
    left, top, right, bottom = _scaled_box(face, scale)
    text = str(face.emotion)
    if text_width(text, LABEL) + 6 > right - left + 12:
        text = text[:3]
    width = text_width(text, LABEL) + 6
    upper = top - LABEL - 3 if top >= LABEL + 3 else min(bottom, size[1] - LABEL - 4)
    left = max(0, min(left, size[0] - width))
    colour: Colour = MOOD_COLOURS[face.mood]
    draw.rectangle((left, upper, left + width - 1, upper + LABEL + 3), fill=colour)
    draw.text((left + 3, upper + LABEL // 2 + 2), text, WHITE, font(LABEL), "lm")


def _scaled_box(face: FaceAnnotation, scale: float) -> tuple[int, int, int, int]:
    left, top, width, height = face.box
    return (
        round(left * scale),
        round(top * scale),
        max(round(left * scale), round((left + width) * scale) - 1),
        max(round(top * scale), round((top + height) * scale) - 1),
    )


def _resized(image: Pixels, width: int) -> Pixels:
    if image.shape[1] == width:
        return image
    height = max(1, round(image.shape[0] * width / image.shape[1]))
    method = cv2.INTER_AREA if width < image.shape[1] else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(image, (width, height), interpolation=method), dtype=np.uint8)


def _widened(block: Pixels, width: int) -> Pixels:
    missing = width - block.shape[1]
    return np.concatenate([block, paper(missing, block.shape[0])], axis=1) if missing else block
