# SPDX-License-Identifier: MIT
"""Towers that stand in the country: lighthouse, water tower, windmill, timber lookout."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any, Final

import numpy as np
from mathutils import Matrix

from tools.places import materials
from tools.places.draws import Draws, hex_rgb
from tools.places.mesh import Mesh, Point
from tools.places.outdoors import houses, surfaces
from tools.places.outdoors.openings import arch_window
from tools.places.outdoors.tower_fabric import Fabric, Tower

PI = math.pi

_STRIPES: Final = ("a8281c", "1f2a3a", "c8c4b8")
_TANKS: Final = ("8fa3ad", "c8c8c0", "7a8a78", "9a5040")
_CAPS: Final = ((0.05, 0.09, 0.07), (0.08, 0.08, 0.085), (0.3, 0.08, 0.06), (0.7, 0.7, 0.67))


def lighthouse(mesh: Mesh, draws: Draws, fabric: Fabric) -> Tower:
    """Tapering tower, plain or striped, with a gallery, a lantern and the keeper's house."""
    high, radius = draws.between(18, 30), draws.between(3, 4)
    white = materials.plain((0.8, 0.79, 0.76), 0.6)
    second = materials.plain(hex_rgb(draws.choice(_STRIPES)), 0.6)
    bands = draws.choice([1, 5, 7])
    for i in range(bands):
        outline = [(radius * (1 - 0.4 * i / bands), 0), (radius * (1 - 0.4 * (i + 1) / bands), high / bands)]
        mesh.lathe(outline, (white, second)[i % 2], (0, 0, high * i / bands), 32)
    _lantern(mesh, fabric, second, radius, high)
    for z in np.arange(3, high - 2, 4.5):
        frame = Matrix.Translation((0, -radius * (1 - 0.4 * z / high) + 0.05, 0))
        arch_window(mesh, (0, z), (0.7, 1.3), white, fabric.dark, frame, gothic=False)
    mesh.box((-0.6, -radius - 0.1, 0), (0.6, -radius + 0.5, 2.3), materials.wood(draws))
    keeper = houses.house(draws, fabric.weather, 9, 6, 3.2, white)
    return Tower(radius, high + 4, keeper, (draws.choice([-1, 1]) * 9, 3, 0))


def _lantern(mesh: Mesh, fabric: Fabric, paint: Any, radius: float, high: float) -> None:
    """Gallery with a rail, the lamp and its roof."""
    gallery = [(radius * 0.6, 0), (radius * 0.95, 0.3), (radius * 0.95, 0.5), (0, 0.5)]
    mesh.lathe(gallery, paint, (0, 0, high), 30)
    for k in range(16):
        angle = k * PI / 8
        foot = (radius * 0.9 * math.cos(angle), radius * 0.9 * math.sin(angle), high + 0.5)
        mesh.cylinder(foot, 0.03, 1, paint, segments=6)
    rail = [(radius * 0.92, 0), (radius * 0.92, 0.06), (radius * 0.88, 0.06)]
    mesh.lathe(rail, paint, (0, 0, high + 1.5), 30)
    lamp = materials.lampshade((1, 0.9, 0.6), 5) if fabric.weather.dusk else materials.glass((0.8, 0.9, 1), 0.6)
    mesh.lathe([(radius * 0.5, 0), (radius * 0.5, 2)], lamp, (0, 0, high + 0.5), 12)
    mesh.lathe([(radius * 0.62, 0), (radius * 0.3, 1), (0, 1.5)], paint, (0, 0, high + 2.5), 24)


def water(mesh: Mesh, draws: Draws, fabric: Fabric) -> Tower:
    """Water tower of brick, or a steel tank on legs."""
    high, radius = draws.between(20, 32), draws.between(4.5, 6.5)
    steel = materials.plain(hex_rgb(draws.choice(_TANKS)), 0.45, 0.2)
    if draws.chance(0.35):
        mesh.lathe([(radius * 0.8, 0), (radius * 0.66, high * 0.7)], fabric.wall, segments=28)
        tank = [(radius * 0.66, 0), (radius * 1.05, 1.6), (radius * 1.05, high * 0.25)]
        mesh.lathe(tank, fabric.wall, (0, 0, high * 0.7), 28)
        cone = [(radius * 1.2, 0), (0, radius * 0.8)]
        mesh.lathe(cone, fabric.roof, (0, 0, high * 0.95), 28, smooth=False)
    else:
        _legs(mesh, steel, radius, high)
        _tank(mesh, steel, radius, high)
    return Tower(radius * 1.2, high + 2)


