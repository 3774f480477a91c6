"""What is taken of a scene, compiled: tests, marks and the search for free positions.

What is taken is kept as bits, with a word to the left of every row and one to its right, so that a gap may reach there.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from synthgroup.kernels.bits import (
    Bits,
    Runs,
    across,
    list_runs,
    lower_part,
    packed,
    place_of,
    spread_down,
    spread_right,
    upper_part,
    words_of,
)
from synthgroup.kernels.compiled import compiled
from synthgroup.kernels.words import mixed_word, share_of

Plane = NDArray[np.uint8]
Position = tuple[int, int]
Size = tuple[int, int]

NOWHERE: Final = (-1, -1)
"""Stands for a position where there is none."""

RANDOM_TRIES: Final = 12
"""Random positions that are tried before all free positions are searched for; both choose uniformly."""

_EDGE: Final = 64
"""Bits to the left of a row: no gap is larger."""


@compiled
def nothing_taken(width: int, height: int) -> Bits:
    """Make the bits of a scene of which nothing is taken."""
    return np.zeros((height, words_of(width) + 3), np.uint64)


@compiled
def is_free(taken: Bits, size: Size, silhouette: Plane, left: int, top: int) -> bool:
    """Tell whether a silhouette lies inside and touches nothing that is taken.

    Args:
        taken: What is taken.
        size: Width and height of the scene.
        silhouette: 0 and 1, (h, w).
        left: Column of its left side.
        top: Row of its upper side.
    """
    return _is_clear(taken, size, packed(silhouette), silhouette.shape[1], left, top)


@compiled
def _is_clear(taken: Bits, size: Size, bits: Bits, width: int, left: int, top: int) -> bool:
    height, count = bits.shape
    if left < 0 or top < 0 or left + width > size[0] or top + height > size[1]:
        return False
    first, bit = place_of(left + _EDGE)
    for y in range(height):
        met = np.uint64(0)
        for word in range(count):
            met |= bits[y, word] & across(taken[top + y, first + word], taken[top + y, first + word + 1], bit)
        if met:
            return False
    return True


@compiled
def take(taken: Bits, silhouette: Plane, left: int, top: int, gap: int) -> None:
    """Mark a silhouette's pixels, and those within a gap, in place.

    Args:
        taken: What is taken.
        silhouette: 0 and 1, (h, w), inside the scene.
        left: Column of its left side.
        top: Row of its upper side.
        gap: Pixels in every direction, diagonals included; at most 64.
    """
    _mark(taken, packed(silhouette), silhouette.shape[1], left, top, gap)


@compiled
def _mark(taken: Bits, bits: Bits, width: int, left: int, top: int, gap: int) -> None:
    height, count = bits.shape
    first, bit = place_of(left - gap + _EDGE)
    grown = np.zeros((height + 2 * gap, words_of(int(bit) + width + 2 * gap) + 1), np.uint64)
    for y in range(height):
        for word in range(count):
            grown[y, word] |= lower_part(bits[y, word], bit)
            grown[y, word + 1] |= upper_part(bits[y, word], bit)
    spread_right(grown, 2 * gap)
    spread_down(grown, 2 * gap)
    for y in range(max(0, gap - top), min(len(grown), taken.shape[0] - top + gap)):
        for word in range(min(grown.shape[1], taken.shape[1] - first)):
            taken[top - gap + y, first + word] |= grown[y, word]


@compiled
def free_spans(taken: Bits, size: Size, silhouette: Plane) -> NDArray[np.int64]:
    """List the positions where a silhouette touches nothing that is taken, as spans of neighbours.

    Args:
        taken: What is taken.
        size: Width and height of the scene.
        silhouette: 0 and 1, (h, w), no larger than the scene.

    Returns:
        For every span its first position, which is row times the number of possible columns plus column, and how many
        positions it has; ascending, (n, 2).
    """
    return _clear_spans(taken, size, packed(silhouette), silhouette.shape[1])


@compiled
def _clear_spans(taken: Bits, size: Size, bits: Bits, width: int) -> NDArray[np.int64]:
    rows, columns = size[1] - bits.shape[0] + 1, size[0] - width + 1
    obstacles, firsts = _taken_runs(taken, size[0])
    runs = _runs(bits, width)
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
def _taken_runs(taken: Bits, width: int) -> tuple[Runs, NDArray[np.int64]]:
    """List the runs of what is taken, row by row, and the number of each row's first one."""
    height = len(taken)
    runs, firsts = np.empty((height * (width // 2 + 1), 3), np.int32), np.empty(height + 1, np.int64)
    count = 0
    for y in range(height):
        firsts[y] = count
        count = list_runs(taken, y, _EDGE >> 6, width, runs, count)
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
            if obstacles[obstacle, 2] <= start:
                continue
            if obstacles[obstacle, 1] < end:
                # the run goes on meeting something until it has moved past all of it
                return start - obstacles[obstacle, 2], hint if number < 0 else number
            steps = min(steps, obstacles[obstacle, 1] - end + 1)
            break
    return steps, hint


@compiled
def _runs(bits: Bits, width: int) -> Runs:
    """List the runs of a silhouette.

    Rows come far from each other first, in ever smaller steps, so that something in the way is met soon.
    """
    height = len(bits)
    runs = np.empty((height * (width // 2 + 1), 3), np.int32)
    count = 0
    stride = 1
    while stride < height:
        stride *= 2
    first = 0
    while stride > 0:
        for y in range(first, height, max(1, 2 * stride if first else stride)):
            count = list_runs(bits, y, 0, width, runs, count)
        stride //= 2
        first = stride
    return runs[:count]


@compiled
def put(taken: Bits, size: Size, silhouette: Plane, key: int, shift: tuple[float, float], gap: int) -> Position:
    """Choose one of the free positions, each equally likely, and mark what a silhouette takes there.

    Args:
        taken: What is taken; changed in place.
        size: Width and height of the scene.
        silhouette: 0 and 1, (h, w).
        key: Decides which position is chosen.
        shift: Columns and rows to move on by, rounded, where that is free: as likely there as back, which keeps
            positions equally likely.
        gap: Pixels about the silhouette that are marked too, diagonals included; at most 64.

    Returns:
        Left and top of the silhouette, or `NOWHERE` where no position is free.
    """
    height, width = silhouette.shape
    if height > size[1] or width > size[0]:
        return NOWHERE
    bits = packed(silhouette)
    left, top = _random_position(taken, size, bits, width, key)
    if left < 0:
        left, top = _searched_position(taken, size, bits, width, key)
        if left < 0:
            return NOWHERE
    moved_left, moved_top = left + int(np.rint(shift[0])), top + int(np.rint(shift[1]))
    if _is_clear(taken, size, bits, width, moved_left, moved_top):
        left, top = moved_left, moved_top
    _mark(taken, bits, width, left, top, gap)
    return left, top


@compiled
def _random_position(taken: Bits, size: Size, bits: Bits, width: int, key: int) -> Position:
    """Try random positions, each equally likely."""
    rows, columns = size[1] - bits.shape[0] + 1, size[0] - width + 1
    for number in range(1, RANDOM_TRIES + 1):
        word = mixed_word(np.uint64(key), number)
        # a half of the word a coordinate: an outline that differs by a pixel moves by a pixel, not anywhere
        top, left = (_half(word, 32) * rows) >> 32, (_half(word, 0) * columns) >> 32
        if _is_clear(taken, size, bits, width, left, top):
            return left, top
    return NOWHERE


@compiled
def _searched_position(taken: Bits, size: Size, bits: Bits, width: int, key: int) -> Position:
    """Choose among all free positions."""
    columns = size[0] - width + 1
    spans = _clear_spans(taken, size, bits, width)
    total = 0
    # with numpy's sum, every process would import scipy's linear algebra
    for number in range(len(spans)):
        total += spans[number, 1]
    chosen = share_of(mixed_word(np.uint64(key), RANDOM_TRIES + 1), total)
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
