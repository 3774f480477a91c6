# SPDX-License-Identifier: MIT
"""Bedrooms."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final

from tools.places import materials
from tools.places.camera import Taste
from tools.places.draws import Draws, grey
from tools.places.furniture import floor_things, hangings
from tools.places.furniture.beds import bed
from tools.places.furniture.cabinets import Look, cabinet
from tools.places.furniture.chairs import chair
from tools.places.furniture.clutter import fill
from tools.places.furniture.lamps import table_lamp
from tools.places.furniture.shelves import bookshelf
from tools.places.furniture.sofas import sofa
from tools.places.furniture.tables import table
from tools.places.mesh import Mesh
from tools.places.rooms import fittings
from tools.places.rooms.lighting import ceiling_lights, finish_light
from tools.places.rooms.openings import door, window_row
from tools.places.rooms.room import Room
from tools.places.rooms.shell import build_shell
from tools.places.rooms.view import take_picture
from tools.places.stage import Stage

_CHEST_THINGS: Final = ("books", "vase", "flowers", "plant", "box", "candle", "lamp")
_DESK_THINGS: Final = ("books", "laptop", "cup", "paper", "lamp", "plant")
_NIGHTSTAND_THINGS: Final = ("books", "cup", "vase", "glass", "plant", "candle")


def build(stage: Stage, draws: Draws) -> None:
    """A room with a bed, nightstands, a wardrobe and three other pieces."""
    size = (draws.between(3.2, 4.8), draws.between(3.4, 5), draws.between(2.4, 2.9))
    walls = draws.choice(["paint", "paint", "paper"])
    room = Room(stage, draws, size, walls, draws.choice(["planks", "planks", "carpet"]))
    _build_shell(room)
    width = draws.choice([0.95, 1.4, 1.6, 1.8])
    bed_u = _stand_bed(room, width)
    centre = room.at_wall("n", bed_u, 1.3)
    wood = materials.wood(draws) if draws.chance(0.6) else materials.plain(draws.pastel(), 0.4)
    for side in (-1, 1):
        _nightstand(room, side, bed_u, width, wood)
    if draws.chance(0.75):
        rug = floor_things.rug(draws, draws.between(1.6, 2.6), draws.between(1.2, 2), is_round=draws.chance(0.15))
        place = (centre.x + draws.between(-0.4, 0.4), max(1.1, centre.y - 1.2), 0)
        stage.put(rug, place, turn=draws.choice([0, math.pi / 2]) + draws.between(-0.05, 0.05))
    _furnish(room, (centre.x, centre.y), wood)
    _decorate(room)
    lamp = draws.choice(["dome", "pendant", "spots", "pendant", "chandelier"])
    ceiling_lights(room, lamp, on=room.ceiling_is_lit(0.4))
    finish_light(room)
    take_picture(room, [(centre.x, centre.y, 0.7)], (1.0, 1.65), 1.9, 0.4, Taste((60, 82), want="bed"))


def _build_shell(room: Room) -> None:
    draws = room.draws
    wall = draws.choice("ew")
    count, width = draws.choice([1, 1, 2]), draws.between(1, 1.9)
    window_row(room, wall, count, width, draws.between(0.1, 1), draws.between(2.05, 2.25))
    if draws.chance(0.3):
        second = "s" if draws.chance(0.5) else "n"
        window_row(room, second, 1, draws.between(0.8, 1.3), 0.95, 2.1)
    door(room, "w" if wall == "e" else "e", draws.between(0.7, 1.1))
    accents = fittings.accent_wall(room)
    build_shell(room, accents, cornice=draws.choice([None, 0.06, 0.1]))


def _stand_bed(room: Room, width: float) -> float:
    draws = room.draws
    prop = bed(draws, width)
    u: float = room.length["n"] / 2 + draws.between(-0.3, 0.3)
    if draws.chance(0.25):
        u = (width / 2 + 0.12) if draws.chance(0.5) else room.length["n"] - width / 2 - 0.12
    left, right = u - width / 2 - 0.05, u + width / 2 + 0.05
    room.occupied.append(room.floor_before("n", left, right, 2.2))
    room.used["n"].append((left, right, 0, 1.2))
    room.on_wall(prop, "n", u, 0, 1.12, tag="bed")
    return u


def _nightstand(room: Room, side: int, bed_u: float, bed_width: float, wood: Any) -> None:
    """A nightstand with a lamp, where there is room for it."""
    draws = room.draws
    width = draws.between(0.38, 0.55)
    u = bed_u + side * (bed_width / 2 + width / 2 + 0.1)
    if room.take("n", width, 0, 0.55, 0.45, u) is None:
        return
    height = draws.between(0.45, 0.6)
    look = Look(front=wood, kind="drawer")
    room.on_wall(cabinet(draws, width, 0.4, height, 1, draws.choice([1, 2, 3]), look), "n", u, 0, 0.23)
    mesh = Mesh()
    lit = table_lamp(mesh, draws, (0, 0.04, 0), on=room.is_night or None)
    fill(mesh, draws, (width, 0.3), 0, _NIGHTSTAND_THINGS, 2)
    room.on_wall(mesh.build("clutter"), "n", u, height, 0.25)
    if lit:
        place = room.at_wall("n", u, 0.3)
        watts = {"lamps": 22, "evening": 12}.get(room.light, 5)
        room.stage.light("POINT", (place.x, place.y, height + 0.42), watts, (1, 0.75, 0.5), 0.08)


def _furnish(room: Room, bed_place: tuple[float, float], wood: Any) -> None:
    """A wardrobe and three other pieces, each at the first wall that has room for it."""
    draws = room.draws
    walls = list("esw")
    draws.shuffle(walls)
    pieces: dict[str, Callable[[str], bool]] = {
        "wardrobe": lambda wall: _wardrobe(room, wall, wood),
        "drawers": lambda wall: _chest(room, wall, wood, with_screen=False),
        "shelf": lambda wall: _shelf(room, wall),
        "desk": lambda wall: _desk(room, wall),
        "chair": lambda _: _armchair(room, bed_place),
        "tv": lambda wall: _chest(room, wall, wood, with_screen=True),
        "fire": lambda wall: _fireplace(room, wall),
    }
    chosen = draws.sample(["wardrobe", "drawers", "shelf", "desk", "chair", "tv", "fire"], 4)
    if "wardrobe" not in chosen:
        chosen[0] = "wardrobe"
    for name in chosen:
        for wall in walls:
            if pieces[name](wall):
                break


def _wardrobe(room: Room, wall: str, wood: Any) -> bool:
    draws = room.draws
    width, height = draws.choice([0.9, 1.3, 1.8]), draws.between(1.95, 2.25)
    prop = cabinet(draws, width, 0.58, height, draws.choice([2, 3, 4]), 1, Look(front=wood))
    return room.stand(prop, wall) is not None


def _chest(room: Room, wall: str, wood: Any, *, with_screen: bool) -> bool:
    draws = room.draws
    width, height = draws.between(0.8, 1.4), draws.between(0.7, 1.0)
    look = Look(front=wood, kind="drawer")
    prop = cabinet(draws, width, 0.45, height, draws.choice([1, 2]), draws.choice([3, 4]), look)
    u = room.stand(prop, wall)
    if u is None:
        return False
    mesh = Mesh()
    fill(mesh, draws, (width, 0.35), 0, _CHEST_THINGS, draws.randrange(2, 6))
    if with_screen:
        room.on_wall(hangings.television(min(1.0, width)), wall, u, height + 0.05, 0.2)
        return True
    room.on_wall(mesh.build("clutter"), wall, u, height, 0.24)
    if draws.chance(0.6):
        mirror = materials.plain(grey(0.85), 0.02, 1.0)
        room.on_wall(hangings.frame(draws, 0.6, 0.9, mirror, wood), wall, u, height + 0.75, 0)
    return True


def _shelf(room: Room, wall: str) -> bool:
    draws = room.draws
    return room.stand(bookshelf(draws, draws.between(0.6, 1.1), draws.between(1.1, 2.1)), wall) is not None


def _desk(room: Room, wall: str) -> bool:
    draws = room.draws
    u = room.stand(table(draws, draws.between(0.9, 1.3), 0.55), wall)
    if u is None:
        return False
    mesh = Mesh()
    fill(mesh, draws, (1, 0.45), 0, _DESK_THINGS, 5)
    room.on_wall(mesh.build("clutter"), wall, u, 0.74, 0.3)
    prop = chair(draws)
    at = u + draws.between(-0.2, 0.2)
    room.on_wall(prop, wall, at, 0, 0.75, turn=math.pi + draws.between(-0.5, 0.5))
    return True


def _armchair(room: Room, bed_place: tuple[float, float]) -> bool:
    draws = room.draws
    spot = room.floor_spot(0.8, 0.8)
    if not spot:
        return False
    prop = sofa(draws, 0.85)
    room.stage.put(prop, (*spot, 0), turn=fittings.facing(spot, bed_place) + draws.between(-0.5, 0.5))
    return True


def _fireplace(room: Room, wall: str) -> bool:
    if not room.draws.chance(0.4):
        return True
    return room.stand(floor_things.fireplace(room.draws), wall) is not None


def _decorate(room: Room) -> None:
    draws = room.draws
    fittings.mount_radiators(room)
    fittings.hang_pictures(room, draws.randrange(2, 5))
    fittings.hang_pictures(room, 2, "n", 1.4)
    fittings.mount_switches(room)
    fittings.stand_plants(room, draws.randrange(0, 3))
    lying = [floor_things.clothes, floor_things.backpack, floor_things.waste_bin, floor_things.clothes]
    fittings.clutter_floor(room, lying, draws.randrange(0, 3))
