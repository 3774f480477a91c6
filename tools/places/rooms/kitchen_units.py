# SPDX-License-Identifier: MIT
"""A run of kitchen units along a wall: cupboards, oven, sink, fridge, worktop, splashback, wall cupboards."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any, Final

from mathutils import Matrix

from tools.places import materials
from tools.places.draws import grey
from tools.places.furniture.cabinets import Look, cabinet
from tools.places.furniture.clutter import fill
from tools.places.mesh import Mesh
from tools.places.rooms.room import Room

_WORKTOP_THINGS: Final = (
    *("jar", "jar", "bottle", "kettle", "toaster", "bowl", "knives"),
    *("board", "plant", "cup", "box", "cloth", "plate", "books"),
)
_SHELF_THINGS: Final = ("plate", "cup", "glass", "jar", "jar", "bowl", "bottle", "plant", "books")
_HANGING: Final = 1.45
"""Height of the lower edge of wall cupboards (m)."""


@dataclass(frozen=True)
class Kit:
    """Materials of a kitchen, and the style of its fronts."""

    front: Any
    upper: Any
    top: Any
    handle: Any
    style: str
    steel: Any
    dark: Any
    splash: Any


@dataclass
class Run:
    """Units of one width between `left` and `right` along a wall; tall ones, sink (or -1) and hob by number."""

    wall: str
    left: float
    right: float
    has_oven: bool
    count: int = 0
    sink: int = -1
    hob: int = 0
    tall: list[int] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)

    @property
    def unit(self) -> float:
        """Width of a unit (m)."""
        return (self.right - self.left) / self.count

    def middle(self, number: int) -> float:
        """Middle of a unit along the wall."""
        return self.left + self.unit * number + self.unit / 2


def build_run(room: Room, wall: str, runs: tuple[str, ...], sink_at: float, kit: Kit) -> tuple[float, float, float]:
    """Build the run of a wall; returns a place at its middle to look at."""
    run = _plan(room, wall, runs, sink_at)
    for number in range(run.count):
        _base_unit(room, run, number, kit)
    left, right = _worktop(room, run, kit)
    _splashback(room, run, kit, left, right)
    room.occupied.append(room.floor_before(wall, run.left, run.right, 0.68))
    room.used[wall].append((run.left, run.right, 0, 0.95))
    if wall == "n":
        _sink(room, run, kit)
    mesh, draws = Mesh(), room.draws
    fill(mesh, draws, (right - left - 0.2, 0.3), 0, _WORKTOP_THINGS, int((right - left) * draws.between(2, 4.5)))
    room.on_wall(mesh.build("clutter"), wall, (left + right) / 2, 0.917, 0.2)
    _wall_units(room, run, kit)
    middle = (run.left + run.right) / 2
    place = room.at_wall(wall, middle, 0.3)
    if draws.chance(0.5) or room.light == "lamps":
        lamp, watts = room.at_wall(wall, middle, 0.2, 1.43), 20 if room.light == "lamps" else 12
        size = run.right - run.left
        room.stage.light("AREA", lamp, watts, room.lamp_colour, size, 0.05, towards=(0, 0, -1), glossy=False)
    return (place.x, place.y, 1.05)


def _plan(room: Room, wall: str, runs: tuple[str, ...], sink_at: float) -> Run:
    draws = room.draws
    left = 0.62 if wall == "e" and "n" in runs else 0.0
    right = room.length[wall] - (0.62 if wall == "w" and "n" in runs else 0.0)
    if wall == "e":
        right = min(right, left + draws.between(1.8, 3))
    elif wall == "w":
        left = max(left, right - draws.between(1.8, 3))
    run = Run(wall, left, right, has_oven=wall == runs[0], count=max(2, int((right - left) / 0.6)))
    last = run.count - 1
    run.kinds = [draws.choice(["door", "door", "drawer"]) for _ in range(run.count)]
    if wall == "n":
        run.sink = min(last, max(0, int((sink_at - left) / run.unit)))
    free = [number for number in range(run.count) if number != run.sink]
    run.hob = draws.choice([number for number in free if 0 < number < last] or free)
    if wall == "n":
        end = draws.choice([0, last])
        in_corner = ("e" in runs and end == last) or ("w" in runs and end == 0)
        if end not in (run.hob, run.sink) and not in_corner:
            run.tall = [end]
    return run


def _base_unit(room: Room, run: Run, number: int, kit: Kit) -> None:
    draws, width, middle = room.draws, run.unit, run.middle(number)
    if number in run.tall:
        _fridge(room, run, middle, kit)
    elif number == run.hob and run.has_oven:
        _oven(room, run, middle, kit)
    else:
        drawer = run.kinds[number] == "drawer"
        columns = 1 if drawer or width < 0.55 else draws.choice([1, 2])
        look = Look(front=kit.front, handle=kit.handle, kind=run.kinds[number], style=kit.style)
        prop = cabinet(draws, width - 0.004, 0.58, 0.88, columns, 3 if drawer else 1, look)
        room.on_wall(prop, run.wall, middle, 0, 0.3)


def _fridge(room: Room, run: Run, middle: float, kit: Kit) -> None:
    draws = room.draws
    height = draws.between(1.75, 2.05)
    front = draws.choice([kit.steel, materials.plain(grey(0.8), 0.25), kit.front])
    look = Look(front=front, handle=kit.handle, style="flat")
    room.on_wall(cabinet(draws, run.unit - 0.01, 0.64, height, 1, 2, look), run.wall, middle, 0, 0.33)
    if draws.chance(0.5):
        mesh = Mesh()
        fill(mesh, draws, (run.unit, 0.4), 0, ["box", "vase", "bowl", "plant"], 3)
        room.on_wall(mesh.build("clutter"), run.wall, middle, height, 0.33)


def _oven(room: Room, run: Run, middle: float, kit: Kit) -> None:
    """Oven with a hob on it."""
    draws, width = room.draws, run.unit
    oven, x = Mesh(), width / 2
    oven.block((0, 0, 0.08), (width - 0.004, 0.58, 0.8), kit.steel if draws.chance(0.6) else kit.dark)
    oven.box((-x + 0.03, -0.305, 0.2), (x - 0.03, -0.285, 0.68), kit.dark, 0.004)
    oven.tube([(-x + 0.06, -0.33, 0.7), (x - 0.06, -0.33, 0.7)], 0.01, kit.steel)
    facing = Matrix.Translation((0, -0.29, 0.79)) @ Matrix.Rotation(math.pi / 2, 4, "X")
    for knob in range(5):
        at = (-x + 0.1 + knob * (width - 0.2) / 4, 0, 0)
        oven.cylinder(at, 0.018, 0.025, kit.steel, transform=facing)
    room.on_wall(oven.build("oven"), run.wall, middle, 0, 0.3)
    hob = Mesh()
    hob.block((0, 0, 0.91), (width - 0.06, 0.5, 0.008), kit.dark, 0.003)
    ring = [(0.06, 0.0), (0.085, 0.0), (0.085, 0.012), (0.06, 0.012)]
    for dx in (-0.13, 0.13):
        for dy in (-0.12, 0.12):
            hob.lathe(ring, materials.plain(grey(0.03), 0.5), (dx, dy, 0.918), 18)
    if draws.chance(0.7):
        fill(hob, draws, (0.35, 0.35), 0.93, ["pot", "kettle", "pot"], 1)
    room.on_wall(hob.build("hob"), run.wall, middle, 0, 0.31)


def _worktop(room: Room, run: Run, kit: Kit) -> tuple[float, float]:
    """Worktop over all but the tall units; returns its ends along the wall."""
    low = [number for number in range(run.count) if number not in run.tall]
    left, right = run.left + run.unit * min(low), run.left + run.unit * (max(low) + 1)
    top = Mesh().box((left - 0.01, -0.63, 0.88), (right + 0.01, 0, 0.915), kit.top, 0.006)
    room.on_wall(top.build("worktop"), run.wall, 0)
    return left, right


def _splashback(room: Room, run: Run, kit: Kit, left: float, right: float) -> None:
    mesh = Mesh()
    top = room.draws.choice([1.05, 1.45, 1.45])
    pieces = [(left, right)]
    for opening in room.openings[run.wall]:
        if opening.kind != "window":
            continue
        a, b = opening.left - 0.08, opening.right + 0.08
        halves = [half for start, end in pieces for half in ((start, min(end, a)), (max(start, b), end))]
        pieces = [(start, end) for start, end in halves if end - start > 0.05]
        mesh.box((a, -0.008, 0.915), (b, 0, opening.low - 0.05), kit.splash, 0)
    for start, end in pieces:
        mesh.box((start, -0.008, 0.915), (end, 0, top), kit.splash, 0)
    room.on_wall(mesh.build("tiles"), run.wall, 0)


def _sink(room: Room, run: Run, kit: Kit) -> None:
    mesh, steel = Mesh(), kit.steel
    mesh.box((-0.28, -0.2, 0.0), (0.28, 0.2, 0.006), steel, 0.002)
    mesh.box((-0.24, -0.17, 0.004), (0.24, 0.17, 0.0075), materials.plain(grey(0.12), 0.3, 1.0), 0)
    rise, bow = [(0, 0.22, 0), (0, 0.22, 0.22), (0, 0.2, 0.3)], [(0, 0.12, 0.33), (0, 0.05, 0.3), (0, 0.04, 0.25)]
    mesh.tube(rise + bow, 0.012, steel)
    mesh.cylinder((0.05, 0.22, 0), 0.015, 0.06, steel)
    room.on_wall(mesh.build("sink"), run.wall, run.left + run.unit * (run.sink + 0.5), 0.915, 0.34)


def _wall_units(room: Room, run: Run, kit: Kit) -> None:
    """Cupboards or open shelves, and a hood over the hob."""
    draws, width = room.draws, run.unit
    height = min(draws.choice([0.6, 0.72, 0.9]), room.height - 1.5)
    shelves = draws.chance(0.3)
    for number in range(run.count):
        if number in run.tall:
            continue
        left = run.left + width * number
        if number == run.hob and run.has_oven:
            _hood(room, run, left, kit)
        elif room.is_free(run.wall, left + 0.03, left + width - 0.03, _HANGING, _HANGING + height, 0.05):
            room.take(run.wall, width - 0.08, _HANGING, _HANGING + height, 0.05, left + width / 2)
            if shelves:
                _open_shelf(room, run, left, kit)
            else:
                look = Look(front=kit.upper, handle=kit.handle, plinth=0, style=kit.style)
                prop = cabinet(draws, width - 0.004, 0.33, height, 1, 1, look)
                room.on_wall(prop, run.wall, left + width / 2, _HANGING, 0.175)


def _hood(room: Room, run: Run, left: float, kit: Kit) -> None:
    mesh, width, height = Mesh(), run.unit, room.height
    if room.draws.chance(0.5):
        mesh.block((0, 0, 0), (width, 0.45, 0.06), kit.steel)
        mesh.block((0, 0.08, 0.06), (0.3, 0.28, height - 1.66), kit.steel)
    else:
        outline = [(width * 0.55, 0), (width * 0.55, 0.05), (0.14, 0.28), (0.14, height - 1.6)]
        mesh.lathe(outline, kit.steel, segments=4, smooth=False, transform=Matrix.Rotation(math.pi / 4, 4, "Z"))
    room.take(run.wall, width - 0.06, _HANGING, height, 0.05, left + width / 2)
    room.on_wall(mesh.build("hood"), run.wall, left + width / 2, 1.6, 0.26)


def _open_shelf(room: Room, run: Run, left: float, kit: Kit) -> None:
    mesh, draws, width = Mesh(), room.draws, run.unit
    for z in (0, 0.34):
        mesh.box((-width / 2, -0.24, z), (width / 2, 0, z + 0.028), kit.upper)
        fill(mesh, draws, (width, 0.22), z + 0.028, _SHELF_THINGS, draws.randrange(2, 5), (0, -0.12))
    room.on_wall(mesh.build("shelf"), run.wall, left + width / 2, _HANGING)
