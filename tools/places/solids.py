# SPDX-License-Identifier: MIT
"""Vertices and faces of boxes and rounded blocks round the origin, and of strips."""

from __future__ import annotations

from functools import cache
from itertools import product

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Faces = list[list[int]]

_CORNERS: Array = np.array(list(product((-1, 1), repeat=3)), float)


def plain_box(half: Array) -> tuple[Array, Faces]:
    """Vertices and quads of a box with half the given edges."""
    faces = [[0, 1, 3, 2], [4, 6, 7, 5], [0, 4, 5, 1], [2, 3, 7, 6], [0, 2, 6, 4], [1, 5, 7, 3]]
    return _CORNERS * half, faces


def bevelled_box(half: Array, bevel: float) -> tuple[Array, Faces, Faces]:
    """Vertices (three a corner), quads (sides, then edges) and triangles (corners) of a bevelled box."""
    vertices = np.concatenate([_CORNERS * (half - bevel * (1 - np.eye(3)[axis])) for axis in range(3)])
    quads: Faces = []
    for axis in range(3):
        quads += _side_faces(axis) + _edge_faces(axis)
    triangles = []
    for i, j, k in product((-1, 1), repeat=3):
        corner = [_vertex(axis, (i, j, k)) for axis in range(3)]
        triangles.append(corner if i * j * k > 0 else corner[::-1])
    return vertices, quads, triangles


def _vertex(axis: int, sign: tuple[int, int, int]) -> int:
    """Number of the vertex of a corner that lies on the side across `axis`."""
    return axis * 8 + (sign[0] > 0) * 4 + (sign[1] > 0) * 2 + (sign[2] > 0)


def _signs(axes: tuple[int, int, int], signs: tuple[int, int, int]) -> tuple[int, int, int]:
    ordered = [0, 0, 0]
    for axis, sign in zip(axes, signs, strict=True):
        ordered[axis] = sign
    return (ordered[0], ordered[1], ordered[2])


def _side_faces(axis: int) -> Faces:
    axes = (axis, (axis + 1) % 3, (axis + 2) % 3)
    faces = []
    for side in (-1, 1):
        ring = [_vertex(axis, _signs(axes, (side, p, q))) for p, q in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
        faces.append(ring if side > 0 else ring[::-1])
    return faces


def _edge_faces(axis: int) -> Faces:
    axes = (axis, (axis + 1) % 3, (axis + 2) % 3)
    faces = []
    for p, q in product((-1, 1), repeat=2):
        low, high = _signs(axes, (-1, p, q)), _signs(axes, (1, p, q))
        ring = [_vertex(axes[1], low), _vertex(axes[1], high), _vertex(axes[2], high), _vertex(axes[2], low)]
        faces.append(ring if p * q < 0 else ring[::-1])
    return faces


@cache
def cube_grid(cells: int) -> tuple[Array, NDArray[np.int64]]:
    """Welded grid of cells x cells x 6 faces on the surface of the cube from -1 to 1."""
    numbers: dict[tuple[int, int, int], int] = {}
    faces = []
    for axis, side, i, j in product(range(3), (0, cells), range(cells), range(cells)):
        axes = (axis, (axis + 1) % 3, (axis + 2) % 3)
        places = [_signs(axes, (side, i + di, j + dj)) for di, dj in ((0, 0), (1, 0), (1, 1), (0, 1))]
        ring = [numbers.setdefault(place, len(numbers)) for place in places]
        faces.append(ring if side else ring[::-1])
    vertices = [[c / cells * 2 - 1 for c in place] for place in numbers]
    return np.array(vertices, float), np.array(faces)


def rounded_block(grid: Array, size: tuple[float, float, float], radius: float, puff: float) -> Array:
    """A cube grid made into a block of a size (m) with round edges; `puff` thins it towards its rim, 0 to 1."""
    half = np.array(size) / 2
    radius = min(radius, half.min() * 0.98)
    points = np.sign(grid) * np.abs(grid) ** 0.8 * half
    core = np.clip(points, -(half - radius), half - radius)
    out = points - core
    length = np.linalg.norm(out, axis=1, keepdims=True)
    points = np.where(length > 1e-9, core + out / np.maximum(length, 1e-9) * radius, points)
    if puff:
        middle = (1 - np.abs(grid[:, 0]) ** 2.5) * (1 - np.abs(grid[:, 1]) ** 2.5)
        points[:, 2] *= (1 - puff) + puff * np.clip(middle, 0.02, 1) ** 0.5
    return points


def strip_faces(rows: int, around: int) -> NDArray[np.int64]:
    """Quads of a tube of `rows` rings with `around` vertices each."""
    i, j = np.meshgrid(np.arange(rows - 1), np.arange(around), indexing="ij")
    following = (j + 1) % around
    corners = [i * around + j, i * around + following, (i + 1) * around + following, (i + 1) * around + j]
    return np.stack(corners, -1).reshape(-1, 4)
