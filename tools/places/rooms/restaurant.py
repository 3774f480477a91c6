# SPDX-License-Identifier: MIT
"""Restaurants."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any, Final

from tools.places import materials
from tools.places.camera import Taste
from tools.places.draws import Draws, grey
from tools.places.furniture import lamps
from tools.places.furniture.boards import board
from tools.places.furniture.plants import plant
from tools.places.mesh import Mesh
from tools.places.prop import Prop
from tools.places.rooms import fittings
from tools.places.rooms.bar import build_bar
from tools.places.rooms.dining import Setting, dining_table
from tools.places.rooms.lighting import ceiling_lights, finish_light
from tools.places.rooms.openings import door, window_row
from tools.places.rooms.room import RESTAURANT_LIGHTS, WALLS, Room
from tools.places.rooms.shell import build_shell
from tools.places.rooms.view import take_picture
from tools.places.stage import Stage

_VIEWS: Final = ("city", "venice", "park", "esplanade", "lobby")
_TABLE_THINGS: Final = ("candle", "bottle", "flowers", "glass", "vase", "box")
_LIT_TABLES: Final = 8
"""Tables whose lamps shine; more lamps would only cost time."""


def build(stage: Stage, draws: Draws) -> None:
    """A large room with many tables, most with a bar or with benches along a wall."""
    size = (draws.between(7, 11), draws.between(7, 11), draws.between(2.9, 4))
    walls = draws.choice(["paint", "brick", "paint", "paper"])
    room = Room(stage, draws, size, walls, draws.choice(["planks", "tiles", "planks", "concrete", "tiles"]))
    room.choose_light(RESTAURANT_LIGHTS)
    room.style.cover = draws.choice(["none", "curtain", "none", "blind"])
    _build_shell(room)
    north = build_bar(room) if draws.chance(0.7) else room.depth - 0.5
    side = draws.choice("ew")
    setting, seat = _draw_setting(draws)
    if draws.chance(0.55):
        _benches(room, side, seat)
    _tables(room, setting, north)
    _decorate(room)
    if not draws.chance(0.3):
        ceiling_lights(room, draws.choice(["spots", "dome", "spots"]), on=room.ceiling_is_lit(0.5))
    finish_light(room, _VIEWS)
    targets = [(room.width / 2, room.depth / 2, 0.95), (room.width / 2, room.depth * 0.75, 1.1)]
    take_picture(room, targets, (1.25, 1.75), 2.8, 1.2, Taste((56, 78), want="table", near=1.1))


def _build_shell(room: Room) -> None:
    draws, style = room.draws, room.style
    wall = draws.choice("esw")
    count, width, low = draws.choice([2, 3, 4]), draws.between(1.5, 2.6), draws.between(0.05, 0.9)
    window_row(room, wall, count, width, low, draws.between(2.3, room.height - 0.3))
    entrance = draws.choice([other for other in "esw" if other != wall])
    door(room, entrance, draws.between(1, room.length[entrance] - 1), 1.0, 2.2)
    if draws.chance(0.35):
        boards, black = materials.planks(draws), materials.paint(draws, (0.05, 0.05, 0.055))
        style.ceiling = draws.choice([boards, black, materials.paint(draws, draws.muted())])
    accents = fittings.accent_wall(room)
    panels = materials.planks(draws, turn=math.pi / 2)
    dado = draws.choice([None, None, panels, materials.paint(draws, draws.vivid())])
    build_shell(room, accents, dado=dado)
    if draws.chance(0.4):
        wood, mesh = materials.wood(draws), Mesh()
        for i in range(int(room.depth / 1.3)):
            low_corner, high_corner = (0, 0.6 + i * 1.3, room.height - 0.22), (room.width, 0.78 + i * 1.3, room.height)
            mesh.box(low_corner, high_corner, wood)
        room.stage.put(mesh.build("ceiling"))


def _draw_setting(draws: Draws) -> tuple[Setting, Any]:
    """What all tables have in common, without their size, and the cover of the seats."""
    top, frame = materials.wood(draws), materials.wood(draws)
    seats: list[Any] = [
        None,
        materials.fabric(draws, draws.vivid()),
        materials.leather(draws.hsv((0, 1), (0.3, 0.8), (0.1, 0.5))),
        materials.leather(grey(0.02)),
    ]
    seat = draws.choice(seats)
    style = draws.choice(["slat", "ladder", "cross", "pad", "shell", "tub"])
    return Setting(0, 0, frame=frame, style=style, seat=seat, top=top, ends=False, things=_TABLE_THINGS), seat


def _benches(room: Room, wall: str, cover: Any) -> None:
    """Upholstered benches along a wall."""
    draws = room.draws
    cover = cover or materials.leather(draws.hsv((0, 1), (0.4, 0.9), (0.15, 0.5)))
    mesh, length, count = Mesh(), 1.15, 5
    mesh.soft((0, 0.22, 0.12), (length, 0.5, 0.34), cover, 0.07)
    for i in range(count):
        foot = (-length / 2 + length * (i + 0.5) / count, 0.4, 0.4)
        mesh.soft(foot, (length / count, 0.14, 0.7), cover, 0.06, 8)
    prop = mesh.build("booth")
    for i in range(int((room.length[wall] - 3) / 1.2)):
        u = 0.8 + i * 1.2
        if room.is_free(wall, u - 0.57, u + 0.57, 0, 0.9, 0.6):
            room.take(wall, 1.14, 0, 1.1, 0.6, u)
            room.on_wall(prop, wall, u, 0, 0.5)


def _tables(room: Room, setting: Setting, north: float) -> None:
    """Rows of tables from the southern wall to `north`, most with a lamp above."""
    draws = room.draws
    size = draws.choice([0.75, 0.8, 0.9])
    cloth = _tablecloth(draws) if draws.chance(0.35) else None
    step_x, step_y = draws.between(1.8, 2.3), draws.between(1.8, 2.2)
    columns, rows = int((room.width - 0.6) / step_x), int((north - 0.6) / step_y)
    lamp = lamps.pendant(draws, room.height - draws.between(1.7, 2.1))
    places = []
    for i in range(columns):
        for j in range(rows):
            x = room.width / 2 + (i - (columns - 1) / 2) * step_x + draws.gauss(0, 0.08)
            y = 0.5 + north / 2 + (j - (rows - 1) / 2) * step_y + draws.gauss(0, 0.08)
            if y > north - 0.6 or draws.chance(0.06):
                continue
            places.append((x, y))
    is_round = draws.chance(0.3)
    setting = replace(setting, depth=size, is_round=is_round, cloth=None if is_round else cloth)
    occupied = list(room.occupied)
    lit = 0
    for x, y in places:
        is_long = (not is_round) and draws.chance(0.25)
        turn, laid = draws.choice([0, math.pi / 2]) + draws.gauss(0, 0.04), draws.chance(0.7)
        dining_table(room, x, y, replace(setting, width=size * (1.55 if is_long else 1), turn=turn, laid=laid))
        if draws.chance(0.6):
            lit += _hang_over(room, lamp, x, y, shines=lit < _LIT_TABLES)
    room.occupied = occupied


def _tablecloth(draws: Draws) -> Any:
    colour = draws.choice([(0.8, 0.8, 0.78), draws.pastel(), draws.vivid()])
    second = draws.pastel()
    return materials.fabric(draws, colour, second, draws.choice([None, None, "check", "stripe"]), 3)


def _hang_over(room: Room, lamp: Prop, x: float, y: float, *, shines: bool) -> bool:
    room.stage.put(lamp, (x, y, room.height))
    if shines:
        room.stage.light("POINT", (x, y, 1.45), 16 if room.is_night else 7, room.lamp_colour, 0.06)
    return shines


def _decorate(room: Room) -> None:
    draws = room.draws
    wall = draws.choice("ew")
    u = room.take(wall, 1.3, 1.2, 2.2, 0.05)
    if u is not None:
        room.on_wall(board(draws, 1.2, 0.9, "black"), wall, u, 1.75)
    fittings.hang_pictures(room, draws.randrange(6, 12), low=1.35)
    for _ in range(draws.randrange(2, 6)):
        wall = draws.choice(WALLS)
        place = room.at_wall(wall, draws.between(0.4, room.length[wall] - 0.4), 0.35)
        room.stage.put(plant(draws, draws.between(0.9, 2)), (place.x, place.y, 0))
