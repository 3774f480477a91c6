# SPDX-License-Identifier: MIT
"""Surroundings of a church or tower: everything round it, in the order in which it is placed."""

from __future__ import annotations

import math

import bpy
import numpy as np

from tools.places.draws import Draws
from tools.places.outdoors import houses, plants, skyline, surfaces, town, trees, vehicles
from tools.places.outdoors.furnishing import furnish, plant_low
from tools.places.outdoors.site import Site
from tools.places.outdoors.viewpoint import look_at
from tools.places.outdoors.ways import fence, graves, lay_path, lay_street
from tools.places.outdoors.weather import Weather
from tools.places.prop import Prop
from tools.places.stage import Stage

PI = math.pi


def surround(stage: Stage, draws: Draws, weather: Weather, site: Site) -> None:
    """Everything round the building; ends with the camera."""
    keep = _ground(stage, draws, weather, site)
    wide = site.kind in ("park", "field", "hill")
    grove = trees.grove(draws, weather.season, 4 if wide else 3, 6, draws.between(9, 14))
    _trees(stage, draws, site, grove)
    (_town if site.paved else _village)(stage, draws, weather, site)
    furnish(stage, draws, weather, site)
    plant_low(stage, draws, weather, site)
    if site.want == "church" and not site.paved and draws.chance(0.4):
        graves(stage, draws, site)
    if not site.paved and draws.chance(0.45):
        fence(stage, draws, site)
    _cars(stage, draws, weather, site)
    look_at(stage, draws, site)
    _before_the_camera(stage, draws, weather, site, keep)


def _ground(stage: Stage, draws: Draws, weather: Weather, site: Site) -> plants.Keep | None:
    """Land, the way to the door, and what is far off; returns where grass may stand, if there is a path."""
    pave = surfaces.paving(draws, weather, loose=not site.paved)
    turf = surfaces.lawn(draws, weather.season)
    swell = 0.0 if site.paved else {"field": 14.0, "hill": 22.0}.get(site.kind, 6.0)
    height = skyline.rolling(draws, max(70.0, site.distance * 1.4), swell)
    skyline.terrain(stage, height, 1500, 140, pave if site.kind == "square" else turf)
    keep = None
    if site.kind == "street":
        lay_street(stage, draws, weather, site, pave)
    elif not site.paved:
        keep = lay_path(stage, draws, site, pave if draws.chance(0.7) else surfaces.paving(draws, weather))
    _far(stage, draws, weather, site, height)
    return keep


def _far(stage: Stage, draws: Draws, weather: Weather, site: Site, height: skyline.Height) -> None:
    """Hills, woods or city beyond the near things."""
    in_town, in_country = ("city", "city", "hills", "woods"), ("hills", "hills", "woods", "woods", "city", "both")
    far = draws.choice(in_town if site.paved else in_country)
    if far in ("hills", "both") or site.kind == "hill":
        skyline.hills(stage, draws, weather, draws.between(350, 800), draws.between(20, 110))
    if far in ("city", "both"):
        skyline.city(stage, draws, weather, (110, 380), 46, draws.between(20, 75))
    if far != "city":
        wood = trees.grove(draws, weather.season, 3, 9, 15)

        def height_at(x: float, y: float) -> float:
            return float(height(np.array([[x, y]]))[0])

        skyline.woods(stage, draws, wood, (85, 210), draws.randrange(90, 230), height_at)


def _trees(stage: Stage, draws: Draws, site: Site, grove: list[Prop]) -> None:
    """Trees near the building, beside the way to it and behind; sometimes an avenue."""
    x0, y0 = site.door
    if site.kind in ("park", "green", "square") and draws.chance(0.25):
        tree, gap = draws.choice(grove), draws.between(5.5, 8)
        for i in range(int(site.distance / gap)):
            for side in (-1, 1):
                x, y = x0 + side * draws.between(6.8, 7.2), y0 - 5 - i * gap
                site.take(x, y, 2.4)
                stage.put(tree, (x, y, -0.05), turn=draws.between(0, 6), scale=draws.between(0.55, 0.8))
    limit = {"square": 5, "street": 7, "field": 4, "hill": 5, "village": 9}.get(site.kind, 14)
    many_behind = site.kind not in ("square", "field")
    for _ in range(140):
        behind = draws.chance(0.55)
        across = (8, 90) if behind else (site.half + 2, 34)
        along = (site.back + 8, site.back + 90) if behind else (site.before(0.8), site.back + 10)
        x, y = draws.choice([-1, 1]) * draws.between(*across), draws.between(*along)
        if ((behind and many_behind) or len(site.spots) < limit) and site.free(x, y, 3.0):
            site.take(x, y, 3.0)
            tree = draws.choice(grove)
            stage.put(tree, (x, y, -0.05), turn=draws.between(0, 6), scale=draws.between(0.6, 1.15))


