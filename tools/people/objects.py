# SPDX-License-Identifier: MIT
"""Meshes and hairs as Blender's objects."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import bpy
import numpy as np
from mathutils import Matrix, Vector

from tools.people.camera import METRES, PIVOT, to_blender
from tools.people.hair import Strands
from tools.people.meshes import Array, Faces, Indices
from tools.people.pictures import Pose

_TAPER = 0.5
"""Radius of a hair at its tip, over that at its root."""

_TO_BLENDER = np.array([[1, 0, 0], [0, 0, -1], [0, 1, 0]], float)


@dataclass(frozen=True)
class Figure:
    """A mesh object; it has those of the given points that faces use."""

    object: Any
    used: Indices

    def move(self, points: Array) -> None:
        """Give all points new places (base mesh units)."""
        mesh = self.object.data
        mesh.vertices.foreach_set("co", to_blender(points[self.used]).astype(np.float32).ravel())
        mesh.update()


@dataclass(frozen=True)
class Texture:
    """Texture coordinates (M, 2), and the corners of faces in them."""

    coordinates: Array
    faces: Faces


def figure(
    name: str,
    points: Array,
    faces: Faces,
    material: Any,
    *,
    texture: Texture | None = None,
    subdivisions: int = 0,
    attributes: Mapping[str, Array] | None = None,
) -> Figure:
    """A mesh object in the scene; `attributes` are numbers a point that materials can read."""
    used = np.unique(np.fromiter((corner for face in faces for corner in face), int))
    number = np.full(len(points), -1)
    number[used] = np.arange(len(used))
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata(
        to_blender(points[used]).tolist(), [], [[int(number[corner]) for corner in face] for face in faces]
    )
    if texture is not None:
        corners = np.fromiter((corner for face in texture.faces for corner in face), int)
        layer = mesh.uv_layers.new(name="UVMap")
        layer.data.foreach_set("uv", texture.coordinates[corners].astype(np.float32).ravel())
    for attribute, values in (attributes or {}).items():
        data = mesh.attributes.new(attribute, "FLOAT", "POINT").data
        data.foreach_set("value", values[used].astype(np.float32))
    mesh.polygons.foreach_set("use_smooth", [True] * len(mesh.polygons))
    mesh.update()
    created = _in_scene(name, mesh)
    mesh.materials.append(material)
    if subdivisions:
        modifier = created.modifiers.new("s", "SUBSURF")
        modifier.levels, modifier.render_levels, modifier.uv_smooth = 0, subdivisions, "PRESERVE_BOUNDARIES"
    return Figure(created, used)


def hairs(strands: Strands, material: Any) -> Any:
    """Hairs as an object of curves, thinner to their tips."""
    count, points, _ = strands.points.shape
    curves = bpy.data.hair_curves.new(strands.name)
    curves.add_curves([points] * count)
    places = to_blender(strands.points.reshape(-1, 3)).astype(np.float32)
    curves.attributes["position"].data.foreach_set("vector", places.ravel())
    radius = np.tile(np.linspace(1, _TAPER, points) * strands.radius, count).astype(np.float32)
    attribute = curves.attributes.get("radius") or curves.attributes.new("radius", "FLOAT", "POINT")
    attribute.data.foreach_set("value", radius)
    created = _in_scene(strands.name, curves)
    curves.materials.append(material)
    return created


def discard_hairs(created: Any) -> None:
    """Remove what `hairs` made."""
    curves = created.data
    bpy.data.objects.remove(created)
    bpy.data.hair_curves.remove(curves)


def head_rotation(pose: Pose) -> Array:
    """The same as `camera.rotation`, in the single precision that Blender turns objects with."""
    yaw, pitch, roll = (math.radians(angle) for angle in (pose.yaw, pose.pitch, pose.roll))
    return np.array(Matrix.Rotation(-roll, 3, "Z") @ Matrix.Rotation(yaw, 3, "Y") @ Matrix.Rotation(-pitch, 3, "X"))


def head_placement(rotation: Array) -> Any:
    """The matrix of an object that turns with the head as a whole."""
    turn = _TO_BLENDER @ rotation @ _TO_BLENDER.T
    pivot = Vector(_TO_BLENDER @ PIVOT * METRES)
    return Matrix.Translation(pivot) @ Matrix(turn.tolist()).to_4x4() @ Matrix.Translation(-pivot)


def _in_scene(name: str, data: Any) -> Any:
    created = bpy.data.objects.new(name, data)
    bpy.context.collection.objects.link(created)
    return created