def _legs(mesh: Mesh, steel: Any, radius: float, high: float) -> None:
    """Six legs with crossed braces, and the pipe in the middle."""

    def on_leg(share: float, angle: float) -> Point:
        out = radius * (1.1 - 0.25 * share / 0.7)
        return (out * math.cos(angle), out * math.sin(angle), high * share)

    for k in range(6):
        a, b = k * PI / 3, k * PI / 3 + PI / 3
        foot = (radius * 1.1 * math.cos(a), radius * 1.1 * math.sin(a), 0)
        top = (radius * 0.85 * math.cos(a), radius * 0.85 * math.sin(a), high * 0.7)
        mesh.tube([foot, top], 0.28, steel)
        for low, up in ((0.02, 0.35), (0.35, 0.68)):
            mesh.beam(on_leg(low, a), on_leg(up, b), 0.07, 0.07, steel)
            mesh.beam(on_leg(low, b), on_leg(up, a), 0.07, 0.07, steel)
            mesh.beam(on_leg(up, a), on_leg(up, b), 0.18, 0.18, steel)
    mesh.cylinder((0, 0, 0), 0.6, high * 0.7, steel)


def _tank(mesh: Mesh, steel: Any, radius: float, high: float) -> None:
    """Tank with a dished bottom, a conical lid and a gallery."""
    side, level = high * 0.27, high * 0.66
    bottom = [(0, 0), (radius * 0.6, 0.6), (radius, 2.2)]
    lid = [(radius * 1.05, side), (radius * 0.55, side + 1.6), (0, side + 2.2)]
    mesh.lathe([*bottom, (radius, side), *lid], steel, (0, 0, level), 36)
    for k in range(20):
        angle = k * PI / 10
        foot = (radius * 1.12 * math.cos(angle), radius * 1.12 * math.sin(angle), level + 2.2)
        mesh.cylinder(foot, 0.03, 1, steel, segments=5)
    walk = [(radius, 0), (radius * 1.15, 0), (radius * 1.15, 0.12), (radius, 0.12)]
    mesh.lathe(walk, steel, (0, 0, level + 2.2), 36)
    rail = [(radius * 1.12, 0), (radius * 1.12, 0.06), (radius * 1.1, 0.06)]
    mesh.lathe(rail, steel, (0, 0, level + 3.2), 36)


def mill(mesh: Mesh, draws: Draws, _: Fabric) -> Tower:
    """Tower mill with a boat-shaped cap, four sails and perhaps a stage."""
    high, radius = draws.between(11, 17), draws.between(3.2, 4.4)
    body = surfaces.weathered(draws, _mill_wall(draws))
    sides, dark = draws.choice((8, 28)), materials.plain((0.03, 0.03, 0.035), 0.5)
    mesh.lathe([(radius, 0), (radius * 0.97, 0.1), (radius * 0.62, high)], body, segments=sides, smooth=False)
    white = materials.plain((0.74, 0.73, 0.7), 0.6)
    cap = materials.roofing(draws) if draws.chance(0.5) else materials.plain(draws.choice(_CAPS), 0.6)
    swell = ((0.72, 0), (0.75, 0.3), (0.66, 1.2), (0.4, 2.1), (0, 2.6))
    mesh.lathe([(radius * share, level) for share, level in swell], cap, (0, 0, high), 18)
    for quarter in range(4):
        for z in (high * 0.25, high * 0.5, high * 0.75):
            if draws.chance(0.6):
                turned = Matrix.Rotation(quarter * PI / 2 + draws.between(-0.3, 0.3), 4, "Z")
                frame = turned @ Matrix.Translation((0, -radius * (0.97 - 0.35 * z / high), z))
                mesh.box((-0.4, -0.08, -0.1), (0.4, 0.3, 1.2), white, 0, frame)
                mesh.box((-0.31, -0.1, 0), (0.31, 0.3, 1.1), dark, 0, frame)
    mesh.box((-0.7, -radius - 0.05, 0), (0.7, -radius + 0.6, 2.3), materials.wood(draws), 0.01)
    if draws.chance(0.5):
        reach = radius * 0.97 - radius * 0.35 * 0.3 + 1.1
        _gallery(mesh, reach, high * 0.3, white if draws.chance(0.5) else materials.wood(draws))
    _sails(mesh, draws, (high, radius), white if draws.chance(0.6) else materials.wood(draws))
    return Tower(radius, (high + 4) * 1.3)


def _mill_wall(draws: Draws) -> Any:
    kind = draws.choice(("brick", "white", "boards", "stone"))
    if kind == "brick":
        return materials.brick(draws)
    if kind == "white":
        return materials.plain((0.72, 0.71, 0.68), 0.8)
    if kind == "boards":
        return materials.planks(draws, hex_rgb(draws.choice(("3a3a38", "6a5a4a", "8a8478"))), 0.2, 4)
    return materials.stone(draws, None, 0.5, 0.22)


