# SPDX-License-Identifier: MIT
"""What hangs on walls and before windows. Wall things lie in the plane y = 0 and face -y."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from mathutils import Matrix
from numpy.typing import NDArray

from tools.places import materials
from tools.places.draws import Draws, grey, hex_rgb
from tools.places.mesh import Mesh
from tools.places.prop import Prop

Array = NDArray[np.float64]


def frame_materials(draws: Draws) -> list[Any]:
    """Wood, black and white, for picture frames."""
    return [materials.wood(draws), materials.plain(grey(0.02), 0.4), materials.plain(grey(0.85), 0.4)]


def frame(
    draws: Draws, width: float, height: float, content: Any, material: Any = None, border: float | None = None
) -> Prop:
    """Framed picture, centre at the origin, half of them with a mount."""
    mesh = Mesh()
    border = border or draws.between(0.015, 0.05)
    material = material or draws.choice([*frame_materials(draws), materials.plain(hex_rgb("a8803c"), 0.35, 0.9)])
    x, z, depth, half = width / 2, height / 2, 0.03, border / 2
    for s in (-1, 1):
        mesh.box((s * x - half, -depth, -z - half), (s * x + half, 0, z + half), material)
        mesh.box((-x, -depth, s * z - half), (x, 0, s * z + half), material)
    y = -depth * 0.4
    if draws.chance(0.5):
        mesh.quad(upright(-x, x, -z, z, y), materials.plain((0.85, 0.84, 0.8), 0.7))
        x, z, y = x * 0.72, z * 0.72, y - 0.002
    mesh.quad(upright(-x, x, -z, z, y), content)
    return mesh.build("picture")


def upright(left: float, right: float, low: float, high: float, y: float) -> list[tuple[float, float, float]]:
    """Corners of a rectangle across y."""
    return [(left, y, low), (right, y, low), (right, y, high), (left, y, high)]


def poster(width: float, height: float, content: Any) -> Prop:
    """Poster without a frame, centre at the origin."""
    x, z = width / 2, height / 2
    return Mesh().quad(upright(-x, x, -z, z, -0.004), content).build("picture")


def curtain(draws: Draws, width: float, height: float, cover: Any, fold: float = 0.045) -> Prop:
    """Hanging cloth; origin at the middle of its top, `fold` is the depth of its folds (m)."""
    mesh = Mesh()
    folds = width / draws.between(0.09, 0.16)
    phase = draws.between(0, 6)

    def surface(u: Array, v: Array) -> Array:
        wobble = 0.25 * np.sin(u * 9 + phase + v * 2)
        x = (u - 0.5) * width * (1 - 0.04 * np.sin(v * math.pi))
        y = fold * (0.6 + 0.4 * v) * np.sin(u * folds * 2 * math.pi + wobble * v * 3)
        return np.stack([x, y, -v * height], 1)

    mesh.sheet(surface, int(folds * 12) + 2, 14, cover, uv_size=(width * 1.4, height))
    return mesh.build("curtain")


def television(width: float, content: Any = None) -> Prop:
    """Flat screen, dark unless it has a content; origin at the middle of its lower edge."""
    mesh, body = Mesh(), materials.plain(grey(0.015), 0.25)
    height = width * 0.57
    mesh.box((-width / 2, -0.03, 0), (width / 2, 0.02, height), body)
    corners = upright(-width / 2 + 0.015, width / 2 - 0.015, 0.02, height - 0.015, -0.031)
    mesh.quad(corners, content or materials.plain(grey(0.01), 0.06, 0, 1))
    return mesh.build("tv")


def clock(draws: Draws) -> Prop:
    """Round clock, centre at the origin."""
    mesh, black = Mesh(), grey(0.02)
    r = draws.between(0.13, 0.19)
    facing = Matrix.Rotation(math.pi / 2, 4, "X")
    rim = materials.plain(draws.choice([black, grey(0.7), draws.vivid()]), 0.35)
    outline = [(0, 0.02), (r * 0.92, 0.02), (r * 0.92, 0.035), (r, 0.035), (r, 0)]
    mesh.lathe(outline, rim, segments=28, transform=facing)
    mesh.lathe([(0, 0.021), (r * 0.9, 0.021)], materials.plain(grey(0.88), 0.5), segments=28, transform=facing)
    for angle, length, thick in ((draws.between(0, 6), 0.5, 0.012), (draws.between(0, 6), 0.78, 0.008)):
        tip = (r * length * math.cos(angle), -0.026, r * length * math.sin(angle))
        mesh.beam((0, -0.026, 0), tip, thick, 0.003, materials.plain(black, 0.5))
    for hour in range(12):
        c, s = math.cos(hour * math.pi / 6), math.sin(hour * math.pi / 6)
        start, end = (r * 0.76 * c, -0.024, r * 0.76 * s), (r * 0.86 * c, -0.024, r * 0.86 * s)
        mesh.beam(start, end, 0.008, 0.003, materials.plain(black, 0.5))
    return mesh.build("clock")


def radiator(width: float) -> Prop:
    """Radiator; origin at the floor."""
    mesh, paint = Mesh(), materials.plain((0.8, 0.79, 0.76), 0.4)
    count = int(width / 0.07)
    for i in range(count):
        foot = (-width / 2 + width * (i + 0.5) / count, 0, 0.12)
        mesh.soft(foot, (width / count - 0.012, 0.1, 0.55), paint, 0.02, 4)
    mesh.block((0, 0, 0.16), (width, 0.05, 0.04), paint).block((0, 0, 0.58), (width, 0.05, 0.04), paint)
    return mesh.build("radiator")
