# SPDX-License-Identifier: MIT
"""Small bridges: a bowed timber one, a stone hump, a covered one."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
from mathutils import Matrix

from tools.places import materials
from tools.places.draws import Draws, hex_rgb
from tools.places.mesh import Array, Mesh
from tools.places.outdoors import surfaces
from tools.places.outdoors.crossing import Crossing
from tools.places.outdoors.large_bridges import ribbon

_BOARDS = ("8a2f24", "7a5a3c", "9a8a74", "b8b0a0", "6a4a34")


def foot(mesh: Mesh, draws: Draws, crossing: Crossing) -> None:
    """Bowed foot bridge of boards with timber rails."""
    length, wide, bank = crossing.length, crossing.width, crossing.bank
    timbers = [materials.wood(draws), materials.plain(hex_rgb("a02818"), 0.4), materials.wood(draws)]
    timber = draws.choice(timbers)

    def level(x: float) -> float:
        return bank + 1.5 * math.cos(x / length * math.pi) if abs(x) < length / 2 else bank

    boards = int(length / 0.16)
    for i in range(boards):
        x = -length / 2 + length * (i + 0.5) / boards
        mesh.block((x, 0, level(x)), (0.14, wide, 0.05), timber)
    for side in (-1, 1):
        y = side * wide / 2
        for a, b in pairwise(np.linspace(-length / 2, length / 2, 12)):
            for lift, thick, deep in ((-0.15, 0.3, 0.16), (1.05, 0.1, 0.09), (0.55, 0.06, 0.05)):
                mesh.beam((a, y, level(a) + lift), (b, y, level(b) + lift), thick, deep, timber)
            mesh.beam((a, y, level(a)), (a, y, level(a) + 1.2), 0.11, 0.11, timber)


def hump(mesh: Mesh, draws: Draws, crossing: Crossing) -> None:
    """One stone arch over a stream, the parapets following its curve."""
    length, wide, bank, rise = crossing.length, crossing.width, crossing.bank, draws.between(0.8, 1.8)
    stones = materials.stone(draws, None, draws.between(0.35, 0.6), draws.between(0.18, 0.28))
    wall = surfaces.weathered(draws, stones, 0.8)
    cap = materials.stone(draws, None, 0.8, 0.4)
    setts = materials.tiles(
        draws, (0.3, 0.28, 0.26), width=0.2, height=0.14, roughness=0.8, offset=0.5, variation=0.5, gap=0.014
    )
    x = np.linspace(-length * 0.75, length * 0.75, 61)
    deck = bank + rise * np.cos(np.clip(x / length, -0.5, 0.5) * math.pi) ** 1.5
    span = length * draws.between(0.34, 0.4)
    crown = (bank + rise - 0.75 + 1.2) * np.sqrt(np.clip(1 - (x / span) ** 2, 0, 1)) - 1.2
    under = np.where(np.abs(x) < span, crown, -1.6)
    high = deck + draws.between(0.6, 0.95)

    def line(y: float, z: Array, x: Array = x) -> Array:
        return np.asarray(np.c_[x, np.full(len(x), y), z])

    for side in (-1, 1):
        y = side * wide / 2
        inner, outer = y - side * (0.35 + 0.06), y + side * 0.06
        ribbon(mesh, line(y, under), line(y, high), wall)
        ribbon(mesh, line(y - side * 0.35, deck - 0.1), line(y - side * 0.35, high), wall)
        for lift in (0.0, 0.14):
            ribbon(mesh, line(outer, high + lift), line(inner, high + lift), cap)
        ribbon(mesh, line(outer, high), line(outer, high + 0.14), cap)
        ring, face = np.abs(x) < span * 0.999, y + side * 0.05
        ribbon(mesh, line(face, under)[ring], line(face, under + 0.32, x * 1.1)[ring], cap)
    ribbon(mesh, line(-wide / 2, under), line(wide / 2, under), wall)
    ribbon(mesh, line(-wide / 2 + 0.3, deck), line(wide / 2 - 0.3, deck), setts)


def covered(mesh: Mesh, draws: Draws, crossing: Crossing) -> None:
    """Timber bridge with walls of boards and a roof, on stone abutments."""
    board = materials.planks(draws, hex_rgb(draws.choice(_BOARDS)), 0.22, 5, 0.7, math.pi / 2)
    timber, roof = materials.wood(draws), surfaces.weathered(draws, materials.roofing(draws), 0.1)
    half, wide, deck = crossing.length / 2, crossing.width, crossing.bank + 0.1
    high = draws.between(3.2, 4.0)
    mesh.box((-half, -wide / 2, deck - 0.6), (half, wide / 2, deck), timber, 0)
    gap = draws.between(0.5, 0.9)
    for side in (-1, 1):
        y = side * wide / 2
        mesh.box((-half, y - 0.06, deck), (half, y + 0.06, deck + high * 0.55), board, 0)
        mesh.box((-half, y - 0.06, deck + high * 0.55 + gap), (half, y + 0.06, deck + high), board, 0)
        posts = int(crossing.length / 2.4)
        for i in range(posts + 1):
            x = -half + crossing.length * i / posts
            mesh.block((x, y - side * 0.1, deck), (0.16, 0.16, high), timber)
        slope = math.atan2(1.6, wide / 2)
        run = math.hypot(wide / 2 + 0.6, 1.6 * (wide / 2 + 0.6) / (wide / 2))
        frame = Matrix.Translation((0, 0, deck + high + 1.65)) @ Matrix.Rotation(-slope * side, 4, "X")
        low, far = (0, run) if side > 0 else (-run, 0)
        mesh.box((-half - 0.7, low, -0.1), (half + 0.7, far, 0.02), roof, 0, transform=frame)
    for end in (-1, 1):
        gable = [(-wide / 2, deck + high - 0.2), (wide / 2, deck + high - 0.2), (0, deck + high + 1.6)]
        mesh.prism(gable, board, 0.1, "x", end * half - 0.05)
        low_corner, high_corner = (
            (end * half - 1.2, -wide / 2 - 0.5, -2),
            (end * half + 2.5, wide / 2 + 0.5, deck - 0.5),
        )
        mesh.box(low_corner, high_corner, materials.stone(draws, None, 0.6, 0.3), 0.05)


FORMS = {"foot": foot, "hump": hump, "covered": covered}
