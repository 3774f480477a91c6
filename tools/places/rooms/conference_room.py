# SPDX-License-Identifier: MIT
"""Conference rooms."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np

from tools.places import materials
from tools.places.camera import Taste
from tools.places.draws import Draws, Rgb, grey
from tools.places.furniture import floor_things, hangings, tableware
from tools.places.furniture.boards import board, drawing, scribble
from tools.places.furniture.cabinets import Look, cabinet
from tools.places.furniture.chairs import chair, office_chair
from tools.places.furniture.clutter import fill, paper
from tools.places.furniture.tables import table
from tools.places.mesh import Mesh
from tools.places.prop import Prop
from tools.places.rooms import fittings
from tools.places.rooms.lighting import ceiling_lights, finish_light, hang_lamp
from tools.places.rooms.openings import door, window_row
from tools.places.rooms.room import Room
from tools.places.rooms.shell import build_shell
from tools.places.rooms.view import take_picture
from tools.places.stage import Stage

_VIEWS: Final = ("city", "city", "venice", "park", "dawn", "sky")
_TABLE_THINGS: Final = ("bottle", "flowers", "plant", "glass", "bowl", "box", "paper", "bottle")
_SIDEBOARD_THINGS: Final = ("bottle", "cup", "kettle", "plant", "paper", "box", "glass", "flowers")


class Seat(NamedTuple):
    """Place of a chair, and how far it is turned (radians)."""

    x: float
    y: float
    turn: float


class Group(NamedTuple):
    """Table in the middle of the room: its centre, size (m) and material, and whether it is a horseshoe."""

    x: float
    y: float
    width: float
    length: float
    top: Any
    horseshoe: bool


def build(stage: Stage, draws: Draws) -> None:
    """A room with a long table or a horseshoe, a screen or a board, and large windows."""
    size = (draws.between(4.4, 6.5), draws.between(5.6, 8.5), draws.between(2.6, 3.0))
    room = Room(stage, draws, size, "paint", draws.choice(["carpet", "carpet", "planks", "lino"]), office=True)
    inner = _build_shell(room)
    group = _furnish_middle(room)
    _front_wall(room)
    _flip_chart(room, (group.x, group.y))
    _sideboards(room, inner, group.top)
    fittings.hang_pictures(room, draws.randrange(3, 6), inner + "s")
    fittings.stand_plants(room, draws.randrange(1, 4))
    fittings.mount_switches(room)
    spot = room.floor_spot(0.3, 0.3, 0)
    if spot:
        stage.put(floor_things.waste_bin(draws), (*spot, 0))
    _light(room, group)
    finish_light(room, _VIEWS)
    target = (group.x, group.y + 0.6, 0.9)
    take_picture(room, [target], (1.2, 1.75), 2.6, 0.5, Taste((60, 80), want="table"))


def _build_shell(room: Room) -> str:
    """Walls with windows on one side; returns the wall across."""
    draws, style = room.draws, room.style
    style.cover = draws.choice(["blind", "none", "blind"])
    black, pale = materials.plain((0.05, 0.05, 0.055), 0.4), materials.plain(grey(0.8), 0.4)
    style.frame = draws.choice([black, pale, materials.plain((0.4, 0.4, 0.41), 0.3, 0.8)])
    bright = draws.choice("ew")
    inner = "w" if bright == "e" else "e"
    low = draws.choice([0.02, 0.4, 0.9])
    count, width = draws.choice([2, 3, 4]), draws.between(1.5, 2.4)
    window_row(room, bright, count, width, low, room.height - draws.between(0.1, 0.4))
    at = draws.choice([0.7, room.length[inner] - 0.7])
    door(room, inner, at, material=style.glass if draws.chance(0.3) else None)
    if draws.chance(0.6):
        white, joint = (0.8, 0.8, 0.78), grey(0.6)
        style.ceiling = materials.tiles(draws, white, joint, 0.6, 0.6, 0.9, gap=0.012, variation=0.04)
    accents = {}
    if draws.chance(0.6):
        kinds = [
            materials.wood(draws),
            materials.planks(draws),
            materials.paint(draws, draws.vivid()),
            materials.paint(draws, draws.muted()),
            materials.fabric(draws, draws.muted()),
        ]
        accents["n"] = draws.choice(kinds)
    build_shell(room, accents)
    return inner


def _furnish_middle(room: Room) -> Group:
    draws = room.draws
    length = draws.between(2.6, min(5, room.depth - 2.8))
    y = room.depth / 2 - 0.2
    x = room.width / 2 + draws.between(-0.2, 0.2)
    width = draws.between(1.1, 1.5)
    pale, black = materials.plain((0.8, 0.8, 0.78), 0.25), materials.plain(grey(0.03), 0.2)
    top = draws.choice([materials.wood(draws), materials.wood(draws), pale, black])
    leg = draws.choice([materials.metal(draws), top])
    group = Group(x, y, width, length, top, horseshoe=draws.chance(0.2) and room.width > 5)
    prop = _chair(draws)
    seats = _horseshoe(room, group, leg) if group.horseshoe else _long_table(room, group, leg)
    for seat in seats:
        room.stage.put(prop, (seat.x, seat.y, 0), turn=seat.turn + draws.gauss(0, 0.25))
    half = 2.4 if group.horseshoe else width / 2 + 0.8
    room.occupied.append((x - half, y - length / 2 - 0.8, x + half, y + length / 2 + 0.5))
    if not group.horseshoe:
        _lay_table(room, group, seats)
    return group


def _chair(draws: Draws) -> Prop:
    def of_cloth() -> Prop:
        colours = [(0.02, 0.02, 0.025), draws.muted(), draws.vivid()]
        return office_chair(draws, materials.fabric(draws, draws.choice(colours)))

    def of_leather() -> Prop:
        colours: list[Rgb] = [grey(0.015), (0.1, 0.05, 0.03), (0.5, 0.48, 0.45)]
        return office_chair(draws, materials.leather(draws.choice(colours)))

    def with_legs() -> Prop:
        style, frame = draws.choice(["tub", "shell", "pad"]), materials.metal(draws)
        return chair(draws, style, frame, materials.fabric(draws, draws.muted()))

    return draws.choice([of_cloth, of_leather, with_legs])()


def _horseshoe(room: Room, group: Group, leg: Any) -> list[Seat]:
    """Tables along three sides; returns the seats outside."""
    prop = table(room.draws, 1.6, 0.7, 0.74, group.top, leg, "frame")
    seats = []
    start = group.y - group.length / 2
    for side in (-1, 1):
        for j in range(int(group.length / 1.6)):
            y = start + 0.8 + j * 1.62
            room.stage.put(prop, (group.x + side * 1.35, y, 0), turn=math.pi / 2, tag="table")
            seats += [Seat(group.x + side * 1.95, y + along, -side * math.pi / 2) for along in (-0.4, 0.4)]
    room.stage.put(prop, (group.x, start - 0.2, 0), tag="table")
    return [*seats, *(Seat(group.x + along, start - 0.8, math.pi) for along in (-0.4, 0.4))]


def _long_table(room: Room, group: Group, leg: Any) -> list[Seat]:
    """One long table; returns the seats along it and at its southern end."""
    draws, width, length = room.draws, group.width, group.length
    mesh = Mesh()
    if draws.chance(0.5):
        along = np.linspace(-1, 1, 13)
        right = [(width / 2 * (1 - 0.22 * y * y), y * length / 2) for y in along]
        left = [(-width / 2 * (1 - 0.22 * y * y), y * length / 2) for y in along[::-1]]
        mesh.prism(right + left, group.top, 0.04, "z", 0.7)
    else:
        mesh.block((0, 0, 0.7), (width, length, 0.04), group.top, 0.01)
    for y in (-length / 3, length / 3):
        mesh.block((0, y, 0), (width * 0.5, 0.1 if draws.chance(0.5) else 0.5, 0.7), leg)
    room.stage.put(mesh.build("table"), (group.x, group.y, 0), tag="table")
    count = int(length / draws.between(0.68, 0.85))
    seats = []
    for i in range(count):
        y = group.y - length / 2 + length * (i + 0.5) / count
        for side in (-1, 1):
            x = group.x + side * (width / 2 + draws.between(0.1, 0.4))
            seats.append(Seat(x, y, -side * math.pi / 2))
    return [*seats, Seat(group.x, group.y - length / 2 - 0.35, math.pi)]


def _lay_table(room: Room, group: Group, seats: Sequence[Seat]) -> None:
    """Papers, laptops, cups and glasses at half of the seats, and things in the middle."""
    draws, mesh = room.draws, Mesh()
    glass = materials.glass(gloss=0.25)
    for seat in seats:
        if not draws.chance(0.55):
            continue
        at = ((seat.x - group.x) * 0.45, seat.y - group.y, 0.74)
        kind = draws.choice(["paper", "paper", "laptop", "cup", "glass"])
        if kind == "laptop":
            tableware.laptop(mesh, draws, at, seat.turn + math.pi + draws.between(-0.2, 0.2) + math.pi)
        elif kind == "paper":
            paper(mesh, draws, at, 2)
        elif kind == "cup":
            tableware.cup(mesh, draws, at, materials.plain(grey(0.85), 0.2))
        if draws.chance(0.5):
            tableware.drinking_glass(mesh, (at[0] * 0.6, at[1] + 0.15, 0.74), glass)
    fill(mesh, draws, (0.4, group.length * 0.8), 0.74, _TABLE_THINGS, draws.randrange(3, 8))
    room.stage.put(mesh.build("clutter"), (group.x, group.y, 0))


def _front_wall(room: Room) -> None:
    """A screen with a picture, a slide or nothing on it, or a whiteboard."""
    draws, middle = room.draws, room.width / 2
    if draws.random() >= 0.55:
        room.take("n", 2.6, 0.7, 2.3, 0.1, middle)
        room.on_wall(board(draws, 2.4, 1.2, "white"), "n", middle, 1.5)
        return
    width = draws.between(1.4, 2.2)
    room.take("n", width + 0.2, 0.8, 2.3, 0.1, middle)
    view = fittings.photograph(room.stage, draws, draws.between(1, 2))
    content = draws.choice([view, materials.plain(grey(0.01), 0.06, 0, 1), None])
    if content is None:
        room.on_wall(_slide(draws, width), "n", middle, 1.0, 0)
    else:
        room.on_wall(hangings.television(width, content), "n", middle, 1.0, 0.05)


def _slide(draws: Draws, width: float) -> Prop:
    """A screen that shows text and a drawing."""
    x = width / 2
    mesh = Mesh().box((-x, -0.04, 0), (x, 0, width * 0.57), materials.plain(grey(0.02), 0.3))
    corners = hangings.upright(-x + 0.02, x - 0.02, 0.02, width * 0.55, -0.041)
    mesh.quad(corners, materials.emission((0.8, 0.85, 0.95), 1.6))
    ink = materials.emission(draws.vivid(), 1.2)
    scribble(mesh, draws, (-x + 0.1, width * 0.1, 0.15, width * 0.5), ink, -0.043, 0.05)
    second = materials.emission(draws.vivid(), 1.2)
    drawing(mesh, draws, (width * 0.15, 0.2), width * 0.25, second, -0.043)
    return mesh.build("screen")


def _flip_chart(room: Room, target: tuple[float, float]) -> None:
    draws = room.draws
    if not draws.chance(0.55):
        return
    spot = room.floor_spot(0.7, 0.7, 0)
    if not spot:
        return
    mesh, steel = Mesh(), materials.metal(draws)
    for s in (-1, 1):
        mesh.tube([(s * 0.38, -0.1, 0), (s * 0.3, 0, 1.8)], 0.014, steel)
    mesh.tube([(0, 0.4, 0), (0, 0.03, 1.8)], 0.014, steel)
    mesh.box((-0.35, -0.02, 0.85), (0.35, 0.01, 1.85), materials.plain(grey(0.85), 0.6))
    scribble(mesh, draws, (-0.3, 0.3, 0.95, 1.8), materials.plain(draws.vivid(), 0.7), -0.022, 0.06)
    room.stage.put(mesh.build("flipchart"), (*spot, 0), turn=fittings.facing(spot, target))


def _sideboards(room: Room, inner: str, top: Any) -> None:
    draws = room.draws
    for _ in range(2):
        wall = draws.choice([inner, "s"])
        width = draws.between(1.2, 2)
        u = room.stand(cabinet(draws, width, 0.42, 0.78, 3, 1, Look(front=draws.choice([top, None]))), wall)
        if u is not None:
            mesh = Mesh()
            fill(mesh, draws, (width, 0.34), 0, _SIDEBOARD_THINGS, 6)
            room.on_wall(mesh.build("clutter"), wall, u, 0.78, 0.23)


def _light(room: Room, group: Group) -> None:
    draws = room.draws
    kind = draws.choice(["panels", "panels", "spots", "line", "tubes"])
    if kind != "line":
        ceiling_lights(room, kind, on=room.ceiling_is_lit(0.75))
        return
    length = group.length
    mesh = Mesh().block((0, 0, -0.5), (0.09, length, 0.07), materials.plain(grey(0.05), 0.4))
    mesh.block((0, 0, -0.505), (0.07, length - 0.05, 0.02), materials.emission((1, 0.95, 0.88), 8))
    for y in (-length / 3, length / 3):
        mesh.cylinder((0, y, -0.45), 0.004, 0.45, materials.plain(grey(0.3), 0.4))
    room.stage.put(mesh.build("light"), (group.x, group.y, room.height))
    watts = 14 * room.width * room.depth * (0.9 if room.is_night else 0.45)
    hang_lamp(room, (group.x, group.y, room.height - 0.54), watts, 0.1, length)
