# SPDX-License-Identifier: MIT
"""Random draws. All that belongs to a person or to a picture comes from one `Draws`, seeded by its name."""

from __future__ import annotations

import colorsys
import random
from collections.abc import Sequence
from typing import TypeVar

Rgba = tuple[float, float, float, float]
"""Linear red, green and blue, and an alpha of 1, as Blender's sockets take them."""

Item = TypeVar("Item")


class Draws(random.Random):
    """Random numbers and choices, made from a text: `Draws("face-pack-v1/7")`."""

    def between(self, low: float, high: float) -> float:
        """A number, uniform between `low` and `high`."""
        return self.uniform(low, high)

    def chance(self, probability: float) -> bool:
        """True with the given probability."""
        return self.random() < probability

    def weighted(self, weights: Sequence[float]) -> int:
        """An index, as likely as its weight says."""
        return self.choices(range(len(weights)), weights)[0]

    def side(self) -> int:
        """-1 or 1."""
        return self.choice([-1, 1])

    def near_zero(self, spread: float, limit: float) -> float:
        """A number from a normal distribution around 0, held within `limit`."""
        return max(-limit, min(limit, self.gauss(0, spread)))


def hsv(hue: float, saturation: float, value: float) -> Rgba:
    """A colour from hue (it wraps round), saturation and value, each 0 to 1."""
    return (*colorsys.hsv_to_rgb(hue % 1, saturation, value), 1)
