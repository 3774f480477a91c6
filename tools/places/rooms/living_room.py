# SPDX-License-Identifier: MIT
"""Living rooms."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final

from tools.places import materials
from tools.places.camera import Taste
from tools.places.draws import Draws
from tools.places.furniture import floor_things, hangings
from tools.places.furniture.cabinets import Look, cabinet
from tools.places.furniture.clutter import fill
from tools.places.furniture.lamps import floor_lamp
from tools.places.furniture.shelves import bookshelf
from tools.places.furniture.sofas import cushion, sofa
from tools.places.furniture.tables import table
from tools.places.mesh import Mesh
from tools.places.prop import Prop
from tools.places.rooms import fittings
from tools.places.rooms.lighting import ceiling_lights, finish_light
from tools.places.rooms.openings import door, window_row
from tools.places.rooms.room import WALLS, Room
from tools.places.rooms.shell import build_shell
from tools.places.rooms.view import take_picture
from tools.places.stage import Stage

_TABLE_THINGS: Final = ("books", "cup", "vase", "flowers", "candle", "bowl", "paper", "glass", "plant")
_SIDEBOARD_THINGS: Final = ("vase", "books", "plant", "flowers", "lamp", "bowl", "candle", "box")
_CONSOLE_THINGS: Final = ("vase", "books", "plant", "lamp", "cup")


def build(stage: Stage, draws: Draws) -> None:
    """A room with a sofa group in its middle and five pieces at its walls."""
    size = (draws.between(4.6, 6.6), draws.between(4.4, 6), draws.between(2.5, 3.2))
    walls = draws.choice(["paint", "paint", "paint", "paper"])
    room = Room(stage, draws, size, walls, draws.choice(["planks", "planks", "carpet", "tiles"]))
    wall = draws.choice("news")
    count, width, low = draws.choice([1, 2, 3]), draws.between(1.1, 2.2), draws.between(0.05, 0.9)
    window_row(room, wall, count, width, low, draws.between(2.1, room.height - 0.2))
    entrance = draws.choice([other for other in WALLS if other != wall])
    at = draws.between(0.8, room.length[entrance] - 0.8)
    door(room, entrance, at, leaf=draws.chance(0.6))
    accents = fittings.accent_wall(room)
    build_shell(room, accents, cornice=draws.choice([None, 0.06, 0.12]))
    x, y = room.width / 2 + draws.between(-0.4, 0.4), room.depth / 2 + draws.between(-0.3, 0.2)
    quarter = math.pi / 2
    _sofa_group(room, (x, y), draws.choice([0, quarter, -quarter, math.pi, 0]))
    _furnish(room)
    _floor_lamps(room)
    fittings.mount_radiators(room)
    fittings.hang_pictures(room, draws.randrange(4, 8))
    fittings.mount_switches(room)
    fittings.stand_plants(room, draws.randrange(1, 4))
    lamp = draws.choice(["dome", "pendant", "spots", "pendant", "chandelier"])
    ceiling_lights(room, lamp, on=room.ceiling_is_lit(0.35))
    finish_light(room)
    take_picture(room, [(x, y, 0.7)], (1.05, 1.7), 2.2, 0.7, Taste((58, 80), want="sofa"))


def _sofa_group(room: Room, centre: tuple[float, float], turn: float) -> None:
    """Sofa, table and armchairs round a place."""
    draws, stage = room.draws, room.stage
    width = draws.between(1.7, 2.5)
    cover = _sofa_cover(draws)
    c, s = math.cos(turn), math.sin(turn)

    def put(prop: Prop, x: float, y: float, z: float = 0.0, angle: float = 0.0, tag: str | None = None) -> None:
        place = (centre[0] + x * c - y * s, centre[1] + x * s + y * c, z)
        stage.put(prop, place, turn=turn + angle, tag=tag)

    put(sofa(draws, width, cover), 0, 1.1, tag="sofa")
    for _ in range(draws.randrange(1, 5)):
        prop = cushion(draws, _cushion_cover(draws))
        x = draws.choice([-1, 1]) * draws.between(0.1, width / 2 - 0.45)
        place = (centre[0] + x * c - 1.06 * s, centre[1] + x * s + 1.06 * c, 0.66)
        stage.put(prop, place, turn=turn + draws.between(-0.3, 0.3), tilt=math.pi / 2 - 0.35)
    table_width, table_depth = draws.between(0.8, 1.3), draws.between(0.5, 0.7)
    height = draws.between(0.36, 0.46)
    is_round = draws.chance(0.3)
    put(table(draws, 0.85 if is_round else table_width, table_depth, height, is_round=is_round), 0, 0)
    mesh = Mesh()
    top = (0.6, 0.5) if is_round else (table_width, table_depth)
    fill(mesh, draws, top, 0, _TABLE_THINGS, draws.randrange(3, 7))
    put(mesh.build("clutter"), 0, 0, height)
    rug = floor_things.rug(draws, draws.between(2.2, 3), draws.between(1.6, 2.2), is_round=draws.chance(0.15))
    stage.put(rug, (*centre, 0), turn=turn)
    for side in draws.choice([(-1,), (1,), (-1, 1), ()]):
        armchair = sofa(draws, draws.between(0.8, 0.95), cover if draws.chance(0.5) else None)
        y = draws.between(-0.4, 0.1)
        put(armchair, side * (width / 2 + 0.15), y, 0, -side * (math.pi / 2 + draws.between(-0.4, 0.2)))
    room.occupied.append((centre[0] - 1.5, centre[1] - 1.5, centre[0] + 1.5, centre[1] + 1.5))


def _sofa_cover(draws: Draws) -> Any:
    def dull() -> Any:
        return materials.fabric(draws, draws.muted())

    def leather() -> Any:
        return materials.leather(draws.hsv((0.02, 0.1), (0.3, 0.8), (0.1, 0.5)))

    def vivid() -> Any:
        return materials.fabric(draws, draws.vivid())

    def pale() -> Any:
        return materials.fabric(draws, draws.pastel())

    return draws.choice([dull, leather, vivid, pale])()


def _cushion_cover(draws: Draws) -> Any:
    colour = draws.choice([draws.vivid, draws.pastel, draws.muted])()
    second = draws.pastel()
    return materials.fabric(draws, colour, second, draws.choice([None, "stripe", "check", "spots", "weave"]), 4)


def _furnish(room: Room) -> None:
    """Five pieces, each at the first wall that has room for it."""
    draws = room.draws
    pieces: dict[str, Callable[[Room, str], bool]] = {
        "shelf": _shelf,
        "shelf2": _shelf,
        "tvunit": _television,
        "fire": _fireplace,
        "side": _sideboard,
        "piano": _console,
    }
    walls = list(WALLS)
    for name in draws.sample(["shelf", "shelf", "tvunit", "fire", "side", "piano", "shelf2"], 5):
        draws.shuffle(walls)
        for wall in walls:
            if pieces[name](room, wall):
                break


def _shelf(room: Room, wall: str) -> bool:
    draws = room.draws
    prop = bookshelf(draws, draws.between(0.8, 2.2), draws.between(1.5, min(2.3, room.height - 0.2)))
    return room.stand(prop, wall) is not None


def _television(room: Room, wall: str) -> bool:
    draws = room.draws
    width, height = draws.between(1.3, 2), draws.between(0.4, 0.6)
    prop = cabinet(draws, width, 0.42, height, draws.choice([2, 3]), 1, Look(kind="drawer"))
    u = room.stand(prop, wall, 1.7)
    if u is None:
        return False
    screen_width = draws.between(1, 1.4)
    content = fittings.photograph(room.stage, draws, 1.2) if draws.chance(0.3) else None
    room.on_wall(hangings.television(screen_width, content), wall, u, height + 0.06, 0.2)
    return True


def _fireplace(room: Room, wall: str) -> bool:
    draws = room.draws
    u = room.stand(floor_things.fireplace(draws, draws.between(1.3, 1.7)), wall)
    if u is None:
        return False
    room.take(wall, 1.2, 1.5, 2.3, 0.05, u)
    width = draws.between(0.7, 1.1)
    room.on_wall(hangings.frame(draws, width, 0.7, fittings.wall_picture(room.stage, draws)), wall, u, 1.9, 0)
    return True


def _sideboard(room: Room, wall: str) -> bool:
    draws = room.draws
    width, height = draws.between(1, 1.8), draws.between(0.7, 0.9)
    u = room.stand(cabinet(draws, width, 0.42, height, draws.choice([2, 3, 4]), 1), wall)
    if u is None:
        return False
    mesh = Mesh()
    fill(mesh, draws, (width, 0.34), 0, _SIDEBOARD_THINGS, draws.randrange(4, 8))
    room.on_wall(mesh.build("clutter"), wall, u, height, 0.23)
    return True


def _console(room: Room, wall: str) -> bool:
    u = room.stand(table(room.draws, 1.1, 0.4, 0.78), wall)
    if u is None:
        return False
    mesh = Mesh()
    fill(mesh, room.draws, (1, 0.34), 0, _CONSOLE_THINGS, 4)
    room.on_wall(mesh.build("clutter"), wall, u, 0.78, 0.22)
    return True


def _floor_lamps(room: Room) -> None:
    draws = room.draws
    for _ in range(draws.randrange(1, 3) + (room.light == "lamps")):
        spot = room.floor_spot(0.45, 0.45, 0)
        if spot:
            room.stage.put(floor_lamp(draws, on=room.is_night), (*spot, 0))
            watts = {"lamps": 30, "evening": 14}.get(room.light, 4)
            room.stage.light("POINT", (*spot, 1.5), watts, (1, 0.78, 0.55), 0.12)
