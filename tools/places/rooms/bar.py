# SPDX-License-Identifier: MIT
"""The bar of a restaurant, along its northern wall."""

from __future__ import annotations

import math
from typing import Any, Final

from tools.places import materials
from tools.places.draws import Draws, hex_rgb
from tools.places.furniture import lamps, tableware
from tools.places.furniture.chairs import stool
from tools.places.furniture.clutter import fill
from tools.places.mesh import Mesh
from tools.places.prop import Prop
from tools.places.rooms.room import Room

_COUNTER_THINGS: Final = ("bottle", "glass", "plant", "flowers", "bowl", "cup", "box", "glass", "jar")
_BOTTLES: Final = ("1d3a20", "3a2412", "28443a", "c8d2d0", "101010", "8a5a20", "7a1a1a", "2a3a6a")


def build_bar(room: Room) -> float:
    """Counter, shelves of bottles, stools and lamps; returns where the room for tables ends (y)."""
    draws, stage, depth = room.draws, room.stage, room.depth
    length = draws.between(2.5, room.width - 2)
    x = draws.between(length / 2 + 0.3, room.width - length / 2 - 0.3)
    stage.put(_counter(room, x, length))
    stage.put(_bottle_shelves(room, x, length))
    room.used["n"].append((x - length / 2 - 0.1, x + length / 2 + 0.1, 0, 2.5))
    warm = room.lamp_colour
    stage.light("AREA", (x, depth - 0.4, 2.6), 35, warm, length, 0.1, towards=(0, 0.35, -1), glossy=False)
    seat = stool(draws, 0.76)
    for i in range(int(length / 0.65)):
        place = (x - length / 2 + 0.35 + i * 0.65, depth - 2.15 + draws.between(-0.1, 0.1), 0)
        stage.put(seat, place, turn=draws.between(0, 1))
    room.occupied.append((x - length / 2 - 0.1, depth - 2.4, x + length / 2 + 0.1, depth))
    lamp = lamps.pendant(draws, room.height - draws.between(2.0, 2.3))
    count = max(2, int(length / 1.1))
    for i in range(count):
        stage.put(lamp, (x - length / 2 + length * (i + 0.5) / count, depth - 1.6, room.height))
    stage.light("AREA", (x, depth - 1.6, 2.0), 30, warm, length, 0.1, glossy=False)
    return depth - 2.6


def _counter(room: Room, x: float, length: float) -> Prop:
    draws, depth = room.draws, room.depth
    front = draws.choice(_fronts(draws))
    mesh = Mesh().block((x, depth - 1.55, 0), (length, 0.5, 1.05), front)
    mesh.block((x, depth - 1.6, 1.05), (length + 0.1, 0.7, 0.05), materials.wood(draws), 0.01)
    fill(mesh, draws, (length, 0.45), 1.1, _COUNTER_THINGS, int(length * 3), (x, depth - 1.6))
    return mesh.build("bar")


def _fronts(draws: Draws) -> list[Any]:
    return [
        materials.wood(draws),
        materials.planks(draws, turn=math.pi / 2),
        materials.tiles(draws, draws.vivid(), width=0.15, height=0.075, offset=0.5),
        materials.brick(draws),
    ]


def _bottle_shelves(room: Room, x: float, length: float) -> Prop:
    draws, depth = room.draws, room.depth
    left, right = x - length / 2, x + length / 2
    mesh, wood = Mesh(), materials.wood(draws)
    for z in (1.15, 1.5, 1.85, 2.2):
        mesh.box((left, depth - 0.28, z), (right, depth - 0.01, z + 0.03), wood)
        at = left + 0.08
        kinds = [materials.plain(hex_rgb(text), 0.1, 0, 0.5) for text in _BOTTLES]
        glass = materials.glass(gloss=0.3)
        while at < right - 0.06:
            place = (at, depth - 0.14, z + 0.03)
            if draws.chance(0.75):
                kind = draws.choice(kinds)
                tableware.bottle(mesh, draws, place, kind, draws.between(0.75, 1))
            else:
                tableware.drinking_glass(mesh, place, glass, stem=draws.chance(0.5))
            at += draws.between(0.07, 0.14)
    mesh.box((left, depth - 0.5, 0), (right, depth - 0.02, 0.9), wood)
    return mesh.build("shelf")
