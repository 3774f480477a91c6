"""Run lengths of masks in COCO's form, compiled."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from synthgroup.kernels.compiled import compiled


@compiled
def run_lengths(crop: NDArray[np.bool_], left: int, top: int, width: int, height: int) -> NDArray[np.int64]:
    """Measure the runs of a mask down its columns, that of False first.

    Args:
        crop: The part of the mask that can be true, bool, (h, w).
        left: Column of the crop's left side in the mask.
        top: Row of the crop's upper side in the mask.
        width: Width of the mask in pixels.
        height: Height of the mask in pixels.
    """
    rows, columns = crop.shape
    runs = np.empty(columns * (rows + 2) + 2, np.int64)
    count, begun, value = 0, 0, False
    full = rows == height
    for x in range(columns):
        for y in range(rows + 2):
            # above and below the crop the mask is false
            inside = 1 <= y <= rows and crop[y - 1, x]
            at = (left + x) * height + top + y - 1
            # where the crop is as high as the mask, a run may go on at the next column's head
            if full and ((y == 0 and x > 0) or (y == rows + 1 and x < columns - 1)):
                continue
            if inside != value:
                runs[count] = at - begun
                count, begun, value = count + 1, at, inside
    runs[count] = width * height - begun
    return runs[: count + 1 if runs[count] or count == 0 else count]


@compiled
def compressed(runs: NDArray[np.int64]) -> NDArray[np.uint8]:
    """Write every run as its difference to the run two before, in groups of five bits, least first, as ASCII."""
    text = np.empty(13 * len(runs), np.uint8)
    count = 0
    for position in range(len(runs)):
        value = runs[position] - runs[position - 2] if position > 2 else runs[position]
        done = False
        while not done:
            group = value & 31
            value >>= 5
            done = value == (-1 if group & 16 else 0)
            text[count] = 48 + group + (0 if done else 32)
            count += 1
    return text[:count]
