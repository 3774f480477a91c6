# SPDX-License-Identifier: MIT
"""Meshes out of primitives. Lengths are metres, z is up, the front of a prop is towards -y."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, Self

import numpy as np
from mathutils import Matrix, Vector
from numpy.typing import ArrayLike, NDArray

from tools.places.draws import Draws
from tools.places.noise import waves
from tools.places.prop import Prop
from tools.places.solids import bevelled_box, cube_grid, plain_box, rounded_block, strip_faces

Array = NDArray[np.float64]
Point = tuple[float, float, float]
Surface = Callable[[Array, Array], Array]
"""Points (N, 3) of parameters u and v (N,), each from 0 to 1."""

COINCIDENCE: float = 0.00012
"""Bevelled boxes of a mesh grow by one to five times this (m): faces that coincide would render black."""


class Part(NamedTuple):
    """Faces of one material."""

    vertices: Array
    faces: NDArray[np.int64]
    material: int
    smooth: bool
    uv: Array | None


class Mesh:
    """Collects primitives with a material each; `build` makes one reusable prop of them. Methods return the mesh."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.materials: list[Any] = []
        self._frame: Array | None = None

    def add(
        self,
        vertices: ArrayLike,
        faces: ArrayLike,
        material: Any,
        *,
        smooth: bool = False,
        uv: Array | None = None,
        transform: Any = None,
    ) -> Self:
        """Vertices (N, 3) and faces (M, corners); `uv` (M, corners, 2), else coordinates are projected."""
        points = np.asarray(vertices, float)
        for frame in (transform, self._frame):
            if frame is not None:
                matrix = np.array(frame)
                points = points @ matrix[:3, :3].T + matrix[:3, 3]
        if material not in self.materials:
            self.materials.append(material)
        self.parts.append(Part(points, np.asarray(faces), self.materials.index(material), smooth, uv))
        return self

    def at(self, x: float = 0, y: float = 0, z: float = 0, turn: float = 0, scale: float = 1) -> Self:
        """What is added from now on stands at a place, turned about z (radians) and scaled."""
        matrix = Matrix.Translation((x, y, z)) @ Matrix.Rotation(turn, 4, "Z") @ Matrix.Scale(scale, 4)
        self._frame = np.array(matrix)
        return self

    def home(self) -> Self:
        """What is added from now on stands at the origin again."""
        self._frame = None
        return self

    def box(self, low: Point, high: Point, material: Any, bevel: float = 0.004, transform: Any = None) -> Self:
        """Box between two corners, its edges bevelled."""
        centre = np.array([[low[i] + high[i] for i in range(3)]]) / 2
        half = np.abs(np.array([high[i] - low[i] for i in range(3)])) / 2
        bevel = min(bevel, half.min() * 0.45)
        if bevel <= 0:
            vertices, quads = plain_box(half)
            return self.add(vertices + centre, quads, material, transform=transform)
        half = half + (1 + len(self.parts) % 5) * COINCIDENCE
        vertices, quads, triangles = bevelled_box(half, bevel)
        self.add(vertices + centre, quads, material, transform=transform)
        self.parts.append(self.parts[-1]._replace(faces=np.array(triangles)))
        return self

    def block(self, foot: Point, size: Point, material: Any, bevel: float = 0.004) -> Self:
        """Box by the centre of its foot and its width, depth and height."""
        (x, y, z), (w, d, h) = foot, size
        return self.box((x - w / 2, y - d / 2, z), (x + w / 2, y + d / 2, z + h), material, bevel)

    def soft(
        self,
        foot: Point,
        size: Point,
        material: Any,
        radius: float = 0.06,
        cells: int = 10,
        lump: float = 0.0,
        draws: Draws | None = None,
        *,
        transform: Any = None,
        puff: float = 0.0,
    ) -> Self:
        """Rounded, slightly uneven block by the centre of its foot and its size: cushions, mattresses, seats."""
        grid, faces = cube_grid(cells)
        points = rounded_block(grid, size, radius, puff)
        if lump and draws:
            length = np.maximum(np.linalg.norm(grid, axis=1, keepdims=True), 1e-9)
            points += waves(points, draws, 1.2 / max(size[0], size[1]) * 2, 6)[:, None] * lump * grid / length
        points += (foot[0], foot[1], foot[2] + size[2] / 2)
        return self.add(points, faces, material, smooth=True, transform=transform)

    def lathe(
        self,
        profile: ArrayLike,
        material: Any,
        at: Point = (0, 0, 0),
        segments: int = 20,
        *,
        smooth: bool = True,
        transform: Any = None,
        squash: float = 1.0,
    ) -> Self:
        """A profile of (radius, height) turned about the z axis; `squash` flattens it along y."""
        outline = np.array(profile, float)
        angle = np.linspace(0, 2 * math.pi, segments, endpoint=False)
        x, y = np.outer(outline[:, 0], np.cos(angle)), np.outer(outline[:, 0], np.sin(angle)) * squash
        points = np.stack([x, y, np.repeat(outline[:, 1:2], segments, 1)], -1).reshape(-1, 3) + at
        return self.add(points, strip_faces(len(outline), segments), material, smooth=smooth, transform=transform)

    def cylinder(
        self,
        at: Point,
        radius: float,
        height: float,
        material: Any,
        top_radius: float | None = None,
        segments: int = 16,
        transform: Any = None,
    ) -> Self:
        """Cylinder or cone by the centre of its foot."""
        top = radius if top_radius is None else top_radius
        bevel = min(0.004, radius * 0.2, height * 0.2)
        profile = [(0, 0), (radius, 0), (top, height - bevel), (max(top - bevel, 0), height), (0, height)]
        return self.lathe(profile, material, at, segments, smooth=False, transform=transform)

    def ball(
        self, at: Point, radius: float, material: Any, segments: int = 14, squash: float = 1.0, transform: Any = None
    ) -> Self:
        """Ball by its centre; `squash` is its height over its width."""
        angle = np.linspace(-math.pi / 2, math.pi / 2, segments // 2 + 1)
        profile = np.stack([radius * np.cos(angle), radius * squash * np.sin(angle)], 1)
        return self.lathe(profile, material, at, segments, transform=transform)

    def tube(
        self, path: ArrayLike, radius: float, material: Any, segments: int = 8, end_radius: float | None = None
    ) -> Self:
        """Round bar along a path (N, 3)."""
        points = np.array(path, float)
        along = np.gradient(points, axis=0)
        along /= np.linalg.norm(along, axis=1, keepdims=True) + 1e-9
        up = np.where(np.abs(along[:, 2:3]) > 0.9, np.array([[1.0, 0, 0]]), np.array([[0, 0, 1.0]]))
        side = np.cross(along, up)
        side /= np.linalg.norm(side, axis=1, keepdims=True) + 1e-9
        over = np.cross(along, side)
        angle = np.linspace(0, 2 * math.pi, segments, endpoint=False)
        radii = np.linspace(radius, radius if end_radius is None else end_radius, len(points))[:, None, None]
        ring = side[:, None] * np.cos(angle)[None, :, None] + over[:, None] * np.sin(angle)[None, :, None]
        vertices = (points[:, None] + radii * ring).reshape(-1, 3)
        return self.add(vertices, strip_faces(len(points), segments), material, smooth=True)

    def beam(self, start: Sequence[float], end: Sequence[float], width: float, depth: float, material: Any) -> Self:
        """Square bar from one point to another."""
        first, last = Vector(start), Vector(end)
        frame = Matrix.Translation(first) @ (last - first).to_track_quat("Z", "Y").to_matrix().to_4x4()
        low, high = (-width / 2, -depth / 2, 0), (width / 2, depth / 2, (last - first).length)
        return self.box(low, high, material, 0, frame)

    def sheet(
        self,
        surface: Surface,
        rows: int,
        columns: int,
        material: Any,
        *,
        smooth: bool = True,
        uv_size: tuple[float, float] = (1, 1),
    ) -> Self:
        """Curved surface over a grid of parameters; its texture coordinates run from 0 to `uv_size`."""
        u, v = np.meshgrid(np.linspace(0, 1, rows), np.linspace(0, 1, columns), indexing="ij")
        i, j = np.meshgrid(np.arange(rows - 1), np.arange(columns - 1), indexing="ij")
        first, second = i * columns + j, (i + 1) * columns + j
        faces = np.stack([first, second, second + 1, first + 1], -1).reshape(-1, 4)
        uv = np.stack([u.ravel() * uv_size[0], v.ravel() * uv_size[1]], -1)[faces]
        return self.add(surface(u.ravel(), v.ravel()), faces, material, smooth=smooth, uv=uv)

    def quad(
        self, corners: Sequence[Sequence[float]], material: Any, uv: ArrayLike = ((0, 0), (1, 0), (1, 1), (0, 1))
    ) -> Self:
        """One face of four corners."""
        return self.add(corners, [[0, 1, 2, 3]], material, uv=np.array([uv], float))

    def prism(self, polygon: ArrayLike, material: Any, height: float, axis: str = "y", start: float = 0.0) -> Self:
        """Polygon in the plane across `axis`, pushed along it from `start`. For y the plane is (x, z)."""
        outline = np.array(polygon, float)
        count = len(outline)
        where = {"x": 0, "y": 1, "z": 2}[axis]
        ends = [np.insert(outline, where, level, axis=1) for level in (start, start + height)]
        vertices = np.concatenate(ends)
        sides = [[i, (i + 1) % count, count + (i + 1) % count, count + i] for i in range(count)]
        self.add(vertices, sides, material)
        self.add(vertices, [list(range(count))[::-1]], material)
        return self.add(vertices, [list(range(count, 2 * count))], material)

    def build(self, name: str = "prop", *, solid: bool = True) -> Prop:
        """Make a prop; rays of the camera search pass through what is not solid."""
        return Prop(self.parts, self.materials, name, solid=solid)
