# SPDX-License-Identifier: MIT
"""The base mesh and what shapes it. Its unit is the decimetre; x points to its left, y up, z to the front."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from tools.people.inputs import Inputs
from tools.people.meshes import Array, Indices, Part, read_obj, read_part, read_target

if TYPE_CHECKING:
    from tools.people.shapes import Shape

SKIN: Final = slice(0, 13380)
"""The points of the skin; helpers for parts follow."""

EYES: Final = slice(14598, 14742)
"""The points of the helper for both eyes."""

_HEAD_ABOVE: Final = 6.1
"""Faces above this height are head or neck..."""

_HEAD_WITHIN: Final = 1.1
"""...unless they are as far from the middle as arms are."""


class Body:
    """The base mesh, read from the inputs."""

    def __init__(self, inputs: Inputs) -> None:
        self.inputs = inputs
        self.obj = read_obj(inputs.base)

    @property
    def rest(self) -> Array:
        """The points of the base mesh as it comes (N, 3). Do not change them."""
        return self.obj.points

    @cached_property
    def head(self) -> Indices:
        """Triangles of head and neck (M, 3)."""
        rest = self.rest
        triangles = []
        for face in self.obj.faces["body"]:
            corners = rest[face]
            if corners[:, 1].min() > _HEAD_ABOVE and np.abs(corners[:, 0]).max() < _HEAD_WITHIN:
                triangles += [(face[0], face[k], face[k + 1]) for k in range(1, len(face) - 1)]
        return np.array(triangles)

    @cached_property
    def ears(self) -> NDArray[np.bool_]:
        """Which points belong to the ears: those that spreading ears move clearly."""
        ears = np.zeros(len(self.rest), bool)
        for side in "lr":
            spread = read_target(self.inputs.target(f"ears/{side}-ear-wing-incr"))
            distance = np.linalg.norm(spread.offsets, axis=1)
            ears[spread.points[distance > 0.2 * distance.max()]] = True
        return ears

    def neutral(self, shape: Shape) -> Array:
        """The mesh of a person with a resting face."""
        mesh = self.rest.copy()
        for target, weight in shape.targets():
            read_target(self.inputs.target(target)).add_to(mesh, weight)
        return mesh

    def express(self, neutral: Array, units: Mapping[str, float]) -> Array:
        """The mesh with face units added."""
        mesh = neutral.copy()
        for unit, weight in units.items():
            if weight:
                read_target(self.inputs.unit(unit)).add_to(mesh, weight)
        return mesh

    def part(self, kind: str, name: str) -> Part:
        """A part of MakeHuman's collection that has a folder of its own."""
        return read_part(self.inputs.part(kind, name))

    @cached_property
    def eyes(self) -> Part:
        """Both eyeballs."""
        return read_part(self.inputs.makehuman / "eyes/high-poly.mhclo")


def unit_length(vectors: Array) -> Array:
    """The vectors at length 1."""
    scaled: Array = vectors / (np.linalg.norm(vectors, axis=-1, keepdims=True) + 1e-9)
    return scaled


def point_normals(mesh: Array, triangles: Indices) -> Array:
    """Normals of a mesh's points (N, 3), weighted by the area of the triangles."""
    first, second, third = (mesh[triangles[:, corner]] for corner in range(3))
    facing = np.cross(second - first, third - first)
    normals = np.zeros_like(mesh)
    for corner in range(3):
        np.add.at(normals, triangles[:, corner], facing)
    return unit_length(normals)