def _town(stage: Stage, draws: Draws, weather: Weather, site: Site) -> None:
    """Closed rows of houses either side and behind."""
    x0, y0 = site.door
    gap, depth = site.half + draws.between(7, 16), site.distance * draws.between(0.5, 0.8)
    for side in (-1, 1):
        row = town.row(draws, weather, depth + site.back - y0 + 20, (2, 4))
        x, y = x0 + side * (gap + draws.between(0, 8)), y0 - depth / 2 + (site.back - y0) / 2
        stage.put(row, (x, y, 0), turn=-side * PI / 2)
        site.take(x + side * 6, y, 8)
    for side in (-1, 1):
        row = town.row(draws, weather, draws.between(35, 60), (2, 5))
        place = (x0 + side * draws.between(22, 40), site.back + draws.between(14, 40), 0)
        stage.put(row, place, turn=draws.gauss(0, 0.06))


def _village(stage: Stage, draws: Draws, weather: Weather, site: Site) -> None:
    """Detached houses: many in a village, few in a field."""
    several = [houses.house(draws, weather) for _ in range(3)]
    if site.kind in ("village", "green") and draws.chance(0.5):
        several.append(town.row(draws, weather, draws.between(16, 28), (1, 3)))
    spans = {"village": (10, 20), "field": (0, 3), "hill": (0, 4), "park": (0, 5)}
    counts = {kind: draws.randrange(*span) for kind, span in spans.items()}
    for _ in range(counts.get(site.kind, draws.randrange(3, 10))):
        x = draws.choice([-1, 1]) * draws.between(site.half + 12, 65)
        y = draws.between(site.door[1] - 2, site.back + 45)
        if site.free(x, y, 9):
            site.take(x, y, 9)
            house, across = draws.choice(several), PI / 2 * (-1 if x > 0 else 1)
            stage.put(house, (x, y, 0), turn=draws.choice([0, across]) + draws.gauss(0, 0.12))


def _cars(stage: Stage, draws: Draws, weather: Weather, site: Site) -> None:
    """Cars along the road, or parked beside the building."""
    if site.kind == "street":
        x0, road = site.door[0], site.spots[0][1]
        for _ in range(draws.randrange(2, 7)):
            car = vehicles.car(draws, lit=weather.dusk)
            x = x0 + draws.choice((-1, 1)) * draws.between(4, 45)
            stage.put(car, (x, road + draws.choice((-1, 1)) * 1.9, 0.012), turn=draws.choice([0, PI]))
        return
    for _ in range(draws.choice([0, 0, 1, 3]) if site.kind in ("green", "village", "square") else 0):
        x = draws.choice([-1, 1]) * draws.between(8, 24)
        y = draws.between(site.before(0.35), site.door[1] + 6)
        if site.free(x, y, 1.5):
            site.take(x, y, 2.4)
            car = vehicles.car(draws)
            stage.put(car, (x, y, 0), turn=draws.choice([0, PI, PI / 2]) + draws.gauss(0, 0.08))


def _before_the_camera(stage: Stage, draws: Draws, weather: Weather, site: Site, keep: plants.Keep | None) -> None:
    """Blades of grass and fallen leaves where they are seen from near."""
    eye = bpy.context.scene.camera.location
    if not site.paved and (weather.season != "snow" or draws.chance(0.4)):
        count = 5000 if weather.season == "snow" else 80000
        plants.blades(stage, draws, weather.season, (eye.x, eye.y + 4), 15, count, keep=keep)
    if weather.season == "autumn" and draws.chance(0.75):
        plants.litter(stage, draws, (eye.x, eye.y + 9), 20, draws.randrange(2500, 12000))
