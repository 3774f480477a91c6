# SPDX-License-Identifier: MIT
"""Drums with domes on the ridge of a church."""

from __future__ import annotations

import math
from typing import Any, Final

from mathutils import Matrix

from tools.places import materials
from tools.places.draws import Draws, hex_rgb
from tools.places.mesh import Mesh
from tools.places.outdoors.church_body import Church

_SKINS: Final = ("b08a40", "5f8a78", "2f4a7a", "4a4f55", "6a8a5a")
_ONION: Final = ((1.0, 0), (1.22, 0.45), (1.2, 0.8), (0.8, 1.4), (0.3, 1.85))


def domes(mesh: Mesh, draws: Draws, church: Church) -> None:
    """One large dome on a drum over the ridge, often with four small ones round it."""
    wide, ridge = church.width, church.eaves + church.rise
    skin = materials.plain(hex_rgb(draws.choice(_SKINS)), 0.35, 0.5)
    onion = draws.chance(0.65)
    middle = church.length * draws.between(0.35, 0.5)
    places = [(0.0, middle, wide * draws.between(0.17, 0.26), ridge - 1.0)]
    if draws.chance(0.65):
        corners = [(s, t) for s in (-1, 1) for t in (-1, 1)]
        small, level = wide * 0.085, ridge - wide * 0.2
        places += [(s * wide * 0.27, middle + t * wide * 0.3, small, level) for s, t in corners]
    for x, y, radius, z in places:
        drum = radius * draws.between(1.7, 2.2) + 1.0
        _drum(mesh, church, (x, y, z), radius, drum)
        top = z + drum + 0.2
        outline = _onion(radius) if onion else _half_ball(radius)
        mesh.lathe(outline, skin, (x, y, top), 24)
        peak, gold = top + outline[-1][1], materials.plain(hex_rgb("b08a40"), 0.3, 0.9)
        mesh.block((x, y, peak - 0.1), (0.07, 0.07, 1.5), gold).block((x, y, peak + 0.75), (0.75, 0.07, 0.07), gold)


def _drum(mesh: Mesh, church: Church, place: tuple[float, float, float], radius: float, high: float) -> None:
    """Round wall with eight windows."""
    outline = [(radius, 0), (radius, high), (radius * 1.1, high), (radius * 1.1, high + 0.2)]
    mesh.lathe(outline, church.wall, place, 24, smooth=False)
    for k in range(8):
        turned = Matrix.Translation(place) @ Matrix.Rotation(k * math.pi / 4, 4, "Z")
        frame: Any = turned @ Matrix.Translation((0, -radius, 0))
        low, top = (-radius * 0.16, -0.06, high * 0.42), (radius * 0.16, 0.1, high * 0.86)
        mesh.box(low, top, church.trim, 0, frame)
        low, top = (-radius * 0.11, -0.09, high * 0.46), (radius * 0.11, 0.1, high * 0.84)
        mesh.box(low, top, church.pane, 0, frame)


def _onion(radius: float) -> list[tuple[float, float]]:
    return [*((radius * wide, radius * high) for wide, high in _ONION), (0.05, radius * 2.3)]


def _half_ball(radius: float) -> list[tuple[float, float]]:
    angles = [k * math.pi / 16 for k in range(8)]
    ball = [(radius * 1.12 * math.cos(a), radius * 1.05 * math.sin(a)) for a in angles]
    return [*ball, (radius * 0.15, radius * 1.06), (radius * 0.15, radius * 1.5), (0.04, radius * 1.8)]
