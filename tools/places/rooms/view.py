# SPDX-License-Identifier: MIT
"""Where a camera may stand in a room."""

from __future__ import annotations

import math
from collections.abc import Sequence

from tools.places.camera import Place, Taste, find_camera
from tools.places.draws import Draws, Span
from tools.places.rooms.room import Room


def take_picture(
    room: Room,
    targets: Sequence[Place],
    eye: Span,
    distance: float,
    spread: float,
    taste: Taste,
) -> None:
    """Choose the camera.

    Args:
        room: The finished room.
        targets: What it may look at.
        eye: Its height above the floor (m).
        distance: It stands at least this far from its target (m), where the room allows.
        spread: Deviation of where it looks (m).
        taste: What makes a view good.
    """

    def candidate(draws: Draws) -> tuple[Place, Place]:
        for _ in range(200):
            place = (draws.between(0.3, room.width - 0.3), draws.between(0.3, room.depth - 0.3), draws.between(*eye))
            target = draws.choice(targets)
            if math.hypot(place[0] - target[0], place[1] - target[1]) > distance:
                break
        x, y = target[0] + draws.gauss(0, spread), target[1] + draws.gauss(0, spread)
        return place, (x, y, target[2] + draws.between(-0.15, 0.35))

    find_camera(room.stage, room.draws, candidate, taste)
