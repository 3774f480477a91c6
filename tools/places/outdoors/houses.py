# SPDX-License-Identifier: MIT
"""Detached houses with real windows, front towards -y."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

from mathutils import Matrix

from tools.places import materials
from tools.places.draws import Draws
from tools.places.mesh import Mesh
from tools.places.outdoors import surfaces
from tools.places.outdoors.weather import Weather
from tools.places.prop import Prop

PI = math.pi

_TRIMS: Final = ((0.8, 0.8, 0.78), (0.2, 0.14, 0.09), (0.05, 0.06, 0.06))
_STOREY: Final = 2.9


@dataclass(frozen=True)
class _House:
    """Width, depth and height of the walls (m), and materials."""

    wide: float
    deep: float
    high: float
    wall: Any
    trim: Any
    pane: Any
    roof: Any

    @property
    def floors(self) -> int:
        return max(1, int(self.high / _STOREY))


@dataclass(frozen=True)
class _Windows:
    """Size of the windows (m) and what is in and beside them."""

    wide: float
    tall: float
    lights: list[Any]
    drape: Any
    shutter: Any


def house(
    draws: Draws,
    weather: Weather,
    wide: float | None = None,
    deep: float | None = None,
    high: float | None = None,
    wall: Any = None,
) -> Prop:
    """A house; what is not given is drawn."""
    wide, deep = wide or draws.between(7, 13), deep or draws.between(7, 10)
    floors = draws.choice([1, 2, 2, 3])
    high = high or _STOREY * floors + 0.4
    wall = wall or house_wall(draws)
    trim = materials.plain(draws.choice(_TRIMS), 0.5)
    pane = materials.plain((0.025, 0.03, 0.036), 0.05, 0, 1)
    pane.name = "window"
    roof = surfaces.weathered(draws, materials.roofing(draws), 0.1)
    mesh, built = Mesh(), _House(wide, deep, high, wall, trim, pane, roof)
    mesh.block((0, 0, 0), (wide, deep, high), wall, 0)
    plinth = (wide + 0.08, deep + 0.08, draws.between(0.3, 0.6))
    mesh.block((0, 0, 0), plinth, materials.ground(draws, "concrete"), 0.01)
    lay_roof = draws.choice((_gable, _gable, _gable, _hip, _flat))
    lay_roof(mesh, draws, built)
    _fenestrate(mesh, draws, weather, built)
    return mesh.build("house")


def house_wall(draws: Draws) -> Any:
    """Render, brick or weatherboard."""
    kind = draws.choice(("warm", "brick", "pastel", "boards"))
    if kind == "warm":
        wall = materials.paint(draws, draws.hsv((0.03, 0.16), (0.05, 0.5), (0.6, 0.93)))
    elif kind == "brick":
        wall = materials.brick(draws)
    elif kind == "pastel":
        wall = materials.paint(draws, draws.pastel())
    else:
        wall = materials.planks(draws, draws.pastel(), 0.16, 4)
    return surfaces.weathered(draws, wall, 0.6)


def _gable(mesh: Mesh, draws: Draws, built: _House) -> None:
    """Gable roof with its ridge along x, perhaps with dormers."""
    wide, deep, high = built.wide, built.deep, built.high
    rise = deep * draws.between(0.32, 0.58)
    mesh.prism([(-deep / 2, high), (deep / 2, high), (0, high + rise)], built.wall, wide, "x", -wide / 2)
    for side in (-1, 1):
        _slope(mesh, built, rise, side)
    if draws.chance(0.75):
        foot = (draws.between(-wide * 0.35, wide * 0.35), draws.between(-1, 1), high + rise * 0.4)
        mesh.block(foot, (0.7, 0.6, rise * 0.6 + 0.9), materials.brick(draws), 0.02)
    if rise > 3.2 and draws.chance(0.5):
        for x in draws.choice(((0,), (-wide / 4, wide / 4))):
            _dormer(mesh, built, x)


def _slope(mesh: Mesh, built: _House, rise: float, side: int) -> None:
    """One slope with barge boards and a gutter."""
    over, half, wide = 0.35, built.deep / 2, built.wide
    angle = math.atan2(rise, half)
    length = math.hypot(half + over, rise * (half + over) / half)
    frame = Matrix.Translation((0, 0, built.high + rise + 0.08)) @ Matrix.Rotation(-angle * side, 4, "X")
    low, far = (0, length) if side > 0 else (-length, 0)
    mesh.box((-wide / 2 - over, low, -0.12), (wide / 2 + over, far, 0.02), built.roof, 0, frame)
    for end in (-1, 1):
        x = end * (wide / 2 + over)
        mesh.box((x - 0.03, low, -0.22), (x + 0.03, far, 0.03), built.trim, 0, frame)
    eaves = (0, side * (half + over - 0.03), built.high - over * rise / half - 0.06)
    mesh.block(eaves, (wide + 2 * over, 0.11, 0.1), built.trim, 0)


def _dormer(mesh: Mesh, built: _House, x: float) -> None:
    """Small gabled window in the front slope."""
    y, z = -built.deep / 2 + 1.1, built.high + 0.55
    mesh.block((x, y + 0.9, z), (1.3, 1.8, 1.15), built.wall, 0)
    mesh.prism([(-0.85 + x, z + 1.1), (0.85 + x, z + 1.1), (x, z + 1.75)], built.roof, 2.0, "y", y - 0.12)
    mesh.box((x - 0.45, y - 0.04, z + 0.2), (x + 0.45, y, z + 1.05), built.trim, 0)
    mesh.box((x - 0.37, y - 0.05, z + 0.27), (x + 0.37, y, z + 0.98), built.pane, 0)


def _hip(mesh: Mesh, draws: Draws, built: _House) -> None:
    """Four slopes that meet in a short ridge."""
    rise, high = built.deep * draws.between(0.3, 0.45), built.high
    a, b, ridge = built.wide / 2 + 0.4, built.deep / 2 + 0.4, max(0.0, (built.wide - built.deep) / 2)
    base = [(-a, -b, high), (a, -b, high), (a, b, high), (-a, b, high)]
    left, right = (-ridge, 0, high + rise), (ridge, 0, high + rise)
    run = math.hypot(b, rise)
    slopes = (
        (base[0], base[1], right, left, 2 * a),
        (base[2], base[3], left, right, 2 * a),
        (base[1], base[2], right, right, 2 * b),
        (base[3], base[0], left, left, 2 * b),
    )
    for *corners, wide in slopes:
        uv = ((0, 0), (wide, 0), (wide / 2 + 0.1, run), (wide / 2 - 0.1, run))
        mesh.quad(corners, built.roof, uv=uv)
    mesh.quad([(x, y, z - 0.12) for x, y, z in base], built.roof)
    foot = (draws.between(-1, 1), draws.between(-1, 1), high)
    mesh.block(foot, (0.7, 0.6, built.deep * 0.5 + 0.8), materials.brick(draws), 0.02)


def _flat(mesh: Mesh, _: Draws, built: _House) -> None:
    mesh.block((0, 0, built.high), (built.wide + 0.3, built.deep + 0.3, 0.35), built.trim)


def _fenestrate(mesh: Mesh, draws: Draws, weather: Weather, built: _House) -> None:
    """Windows on four sides, and the door."""
    lights = [materials.emission((1, 0.72, 0.4), 1.3), materials.emission((1, 0.82, 0.58), 0.8)]
    drape = materials.plain((0.45, 0.43, 0.4), 0.8)
    count = max(2, int(built.wide / draws.between(2, 2.8)))
    wide, tall = draws.between(0.9, 1.3), draws.between(1.2, 1.7)
    door = draws.randrange(count)
    leaf = materials.wood(draws) if draws.chance(0.5) else materials.plain(draws.vivid(), 0.4)
    shutter = materials.plain(draws.muted(), 0.5) if draws.chance(0.35) else None
    windows = _Windows(wide, tall, lights, drape, shutter)
    for side in range(4):
        front = side % 2 == 0
        length, columns = (built.wide, count) if front else (built.deep, max(1, count - 2))
        out = Matrix.Translation((0, -(built.deep if front else built.wide) / 2, 0))
        frame = Matrix.Rotation(side * PI / 2, 4, "Z") @ out
        for i in range(built.floors * columns):
            floor, column = divmod(i, columns)
            x = -length / 2 + length * (column + 0.5) / columns
            if side == 0 and i == door:
                _door(mesh, built, frame, x, leaf)
            else:
                _window(mesh, draws, built, windows, (weather.lit, frame, x, floor * _STOREY + 0.95))


def _door(mesh: Mesh, built: _House, frame: Any, x: float, leaf: Any) -> None:
    mesh.box((x - 0.65, -0.06, 0), (x + 0.65, 0.02, 2.35), built.trim, 0.01, frame)
    mesh.box((x - 0.5, -0.08, 0), (x + 0.5, 0, 2.2), leaf, 0.01, frame)
    mesh.box((x - 0.9, -0.8, 0), (x + 0.9, 0, 0.15), built.trim, 0.01, frame)
    mesh.box((x - 0.95, -0.9, 2.5), (x + 0.95, 0, 2.6), built.trim, 0.01, frame)


def _window(mesh: Mesh, draws: Draws, built: _House, windows: _Windows, where: tuple[float, Any, float, float]) -> None:
    """A window; where is the share of lit windows, the frame of the wall, and the middle of its sill."""
    lit, frame, x, z = where
    half, tall, trim = windows.wide / 2, windows.tall, built.trim
    pane = draws.choice(windows.lights) if draws.chance(lit) else built.pane
    draped = draws.chance(0.4)
    mesh.box((x - half - 0.09, -0.05, z - 0.09), (x + half + 0.09, 0.02, z + tall + 0.09), trim, 0.01, frame)
    mesh.box((x - half - 0.14, -0.13, z - 0.14), (x + half + 0.14, 0.0, z - 0.08), trim, 0, frame)
    mesh.box((x - half, -0.052, z), (x + half, 0.0, z + tall), pane, 0, frame)
    for side in (-1, 1) if draped else ():
        near, far = sorted((x + side * half, x + side * windows.wide * 0.3))
        mesh.box((near, -0.056, z), (far, 0.0, z + tall), windows.drape, 0, frame)
    mesh.box((x - 0.025, -0.07, z), (x + 0.025, 0, z + tall), trim, 0, frame)
    mesh.box((x - half, -0.07, z + tall * 0.55), (x + half, 0, z + tall * 0.55 + 0.05), trim, 0, frame)
    for side in (-1, 1) if windows.shutter else ():
        middle = x + side * (half + 0.3)
        low, top = (middle - 0.22, -0.06, z - 0.05), (middle + 0.22, 0, z + tall + 0.05)
        mesh.box(low, top, windows.shutter, 0.01, frame)
