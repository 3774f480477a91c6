# SPDX-License-Identifier: MIT
"""Railings of bars, pipes, crosses or stone."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from tools.places import materials
from tools.places.draws import Draws
from tools.places.mesh import Mesh, Point

_PAINTS: Final = ((0.03, 0.04, 0.04), (0.3, 0.31, 0.32), (0.05, 0.1, 0.08), (0.5, 0.5, 0.5), (0.25, 0.06, 0.04))
_BALUSTER: Final = ((0.06, 0), (0.06, 0.08), (0.03, 0.14), (0.075, 0.32), (0.03, 0.55), (0.06, 0.62), (0.06, 0.7))


class _Line:
    """A line at the foot of a railing."""

    def __init__(self, start: Point, end: Point) -> None:
        self.start = np.array(start, float)
        self.run = np.array(end, float) - self.start
        self.length = float(np.linalg.norm(self.run))

    def at(self, step: float, steps: float, lift: float = 0.0) -> Point:
        """Point after some of the steps that the line is divided into, lifted."""
        x, y, z = self.start + self.run * step / steps
        return (float(x), float(y), float(z) + lift)

    def rail(self, mesh: Mesh, lift: float, width: float, depth: float, material: Any) -> None:
        """Bar along the whole line."""
        mesh.beam(self.at(0, 1, lift), self.at(1, 1, lift), width, depth, material)


def railing(
    mesh: Mesh,
    draws: Draws,
    start: Point,
    end: Point,
    high: float = 1.05,
    kind: str | None = None,
    material: Any = None,
) -> None:
    """Draw a railing into the mesh between two points at its foot; what is not given is drawn."""
    kind = kind or draws.choice(["bars", "pipes", "cross", "stone"])
    line = _Line(start, end)
    if kind == "stone":
        _balustrade(mesh, line, high, material or materials.stone(draws, None, 0.6, 0.3))
        return
    material = material or materials.plain(draws.choice(_PAINTS), 0.45, 0.4)
    posts = max(1, int(line.length / (2.2 if kind == "bars" else 1.8)))
    line.rail(mesh, high, 0.06, 0.05, material)
    for i in range(posts + 1):
        mesh.beam(line.at(i, posts), line.at(i, posts, high), 0.06, 0.06, material)
    if kind == "pipes":
        for share in (0.25, 0.5, 0.75):
            line.rail(mesh, high * share, 0.03, 0.03, material)
    elif kind == "cross":
        line.rail(mesh, 0.12, 0.04, 0.04, material)
        for i in range(posts):
            mesh.beam(line.at(i, posts, 0.12), line.at(i + 1, posts, high), 0.03, 0.03, material)
            mesh.beam(line.at(i + 1, posts, 0.12), line.at(i, posts, high), 0.03, 0.03, material)
    else:
        line.rail(mesh, 0.1, 0.04, 0.04, material)
        bars = int(line.length / 0.14)
        for i in range(bars):
            mesh.beam(line.at(i + 0.5, bars, 0.1), line.at(i + 0.5, bars, high), 0.018, 0.018, material)


def _balustrade(mesh: Mesh, line: _Line, high: float, stone: Any) -> None:
    """Stone posts, balusters and a coping."""
    way = line.run / line.length
    for i in range(int(line.length / 2.4) + 1):
        x, y, z = line.start + way * min(line.length, i * 2.4)
        mesh.block((x, y, z), (0.35, 0.35, high + 0.1), stone, 0.02)
    balusters = int(line.length / 0.28)
    for i in range(balusters):
        x, y, z = line.start + way * (i + 0.5) * line.length / balusters
        mesh.lathe(_BALUSTER, stone, (x, y, z + 0.15), 7)
    line.rail(mesh, 0.08, 0.16, 0.3, stone)
    line.rail(mesh, high - 0.1, 0.16, 0.34, stone)
