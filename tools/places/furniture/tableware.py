# SPDX-License-Identifier: MIT
"""Vases, bottles, cups, plates and kitchen things, drawn into a mesh at a place."""

from __future__ import annotations

import math
from typing import Any, Final

from mathutils import Matrix, Vector

from tools.places import materials
from tools.places.draws import Draws, Rgb, grey, hex_rgb
from tools.places.mesh import Mesh, Point

_BOTTLES: Final = ("1d3a20", "3a2412", "28443a", "c8d2d0", "101010")
_LAPTOP_SCREEN: Final = ((-0.15, 0.012), (0.15, 0.012), (0.15, 0.205), (-0.15, 0.205))
_FRUITS: Final = ("c23a28", "d98a2b", "8fae3a", "e0c040", "7a2030", "e07830")


def vase(mesh: Mesh, draws: Draws, at: Point, height: float = 0.22, glaze: Any = None) -> None:
    """Vase or flower pot."""
    if not glaze:
        colour = draws.choice([draws.pastel, draws.muted, draws.vivid])()
        glaze = materials.plain(colour, draws.between(0.1, 0.7), 0, draws.choice([0, 0.5]))
    r, h = height * draws.between(0.2, 0.4), height
    k = draws.between(0.35, 0.9)
    belly = [(0, 0), (r * 0.7, 0), (r, h * 0.35), (r * 0.9, h * 0.6)]
    neck = [(r * k * 0.6, h * 0.85), (r * k * 0.7, h), (r * k * 0.55, h), (0, h * 0.8)]
    mesh.lathe(belly + neck, glaze, at, 18)


def bottle(mesh: Mesh, draws: Draws, at: Point, glass: Any = None, scale: float = 1.0) -> None:
    """Bottle, most with a label."""
    glass = glass or materials.plain(draws.choice([hex_rgb(text) for text in _BOTTLES]), 0.08, 0, 0.6)
    r, h = 0.036 * scale, draws.between(0.24, 0.33) * scale
    mesh.lathe([(0, 0), (r, 0), (r, h * 0.58), (r * 0.38, h * 0.74), (r * 0.36, h), (0, h)], glass, at, 14)
    if draws.chance(0.7):
        label = (at[0], at[1], at[2] + h * 0.18)
        mesh.cylinder(label, r * 1.02, h * 0.28, materials.plain(draws.pastel(), 0.7), segments=14)


def drinking_glass(mesh: Mesh, at: Point, glass: Any, *, stem: bool = False) -> None:
    """Tumbler, or a wine glass with a stem."""
    wine = [(0.033, 0), (0.005, 0.005), (0.004, 0.09), (0.03, 0.11), (0.036, 0.15), (0.03, 0.21)]
    mesh.lathe(wine if stem else [(0, 0.003), (0.03, 0), (0.037, 0.12)], glass, at, 14)


def cup(mesh: Mesh, draws: Draws, at: Point, glaze: Any) -> None:
    """Cup with a handle."""
    outside = [(0, 0), (0.025, 0), (0.04, 0.03), (0.042, 0.085)]
    mesh.lathe([*outside, (0.038, 0.085), (0.034, 0.03), (0, 0.02)], glaze, at, 14)
    angle = draws.between(0, 6)
    c, s = math.cos(angle), math.sin(angle)
    bow = ((0, 0.07), (0.025, 0.065), (0.028, 0.04), (0, 0.025))
    path = [(at[0] + c * (0.04 + out), at[1] + s * (0.04 + out), at[2] + up) for out, up in bow]
    mesh.tube(path, 0.005, glaze, 6)


def plate(mesh: Mesh, at: Point, glaze: Any, radius: float = 0.13) -> None:
    """Plate."""
    r = radius
    under, over = [(0, 0.004), (r * 0.6, 0.002), (r, 0.02)], [(r * 0.98, 0.024), (r * 0.6, 0.009), (0, 0.009)]
    mesh.lathe(under + over, glaze, at, 24)


def bowl(mesh: Mesh, draws: Draws, at: Point, glaze: Any, radius: float = 0.12, *, fruit: bool = True) -> None:
    """Bowl, with fruit or empty."""
    r = radius
    outside = [(0, 0), (r * 0.4, 0), (r * 0.8, r * 0.3), (r, r * 0.65)]
    mesh.lathe([*outside, (r * 0.95, r * 0.65), (r * 0.7, r * 0.3), (0, 0.02)], glaze, at, 22)
    for _ in range(draws.randrange(4, 8) if fruit else 0):
        angle, out = draws.between(0, 6.28), draws.between(0, r * 0.55)
        x, y = at[0] + out * math.cos(angle), at[1] + out * math.sin(angle)
        place = (x, y, at[2] + r * draws.between(0.45, 0.75))
        size = draws.between(0.032, 0.045)
        mesh.ball(place, size, materials.plain(hex_rgb(draws.choice(_FRUITS)), 0.35), 10)


