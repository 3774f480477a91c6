# SPDX-License-Identifier: MIT
"""What every room has: pictures, plants, radiators, switches, an accent wall."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

from tools.places import materials
from tools.places.draws import Draws
from tools.places.furniture import hangings
from tools.places.furniture.plants import plant
from tools.places.mesh import Mesh
from tools.places.rooms.room import WALLS, Room
from tools.places.stage import Stage

_PHOTOGRAPHS: Final = (
    *("city", "park", "venice", "dawn", "forest", "sunrise"),
    *("sky", "sunset", "esplanade", "lobby", "night"),
)


def accent_wall(room: Room) -> dict[str, Any]:
    """Another material for one wall, now and then."""
    draws = room.draws
    if not draws.chance(0.45):
        return {}
    wall = draws.choice(WALLS)
    colour = draws.choice([draws.vivid, draws.muted, draws.muted])()
    kinds = [
        materials.paint(draws, colour),
        materials.paint(draws, colour),
        materials.brick(draws),
        _wallpaper(draws),
        materials.planks(draws),
        materials.wood(draws),
    ]
    return {wall: draws.choice(kinds)}


def _wallpaper(draws: Draws) -> Any:
    first, second = draws.pastel(), draws.muted()
    pattern = draws.choice(["stripe", "weave", "spots"])
    return materials.fabric(draws, first, second, pattern, draws.between(0.5, 1.5))


def photograph(stage: Stage, draws: Draws, power: float = 0.0) -> Any:
    """A part of a panorama as a print, or with power as a lit screen."""
    name = draws.choice(_PHOTOGRAPHS)
    u, v = draws.between(0, 0.72), draws.between(0.36, 0.46)
    saturation = draws.choice([0, 1, 1, 1.2])
    return materials.picture(stage.panoramas / f"{name}.png", (u, v, u + 0.22, v + 0.3), power, saturation)


def wall_picture(stage: Stage, draws: Draws) -> Any:
    """A photograph or an abstract print."""
    return photograph(stage, draws) if draws.chance(0.4) else materials.abstract_print(draws)


def hang_pictures(
    room: Room, count: int, walls: Sequence[str] = WALLS, low: float = 1.25, *, posters: bool = False
) -> None:
    """Hang pictures, groups of small ones or posters, their lower edges `low` metres above the floor."""
    draws = room.draws
    for _ in range(count):
        wall = draws.choice(walls)
        if draws.chance(0.3) and not posters:
            _hang_group(room, wall, low)
            continue
        width, height = draws.between(0.35, 1.2), draws.between(0.35, 0.9)
        if low + height > room.height - 0.15:
            continue
        u = room.take(wall, width + 0.1, low, low + height + 0.1, 0.05)
        if u is None:
            continue
        content = wall_picture(room.stage, draws)
        framed = not posters
        prop = hangings.frame(draws, width, height, content) if framed else hangings.poster(width, height, content)
        room.on_wall(prop, wall, u, low + 0.05 + height / 2, 0)


def _hang_group(room: Room, wall: str, low: float) -> None:
    draws = room.draws
    width, height = draws.between(0.2, 0.32), draws.between(0.25, 0.4)
    columns, rows = draws.randrange(2, 4), draws.randrange(1, 3)
    total, total_height = columns * (width + 0.1), rows * (height + 0.1)
    u = room.take(wall, total, low, low + total_height, 0.05)
    if u is None:
        return
    border = draws.choice(hangings.frame_materials(draws))
    for i in range(columns):
        for j in range(rows):
            prop = hangings.frame(draws, width, height, wall_picture(room.stage, draws), border, 0.02)
            at = u - total / 2 + (i + 0.5) * total / columns
            room.on_wall(prop, wall, at, low + (j + 0.5) * total_height / rows, 0)


def stand_plants(room: Room, count: int) -> None:
    """Pot plants near the walls."""
    for _ in range(count):
        prop = plant(room.draws)
        spot = room.floor_spot(0.5, 0.5, 0)
        if not spot:
            continue
        x, y = spot
        if min(x, room.width - x) < 0.9 or min(y, room.depth - y) < 0.9:
            room.stage.put(prop, (x, y, 0), turn=room.draws.between(0, 6), tag="plant")


def mount_radiators(room: Room) -> None:
    """Radiators under windows."""
    for wall in WALLS:
        for opening in room.openings[wall]:
            if opening.kind == "window" and opening.low > 0.75 and room.draws.chance(0.6):
                width = (opening.right - opening.left) * 0.8
                u = room.take(wall, width, 0, 0.7, 0.14, (opening.left + opening.right) / 2)
                if u is not None:
                    room.on_wall(hangings.radiator(width), wall, u, 0, 0.08)


def mount_switches(room: Room) -> None:
    """Switches and sockets."""
    white = materials.plain((0.85, 0.85, 0.83), 0.35)
    for wall in WALLS:
        for z in (0.3, 1.1):
            u = room.take(wall, 0.09, z, z + 0.09, 0.02)
            if u is not None:
                switch = Mesh().box((-0.04, -0.012, 0), (0.04, 0, 0.08), white, 0.004)
                room.on_wall(switch.build("switch"), wall, u, z)


def clutter_floor(room: Room, makers: Sequence[Any], count: int) -> None:
    """Things that lie about, each made by one of the functions."""
    for _ in range(count):
        spot = room.floor_spot(0.4, 0.4, 0)
        if spot:
            prop = room.draws.choice(makers)(room.draws)
            room.stage.put(prop, (*spot, 0), turn=room.draws.between(0, 6))


def facing(start: tuple[float, float], target: tuple[float, float]) -> float:
    """How far a prop at `start` is turned (radians), so that its front looks at a target."""
    return math.atan2(target[1] - start[1], target[0] - start[0]) + math.pi / 2
