"""Premultiplied pixels, compiled: what they cover, and laying one picture over another."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from synthgroup.kernels.compiled import compiled

Pixels = NDArray[np.uint8]
Box = tuple[int, int, int, int]

OPAQUE: Final = 128
"""Alpha from which a pixel belongs to the silhouette: a half."""


@compiled
def bounds(plane: Pixels, least: int) -> Box:
    """Bound what is not below a value: left, top, width and height, all 0 where nothing is.

    Args:
        plane: Uint8, (h, w).
        least: The value.
    """
    height, width = plane.shape
    left, right, top, bottom = width, -1, -1, -1
    for y in range(height):
        first = 0
        while first < width and plane[y, first] < least:
            first += 1
        if first == width:
            continue
        last = width - 1
        while plane[y, last] < least:
            last -= 1
        left, right, bottom = min(left, first), max(right, last), y
        if top < 0:
            top = y
    if top < 0:
        return 0, 0, 0, 0
    return left, top, right - left + 1, bottom - top + 1


@compiled
def blend(image: Pixels, pixels: Pixels, left: int, top: int) -> None:
    """Lay premultiplied pixels over a picture, in place.

    Args:
        image: RGB, uint8, (H, W, 3).
        pixels: Premultiplied RGBA, uint8, (h, w, 4); what lies outside of the picture is left out.
        left: Column of the pixels' left side.
        top: Row of their upper side.
    """
    first, last = max(left, 0), min(left + pixels.shape[1], image.shape[1])
    for y in range(max(top, 0), min(top + pixels.shape[0], image.shape[0])):
        for x in range(first, last):
            through = np.int32(255) - np.int32(pixels[y - top, x - left, 3])
            if through == 255:
                continue
            if through == 0:
                for channel in range(3):
                    image[y, x, channel] = pixels[y - top, x - left, channel]
                continue
            for channel in range(3):
                # exact rounding of a division by 255 (Blinn 1994)
                shaded = np.int32(image[y, x, channel]) * through + np.int32(128)
                shaded = (shaded + (shaded >> np.int32(8))) >> np.int32(8)
                image[y, x, channel] = np.uint8(min(int(shaded) + int(pixels[y - top, x - left, channel]), 255))
