# SPDX-License-Identifier: MIT
"""Dining rooms."""

from __future__ import annotations

import math
from typing import Any, Final

from tools.places import materials
from tools.places.camera import Taste
from tools.places.draws import Draws, Rgb
from tools.places.furniture import floor_things, lamps
from tools.places.furniture.cabinets import cabinet
from tools.places.furniture.clutter import fill
from tools.places.furniture.shelves import bookshelf
from tools.places.mesh import Mesh
from tools.places.rooms import fittings
from tools.places.rooms.dining import Setting, dining_table
from tools.places.rooms.lighting import finish_light
from tools.places.rooms.openings import door, window_row
from tools.places.rooms.room import WALLS, Room
from tools.places.rooms.shell import build_shell
from tools.places.rooms.view import take_picture
from tools.places.stage import Stage

_SIDEBOARD_THINGS: Final = (
    *("vase", "bottle", "plant", "flowers", "lamp"),
    *("bowl", "candle", "bottle", "glass"),
)


def build(stage: Stage, draws: Draws) -> None:
    """A room with a dining table in its middle and three pieces at its walls."""
    size = (draws.between(3.8, 5.6), draws.between(3.8, 5.6), draws.between(2.5, 3.2))
    walls = draws.choice(["paint", "paint", "paper"])
    room = Room(stage, draws, size, walls, draws.choice(["planks", "planks", "tiles", "carpet"]))
    _build_shell(room)
    x, y = room.width / 2 + draws.between(-0.3, 0.3), room.depth / 2 + draws.between(-0.3, 0.3)
    setting = _draw_setting(room)
    dining_table(room, x, y, setting)
    if draws.chance(0.6):
        rug = floor_things.rug(draws, setting.width + 1.2, setting.depth + 1.2, is_round=setting.is_round)
        stage.put(rug, (x, y, 0), turn=setting.turn)
    _furnish(room)
    fittings.mount_radiators(room)
    fittings.hang_pictures(room, draws.randrange(4, 8))
    fittings.mount_switches(room)
    fittings.stand_plants(room, draws.randrange(1, 3))
    _light_table(room, (x, y), setting)
    finish_light(room)
    take_picture(room, [(x, y, 0.85)], (1.15, 1.75), 1.8, 0.45, Taste((58, 78), want="table"))


def _build_shell(room: Room) -> None:
    draws = room.draws
    wall = draws.choice("news")
    count, width, low = draws.choice([1, 2, 2]), draws.between(1.1, 2), draws.between(0.05, 0.95)
    window_row(room, wall, count, width, low, draws.between(2.1, room.height - 0.2))
    entrance = draws.choice([other for other in WALLS if other != wall])
    at = draws.between(0.8, room.length[entrance] - 0.8)
    door(room, entrance, at, leaf=draws.chance(0.5))
    accents, cornice = fittings.accent_wall(room), draws.choice([None, 0.06, 0.12])
    dado = None
    if draws.chance(0.3):
        colours: list[Rgb] = [(0.8, 0.79, 0.75), draws.muted()]
        dado = materials.paint(draws, draws.choice(colours))
    build_shell(room, accents, dado=dado, cornice=cornice)


def _draw_setting(room: Room) -> Setting:
    draws = room.draws
    is_round = draws.chance(0.25)
    if is_round:
        width = depth = draws.between(1.1, 1.5)
    else:
        width, depth = draws.between(1.5, 2.3), draws.between(0.85, 1.1)
    seats: list[Any] = [
        None,
        materials.fabric(draws, draws.muted()),
        materials.leather(draws.hsv((0.02, 0.1), (0.2, 0.7), (0.1, 0.6))),
        materials.fabric(draws, draws.pastel()),
    ]
    seat = draws.choice(seats)
    cloth = _tablecloth(draws) if draws.chance(0.3) else None
    return Setting(
        width,
        depth,
        turn=0 if room.width > room.depth else math.pi / 2,
        is_round=is_round,
        laid=draws.chance(0.85),
        seat=seat,
        cloth=None if is_round else cloth,
    )


def _tablecloth(draws: Draws) -> Any:
    first, second = draws.pastel(), draws.vivid()
    return materials.fabric(draws, first, second, draws.choice([None, "check", "stripe", "spots"]), 2)


def _furnish(room: Room) -> None:
    """Three pieces, each at the first wall that has room for it."""
    draws = room.draws
    walls = list(WALLS)
    for name in draws.sample(["side", "side", "shelf", "glass", "fire", "console"], 3):
        draws.shuffle(walls)
        for wall in walls:
            if name in ("side", "console"):
                stands = _sideboard(room, wall)
            elif name == "fire":
                stands = room.stand(floor_things.fireplace(draws), wall) is not None
            else:
                width, height = draws.between(0.8, 1.5), draws.between(1.6, 2.2)
                prop = bookshelf(draws, width, height, 0.3 if name == "glass" else 0.8)
                stands = room.stand(prop, wall) is not None
            if stands:
                break


def _sideboard(room: Room, wall: str) -> bool:
    draws = room.draws
    width, height = draws.between(1.1, 1.8), draws.between(0.75, 0.95)
    prop = cabinet(draws, width, 0.42, height, draws.choice([2, 3, 4]), draws.choice([1, 1, 3]))
    u = room.stand(prop, wall)
    if u is None:
        return False
    mesh = Mesh()
    fill(mesh, draws, (width, 0.34), 0, _SIDEBOARD_THINGS, draws.randrange(4, 9))
    room.on_wall(mesh.build("clutter"), wall, u, height, 0.23)
    return True


def _light_table(room: Room, centre: tuple[float, float], setting: Setting) -> None:
    """A chandelier or pendants above the table."""
    draws, stage, (x, y) = room.draws, room.stage, centre
    on = room.is_night or draws.chance(0.6)
    if draws.chance(0.35):
        stage.put(lamps.chandelier(draws, room.height - 1.75), (x, y, room.height))
        power = (60 if room.is_night else 25) * on
        stage.light("POINT", (x, y, 1.95), power, room.lamp_colour, 0.2)
        return
    count = 1 if setting.is_round else draws.choice([1, 2, 3])
    prop = lamps.pendant(draws, room.height - draws.between(1.75, 1.95), on=on)
    watts = (70 if room.is_night else 25) / count * on
    for i in range(count):
        along = (i - (count - 1) / 2) * setting.width / count
        at = (x + along * math.cos(setting.turn), y + along * math.sin(setting.turn))
        stage.put(prop, (*at, room.height))
        stage.light("POINT", (*at, 1.5), watts, room.lamp_colour, 0.06)
