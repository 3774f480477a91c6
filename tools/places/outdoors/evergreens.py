# SPDX-License-Identifier: MIT
"""Trees with a form of their own: spruce, pine, cypress, willow, palm."""

from __future__ import annotations

from typing import Any

import numpy as np

from tools.places.draws import Draws, Span, hex_rgb
from tools.places.mesh import Array, Mesh
from tools.places.outdoors import surfaces
from tools.places.outdoors.growth import Habit, along, curve, grow, heading
from tools.places.outdoors.leaves import Spread, cards, generator_of, leaf_colours, puffs
from tools.places.prop import Prop

_NEEDLES_A_BOUGH = 46
_LEAVES_A_STRAND = 34
_LEAFLETS_A_FROND = 60


def _needles(draws: Draws, hue: Span, dark: Span, light: Span) -> Any:
    """Needles between a dark and a light green; the spans are of brightness."""
    at = draws.between(*hue)
    first = draws.hsv((at, at), (0.35, 0.5), dark)
    return surfaces.foliage(draws, first, draws.hsv((at - 0.06, at - 0.02), (0.35, 0.5), light))


def spruce(draws: Draws, high: float, _: str) -> Prop:
    """Fir or spruce: whorls of drooping boughs clad in needles."""
    mesh, generator = Mesh(), generator_of(draws)
    bark = surfaces.matt(draws, hex_rgb("4a3a2c"), 0.3)
    mesh.tube([(0, 0, -0.2), (0, 0, high * 0.5), (0, 0, high * 0.98)], high * 0.018, bark, 7, 0.02)
    hue = draws.between(0.28, 0.42)
    first = draws.hsv((hue, hue + 0.02), (0.3, 0.5), (0.2, 0.32))
    material = surfaces.foliage(draws, first, draws.hsv((hue - 0.06, hue), (0.3, 0.5), (0.32, 0.46)))
    wide = high * draws.between(0.15, 0.23)
    spread = _boughs(generator, high, wide, int(14 + high * 1.3))
    cards(mesh, generator, spread, wide * 0.16 + 0.16, 0.22, material)
    return mesh.build("tree", solid=False)


def _boughs(generator: np.random.Generator, high: float, wide: float, layers: int) -> Spread:
    """Needles along nine boughs a layer."""
    level = np.concatenate([np.full(9, high * (0.06 + 0.93 * (i / layers) ** 0.95)) for i in range(layers)])
    boughs, count = len(level), len(level) * _NEEDLES_A_BOUGH
    turn = np.repeat(generator.random(boughs) * 6.283, _NEEDLES_A_BOUGH)
    taper = wide * (1 - level / high) ** 0.85 + 0.12
    reach = np.repeat(taper * (0.75 + 0.4 * generator.random(boughs)), _NEEDLES_A_BOUGH)
    share = np.tile((np.arange(_NEEDLES_A_BOUGH) + 0.5) / _NEEDLES_A_BOUGH, boughs) ** 0.8
    side = np.where(np.arange(count) % 2 == 0, 1.0, -1.0)
    droop = -0.28 * reach * share + 0.2 * reach * share**3
    zero = np.zeros(count)
    out = np.stack([np.cos(turn), np.sin(turn), zero], 1)
    across = np.stack([-np.sin(turn), np.cos(turn), zero], 1) * side[:, None] * (0.9 - 0.5 * share)[:, None]
    height = np.repeat(level, _NEEDLES_A_BOUGH) + droop
    places = out * (reach * share)[:, None] + np.stack([zero, zero, height], 1)
    long = out * 0.8 + across + generator.normal(size=(count, 3)) * 0.18 + (0, 0, -0.25)
    normals = generator.normal(size=(count, 3)) * 0.35 + out * 0.35 + (0, 0, 1)
    tones = np.clip(share * 0.7 + generator.random(count) * 0.3, 0, 1)
    return Spread(places, normals, tones, np.clip(1.05 - share, 0, 1), long)


def pine(draws: Draws, high: float, _: str) -> Prop:
    """Tall reddish trunk and flat clouds of needles at the top."""
    mesh = Mesh()
    bole, spread = draws.between(0.45, 0.65), draws.between(0.2, 0.3)
    habit = Habit(bole, spread, limbs=10, rise=(0.1, 0.9), lift=0.35, twigs=3, trunk=0.02)
    bark = surfaces.matt(draws, hex_rgb(draws.choice(("8a5a3c", "6a4c3a"))), 0.35)
    tips = grow(mesh, draws, habit, high, bark)
    material = _needles(draws, (0.26, 0.36), (0.2, 0.3), (0.36, 0.48))
    puffs(mesh, draws, tips, (high * 0.065, 0.45), 120, (0.26 + high * 0.006, 0.12), material)
    return mesh.build("tree", solid=False)


