# SPDX-License-Identifier: MIT
"""Ceiling lights, sun, what is seen outside, and a faint light from everywhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from mathutils import Vector

from tools.places import materials
from tools.places.draws import Draws, Rgb, Span, grey
from tools.places.furniture import lamps
from tools.places.mesh import Mesh
from tools.places.rooms.room import WALLS, Room
from tools.places.world import surround

_VIEWS: Final = ("city", "park", "venice", "dawn", "forest", "sunrise", "sky", "sunset")
_COLD: Final[Rgb] = (0.95, 0.98, 1)

# watts of the faint light, for 0.12 m2 of floor, and its colour
_FILL: Final[dict[str, tuple[float, Rgb]]] = {
    "lamps": (2.2, (1, 0.86, 0.7)),
    "evening": (4, (1, 0.95, 0.88)),
    "golden": (4.5, (1, 0.93, 0.85)),
    "striped": (4.5, (1, 0.97, 0.93)),
}
_DAY_FILL: Final[tuple[float, Rgb]] = (7, (1, 0.97, 0.93))

# slope of the sun's rays, its power for a watt of daylight, and its green and blue
_SUNS: Final[dict[str, tuple[Span, ...]]] = {
    "sunny": ((0.5, 1.3), (0.22, 0.5), (0.82, 0.93), (0.62, 0.8)),
    "striped": ((0.45, 0.8), (0.4, 0.8), (0.78, 0.9), (0.55, 0.75)),
    "golden": ((0.2, 0.45), (0.35, 0.75), (0.58, 0.7), (0.28, 0.42)),
}


def hang_lamp(
    room: Room,
    place: Sequence[float],
    power: float,
    size: float = 0.35,
    depth: float | None = None,
    *,
    cold: bool = False,
) -> None:
    """An area light that shines down."""
    room.stage.light("AREA", place, power, _COLD if cold else room.lamp_colour, size, depth, glossy=False)


def finish_light(room: Room, views: Sequence[str] | None = None) -> None:
    """Give the room what is seen through its windows (one of the panoramas), sun, and a faint light."""
    draws, stage = room.draws, room.stage
    view = draws.choice(views) if views else None
    if room.is_night and draws.chance(0.5):
        surround(stage, "night", draws.between(0.008, 0.03), draws.between(0, 6.3), tint=(0.4, 0.55, 1))
    elif room.is_night:
        dusk = view or draws.choice(_VIEWS)
        surround(stage, dusk, draws.between(0.015, 0.06), draws.between(0, 6.3), tint=(0.34, 0.5, 1))
    elif room.light == "golden":
        low_sun = draws.choice(["sunset", "dawn", "sunrise"])
        surround(stage, low_sun, 1.0, draws.between(0, 6.3), tint=(1, 0.82, 0.62))
        stage.world_gain = draws.between(1, 2.5) * room.style.daylight / 40
    else:
        day = view or draws.choice(_VIEWS)
        tint = (0.92, 0.96, 1) if room.light == "overcast" else (1, 1, 1)
        surround(stage, day, 1.0, draws.between(0, 6.3), tint=tint)
        stage.world_gain = draws.between(1.2, 4.5) * room.style.daylight / 40
    _shine_in(room)
    power, colour = _FILL.get(room.light, _DAY_FILL)
    watts = power * room.width * room.depth * 0.12
    place, size = (room.width / 2, room.depth / 2, room.height - 0.03), (room.width * 0.8, room.depth * 0.8)
    stage.light("AREA", place, watts, colour, *size, glossy=False)


def _shine_in(room: Room) -> None:
    """Sun through one of the windows, if the light has any."""
    draws = room.draws
    walls = [wall for wall in WALLS for opening in room.openings[wall] if opening.kind == "window"]
    if not walls or room.light not in ("sunny", "striped", "golden"):
        return
    wall = draws.choice(walls)
    suns = {light: _draw_sun(draws, ranges) for light, ranges in _SUNS.items()}
    slope, watts, colour = suns[room.light]
    towards = room.frame[wall].to_3x3() @ Vector((draws.between(-0.8, 0.8), -1, -slope))
    room.stage.light("SUN", (0, 0, 9), room.style.daylight * watts, colour, 0.012, towards=towards)


def _draw_sun(draws: Draws, ranges: Sequence[Span]) -> tuple[float, float, Rgb]:
    slope, watts, green, blue = (draws.between(*span) for span in ranges)
    return slope, watts, (1, green, blue)


def ceiling_lights(room: Room, kind: str, *, on: bool = True) -> None:
    """Light the room from its ceiling; kind is tubes, panels, spots, dome, chandelier or pendant."""
    watts = 14 * room.width * room.depth * (1.0 if room.is_night else 0.45) * (1 if on else 0)
    if kind in ("tubes", "panels"):
        _office_lights(room, kind, watts, on=on)
    elif kind == "spots":
        _spots(room, watts, on=on)
    else:
        _central_light(room, kind, watts, on=on)


def _office_lights(room: Room, kind: str, watts: float, *, on: bool) -> None:
    draws, height = room.draws, room.height
    columns = max(2, round(room.width / draws.between(1.8, 2.6)))
    rows = max(2, round(room.depth / draws.between(1.8, 2.6)))
    colour = _COLD if draws.chance(0.6) else (1, 0.93, 0.8)
    bright, body = materials.emission(colour, 7 if on else 0.3), materials.plain(grey(0.8), 0.4)
    panels = kind == "panels"
    width, depth = (0.6, 0.6) if panels else (0.12, 1.2)
    mesh = Mesh()
    for i in range(columns):
        for j in range(rows):
            x, y = room.width * (i + 0.5) / columns, room.depth * (j + 0.5) / rows
            mesh.block((x, y, height - (0.02 if panels else 0.09)), (width + 0.04, depth + 0.04, 0.03), body)
            mesh.block((x, y, height - (0.025 if panels else 0.12)), (width, depth, 0.03), bright, 0.004)
            if on:
                hang_lamp(room, (x, y, height - 0.14), watts / columns / rows, width, depth, cold=True)
    room.stage.put(mesh.build("light"))


def _spots(room: Room, watts: float, *, on: bool) -> None:
    columns, rows = max(2, round(room.width / 1.3)), max(2, round(room.depth / 1.3))
    mesh, bright = Mesh(), materials.emission(room.lamp_colour, 15 if on else 0.2)
    rim = materials.plain(grey(0.75), 0.3, 0.5)
    for i in range(columns):
        for j in range(rows):
            x, y = room.width * (i + 0.5) / columns, room.depth * (j + 0.5) / rows
            mesh.cylinder((x, y, room.height - 0.008), 0.055, 0.008, rim)
            mesh.cylinder((x, y, room.height - 0.011), 0.038, 0.004, bright)
            if on:
                place, power = (x, y, room.height - 0.03), watts / columns / rows * 2.5
                room.stage.light("SPOT", place, power, room.lamp_colour, 0.04)
    room.stage.put(mesh.build("light", solid=False))


def _central_light(room: Room, kind: str, watts: float, *, on: bool) -> None:
    draws, stage = room.draws, room.stage
    x, y, height = room.width / 2, room.depth / 2, room.height
    if kind == "dome":
        radius = draws.between(0.18, 0.3)
        cover = materials.lampshade((1, 0.95, 0.88), 3 if on else 0)
        mesh = Mesh().lathe([(0, -0.1), (radius * 0.7, -0.08), (radius, 0)], cover, segments=24)
        stage.put(mesh.build("light"), (x, y, height))
        if on:
            hang_lamp(room, (x, y, height - 0.13), watts, 0.4)
    elif kind == "chandelier":
        drop = draws.between(0.4, 0.8) if height > 2.6 else 0.35
        stage.put(lamps.chandelier(draws, drop), (x, y, height))
        if on:
            stage.light("POINT", (x, y, height - drop + 0.2), watts * 0.8, room.lamp_colour, 0.2)
    else:
        drop = draws.between(0.3, 0.6)
        stage.put(lamps.pendant(draws, drop, on=on), (x, y, height))
        if on:
            stage.light("POINT", (x, y, height - drop - 0.45), watts * 0.8, room.lamp_colour, 0.1)
