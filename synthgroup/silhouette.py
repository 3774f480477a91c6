"""Where the head of a silhouette is: no face detector, only the widths of its rows."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

HEAD_RATIO: Final = 1.35
"""Height of a head from chin to crown over its width with ears and hair."""
HAIR_RATIO: Final = 1.0
"""The same for a head whose hair hides the neck, and so widens it."""
PLAUSIBLE: Final = (0.9, 1.75)
"""Heights over widths that a head between crown and neck can have."""
NARROWED: Final = 0.93
"""Share of the narrowing from head to neck that is done where the chin is."""
NECK_DEPTH: Final = 0.08
"""How much narrower than the head a neck has to be."""
WISP: Final = 0.15
"""Rows narrower than this share of the head are wisps of hair above the crown."""


def head_of(alpha: NDArray[np.uint8]) -> tuple[float, float, float, float]:
    """Estimate the head box (x, y, width, height), chin to crown, in pixels of a matte.

    The crown is the first row that is more than a wisp. The neck is the deepest waist of the silhouette, and the chin
    is level with its beginning: the jaw hides what the neck has above. Where no waist is found, or the head would be
    too long or too short, its height follows from its width. A picture that ends above the chin ends the head too.

    Args:
        alpha: Matte, uint8, (h, w), cropped to the silhouette.
    """
    height, width = alpha.shape
    inside = alpha >= 128
    if not inside.any():
        return 0.0, 0.0, float(width), float(height)
    window = 2 * round(0.01 * height) + 1
    rows = inside.sum(axis=1, dtype=np.float32)[:, None]
    widths = cv2.blur(rows, (1, window), borderType=cv2.BORDER_REPLICATE)[:, 0]
    above = np.maximum.accumulate(widths)
    below = np.maximum.accumulate(widths[::-1])[::-1]
    waist = np.minimum(above, below) - widths
    neck = int(np.argmax(waist))
    found = waist[neck] > 0 and waist[neck] >= NECK_DEPTH * above[neck]
    broad = float(above[neck] if found else _broadest(widths))
    crown = int(np.argmax(widths >= WISP * broad))
    # A neck may be long: its first row counts, not its narrowest.
    narrow = widths[: neck + 1] <= above[neck] - NARROWED * waist[neck]
    narrow[: int(np.argmax(widths >= broad))] = False
    chin = float(np.argmax(narrow))
    if not found:
        chin = crown + HAIR_RATIO * broad
    elif not PLAUSIBLE[0] * broad <= chin - crown <= PLAUSIBLE[1] * broad:
        chin = crown + HEAD_RATIO * broad
    chin = min(chin, float(height))
    centre = _centre(inside, crown, chin)
    left, right = max(0.0, centre - broad / 2), min(float(width), centre + broad / 2)
    return left, float(crown), right - left, chin - crown


def _broadest(widths: NDArray[np.float32]) -> float:
    """Return the width of a head that runs into the shoulders: where a head of that width would be half over."""
    rows = np.arange(len(widths))
    start = int(np.argmax(widths > 0))
    # Going down, the silhouette widens; the row that lies half a head below the crown is at the ears.
    reached = (rows - start) >= 0.5 * HAIR_RATIO * widths
    row = int(np.argmax(reached & (rows > start))) if (reached & (rows > start)).any() else len(widths) - 1
    return float(max(widths[row], 1.0))


def _centre(inside: NDArray[np.bool_], crown: int, chin: float) -> float:
    """Return the middle column of the silhouette between crown and chin."""
    columns = inside[crown : max(crown + 1, int(chin))].sum(axis=0, dtype=np.float64)
    total = columns.sum()
    return float((columns * (np.arange(len(columns)) + 0.5)).sum() / total) if total else len(columns) / 2
