# SPDX-License-Identifier: MIT
"""Pot plants."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np

from tools.places import materials
from tools.places.draws import Draws, hex_rgb
from tools.places.furniture.foliage import folded_leaves
from tools.places.mesh import Mesh, Point
from tools.places.prop import Prop

_KINDS: Final = ("palm", "bush", "fig", "snake", "rubber")
_STATIONS: Final = 9
"""Points along a blade."""


def leaf_material(draws: Draws, brightest: float = 0.45) -> Any:
    """Foliage of a drawn green."""
    return materials.foliage(draws, draws.hsv((0.22, 0.36), (0.35, 0.7), (0.2, brightest)))


def plant(draws: Draws, height: float | None = None) -> Prop:
    """Pot plant of a drawn kind; its height (m), pot included, is drawn from 0.5 to 1.7 unless given."""
    mesh = Mesh()
    height = height or draws.between(0.5, 1.7)
    kind = draws.choice(_KINDS)
    green = leaf_material(draws)
    pot = _pot(mesh, draws, height)
    if kind == "palm":
        _palm(mesh, draws, pot, height, green)
    elif kind == "snake":
        _snake_plant(mesh, draws, pot, height, green)
    else:
        trunk = materials.wood(draws, hex_rgb("6a5138"), 0.8)
        grow = {"fig": _fig, "rubber": _rubber_plant, "bush": _bush}[kind]
        grow(mesh, draws, pot, height, green, trunk)
    return mesh.build("plant")


def _pot(mesh: Mesh, draws: Draws, height: float) -> float:
    top = min(0.38, height * 0.25)
    glazes = [
        materials.plain(draws.pastel(), 0.5),
        materials.plain(hex_rgb("a5583a"), 0.8),
        materials.plain(draws.muted(), 0.3),
        materials.wood(draws),
    ]
    glaze = draws.choice(glazes)
    radius = top * draws.between(0.45, 0.6)
    outline = [(0, 0), (radius * 0.75, 0), (radius, top), (radius * 0.9, top), (radius * 0.85, top * 0.9)]
    mesh.lathe([*outline, (0, top * 0.9)], glaze)
    mesh.cylinder((0, 0, top * 0.85), radius * 0.85, top * 0.06, materials.plain(hex_rgb("2a1c12"), 1))
    return top


def _blade(mesh: Mesh, green: Any, number: int, foot: Point, turn: float, shape: tuple[float, ...]) -> None:
    """A long leaf that starts at an angle and bends down; shape: length, bend, half width, angle (m and radians)."""
    length, bend, half, start = shape
    t = np.linspace(0, 1, _STATIONS)
    angle = start - bend * t**1.3
    step = length / (_STATIONS - 1)
    out = np.concatenate([[0], np.cumsum(np.cos(angle[:-1]) * step)])
    up = np.concatenate([[0], np.cumsum(np.sin(angle[:-1]) * step)])
    width = half * np.sin(np.clip(t * 0.93 + 0.07, 0, 1) * math.pi) ** 0.7
    c, s = math.cos(turn), math.sin(turn)
    rib = np.stack([foot[0] + out * c, foot[1] + out * s, foot[2] + up], 1)
    left = np.stack([-s * width, c * width, width * 0.25], 1)
    right = np.stack([s * width, -c * width, width * 0.25], 1)
    n = _STATIONS
    first = [[i, i + 1, n + i + 1, n + i] for i in range(n - 1)]
    faces = np.array(first + [[corner + n for corner in face] for face in first])
    across = number + np.repeat([0.04, 0.5, 0.96], n)
    uv = np.stack([across, np.tile(t, 3)], 1)[faces]
    mesh.add(np.concatenate([rib + left, rib, rib + right]), faces, green, smooth=True, uv=uv)


def _palm(mesh: Mesh, draws: Draws, pot: float, height: float, green: Any) -> None:
    for number in range(draws.randrange(22, 40)):
        foot = (draws.gauss(0, 0.015), draws.gauss(0, 0.015), pot + draws.between(0, 0.1))
        turn, length = draws.between(0, 6.28), (height - pot) * draws.between(0.5, 1.1)
        shape = (length, draws.between(0.8, 2.2), draws.between(0.012, 0.03), draws.between(0.8, 1.5))
        _blade(mesh, green, number + 1, foot, turn, shape)


def _snake_plant(mesh: Mesh, draws: Draws, pot: float, height: float, green: Any) -> None:
    for number in range(draws.randrange(7, 14)):
        turn = draws.between(0, 6.28)
        foot = (0.05 * math.cos(turn), 0.05 * math.sin(turn), pot * 0.9)
        length = (height - pot) * draws.between(0.5, 1)
        shape = (length, draws.between(-0.1, 0.25), 0.035, draws.between(1.25, 1.5))
        _blade(mesh, green, number + 1, foot, turn, shape)


def _fig(mesh: Mesh, draws: Draws, pot: float, height: float, green: Any, trunk: Any) -> None:
    top = height * 0.72
    bend = (draws.between(-0.04, 0.04), draws.between(-0.04, 0.04), height * 0.4)
    mesh.tube([(0, 0, pot * 0.8), bend, (draws.between(-0.06, 0.06), 0, top)], 0.014, trunk)
    for _ in range(5):
        end = (draws.between(-0.16, 0.16), draws.between(-0.16, 0.16), top + draws.between(-0.25, 0.12))
        middle = (end[0] * 0.5, end[1] * 0.5, (end[2] + top * 0.7) / 2)
        mesh.tube([(0, 0, top * 0.7), middle, end], 0.006, trunk, 6, 0.003)
        folded_leaves(mesh, draws, end, height * 0.19, 42, 0.05 + height * 0.035, green)


def _rubber_plant(mesh: Mesh, draws: Draws, pot: float, height: float, green: Any, trunk: Any) -> None:
    for _ in range(draws.randrange(1, 4)):
        turn, lean = draws.between(0, 6.28), draws.between(0.02, 0.14)
        length = (height - pot) * draws.between(0.6, 1)

        def along(t: float, turn: float = turn, lean: float = lean, length: float = length) -> Point:
            return (lean * t * math.cos(turn), lean * t * math.sin(turn), pot * 0.8 + length * t)

        mesh.tube([along(t) for t in (0, 0.35, 0.7, 1)], 0.012, trunk, 7, 0.006)
        count = int(length / 0.035)
        for i in range(count):
            t = 0.25 + 0.75 * i / max(1, count)
            folded_leaves(mesh, draws, along(t), 0.02, 1, 0.11 + height * 0.05, green, slimness=0.22)


def _bush(mesh: Mesh, draws: Draws, pot: float, height: float, green: Any, trunk: Any) -> None:
    crown = height - pot
    for k in range(7):
        turn, reach = k * 0.9 + draws.between(-0.3, 0.3), draws.between(0.25, 0.5) * crown
        c, s = math.cos(turn), math.sin(turn)
        middle = (reach * 0.35 * c, reach * 0.35 * s, pot + crown * 0.3)
        end = (reach * 0.8 * c, reach * 0.8 * s, pot + crown * draws.between(0.5, 0.85))
        mesh.tube([(0, 0, pot * 0.85), middle, end], 0.007, trunk, 6, 0.003)
    count, size = int(150 + height * 170), 0.06 + height * 0.022
    folded_leaves(mesh, draws, (0, 0, pot + crown * 0.48), crown * 0.5, count, size, green, hollow=0.3)
