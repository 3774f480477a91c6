"""Outlines, compiled: what of a cutout is not transparent, where its warped rows begin and end, its silhouette.

Coordinates are continuous: the centre of the left upper pixel is (0.5, 0.5).
"""

from __future__ import annotations

from math import ceil, floor

import numpy as np
from numpy.typing import NDArray

from synthgroup.kernels.compiled import compiled
from synthgroup.kernels.geometry import Matrix, mapped

Box = tuple[int, int, int, int]
Canvas = tuple[int, int, int, int]
Ends = NDArray[np.int64]
Outline = tuple[Box, Box, int]
"""Where a canvas is not transparent, and where its silhouette is: first column, column behind, first row, row behind,
both; and the silhouette's area in pixels."""


@compiled
def sampled_hull(level: NDArray[np.uint32]) -> NDArray[np.float64]:
    """Give the convex hull of what samples can find of a cutout: all within a pixel of a covered pixel's middle.

    Args:
        level: RGBA, a pixel a word, alpha in its highest byte, (h, w).

    Returns:
        Its corners in order, columns and rows, (n, 2); one at the origin where all is transparent.
    """
    height, width = level.shape
    # columns are looked for on lines between rows: those of a row reach the line above it and the next but one
    low, high = np.full(height + 2, np.inf), np.full(height + 2, np.inf)
    for y in range(height):
        first, last = 0, width - 1
        while first < width and level[y, first] >> np.uint32(24) == 0:
            first += 1
        if first == width:
            continue
        while level[y, last] >> np.uint32(24) == 0:
            last -= 1
        for line in (y, y + 2):
            low[line], high[line] = min(low[line], first - 0.5), min(high[line], -(last + 1.5))
    left, right = _convex_chain(low), _convex_chain(high)
    right[:, 0] = -right[:, 0]
    return np.concatenate((left, right[::-1])) if len(left) else np.zeros((1, 2))


@compiled
def _convex_chain(columns: NDArray[np.float64]) -> NDArray[np.float64]:
    """Keep those of the smallest columns of lines, half a pixel apart from rows, that bulge out; infinite is none."""
    chain = np.empty((len(columns), 2))
    count = 0
    for line in range(len(columns)):
        if columns[line] == np.inf:
            continue
        x, y = columns[line], line - 0.5
        while count > 1 and (chain[count - 1, 0] - chain[count - 2, 0]) * (y - chain[count - 2, 1]) >= (
            x - chain[count - 2, 0]
        ) * (chain[count - 1, 1] - chain[count - 2, 1]):
            count -= 1
        chain[count, 0], chain[count, 1] = x, y
        count += 1
    return chain[:count].copy()


@compiled
def bounds_of(points: NDArray[np.float64], matrix: Matrix, margin: float) -> Canvas:
    """Bound mapped points by whole pixels: left, top, width, height.

    Args:
        points: (n, 2).
        matrix: Maps them; 3 x 3.
        margin: Pixels to leave about them.
    """
    low_x, low_y, high_x, high_y = np.inf, np.inf, -np.inf, -np.inf
    for number in range(len(points)):
        x, y = mapped(matrix, points[number, 0], points[number, 1])
        low_x, low_y, high_x, high_y = min(low_x, x), min(low_y, y), max(high_x, x), max(high_y, y)
    left, top = floor(low_x - margin), floor(low_y - margin)
    return left, top, max(1, ceil(high_x + margin) - left), max(1, ceil(high_y + margin) - top)


@compiled
def row_ends(hull: NDArray[np.float64], matrix: Matrix, margin: float, window: Canvas) -> tuple[Ends, Ends]:
    """Tell where the rows of a window meet a mapped convex shape, or come near it.

    Args:
        hull: Corners of the shape in order, (n, 2).
        matrix: Maps them; 3 x 3.
        margin: Pixels in either direction that count as near.
        window: Left, top, width, height.

    Returns:
        First column and column behind of every row, counted from the window's left side; equal where there is none.
    """
    left, top, width, height = window
    reach = ceil(margin)
    # rows above and below the window count too, as far as the margin reaches
    low, high = np.full(height + 2 * reach, np.inf), np.full(height + 2 * reach, -np.inf)
    x, y = mapped(matrix, hull[-1, 0], hull[-1, 1])
    for number in range(len(hull)):
        next_x, next_y = mapped(matrix, hull[number, 0], hull[number, 1])
        _trace_edge((x, y - top + reach), (next_x, next_y - top + reach), low, high)
        x, y = next_x, next_y
    starts, ends = np.zeros(height, np.int64), np.zeros(height, np.int64)
    for row in range(height):
        first, last = np.inf, -np.inf
        for near in range(row, row + 2 * reach + 1):
            first, last = min(first, low[near]), max(last, high[near])
        if first <= last:
            starts[row] = min(max(floor(first - margin) - left, 0), width)
            ends[row] = max(min(ceil(last + margin) - left, width), starts[row])
    return starts, ends


