# SPDX-License-Identifier: MIT
"""Street furniture and low plants before a building."""

from __future__ import annotations

import math

from tools.places.draws import Draws
from tools.places.outdoors import plants, street
from tools.places.outdoors.site import Site
from tools.places.outdoors.weather import Weather
from tools.places.stage import Stage

PI = math.pi


def furnish(stage: Stage, draws: Draws, weather: Weather, site: Site) -> None:
    """Lamps and benches along the way, bins, bollards, a sign, a fountain or a monument."""
    if site.kind in ("field", "hill") and draws.chance(0.7):
        return
    _along_the_way(stage, draws, weather, site)
    _odd_things(stage, draws, site)
    if site.kind in ("square", "park", "village", "green") and draws.chance(0.4):
        _landmark(stage, draws, site)
    if site.kind == "square":
        post, y = street.bollard(draws), site.before(draws.between(0.25, 0.5))
        for i in (*range(-9, -1), *range(2, 10)):
            stage.put(post, (site.door[0] + i * 1.7, y, 0))


def _along_the_way(stage: Stage, draws: Draws, weather: Weather, site: Site) -> None:
    x0, y0 = site.door
    lamp, bench = street.lamp_post(draws, draws.between(3.4, 4.8), on=weather.dusk), street.bench(draws)
    step = draws.between(4.5, 7)
    for i in range(6):
        for side in (-1, 1):
            if not draws.chance(0.5):
                continue
            x, y = x0 + side * draws.between(3.2, 7), y0 - 3 - i * step
            if not site.free(x, y, 0.4) and abs(x - x0) > 4.6:
                continue
            if draws.chance(0.5):
                stage.put(lamp, (x, y, 0), turn=draws.between(0, 6))
                if weather.dusk:
                    stage.light("POINT", (x, y, 3.7), 110, (1, 0.75, 0.45), 0.2)
            else:
                stage.put(bench, (x, y, 0), turn=-side * PI / 2 + PI + draws.gauss(0, 0.1))


def _odd_things(stage: Stage, draws: Draws, site: Site) -> None:
    things = [street.litter_bin(draws), street.bollard(draws), street.sign(draws)]
    things.append(street.flagpole(draws) if draws.chance(0.3) else street.litter_bin(draws))
    for _ in range(draws.randrange(1, 5)):
        x = site.door[0] + draws.choice([-1, 1]) * draws.between(3.5, 12)
        y = site.door[1] - draws.between(2, site.distance * 0.6)
        stage.put(draws.choice(things), (x, y, 0), turn=draws.between(-0.4, 0.4))


def _landmark(stage: Stage, draws: Draws, site: Site) -> None:
    thing = street.fountain(draws) if draws.chance(0.55) else street.monument(draws)
    x, y = site.door[0] + draws.choice([-1, 1]) * draws.between(6, 12), site.before(draws.between(0.2, 0.5))
    if site.free(x, y, 2.5):
        site.take(x, y, 3)
        stage.put(thing, (x, y, 0))


def plant_low(stage: Stage, draws: Draws, weather: Weather, site: Site) -> None:
    """Bushes, hedges and beds."""
    x0, y0 = site.door
    shrubs = [plants.bush(draws, weather.season, draws.between(0.5, 1.2)) for _ in range(3)]
    for _ in range(draws.randrange(0, 8) if site.kind == "square" else draws.randrange(6, 30)):
        x = draws.choice([-1, 1]) * draws.between(4, site.half + 7)
        y = draws.between(site.before(0.7), y0 + 2)
        if site.free(x, y, 0.8):
            shrub = draws.choice(shrubs)
            stage.put(shrub, (x, y, 0), turn=draws.between(0, 6), scale=draws.between(0.5, 1.1))
    if draws.chance(0.35):
        _hedges(stage, draws, site)
    if weather.season in ("spring", "summer") and draws.chance(0.4):
        bed = plants.flower_bed(draws, draws.between(3, 6), draws.between(1, 1.8))
        for side in (-1, 1):
            x, y = x0 + side * draws.between(5, 7), site.before(draws.between(0.15, 0.45))
            if site.free(x, y, 1.2):
                site.take(x, y, 2)
                stage.put(bed, (x, y, 0), turn=draws.choice((0, PI / 2)))


def _hedges(stage: Stage, draws: Draws, site: Site) -> None:
    """Three clipped hedges in line on either side of the way."""
    long, high = draws.between(5, 9), draws.between(0.6, 1.5)
    hedge, y = plants.hedge(draws, long, draws.between(0.5, 0.9), high), site.before(draws.between(0.2, 0.5))
    for side in (-1, 1):
        for i in range(3):
            stage.put(hedge, (site.door[0] + side * (3.2 + long / 2 + i * long), y, 0))
