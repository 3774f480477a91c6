"""Run lengths of masks in COCO's form, compiled."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from synthgroup.kernels.bits import Bits, lowest_bit, packed
from synthgroup.kernels.compiled import compiled


@compiled
def mask_text(plane: NDArray[np.uint8], left: int, top: int, width: int, height: int) -> NDArray[np.uint8]:
    """Write a mask as compressed runs.

    Args:
        plane: The part of the mask that can be true, 0 and 1, contiguous, (h, w).
        left: Column of the part's left side in the mask.
        top: Row of the part's upper side in the mask.
        width: Width of the mask in pixels.
        height: Height of the mask in pixels.

    Returns:
        ASCII, uint8, (n,).
    """
    return _compressed(_between(_changes(plane, left, top, height), width * height))


@compiled
def _changes(plane: NDArray[np.uint8], left: int, top: int, height: int) -> NDArray[np.int64]:
    """List the places down the columns of a mask at which a pixel differs from the one above it, ascending.

    Above and below the plane there is nothing.
    """
    rows = packed(plane)
    ends = np.zeros(64 * rows.shape[1] + 1, np.int64)
    for y in range(len(rows) + 1):
        for word in range(rows.shape[1]):
            differing = _differing(rows, y, word)
            while differing:
                column, differing = lowest_bit(differing)
                ends[64 * word + column + 1] += 1
    for x in range(1, len(ends)):
        ends[x] += ends[x - 1]
    changes = np.empty(ends[-1], np.int64)
    for y in range(len(rows) + 1):
        for word in range(rows.shape[1]):
            differing = _differing(rows, y, word)
            while differing:
                bit, differing = lowest_bit(differing)
                x = 64 * word + bit
                changes[ends[x]] = (left + x) * height + top + y
                ends[x] += 1
    return changes


@compiled
def _differing(rows: Bits, y: int, word: int) -> np.uint64:
    """Tell which pixels of a row differ from those above them."""
    here = rows[y, word] if y < len(rows) else np.uint64(0)
    above = rows[y - 1, word] if y > 0 else np.uint64(0)
    return here ^ above


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
def _compressed(runs: NDArray[np.int64]) -> NDArray[np.uint8]:
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
