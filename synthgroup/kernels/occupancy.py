"""What is taken of a scene, compiled: tests, marks and the search for free positions."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from synthgroup.kernels.compiled import compiled
from synthgroup.kernels.words import mixed_word

Plane = NDArray[np.uint8]

RANDOM_TRIES: Final = 12
"""Random positions that are tried before all free positions are searched for; both choose uniformly."""

FAR: Final = 32_000
"""A column to the right of any scene, which has 8192 at most, and of any position that is possible there."""


@compiled
def is_free(taken: Plane, silhouette: Plane, left: int, top: int) -> bool:
    """Tell whether a silhouette lies inside and touches nothing that is taken.

    Args:
        taken: 0 and 1, (H, W).
        silhouette: 0 and 1, (h, w).
        left: Column of its left side.
        top: Row of its upper side.
    """
    height, width = silhouette.shape
    if left < 0 or top < 0 or left + width > taken.shape[1] or top + height > taken.shape[0]:
        return False
    for y in range(height):
        met = np.uint8(0)
        for x in range(width):
            met |= taken[top + y, left + x] & silhouette[y, x]
        if met:
            return False
    return True


@compiled
def _next_run(row: Plane, first: int) -> tuple[int, int]:
    """Find the next run of ones: its first column and the one behind it, both the row's length where there is none."""
    start = first
    while start < len(row) and not row[start]:
        start += 1
    end = start
    while end < len(row) and row[end]:
        end += 1
    return start, end


@compiled
def take(taken: Plane, silhouette: Plane, left: int, top: int, gap: int) -> None:
    """Mark a silhouette's pixels, and those within a gap, in place.

    Args:
        taken: 0 and 1, (H, W).
        silhouette: 0 and 1, (h, w).
        left: Column of its left side.
        top: Row of its upper side.
        gap: Pixels in every direction, diagonals included.
    """
    height, width = silhouette.shape
    for y in range(height):
        upper, lower = max(0, top + y - gap), min(taken.shape[0], top + y + gap + 1)
        start, end = _next_run(silhouette[y], 0)
        while start < width:
            taken[upper:lower, max(0, left + start - gap) : min(taken.shape[1], left + end + gap)] = 1
            start, end = _next_run(silhouette[y], end)


@compiled
def free_spans(taken: Plane, silhouette: Plane) -> NDArray[np.int64]:
    """List the positions where a silhouette touches nothing that is taken, as spans of neighbours.

    Returns:
        For every span its first position, which is row times the number of possible columns plus column, and how many
        positions it has; ascending, (n, 2).
    """
    height, width = silhouette.shape
    rows, columns = taken.shape[0] - height + 1, taken.shape[1] - width + 1
    following, behind = _following(taken)
    runs = _runs(silhouette)
    spans = np.empty((rows * (columns // 2 + 1), 2), np.int64)
    found, hint = 0, 0
    for top in range(rows):
        left = 0
        while left < columns:
            step, hint = _clear_steps(following, behind, runs, (left, top), columns - left, hint)
            if step > 0:
                spans[found, 0], spans[found, 1] = top * columns + left, step
                found += 1
            left += abs(step)
    return spans[:found]


@compiled
def _following(taken: Plane) -> tuple[NDArray[np.int16], NDArray[np.int16]]:
    """Tell for every pixel where the next run of its row that is taken begins, from it on, and where that ends.

    Both are far outside where none follows.
    """
    height, width = taken.shape
    following, behind = np.empty((height, width), np.int16), np.empty((height, width), np.int16)
    for y in range(height):
        column, end = FAR, FAR
        for x in range(width - 1, -1, -1):
            if taken[y, x]:
                end = end if column == x + 1 else x + 1
                column = x
            following[y, x], behind[y, x] = column, end
    return following, behind


@compiled
def _clear_steps(
    following: NDArray[np.int16], behind: NDArray[np.int16], runs: NDArray[np.int32], place: tuple[int, int], most: int,
    hint: int,
) -> tuple[int, int]:  # fmt: skip
    """Tell how many positions from a place on are free, at most `most`; or, negative, how many surely are not.

    The run that met something at the last place most likely does so again, and is looked at first: its number comes
    back for the next call.
    """
    left, top = place
    steps = most
    for number in range(-1 if len(runs) else 0, len(runs)):
        run = runs[hint if number < 0 else number]
        row, start, end = top + run[0], left + run[1], left + run[2]
        met = following[row, start]
        if met < end:
            # the run goes on meeting something until it has moved past all of it
            return start - behind[row, start], hint if number < 0 else number
        steps = min(steps, met - end + 1)
    return steps, hint


@compiled
def _runs(silhouette: Plane) -> NDArray[np.int32]:
    """List the runs of a silhouette: row, first column, column behind.

    Rows come far from each other first, in ever smaller steps, so that something in the way is met soon.
    """
    height, width = silhouette.shape
    runs = np.empty((height * (width // 2 + 1), 3), np.int32)
    count = 0
    stride = 1
    while stride < height:
        stride *= 2
    first = 0
    while stride > 0:
        for y in range(first, height, max(1, 2 * stride if first else stride)):
            start, end = _next_run(silhouette[y], 0)
            while start < width:
                runs[count, 0], runs[count, 1], runs[count, 2] = y, start, end
                count += 1
                start, end = _next_run(silhouette[y], end)
        stride //= 2
        first = stride
    return runs[:count]


@compiled
def random_position(taken: Plane, silhouette: Plane, key: int) -> tuple[int, int]:
    """Try random positions, each equally likely.

    Args:
        taken: 0 and 1, (H, W).
        silhouette: 0 and 1, (h, w).
        key: Decides which positions are tried.

    Returns:
        Left and top of the silhouette, both -1 where no try is free.
    """
    rows, columns = taken.shape[0] - silhouette.shape[0] + 1, taken.shape[1] - silhouette.shape[1] + 1
    for number in range(1, RANDOM_TRIES + 1):
        word = mixed_word(np.uint64(key), number)
        # a half of the word a coordinate: an outline that differs by a pixel moves by a pixel, not anywhere
        top, left = (_half(word, 32) * rows) >> 32, (_half(word, 0) * columns) >> 32
        if is_free(taken, silhouette, left, top):
            return left, top
    return -1, -1


@compiled
def _half(word: np.uint64, shift: int) -> int:
    """Give 32 bits of a word as an integer with a sign: mixed with others, one without a sign becomes a float."""
    return np.int64((word >> np.uint64(shift)) & np.uint64(0xFFFFFFFF))  # type: ignore[return-value]  # compiled, it is one
