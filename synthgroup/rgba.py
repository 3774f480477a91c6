"""RGBA pictures as one 32-bit word a pixel, red in its lowest byte: the form that compiled loops work on."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Rgba = NDArray[np.uint32]


def rgba_words(pixels: NDArray[np.uint8]) -> Rgba:
    """Show a picture as words.

    Args:
        pixels: RGB, (h, w, 3), which becomes opaque, or RGBA, (h, w, 4), which is not copied where it is contiguous.

    Returns:
        (h, w).
    """
    if pixels.shape[2] == 3:
        pixels = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2RGBA), dtype=np.uint8)
    words: Rgba = np.ascontiguousarray(pixels).view(np.uint32)[..., 0]
    return words


def rgba_pixels(words: Rgba) -> NDArray[np.uint8]:
    """Show contiguous words as RGBA, uint8, (h, w, 4), not copied."""
    return words.view(np.uint8).reshape(*words.shape, 4)


def rgb_pixels(words: Rgba) -> NDArray[np.uint8]:
    """Copy the colours of contiguous words: RGB, uint8, (h, w, 3)."""
    return np.asarray(cv2.cvtColor(rgba_pixels(words), cv2.COLOR_RGBA2RGB), dtype=np.uint8)
