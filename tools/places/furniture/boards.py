# SPDX-License-Identifier: MIT
"""Boards with handwriting and drawings, as flat ribbons."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final

import numpy as np

from tools.places import materials
from tools.places.draws import Draws, Rgb, grey
from tools.places.mesh import Mesh
from tools.places.prop import Prop

_SURFACES: Final = ("black", "green", "white")
_CHALKS: Final[tuple[Rgb, ...]] = ((0.75, 0.75, 0.72), (0.75, 0.7, 0.35), (0.7, 0.5, 0.5))
_PENS: Final[tuple[Rgb, ...]] = ((0.02, 0.03, 0.15), (0.4, 0.02, 0.02), (0.01, 0.01, 0.01), (0.02, 0.2, 0.06))

Rectangle = tuple[float, float, float, float]
"""Left, right, lower and upper edge (m)."""


def scribble(mesh: Mesh, draws: Draws, area: Rectangle, ink: Any, y: float, size: float = 0.07) -> None:
    """Lines of handwriting in the plane y; `size` is the height of a letter (m)."""
    left, right, low, high = area
    z = high - size
    while z > low + size:
        x = left + draws.between(0, 0.15)
        end = left + (right - left) * draws.between(0.35, 1)
        while x < end - 0.1:
            letters = draws.randrange(2, 8)
            _ribbon(mesh, [_stroke(draws, x, z, size, k) for k in range(letters * 6)], ink, y)
            x += letters * size * 0.55 + size * 0.6
        z -= size * draws.between(1.5, 2.2)


def _stroke(draws: Draws, x: float, z: float, size: float, k: int) -> tuple[float, float]:
    """Point k of a word: a wave with tall letters now and then."""
    across = x + k / 6 * size * 0.55 + size * 0.22 * math.sin(k * 1.9 + draws.between(-0.4, 0.4))
    up = z + size * 0.3 * math.sin(k * 1.25 + draws.between(-0.5, 0.5))
    return across, up + (size * 0.4 if draws.chance(0.06) else 0)


def _ribbon(mesh: Mesh, path: Sequence[tuple[float, float]], ink: Any, y: float, half: float = 0.0045) -> None:
    points = np.array(path, float)
    along = np.gradient(points, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True) + 1e-9
    across = np.stack([-along[:, 1], along[:, 0]], 1) * half
    n = len(points)
    edges = [np.stack([edge[:, 0], np.full(n, y), edge[:, 1]], 1) for edge in (points + across, points - across)]
    mesh.add(np.concatenate(edges), [[i, i + 1, n + i + 1, n + i] for i in range(n - 1)], ink)


def drawing(mesh: Mesh, draws: Draws, at: tuple[float, float], size: float, ink: Any, y: float) -> None:
    """A curve, a circle, a triangle or a bar chart with its lower left corner at (x, z)."""
    x, z = at
    kind = draws.randrange(4)
    if kind == 0:
        _line(mesh, [(x, z + size), (x, z), (x + size * 1.4, z)], ink, y)
        curve = [
            (x + size * 1.3 * t, z + size * (0.5 + 0.4 * math.sin(t * draws.between(5, 6))))
            for t in np.linspace(0, 1, 20)
        ]
        _line(mesh, curve, ink, y)
    elif kind == 1:
        half = size / 2
        circle = [(x + half + half * math.cos(a), z + half + half * math.sin(a)) for a in np.linspace(0, 6.3, 30)]
        _line(mesh, circle, ink, y)
        _line(mesh, [(x, z + half), (x + size, z + half)], ink, y)
    elif kind == 2:
        _line(mesh, [(x, z), (x + size, z), (x + size * 0.4, z + size * 0.9), (x, z)], ink, y)
    else:
        for i in range(draws.randrange(3, 6)):
            left = x + i * size * 0.3
            mesh.box((left, y - 0.001, z), (left + size * 0.2, y, z + size * draws.between(0.2, 1)), ink, 0)


def _line(mesh: Mesh, path: Sequence[tuple[float, float]], ink: Any, y: float) -> None:
    for (x0, z0), (x1, z1) in pairwise(path):
        mesh.beam((x0, y, z0), (x1, y, z1), 0.005, 0.001, ink)


def board(draws: Draws, width: float, height: float, kind: str | None = None) -> Prop:
    """Black, green or white board with writing on it, centre at the origin; its kind is drawn unless given."""
    mesh = Mesh()
    kind = kind or draws.choice(_SURFACES)
    surface, inks = _surface(kind)
    rim = materials.wood(draws) if kind != "white" else materials.plain(grey(0.5), 0.3, 0.9)
    x, z = width / 2, height / 2
    mesh.box((-x - 0.04, -0.02, -z - 0.04), (x + 0.04, 0, z + 0.04), rim)
    mesh.box((-x, -0.024, -z), (x, -0.01, z), surface, 0)
    mesh.box((-x, -0.09, -z - 0.06), (x, 0, -z - 0.04), rim)
    columns = max(1, round(width / 1.1))
    for i in range(columns):
        if draws.chance(0.75):
            left, right = -x + width * i / columns + 0.06, -x + width * (i + 1) / columns - 0.06
            area = (left, right, -z + draws.between(0.05, 0.4), z - 0.04)
            ink = draws.choice(inks)
            scribble(mesh, draws, area, ink, -0.0255, draws.between(0.04, 0.08))
            if draws.chance(0.5):
                size = draws.between(0.2, 0.35)
                drawing(mesh, draws, (left + 0.1, -z + 0.1), size, draws.choice(inks), -0.0265)
    for _ in range(5):
        foot = (draws.between(-x, x), -0.06, -z - 0.04)
        size_of_pen = (draws.between(0.05, 0.12), 0.03, draws.between(0.012, 0.03))
        mesh.block(foot, size_of_pen, draws.choice([*inks, materials.wood(draws)]))
    return mesh.build("board")


def _surface(kind: str) -> tuple[Any, list[Any]]:
    """Material of a board, and what one writes on it with."""
    colours = _PENS if kind == "white" else _CHALKS
    inks = [materials.plain(colour, 0.8) for colour in colours]
    if kind == "white":
        return materials.plain((0.85, 0.85, 0.86), 0.12, 0, 0.4), inks
    if kind == "green":
        return materials.plain((0.03, 0.075, 0.055), 0.7), inks
    return materials.plain((0.022, 0.024, 0.024), 0.75), inks
