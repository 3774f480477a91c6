# SPDX-License-Identifier: MIT
"""Walls round their openings, skirtings, floor and ceiling."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any, Final

from tools.places.mesh import Mesh
from tools.places.rooms.room import WALLS, Opening, Room

_THICKNESS: Final = 0.18


def build_shell(
    room: Room, accents: Mapping[str, Any] | None = None, *, dado: Any = None, cornice: float | None = None
) -> None:
    """Build walls, floor and ceiling after all windows and doors are placed.

    Args:
        room: The room.
        accents: Materials of single walls.
        dado: Material of the lower metre of walls without windows.
        cornice: Size of a moulding under the ceiling (m).
    """
    for wall in WALLS:
        room.on_wall(_wall(room, wall, (accents or {}).get(wall, room.style.wall)).build("wall"), wall, 0)
        trim = _trim(room, wall, dado)
        if cornice:
            low, high = (0, -cornice, room.height - cornice), (room.length[wall], 0, room.height)
            trim.box(low, high, room.style.ceiling, cornice * 0.4)
        if trim.parts:
            room.on_wall(trim.build("skirting"), wall, 0)
    t, width, depth, height = _THICKNESS, room.width, room.depth, room.height
    floor = Mesh().box((-t, -t, -0.1), (width + t, depth + t, 0), room.style.floor, 0)
    room.stage.put(floor.build("floor"))
    ceiling = Mesh().box((-t, -t, height), (width + t, depth + t, height + 0.15), room.style.ceiling, 0)
    room.stage.put(ceiling.build("ceiling"))


def _wall(room: Room, wall: str, material: Any) -> Mesh:
    """Boxes round the openings."""
    mesh, openings, t = Mesh(), room.openings[wall], _THICKNESS
    columns = sorted({-t, room.length[wall] + t, *(o.left for o in openings), *(o.right for o in openings)})
    rows = sorted({0, room.height, *(o.low for o in openings), *(o.high for o in openings)})
    for left, right in pairwise(columns):
        for low, high in pairwise(rows):
            if not any(_covers(opening, left, right, low, high) for opening in openings):
                mesh.box((left, 0, low), (right, t, high), material, 0)
    return mesh


def _covers(opening: Opening, left: float, right: float, low: float, high: float) -> bool:
    slack = 1e-6
    across = opening.left - slack <= left and right <= opening.right + slack
    return across and opening.low - slack <= low and high <= opening.high + slack


def _trim(room: Room, wall: str, dado: Any) -> Mesh:
    """Skirting and dado between the doors."""
    mesh, openings = Mesh(), room.openings[wall]
    low_windows = [o for o in openings if 0.1 <= o.low < 1.0]
    ends = [0.0]
    for left, right in sorted((o.left - 0.08, o.right + 0.08) for o in openings if o.low < 0.1):
        ends += [left, right]
    ends.append(room.length[wall])
    for left, right in zip(ends[::2], ends[1::2], strict=True):
        if right - left <= 0.05:
            continue
        mesh.box((left, -0.015, 0), (right, 0, room.style.skirting), room.style.frame)
        if dado and not low_windows:
            mesh.box((left, -0.012, 0.0), (right, 0, 0.95), dado, 0)
            mesh.box((left, -0.03, 0.95), (right, 0, 1.0), room.style.frame)
    return mesh
