# SPDX-License-Identifier: MIT
"""What carries a large bridge: stone arches, cables and towers, trusses, steel arches, girders."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from tools.places import materials
from tools.places.draws import Draws
from tools.places.mesh import Array, Mesh
from tools.places.outdoors.crossing import Crossing


def ribbon(mesh: Mesh, first: Array, second: Array, material: Any) -> None:
    """Strip of quads between two lines of as many points (N, 3)."""
    count = len(first)
    faces = [[i, i + 1, count + i + 1, count + i] for i in range(count - 1)]
    mesh.add(np.concatenate([first, second]), faces, material)


def arch(mesh: Mesh, draws: Draws, crossing: Crossing) -> None:
    """Three to five round or flattened stone arches on piers with cutwaters."""
    spans, facing = draws.choice([3, 4, 5]), materials.stone(draws, None, 0.5, 0.9)
    flatness = draws.between(0.6, 1)
    span = crossing.length / spans
    pier = span * draws.between(0.12, 0.22)
    rise = min(crossing.level - 0.9, (span / 2 - pier / 2) * flatness)
    spring = crossing.level - 0.9 - rise
    for i in range(spans):
        _vault(mesh, crossing, -crossing.length / 2 + span * (i + 0.5), (span / 2 - pier / 2, rise), facing)
        for side in (-1, 1):
            x = -crossing.length / 2 + span * (i + 0.5) + side * (span / 2 - pier / 4)
            half = crossing.width / 2
            mesh.box((x - pier / 4, -half, -3), (x + pier / 4, half, crossing.level), crossing.stone, 0)
    for i in range(spans + 1):
        x, half = -crossing.length / 2 + span * i, crossing.width / 2
        upstream = [(x - pier / 2, -half), (x, -half - pier * 0.6), (x + pier / 2, -half)]
        downstream = [(x - pier / 2, half), (x + pier / 2, half), (x, half + pier * 0.6)]
        for nose in (upstream, downstream):
            mesh.prism(nose, crossing.stone, spring + 3.4, "z", -3)


def _vault(mesh: Mesh, crossing: Crossing, centre: float, size: tuple[float, float], facing: Any) -> None:
    """One arch: spandrels, voussoirs and the underside; size is half its span and its rise."""
    (half_span, rise), level, half = size, crossing.level, crossing.width / 2
    spring = level - 0.9 - rise
    angle = np.linspace(0, math.pi, 22)
    x, z = centre - half_span * np.cos(angle), spring + rise * np.sin(angle)

    def line(at: float, x: Array = x, z: Array = z) -> Array:
        return np.asarray(np.c_[x, np.full(len(x), at), z])

    for y, side in ((-half, 1), (half, -1)):
        ribbon(mesh, line(y), line(y, x, np.full(len(x), level)), crossing.stone)
        outer = line(y - side * 0.12, centre + (x - centre) * 1.09, spring + (z - spring) * 1.09)
        ribbon(mesh, line(y - side * 0.12), outer, facing)
    ribbon(mesh, line(-half - 0.12), line(half + 0.12), crossing.stone)


def suspension(mesh: Mesh, draws: Draws, crossing: Crossing) -> None:
    """Two portals, hanging cables, and a stiffening truss below the deck."""
    portal, top = crossing.length * 0.3, crossing.level + crossing.length * draws.between(0.13, 0.18)
    material = draws.choice([crossing.steel, crossing.stone, crossing.steel])
    half, level = crossing.width / 2, crossing.level
    for x in (-portal, portal):
        for side in (-1, 1):
            mesh.beam((x, side * (half + 0.9), -3), (x, side * (half + 0.5), top + 1), 2.2, 1.8, material)
        for z in np.linspace(level - 2, top - 1, 4):
            mesh.beam((x, -half - 0.9, z), (x, half + 0.9, z), 1.2, 1.4, material)
        mesh.box((x - 3, -half - 3, -3), (x + 3, half + 3, 2.5), crossing.concrete, 0.2)
    for side in (-1, 1):
        _cable(mesh, crossing, side * (half + 0.5), portal, top)
        _stiffening(mesh, crossing, side * (half + 0.5))


def _cable(mesh: Mesh, crossing: Crossing, y: float, portal: float, top: float) -> None:
    """Main cable, its backstays and its hangers."""
    level, steel = crossing.level, crossing.steel
    x = np.linspace(-portal, portal, 41)
    z = level + 2.5 + (top - level - 2.5) * (x / portal) ** 2
    mesh.tube(np.c_[x, np.full(41, y), z], 0.28, steel)
    for end in (-1, 1):
        mesh.tube([(end * portal, y, top), (end * (crossing.length / 2 + 20), y, level + 0.2)], 0.28, steel)
    for at, high in zip(x[1:], z[1:], strict=True):
        mesh.tube([(at, y, level), (at, y, high)], 0.06, steel, 5)


def _stiffening(mesh: Mesh, crossing: Crossing, y: float) -> None:
    """Truss under the edge of the deck."""
    half, steel = crossing.length / 2, crossing.steel
    low, high = crossing.level - 2.4, crossing.level - 0.3
    for i in range(int(crossing.length / 6)):
        x = -half + i * 6
        mesh.beam((x, y, low), (x + 3, y, high), 0.22, 0.22, steel)
        mesh.beam((x + 3, y, high), (x + 6, y, low), 0.22, 0.22, steel)
    mesh.beam((-half, y, crossing.level - 2.5), (half, y, crossing.level - 2.5), 0.4, 0.4, steel)


def stayed(mesh: Mesh, draws: Draws, crossing: Crossing) -> None:
    """One or two A-shaped pylons and a fan of stays."""
    off, top = crossing.length * draws.between(0.2, 0.28), crossing.level + crossing.length * draws.between(0.2, 0.27)
    stay = materials.plain(draws.choice([(0.75, 0.75, 0.75), (0.1, 0.1, 0.1), (0.5, 0.3, 0.1)]), 0.4, 0.3)
    pylons = [-off, off] if draws.chance(0.6) else [0.0]
    if len(pylons) == 1:
        top *= 1.3
    reach = crossing.length / 2 - off if len(pylons) > 1 else crossing.length / 2
    half, level = crossing.width / 2, crossing.level
    for x in pylons:
        for side in (-1, 1):
            mesh.beam((x, side * (half + 1.5), -3), (x, side * (half + 1.2), level), 2, 1.6, crossing.concrete)
            mesh.beam((x, side * (half + 1.2), level), (x, side * 0.7, top), 1.7, 1.4, crossing.concrete)
        for side in (-1, 1):
            for end in (-1, 1):
                for i in range(11):
                    share = (i + 1) / 11
                    upper = (x, side * 0.8 * (1 + (1 - share)), top - 1 - (1 - share) * (top - level) * 0.4)
                    lower = (x + end * share * reach * 0.98, side * (half - 0.1), level)
                    mesh.tube([upper, lower], 0.075, stay, 5)


def truss(mesh: Mesh, draws: Draws, crossing: Crossing) -> None:
    """Steel truss either side of the road, straight or curved, braced overhead."""
    high, fields = draws.between(5.5, 7.5), int(crossing.length / draws.between(5, 7))
    curved = draws.chance(0.5)
    length, level, half = crossing.length, crossing.level, crossing.width / 2
    x = np.linspace(-length / 2, length / 2, fields + 1)
    arc = [0.55 + 0.45 * math.cos(at / length * math.pi) if curved else 1.0 for at in x]
    z = [level, *(level + high * share for share in arc[1:-1]), level]
    for side in (-1, 1):
        _truss_wall(mesh, crossing, side * (half + 0.2), x, z)
    for i in range(1, fields):
        mesh.beam((x[i], -half, z[i]), (x[i], half, z[i]), 0.25, 0.25, crossing.steel)
        if i < fields - 1:
            mesh.beam((x[i], -half, z[i]), (x[i + 1], half, z[i + 1]), 0.14, 0.14, crossing.steel)
    for at in (-length / 2, length / 2, 0) if draws.chance(0.6) else (-length / 2, length / 2):
        mesh.box((at - 1.2, -half - 0.8, -3), (at + 1.2, half + 0.8, level - 0.8), crossing.stone, 0.1)


def _truss_wall(mesh: Mesh, crossing: Crossing, y: float, x: Array, z: list[float]) -> None:
    """Chords, posts and diagonals of one side."""
    level, steel, fields = crossing.level, crossing.steel, len(x) - 1
    for i in range(fields):
        mesh.beam((x[i], y, level), (x[i + 1], y, level), 0.45, 0.35, steel)
        mesh.beam((x[i], y, z[i]), (x[i + 1], y, z[i + 1]), 0.45, 0.35, steel)
        if i > 0:
            mesh.beam((x[i], y, level), (x[i], y, z[i]), 0.28, 0.28, steel)
        if 0 < i < fields - 1:
            first, second = (z[i], level) if i < fields / 2 else (level, z[i + 1])
            mesh.beam((x[i], y, first), (x[i + 1], y, second), 0.22, 0.22, steel)


def steel_arch(mesh: Mesh, draws: Draws, crossing: Crossing) -> None:
    """Steel arches above the road, or below it."""
    high = crossing.length * draws.between(0.18, 0.28)
    below = not crossing.from_deck and draws.chance(0.4)
    level = crossing.level
    x = np.linspace(-crossing.length / 2, crossing.length / 2, 27)
    foot, rise = (1.0, level - 2) if below else (level, high)
    z = foot + rise * (1 - (2 * x / crossing.length) ** 2)
    for side in (-1, 1):
        y = side * (crossing.width / 2 + 0.4)
        for i in range(26):
            mesh.beam((x[i], y, z[i]), (x[i + 1], y, z[i + 1]), 0.8, 0.7, crossing.steel)
            mesh.beam((x[i], y, level - 0.5), (x[i], y, z[i]), 0.14, 0.14, crossing.steel)
            if side > 0 and not below and z[i] > level + 5.5:
                mesh.beam((x[i], -y, z[i]), (x[i], y, z[i]), 0.3, 0.3, crossing.steel)


def girder(mesh: Mesh, draws: Draws, crossing: Crossing) -> None:
    """Road on deep beams over slim piers, straight or haunched."""
    length, wide, level = crossing.length, crossing.width, crossing.level
    spans = draws.choice((2, 3, 4))
    deep, haunched = length / spans * draws.between(0.035, 0.05), draws.chance(0.55)
    skin = crossing.steel if draws.chance(0.4) else crossing.concrete
    x = np.linspace(-length / 2, length / 2, 24 * spans + 1)
    phase = np.abs(np.cos((x / length + 0.5) * spans * math.pi))
    low = level - 0.8 - deep * (1 + (1.6 * phase**2 if haunched else 0))
    inset, count = wide * 0.14, len(x)
    for side in (-1, 1):
        y = np.full(count, side * (wide / 2 - inset))
        ribbon(mesh, np.c_[x, y, low], np.c_[x, y, np.full(count, level - 0.8)], skin)
    half = np.full(count, wide / 2 - inset)
    ribbon(mesh, np.c_[x, -half, low], np.c_[x, half, low], skin)
    form = draws.choice(("wall", "pair", "vee"))
    for i in range(1, spans):
        top = level - 0.8 - deep * (2.6 if haunched else 1)
        _pier(mesh, crossing, form, -length / 2 + length * i / spans, top)


def _pier(mesh: Mesh, crossing: Crossing, form: str, x: float, top: float) -> None:
    wide, concrete = crossing.width, crossing.concrete
    if form == "wall":
        mesh.soft((x, 0, -3), (1.6, wide * 0.7, top + 3), concrete, 0.7, 8)
        return
    for side in (-1, 1):
        if form == "pair":
            mesh.cylinder((x, side * wide * 0.24, -3), 0.8, top + 3, concrete)
        else:
            mesh.beam((x, side * 0.8, -3), (x, side * wide * 0.32, top), 1.4, 1.0, concrete)


FORMS = {
    "arch": arch,
    "suspension": suspension,
    "stayed": stayed,
    "truss": truss,
    "steel_arch": steel_arch,
    "girder": girder,
}
