# SPDX-License-Identifier: MIT
"""Beds with bedclothes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from mathutils import Matrix
from numpy.typing import NDArray

from tools.places import materials
from tools.places.draws import Draws
from tools.places.mesh import Mesh
from tools.places.noise import waves
from tools.places.prop import Prop

Array = NDArray[np.float64]

LENGTH: Final = 2.0
"""Length of every mattress (m)."""


@dataclass(frozen=True)
class _Cloth:
    """A cloth that lies on the mattress from `start` to `end` (y) at `top` (z); its sides hang down by `drop`."""

    width: float
    top: float
    start: float
    end: float
    drop: float
    thickness: float
    crumple: float
    frequency: float


def bed(draws: Draws, width: float = 1.6) -> Prop:
    """Bed with its head towards +y."""
    mesh, length = Mesh(), LENGTH
    frame = materials.wood(draws) if draws.chance(0.65) else materials.fabric(draws, draws.muted())
    height = draws.between(0.24, 0.36)
    mesh.block((0, 0, 0.1), (width + 0.06, length + 0.06, height - 0.1), frame, 0.015)
    for x in (-width / 2, width / 2):
        for y in (-length / 2, length / 2):
            mesh.block((x, y, 0), (0.07, 0.07, 0.12), frame)
    _headboard(mesh, draws, width, frame)
    mattress = draws.between(0.18, 0.26)
    sheet = materials.fabric(draws, draws.hsv((0, 1), (0, 0.08), (0.85, 0.96)))
    mesh.soft((0, 0, height - 0.02), (width, length, mattress), sheet, 0.07, 12)
    top = height + mattress - 0.02
    duvet = _duvet(draws)
    end = length / 2 - draws.between(0.5, 0.8)
    drop, thickness, crumple = draws.between(0.18, 0.38), draws.between(0.04, 0.09), draws.between(0.012, 0.03)
    _spread(mesh, draws, _Cloth(width, top, -length / 2, end, drop, thickness, crumple, 1.6), duvet)
    if draws.chance(0.55):
        _throw(mesh, draws, width, top + 0.06)
    _pillows(mesh, draws, width, top, (sheet, duvet))
    return mesh.build("bed")


def _headboard(mesh: Mesh, draws: Draws, width: float, frame: Any) -> None:
    height, kind, y = draws.between(0.85, 1.25), draws.randrange(4), LENGTH / 2 + 0.05
    if kind == 0:
        mesh.block((0, y, 0.1), (width + 0.1, 0.05, height - 0.1), frame, 0.02)
    elif kind == 1:
        count = draws.randrange(3, 7)
        for i in range(count):
            foot = (-width / 2 + width * (i + 0.5) / count, LENGTH / 2 + 0.06, 0.2)
            mesh.soft(foot, (width / count - 0.005, 0.1, height - 0.2), frame, 0.04, 8)
    elif kind == 2:
        for i in range(9):
            mesh.block((-width / 2 + width * i / 8, y, 0.1), (0.035, 0.03, height - 0.12), frame)
        mesh.block((0, y, height - 0.04), (width + 0.1, 0.05, 0.07), frame)
    else:
        for i in range(3):
            foot = (0, y, 0.35 + i * (height - 0.35) / 3)
            mesh.block(foot, (width + 0.1, 0.035, (height - 0.35) / 3 - 0.02), frame)


def _duvet(draws: Draws) -> Any:
    colour = draws.choice([draws.pastel, draws.pastel, draws.muted, draws.vivid])()
    second = draws.pastel()
    pattern = draws.choice([None, None, "stripe", "check", "spots", "weave"])
    return materials.fabric(draws, colour, second, pattern, draws.between(0.7, 2.5))


def _throw(mesh: Mesh, draws: Draws, width: float, top: float) -> None:
    """A blanket over the foot of the bed."""
    colour = draws.choice([draws.muted, draws.vivid])()
    second = draws.pastel()
    cover = materials.fabric(draws, colour, second, draws.choice([None, "stripe", "check", "weave"]))
    start, end = -LENGTH / 2 + draws.between(0, 0.12), -LENGTH / 2 + draws.between(0.5, 0.8)
    drop = draws.between(0.25, 0.4)
    _spread(mesh, draws, _Cloth(width, top, start, end, drop, 0.03, 0.012, 2.2), cover)


def _spread(mesh: Mesh, draws: Draws, cloth: _Cloth, cover: Any) -> None:
    at_foot = cloth.start < -LENGTH / 2 + 0.1
    across = cloth.width + 2 * cloth.drop
    along = (cloth.end - cloth.start) + (cloth.drop * 0.8 if at_foot else 0.0)
    phase = draws.between(0, 6)

    def surface(u: Array, v: Array) -> Array:
        s, t = (u - 0.5) * across, v * along
        over_x = np.maximum(np.abs(s) - cloth.width / 2, 0)
        over_y = np.maximum(t - (cloth.end - cloth.start), 0) if at_foot else np.zeros_like(t)
        edge = (0.03 + cloth.thickness * 0.5) * (1 - np.exp(-over_x * 14))
        x = np.clip(s, -cloth.width / 2, cloth.width / 2) + np.sign(s) * edge + np.sign(s) * over_x * 0.06
        y = np.maximum(cloth.end - t, cloth.start) - (0.03 + 0.04 * over_y) * (over_y > 0)
        points = np.stack([s, t], 1)
        folds = waves(points, draws, cloth.frequency, 8) * 0.6 + waves(points, draws, cloth.frequency * 2.7, 8) * 0.35
        hang = np.clip((over_x + over_y) * 6, 0, 1)
        swell = cloth.thickness * (1 - np.exp(-np.minimum(t, 99) * 20))
        z = cloth.top + swell - over_x * 0.97 - over_y * 0.97 + folds * cloth.crumple * (1 - 0.6 * hang)
        x = x + np.sign(s) * hang * 0.018 * np.sin(t * 24 + phase + 2 * folds) * (over_x > 0)
        y = y - hang * 0.018 * np.sin(s * 22 + phase + 2 * folds) * (over_y > 0)
        return np.stack([x, y, z], 1)

    mesh.sheet(surface, 60, 60, cover, uv_size=(across, along))


def _pillows(mesh: Mesh, draws: Draws, width: float, top: float, covers: tuple[Any, Any]) -> None:
    beside = 1 if width < 1.2 else 2
    cases = [*covers, materials.fabric(draws, draws.pastel())]
    for row in range(draws.choice([1, 2, 2, 3])):
        large = row < 2
        case = cases[(row + draws.randrange(2)) % 3] if large else materials.fabric(draws, draws.vivid())
        for i in range(beside if large else draws.randrange(1, 3)):
            x = (i - (beside - 1) / 2) * width / 2 + draws.between(-0.04, 0.04)
            w, d = (0.68, 0.44) if large else (0.42, 0.42)
            lean = draws.between(0.15, 0.5) + row * 0.35 if draws.chance(0.8) else 0.1
            place = Matrix.Translation((x, LENGTH / 2 - 0.28 - row * 0.2, top + 0.1 + 0.05 * row))
            turn = Matrix.Rotation(draws.between(-0.1, 0.1), 4, "Z")
            frame = place @ turn @ Matrix.Rotation(lean, 4, "X")
            mesh.soft((0, 0, -0.06), (w, d, 0.2), case, 0.09, 16, 0.012, draws, transform=frame, puff=0.8)
