# SPDX-License-Identifier: MIT
"""The ground round a building: which places are taken, and what hides it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from tools.places.draws import Draws

SURROUNDINGS: Final = ("green", "green", "park", "village", "village", "square", "street", "field", "hill")
"""What a building can stand in, as often as it is named."""

Spot = tuple[float, float, float]
"""Middle (x, y) and radius of a place that is taken (m)."""


@dataclass
class Site:
    """The building in the middle and what stands round it so far.

    Args:
        door: Where the way to it ends (x, y).
        half: Half its width (m).
        front: y of its front.
        back: y of its back.
        tall: Its height (m).
        want: Tag of the building, for the camera.
        kind: One of SURROUNDINGS.
        distance: How far off the camera stands, more or less (m).
        spots: What is taken.
    """

    door: tuple[float, float]
    half: float
    front: float
    back: float
    tall: float
    want: str
    kind: str
    distance: float
    spots: list[Spot] = field(default_factory=list)

    @property
    def paved(self) -> bool:
        """Whether it stands in a town."""
        return self.kind in ("square", "street")

    def free(self, x: float, y: float, radius: float) -> bool:
        """Whether a disc is clear of the building, the way to its door and everything placed."""
        if abs(x) < self.half + radius and self.front - radius < y < self.back + radius:
            return False
        if abs(x - self.door[0]) < 4.5 + radius * 0.3 and y < self.front + 1:
            return False
        return all((x - a) ** 2 + (y - b) ** 2 > (radius + c) ** 2 * 0.5 for a, b, c in self.spots)

    def take(self, x: float, y: float, radius: float) -> None:
        """Remember that a place is taken."""
        self.spots.append((x, y, radius))

    def before(self, share: float) -> float:
        """Y of a line before the door, at a share of the camera's distance."""
        return self.door[1] - self.distance * share


def draw_surroundings(draws: Draws, kinds: Sequence[str] | None = None) -> str:
    """What the building stands in."""
    return draws.choice(kinds or SURROUNDINGS)


def in_the_way(eye: tuple[float, float], target: tuple[float, float], spot: Spot) -> bool:
    """Whether something placed stands close before the camera, near the line to its target."""
    dx, dy = spot[0] - eye[0], spot[1] - eye[1]
    ahead = (target[0] - eye[0], target[1] - eye[1])
    far = math.hypot(dx, dy)
    cosine = (dx * ahead[0] + dy * ahead[1]) / (far * math.hypot(*ahead) + 1e-9)
    return far < 13 and spot[2] > 1.5 and cosine > 0.965
