# SPDX-License-Identifier: MIT
"""Masses of folded, drooping leaves for pot plants and flowers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from tools.places.draws import Draws
from tools.places.mesh import Mesh

Array = NDArray[np.float64]

# stations along a leaf, from stalk to tip, and its width there
_ALONG: Final = np.array([0, 0.18, 0.42, 0.7, 0.9, 1.0])
_WIDE: Final = np.array([0.04, 0.62, 1.0, 0.72, 0.3, 0.01])


def folded_leaves(
    mesh: Mesh,
    draws: Draws,
    centre: Sequence[float],
    radius: float,
    count: int,
    size: float,
    material: Any,
    *,
    hollow: float = 0.35,
    slimness: float = 0.26,
) -> None:
    """Folded, drooping leaves in a ball round the centre, mostly towards its outside; `slimness`: width over length."""
    generator = np.random.default_rng(draws.randrange(1 << 30))
    outward = _unit(generator.normal(size=(count, 3)))
    reach = hollow + (1 - hollow) * generator.random((count, 1)) ** 0.5
    foot = outward * radius * reach + np.asarray(centre)
    along = _unit(outward * (1, 1, 0.6) + generator.normal(size=(count, 3)) * 0.55 + (0, 0, 0.25))
    across = np.cross(along, (0, 0, 1.0)) + generator.normal(size=(count, 3)) * 0.35
    across -= along * (along * across).sum(1, keepdims=True)
    across /= np.linalg.norm(across, axis=1, keepdims=True) + 1e-9
    upward = np.cross(across, along)
    length = size * (0.55 + 0.75 * generator.random((count, 1)))
    droop, fold = generator.uniform(0.05, 0.5, (count, 1)), generator.uniform(0.15, 0.6, (count, 1))
    rows = []
    for t, wide in zip(_ALONG, _WIDE, strict=True):
        rib = foot + along * length * (t - 0.12 * droop * t**2) - np.array([0, 0, 1.0]) * length * droop * t**2
        side, lift = across * length * slimness * wide, upward * length * slimness * wide * fold
        rows.append(np.stack([rib - side + lift, rib, rib + side + lift], 1))
    faces, uv = _leaf_faces(count)
    mesh.add(np.stack(rows, 1).reshape(-1, 3), faces, material, smooth=True, uv=uv)


def _leaf_faces(count: int) -> tuple[NDArray[np.int64], Array]:
    """Faces of leaves of (station, left-middle-right) vertices; coordinates (number of the leaf + across, along)."""
    stations = len(_ALONG)
    i, k = np.meshgrid(np.arange(stations - 1), np.arange(2), indexing="ij")
    first = (i * 3 + k).ravel()
    of_leaf = np.stack([first, first + 1, first + 4, first + 3], -1)[None]
    faces = (np.arange(count)[:, None, None] * stations * 3 + of_leaf).reshape(-1, 4)
    number, along = np.repeat(np.arange(count), stations * 3), np.tile(np.repeat(_ALONG, 3), count)
    across = np.tile([0.04, 0.5, 0.96], count * stations)
    return faces, np.stack([number + across, along], 1)[faces]


def _unit(vectors: Array) -> Array:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))
