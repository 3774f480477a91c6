# SPDX-License-Identifier: MIT
"""The nearest place on a mesh, by Blender's tree."""

from __future__ import annotations

import bpy  # noqa: F401  # mathutils can be imported only after it
import numpy as np
from mathutils import Vector
from mathutils.bvhtree import BVHTree

from tools.people.meshes import Array, Indices

_ANYWHERE = 1e9


class Skin:
    """The surface of a mesh."""

    def __init__(self, mesh: Array, triangles: Indices) -> None:
        corners = [tuple(int(corner) for corner in triangle) for triangle in triangles]
        self.tree = BVHTree.FromPolygons([tuple(point) for point in mesh], corners)

    def nearest(self, point: Array, within: float = _ANYWHERE) -> tuple[Array, Array] | None:
        """The nearest place, and the normal there; None if it is farther than `within`."""
        place, normal, _, _ = self.tree.find_nearest(Vector(point), within)
        return None if place is None else (np.array(place), np.array(normal))

    def height(self, point: Array) -> tuple[float, Array]:
        """How far a point lies above the surface, and the normal below it."""
        found = self.nearest(point)
        if found is None:
            raise ValueError(f"no surface within {_ANYWHERE:g} of {point}")
        place, normal = found
        return float((point - place) @ normal), normal