def _gallery(mesh: Mesh, radius: float, z: float, material: Any) -> None:
    """Walk round the tower with a rail and braces."""
    walk = [(radius - 1.6, -0.12), (radius, -0.12), (radius, 0), (radius - 1.6, 0)]
    mesh.lathe(walk, material, (0, 0, z), 16, smooth=False)
    ring = [(radius * math.cos(k * PI / 8), radius * math.sin(k * PI / 8)) for k in range(17)]
    for here, following in pairwise(ring):
        mesh.beam((*here, z), (*here, z + 1), 0.08, 0.08, material)
        mesh.beam((*here, z + 1), (*following, z + 1), 0.08, 0.06, material)
        mesh.beam((*here, z + 0.5), (*following, z + 0.5), 0.06, 0.04, material)
        mesh.beam((*here, z), (here[0] * 0.75, here[1] * 0.75, z - 1.6), 0.1, 0.1, material)


def _sails(mesh: Mesh, draws: Draws, size: tuple[float, float], material: Any) -> None:
    """Four lattice sails on a shaft, turned at random, some with cloth."""
    high, radius = size
    length, turn, y = high * draws.between(0.5, 0.62), draws.between(0, PI / 2), -radius * 0.62 - 0.9
    cloth = materials.plain((0.7, 0.66, 0.58), 0.9) if draws.chance(0.4) else None
    mesh.beam((0, 0, high + 0.7), (0, y - 0.3, high + 0.9), 0.5, 0.5, material)
    for k in range(4):
        frame = Matrix.Translation((0, y, high + 0.9)) @ Matrix.Rotation(turn + k * PI / 2, 4, "Y")
        mesh.box((-0.11, -0.11, 0), (0.11, 0.11, length), material, 0, frame)
        for x in (0.9, 1.7):
            mesh.box((x - 0.03, -0.05, length * 0.2), (x + 0.03, 0.02, length), material, 0, frame)
        for z in np.linspace(length * 0.2, length, 14):
            mesh.box((-0.3, -0.04, z - 0.03), (1.73, 0.02, z + 0.03), material, 0, frame)
        if cloth:
            mesh.box((0.1, -0.005, length * 0.22), (1.7, 0.01, length * 0.98), cloth, 0, frame)


def lookout(mesh: Mesh, draws: Draws, _: Fabric) -> Tower:
    """Open tower of posts and braces with platforms, stairs and a roof."""
    if draws.chance(0.65):
        timber = materials.wood(draws, roughness=0.7)
    else:
        timber = materials.plain(draws.choice(((0.3, 0.31, 0.32), (0.12, 0.2, 0.14))), 0.5, 0.4)
    floors, storey, wide = draws.randrange(4, 8), draws.between(3.0, 3.8), draws.between(4.2, 6.0)
    high, taper = floors * storey, draws.between(0.6, 1.0)

    def corner(k: int, z: float) -> Point:
        half = wide / 2 * (1 - (1 - taper) * z / high)
        return ((-1, 1, 1, -1)[k % 4] * half, (-1, -1, 1, 1)[k % 4] * half, z)

    for k in range(4):
        mesh.beam(corner(k, -0.3), corner(k, high + 2.6), 0.3, 0.3, timber)
        for floor in range(floors):
            low, up = floor * storey, (floor + 1) * storey
            mesh.beam(corner(k, low), corner(k + 1, up), 0.14, 0.14, timber)
            mesh.beam(corner(k + 1, low), corner(k, up), 0.14, 0.14, timber)
            mesh.beam(corner(k, up), corner(k + 1, up), 0.2, 0.24, timber)
            for rail in (0.55, 1.05):
                mesh.beam(corner(k, up + rail), corner(k + 1, up + rail), 0.07, 0.07, timber)
    for floor in range(floors):
        half, up = corner(1, (floor + 1) * storey)[0], (floor + 1) * storey
        mesh.box((-half, -half, up - 0.05), (half, half * (0.1 if floor < floors - 1 else 1), up + 0.05), timber, 0)
        side = -1 if floor % 2 else 1
        foot, head = (side * half * 0.8, half * 0.6, floor * storey), (-side * half * 0.7, half * 0.6, up)
        mesh.beam(foot, head, 0.9, 0.12, timber)
    top = corner(1, high)[0]
    cone = [(top * 1.8, 0), (0, draws.between(1.6, 3.5))]
    diagonal = Matrix.Translation((0, 0, high + 2.5)) @ Matrix.Rotation(PI / 4, 4, "Z")
    mesh.lathe(cone, materials.roofing(draws), segments=4, smooth=False, transform=diagonal)
    return Tower(wide / 2, high + 4)


BUILDERS = {"lighthouse": lighthouse, "water": water, "mill": mill, "lookout": lookout}
