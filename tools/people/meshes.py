# SPDX-License-Identifier: MIT
"""MakeHuman's file formats, with numpy alone: meshes (OBJ), targets, and parts that follow a mesh (mhclo)."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Indices = NDArray[np.int64]
Faces = list[list[int]]


@dataclass(frozen=True)
class Obj:
    """A mesh: points (N, 3), texture coordinates (M, 2), and by group the faces' corners in either."""

    points: Array
    texture: Array
    faces: dict[str, Faces]
    texture_faces: dict[str, Faces]

    def all_faces(self) -> tuple[Faces, Faces]:
        """The faces of all groups, as corners of points and of texture coordinates."""
        return list(chain(*self.faces.values())), list(chain(*self.texture_faces.values()))


@cache
def read_obj(path: Path) -> Obj:
    """Read a mesh; corners are counted from 0."""
    points: list[list[float]] = []
    texture: list[list[float]] = []
    faces: dict[str, Faces] = {}
    texture_faces: dict[str, Faces] = {}
    group = "default"
    for line in path.read_text("utf-8", errors="ignore").splitlines():
        key, *words = line.split() or [""]
        if key == "v":
            points.append([float(word) for word in words[:3]])
        elif key == "vt":
            texture.append([float(word) for word in words[:2]])
        elif key == "g":
            group = words[0] if words else "default"
        elif key == "f":
            corners = [word.split("/") for word in words]
            faces.setdefault(group, []).append([int(corner[0]) - 1 for corner in corners])
            coordinates = [int(corner[1]) - 1 if len(corner) > 1 and corner[1] else 0 for corner in corners]
            texture_faces.setdefault(group, []).append(coordinates)
    return Obj(np.array(points), np.array(texture) if texture else np.zeros((1, 2)), faces, texture_faces)


@dataclass(frozen=True)
class Target:
    """A change of shape: moved points (N) and how they move at weight 1 (N, 3)."""

    points: Indices
    offsets: Array

    def add_to(self, mesh: Array, weight: float) -> None:
        """Move the mesh in place."""
        if len(self.points) and weight:
            np.add.at(mesh, self.points, weight * self.offsets)


@cache
def read_target(path: Path) -> Target:
    """Read a target, gzipped or not."""
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    rows = [line.split() for line in raw.decode().splitlines()]
    rows = [row for row in rows if len(row) == 4 and not row[0].startswith("#")]
    points = np.array([int(row[0]) for row in rows], int)
    return Target(points, np.array([[float(word) for word in row[1:]] for row in rows]).reshape(-1, 3))


@dataclass(frozen=True)
class Part:
    """Something worn or held by a mesh: each of its points follows three points of the mesh.

    Args:
        mesh: The part itself; its own points are not used.
        anchors: Points of the body (N, 3).
        weights: Their shares (N, 3).
        offsets: What is added (N, 3), in units of the body's size.
        scales: By axis (0 x, 1 y, 2 z): two points of the body, and their distance at scale 1.
        hidden: Points of the body that the part covers.
    """

    mesh: Obj
    anchors: Indices
    weights: Array
    offsets: Array
    scales: dict[int, tuple[int, int, float]]
    hidden: frozenset[int]

    def fit(self, body: Array, measured: Array) -> Array:
        """The part's points (N, 3) on a body; its scale is read from `measured`, the body at rest."""
        scale = np.ones(3)
        for axis, (first, second, distance) in self.scales.items():
            scale[axis] = abs(measured[first, axis] - measured[second, axis]) / distance
        fitted: Array = (body[self.anchors] * self.weights[:, :, None]).sum(1) + self.offsets * scale
        return fitted


@cache
def read_part(path: Path) -> Part:
    """Read a fitting file and the mesh that it names."""
    scales: dict[int, tuple[int, int, float]] = {}
    rows: list[list[str]] = []
    hidden: set[int] = set()
    section, mesh = "", ""
    for line in path.read_text("utf-8", errors="ignore").splitlines():
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        if words[0] in {"x_scale", "y_scale", "z_scale"}:
            scales["xyz".index(words[0][0])] = (int(words[1]), int(words[2]), float(words[3]))
        elif words[0] == "obj_file":
            mesh = words[1]
        elif words[0] in {"verts", "delete_verts"}:
            section = words[0]
        elif section == "delete_verts":
            hidden.update(_ranges(words))
        elif section == "verts" and words[0].lstrip("-").isdigit():
            rows.append(words)
    return Part(read_obj(path.parent / mesh), *_anchors(rows), scales, frozenset(hidden))


def _ranges(words: list[str]) -> list[int]:
    """The numbers of a line such as `3 7 - 9 12`."""
    numbers: list[int] = []
    for place, word in enumerate(words):
        if word == "-":
            numbers += range(numbers[-1] + 1, int(words[place + 1]))
        else:
            numbers.append(int(word))
    return numbers


def _anchors(rows: list[list[str]]) -> tuple[Indices, Array, Array]:
    anchors = np.zeros((len(rows), 3), int)
    weights, offsets = np.zeros((len(rows), 3)), np.zeros((len(rows), 3))
    for place, row in enumerate(rows):
        if len(row) == 1:  # the point itself
            anchors[place], weights[place] = int(row[0]), [1, 0, 0]
            continue
        anchors[place] = [int(word) for word in row[:3]]
        weights[place] = [float(word) for word in row[3:6]]
        if len(row) >= 9:
            offsets[place] = [float(word) for word in row[6:9]]
    return anchors, weights, offsets
