# SPDX-License-Identifier: MIT
"""Churches from outside: old ones of stone, brick, plaster or boards, and modern ones."""

from __future__ import annotations

from typing import Final

from tools.places.draws import Draws
from tools.places.mesh import Mesh
from tools.places.outdoors.air import put_air_on_everything
from tools.places.outdoors.church_body import draw_church, entrance, rose_window
from tools.places.outdoors.church_towers import build_steeple, draw_steeple
from tools.places.outdoors.domes import domes
from tools.places.outdoors.modern_church import a_frame
from tools.places.outdoors.setting import surround
from tools.places.outdoors.site import Site, draw_surroundings
from tools.places.outdoors.weather import Weather, draw_weather
from tools.places.stage import Stage

_STYLES: Final = (
    *("gothic", "gothic", "gothic", "clapboard", "clapboard", "brick", "brick"),
    *("plaster", "plaster", "romanesque", "romanesque", "modern"),
)


def build(stage: Stage, draws: Draws) -> None:
    """Build the scene and choose its camera."""
    weather = draw_weather(stage, draws)
    style = draws.choice(_STYLES)
    mesh = Mesh()
    if style == "modern":
        door, width, length, tall = a_frame(mesh, draws, weather)
        half, near = width / 2 + 6, (1.1, 1.7)
    else:
        door, width, length, tall = _old_church(mesh, draws, weather, style)
        half, near = width / 2 + 3, (0.95, 1.6)
    stage.put(mesh.build("church"))
    kind = draw_surroundings(draws)
    distance = max(14, tall * draws.between(*near))
    surround(stage, draws, weather, Site((0, door), half, 0, length, tall, "church", kind, distance))
    put_air_on_everything(weather)


def _old_church(mesh: Mesh, draws: Draws, weather: Weather, style: str) -> tuple[float, float, float, float]:
    """Returns where its door is (y), its width, length and height."""
    church = draw_church(mesh, draws, weather, style)
    if style in ("plaster", "romanesque") and draws.chance(0.45):
        domes(mesh, draws, church)
    steeple = draw_steeple(draws, church)
    rise = build_steeple(mesh, draws, church, steeple)
    before = steeple.position == "front"
    door = -steeple.width + 0.6 if before else 0.0
    entrance(mesh, draws, church, door, min(2.2, steeple.width * 0.6) if before else 2.2)
    if not before:
        rose_window(mesh, draws, church)
    return door, church.width, church.length, steeple.height + rise
