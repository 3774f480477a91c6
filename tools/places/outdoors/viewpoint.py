# SPDX-License-Identifier: MIT
"""Where one stands to look at a building."""

from __future__ import annotations

import math

from tools.places.camera import Place, Taste, find_camera
from tools.places.draws import Draws
from tools.places.outdoors.site import Site, in_the_way
from tools.places.stage import Stage


def look_at(stage: Stage, draws: Draws, site: Site) -> None:
    """Camera in front, near or far, in the middle or to a side, at eye height or a little above."""
    x0, y0 = site.door
    spread, near = draws.between(0.2, 0.75), draws.between(0.6, 0.9)
    lift = draws.choice((0.0, 0.0, 0.0, 0.6, 1.6))
    lens = draws.choice(((38, 48), (50, 62), (55, 70), (66, 80)))
    near += 0.25 if lens[0] < 50 else 0.0
    aim = draws.choice((0.2, 0.28, 0.36, 0.42))

    def candidate(draws: Draws) -> tuple[Place, Place] | None:
        angle, away = draws.gauss(0, spread), site.distance * draws.between(near, near + 0.35)
        x, y = x0 + away * math.sin(angle), y0 - away * math.cos(angle)
        if any((x - a) ** 2 + (y - b) ** 2 < (r + 2.5) ** 2 for a, b, r in site.spots):
            return None
        if any(in_the_way((x, y), (x0, site.front), spot) for spot in site.spots):
            return None
        place = (x, y, lift + draws.between(1.4, 2.0))
        middle = site.front + (site.back - site.front) * 0.2
        return place, (x0 + draws.between(-0.16, 0.16) * away, middle, site.tall * draws.between(aim, aim + 0.1))

    find_camera(stage, draws, candidate, Taste(lens, 50, want=site.want, keep_blank=0.5, near=1.5))