@compiled
def _trace_edge(
    start: tuple[float, float], end: tuple[float, float], low: NDArray[np.float64], high: NDArray[np.float64]
) -> None:
    """Widen the rows that an edge passes by the columns that it has there."""
    (x, y), (last_x, last_y) = (start, end) if start[1] <= end[1] else (end, start)
    for row in range(max(0, floor(y)), min(len(low) - 1, floor(last_y)) + 1):
        for border in (max(y, float(row)), min(last_y, row + 1.0)):
            part = (border - y) / (last_y - y) if last_y > y else 0.0
            column = x + part * (last_x - x)
            low[row], high[row] = min(low[row], column), max(high[row], column)
        if last_y == y:
            low[row], high[row] = min(low[row], last_x), max(high[row], last_x)


@compiled
def nothing_outlined(height: int, width: int) -> Outline:
    """Begin the outline of a canvas."""
    return (width, 0, height, 0), (width, 0, height, 0), 0


@compiled
def outlined(
    found: Outline, canvas: NDArray[np.uint32], rows: tuple[int, int], starts: Ends, ends: Ends,
    solid: NDArray[np.uint8],
) -> Outline:  # fmt: skip
    """Add some rows of a canvas to its outline.

    Args:
        found: The outline of the rows above.
        canvas: RGBA, a pixel a word, alpha in its highest byte, (h, w).
        rows: The first row, and the row behind the last one.
        starts: First column of every row that may not be transparent.
        ends: Column behind.
        solid: Zeros, uint8, (h, w); becomes 1 where alpha is a half or more.
    """
    seen, inner, area = found
    for y in range(rows[0], rows[1]):
        start, end = _trimmed(canvas[y], starts[y], ends[y])
        if start == end:
            continue
        seen = min(seen[0], start), max(seen[1], end), min(seen[2], y), y + 1
        area += _solidify(canvas[y, start:end], solid[y, start:end])
        start, end = _trimmed(solid[y], start, end)
        if start < end:
            inner = min(inner[0], start), max(inner[1], end), min(inner[2], y), y + 1
    return seen, inner, area


@compiled
def outline_boxes(found: Outline) -> tuple[Box, Box]:
    """Give the boxes of what is not transparent (one pixel, where nothing is) and of the silhouette (or all 0)."""
    seen, inner, _ = found
    # a head of less than a pixel may leave nothing; one transparent pixel then stands for it
    return _box_of(seen) if seen[3] else (0, 0, 1, 1), _box_of(inner) if inner[3] else (0, 0, 0, 0)


@compiled
def _box_of(ends: Box) -> Box:
    """Turn first column, column behind, first row and row behind into left, top, width and height."""
    return ends[0], ends[2], ends[1] - ends[0], ends[3] - ends[2]


@compiled
def _solidify(row: NDArray[np.uint32], inside: NDArray[np.uint8]) -> int:
    """Write 1 where alpha is a half or more, else 0, and count the ones."""
    area = np.int32(0)
    for x in range(len(row)):
        # alpha is the highest byte: its highest bit says it
        bit = row[x] >> np.uint32(31)
        inside[x] = np.uint8(bit)
        area += np.int32(bit)
    return int(area)


@compiled
def _trimmed(row: NDArray[np.uint32] | NDArray[np.uint8], start: int, end: int) -> tuple[int, int]:
    """Move the ends of a part of a row inwards past zeros; equal where there is nothing else."""
    while start < end and row[start] == 0:
        start += 1
    while start < end and row[end - 1] == 0:
        end -= 1
    return start, end
