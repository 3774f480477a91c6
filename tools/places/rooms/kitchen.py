# SPDX-License-Identifier: MIT
"""Kitchens."""

from __future__ import annotations

import math
from typing import Any, Final

from tools.places import materials
from tools.places.camera import Taste
from tools.places.draws import Draws, Rgb
from tools.places.furniture import floor_things, hangings, lamps
from tools.places.furniture.cabinets import Look, cabinet
from tools.places.furniture.chairs import stool
from tools.places.furniture.clutter import fill
from tools.places.mesh import Mesh
from tools.places.rooms import fittings
from tools.places.rooms.dining import Setting, dining_table
from tools.places.rooms.kitchen_units import Kit, build_run
from tools.places.rooms.lighting import ceiling_lights, finish_light
from tools.places.rooms.openings import door, window, window_row
from tools.places.rooms.room import WALLS, Room
from tools.places.rooms.shell import build_shell
from tools.places.rooms.view import take_picture
from tools.places.stage import Stage

_ISLAND_THINGS: Final = ("bowl", "flowers", "board", "bottle", "books", "cup", "plant", "plate")
_TABLE_THINGS: Final = ("flowers", "bowl", "cup", "bottle", "books", "paper")


def build(stage: Stage, draws: Draws) -> None:
    """A room with units along one or two walls, and an island or a table."""
    size = (draws.between(3.2, 5.2), draws.between(3.2, 5), draws.between(2.4, 2.8))
    room = Room(stage, draws, size, "paint", draws.choice(["tiles", "tiles", "planks", "lino"]))
    front, upper, top, handle, style = _draw_materials(draws)
    steel, dark = materials.plain((0.55, 0.55, 0.56), 0.25, 1.0), materials.plain((0.015, 0.015, 0.017), 0.12, 0, 0.6)
    runs: tuple[str, ...] = draws.choice([("n",), ("n", "e"), ("n", "w"), ("n", "e")])
    window_at = draws.between(1.2, room.width - 1.2)
    over_sink = draws.chance(0.6)
    _build_shell(room, runs, window_at, over_sink=over_sink)
    splash = draws.choice(_splashbacks(draws, top))
    kit = Kit(front, upper, top, handle, style, steel, dark, splash)
    sink_at = window_at if over_sink else draws.between(0.9, room.width - 0.9)
    targets = [build_run(room, wall, runs, sink_at, kit) for wall in runs]
    _fill_middle(room, kit)
    _decorate(room)
    lamp = draws.choice(["spots", "dome", "pendant", "spots"])
    ceiling_lights(room, lamp, on=room.ceiling_is_lit(0.6))
    finish_light(room)
    take_picture(room, targets, (1.2, 1.75), 2.3, 0.6, Taste((62, 84), want="worktop"))


def _draw_materials(draws: Draws) -> tuple[Any, Any, Any, Any, str]:
    """Fronts, wall cupboards, worktop, handles, style of the fronts."""

    def painted() -> Any:
        blue = ((0.5, 0.65), (0.3, 0.6), (0.2, 0.5))
        colours = [(0.82, 0.81, 0.78), draws.pastel(), draws.muted(), (0.04, 0.045, 0.05), draws.hsv(*blue)]
        return materials.plain(draws.choice(colours), draws.between(0.15, 0.45))

    def wooden() -> Any:
        return materials.wood(draws, axis=2)

    front = draws.choice([painted, wooden])()
    upper = front if draws.chance(0.65) else wooden()
    stones: list[Rgb] = [(0.05, 0.05, 0.055), (0.75, 0.74, 0.72), (0.35, 0.33, 0.3)]
    tops = [
        materials.wood(draws),
        materials.tiles(draws, draws.choice(stones), width=3, height=3, roughness=0.12, gap=0),
        materials.plain((0.12, 0.12, 0.125), 0.25),
        materials.plain((0.8, 0.8, 0.78), 0.2),
    ]
    top = draws.choice(tops)
    return front, upper, top, materials.metal(draws), draws.choice(["flat", "shaker", "shaker"])


