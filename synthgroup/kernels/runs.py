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
    # rows of False above and below; eight columns are compared at a time, since few pixels differ from those above them
    padded = np.zeros((rows + 2, (columns + 7) // 8 * 8), np.uint8)
    padded[1 : rows + 1, :columns] = crop
    words = padded.view(np.uint64)
    ends = np.zeros(padded.shape[1] + 1, np.int64)
    for y in range(1, rows + 2):
        for word in range(words.shape[1]):
            if words[y, word] != words[y - 1, word]:
                for x in range(8 * word, 8 * word + 8):
                    ends[x + 1] += padded[y, x] != padded[y - 1, x]
    ends = np.cumsum(ends)
    changes = np.empty(ends[-1], np.int64)
    filled = ends.copy()
    for y in range(1, rows + 2):
        for word in range(words.shape[1]):
            if words[y, word] != words[y - 1, word]:
                for x in range(8 * word, 8 * word + 8):
                    if padded[y, x] != padded[y - 1, x]:
                        changes[filled[x]] = (left + x) * height + top + y - 1
                        filled[x] += 1
    return _between(changes, width * height)


@compiled
def _between(changes: NDArray[np.int64], end: int) -> NDArray[np.int64]:
    """Give the runs between changes, where a run that goes on at the next column's head has two at one place."""
    runs = np.empty(len(changes) + 1, np.int64)
    count, begun = 0, 0
    for at in changes:
        if at == begun and count > 0:
            count -= 1
            begun -= runs[count]
        else:
            runs[count] = at - begun
            count, begun = count + 1, at
    runs[count] = end - begun
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
