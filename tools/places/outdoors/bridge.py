# SPDX-License-Identifier: MIT
"""Bridges, seen from a quay, from a natural bank, or from their own deck."""

from __future__ import annotations

from tools.places.draws import Draws
from tools.places.mesh import Mesh
from tools.places.outdoors import large_bridges, small_bridges
from tools.places.outdoors.air import put_air_on_everything
from tools.places.outdoors.bridge_views import view_from_deck, view_from_shore, view_from_stream
from tools.places.outdoors.crossing import draw_crossing
from tools.places.outdoors.river import lay_river
from tools.places.outdoors.roadways import lay_roadway
from tools.places.outdoors.weather import draw_weather
from tools.places.stage import Stage


def build(stage: Stage, draws: Draws) -> None:
    """Build the scene and choose its camera."""
    weather = draw_weather(stage, draws)
    crossing = draw_crossing(draws)
    mesh = Mesh()
    if crossing.small:
        small_bridges.FORMS[crossing.kind](mesh, draws, crossing)
    else:
        lay_roadway(stage, mesh, draws, weather, crossing)
        large_bridges.FORMS[crossing.kind](mesh, draws, crossing)
    stage.put(mesh.build("bridge"))
    river = lay_river(stage, draws, weather, crossing)
    if crossing.from_deck:
        view_from_deck(stage, draws, weather, crossing)
    elif crossing.small:
        view_from_stream(stage, draws, weather, river)
    else:
        view_from_shore(stage, draws, weather, river)
    put_air_on_everything(weather)
