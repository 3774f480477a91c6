# SPDX-License-Identifier: MIT
"""Towers: of castles, clocks, lattices, mills and more."""

from __future__ import annotations

from typing import Final

from tools.places.draws import Draws
from tools.places.mesh import Mesh
from tools.places.outdoors import country_towers, tall_towers, town_towers
from tools.places.outdoors.air import put_air_on_everything
from tools.places.outdoors.setting import surround
from tools.places.outdoors.site import Site, draw_surroundings
from tools.places.outdoors.tower_fabric import draw_fabric
from tools.places.outdoors.weather import draw_weather
from tools.places.stage import Stage

_KINDS: Final = (
    *("castle", "castle", "clock", "clock", "lattice", "television", "skyscraper", "lighthouse", "pagoda"),
    *("water", "leaning", "mill", "mill", "lookout", "campanile"),
)
_BUILDERS: Final = {**town_towers.BUILDERS, **tall_towers.BUILDERS, **country_towers.BUILDERS}
_PLACES: Final = {
    "skyscraper": ("square", "street"),
    "lighthouse": ("field", "green", "hill"),
    "mill": ("field", "field", "hill", "village"),
    "lookout": ("hill", "field", "park", "green"),
    "campanile": ("square", "square", "village", "street"),
    "castle": ("green", "park", "hill", "field", "village"),
    "lattice": ("park", "street", "green", "square"),
    "water": ("field", "green", "village", "hill"),
}


def build(stage: Stage, draws: Draws) -> None:
    """Build the scene and choose its camera."""
    weather = draw_weather(stage, draws)
    kind, mesh = draws.choice(_KINDS), Mesh()
    tower = _BUILDERS[kind](mesh, draws, draw_fabric(draws, weather))
    if tower.annexe is not None:
        stage.put(tower.annexe, tower.annexe_place)
    stage.put(mesh.build("tower"))
    half, tall = tower.half, tower.tall
    surroundings = draw_surroundings(draws, _PLACES.get(kind))
    distance = max(16, tall * draws.between(0.95, 1.6) * (1.35 if kind == "mill" else 1))
    site = Site((0, -half - 1), half + 1.5, -half, half + 4, tall, "tower", surroundings, distance)
    surround(stage, draws, weather, site)
    put_air_on_everything(weather)
