# SPDX-License-Identifier: MIT
"""Tall towers of our time: lattice, television tower, skyscraper."""

from __future__ import annotations

import math
from typing import Any, Final

from tools.places import materials
from tools.places.draws import Draws, grey, hex_rgb
from tools.places.mesh import Mesh
from tools.places.outdoors import houses
from tools.places.outdoors.facades import facade
from tools.places.outdoors.tower_fabric import Fabric, Tower

PI = math.pi

_TAPERS: Final = (1.6,)
_PAINTS: Final = ("6a5846", "8a2f22", "8c9196", "c8c8c4")
_FIELDS: Final = 14

Corner = tuple[float, float, float]


def lattice(mesh: Mesh, draws: Draws, fabric: Fabric) -> Tower:
    """Four curved legs of steel with braces and two platforms."""
    high, wide = draws.between(45, 80), draws.between(9, 14)
    steel = materials.plain(hex_rgb(draws.choice(_PAINTS)), 0.5, 0.3)
    levels = [high * (i / _FIELDS) ** 0.9 for i in range(_FIELDS + 1)]
    radii = [max(0.5, wide * (1 - i / _FIELDS) ** draws.choice(_TAPERS) + 0.45) for i in range(_FIELDS + 1)]

    def corner(i: int, k: int) -> Corner:
        angle = k * PI / 2 + PI / 4
        return (radii[i] * math.cos(angle), radii[i] * math.sin(angle), levels[i])

    for i in range(_FIELDS):
        for k in range(4):
            lower, upper = (corner(i, k), corner(i, k + 1)), (corner(i + 1, k), corner(i + 1, k + 1))
            _field(mesh, steel, lower, upper, 0.75 * (1 - i / _FIELDS) + 0.16)
            if i < 5:
                thick = (0.75 * (1 - i / _FIELDS) + 0.16) * 0.3
                mesh.beam(_middle(lower[0], upper[0]), _middle(lower[1], upper[1]), thick, thick, steel)
    for i in (4, 8):
        mesh.block((0, 0, levels[i]), (radii[i] * 1.75, radii[i] * 1.75, 0.9), steel)
    mesh.cylinder((0, 0, high), 0.25, high * 0.12, steel, 0.05)
    for k in range(4):
        x, y, _ = corner(0, k)
        mesh.block((x, y, 0), (3, 3, 1.2), fabric.trim, 0.1)
    return Tower(wide * 0.8, high)


def _field(mesh: Mesh, steel: Any, lower: tuple[Corner, Corner], upper: tuple[Corner, Corner], thick: float) -> None:
    """Leg, crossed braces and the bar above, on one side between two levels."""
    mesh.beam(lower[0], upper[0], thick, thick, steel)
    mesh.beam(lower[0], upper[1], thick * 0.4, thick * 0.4, steel)
    mesh.beam(lower[1], upper[0], thick * 0.4, thick * 0.4, steel)
    mesh.beam(upper[0], upper[1], thick * 0.45, thick * 0.45, steel)


def _middle(first: Corner, second: Corner) -> Corner:
    return ((first[0] + second[0]) / 2, (first[1] + second[1]) / 2, (first[2] + second[2]) / 2)


def television(mesh: Mesh, draws: Draws, fabric: Fabric) -> Tower:
    """Slim concrete shaft with a ball or a drum, a striped mast and a low building."""
    high, concrete = draws.between(55, 100), materials.ground(draws, "concrete")
    mesh.lathe([(4.5, 0), (2.6, 8), (2, high * 0.7)], concrete, segments=30)
    radius, z = draws.between(5, 8), high * 0.62
    if draws.chance(0.5):
        mesh.ball((0, 0, z + radius), radius, materials.plain((0.5, 0.52, 0.55), 0.2, 0.9), 26)
        mesh.lathe([(radius * 1.01, -0.8), (radius * 1.02, 0.8)], fabric.pane, (0, 0, z + radius), 40)
    else:
        mesh.lathe([(2, 0), (radius, 2.5), (radius, 3)], concrete, (0, 0, z), 36)
        mesh.lathe([(radius, 0), (radius * 0.97, 2)], fabric.pane, (0, 0, z + 3), 36)
        cap = [(radius * 1.05, 0), (radius, 0.8), (radius * 0.5, 1.5), (1.5, 4)]
        mesh.lathe(cap, concrete, (0, 0, z + 5), 36)
    for k in range(7):
        paint = materials.plain((0.6, 0.05, 0.04) if k % 2 else grey(0.75), 0.5)
        foot = (0, 0, high * 0.7 + k * high * 0.045)
        mesh.cylinder(foot, 0.9 - k * 0.1, high * 0.045, paint, segments=14)
    return Tower(5, high, houses.house(draws, fabric.weather, 22, 12, 5), (12, 6, 0))


def skyscraper(mesh: Mesh, draws: Draws, fabric: Fabric) -> Tower:
    """One to four blocks on top of each other, each smaller, with a lobby and a mast."""
    high = draws.between(60, 110)
    skin = facade(draws, fabric.weather, None, None, 3.0, 3.4)
    wide = draws.between(16, 24)
    z, share = 0.0, 1.0
    for _ in range(draws.randrange(1, 5)):
        block = high * draws.between(0.25, 0.5)
        width, depth = wide * share, wide * share * 0.85
        mesh.block((0, 0, z), (width, depth, block), skin, 0)
        mesh.block((0, 0, z + block), (width + 0.6, depth + 0.6, 0.6), fabric.trim, 0)
        z += block
        share *= draws.between(0.68, 0.9)
    mesh.cylinder((0, 0, z), 0.35, high * 0.18, materials.metal(draws, dark=False), 0.05)
    slabs = materials.tiles(draws, grey(0.3), width=1, height=1.5)
    mesh.block((0, 0, 0), (wide + 1, wide * 0.85 + 1, 4.5), slabs, 0)
    for i in range(8):
        x = -wide / 2 + wide * (i + 0.5) / 8
        low, top = (x - wide / 18, -wide * 0.425 - 0.58, 0.1), (x + wide / 18, -wide * 0.425 - 0.4, 3.9)
        mesh.box(low, top, fabric.pane, 0.02)
    return Tower(wide / 2, z)


BUILDERS = {"lattice": lattice, "television": television, "skyscraper": skyscraper}
