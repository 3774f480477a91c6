# SPDX-License-Identifier: MIT
"""Edges of water: reeds, boulders, boats, and a natural bank to stand on."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np

from tools.places import materials
from tools.places.draws import Draws, hex_rgb
from tools.places.mesh import Array, Mesh, Surface
from tools.places.outdoors import surfaces
from tools.places.outdoors.leaves import Spread, cards, generator_of
from tools.places.prop import Prop
from tools.places.stage import Stage

_ROCKS: Final = ("8a8478", "7a756c", "9a9080")


def reeds(draws: Draws, season: str) -> Prop:
    """Clump of upright blades, brown in the cold half of the year."""
    mesh, generator, count = Mesh(), generator_of(draws), 900
    dry = season in ("autumn", "winter", "snow")
    first, second = ("8a7648", "b09a62") if dry else ("5a7038", "8a9a50")
    places = np.c_[generator.normal(size=(count, 2)) * (2.0, 0.6) * 0.5, np.zeros(count) - 0.1]
    upwards = generator.normal(size=(count, 3)) * 0.22 + (0, 0, 1)
    normals, length = np.c_[generator.normal(size=(count, 2)), np.zeros(count)], draws.between(1.0, 1.7)
    spread = Spread(places, normals, generator.random(count), 0.4 * generator.random(count), upwards)
    cards(mesh, generator, spread, length, 0.03, surfaces.foliage(draws, hex_rgb(first), hex_rgb(second)))
    return mesh.build("reeds", solid=False)


def boulder(draws: Draws) -> Prop:
    """Rounded rock."""
    size = draws.between(0.4, 1.3)
    extent = (size * draws.between(1, 1.6), size * draws.between(0.8, 1.3), size * draws.between(0.6, 1.0))
    stone = surfaces.matt(draws, hex_rgb(draws.choice(_ROCKS)), 0.3, 2.0, "rock")
    mesh = Mesh().soft((0, 0, -size * 0.25), extent, stone, size * 0.4, 9, size * 0.12, draws)
    return mesh.build("rock", solid=False)


def boat(draws: Draws) -> Prop:
    """Rowing boat, launch with a cabin or a long narrow boat; along x, afloat at z = 0."""
    mesh = Mesh()
    kind = draws.choice(("rowing", "launch", "narrow"))
    sizes = {
        "rowing": (3.8, 1.4, 0.45),
        "launch": (draws.between(6, 9), 2.5, 0.9),
        "narrow": (draws.between(12, 17), 2.1, 0.7),
    }
    long, wide, side = sizes[kind]
    colour = draws.choice(((0.7, 0.7, 0.68), draws.vivid(), (0.03, 0.05, 0.1), draws.vivid()))
    paint, wood = materials.plain(colour, 0.35, 0, 0.4), materials.wood(draws)
    mesh.sheet(_hull(long, wide, side), 30, 15, paint)
    mesh.block((-0.02 * long, 0, 0.08 if kind == "rowing" else side * 0.55), (long * 0.8, wide * 0.78, 0.05), wood)
    if kind == "rowing":
        for x in (-0.9, 0.1, 1.0):
            mesh.block((x, 0, 0.28), (0.25, wide * 0.8, 0.04), wood)
    else:
        share, high = (0.32, 1.0) if kind == "launch" else (0.7, 0.85)
        _cabin(mesh, draws, (long, wide, side * 0.55), long * share, high)
    return mesh.build("boat")


def _hull(long: float, wide: float, side: float) -> Surface:
    def surface(u: Array, v: Array) -> Array:
        beam = wide / 2 * np.clip(1 - np.abs(2 * u - 0.85) ** 3.2, 0.02, 1) ** 0.6
        angle = (v - 0.5) * math.pi
        sheer = side * (1 + 0.35 * (2 * u - 1) ** 2)
        z = sheer - (side + 0.3) * np.clip(np.cos(angle), 0, 1) ** 0.6
        return np.stack([(u - 0.5) * long, beam * np.sin(angle), z], 1)

    return surface


def _cabin(mesh: Mesh, draws: Draws, boat: tuple[float, float, float], cabin: float, high: float) -> None:
    """Cabin with windows; boat is its length, its width and the height of its deck, cabin a length."""
    long, wide, deck = boat
    paint = materials.plain(draws.choice(((0.72, 0.72, 0.7), draws.vivid())), 0.4)
    pane = materials.plain((0.02, 0.024, 0.028), 0.05, 0, 1)
    mesh.soft((-0.04 * long, 0, deck), (cabin, wide * 0.72, high), paint, 0.12, 6)
    count = max(2, int(cabin / 1.6))
    for i in range(count):
        x = -0.04 * long - cabin * 0.42 + cabin * 0.84 * (i + 0.5) / count
        mesh.block((x, 0, deck + high * 0.48), (cabin * 0.6 / count, wide * 0.735, high * 0.3), pane, 0.02)


def natural_bank(
    stage: Stage, draws: Draws, season: str, where: tuple[float, float, float], turf: Any, shrubs: list[Prop]
) -> None:
    """Level grass that slopes into the water, with reeds, boulders and shrubs along it.

    Args:
        stage: Where it lies.
        draws: Random draws.
        season: Colours the reeds.
        where: y of its edge, its height, and half its length along x (m).
        turf: Material of the grass.
        shrubs: What grows on the slope.
    """
    edge, top, half = where
    mesh = Mesh().box((-half, edge - 40, top - 0.3), (half, edge, top), turf, 0)
    shore = turf if draws.chance(0.5) else materials.ground(draws, draws.choice(("gravel", "earth", "sand")))
    bumps = [(draws.between(0.05, 0.4), draws.between(0, 6)) for _ in range(5)]

    def slope(u: Array, v: Array) -> Array:
        x = (u - 0.5) * 2 * half
        out = 5.5 * v + sum(np.sin(x * f + p) for f, p in bumps) * 0.35 * v
        return np.stack([x, edge + out, top - (top + 0.8) * v**1.4], 1)

    def level(y: float) -> float:
        return float(top - (top + 0.8) * (y / 5.5) ** 1.4)

    stage.put(mesh.sheet(slope, 160, 8, shore).build("ground"))
    clumps, rocks = [reeds(draws, season) for _ in range(2)], [boulder(draws) for _ in range(3)]
    for _ in range(draws.randrange(10, 34)):
        clump = draws.choice(clumps)
        place = (draws.between(-32, 32), edge + draws.between(3.6, 5.6), draws.between(-0.4, 0.1))
        stage.put(clump, place, turn=draws.between(-0.3, 0.3), scale=draws.between(0.7, 1.2))
    for _ in range(draws.randrange(0, 22)):
        y, rock = draws.between(0.5, 5.5), draws.choice(rocks)
        place = (draws.between(-30, 30), edge + y, level(y))
        stage.put(rock, place, turn=draws.between(0, 6), scale=draws.between(0.5, 1.1))
    for _ in range(draws.randrange(4, 16)):
        y, shrub = draws.between(0.2, 3.0), draws.choice(shrubs)
        place = (draws.choice((-1, 1)) * draws.between(3, 32), edge + y, level(y) - 0.1)
        stage.put(shrub, place, turn=draws.between(0, 6), scale=draws.between(0.4, 0.9))
