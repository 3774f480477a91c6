# SPDX-License-Identifier: MIT
"""Random draws and colours. Every draw of a scene comes from one `Draws`, so a scene is a function of its seed."""

from __future__ import annotations

import colorsys
import random
import zlib
from collections.abc import Sequence
from typing import Final, TypeVar

Rgb = tuple[float, float, float]
"""Linear red, green and blue, 0 to 1."""

Span = tuple[float, float]
"""Lower and upper end of a range."""

Item = TypeVar("Item")

# Ranges of hue, weighted as furniture and walls are: mostly warm and neutral, then blue, green, red, and any.
_HUES: Final[tuple[Span, ...]] = ((0.03, 0.13), (0.54, 0.64), (0.22, 0.42), (0.96, 1.03), (0.0, 1.0))
_HUE_WEIGHTS: Final = (46, 20, 11, 8, 15)


class Draws(random.Random):
    """Random numbers, choices and colours."""

    @classmethod
    def of(cls, category: str, seed: int) -> Draws:
        """The draws of one scene."""
        return cls(zlib.crc32(f"{category}/{seed}".encode()))

    def between(self, low: float, high: float) -> float:
        """A number, uniform between `low` and `high`."""
        return self.uniform(low, high)

    def chance(self, probability: float) -> bool:
        """True with the given probability."""
        return self.random() < probability

    def weighted(self, items: Sequence[Item], weights: Sequence[float]) -> Item:
        """One of the items, as likely as its weight says."""
        return self.choices(items, weights)[0]

    def hsv(self, hue: Span, saturation: Span, value: Span) -> Rgb:
        """A colour from ranges of hue, saturation and value (0 to 1; the hue wraps round), linear."""
        h, s, v = self.between(*hue) % 1.0, self.between(*saturation), self.between(*value)
        return linear(colorsys.hsv_to_rgb(h, s, v))

    def hue(self) -> Span:
        """A range of hues that furniture and walls have."""
        return self.weighted(_HUES, _HUE_WEIGHTS)

    def pastel(self) -> Rgb:
        """A light, pale colour."""
        return self.hsv(self.hue(), (0.02, 0.22), (0.68, 0.93))

    def vivid(self) -> Rgb:
        """A saturated colour."""
        return self.hsv(self.hue(), (0.4, 0.8), (0.25, 0.75))

    def muted(self) -> Rgb:
        """A dull, middling colour."""
        return self.hsv(self.hue(), (0.08, 0.42), (0.22, 0.66))


def grey(value: float) -> Rgb:
    """A linear grey."""
    return (value, value, value)


def linear(colour: Sequence[float]) -> Rgb:
    """Linear light of an sRGB colour (0 to 1)."""
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour)
    return (red, green, blue)


def hex_rgb(text: str) -> Rgb:
    """Linear light of an sRGB colour written as six hexadecimal digits."""
    return linear(tuple(int(text[i : i + 2], 16) / 255 for i in (0, 2, 4)))


def shade(colour: Rgb, factor: float) -> Rgb:
    """The colour made darker or brighter, kept within 0 and 1."""
    red, green, blue = (min(1.0, max(0.0, c * factor)) for c in colour)
    return (red, green, blue)


def blend(first: Rgb, second: Rgb, share: float) -> Rgb:
    """The first colour with a share of the second mixed in."""
    red, green, blue = (a * (1 - share) + b * share for a, b in zip(first, second, strict=True))
    return (red, green, blue)