def _build_shell(room: Room, runs: tuple[str, ...], window_at: float, *, over_sink: bool) -> None:
    draws = room.draws
    if over_sink:
        width, high = draws.between(0.9, 1.4), draws.between(1.9, 2.1)
        window(room, "n", window_at, width, 1.08, high, draws.choice(["none", "blind", "none"]))
    others = [wall for wall in "esw" if wall not in runs]
    if not over_sink or draws.chance(0.5):
        wall, count = draws.choice(others), draws.choice([1, 2])
        window_row(room, wall, count, draws.between(1, 1.6), draws.between(0.1, 1), 2.1)
    wall = draws.choice(others)
    for _ in range(20):
        u = draws.between(0.7, room.length[wall] - 0.7)
        if not any(opening.left - 0.6 < u < opening.right + 0.6 for opening in room.openings[wall]):
            door(room, wall, u, leaf=draws.chance(0.5))
            break
    build_shell(room, cornice=draws.choice([None, 0.06]))


def _splashbacks(draws: Draws, top: Any) -> list[Any]:
    colours = [(0.82, 0.82, 0.8), draws.pastel(), draws.muted()]
    white = draws.choice(colours)
    metro = materials.tiles(draws, white, width=0.15, height=0.075, roughness=0.1, offset=0.5, gap=0.003)
    pale = draws.pastel()
    small = materials.tiles(draws, pale, width=0.1, height=0.1, roughness=0.1, gap=0.003, variation=0.4)
    vivid = draws.vivid()
    bright = materials.tiles(draws, vivid, width=0.12, height=0.12, roughness=0.12, gap=0.003, variation=0.4)
    return [metro, small, bright, materials.brick(draws), top]


def _fill_middle(room: Room, kit: Kit) -> None:
    """An island, a table, or nothing."""
    draws = room.draws
    kind = draws.random()
    if kind < 0.4 and room.depth > 3.4:
        width, depth = draws.between(1.3, min(2.2, room.width - 2)), draws.between(0.7, 0.9)
        if width > 1:
            _island(room, kit, width, depth)
    elif kind < 0.8:
        is_round = draws.chance(0.4)
        x, y = draws.between(1.2, room.width - 1.2), draws.between(1.0, max(1.1, room.depth - 2.0))
        size = (0.9, 0.9) if is_round else (draws.between(0.9, 1.4), 0.75)
        turn, laid = draws.choice([0, math.pi / 2]), draws.chance(0.3)
        setting = Setting(*size, turn=turn, is_round=is_round, laid=laid, ends=False, things=_TABLE_THINGS)
        dining_table(room, x, y, setting)


def _island(room: Room, kit: Kit, width: float, depth: float) -> None:
    draws, stage = room.draws, room.stage
    x, y = room.width / 2, room.depth * 0.42
    front = kit.front if draws.chance(0.5) else materials.wood(draws)
    look = Look(front=front, top=kit.top, handle=kit.handle, style=kit.style)
    stage.put(cabinet(draws, width, depth, 0.88, 3, 1, look), (x, y, 0), turn=math.pi)
    mesh = Mesh()
    fill(mesh, draws, (width, depth), 0, _ISLAND_THINGS, draws.randrange(3, 7))
    stage.put(mesh.build("clutter"), (x, y, 0.915))
    seat = stool(draws)
    count = int(width / 0.55)
    for i in range(count):
        place = (x - width / 2 + width * (i + 0.5) / count, y - depth / 2 - draws.between(0.12, 0.3), 0)
        stage.put(seat, place, turn=draws.between(0, 1))
    room.occupied.append((x - width / 2, y - depth / 2 - 0.5, x + width / 2, y + depth / 2))
    lamp = lamps.pendant(draws, room.height - 1.75)
    for i in range(2):
        at = x + (i - 0.5) * width * 0.5
        stage.put(lamp, (at, y, room.height))
        stage.light("POINT", (at, y, 1.4), 14, room.lamp_colour, 0.05)


def _decorate(room: Room) -> None:
    draws = room.draws
    fittings.mount_radiators(room)
    fittings.hang_pictures(room, draws.randrange(2, 5))
    wall = draws.choice(WALLS)
    u = room.take(wall, 0.4, 1.7, 2.1, 0.05)
    if u:
        room.on_wall(hangings.clock(draws), wall, u, 1.9)
    fittings.mount_switches(room)
    fittings.stand_plants(room, draws.randrange(0, 2))
    spot = room.floor_spot(0.3, 0.3, 0)
    if spot:
        room.stage.put(floor_things.waste_bin(draws), (*spot, 0))
