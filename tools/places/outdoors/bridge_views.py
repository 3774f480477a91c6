# SPDX-License-Identifier: MIT
"""Where one stands to look at a bridge, and what is near the camera there."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from tools.places import materials
from tools.places.camera import Place, Taste, find_camera
from tools.places.draws import Draws
from tools.places.mesh import Array, Mesh
from tools.places.outdoors import plants, street, surfaces, vehicles, waterside
from tools.places.outdoors.crossing import Crossing
from tools.places.outdoors.railings import railing
from tools.places.outdoors.river import River
from tools.places.outdoors.weather import Weather
from tools.places.stage import Stage

PI = math.pi


def view_from_deck(stage: Stage, draws: Draws, weather: Weather, crossing: Crossing) -> None:
    """On the pavement of the bridge, along its road."""
    length, wide, level = crossing.length, crossing.width, crossing.level
    for _ in range(draws.randrange(0, 4)):
        car = vehicles.car(draws, lit=weather.dusk)
        place = (draws.between(-40, 40), draws.choice([-1, 1]) * wide * 0.15, level + 0.01)
        stage.put(car, place, turn=draws.choice([0, PI]))
    side = draws.choice([-1, 1])
    if draws.chance(0.5):
        bench = street.bench(draws)
        place = (draws.between(-length * 0.2, length * 0.2), side * (wide / 2 - 0.6), level + 0.14)
        stage.put(bench, place, turn=0 if side > 0 else PI)

    def candidate(draws: Draws) -> tuple[Place, Place]:
        x = draws.between(-length * 0.45, length * 0.1)
        y = side * draws.between(0.1, wide / 2 - 0.7)
        target = (x + 30, y * 0.6 + draws.between(-6, 6), level + draws.between(1.5, 7))
        return (x, y, level + 0.1 + draws.between(1.45, 1.8)), target

    find_camera(stage, draws, candidate, Taste((52, 72), 40, want="bridge", keep_blank=0.5, near=1.0))


def view_from_stream(stage: Stage, draws: Draws, weather: Weather, river: River) -> None:
    """On the grass beside a stream with a small bridge."""
    crossing, season = river.crossing, weather.season
    half = crossing.length / 2
    for x in (half + 1.5, -half - 1.5):
        on_land = _beyond(half)
        plants.blades(stage, draws, season, (x, -6), 12, 45000, river.height, keep=on_land)
    for _ in range(26):
        x, y = draws.choice([-1, 1]) * (half + draws.between(0.5, 6)), draws.between(2, 14)
        shrub, z = draws.choice(river.shrubs), river.height_at(x, y)
        stage.put(shrub, (x, y, z), turn=draws.between(0, 6), scale=draws.between(0.4, 1))
    _edge_of_stream(stage, draws, weather, river)
    if season == "autumn":
        plants.litter(stage, draws, (0, -6), half + 8, 5000, lambda points: np.maximum(river.height(points), 0))

    def candidate(draws: Draws) -> tuple[Place, Place]:
        y = -draws.between(crossing.width + 2.5, crossing.width + 10)
        x = draws.choice([-1, 1]) * (half + draws.between(0.5, 4))
        place = (x, y, river.height_at(x, y) + draws.between(1.4, 1.8))
        return place, (draws.between(-2, 2), 0, crossing.bank + draws.between(0.3, 1.3))

    lens = draws.choice([(42, 52), (52, 66), (60, 74)])
    find_camera(stage, draws, candidate, Taste(lens, 40, want="bridge", keep_blank=0.7))


def _beyond(half: float) -> plants.Keep:
    def keep(points: Array) -> Array:
        return np.asarray(np.abs(points[:, 0]) > half)

    return keep


def _edge_of_stream(stage: Stage, draws: Draws, weather: Weather, river: River) -> None:
    """Reeds, rocks and perhaps a boat."""
    clumps = [waterside.reeds(draws, weather.season) for _ in range(2)]
    clumps += [waterside.boulder(draws) for _ in range(2)]
    for _ in range(draws.randrange(8, 30)):
        x = draws.choice([-1, 1]) * (river.crossing.length / 2 - draws.between(-0.6, 2.2))
        y = draws.between(-9, 22)
        if abs(y) > river.crossing.width:
            clump, z = draws.choice(clumps), min(0, river.height_at(x, y))
            stage.put(clump, (x, y, z), turn=draws.between(0, 6), scale=draws.between(0.5, 1.1))
    if draws.chance(0.25):
        boat = waterside.boat(draws)
        place = (draws.between(-2, 2), draws.choice([-1, 1]) * draws.between(3, 9), 0)
        stage.put(boat, place, turn=draws.between(1, 2))


@dataclass(frozen=True)
class _Shore:
    """Level ground to stand on: its edge is at y = -distance, its height is `level`; trees near it stand at these x."""

    distance: float
    level: float
    near: list[float]
    middle: float | None = None


def view_from_shore(stage: Stage, draws: Draws, weather: Weather, river: River) -> None:
    """Across the water, from a quay or a natural bank."""
    crossing = river.crossing
    length, level = crossing.length, crossing.level
    distance, ground = draws.between(0.28, 0.6) * length + 8, draws.between(1.4, min(4, level - 2))
    lay = _natural_shore if draws.chance(0.35) else _quay
    shore = lay(stage, draws, weather, river, (distance, ground))
    for _ in range(draws.choice([0, 0, 1, 2, 4])):
        boat = waterside.boat(draws)
        place = (draws.between(-0.3, 0.3) * length, -distance + draws.between(10, max(14, distance * 0.8)), 0)
        stage.put(boat, place, turn=draws.choice([0, PI]) + draws.gauss(0, 0.12))
    spread, lens = draws.between(0.1, 0.4), draws.choice([(40, 52), (48, 64), (60, 76)])

    def candidate(draws: Draws) -> tuple[Place, Place] | None:
        if shore.middle is None:
            x = draws.choice([-1, 1]) * draws.between(0, length * spread)
        else:
            x = shore.middle + draws.between(-8, 8)
        if any(abs(x - tree) < 4.5 for tree in shore.near):
            return None
        place = (x, -distance - draws.between(2.5, 9), ground + draws.between(1.5, 1.9))
        return place, (x * -0.1 + draws.between(-0.2, 0.2) * length, 0, level * 0.75 + draws.between(0, 3))

    find_camera(stage, draws, candidate, Taste(lens, 40, want="bridge", keep_blank=0.6, near=1.5))


def _natural_shore(stage: Stage, draws: Draws, weather: Weather, river: River, where: tuple[float, float]) -> _Shore:
    """Grass that slopes into the water."""
    (distance, ground), season, length = where, weather.season, river.crossing.length
    waterside.natural_bank(stage, draws, season, (-distance, ground, length), river.turf, river.shrubs)
    near = []
    for _ in range(draws.randrange(0, 6)):
        x, y = draws.choice([-1, 1]) * draws.between(3, 30), -distance - draws.between(0, 12)
        tree = draws.choice(river.grove)
        stage.put(tree, (x, y, ground - 0.05), turn=draws.between(0, 6), scale=draws.between(0.5, 0.9))
        near.append(x)
    if draws.chance(0.4):
        bench = street.bench(draws)
        stage.put(bench, (draws.between(-6, 6), -distance - draws.between(0.5, 1.5), ground), turn=PI)
    middle = draws.between(-0.2, 0.2) * length
    if season != "snow":
        on_land = _short_of(-distance)
        plants.blades(stage, draws, season, (middle, -distance - 3), 15, 80000, None, ground, keep=on_land)
    if season == "autumn":
        plants.litter(stage, draws, (middle, -distance - 5), 14, 4000, lambda points: np.full(len(points), ground))
    return _Shore(distance, ground, near, middle)


def _short_of(edge: float) -> plants.Keep:
    def keep(points: Array) -> Array:
        return np.asarray(points[:, 1] < edge)

    return keep


def _quay(stage: Stage, draws: Draws, weather: Weather, river: River, where: tuple[float, float]) -> _Shore:
    """Paved quay with a railing, lamps, benches and trees."""
    (distance, ground), half, stone = where, river.crossing.length, river.crossing.stone
    mesh = Mesh()
    pave = surfaces.paving(draws, weather) if draws.chance(0.7) else materials.planks(draws, turn=PI / 2)
    mesh.box((-half, -distance - 40, ground - 0.3), (half, -distance, ground), pave, 0)
    mesh.box((-half, -distance - 0.3, -3), (half, -distance, ground - 0.3), stone, 0)
    mesh.box((-half, -distance - 0.5, ground), (half, -distance, ground + 0.12), stone, 0.02)
    if draws.chance(0.6):
        start, end = (-60, -distance - 0.3, ground + 0.1), (60, -distance - 0.3, ground + 0.1)
        railing(mesh, draws, start, end, 1.05, draws.choice(["bars", "pipes", "cross", "stone"]))
    stage.put(mesh.build("ground"))
    return _Shore(distance, ground, _along_quay(stage, draws, weather, river, where))


def _along_quay(stage: Stage, draws: Draws, weather: Weather, river: River, where: tuple[float, float]) -> list[float]:
    """What stands along the edge; returns where trees are."""
    (distance, ground), near = where, []
    post, bench = street.lamp_post(draws, draws.between(3.6, 5), on=weather.dusk), street.bench(draws)
    odd = [street.litter_bin(draws), street.bollard(draws), street.sign(draws), plants.hedge(draws, 4, 0.7, 0.9)]
    gap, lamps = draws.between(8, 16), draws.choice([0.25, 0.6, 1])
    for i in range(-5, 6):
        x = i * gap + draws.between(-1, 1)
        if draws.chance(lamps):
            stage.put(post, (x, -distance - 1, ground))
            if weather.dusk and abs(i) < 4:
                stage.light("POINT", (x, -distance - 1.4, ground + 4), 120, (1, 0.75, 0.45), 0.2)
        if draws.chance(0.4):
            stage.put(bench, (x + 3, -distance - 1.6, ground), turn=draws.choice([0, PI]))
        if draws.chance(0.3):
            tree, place = draws.choice(river.grove), (x + 4.5, -distance - draws.between(2, 3), ground)
            stage.put(tree, place, turn=draws.between(0, 6), scale=draws.between(0.5, 0.7))
            near.append(x + 4.5)
        if draws.chance(0.3):
            shrub = draws.choice(river.shrubs)
            stage.put(shrub, (x + 5.5, -distance - 1, ground), scale=draws.between(0.5, 0.9))
        if draws.chance(0.2):
            thing = draws.choice(odd)
            stage.put(thing, (x + 1.5, -distance - draws.between(0.9, 2), ground))
    return near
