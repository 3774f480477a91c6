# SPDX-License-Identifier: MIT
"""How trees grow: trunk, limbs, branches and twigs."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from tools.places.draws import Draws
from tools.places.mesh import Array, Mesh
from tools.places.outdoors.leaves import generator_of


@dataclass(frozen=True)
class Habit:
    """How a kind of tree grows; lengths are shares of its height.

    Args:
        bole: Height of the lowest limb.
        spread: Length of the limbs.
        limbs: How many limbs.
        rise: Angle of the lowest and of the highest limb above the level (radians).
        lift: How much limbs bend upwards.
        twigs: Twigs a branch.
        bark: Colour of the bark (sRGB).
        leaves: Leaves a twig.
        leaf: Length of a leaf (m) on a tree of 9 m.
        puff: Radius of the leaves round a twig.
        slimness: Width of a leaf over its length.
        trunk: Radius of the trunk.
    """

    bole: float = 0.25
    spread: float = 0.36
    limbs: int = 12
    rise: tuple[float, float] = (0.35, 1.1)
    lift: float = 0.25
    twigs: int = 4
    bark: str = "6a5a48"
    leaves: int = 120
    leaf: float = 0.17
    puff: float = 0.1
    slimness: float = 0.5
    trunk: float = 0.026


@dataclass(frozen=True)
class _Limb:
    """Its line (N, 3), its length and its radius (m)."""

    line: Array
    reach: float
    thick: float


def heading(turn: float, rise: float) -> Array:
    """Unit vector from an azimuth and an elevation."""
    return np.array([math.cos(turn) * math.cos(rise), math.sin(turn) * math.cos(rise), math.sin(rise)])


def curve(
    draws: Draws, start: Array, way: Array, length: float, lift: float, count: int = 4, wander: float = 0.12
) -> Array:
    """Points along a branch that bends upwards (lift > 0) or droops."""
    points, at, direction = [start], start, way / np.linalg.norm(way)
    for _ in range(count - 1):
        bend = [draws.gauss(0, wander), draws.gauss(0, wander), draws.gauss(0, wander) + lift / (count - 1)]
        direction = direction + np.array(bend)
        direction = direction / np.linalg.norm(direction)
        at = at + direction * length / (count - 1)
        points.append(at)
    return np.array(points)


def along(line: Array, share: float) -> Array:
    """Point at a share of the way along a line (N, 3)."""
    at = min(max(share, 0.0), 0.999) * (len(line) - 1)
    i = int(at)
    return np.asarray(line[i] + (line[i + 1] - line[i]) * (at - i))


def grow(mesh: Mesh, draws: Draws, habit: Habit, high: float, bark: Any, *, bare: bool = False) -> Array:
    """Draw a tree without leaves into the mesh; returns the ends of its twigs (N, 3)."""
    radius = high * habit.trunk
    trunk = curve(draws, np.zeros(3), np.array([0, 0, 1.0]), high * 0.93, 0.05, 8, 0.035)
    mesh.tube(trunk, radius, bark, 9, high * 0.004)
    mesh.lathe([(radius * 1.7, -0.2), (radius * 1.25, high * 0.012), (radius, high * 0.04)], bark, segments=9)
    turn, tips = draws.between(0, 6.28), []
    for i in range(habit.limbs):
        share = (i + draws.between(0, 0.8)) / habit.limbs
        turn += 2.4 + draws.gauss(0, 0.35)
        start = along(trunk, (habit.bole + (0.9 - habit.bole) * share**0.85) / 0.93)
        rise = habit.rise[0] + (habit.rise[1] - habit.rise[0]) * share + draws.gauss(0, 0.1)
        crown = 0.55 + 0.65 * math.sin(math.pi * min(1.0, 0.18 + 0.82 * share))
        reach = high * habit.spread * crown * draws.between(0.8, 1.15) * (1.0 - 0.25 * share)
        line = curve(draws, start, heading(turn, rise), max(reach, high * 0.08), habit.lift)
        thick = radius * (0.5 - 0.3 * share)
        mesh.tube(line, thick, bark, 6, thick * 0.25)
        tips += _branches(mesh, draws, habit, _Limb(line, reach, thick), bark, bare=bare)
    return np.array([*tips, trunk[-1]])


def _branches(mesh: Mesh, draws: Draws, habit: Habit, limb: _Limb, bark: Any, *, bare: bool) -> list[Array]:
    """Branches along a limb and twigs along them; returns the ends of the twigs."""
    count, tips = 6 if bare else 5, []
    for i in range(count):
        share = 0.3 + 0.7 * (i + draws.between(0.1, 0.9)) / count
        way = _astray(draws, limb.line, 0.4)
        start = along(limb.line, share)
        branch = curve(draws, start, way, limb.reach * draws.between(0.28, 0.5), habit.lift * 0.7, 3)
        mesh.tube(branch, limb.thick * 0.32, bark, 4, limb.thick * 0.1)
        for _ in range(5 if bare else habit.twigs):
            way = _astray(draws, branch, 0.5)
            start, length = along(branch, draws.between(0.4, 1.0)), limb.reach * draws.between(0.14, 0.28)
            twig = curve(draws, start, way, length, habit.lift * 0.5, 3)
            if bare:
                mesh.tube(twig, max(0.012, limb.thick * 0.11), bark, 3, 0.005)
                _sprigs(mesh, draws, twig, limb.reach * 0.16, bark)
            tips.append(twig[-1])
    return tips


def _astray(draws: Draws, line: Array, rise: float) -> Array:
    """About the direction of a line."""
    way = line[-1] - line[0]
    off = [draws.gauss(0, 0.6), draws.gauss(0, 0.6), draws.gauss(0.1, rise)]
    return np.asarray(way / np.linalg.norm(way) + np.array(off))


def _sprigs(mesh: Mesh, draws: Draws, twig: Array, length: float, bark: Any, count: int = 5) -> None:
    """The finest bare twigs: thin spikes."""
    generator = generator_of(draws)
    foot = twig[0] + (twig[-1] - twig[0]) * generator.random(count)[:, None]
    way = (twig[-1] - twig[0]) / (np.linalg.norm(twig[-1] - twig[0]) + 1e-9)
    directions = way + generator.normal(size=(count, 3)) * 0.6 + (0, 0, 0.15)
    directions = directions / np.linalg.norm(directions, axis=1, keepdims=True)
    side = np.cross(directions, generator.normal(size=(count, 3)))
    side = side / np.linalg.norm(side, axis=1, keepdims=True) * 0.007
    tip = foot + directions * length * (0.6 + 0.8 * generator.random((count, 1)))
    faces = np.stack([np.arange(count), np.arange(count) + count, np.arange(count) + 2 * count], 1)
    mesh.add(np.concatenate([foot - side, foot + side, tip]), faces, bark, uv=np.zeros((count, 3, 2)))
