"""What is taken of a scene, compiled: tests, marks and the search for free positions."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from synthgroup.kernels.compiled import compiled
from synthgroup.kernels.words import mixed_word, share_of

Plane = NDArray[np.uint8]
Runs = NDArray[np.int32]
Position = tuple[int, int]

NOWHERE: Final = (-1, -1)
"""Stands for a position where there is none."""

RANDOM_TRIES: Final = 12
"""Random positions that are tried before all free positions are searched for; both choose uniformly."""


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
    obstacles, firsts = _taken_runs(taken)
    runs = _runs(silhouette)
    spans = np.empty((rows * (columns // 2 + 1), 2), np.int64)
    found, hint = 0, 0
    for top in range(rows):
        left = 0
        while left < columns:
            step, hint = _clear_steps(obstacles, firsts, runs, (left, top), columns - left, hint)
            if step > 0:
                spans[found, 0], spans[found, 1] = top * columns + left, step
                found += 1
            left += abs(step)
    return spans[:found]


@compiled
def _taken_runs(taken: Plane) -> tuple[Runs, NDArray[np.int64]]:
    """List the runs of what is taken, row by row: first column, column behind; and the number of each row's first."""
    height, width = taken.shape
    runs, firsts = np.empty((height * (width // 2 + 1), 2), np.int32), np.empty(height + 1, np.int64)
    count = 0
    for y in range(height):
        firsts[y] = count
        start, end = _next_run(taken[y], 0)
        while start < width:
            runs[count, 0], runs[count, 1] = start, end
            count += 1
            start, end = _next_run(taken[y], end)
    firsts[height] = count
    return runs, firsts


@compiled
def _clear_steps(
    obstacles: Runs, firsts: NDArray[np.int64], runs: Runs, place: Position, most: int, hint: int
) -> tuple[int, int]:
    """Tell how many positions from a place on are free, at most `most`; or, negative, how many surely are not.

    The run that met something at the last place most likely does so again, and is looked at first: its number comes
    back for the next call.
    """
    left, top = place
    steps = most
    for number in range(-1 if len(runs) else 0, len(runs)):
        run = runs[hint if number < 0 else number]
        row, start, end = top + run[0], left + run[1], left + run[2]
        for obstacle in range(firsts[row], firsts[row + 1]):
            if obstacles[obstacle, 1] <= start:
                continue
            if obstacles[obstacle, 0] < end:
                # the run goes on meeting something until it has moved past all of it
                return start - obstacles[obstacle, 1], hint if number < 0 else number
            steps = min(steps, obstacles[obstacle, 0] - end + 1)
            break
    return steps, hint


@compiled
def _runs(silhouette: Plane) -> Runs:
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
def put(taken: Plane, silhouette: Plane, key: int, shift: Position, gap: int) -> Position:
    """Choose one of the free positions, each equally likely, and mark what a silhouette takes there.

    Args:
        taken: 0 and 1, (H, W); changed in place.
        silhouette: 0 and 1, (h, w).
        key: Decides which position is chosen.
        shift: Columns and rows to move on by where that is free: as likely there as back, which keeps positions
            equally likely.
        gap: Pixels about the silhouette that are marked too, diagonals included.

    Returns:
        Left and top of the silhouette, or `NOWHERE` where no position is free.
    """
    rows, columns = taken.shape[0] - silhouette.shape[0] + 1, taken.shape[1] - silhouette.shape[1] + 1
    if rows < 1 or columns < 1:
        return NOWHERE
    left, top = _random_position(taken, silhouette, key)
    if left < 0:
        left, top = _searched_position(taken, silhouette, key)
        if left < 0:
            return NOWHERE
    if is_free(taken, silhouette, left + shift[0], top + shift[1]):
        left, top = left + shift[0], top + shift[1]
    take(taken, silhouette, left, top, gap)
    return left, top


@compiled
def _random_position(taken: Plane, silhouette: Plane, key: int) -> Position:
    """Try random positions, each equally likely."""
    rows, columns = taken.shape[0] - silhouette.shape[0] + 1, taken.shape[1] - silhouette.shape[1] + 1
    for number in range(1, RANDOM_TRIES + 1):
        word = mixed_word(np.uint64(key), number)
        # a half of the word a coordinate: an outline that differs by a pixel moves by a pixel, not anywhere
        top, left = (_half(word, 32) * rows) >> 32, (_half(word, 0) * columns) >> 32
        if is_free(taken, silhouette, left, top):
            return left, top
    return NOWHERE


@compiled
def _searched_position(taken: Plane, silhouette: Plane, key: int) -> Position:
    """Choose among all free positions."""
    columns = taken.shape[1] - silhouette.shape[1] + 1
    spans = free_spans(taken, silhouette)
    chosen = share_of(mixed_word(np.uint64(key), RANDOM_TRIES + 1), spans[:, 1].sum())
    for number in range(len(spans)):
        if chosen < spans[number, 1]:
            position = spans[number, 0] + chosen
            return position % columns, position // columns
        chosen -= spans[number, 1]
    return NOWHERE


@compiled
def _half(word: np.uint64, shift: int) -> int:
    """Give 32 bits of a word as an integer with a sign: mixed with others, one without a sign becomes a float."""
    return np.int64((word >> np.uint64(shift)) & np.uint64(0xFFFFFFFF))  # type: ignore[return-value]  # compiled, it is one
