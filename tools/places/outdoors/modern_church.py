# SPDX-License-Identifier: MIT
"""A modern church: a steep roof that reaches the ground, and a free bell tower."""

from __future__ import annotations

import math
from typing import Any

from mathutils import Matrix

from tools.places import materials
from tools.places.draws import Draws, hex_rgb
from tools.places.mesh import Mesh
from tools.places.outdoors import surfaces
from tools.places.outdoors.weather import Weather

PI = math.pi


def a_frame(mesh: Mesh, draws: Draws, weather: Weather) -> tuple[float, float, float, float]:
    """Build it; returns where its door is (y), its width, length and height."""
    wide, long, high = draws.between(10, 15), draws.between(18, 28), draws.between(11, 17)
    if draws.chance(0.6):
        roof = surfaces.weathered(draws, materials.roofing(draws), 0.2)
    else:
        roof = materials.plain(hex_rgb(draws.choice(("5f8a78", "5a6066", "7a4a34"))), 0.5, 0.3)
    white = materials.plain((0.75, 0.74, 0.71), 0.6)
    timber = draws.choice((materials.wood(draws), materials.ground(draws, "concrete"), white))
    wall = _gable_wall(draws)
    pane = materials.plain((0.025, 0.03, 0.04), 0.05, 0, 1)
    if weather.dusk:
        pane = materials.emission((1, 0.75, 0.42), 1.2)
    mesh.prism([(-wide / 2, 0), (wide / 2, 0), (0, high)], wall, long - 2.4, "y", 1.2)
    _slopes(mesh, (wide, long, high), roof, timber)
    _glazing(mesh, draws, (wide, high), pane)
    mesh.box((-wide * 0.4, 1.0, 2.5), (wide * 0.4, 1.25, 2.72), timber, 0.01)
    mesh.box((-1.3, 1.05, 0), (1.3, 1.25, 2.45), materials.wood(draws), 0.02)
    mesh.box((-0.03, 1.0, 0), (0.03, 1.06, 2.45), timber, 0)
    mesh.box((-2.4, -1.0, 0), (2.4, 1.2, 0.16), timber, 0.02)
    return 1.0, wide, long, max(high, _bell_tower(mesh, draws, (wide, high), timber))


def _gable_wall(draws: Draws) -> Any:
    kind = draws.choice(("boards", "brick", "plaster"))
    if kind == "boards":
        return materials.planks(draws, None, 0.15, 4, 0.6, PI / 2)
    return materials.brick(draws) if kind == "brick" else materials.plain((0.74, 0.73, 0.7), 0.8)


def _slopes(mesh: Mesh, size: tuple[float, float, float], roof: Any, timber: Any) -> None:
    """Two slopes with barge boards."""
    wide, long, high = size
    run, slope = math.hypot(wide / 2 + 0.5, high * (wide / 2 + 0.5) / (wide / 2)), math.atan2(high, wide / 2)
    for side in (-1, 1):
        frame = Matrix.Translation((0, 0, high + 0.15)) @ Matrix.Rotation(slope * side, 4, "Y")
        low, far = (0, run) if side > 0 else (-run, 0)
        mesh.box((low, -0.6, -0.25), (far, long + 0.4, 0.02), roof, 0, frame)
        mesh.box((low, -0.75, -0.45), (far, -0.5, 0.06), timber, 0.01, frame)


def _glazing(mesh: Mesh, draws: Draws, size: tuple[float, float], pane: Any) -> None:
    """Panes between mullions, cut by the slopes."""
    wide, high = size
    panes = draws.choice((6, 8, 10))
    for i in range(panes):
        left, right = (-wide * 0.44 + wide * 0.88 * k / panes for k in (i, i + 1))
        first, second = (max(0.1, high * (1 - abs(x) / (wide / 2)) - 0.7) for x in (left, right))
        upper = [(right - 0.07, max(2.75, second)), (left + 0.07, max(2.75, first))]
        mesh.prism([(left + 0.07, 2.7), (right - 0.07, 2.7), *upper], pane, 0.1, "y", 1.12)


def _bell_tower(mesh: Mesh, draws: Draws, size: tuple[float, float], timber: Any) -> float:
    """Two slabs with rungs between them, a bell and a cross; returns its height."""
    wide, high = size
    side, width, tall = draws.choice((-1, 1)), draws.between(1.8, 2.8), high * draws.between(1.15, 1.7)
    x, y = side * (wide / 2 + draws.between(2, 5)), draws.between(-2, 6)
    for end in (-1, 1):
        mesh.block((x + end * width / 2, y, 0), (0.4, width, tall), timber, 0.02)
    for k in range(5):
        mesh.block((x, y, tall * (0.3 + 0.16 * k)), (width, width * 0.9, 0.25), timber, 0.01)
    bell = [(0.1, 0.9), (0.3, 0.8), (0.38, 0.3), (0.6, 0), (0.5, 0)]
    mesh.lathe(bell, materials.plain(hex_rgb("7a6038"), 0.4, 0.8), (x, y, tall * 0.82), 16)
    mesh.block((x, y, tall - 0.1), (0.12, 0.12, 2.2), timber)
    mesh.block((x, y, tall + 1.3), (1.1, 0.12, 0.12), timber)
    return tall
