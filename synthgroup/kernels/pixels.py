"""Premultiplied pixels, compiled: laying one picture over another."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from synthgroup.kernels.compiled import compiled

Rgba = NDArray[np.uint32]


@compiled
def blend(image: Rgba, canvas: Rgba, crop: tuple[int, int, int, int], left: int, top: int) -> None:
    """Lay a part of premultiplied pixels over a picture, in place.

    Args:
        image: RGBA, a pixel a word, red in its lowest byte, contiguous, (H, W).
        canvas: Premultiplied RGBA of the same form, (h, w).
        crop: The part: left, top, width, height; what comes to lie outside of the picture is left out.
        left: Column of the picture where the part begins.
        top: Row of the picture where the part begins.
    """
    across, down = left - crop[0], top - crop[1]
    first, last = max(left, 0), min(left + crop[2], image.shape[1])
    if first < last:
        for y in range(max(top, 0), min(top + crop[3], image.shape[0])):
            _lay_over(image[y, first:last], canvas[y - down, first - across : last - across])


@compiled
def _lay_over(below: Rgba, above: Rgba) -> None:
    """Lay a row over another: two colours of a pixel at a time, and no branch, so that compilers make vectors of it."""
    even, low, byte = np.uint32(0x00FF00FF), np.uint32(255), np.uint32(8)
    for x in range(len(below)):
        upper, lower = above[x], below[x]
        through = low - (upper >> np.uint32(24))
        # exact rounding of a division by 255 (Blinn 1994); colours are at most alpha, so no sum overflows
        outer = (lower & even) * through + np.uint32(0x00800080)
        outer = ((outer + ((outer >> byte) & even)) >> byte) & even
        green = ((lower >> byte) & low) * through + np.uint32(128)
        green = (green + (green >> byte)) & np.uint32(0xFF00)
        below[x] = np.uint32(upper + (outer | green))
