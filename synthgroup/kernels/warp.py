"""The warp of a face, compiled: bent, sampled, relit and outlined in one pass over its pixels.

Coordinates are continuous: the centre of the left upper pixel is (0.5, 0.5).
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from synthgroup.kernels.caches import read_ahead
from synthgroup.kernels.compiled import compiled
from synthgroup.kernels.geometry import Head, Matrix, Pair, head_matrix, inverse, mapped, moved
from synthgroup.kernels.outlines import (
    Box,
    Canvas,
    Outline,
    bounds_of,
    nothing_outlined,
    outline_boxes,
    outlined,
    row_ends,
)
from synthgroup.kernels.words import mixed_word

CELLS: Final = 9
"""Cells a side in whose middles the warp is computed exactly; between them it is interpolated linearly."""

NODES: Final = CELLS + 2
"""Grid points a side: the middles of the cells, and of one ring of cells around them."""

CONTROLS: Final = 4
"""Control points a side of the elastic distortion, so that its bumps are about a third of a head wide."""

OVERSHOOT: Final = 1.27
"""How far beyond its control points the cubic elastic field can reach: 1 + 2 * 0.0625 in either direction, squared."""


BLOCK: Final = 2048
"""Pixels of a canvas that are drawn at a time."""


def _cubic_weights(count: int, nodes: int) -> NDArray[np.float64]:
    """Weights by which `nodes` equally spaced values give `count` values at the middles of as many equal cells.

    Cubic convolution (Keys, a = -1/2) with the outer nodes continued linearly; (count, nodes).
    """
    position = (np.arange(count) + 0.5) / count * (nodes - 1)
    first = np.clip(np.floor(position).astype(int), 0, nodes - 2)
    t = position - first
    keys = [
        -0.5 * t**3 + t**2 - 0.5 * t,
        1.5 * t**3 - 2.5 * t**2 + 1,
        -1.5 * t**3 + 2 * t**2 + 0.5 * t,
        0.5 * t**3 - 0.5 * t**2,
    ]
    padded = np.zeros((count, nodes + 2))
    for offset, weight in enumerate(keys):
        padded[np.arange(count), first + offset] += weight
    weights = padded[:, 1:-1]
    weights[:, 0] += 2 * padded[:, 0]
    weights[:, 1] -= padded[:, 0]
    weights[:, -1] += 2 * padded[:, -1]
    weights[:, -2] -= padded[:, -1]
    return np.ascontiguousarray(weights)


_SPREAD: Final = _cubic_weights(NODES, CONTROLS)


@compiled
def _elastic_field(key: int, amplitude: float) -> NDArray[np.float64]:
    """Expand a key into smooth displacements of at most `OVERSHOOT` times `amplitude` pixels, (NODES, NODES, 2)."""
    field = np.zeros((NODES, NODES, 2))
    half = np.zeros((NODES, CONTROLS))
    for axis in range(2):
        for row in range(NODES):
            for column in range(CONTROLS):
                half[row, column] = 0.0
                for control in range(CONTROLS):
                    word = mixed_word(np.uint64(key), (axis * CONTROLS + control) * CONTROLS + column + 1)
                    half[row, column] += _SPREAD[row, control] * (np.float64(word) / 2.0**63 - 1)
        for row in range(NODES):
            for column in range(NODES):
                for control in range(CONTROLS):
                    field[row, column, axis] += half[row, control] * _SPREAD[column, control]
                field[row, column, axis] *= amplitude
    return field


@compiled
def _corners(sides: tuple[int, int]) -> NDArray[np.float64]:
    corners = np.zeros((4, 2))
    corners[1, 0], corners[3, 0] = sides[0], sides[0]
    corners[2, 1], corners[3, 1] = sides[1], sides[1]
    return corners


@compiled
def sampling_nodes(matrix: Matrix, width: int, height: int, key: int, amplitude: float) -> NDArray[np.float64]:
    """Tell for a grid of points of a canvas where in the cutout they come from.

    Grid points lie in the middle of `CELLS` x `CELLS` cells of whole pixels and one ring around them.

    Args:
        matrix: Maps pixels of the cutout to pixels of the canvas; 3 x 3.
        width: Of the canvas.
        height: Of the canvas.
        key: Decides the elastic field.
        amplitude: Of the elastic field, in pixels.

    Returns:
        Columns and rows, counted from the middle of the first pixel, (NODES, NODES, 2).
    """
    across, down = (width + CELLS - 1) // CELLS, (height + CELLS - 1) // CELLS
    back = inverse(matrix)
    nodes = np.empty((NODES, NODES, 2))
    field = _elastic_field(key, amplitude) if amplitude > 0 else np.zeros((NODES, NODES, 2))
    for row in range(NODES):
        for column in range(NODES):
            x, y = (column - 0.5) * across + field[row, column, 0], (row - 0.5) * down + field[row, column, 1]
            u, v = mapped(back, x, y)
            nodes[row, column, 0], nodes[row, column, 1] = u - 0.5, v - 0.5
    return nodes


@compiled
def _widened(nodes: NDArray[np.float64], across: int, first: int, width: int) -> NDArray[np.float32]:
    """Interpolate linearly between the grid points of a row, whose cells are so many pixels wide.

    Args:
        nodes: Columns and rows of the cutout at the grid points, (NODES, NODES, 2).
        across: Width of a cell.
        first: First column of the canvas that is wanted.
        width: How many are.

    Returns:
        Columns and rows of the cutout for every grid row and wanted column, float32, (NODES, 2, width).
    """
    lines = np.empty((NODES, 2, width), np.float32)
    for row in range(NODES):
        for axis in range(2):
            for node in range(NODES - 1):
                # from the middle of one cell to that of the next
                start = node * across - across // 2
                step = (nodes[row, node + 1, axis] - nodes[row, node, axis]) / across
                value = nodes[row, node, axis] - step * (node - 0.5) * across
                begin, end = max(first, start), min(first + width, start + across)
                if begin < end:
                    _slope(lines[row, axis, begin - first : end - first], value, step, begin)
    return lines


@compiled
def _slope(line: NDArray[np.float32], value: float, step: float, first: int) -> None:
    """Fill a line with a linear function of the columns from one on, at their middles."""
    for x in range(len(line)):
        line[x] = value + step * (first + x + 0.5)


@compiled
def _write(pixels: NDArray[np.uint32], line: NDArray[np.uint32], start: int) -> None:
    """Write pixels into a line from a column on, and nothing to either side: slices take more than twice as long."""
    for x in range(start):
        line[x] = 0
    for x in range(len(pixels)):
        line[start + x] = pixels[x]
    for x in range(start + len(pixels), len(line)):
        line[x] = 0


@compiled
def _stretch(
    upper: NDArray[np.float32], lower: NDArray[np.float32], part: np.float32, columns: tuple[int, int],
    line: NDArray[np.float32], at: int,
) -> None:  # fmt: skip
    """Interpolate linearly between two lines from one column to another, and write that from a place on, (n,) each."""
    first, count = columns[0], columns[1] - columns[0]
    above, below, out = upper[first : first + count], lower[first : first + count], line[at : at + count]
    for x in range(count):
        out[x] = above[x] + part * (below[x] - above[x])


@compiled
def _weigh(
    count: int, places: NDArray[np.float32], sides: tuple[int, int], at: NDArray[np.int32], shares: NDArray[np.float32]
) -> None:
    """Tell which four pixels of a cutout each of some places lies among, and their shares.

    Args:
        count: How many places there are.
        places: Columns and rows of the cutout, counted from the middle of its first pixel, (2, n).
        sides: Width and height of the cutout.
        at: Is filled with the number of the left upper one, (n,): any, outside of the cutout.
        shares: Is filled with the four shares, (4, n): nothing, outside of the cutout.
    """
    one, none = np.float32(1), np.float32(0)
    last, lowest, width = np.float32(sides[0] - 1), np.float32(sides[1] - 1), np.int32(sides[0])
    for x in range(count):
        across, down = places[0, x], places[1, x]
        left, top = np.floor(across), np.floor(down)
        right, lower = across - left, down - top
        inside = (left >= none) & (top >= none) & (left < last) & (top < lowest)
        number = np.int32(left) + np.int32(top) * width
        at[x] = np.int32(number) if inside else np.int32(0)
        whole = one if inside else none
        shares[0, x] = (one - right) * (one - lower) * whole
        shares[1, x] = right * (one - lower) * whole
        shares[2, x] = (one - right) * lower * whole
        shares[3, x] = right * lower * whole


@compiled
def _fetch(count: int, level: NDArray[np.uint32], width: int, at: NDArray[np.int32], found: NDArray[np.uint32]) -> None:
    """Read the four pixels about each place, (4, n)."""
    right, below = np.uintp(1), np.uintp(width)
    for x in range(count):
        # an index without a sign spares the check for a negative one
        place = np.uintp(at[x])
        found[0, x], found[1, x] = level[place], level[place + right]
        found[2, x], found[3, x] = level[place + below], level[place + below + right]


@compiled
def _channel(
    found: tuple[np.int32, np.int32, np.int32, np.int32], shares: tuple[np.float32, np.float32, np.float32, np.float32],
    shift: int,
) -> np.float32:  # fmt: skip
    """Weight a channel of four pixels, rounded to a whole number."""
    bits, byte = np.int32(shift), np.int32(255)
    return np.float32(
        np.floor(
            np.float32(np.int32((found[0] >> bits) & byte)) * shares[0]
            + np.float32(np.int32((found[1] >> bits) & byte)) * shares[1]
            + np.float32(np.int32((found[2] >> bits) & byte)) * shares[2]
            + np.float32(np.int32((found[3] >> bits) & byte)) * shares[3]
            + np.float32(0.5)
        )
    )


@compiled
def _mix(
    count: int, found: NDArray[np.uint32], shares: NDArray[np.float32], slope: np.float32, offset: np.float32,
    pixels: NDArray[np.uint32],
) -> None:  # fmt: skip
    """Interpolate between pixels, and give their colours another slope, and an offset where alpha is 1.

    There is no branch in the loop, so that compilers make vector instructions of it.
    """
    none, half = np.float32(0), np.float32(0.5)
    for x in range(count):
        four = np.int32(found[0, x]), np.int32(found[1, x]), np.int32(found[2, x]), np.int32(found[3, x])
        weights = shares[0, x], shares[1, x], shares[2, x], shares[3, x]
        alpha = _channel(four, weights, 24)
        rest = offset * alpha + half
        red = min(max(np.floor(slope * _channel(four, weights, 0) + rest), none), alpha)
        green = min(max(np.floor(slope * _channel(four, weights, 8) + rest), none), alpha)
        blue = min(max(np.floor(slope * _channel(four, weights, 16) + rest), none), alpha)
        pixels[x] = (
            np.uint32(np.int32(red))
            | (np.uint32(np.int32(green)) << np.uint32(8))
            | (np.uint32(np.int32(blue)) << np.uint32(16))
            | (np.uint32(np.int32(alpha)) << np.uint32(24))
        )


@compiled
def _drawn(
    level: NDArray[np.uint32], nodes: NDArray[np.float64], cell: tuple[int, int], window: Canvas,
    ends: tuple[NDArray[np.int64], NDArray[np.int64]], colours: tuple[float, float],
) -> tuple[NDArray[np.uint32], NDArray[np.uint8], Outline]:  # fmt: skip
    """Draw and outline a window of a canvas, some rows at a time, so that what is between the steps stays in the cache.

    Args:
        level: The cutout, (h, w).
        nodes: Where the grid points of the canvas come from.
        cell: Width and height of the grid's cells.
        window: What to draw.
        ends: First column of every row of the window that may not be transparent, and the column behind.
        colours: New slope of the colours, and their offset where alpha is 1.

    Returns:
        The pixels; where alpha is a half or more, as 0 and 1, uint8, of the same shape; and the outline.
    """
    left, top, width, height = window
    starts, stops = ends
    canvas, solid = np.empty((height, width), np.uint32), np.zeros((height, width), np.uint8)
    outline = nothing_outlined(height, width)
    lines = _widened(nodes, cell[0], left, width)
    source, room = level.reshape(level.size), BLOCK + width
    # whole arrays go from step to step: only of these compilers know that neighbours lie next to each other
    places, at = np.empty((2, room), np.float32), np.empty(room, np.int32)
    shares, found = np.empty((4, room), np.float32), np.empty((4, room), np.uint32)
    pixels = np.empty(room, np.uint32)
    # kept where it is written over: compilers would leave out a reading without a use
    found[0, 0] = read_ahead(level)
    row = 0
    while row < height:
        first, count = row, 0
        while row < height and count < BLOCK:
            node = (top + row + 0.5) / cell[1] + 0.5
            upper = int(node)
            columns, part = (starts[row], stops[row]), np.float32(node - upper)
            for axis in range(2):
                _stretch(lines[upper, axis], lines[upper + 1, axis], part, columns, places[axis], count)
            count += stops[row] - starts[row]
            row += 1
        _weigh(count, places, (level.shape[1], level.shape[0]), at, shares)
        _fetch(count, source, level.shape[1], at, found)
        _mix(count, found, shares, np.float32(colours[0]), np.float32(colours[1]), pixels)
        count = 0
        for done in range(first, row):
            size = stops[done] - starts[done]
            _write(pixels[count : count + size], canvas[done], starts[done])
            count += size
        outline = outlined(outline, canvas, (first, row), starts, stops, solid)
    return canvas, solid, outline


@compiled
def draw_face(
    level: NDArray[np.uint32], hull: NDArray[np.float64], head: Head, flip: bool, perspective: Pair,  # noqa: FBT001
    turn: tuple[float, float, float], shift: Pair, bend: tuple[int, float], light: tuple[float, float, float],
) -> tuple[NDArray[np.uint32], Box, NDArray[np.uint8], Box, int, Matrix]:  # fmt: skip
    """Warp a cutout, change its brightness and contrast, and take its silhouette.

    Args:
        level: Premultiplied RGBA with a transparent border, a pixel a word, red in its lowest byte, contiguous, (h, w).
        hull: Corners of a convex shape that holds all that a sample can find, in order, (n, 2).
        head: Head box in the cutout (x, y, width, height).
        flip: Whether left and right are exchanged.
        perspective: As `head_matrix` takes it.
        turn: Shear and rotation in degrees, and the head height in the end, in pixels.
        shift: Pixels.
        bend: Key of the elastic distortion, and its amplitude in pixels.
        light: Factor on the brightness, factor on the contrast, and the grey value, 0 to 255, that the latter leaves
            alone.

    Returns:
        Pixels like those of the level; the box in them that holds all that is not transparent (left, top, width,
        height), the crop; the silhouette (alpha >= 0.5) as 0 and 1, uint8, cut to its bounds; its box within the crop;
        its area in pixels; and the matrix that maps pixels of the cutout to pixels of the crop, but for the elastic
        distortion.
    """
    sides = level.shape[1], level.shape[0]
    matrix = head_matrix(sides, head, flip, perspective, turn[0], turn[1], turn[2], shift)
    margin = bend[1] * OVERSHOOT
    left, top, width, height = bounds_of(_corners(sides), matrix, margin)
    matrix = moved(matrix, -left, -top)
    nodes = sampling_nodes(matrix, width, height, bend[0], bend[1])
    cell = (width + CELLS - 1) // CELLS, (height + CELLS - 1) // CELLS
    x, y, across, down = bounds_of(hull, matrix, margin + 1)
    x, y, right, lower = max(0, x), max(0, y), min(width, x + across), min(height, y + down)
    window = x, y, right - x, lower - y
    starts, stops = row_ends(hull, matrix, margin + 1, window)
    gain, contrast, mean = light
    colours = gain * contrast, gain * (1 - contrast) * mean / 255
    canvas, solid, outline = _drawn(level, nodes, cell, window, (starts, stops), colours)
    crop, inner = outline_boxes(outline)
    silhouette = solid[inner[1] : inner[1] + inner[3], inner[0] : inner[0] + inner[2]].copy()
    box = inner[0] - crop[0], inner[1] - crop[1], inner[2], inner[3]
    return canvas, crop, silhouette, box, outline[2], moved(matrix, -crop[0] - x, -crop[1] - y)
