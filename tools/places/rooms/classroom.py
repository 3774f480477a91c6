# SPDX-License-Identifier: MIT
"""Classrooms."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

from tools.places import materials
from tools.places.camera import Place, Taste
from tools.places.draws import Draws, grey, hex_rgb
from tools.places.furniture import floor_things, hangings
from tools.places.furniture.boards import board
from tools.places.furniture.cabinets import cabinet
from tools.places.furniture.chairs import chair, office_chair, school_chair
from tools.places.furniture.clutter import fill
from tools.places.furniture.shelves import bookshelf
from tools.places.furniture.tables import table
from tools.places.mesh import Mesh
from tools.places.prop import Prop
from tools.places.rooms import fittings
from tools.places.rooms.lighting import ceiling_lights, finish_light
from tools.places.rooms.openings import door, window_row
from tools.places.rooms.room import Room
from tools.places.rooms.shell import build_shell
from tools.places.rooms.view import take_picture
from tools.places.stage import Stage

_TEACHER_THINGS: Final = ("books", "laptop", "paper", "cup", "books", "plant", "box")
_PUPIL_THINGS: Final = ("books", "paper", "paper", "cup", "books", "bottle", "box", "laptop")


def build(stage: Stage, draws: Draws) -> None:
    """A room with a board, rows or groups of desks, windows on one side and pictures on the other."""
    size = (draws.between(5.8, 8.2), draws.between(6.2, 8.6), draws.between(2.7, 3.4))
    walls = draws.choice(["paint", "paint", "paint", "brick"])
    floor = draws.choice(["lino", "planks", "tiles", "lino", "carpet"])
    room = Room(stage, draws, size, walls, floor, office=True)
    room.style.cover = draws.choice(["blind", "none", "curtain", "blind"])
    bright = draws.choice("ew")
    inner = "w" if bright == "e" else "e"
    count, width = draws.choice([2, 3, 4]), draws.between(1.4, 2.2)
    window_row(room, bright, count, width, draws.between(0.85, 1.1), draws.between(2.2, room.height - 0.25))
    door(room, inner, room.length[inner] * (0.85 if inner == "w" else 0.12))
    build_shell(room, dado=materials.paint(draws, draws.muted()) if draws.chance(0.35) else None)
    board_at = _mount_board(room)
    _teachers_place(room)
    _desks(room)
    _cupboards(room, inner)
    _decorate_walls(room, inner)
    ceiling_lights(room, draws.choice(["tubes", "tubes", "panels"]), on=room.ceiling_is_lit(0.7))
    finish_light(room)
    targets: list[Place] = [(board_at, room.depth - 0.3, 1.2)]
    if not draws.chance(0.6):
        beside = room.width * (0.15 if inner == "w" else 0.85)
        targets = [(room.width * 0.5, 1.5, 0.9), (beside, room.depth * 0.4, 1.1)]
    take_picture(room, targets, (1.25, 2.1), 3.8, 0.9, Taste((60, 82), want="desk", keep_blank=0.42))


def _mount_board(room: Room) -> float:
    """The board, and now and then a screen above it; returns its place along the wall."""
    draws = room.draws
    width = draws.between(2.6, min(4.5, room.width - 1.5))
    at = room.width / 2 + draws.between(-0.4, 0.4)
    room.take("n", width + 0.2, 0.75, 2.3, 0.1, at)
    room.on_wall(board(draws, width, 1.2), "n", at, 1.55, 0, tag="board")
    if draws.chance(0.4) and room.height > 2.9:
        case = Mesh().box((-0.9, -0.1, -0.08), (0.9, 0, 0), materials.plain(grey(0.8), 0.4))
        room.on_wall(case.build("screen"), "n", at, room.height - 0.1)
    return at


def _teachers_place(room: Room) -> None:
    draws, stage, depth = room.draws, room.stage, room.depth
    x = room.width / 2 + draws.choice([-1, 1]) * draws.between(0.8, 1.8)
    stage.put(table(draws, 1.4, 0.7), (x, depth - 1.35, 0), turn=math.pi)
    mesh = Mesh()
    fill(mesh, draws, (1.3, 0.6), 0, _TEACHER_THINGS, 6)
    stage.put(mesh.build("clutter"), (x, depth - 1.35, 0.74))
    swivel = draws.chance(0.5)
    prop = office_chair(draws, materials.fabric(draws, draws.muted())) if swivel else chair(draws)
    stage.put(prop, (x + 0.1, depth - 0.8, 0), turn=draws.between(-0.4, 0.4))
    room.occupied.append((x - 0.8, depth - 1.8, x + 0.8, depth - 0.5))
    room.occupied.append((0, depth - 2, room.width, depth - 0.6))


def _desks(room: Room) -> None:
    """Desks for one or two, in rows or turned to each other in groups."""
    draws, stage = room.draws, room.stage
    double = draws.chance(0.6)
    width = 1.25 if double else 0.65
    tops = [materials.wood(draws), materials.plain(draws.pastel(), 0.3), materials.wood(draws, hex_rgb("d8b98a"))]
    top, leg = draws.choice(tops), materials.metal(draws)
    desk = table(draws, width, 0.5, 0.74, top, leg, draws.choice(["four", "frame", "taper"]))
    chairs = _chairs(draws, leg)
    step_x, step_y = width + draws.between(0.45, 0.7), draws.between(1.15, 1.4)
    columns, rows = int((room.width - 1.2) / step_x), int((room.depth - 2.75) / step_y)
    in_groups = draws.choice(["rows", "rows", "groups"]) == "groups"
    clutter = [_clutter(draws, width) for _ in range(5)]
    bag = floor_things.backpack(draws)
    for i in range(columns):
        for j in range(rows):
            x = room.width / 2 + (i - (columns - 1) / 2) * step_x + draws.gauss(0, 0.03)
            y = 0.9 + j * step_y + draws.gauss(0, 0.03)
            turned = in_groups and j % 2 == 1
            if turned:
                y -= step_y - 0.52
            stage.put(desk, (x, y, 0), turn=draws.gauss(0, 0.03), tag="desk")
            things = draws.choice(clutter)
            if things and draws.chance(0.55):
                stage.put(things, (x, y, 0.74), turn=draws.choice([0, math.pi]))
            for seat in (-0.3, 0.3) if double else (0,):
                if draws.chance(0.95):
                    _put_chair(room, chairs, x + seat, y, turned=turned)
            if draws.chance(0.12):
                stage.put(bag, (x + width / 2 + 0.12, y - 0.2, 0), turn=draws.between(0, 6))


def _chairs(draws: Draws, leg: Any) -> list[Prop]:
    """Chairs of one or two colours, or wooden ones."""
    shells = [materials.plain(draws.vivid() if draws.chance(0.5) else draws.muted(), 0.35)]
    if draws.chance(0.3):
        shells.append(materials.plain(draws.vivid(), 0.35))
    wooden = draws.chance(0.25)
    return [chair(draws, "slat") if wooden else school_chair(shell, leg) for shell in shells]


def _clutter(draws: Draws, width: float) -> Prop | None:
    mesh = Mesh()
    fill(mesh, draws, (width, 0.45), 0, _PUPIL_THINGS, draws.randrange(1, 4))
    return mesh.build("clutter") if mesh.parts else None


def _put_chair(room: Room, chairs: Sequence[Prop], x: float, y: float, *, turned: bool) -> None:
    draws = room.draws
    side, back = (1, 0.0) if turned else (-1, math.pi)
    prop = draws.choice(chairs)
    place = (x + draws.gauss(0, 0.04), y + side * draws.between(0.25, 0.5), 0)
    room.stage.put(prop, place, turn=back + draws.gauss(0, 0.2))


def _cupboards(room: Room, inner: str) -> None:
    draws = room.draws
    for _ in range(4):
        wall = draws.choice([inner, "s", inner, "n"])
        if draws.chance(0.65):
            room.stand(bookshelf(draws, draws.between(0.9, 1.8), draws.choice([0.9, 1.3, 1.9])), wall)
        else:
            room.stand(cabinet(draws, draws.between(0.9, 1.5), 0.45, draws.between(0.9, 1.9), 2, 1), wall)


def _decorate_walls(room: Room, inner: str) -> None:
    draws = room.draws
    fittings.mount_radiators(room)
    fittings.hang_pictures(room, draws.randrange(8, 16), "n" + inner + inner + "s", 1.3, posters=True)
    for _ in range(2):
        wall = draws.choice([inner, "s"])
        u = room.take(wall, 1.5, 1.2, 2.2, 0.05)
        if u is not None:
            room.on_wall(_pin_board(draws), wall, u)
    u = room.take("n", 0.4, 2.35, 2.75, 0.03) or room.width * 0.5
    prop = hangings.clock(draws)
    high_enough = room.height > 2.9
    room.on_wall(prop, draws.choice(["n", inner]), u if high_enough else 0.5, min(2.55, room.height - 0.25))
    fittings.stand_plants(room, 1)
    fittings.mount_switches(room)


def _pin_board(draws: Draws) -> Prop:
    """Pin board with sheets."""
    colour = draws.choice([hex_rgb("a87848"), draws.vivid(), draws.muted()])
    mesh = Mesh().box((-0.75, -0.02, 1.2), (0.75, 0, 2.2), materials.plain(colour, 0.9))
    for k in range(draws.randrange(6, 14)):
        x, z = draws.between(-0.62, 0.5), draws.between(1.25, 1.9)
        width, height = draws.between(0.12, 0.22), draws.between(0.15, 0.26)
        printed = draws.chance(0.5)
        content = materials.abstract_print(draws) if printed else materials.plain(draws.pastel(), 0.7)
        mesh.quad(hangings.upright(x, x + width, z, z + height, -0.0215 - k * 0.0003), content)
    return mesh.build("pinboard")
