# SPDX-License-Identifier: MIT
"""What stands far off: land, hills, woods and the city."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final

import numpy as np

from tools.places.draws import Draws, Rgb, blend, hex_rgb, shade
from tools.places.graph import Graph
from tools.places.mesh import Array, Mesh, Surface
from tools.places.outdoors import town
from tools.places.outdoors.weather import Weather
from tools.places.prop import Prop
from tools.places.stage import Stage

Height = Callable[[Array], Array]
"""Height of the land (N,) at places (N, 2)."""

_WOODED: Final = {
    "spring": "5f7f3f",
    "summer": "4f6a3a",
    "autumn": "7a6238",
    "winter": "6a5f4c",
    "snow": "a8b0b8",
}


def hills(stage: Stage, draws: Draws, weather: Weather, radius: float, high: float) -> None:
    """Three rings of hills or mountains, wooded or bare; the haze sets them apart."""
    craggy = draws.chance(0.3)
    wood = hex_rgb(_WOODED[weather.season])
    for k in range(3):
        colour = blend(wood, hex_rgb("7a7468"), 0.5 * k / 2 if craggy else 0.1 * k)
        phases = [(draws.between(0, 6), draws.between(0.7, 1.3)) for _ in range(12)]
        ring = _ring(radius * (0.6 + 0.55 * k), high * (0.35 + 0.5 * k), phases, 0.75 if craggy else 1.1)
        stage.put(Mesh().sheet(ring, 360, 4, _slope(draws, colour)).build("hills", solid=False))


def _ring(radius: float, high: float, phases: list[tuple[float, float]], smoothness: float) -> Surface:
    """A wavy ridge all round; a greater smoothness damps its short waves."""

    def surface(u: Array, v: Array) -> Array:
        angle = u * 2 * math.pi
        waves = [
            0.3 * weight / (i + 1) ** smoothness * np.sin(angle * round(2 + 3.3 * i) + phase)
            for i, (phase, weight) in enumerate(phases)
        ]
        crest = high * np.maximum(0.55 + sum(waves), 0.03)
        away = radius * (1 + 0.3 * v)
        return np.stack([away * np.cos(angle), away * np.sin(angle), -2.0 + crest * np.sin(v * math.pi / 2)], 1)

    return surface


def _slope(draws: Draws, colour: Rgb) -> Any:
    """Hillside: fields and woods as blotches."""
    graph = Graph("hills")
    where = graph.node("NewGeometry").outputs["Position"]
    large, small = graph.noise(where, 0.012, 4.0, 0.6), graph.noise(where, 0.09, 6.0, 0.7)
    tone = graph.mix(graph.span(small, 0.4, 0.6), shade(colour, 0.5), shade(colour, 1.1))
    field = blend(colour, hex_rgb(draws.choice(("8f9a50", "b09a5c", "7a8a48"))), 0.6)
    share = graph.math("MULTIPLY", graph.span(large, 0.52, 0.56), draws.between(0, 0.8))
    return graph.output(graph.node("BsdfDiffuse", {0: graph.mix(share, tone, field)}))


def woods(
    stage: Stage,
    draws: Draws,
    trees: list[Prop],
    ring: tuple[float, float],
    count: int,
    height_at: Callable[[float, float], float],
) -> None:
    """Belts of trees in clumps, in a ring from an inner to an outer radius (m)."""
    inner, outer = ring
    clumps = [
        (draws.between(0, 6.28), draws.between(0.06, 0.35), draws.between(inner, outer))
        for _ in range(draws.randrange(5, 14))
    ]
    for _ in range(count):
        heading, wide, far = draws.choice(clumps)
        angle, radius = heading + draws.gauss(0, wide), max(inner, far + draws.gauss(0, 9))
        x, y = radius * math.cos(angle), radius * math.sin(angle)
        tree = draws.choice(trees)
        stage.put(tree, (x, y, height_at(x, y) - 0.1), turn=draws.between(0, 6), scale=draws.between(0.9, 1.7))


def city(
    stage: Stage,
    draws: Draws,
    weather: Weather,
    ring: tuple[float, float],
    count: int,
    tallest: float,
    *,
    z: float = 0.0,
    free: Callable[[float, float], bool] | None = None,
) -> None:
    """Rows, blocks and high-rises, taller towards one side, where `free` allows (x, y)."""
    inner, outer = ring
    low = [town.row(draws, weather, draws.between(25, 45), (2, 5), solid=False) for _ in range(2)]
    low += [town.high_rise(draws, weather, draws.between(9, 20)) for _ in range(2)]
    high = [town.high_rise(draws, weather, draws.between(0.45, 1.0) * tallest + 8) for _ in range(5)]
    down_town = draws.between(0, 2 * math.pi)
    for _ in range(count):
        angle, radius = draws.between(0, 2 * math.pi), draws.between(inner, outer)
        near = math.cos((angle - down_town) / 2) ** 2
        is_high = draws.chance(0.15 + 0.45 * near) and radius > inner + 0.15 * (outer - inner)
        block = draws.choice(high if is_high else low)
        turn = (round(angle / 0.785) * 0.785 if is_high else angle - math.pi / 2) + draws.gauss(0, 0.1)
        x, y = radius * math.cos(angle), radius * math.sin(angle)
        if free is None or free(x, y):
            stage.put(block, (x, y, z - 0.5), turn=turn)


def rolling(draws: Draws, flat: float, amplitude: float) -> Height:
    """Land that is level within `flat` metres of the middle and rolls beyond."""
    waves = [(draws.between(0, 6.28), draws.between(0.006, 0.022), draws.between(0, 6.28)) for _ in range(6)]

    def height(points: Array) -> Array:
        x, y = points[:, 0], points[:, 1]
        share = np.clip((np.hypot(x, y) - flat) / (flat * 2.5), 0, 1)
        swells = [np.sin((x * math.cos(a) + y * math.sin(a)) * f * 6.28 + q) for a, f, q in waves]
        swell = sum(swells) / 3
        return np.asarray(amplitude * share * share * (3 - 2 * share) * (swell + 0.25))

    return height


def terrain(stage: Stage, height: Height, size: float, cells: int, material: Any) -> None:
    """Ground as a grid, finer in the middle."""

    def spread(share: Array) -> Array:
        return np.asarray(np.sign(share - 0.5) * np.abs(share * 2 - 1) ** 2.0 * size)

    def surface(u: Array, v: Array) -> Array:
        places = np.stack([spread(u), spread(v)], 1)
        return np.asarray(np.c_[places, height(places)])

    stage.put(Mesh().sheet(surface, cells, cells, material).build("ground"))