def _sand() -> Rgb:
    return hex_rgb("c8a468")


def jar(mesh: Mesh, draws: Draws, at: Point) -> None:
    """Jar with a wooden lid."""
    height = draws.between(0.1, 0.24)
    radius = draws.between(0.035, 0.06)
    colour = draws.choice([draws.pastel, draws.muted, _sand])()
    mesh.cylinder(at, radius, height, materials.plain(colour, 0.25, 0, 0.5))
    mesh.cylinder((at[0], at[1], at[2] + height), 0.045, 0.02, materials.wood(draws))


def kettle(mesh: Mesh, draws: Draws, at: Point) -> None:
    """Kettle."""
    x, y, z = at
    body = materials.metal(draws, dark=False) if draws.chance(0.6) else materials.plain(draws.vivid(), 0.3, 0, 0.5)
    outline = [(0, 0), (0.085, 0), (0.08, 0.12), (0.055, 0.2), (0.02, 0.21), (0.015, 0.235), (0, 0.235)]
    mesh.lathe(outline, body, at)
    handle = [(x + 0.07, y, z + 0.04), (x + 0.14, y, z + 0.1), (x + 0.13, y, z + 0.19), (x + 0.05, y, z + 0.2)]
    mesh.tube(handle, 0.011, materials.plain(grey(0.03), 0.5))


def toaster(mesh: Mesh, draws: Draws, at: Point) -> None:
    """Toaster."""
    mesh.at(*at, draws.between(-0.2, 0.2))
    body = materials.metal(draws, dark=False) if draws.chance(0.5) else materials.plain(draws.vivid(), 0.3)
    mesh.soft((0, 0, 0.01), (0.28, 0.17, 0.19), body, 0.04)
    mesh.block((0, 0, 0.196), (0.2, 0.03, 0.006), materials.plain(grey(0.02), 0.5)).home()


def pot(mesh: Mesh, draws: Draws, at: Point) -> None:
    """Cooking pot with a lid."""
    x, y, z = at
    steel = materials.metal(draws)
    mesh.lathe([(0, 0), (0.11, 0), (0.115, 0.1), (0.118, 0.105), (0, 0.115)], steel, at)
    mesh.ball((x, y, z + 0.125), 0.017, steel, 8)
    end = (x + 0.3, y + draws.between(-0.1, 0.1), z + 0.09)
    mesh.beam((x + 0.1, y, z + 0.08), end, 0.02, 0.014, materials.plain(grey(0.03), 0.5))


def knife_block(mesh: Mesh, draws: Draws, at: Point) -> None:
    """Block of knives."""
    mesh.at(*at, draws.between(0, 1)).block((0, 0, 0), (0.1, 0.16, 0.2), materials.wood(draws), 0.01)
    for k in range(4):
        mesh.block((-0.03 + k * 0.02, -0.02, 0.2), (0.012, 0.02, 0.08), materials.plain(grey(0.02), 0.4))
    mesh.home()


def laptop(mesh: Mesh, draws: Draws, at: Point, turn: float = 0.0) -> None:
    """Open laptop."""
    body = materials.plain(draws.choice([(0.55, 0.55, 0.57), (0.05, 0.05, 0.06), (0.3, 0.31, 0.33)]), 0.35, 0.7)
    base = Matrix.Translation(at) @ Matrix.Rotation(turn, 4, "Z")
    mesh.box((-0.16, -0.11, 0), (0.16, 0.11, 0.016), body, 0.004, base)
    mesh.box((-0.14, -0.02, 0.016), (0.14, 0.09, 0.0175), materials.plain(grey(0.02), 0.6), 0, base)
    lid = base @ Matrix.Translation((0, 0.11, 0.015)) @ Matrix.Rotation(-0.35, 4, "X")
    mesh.box((-0.16, 0, 0), (0.16, 0.008, 0.215), body, 0.003, lid)
    corners = [lid @ Vector((x, -0.001, z)) for x, z in _LAPTOP_SCREEN]
    colour = draws.choice([(0.2, 0.35, 0.6), (0.8, 0.8, 0.82), (0.05, 0.06, 0.08)])
    mesh.quad(corners, materials.emission(colour, draws.between(0.5, 2)))
