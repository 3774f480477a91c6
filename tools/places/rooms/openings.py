# SPDX-License-Identifier: MIT
"""Windows with curtains or blinds, and doors."""

from __future__ import annotations

from typing import Any, Final

from mathutils import Matrix, Vector

from tools.places import materials
from tools.places.furniture.clutter import fill
from tools.places.furniture.hangings import curtain
from tools.places.mesh import Mesh
from tools.places.rooms.room import Opening, Room

_SILL_THINGS: Final = ("plant", "vase", "books", "plant", "cup", "flowers", "candle")
_OUTER, _INNER = 0.12, 0.06
"""Where the frame of a window lies within the wall (m)."""


def window_row(
    room: Room, wall: str, count: int, width: float, low: float, high: float, cover: str | None = None
) -> None:
    """Equal windows along a wall."""
    length = room.length[wall]
    width = min(width, length / count - 0.35)
    for i in range(count):
        window(room, wall, length * (i + 0.5) / count, width, low, high, cover)


def window(room: Room, wall: str, u: float, width: float, low: float, high: float, cover: str | None = None) -> None:
    """Window from `low` to `high` above the floor, its light, and its cover: curtain, blind, none or the room's."""
    draws = room.draws
    room.openings[wall].append(Opening(u - width / 2, u + width / 2, low, high, "window"))
    height = high - low
    room.on_wall(_frame(room, width, height).build("window"), wall, u, low)
    x = width / 2
    pane = Mesh().quad([(-x, 0.1, 0), (x, 0.1, 0), (x, 0.1, height), (-x, 0.1, height)], room.style.glass)
    room.on_wall(pane.build("glass", solid=False), wall, u, low)
    if low > 0.5 and draws.chance(0.5):
        sill = Mesh()
        fill(sill, draws, (width, 0.24), 0, _SILL_THINGS, draws.randrange(1, 5), (0, 0.02))
        if sill.parts:
            room.on_wall(sill.build("clutter"), wall, u, low)
    if not room.is_night:
        _daylight(room, wall, u, (low + high) / 2, (width, height))
    striped = room.light == "striped"
    cover = "blind" if striped else cover or room.style.cover
    if cover == "curtain":
        _hang_curtains(room, wall, u, width, low, high)
    elif cover == "blind":
        room.on_wall(_blind(room, width, height, striped=striped).build("blind"), wall, u, low)


def _frame(room: Room, width: float, height: float) -> Mesh:
    mesh, frame = Mesh(), room.style.frame
    thick, x = 0.055, width / 2
    for s in (-1, 1):
        middle = s * (x - thick / 2)
        mesh.box((middle - thick / 2, _INNER, 0), (middle + thick / 2, _OUTER, height), frame)
    mesh.box((-x, _INNER, 0), (x, _OUTER, thick), frame)
    mesh.box((-x, _INNER, height - thick), (x, _OUTER, height), frame)
    columns, rows = max(1, round(width / 1.1 * room.style.bars[0])), room.style.bars[1]
    for i in range(1, columns):
        at = -x + width * i / columns
        mesh.box((at - 0.022, _INNER, 0), (at + 0.022, _OUTER, height), frame)
    for j in range(1, rows):
        z = height * j / rows
        mesh.box((-x, _INNER + 0.01, z - 0.018), (x, _OUTER - 0.01, z + 0.018), frame)
    mesh.box((-x - 0.06, -0.08, -0.04), (x + 0.06, 0.06, 0), frame, 0.006)
    for s in (-1, 1):
        middle = s * (x + 0.035)
        mesh.box((middle - 0.04, -0.018, -0.04), (middle + 0.04, 0, height + 0.08), frame)
    return mesh.box((-x - 0.075, -0.018, height), (x + 0.075, 0, height + 0.08), frame)


def _daylight(room: Room, wall: str, u: float, z: float, size: tuple[float, float]) -> None:
    """What falls in from the sky: an area light in the window."""
    width, height = size
    low_sun = room.light == "golden"
    power = room.style.daylight * width * height * (0.5 if low_sun else 1)
    colour = (1, 0.84, 0.68) if low_sun else room.style.daylight_colour
    inwards = room.frame[wall].to_3x3() @ Vector((0, -1, -0.12))
    place = room.at_wall(wall, u, -0.03, z)
    room.stage.light("AREA", place, power, colour, width * 0.92, height * 0.92, towards=inwards)


