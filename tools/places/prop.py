# SPDX-License-Identifier: MIT
"""A mesh in Blender's data that can stand in a scene any number of times."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import bpy
import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tools.places.mesh import Part


class Prop:
    """One mesh of several parts; `low` and `high` are the corners of its bounding box (m)."""

    def __init__(self, parts: Sequence[Part], materials: Sequence[Any], name: str, *, solid: bool) -> None:
        offsets = np.cumsum([0, *(len(part.vertices) for part in parts)])[:-1]
        vertices = np.concatenate([part.vertices for part in parts]).astype(np.float32)
        corners = [part.faces + offset for part, offset in zip(parts, offsets, strict=True)]
        loops = np.concatenate([faces.ravel() for faces in corners]).astype(np.int32)
        sizes = np.concatenate([np.full(len(faces), faces.shape[1]) for faces in corners]).astype(np.int32)
        starts = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int32)
        self.name, self.solid = name, solid
        self.vertices = vertices
        self.low, self.high = vertices.min(0), vertices.max(0)
        spans = zip(starts.tolist(), sizes.tolist(), strict=True)
        self.polygons: list[NDArray[np.int32]] = [loops[first : first + size] for first, size in spans] if solid else []
        self.mesh = bpy.data.meshes.new(name)
        self._fill(parts, loops, starts)
        for material in materials:
            self.mesh.materials.append(material)
        self.mesh.update(calc_edges=True)

    def _fill(self, parts: Sequence[Part], loops: NDArray[np.int32], starts: NDArray[np.int32]) -> None:
        mesh = self.mesh
        mesh.vertices.add(len(self.vertices))
        mesh.vertices.foreach_set("co", self.vertices.ravel())
        mesh.loops.add(len(loops))
        polygons = mesh.polygons
        polygons.add(len(starts))
        polygons.foreach_set("loop_start", starts)
        polygons.foreach_set("vertices", loops)
        counts = [len(part.faces) for part in parts]
        polygons.foreach_set("material_index", np.repeat([part.material for part in parts], counts).astype(np.int32))
        polygons.foreach_set("use_smooth", np.repeat([part.smooth for part in parts], counts))
        uv = np.concatenate([_texture_coordinates(part).reshape(-1, 2) for part in parts]).astype(np.float32)
        mesh.uv_layers.new(name="UVMap").data.foreach_set("uv", uv.ravel())


def _texture_coordinates(part: Part) -> NDArray[np.float64]:
    """Its own, else each face projected along the axis that it faces most (metres)."""
    if part.uv is not None:
        return part.uv
    points = part.vertices[part.faces]
    normals = np.abs(np.cross(points[:, 1] - points[:, 0], points[:, 2] - points[:, 0]))
    facing = normals.argmax(1)[:, None, None]
    along_y = np.where(facing == 1, points[..., [0, 2]], points[..., [0, 1]])
    return np.where(facing == 0, points[..., [1, 2]], along_y)