def cypress(draws: Draws, high: float, _: str) -> Prop:
    """Slim and dark."""
    mesh, generator, count = Mesh(), generator_of(draws), 9000
    bark = surfaces.matt(draws, hex_rgb("5a4a3a"), 0.3)
    mesh.tube([(0, 0, -0.2), (0, 0, high * 0.9)], high * 0.014, bark, 6, 0.02)
    material = _needles(draws, (0.27, 0.36), (0.2, 0.28), (0.34, 0.44))
    level, turn = generator.random(count), generator.random(count) * 6.283
    wide = high * draws.between(0.06, 0.1)
    lobes = 1 + 0.16 * np.sin(turn * 5 + level * 14) + 0.1 * np.sin(turn * 3 - level * 31)
    profile = wide * np.sin(np.pi * np.clip(level * 0.93 + 0.05, 0, 1)) ** 0.6
    radius = profile * lobes * (0.72 + 0.28 * generator.random(count) ** 0.5)
    zero = np.zeros(count)
    out = np.stack([np.cos(turn), np.sin(turn), zero], 1)
    places = out * radius[:, None] + np.stack([zero, zero, high * (0.04 + 0.96 * level)], 1)
    normals = out + generator.normal(size=(count, 3)) * 0.5
    tones = generator.random(count)
    depths = np.clip(1.1 - lobes * 0.6 - 0.2 * generator.random(count), 0, 1)
    spread = Spread(places, normals, tones, depths, out * 0.35 + (0, 0, 1))
    cards(mesh, generator, spread, 0.2 + high * 0.008, 0.3, material)
    return mesh.build("tree", solid=False)


def willow(draws: Draws, high: float, season: str) -> Prop:
    """Weeping willow: strands of narrow leaves, yellow twigs in winter."""
    mesh, generator, cold = Mesh(), generator_of(draws), season in ("winter", "snow")
    habit = Habit(bole=0.22, spread=0.42, rise=(0.5, 1.1), lift=-0.1, twigs=3, trunk=0.034)
    bark = surfaces.matt(draws, hex_rgb("5f5140"), 0.3)
    tips = grow(mesh, draws, habit, high, bark, bare=cold)
    places = _strands(generator, tips, high)
    first, second = leaf_colours(draws, "winter" if cold else season)
    if cold:
        first, second = hex_rgb("8a7a3c"), hex_rgb("a08c48")
    material, count = surfaces.foliage(draws, first, second), len(places)
    normals = generator.normal(size=(count, 3)) + places * (0.1, 0.1, 0)
    tones, depths = generator.random(count), 0.5 * generator.random(count)
    spread = Spread(places, normals, tones, depths, generator.normal(size=(count, 3)) * 0.35 + (0, 0, -1))
    cards(mesh, generator, spread, 0.2 + high * 0.006, 0.2, material)
    return mesh.build("tree", solid=False)


def _strands(generator: np.random.Generator, tips: Array, high: float) -> Array:
    """Places along strands that hang from near the ends of the twigs."""
    tops = np.repeat(tips, 3, 0) + generator.normal(size=(len(tips) * 3, 3)) * high * 0.035
    length = np.minimum(high * (0.2 + 0.35 * generator.random(len(tops))), tops[:, 2] - high * 0.08)
    share = np.tile((np.arange(_LEAVES_A_STRAND) + 0.5) / _LEAVES_A_STRAND, len(tops))
    places = np.repeat(tops, _LEAVES_A_STRAND, 0)
    places[:, 2] -= np.repeat(length, _LEAVES_A_STRAND) * share
    sway = np.repeat(generator.normal(size=(len(tops), 2)), _LEAVES_A_STRAND, 0)
    places[:, :2] += sway * (share**2)[:, None] * high * 0.03
    return places


def palm(draws: Draws, high: float, _: str) -> Prop:
    """Bare ringed trunk with a crown of fronds."""
    mesh, generator = Mesh(), generator_of(draws)
    lean = draws.between(0, 0.12) * high
    top = np.array([lean, 0, high * 0.85])
    bark = surfaces.matt(draws, hex_rgb("7a6a54"), 0.4, 8.0)
    mesh.tube([(0, 0, -0.2), (lean * 0.25, 0, high * 0.4), tuple(top)], 0.2 + high * 0.006, bark, 9, 0.14)
    first = draws.hsv((0.22, 0.28), (0.4, 0.6), (0.3, 0.42))
    material = surfaces.foliage(draws, first, draws.hsv((0.19, 0.24), (0.4, 0.6), (0.45, 0.58)))
    places, ways, tones = [], [], []
    for _frond in range(26):
        turn, rise = draws.between(0, 6.28), draws.between(-0.4, 1.3)
        line = curve(draws, top, heading(turn, rise), draws.between(2.0, 3.0), -1.1, 8, 0.03)
        mesh.tube(line, 0.025, material, 3, 0.006)
        for k in range(_LEAFLETS_A_FROND):
            place, way = _leaflet(line, k)
            places.append(place)
            ways.append(way)
            tones.append(0.3 + 0.5 * rise / 1.3)
    count = len(places)
    normals = generator.normal(size=(count, 3)) * 0.3 + (0, 0, 1)
    tone = np.clip(np.array(tones) + 0.2 * generator.random(count), 0, 1)
    spread = Spread(np.array(places), normals, tone, 0.3 * generator.random(count), np.array(ways))
    cards(mesh, generator, spread, 0.75, 0.13, material)
    return mesh.build("tree", solid=False)


def _leaflet(line: Array, k: int) -> tuple[Array, Array]:
    """Where a leaflet of a frond begins and where it points."""
    share = 0.88 * k / _LEAFLETS_A_FROND
    way = along(line, min(1, 0.2 + share)) - along(line, 0.1 + share)
    side = np.cross(way, (0, 0, 1.0)) * (1 if k % 2 else -1)
    side = side / (np.linalg.norm(side) + 1e-9)
    forward = way / (np.linalg.norm(way) + 1e-9) * 0.7
    return along(line, 0.12 + share), forward + side + (0, 0, -0.45)


EVERGREENS = {"spruce": spruce, "pine": pine, "cypress": cypress, "palm": palm, "willow": willow}
