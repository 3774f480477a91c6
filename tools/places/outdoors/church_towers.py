# SPDX-License-Identifier: MIT
"""Towers of an old church: where they stand, their belfries and clocks, and what caps them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from mathutils import Matrix

from tools.places import materials
from tools.places.draws import Draws, grey, hex_rgb
from tools.places.mesh import Mesh
from tools.places.outdoors.church_body import Church
from tools.places.outdoors.openings import arch_window, wall_frame

PI = math.pi


@dataclass(frozen=True)
class Steeple:
    """Towers of one church.

    Args:
        position: front, side, ridge or twin.
        width: Width of a tower (m).
        height: Height of its walls (m).
        cap: spire, pyramid, crenel or onion.
        clock: Whether it has a clock on every side.
        places: Middle of every tower.
    """

    position: str
    width: float
    height: float
    cap: str
    clock: bool
    places: list[tuple[float, float]]


def draw_steeple(draws: Draws, church: Church) -> Steeple:
    """Draw position, measures and cap."""
    clapboard = church.style == "clapboard"
    position = draws.choice(["front", "ridge"] if clapboard else ["front", "front", "side", "ridge", "twin"])
    width = church.width * (0.3 if position == "twin" else draws.between(0.32, 0.48))
    height = church.eaves * draws.between(1.5, 2.3)
    if position == "ridge":
        width = min(width, church.width * 0.3)
    cap = "spire" if clapboard else draws.choice(["spire", "spire", "pyramid", "crenel", "onion"])
    if church.style == "plaster":
        cap = draws.choice(["onion", "onion", "pyramid"])
    clock = draws.chance(0.6)
    beside = (draws.choice([-1, 1]) * (church.width / 2 + width / 2 - 0.3), draws.between(2, 5))
    places = {
        "front": [(0.0, -width / 2 + 0.6)],
        "side": [beside],
        "ridge": [(0.0, width / 2 + 0.4)],
        "twin": [(-church.width / 2 + width * 0.3, 0.0), (church.width / 2 - width * 0.3, 0.0)],
    }
    return Steeple(position, width, height, cap, clock, places[position])


def build_steeple(mesh: Mesh, draws: Draws, church: Church, steeple: Steeple) -> float:
    """Build the towers; returns the height of the last cap."""
    rise = 0.0
    gold_leaf = hex_rgb("b08a40")
    for x, y in steeple.places:
        mesh.block((x, y, 0), (steeple.width, steeple.width, steeple.height), church.wall, 0)
        for z in (steeple.height * 0.45, steeple.height * 0.7, steeple.height - 0.4):
            band = steeple.width + 0.3
            mesh.block((x, y, z), (band, band, 0.3), church.trim, 0.05)
        for quarter in range(4):
            _side(mesh, draws, church, steeple, (x, y), quarter)
        spire = steeple.height * draws.between(0.5, 1.0)
        rise = _CAPS[steeple.cap](mesh, draws, _Top(church, steeple.width, (x, y, steeple.height), spire))
        gold, top = materials.plain(gold_leaf, 0.3, 0.9), steeple.height + rise
        mesh.block((x, y, top - 0.1), (0.09, 0.09, 1.6), gold).block((x, y, top + 0.85), (0.8, 0.09, 0.09), gold)
    return rise


def _side(mesh: Mesh, draws: Draws, church: Church, steeple: Steeple, at: tuple[float, float], quarter: int) -> None:
    """Belfry, window, clock and buttress of one side."""
    width, height, frame = steeple.width, steeple.height, wall_frame(quarter, steeple.width / 2, at)
    wide = width > 3.2
    for share in (-0.22, 0.22) if wide else (0,):
        louvre = materials.plain((0.05, 0.045, 0.04), 0.8)
        size = (width * (0.24 if wide else 0.36), height * 0.18)
        arch_window(mesh, (share * width, height * 0.74), size, church.trim, louvre, frame, gothic=church.gothic)
    if quarter == 0 and steeple.position in ("front", "side"):
        size = (width * 0.26, height * 0.13)
        foot, bars = (0, height * 0.5), church.trim
        arch_window(mesh, foot, size, church.trim, church.pane, frame, gothic=church.gothic, bars=bars)
    if steeple.clock:
        _clock(mesh, draws, steeple, frame)
    if church.buttressed and steeple.position != "ridge":
        low, high = (-width / 2 - 0.35, -0.5, 0), (-width / 2 + 0.35, 0.3, height * 0.6)
        mesh.box(low, high, church.wall, 0.02, frame)


def _clock(mesh: Mesh, draws: Draws, steeple: Steeple, frame: Any) -> None:
    """Dial, gilt rim and two hands."""
    width, level = steeple.width, steeple.height * 0.665
    face = frame @ Matrix.Translation((0, -0.12, level)) @ Matrix.Rotation(PI / 2, 4, "X")
    dial, gilt = materials.plain((0.8, 0.78, 0.7), 0.5), materials.plain(hex_rgb("a8803c"), 0.3, 0.8)
    mesh.lathe([(0, 0.05), (width * 0.2, 0.05), (width * 0.22, 0)], dial, segments=24, transform=face)
    rim = [(width * 0.2, 0.06), (width * 0.23, 0.06), (width * 0.23, 0)]
    mesh.lathe(rim, gilt, segments=24, transform=face)
    for angle, length in ((draws.between(0, 6), 0.1), (draws.between(0, 6), 0.16)):
        hand = frame @ Matrix.Translation((0, 0, level)) @ Matrix.Rotation(angle, 4, "Y")
        black = materials.plain(grey(0.02), 0.5)
        mesh.box((-0.04, -0.2, 0), (0.04, -0.15, width * length), black, 0, hand)


@dataclass(frozen=True)
class _Top:
    """Where a cap stands, and how high a spire would be there."""

    church: Church
    width: float
    place: tuple[float, float, float]
    spire: float


def _spire(mesh: Mesh, draws: Draws, top: _Top) -> float:
    width, rise = top.width, top.spire
    x, y, z = top.place
    outline = [(width * 0.62, 0), (width * 0.4, rise * 0.12), (0.06, rise), (0, rise)]
    mesh.lathe(outline, top.church.roof, (x, y, z), 8 if draws.chance(0.6) else 4, smooth=False)
    for k in range(4) if top.church.style == "gothic" else ():
        angle = k * PI / 2 + PI / 4
        corner = (x + math.cos(angle) * width * 0.64, y + math.sin(angle) * width * 0.64, z)
        mesh.lathe([(0.3, 0), (0.3, 0.9), (0.42, 0.9), (0, 2.6)], top.church.trim, corner, 4, smooth=False)
    return rise


def _pyramid(mesh: Mesh, draws: Draws, top: _Top) -> float:
    frame = Matrix.Translation(top.place) @ Matrix.Rotation(PI / 4, 4, "Z")
    outline = [(top.width * 0.76, 0), (0, top.width * draws.between(0.6, 1.2))]
    mesh.lathe(outline, top.church.roof, segments=4, smooth=False, transform=frame)
    return top.width * 0.9


def _onion(mesh: Mesh, draws: Draws, top: _Top) -> float:
    radius = top.width * 0.5
    skin = materials.plain(hex_rgb(draws.choice(["5f8a78", "4a4f55", "7a3f2a"])), 0.45, 0.4)
    swell = (
        *((1.3, 0), (0.95, 0.3), (0.8, 0.5), (1.0, 0.9), (1.02, 1.2)),
        *((0.75, 1.7), (0.35, 2.1), (0.28, 2.5), (0.36, 2.8)),
    )
    outline = [(radius * wide, radius * high) for wide, high in swell]
    mesh.lathe([*outline, (0.05, radius * 3.7), (0, radius * 3.7)], skin, top.place, 20)
    return radius * 3.6


def _crenel(mesh: Mesh, _: Draws, top: _Top) -> float:
    x, y, z = top.place
    for quarter in range(4):
        frame = wall_frame(quarter, top.width / 2, (x, y), z)
        for k in (0, 2, 4):
            middle = -top.width / 2 + top.width * (k + 0.5) / 5
            low, high = (middle - top.width / 10, -0.1, 0), (middle + top.width / 10, 0.25, 0.9)
            mesh.box(low, high, top.church.wall, 0.02, frame)
    return 1.0


_CAPS = {"spire": _spire, "pyramid": _pyramid, "onion": _onion, "crenel": _crenel}
