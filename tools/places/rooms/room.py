# SPDX-License-Identifier: MIT
"""A box room: its walls, what is free on them and on the floor, and its light."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from mathutils import Matrix, Vector

from tools.places.draws import Draws, Rgb
from tools.places.prop import Prop
from tools.places.rooms.style import Style, draw_style
from tools.places.stage import Stage

WALLS: Final = "nesw"

LIGHTS: Final = ("overcast", "sunny", "striped", "golden", "evening", "lamps")
"""Time of day and weather: grey day, sun, sun through slats, low sun, night with and without ceiling lights."""

HOME_LIGHTS: Final = (20, 28, 14, 11, 13, 14)
OFFICE_LIGHTS: Final = (30, 30, 14, 10, 16, 0)
RESTAURANT_LIGHTS: Final = (16, 22, 7, 11, 26, 18)

_LAMP_COLOURS: Final[tuple[Rgb, ...]] = ((1, 0.82, 0.62), (1, 0.9, 0.78), (1, 0.96, 0.92), (0.93, 0.97, 1))

Rectangle = tuple[float, float, float, float]
"""Low x, low y, high x, high y (m)."""


class Opening(NamedTuple):
    """Window or door: its stretch of wall and its height above the floor (m)."""

    left: float
    right: float
    low: float
    high: float
    kind: str


class Room:
    """Room of a size (width, depth, height in m) with its south-western corner at the origin.

    Walls are n, e, s and w. On a wall u runs along it and y = 0 is its face; the room is at negative y.
    """

    def __init__(
        self,
        stage: Stage,
        draws: Draws,
        size: tuple[float, float, float],
        walls: str = "paint",
        floor: str | None = None,
        *,
        office: bool = False,
    ) -> None:
        self.stage, self.draws = stage, draws
        self.width, self.depth, self.height = size
        width, depth = self.width, self.depth
        self.length = {"n": width, "s": width, "e": depth, "w": depth}
        quarter = math.pi / 2
        self.turn = {"n": 0.0, "s": math.pi, "e": -quarter, "w": quarter}
        self.frame = {
            "n": Matrix.Translation((0, depth, 0)),
            "s": Matrix.Translation((width, 0, 0)) @ Matrix.Rotation(math.pi, 4, "Z"),
            "e": Matrix.Translation((width, depth, 0)) @ Matrix.Rotation(-quarter, 4, "Z"),
            "w": Matrix.Rotation(quarter, 4, "Z"),
        }
        self.openings: dict[str, list[Opening]] = {wall: [] for wall in WALLS}
        self.used: dict[str, list[tuple[float, float, float, float]]] = {wall: [] for wall in WALLS}
        self.occupied: list[Rectangle] = []
        self.light = self.choose_light(HOME_LIGHTS)
        self.lamp_colour = draws.choice(_LAMP_COLOURS)
        if office:
            self.light = self.choose_light(OFFICE_LIGHTS)
        self.style: Style = draw_style(draws, walls, floor)

    def choose_light(self, weights: Sequence[float]) -> str:
        """Draw one of LIGHTS: it decides sun, windows and lamps."""
        self.light = self.stage.notes["light"] = self.draws.weighted(LIGHTS, weights)
        return self.light

    @property
    def is_night(self) -> bool:
        """Whether it is dark outside."""
        return self.light in ("evening", "lamps")

    def ceiling_is_lit(self, probability: float) -> bool:
        """Whether the ceiling lights are on: always in the evening, by chance on plain days."""
        lit = self.draws.chance(probability)
        return self.light == "evening" or (lit and self.light in ("overcast", "sunny"))

    # places on walls

    def at_wall(self, wall: str, u: float, out: float = 0.0, z: float = 0.0) -> Any:
        """The place at u along a wall, `out` metres before it."""
        return self.frame[wall] @ Vector((u, -out, z))

    def on_wall(
        self,
        prop: Prop,
        wall: str,
        u: float,
        z: float = 0.0,
        out: float = 0.0,
        *,
        turn: float = 0.0,
        tag: str | None = None,
    ) -> Any:
        """Put a prop before a wall, turned to the room."""
        place = self.at_wall(wall, u, out)
        return self.stage.put(prop, (place.x, place.y, z), turn=self.turn[wall] + turn, tag=tag)

    def floor_before(self, wall: str, left: float, right: float, depth: float) -> Rectangle:
        """The floor before a stretch of wall."""
        a, b = self.at_wall(wall, left), self.at_wall(wall, right, depth)
        return (min(a.x, b.x), min(a.y, b.y), max(a.x, b.x), max(a.y, b.y))

    def is_occupied(self, area: Rectangle, margin: float = 0.0) -> bool:
        """Whether something stands within an area of the floor."""
        left, low, right, high = area
        return any(
            left < other[2] + margin
            and right > other[0] - margin
            and low < other[3] + margin
            and high > other[1] - margin
            for other in self.occupied
        )

    def is_free(self, wall: str, left: float, right: float, low: float, high: float, depth: float) -> bool:
        """Whether a stretch of wall from `low` to `high`, and the floor before it, hold nothing."""
        if left < 0.02 or right > self.length[wall] - 0.02:
            return False
        for opening in self.openings[wall]:
            beside = left < opening.right + 0.08 and right > opening.left - 0.08
            if beside and low < opening.high and high > opening.low:
                return False
        for a, b, c, d in self.used[wall]:
            if left < b + 0.03 and right > a - 0.03 and low < d and high > c:
                return False
        if depth < 0.12 or low > 1.1:
            return True
        return not self.is_occupied(self.floor_before(wall, left, right, depth), 0.02)

    def take(
        self, wall: str, width: float, low: float, high: float, depth: float, u: float | None = None
    ) -> float | None:
        """Reserve a stretch of wall, at u or where there is room; returns its middle, or None."""
        half = width / 2
        for _ in range(14 if u is None else 1):
            last = max(self.length[wall] - half - 0.03, half + 0.031)
            middle = self.draws.between(half + 0.03, last) if u is None else u
            if self.is_free(wall, middle - half, middle + half, low, high, depth):
                self.used[wall].append((middle - half, middle + half, low, high))
                if depth >= 0.12 and low < 1.1:
                    self.occupied.append(self.floor_before(wall, middle - half, middle + half, depth))
                return middle
        return None

    def stand(self, prop: Prop, wall: str, top: float | None = None) -> float | None:
        """Stand a prop with its back to a wall, where there is room; returns its place along the wall, or None."""
        gap = 0.02
        width, depth = prop.high[0] - prop.low[0], prop.high[1] - prop.low[1]
        middle = self.take(wall, width, 0, top or prop.high[2], depth + gap)
        if middle is not None:
            self.on_wall(prop, wall, middle - (prop.high[0] + prop.low[0]) / 2, 0, prop.high[1] + gap)
        return middle

    def floor_spot(self, width: float, depth: float, margin: float = 0.1) -> tuple[float, float] | None:
        """Reserve a free rectangle of the floor; returns its middle, or None."""
        for _ in range(30):
            x = self.draws.between(width / 2 + 0.1, self.width - width / 2 - 0.1)
            y = self.draws.between(depth / 2 + 0.1, self.depth - depth / 2 - 0.1)
            area = (x - width / 2, y - depth / 2, x + width / 2, y + depth / 2)
            if not self.is_occupied(area, margin):
                self.occupied.append(area)
                return x, y
        return None
