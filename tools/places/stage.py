# SPDX-License-Identifier: MIT
"""The scene that is being built: what stands in it, its lights, and its polygons for the search of a camera."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import bpy
import numpy as np
from mathutils import Matrix, Vector
from mathutils.bvhtree import BVHTree
from numpy.typing import NDArray

from tools.places.draws import Rgb
from tools.places.prop import Prop

Place = Sequence[float]


class Stage:
    """An empty scene. Creating one clears Blender's data.

    Args:
        panoramas: Folder of the unpacked panoramas.

    Attributes:
        notes: What is known of the scene, written beside its picture.
        world_gain: Brightness of what is seen through windows; 1 is the same as indoors.
        exposure: How much brighter or darker than usual the picture is.
        adaptation: How far the white balance follows the light, 0 to 1.
        score: What the camera search thought of the view.
    """

    def __init__(self, panoramas: Path) -> None:
        bpy.ops.wm.read_factory_settings(use_empty=True)
        self.panoramas = panoramas
        self.notes: dict[str, str] = {}
        self.world_gain = 1.0
        self.exposure = 1.0
        self.adaptation = 1.0
        self.score = 0.0
        self.tags: list[str] = []
        self.tag_of_polygon: list[int] = []
        self._vertices: list[NDArray[np.float64]] = []
        self._polygons: list[list[int]] = []
        self._vertex_count = 0
        self._collection = bpy.context.scene.collection

    def put(
        self,
        prop: Prop,
        place: Place = (0, 0, 0),
        *,
        turn: float = 0,
        tilt: float = 0,
        roll: float = 0,
        scale: float | tuple[float, float, float] = 1,
        tag: str | None = None,
    ) -> Any:
        """Stand a prop at a place, turned about z, then about x and y (radians); `tag` is its name for the camera."""
        frame = Matrix.Translation(place) @ Matrix.Rotation(turn, 4, "Z") @ Matrix.Rotation(tilt, 4, "X")
        frame = frame @ Matrix.Rotation(roll, 4, "Y")
        frame = frame @ (Matrix.Diagonal((*scale, 1)) if isinstance(scale, tuple) else Matrix.Scale(scale, 4))
        thing = bpy.data.objects.new(prop.name, prop.mesh)
        thing.matrix_world = frame
        self._collection.objects.link(thing)
        if prop.solid:
            self._remember(prop, np.array(frame), tag or prop.name)
        return thing

    def _remember(self, prop: Prop, frame: NDArray[np.float64], tag: str) -> None:
        self._vertices.append(prop.vertices @ frame[:3, :3].T + frame[:3, 3])
        self._polygons += [(polygon + self._vertex_count).tolist() for polygon in prop.polygons]
        self.tag_of_polygon += [len(self.tags)] * len(prop.polygons)
        self.tags.append(tag)
        self._vertex_count += len(prop.vertices)

    def light(
        self,
        kind: str,
        place: Place,
        power: float,
        colour: Rgb = (1, 1, 1),
        size: float = 0.2,
        depth: float | None = None,
        *,
        towards: Place | None = None,
        glossy: bool = True,
    ) -> Any:
        """Add a lamp that the camera does not see.

        Args:
            kind: POINT, SPOT, AREA or SUN.
            place: Where it hangs.
            power: Watts; for a sun watts a square metre.
            colour: Its colour.
            size: Radius (m), edge of an area (m), or angle of a sun (radians).
            depth: Other edge of a rectangular area.
            towards: Direction of its light; down by default.
            glossy: Whether it is reflected.
        """
        lamp = bpy.data.lights.new("l", kind)
        lamp.energy, lamp.color = power, colour
        if kind == "AREA":
            lamp.size = size
            if depth:
                lamp.shape, lamp.size_y = "RECTANGLE", depth
        elif kind == "SUN":
            lamp.angle = size
        else:
            lamp.shadow_soft_size = size
        thing = bpy.data.objects.new("l", lamp)
        thing.location = place
        if towards is not None:
            thing.rotation_euler = Vector(towards).to_track_quat("-Z", "Y").to_euler()
        thing.visible_camera = False
        thing.visible_glossy = glossy
        self._collection.objects.link(thing)
        return thing

    def tree(self) -> Any:
        """All solid polygons, ready for rays."""
        return BVHTree.FromPolygons(np.concatenate(self._vertices).tolist(), self._polygons)

    def add_camera(self, camera: Any) -> None:
        """Look through a camera object."""
        self._collection.objects.link(camera)
        bpy.context.scene.camera = camera
