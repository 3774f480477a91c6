# SPDX-License-Identifier: MIT
"""The land and the water round a bridge, and what stands on the banks."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from tools.places import materials
from tools.places.draws import Draws
from tools.places.mesh import Array, Mesh
from tools.places.outdoors import houses, plants, skyline, surfaces, town, trees
from tools.places.outdoors.crossing import Crossing
from tools.places.outdoors.weather import Weather
from tools.places.prop import Prop
from tools.places.stage import Stage

PI = math.pi


@dataclass(frozen=True)
class River:
    """Banks of a river: the height of the land, its turf, and trees and shrubs that grow there."""

    crossing: Crossing
    wobble: float
    turf: Any
    grove: list[Prop]
    shrubs: list[Prop]

    def height(self, points: Array) -> Array:
        """Height of the land at points (N, 2)."""
        return bank_height(self.crossing, self.wobble, points)

    def height_at(self, x: float, y: float) -> float:
        """Height of the land at one place."""
        return float(self.height(np.array([[x, y]]))[0])


def ease(low: float, high: float, values: Array) -> Array:
    """Smooth step from 0 at `low` to 1 at `high`."""
    share = np.clip((values - low) / (high - low), 0, 1)
    return np.asarray(share * share * (3 - 2 * share))


def bank_height(crossing: Crossing, wobble: float, points: Array) -> Array:
    """Land at (N, 2): a channel along y with banks that wind a little, and hills further off."""
    half, small = crossing.length / 2, crossing.small
    x, y = np.abs(points[:, 0]), points[:, 1]
    winding = x + (0.5 if small else 2) * np.sin(y / 17 * wobble)
    bank = ease(half - (2.6 if small else 4), half + (-0.2 if small else 7), winding)
    hill = ease(40, 200, np.abs(y)) * ease(half + 10, half + 150, x) * 14
    return np.asarray(-2.5 + (crossing.bank + 2.45) * bank + hill)


def lay_river(stage: Stage, draws: Draws, weather: Weather, crossing: Crossing) -> River:
    """Land, water, hills or city, trees and houses; returns the banks."""
    wobble = draws.between(0.6, 1.4)
    turf = surfaces.lawn(draws, weather.season)
    skyline.terrain(stage, lambda points: bank_height(crossing, wobble, points), 1400, 190, turf)
    water = materials.water(draws)
    stage.put(Mesh().block((0, 0, -0.05), (2200, 2200, 0.05), water, 0).build("water"))
    far = "wood" if crossing.small else draws.choice(["hills", "city", "both", "wood"])
    _far(stage, draws, weather, crossing, far)
    river = River(crossing, wobble, turf, trees.grove(draws, weather.season, 4, 6, 14), [])
    _trees(stage, draws, river)
    if far != "wood" and draws.chance(0.6):
        _houses(stage, draws, weather, river)
    river.shrubs.extend(plants.bush(draws, weather.season, draws.between(0.6, 1.3)) for _ in range(3))
    return river


def _far(stage: Stage, draws: Draws, weather: Weather, crossing: Crossing, far: str) -> None:
    half = crossing.length / 2
    if far != "city":
        skyline.hills(stage, draws, weather, draws.between(350, 800), draws.between(25, 120))
    if far in ("city", "both"):
        ring = (half + 60, half + 330)
        tallest = draws.between(20, 85)
        skyline.city(stage, draws, weather, ring, 60, tallest, z=crossing.bank, free=lambda x, _: abs(x) > half + 22)


def _trees(stage: Stage, draws: Draws, river: River) -> None:
    crossing, places = river.crossing, []
    half = crossing.length / 2
    for _ in range(70 if crossing.small else 90):
        away = (3, 40) if crossing.small else (10, 60)
        x = draws.choice([-1, 1]) * (half + draws.between(*away))
        y = draws.choice([-1, 1]) * (crossing.width / 2 + draws.between(7, 120))
        if crossing.small:
            y = draws.between(-12, 60)
            y += 12 if abs(y) < 6 else 0
        places.append((x, y, river.height_at(x, y) - 0.1))
    for place in places:
        tree = draws.choice(river.grove)
        stage.put(tree, place, turn=draws.between(0, 6), scale=draws.between(0.8, 1.3))


def _houses(stage: Stage, draws: Draws, weather: Weather, river: River) -> None:
    crossing = river.crossing
    for _ in range(10):
        x = draws.choice([-1, 1]) * (crossing.length / 2 + draws.between(14, 40))
        y = draws.choice([-1, 1]) * draws.between(crossing.width / 2 + 14, 90)
        if draws.chance(0.6):
            building = houses.house(draws, weather, high=draws.between(6, 11))
        else:
            building = town.row(draws, weather, draws.between(14, 30))
        stage.put(building, (x, y, river.height_at(x, y) - 0.3), turn=draws.choice([0, PI / 2, PI]))
