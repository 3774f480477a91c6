# SPDX-License-Identifier: MIT
"""What lies on a large bridge: road, pavements, railings and lamps."""

from __future__ import annotations

import math
from typing import Any

from tools.places import materials
from tools.places.draws import Draws
from tools.places.mesh import Mesh
from tools.places.outdoors import street
from tools.places.outdoors.crossing import Crossing
from tools.places.outdoors.railings import railing
from tools.places.outdoors.weather import Weather
from tools.places.stage import Stage

APPROACH = 60.0
"""Length of the road beyond either end (m)."""


def lay_roadway(stage: Stage, mesh: Mesh, draws: Draws, weather: Weather, crossing: Crossing) -> None:
    """Draw deck, road, pavements and railings into the mesh, and stand lamps on it."""
    reach = crossing.length / 2 + APPROACH
    _deck(mesh, draws, crossing, reach)
    _road(mesh, draws, crossing, reach)
    far = min(reach, crossing.length / 2 + 20)
    _railings(mesh, draws, crossing, far)
    _lamps(stage, draws, weather, crossing, far)


def _deck(mesh: Mesh, draws: Draws, crossing: Crossing, reach: float) -> None:
    half, level = crossing.width / 2, crossing.level
    stone_built = crossing.kind == "arch"
    inset = 0.06 if stone_built else 0.0  # keeps clear of the plane of the spandrels
    edge = crossing.stone if stone_built else crossing.concrete
    mesh.box((-reach, -half + inset, level - 0.9), (reach, half - inset, level), edge, 0)
    for side in (-1, 1) if stone_built else ():
        low = (-reach, side * crossing.width / 2 - 0.16, level - 0.3)
        high = (reach, side * crossing.width / 2 + 0.16, level + 0.02)
        mesh.box(low, high, materials.stone(draws, None, 0.9, 0.5), 0.03)


def _road(mesh: Mesh, draws: Draws, crossing: Crossing, reach: float) -> None:
    half, level = crossing.width / 2, crossing.level
    mesh.box((-reach, -half + 1.8, level - 0.1), (reach, half - 1.8, level + 0.01), crossing.asphalt, 0)
    for side in (-1, 1):
        middle = side * (half - 0.95)
        slabs = materials.tiles(draws, (0.4, 0.39, 0.37), width=0.5, height=0.5, roughness=0.8)
        mesh.box((-reach, middle - 0.85, level - 0.1), (reach, middle + 0.85, level + 0.14), slabs, 0)
    line = materials.plain((0.7, 0.7, 0.65), 0.7)
    for i in range(int(2 * reach / 6)):
        mesh.block((-reach + i * 6, 0, level + 0.011), (2.5, 0.14, 0.004), line, 0)


def _railings(mesh: Mesh, draws: Draws, crossing: Crossing, far: float) -> None:
    balustrade = crossing.kind == "arch" and draws.chance(0.7)
    kind = "stone" if balustrade else draws.choice(["bars", "pipes", "cross"])
    material: Any = crossing.stone
    if kind != "stone":
        material = crossing.steel if draws.chance(0.5) else materials.plain((0.05, 0.06, 0.06), 0.4, 0.4)
    if kind == "bars" and far >= 80:
        kind = "pipes"
    for side in (-1, 1):
        y, z = side * (crossing.width / 2 - 0.18), crossing.level + 0.1
        railing(mesh, draws, (-far, y, z), (far, y, z), 1.1, kind, material)


def _lamps(stage: Stage, draws: Draws, weather: Weather, crossing: Crossing, far: float) -> None:
    post = street.lamp_post(draws, draws.between(4, 6), on=weather.dusk)
    half, level = crossing.width / 2, crossing.level
    for i in range(int(2 * far / 18)):
        for side in (-1, 1):
            x = -far + 9 + i * 18
            stage.put(post, (x, side * (half - 0.5), level + 0.1), turn=0 if side > 0 else math.pi)
            if weather.dusk and abs(x) < 60:
                stage.light("POINT", (x, side * (half - 0.8), level + 4.6), 220, (1, 0.75, 0.45), 0.2)
