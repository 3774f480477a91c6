"""Pictures of a focus study: scene, heat map, and both counterfactual scenes side by side."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from groupmood_model.explanation.score_cam import overlay
from groupmood_model.explanation.study import Shown
from synthgroup.emotions import MOODS
from synthgroup.report.drawing import Pixels, captioned, paper, tiled

GAP: Final = 8
LEAST: Final = 192
"""Narrowest picture in pixels; smaller ones are enlarged."""


def focus_row(shown: Shown) -> Pixels:
    """Draw one scene of a focus study.

    Args:
        shown: Its pictures and what was measured.

    Returns:
        RGB, uint8, (h, w, 3): the scene, its heat map, another background, faces of another mood.
    """
    focus = shown.focus
    said = MOODS[focus.answer]
    score = "no focus score" if focus.focus is None else f"focus {round(focus.focus, 2) + 0.0:+.2f}"
    image = shown.original.image
    tiles = [
        captioned(_enlarged(image), [f"scene {focus.index}: {MOODS[focus.label]}", f"answer: {said}"]),
        captioned(_enlarged(overlay(image, shown.heat.heat)), ["Score-CAM", score]),
        captioned(_enlarged(shown.elsewhere.image), ["elsewhere", f"answer: {MOODS[focus.elsewhere]}"]),
    ]
    if shown.other is None or focus.other_label is None or focus.other_answer is None:
        tiles.append(paper(tiles[0].shape[1], tiles[0].shape[0]))
    else:
        lines = [f"same people: {MOODS[focus.other_label]}", f"answer: {MOODS[focus.other_answer]}"]
        tiles.append(captioned(_enlarged(shown.other.image), lines))
    return np.asarray(tiled(tiles, len(tiles), GAP))


def _enlarged(image: Pixels) -> Pixels:
    times = -(-LEAST // image.shape[1])
    return image if times < 2 else np.asarray(cv2.resize(image, None, fx=times, fy=times), dtype=np.uint8)
