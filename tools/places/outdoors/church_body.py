# SPDX-License-Identifier: MIT
"""Style, nave, apse and front of an old church. Its front is at y = 0, its nave runs along +y."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from mathutils import Matrix

from tools.places import materials
from tools.places.draws import Draws, Rgb, hex_rgb
from tools.places.mesh import Mesh
from tools.places.outdoors import surfaces
from tools.places.outdoors.openings import arch_window
from tools.places.outdoors.weather import Weather

PI = math.pi


@dataclass(frozen=True)
class Church:
    """Measures (m) and materials of a church.

    Args:
        style: gothic, clapboard, brick, plaster or romanesque.
        width: Width of the nave.
        length: Length of the nave.
        eaves: Height of its walls.
        rise: Height of its gable.
        gothic: Whether its arches are pointed.
        window: Width and height of its windows.
        wall: Its walls.
        trim: Surrounds and bands.
        roof: Its roofs.
        pane: Its windows' glass.
    """

    style: str
    width: float
    length: float
    eaves: float
    rise: float
    gothic: bool
    window: tuple[float, float]
    wall: Any
    trim: Any
    roof: Any
    pane: Any

    @property
    def buttressed(self) -> bool:
        """Whether walls and tower have buttresses."""
        return self.style in ("gothic", "brick")


def church_wall(draws: Draws, style: str) -> Any:
    """Stone, boards, brick or plaster."""
    if style == "gothic":
        return materials.stone(draws, None, 0.7, 0.32)
    if style == "clapboard":
        white: Rgb = (0.8, 0.8, 0.78)
        return materials.planks(draws, draws.choice([white, white, draws.pastel(), hex_rgb("8a2f24")]), 0.18, 6, 0.6)
    if style == "brick":
        return materials.brick(draws)
    if style == "plaster":
        return materials.paint(draws, draws.hsv((0.05, 0.15), (0.05, 0.5), (0.75, 0.95)), 0.8)
    return materials.stone(draws, None, 0.5, 0.25)


def draw_church(mesh: Mesh, draws: Draws, weather: Weather, style: str) -> Church:
    """Draw measures and materials, and build nave, buttresses and windows into the mesh."""
    width, length, eaves = draws.between(8, 13), draws.between(18, 30), draws.between(6.5, 11)
    wall = surfaces.weathered(draws, church_wall(draws, style))
    trim = materials.plain((0.8, 0.8, 0.78), 0.5)
    if style != "clapboard":
        trim = draws.choice([materials.stone(draws, None, 0.5, 0.3), materials.plain((0.78, 0.77, 0.74), 0.6)])
    if draws.chance(0.75):
        roof = surfaces.weathered(draws, materials.roofing(draws), 0.1)
    else:
        roof = materials.plain(hex_rgb(draws.choice(["5f8a78", "5a6066"])), 0.5, 0.3)
    pane = materials.plain((0.02, 0.025, 0.035), 0.06, 0, 1)
    if weather.dusk:
        pane = materials.emission((1, 0.7, 0.35), 1.3)
    gothic = style in ("gothic", "brick", "clapboard") and draws.chance(0.85)
    rise = width / 2 * (draws.between(0.8, 1.35) if gothic else draws.between(0.45, 0.8))
    _nave(mesh, (width, length, eaves), rise, wall, roof)
    bays = int(length / draws.between(3.2, 4.4))
    window = (draws.between(0.9, 1.5), eaves * draws.between(0.4, 0.55))
    church = Church(style, width, length, eaves, rise, gothic, window, wall, trim, roof, pane)
    for side in (-1, 1):
        _flank(mesh, church, side, bays)
    if draws.chance(0.6):
        mesh.lathe([(width * 0.36, 0), (width * 0.36, eaves * 0.85)], wall, (0, length, 0), 20, smooth=False)
        mesh.lathe([(width * 0.4, 0), (0, eaves * 0.5)], roof, (0, length, eaves * 0.85), 20, smooth=False)
    return church


def _nave(mesh: Mesh, size: tuple[float, float, float], rise: float, wall: Any, roof: Any) -> None:
    """Walls, gables and two slopes of roof."""
    width, length, eaves = size
    mesh.box((-width / 2, 0, 0), (width / 2, length, eaves), wall, 0)
    mesh.prism([(-width / 2, eaves), (width / 2, eaves), (0, eaves + rise)], wall, length, "y", 0)
    slope = math.hypot(width / 2 + 0.35, rise * (width / 2 + 0.35) / (width / 2))
    angle = math.atan2(rise, width / 2)
    for side in (-1, 1):
        frame = Matrix.Translation((0, 0, eaves + rise + 0.1)) @ Matrix.Rotation(angle * side, 4, "Y")
        low, high = (0, slope) if side > 0 else (-slope, 0)
        mesh.box((low, -0.3, -0.16), (high, length + 0.3, 0.02), roof, 0, frame)


def _flank(mesh: Mesh, church: Church, side: int, bays: int) -> None:
    """Windows and buttresses of one side."""
    length, eaves = church.length, church.eaves
    frame = Matrix.Translation((side * church.width / 2, length / 2, 0)) @ Matrix.Rotation(side * PI / 2, 4, "Z")
    bars = church.trim if church.style != "romanesque" else None
    for i in range(bays):
        foot = (-length / 2 + length * (i + 0.5) / bays, eaves * 0.28)
        arch_window(mesh, foot, church.window, church.trim, church.pane, frame, gothic=church.gothic, bars=bars)
        if church.buttressed:
            x = -length / 2 + length * (i + 1) / bays
            mesh.box((x - 0.4, -0.9, 0), (x + 0.4, 0, eaves * 0.55), church.wall, 0.02, frame)
            mesh.box((x - 0.35, -0.5, eaves * 0.55), (x + 0.35, 0, eaves * 0.82), church.wall, 0.02, frame)
    mesh.box((-length / 2, -0.2, eaves - 0.35), (length / 2, 0, eaves - 0.05), church.trim, 0.02, frame)
    mesh.box((-length / 2, -0.18, 0), (length / 2, 0, 0.7), church.trim, 0.02, frame)


def entrance(mesh: Mesh, draws: Draws, church: Church, y: float, width: float) -> None:
    """Door and steps before it."""
    frame, leaf = Matrix.Translation((0, y, 0)), materials.wood(draws)
    arch_window(mesh, (0, 0.3), (width, width * 1.75), church.trim, leaf, frame, gothic=church.gothic)
    for k in range(3):
        low = (-width - 0.3 + k * 0.25, y - 1.6 + k * 0.4, k * 0.13)
        mesh.box(low, (width + 0.3 - k * 0.25, y, 0.13 + k * 0.13), church.trim, 0.01)


def rose_window(mesh: Mesh, draws: Draws, church: Church) -> None:
    """Round window in the gable, and one either side of the door."""
    radius, level = church.width * draws.between(0.1, 0.16), church.eaves * 0.9
    frame = Matrix.Translation((0, -0.05, level)) @ Matrix.Rotation(PI / 2, 4, "X")
    mesh.lathe([(0, 0.06), (radius, 0.06)], church.pane, segments=28, transform=frame)
    ring = [(radius, 0), (radius, 0.15), (radius * 1.2, 0.15), (radius * 1.25, 0)]
    mesh.lathe(ring, church.trim, segments=28, transform=frame)
    for k in range(8):
        spoke = Matrix.Translation((0, -0.02, level)) @ Matrix.Rotation(k * PI / 4, 4, "Y")
        mesh.box((-0.05, -0.2, 0), (0.05, -0.08, radius), church.trim, 0, spoke)
    size = (church.window[0] * 0.8, church.window[1] * 0.8)
    for side in (-1, 1):
        foot, here = (side * church.width * 0.3, church.eaves * 0.25), Matrix.Identity(4)
        arch_window(mesh, foot, size, church.trim, church.pane, here, gothic=church.gothic, bars=church.trim)
