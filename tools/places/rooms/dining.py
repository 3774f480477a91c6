# SPDX-License-Identifier: MIT
"""A table with chairs, laid or not."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from tools.places import materials
from tools.places.furniture import tableware
from tools.places.furniture.chairs import chair
from tools.places.furniture.clutter import fill
from tools.places.furniture.tables import table
from tools.places.mesh import Mesh
from tools.places.prop import Prop
from tools.places.rooms.room import Room

_CENTREPIECES: Final = ("flowers", "bowl", "candle", "bottle", "vase", "bottle")


@dataclass(frozen=True)
class Setting:
    """A table: size (m), shape and what belongs to it. Materials that are not given are drawn.

    Args:
        width: Width or diameter.
        depth: Depth.
        turn: How far it is turned (radians).
        is_round: Whether it is round.
        laid: Whether plates and glasses are on it.
        frame: Material of the chairs.
        style: Style of the chairs.
        seat: Material of their seats.
        top: Material of the table.
        cloth: Material of a tablecloth, if there is one.
        ends: Whether chairs may stand at its ends.
        things: What may stand in its middle.
    """

    width: float
    depth: float
    turn: float = 0.0
    is_round: bool = False
    laid: bool = True
    frame: Any = None
    style: str | None = None
    seat: Any = None
    top: Any = None
    cloth: Any = None
    ends: bool = True
    things: Sequence[str] = _CENTREPIECES


def dining_table(room: Room, x: float, y: float, setting: Setting) -> None:
    """Stand a table with its chairs at a place and reserve the floor."""
    draws, stage = room.draws, room.stage
    width, depth, turn = setting.width, setting.depth, setting.turn
    prop = table(draws, width, depth, 0.75, setting.top, is_round=setting.is_round)
    stage.put(prop, (x, y, 0), turn=turn, tag="table")
    frame = setting.frame or materials.wood(draws)
    seat = chair(draws, setting.style, frame, setting.seat)
    places = (_chairs_around if setting.is_round else _chairs_along)(room, (x, y), setting, seat)
    mesh = Mesh()
    z = 0.0
    if setting.cloth:
        _spread_cloth(mesh, setting)
        z = 0.005
    if setting.laid:
        _lay(mesh, room, places, z)
    fill(mesh, draws, (width * 0.6, depth * 0.35), z, setting.things, draws.randrange(1, 5))
    if mesh.parts:
        stage.put(mesh.build("clutter"), (x, y, 0.75), turn=turn)
    along_x = abs(math.sin(turn)) < 0.5
    half_x, half_y = (width / 2 + 0.5, depth / 2 + 0.5) if along_x else (depth / 2 + 0.5, width / 2 + 0.5)
    room.occupied.append((x - half_x, y - half_y, x + half_x, y + half_y))


def _put_chair(
    room: Room, centre: tuple[float, float], setting: Setting, prop: Prop, at: tuple[float, float, float]
) -> None:
    """A chair at (x, y, turn) relative to its table, not quite straight."""
    draws, (c, s) = room.draws, (math.cos(setting.turn), math.sin(setting.turn))
    x, y = at[0] + draws.gauss(0, 0.04), at[1] + draws.gauss(0, 0.05)
    turn = at[2] + draws.gauss(0, 0.12)
    place = (centre[0] + x * c - y * s, centre[1] + x * s + y * c, 0)
    room.stage.put(prop, place, turn=setting.turn + turn)


def _chairs_around(room: Room, centre: tuple[float, float], setting: Setting, prop: Prop) -> list[tuple[float, float]]:
    places = []
    radius = setting.width / 2
    count = max(2, int(setting.width * 3.4))
    for k in range(count):
        angle = k * 2 * math.pi / count
        out = radius + room.draws.between(0.02, 0.22)
        at = (out * math.cos(angle), out * math.sin(angle), angle - math.pi / 2)
        _put_chair(room, centre, setting, prop, at)
        places.append((math.cos(angle) * (radius - 0.18), math.sin(angle) * (radius - 0.18)))
    return places


def _chairs_along(room: Room, centre: tuple[float, float], setting: Setting, prop: Prop) -> list[tuple[float, float]]:
    draws, width, depth = room.draws, setting.width, setting.depth
    places = []
    count = max(1, int(width / 0.62))
    for i in range(count):
        x = -width / 2 + width * (i + 0.5) / count
        for side in (-1, 1):
            y = side * (depth / 2 + draws.between(0.0, 0.25))
            _put_chair(room, centre, setting, prop, (x, y, 0 if side > 0 else math.pi))
            places.append((x, side * (depth / 2 - 0.17)))
    if setting.ends and draws.chance(0.6):
        for side in (-1, 1):
            x = side * (width / 2 + draws.between(0.05, 0.25))
            _put_chair(room, centre, setting, prop, (x, 0, -math.pi / 2 if side > 0 else math.pi / 2))
    return places


def _spread_cloth(mesh: Mesh, setting: Setting) -> None:
    w, d, cloth = setting.width, setting.depth, setting.cloth
    mesh.block((0, 0, 0), (w + 0.02, d + 0.02, 0.004), cloth, 0)
    if setting.is_round:
        return
    x, y = w / 2 + 0.012, d / 2 + 0.012
    for s in (-1, 1):
        mesh.box((-w / 2 - 0.012, s * y - 0.002, -0.22), (x, s * y + 0.002, 0.004), cloth, 0)
        mesh.box((s * x - 0.002, -d / 2 - 0.012, -0.22), (s * x + 0.002, y, 0.004), cloth, 0)


def _lay(mesh: Mesh, room: Room, places: Sequence[tuple[float, float]], z: float) -> None:
    draws = room.draws
    china = materials.plain(draws.choice([(0.85, 0.85, 0.83), draws.pastel()]), 0.15, 0, 0.4)
    glass, steel = materials.glass(gloss=0.25), materials.metal(draws, dark=False)
    napkin = materials.fabric(draws, draws.choice([draws.pastel, draws.vivid])())
    for x, y in places:
        if not draws.chance(0.92):
            continue
        tableware.plate(mesh, (x, y, z), china, 0.13)
        beside = (x + 0.17, y + 0.06 * (1 if y < 0 else -1), z)
        tableware.drinking_glass(mesh, beside, glass, stem=draws.chance(0.5))
        for dx in (-0.17, 0.16):
            mesh.block((x + dx, y, z), (0.012, 0.19, 0.004), steel, 0)
        if draws.chance(0.6):
            mesh.soft((x, y, z + 0.01), (0.11, 0.15, 0.035), napkin, 0.015, 6)
