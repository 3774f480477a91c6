# SPDX-License-Identifier: MIT
"""Towers of masonry and timber in towns: castle, clock tower, leaning tower, campanile, pagoda."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from mathutils import Matrix

from tools.places import materials
from tools.places.draws import Draws, hex_rgb
from tools.places.mesh import Mesh
from tools.places.outdoors import surfaces
from tools.places.outdoors.openings import arch_window, graft, wall_frame
from tools.places.outdoors.tower_fabric import Fabric, Tower

PI = math.pi


def castle(mesh: Mesh, draws: Draws, fabric: Fabric) -> Tower:
    """Round or square keep with battlements, perhaps a roof, and curtain walls either side."""
    is_round, wide, high = draws.chance(0.5), draws.between(7, 10), draws.between(18, 28)
    wall, trim = fabric.wall, fabric.trim
    if is_round:
        batter = [(wide * 0.56, 0), (wide * 0.5, 3), (wide * 0.48, high)]
        mesh.lathe([*batter, (wide * 0.56, high + 0.8), (wide * 0.56, high + 1.6)], wall, segments=36)
    else:
        mesh.block((0, 0, 0), (wide, wide, high), wall, 0)
        mesh.block((0, 0, high), (wide + 0.9, wide + 0.9, 1.6), wall, 0)
        mesh.block((0, 0, 0), (wide + 0.7, wide + 0.7, 2), wall, 0.1)
    _battlements(mesh, wall, (wide, high), is_round=is_round)
    for quarter in range(4):
        frame = wall_frame(quarter, wide * (0.49 if is_round else 0.5))
        for z in np.arange(6, high - 2, draws.between(4, 6)):
            foot, size = (draws.between(-0.5, 0.5), z), (draws.choice([0.35, 0.8]), draws.between(1.2, 2))
            arch_window(mesh, foot, size, trim, fabric.pane, frame, gothic=draws.chance(0.5))
    gate, leaf = Matrix.Translation((0, -wide * (0.56 if is_round else 0.53), 0)), materials.wood(draws)
    arch_window(mesh, (0, 0), (1.8, 3.2), trim, leaf, gate, gothic=draws.chance(0.5))
    if draws.chance(0.4):
        cone = [(wide * 0.6, 0), (0, wide * draws.between(0.7, 1.2))]
        mesh.lathe(cone, fabric.roof, (0, 0, high + 1.6), 30 if is_round else 4, smooth=False)
    for side in (-1, 1):
        if draws.chance(0.75):
            mesh.box((side * wide * 0.4, 1, 0), (side * 40, 2.6, draws.between(5, 8)), wall, 0)
            for k in range(16):
                mesh.block((side * (wide * 0.6 + k * 2.1), 1.3, 6.2), (1, 0.6, 2.6), wall, 0.02)
    return Tower(wide / 2, high + 3)


def _battlements(mesh: Mesh, wall: Any, size: tuple[float, float], *, is_round: bool) -> None:
    """Twenty merlons."""
    wide, high = size
    for k in range(20):
        if is_round:
            out = Matrix.Translation((wide * 0.53, 0, high + 1.6))
            frame = Matrix.Rotation(k * 2 * PI / 20, 4, "Z") @ out
            mesh.box((-0.25, -wide * 0.05, 0), (0.25, wide * 0.05, 1.2), wall, 0.03, frame)
        else:
            out = Matrix.Translation((0, -wide / 2 - 0.25, high + 1.6))
            frame = Matrix.Rotation(k % 4 * PI / 2, 4, "Z") @ out
            x = -wide / 2 + k // 4 * wide / 4
            mesh.box((x - wide * 0.07, -0.25, 0), (x + wide * 0.07, 0.25, 1.2), wall, 0.03, frame)


def clock(mesh: Mesh, draws: Draws, fabric: Fabric) -> Tower:
    """Square tower with a clock on every side."""
    return _clock(mesh, draws, fabric, draws.between(5, 7), draws.between(22, 36))


def leaning(mesh: Mesh, draws: Draws, fabric: Fabric) -> Tower:
    """Round tower of arcades that leans a little, or else a clock tower."""
    wide, high = draws.between(5, 7), draws.between(22, 36)
    if not draws.chance(0.6):
        return _clock(mesh, draws, fabric, wide, high)
    upright, storey = Mesh(), high / 7
    white = materials.stone(draws, hex_rgb("d8d0bf"), 0.8, 0.4)
    frame = Matrix.Rotation(draws.between(-0.06, 0.06), 4, "Y")
    for i in range(7):
        z = i * high / 7
        r = wide * 0.75 if i < 6 else wide * 0.75 * 0.78
        upright.lathe([(r * 0.82, 0), (r * 0.82, storey)], white, (0, 0, z), 32)
        ledge = [(r * 0.8, 0), (r * 1.04, 0), (r * 1.04, 0.4), (r * 0.8, 0.4)]
        upright.lathe(ledge, fabric.trim, (0, 0, z + storey - 0.4), 32)
        for k in range(22):
            angle = k * 2 * PI / 22
            foot = (r * 0.97 * math.cos(angle), r * 0.97 * math.sin(angle), z)
            upright.cylinder(foot, 0.17, storey - 0.4, white, segments=8)
    graft(mesh, upright, frame)
    return Tower(wide / 2, high + wide)


def _clock(mesh: Mesh, draws: Draws, fabric: Fabric, wide: float, high: float) -> Tower:
    trim = fabric.trim
    mesh.block((0, 0, 0), (wide, wide, high), fabric.wall, 0)
    mesh.block((0, 0, 0), (wide + 0.8, wide + 0.8, 2.5), trim, 0.1)
    for z in (high * 0.3, high * 0.55, high * 0.78, high - 0.5):
        mesh.block((0, 0, z), (wide + 0.5, wide + 0.5, 0.45), trim, 0.06)
    for quarter in range(4):
        frame = wall_frame(quarter, wide / 2)
        size = (wide * 0.17, high * 0.09)
        for z in (high * 0.12, high * 0.36, high * 0.6):
            for share in draws.choice([(0,), (-0.22, 0.22)]):
                gothic = draws.chance(0.4)
                arch_window(mesh, (share * wide, z), size, trim, fabric.pane, frame, gothic=gothic, bars=trim)
        _dial(mesh, draws, fabric, (wide, high * 0.71), frame)
        for share in (-0.25, 0, 0.25):
            foot, size = (share * wide, high * 0.82), (wide * 0.16, high * 0.12)
            arch_window(mesh, foot, size, trim, fabric.dark, frame, gothic=draws.chance(0.4))
    cone = [(wide * 0.78, 0), (wide * 0.3, wide * 0.7), (0, wide * draws.between(1.3, 2.4))]
    diagonal = Matrix.Translation((0, 0, high)) @ Matrix.Rotation(PI / 4, 4, "Z")
    mesh.lathe(cone, fabric.roof, segments=4, smooth=False, transform=diagonal)
    door, leaf = Matrix.Translation((0, -wide / 2 - 0.45, 0)), materials.wood(draws)
    arch_window(mesh, (0, 0), (2, 3.6), trim, leaf, door, gothic=False)
    return Tower(wide / 2, high + wide)


def _dial(mesh: Mesh, draws: Draws, fabric: Fabric, size: tuple[float, float], frame: Any) -> None:
    """Dial, rim, hands and marks; size is the width of the wall and the height of the middle."""
    wide, level = size
    face = frame @ Matrix.Translation((0, -0.1, level)) @ Matrix.Rotation(PI / 2, 4, "X")
    white = materials.plain((0.85, 0.83, 0.75), 0.5)
    if fabric.weather.dusk:
        white = materials.lampshade((1, 0.9, 0.7), 1.2)
    mesh.lathe([(0, 0.08), (wide * 0.3, 0.08), (wide * 0.33, 0)], white, segments=30, transform=face)
    rim = [(wide * 0.3, 0.1), (wide * 0.34, 0.1), (wide * 0.34, 0)]
    mesh.lathe(rim, fabric.dark, segments=30, transform=face)
    middle = frame @ Matrix.Translation((0, 0, level))
    for angle, length in ((draws.between(0, 6), 0.17), (draws.between(0, 6), 0.25)):
        hand = middle @ Matrix.Rotation(angle, 4, "Y")
        mesh.box((-0.08, -0.25, 0), (0.08, -0.19, wide * length), fabric.dark, 0, hand)
    for hour in range(12):
        turned = middle @ Matrix.Rotation(hour * PI / 6, 4, "Y")
        mesh.box((-0.05, -0.22, wide * 0.24), (0.05, -0.19, wide * 0.28), fabric.dark, 0, turned)


def pagoda(mesh: Mesh, draws: Draws, fabric: Fabric) -> Tower:
    """Three to seven storeys, each with a wide roof."""
    storeys, wide = draws.choice([3, 5, 7]), draws.between(6.5, 9)
    timber = materials.plain(hex_rgb(draws.choice(["8a2f22", "6a4a32", "a89a80"])), 0.6)
    z = 1.2
    mesh.block((0, 0, 0), (wide * 1.4, wide * 1.4, 1.2), fabric.trim, 0.05)
    for i in range(storeys):
        width = wide * (1 - 0.5 * i / storeys)
        high = draws.between(3.0, 3.4) * (1 - 0.2 * i / storeys)
        mesh.block((0, 0, z), (width, width, high), materials.paint(draws, (0.7, 0.66, 0.56)), 0)
        for quarter in range(4):
            _pagoda_side(mesh, fabric, (width, high, z), timber, quarter)
        eaves = ((1.12, 0.0), (1.14, 0.12), (0.95, 0.35), (0.7, 0.8), (0.5, 1.5))
        diagonal = Matrix.Translation((0, 0, z + high - 0.1)) @ Matrix.Rotation(PI / 4, 4, "Z")
        outline = [(width * share, level) for share, level in eaves]
        mesh.lathe(outline, fabric.roof, segments=4, smooth=False, transform=diagonal)
        z += high + 1.0
    finial = [(0.5, -0.3), (0.12, 0.6), (0.35, 0.9), (0.1, 1.4), (0.28, 1.8), (0.05, 4)]
    mesh.lathe(finial, materials.plain(hex_rgb("a8803c"), 0.35, 0.9), (0, 0, z + 0.8))
    return Tower(wide * 0.7, z + 3)


def _pagoda_side(mesh: Mesh, fabric: Fabric, size: tuple[float, float, float], timber: Any, quarter: int) -> None:
    """Posts, lintel, opening and balustrade of one side of one storey."""
    width, high, z = size
    frame = Matrix.Rotation(quarter * PI / 2, 4, "Z") @ Matrix.Translation((0, -width / 2, z))
    for k in range(5):
        x = -width / 2 + width * k / 4
        mesh.box((x - 0.16, -0.14, 0), (x + 0.16, 0.05, high), timber, 0.01, frame)
    mesh.box((-width / 2, -0.16, high - 0.5), (width / 2, 0, high - 0.1), timber, 0.01, frame)
    opening = fabric.pane if fabric.weather.dusk else fabric.dark
    mesh.box((-width * 0.18, -0.1, 0.1), (width * 0.18, 0, high * 0.72), opening, 0, frame)
    mesh.box((-width * 0.7, -0.9, -0.05), (width * 0.7, -0.8, 0.06), timber, 0, frame)
    mesh.box((-width * 0.7, -0.9, 0.7), (width * 0.7, -0.82, 0.8), timber, 0, frame)


def campanile(mesh: Mesh, draws: Draws, _: Fabric) -> Tower:
    """Tall bell tower with pilasters, an open belfry and a pyramid or a cupola."""
    wide, high = draws.between(5, 7.5), draws.between(24, 38)
    if draws.chance(0.6):
        wall = materials.brick(draws)
    else:
        wall = materials.paint(draws, draws.hsv((0.05, 0.12), (0.15, 0.5), (0.65, 0.9)), 0.8)
    surfaces.weathered(draws, wall)
    trim, dark = materials.stone(draws, None, 0.6, 0.3), materials.plain((0.02, 0.02, 0.022), 0.8)
    mesh.block((0, 0, 0), (wide, wide, high), wall, 0).block((0, 0, 0), (wide + 0.7, wide + 0.7, 2.2), trim, 0.08)
    bays = draws.choice((2, 3, 4))
    _pilasters(mesh, draws, (wide, high), bays, (wall, dark))
    for z, more in ((high * 0.5, 0.5), (high, 0.9)):
        mesh.block((0, 0, z), (wide + more, wide + more, 0.5), trim, 0.04)
    belfry = wide * draws.between(0.8, 1.1)
    mesh.block((0, 0, high + 0.5), (wide * 0.94, wide * 0.94, belfry), trim, 0)
    for quarter in range(4):
        frame = wall_frame(quarter, wide * 0.47)
        for i in range(bays):
            foot = ((i - (bays - 1) / 2) * wide * 0.86 / bays, high + 1.1)
            arch_window(mesh, foot, (wide * 0.62 / bays, belfry * 0.76), wall, dark, frame, gothic=False)
    top = high + 0.5 + belfry
    mesh.block((0, 0, top), (wide + 0.9, wide + 0.9, 0.45), trim, 0.04)
    _cupola(mesh, draws, wide, top)
    door, leaf = Matrix.Translation((0, -wide / 2 - 0.38, 0)), materials.wood(draws)
    arch_window(mesh, (0, 0), (1.8, 3.4), trim, leaf, door, gothic=False)
    return Tower(wide / 2, top + wide)


def _pilasters(mesh: Mesh, draws: Draws, size: tuple[float, float], bays: int, materials_of: tuple[Any, Any]) -> None:
    """Pilasters and narrow slits on every side."""
    (wide, high), (wall, dark) = size, materials_of
    for quarter in range(4):
        frame = wall_frame(quarter, wide / 2)
        for i in range(bays + 1):
            x = -wide / 2 + 0.25 + (wide - 0.5) * i / bays
            mesh.box((x - 0.28, -0.22, 2), (x + 0.28, 0, high * 0.97), wall, 0.01, frame)
        for z in np.arange(5, high - 4, draws.between(4, 6)):
            mesh.box((-0.22, -0.05, z), (0.22, 0.02, z + 1.3), dark, 0, frame)


def _cupola(mesh: Mesh, draws: Draws, wide: float, top: float) -> None:
    """Pyramid of tiles or copper, or a cupola on a drum."""
    if draws.chance(0.6):
        roof = surfaces.weathered(draws, materials.roofing(draws), 0.1)
    else:
        roof = materials.plain(hex_rgb("5f8a78"), 0.5, 0.3)
    if draws.chance(0.6):
        diagonal = Matrix.Translation((0, 0, top + 0.4)) @ Matrix.Rotation(PI / 4, 4, "Z")
        cone = [(wide * 0.68, 0), (0, wide * draws.between(0.6, 1.6))]
        mesh.lathe(cone, roof, segments=4, smooth=False, transform=diagonal)
    else:
        swell = ((0.36, 0), (0.36, 0.4), (0.42, 0.42), (0.38, 0.6), (0.2, 0.82), (0, 0.88))
        mesh.lathe([(wide * a, wide * b) for a, b in swell], roof, (0, 0, top + 0.4), 16)


BUILDERS = {"castle": castle, "clock": clock, "leaning": leaning, "pagoda": pagoda, "campanile": campanile}