def _hang_curtains(room: Room, wall: str, u: float, width: float, low: float, high: float) -> None:
    draws, style = room.draws, room.style
    cloth_width = width * draws.between(0.22, 0.42)
    top = min(high + 0.16, room.height - 0.06)
    bottom = 0.02 if (low < 0.5 or draws.chance(0.7)) else low - 0.1
    for s in (-1, 1):
        at = u + s * (width / 2 + 0.12 - cloth_width * 0.28)
        room.on_wall(curtain(draws, cloth_width, top - bottom, style.curtain), wall, at, top, 0.1)
    reach = width / 2 + 0.3
    rod = Mesh().tube([(-reach, 0, 0), (reach, 0, 0)], 0.014, materials.metal(draws))
    for s in (-1, 1):
        rod.ball((s * reach, 0, 0), 0.028, materials.metal(draws), 10)
    room.on_wall(rod.build("rod"), wall, u, top + 0.01, 0.1)
    if style.sheer and draws.chance(0.6):
        net = curtain(draws, width * 1.05, top - bottom - 0.03, style.sheer, 0.025)
        room.on_wall(net, wall, u, top, 0.045)


def _blind(room: Room, width: float, height: float, *, striped: bool) -> Mesh:
    """Venetian or roller blind, drawn down to a part of the window; nearly closed where the sun makes stripes."""
    mesh, style, x = Mesh(), room.style, width / 2
    share = room.draws.between(0.75, 1) if striped else room.draws.between(0.1, 0.75)
    if style.slats or striped:
        tilt = style.low_slats if striped else style.slats
        for i in range(int(height * share / 0.045)):
            place = Matrix.Translation((0, -0.03, height - 0.03 - i * 0.045)) @ Matrix.Rotation(tilt, 4, "X")
            mesh.box((-x, -0.024, -0.0015), (x, 0.024, 0.0015), style.blind, 0, place)
    else:
        mesh.box((-x, -0.03, height * (1 - share)), (x, -0.027, height), style.blind, 0)
    return mesh.box((-x, -0.05, height - 0.03), (x, -0.005, height + 0.03), style.frame)


def door(
    room: Room,
    wall: str,
    u: float,
    width: float = 0.86,
    height: float = 2.05,
    *,
    material: Any = None,
    leaf: bool = True,
) -> None:
    """Door, or without a leaf an opening to a corridor."""
    draws, frame, x = room.draws, room.style.frame, width / 2
    room.openings[wall].append(Opening(u - x, u + x, 0, height, "door"))
    room.occupied.append(room.floor_before(wall, u - x, u + x, 0.7))
    mesh = Mesh()
    if not material:
        white = materials.plain((0.78, 0.77, 0.74), 0.4)
        material = draws.choice([white, materials.wood(draws), materials.plain(draws.muted(), 0.4)])
    for s in (-1, 1):
        middle = s * (x + 0.03)
        mesh.box((middle - 0.05, -0.02, 0), (middle + 0.05, 0.2, height + 0.08), frame)
    mesh.box((-x - 0.08, -0.02, height), (x + 0.08, 0.2, height + 0.08), frame)
    if leaf:
        _leaf(mesh, room, width, height, material)
    else:
        wall_material = room.style.wall
        mesh.box((-x - 0.4, 1.4, -0.02), (x + 0.4, 1.45, height + 0.4), wall_material)
        mesh.box((-x - 0.4, 0.18, -0.05), (x + 0.4, 1.4, 0), room.style.floor)
        mesh.box((-x - 0.4, 0.18, height + 0.2), (x + 0.4, 1.4, height + 0.3), wall_material)
    room.on_wall(mesh.build("door"), wall, u)


def _leaf(mesh: Mesh, room: Room, width: float, height: float, material: Any) -> None:
    x = width / 2
    mesh.box((-x, 0.05, 0.005), (x, 0.09, height), material, 0.004)
    rows = room.draws.randrange(3) + 1
    beside, share = ((-1, 1), 0.33) if rows == 2 else ((0,), 0.7)
    for j in range(rows):
        low, high = 0.18 + (height - 0.3) * j / rows, 0.18 + (height - 0.3) * (j + 1) / rows - 0.1
        for s in beside:
            middle, half = s * width * 0.21, width * share / 2
            mesh.box((middle - half, 0.035, low), (middle + half, 0.052, high), material, 0.012)
    handle = [(x - 0.08, 0.05, 1.0), (x - 0.08, -0.01, 1.0), (x - 0.2, -0.01, 1.0)]
    mesh.tube(handle, 0.01, materials.metal(room.draws, dark=False), 8)
