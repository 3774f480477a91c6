# SPDX-License-Identifier: MIT
"""The light sets: area lamps around the face, and light from everywhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

Rgb = tuple[float, float, float]
Place = tuple[float, float, float]


@dataclass(frozen=True)
class Lamp:
    """A square lamp that points at the face.

    Args:
        place: From the face, in metres: to the right of the picture, away from the camera, up.
        size: Edge in metres.
        watts: Power.
        colour: Linear.
    """

    place: Place
    size: float
    watts: float
    colour: Rgb


@dataclass(frozen=True)
class Lights:
    """Lamps (key, fill, rims), and strength and colour of the light from everywhere."""

    lamps: tuple[Lamp, ...]
    ambient: float
    colour: Rgb


LIGHTS: Final[dict[str, Lights]] = {
    "studio": Lights(
        (
            Lamp((-0.7, -1.2, 0.55), 0.6, 16, (1, 0.96, 0.92)),
            Lamp((0.9, -1.1, 0.1), 1.0, 5, (0.92, 0.96, 1)),
            Lamp((0.5, 1.0, 0.7), 0.5, 4, (1, 1, 1)),
            Lamp((-0.8, 0.9, 0.5), 0.4, 2.5, (1, 1, 1)),
        ),
        0.25,
        (1, 1, 1),
    ),
    "window": Lights(
        (
            Lamp((-1.3, -0.8, 0.4), 1.0, 26, (0.93, 0.97, 1)),
            Lamp((1.2, -0.8, 0), 1.2, 4, (1, 0.9, 0.8)),
        ),
        0.33,
        (1, 0.97, 0.93),
    ),
    "front": Lights(
        (
            Lamp((-0.25, -1.4, 0.85), 0.8, 20, (1, 0.98, 0.95)),
            Lamp((0, -1.0, -0.6), 1.0, 3, (1, 1, 1)),
            Lamp((0.6, 1.0, 0.6), 0.5, 3, (1, 1, 1)),
        ),
        0.35,
        (1, 1, 1),
    ),
    "warm": Lights(
        (
            Lamp((0.8, -1.1, 0.7), 0.5, 17, (1, 0.86, 0.7)),
            Lamp((-1, -1.1, 0.2), 1.0, 5, (0.8, 0.88, 1)),
            Lamp((-0.6, 1.0, 0.6), 0.4, 4, (1, 0.9, 0.8)),
        ),
        0.22,
        (1, 0.95, 0.9),
    ),
    "overcast": Lights(
        (
            Lamp((0, -0.6, 1.5), 2.0, 30, (0.95, 0.98, 1)),
            Lamp((0, -1.6, 0.2), 1.5, 6, (1, 1, 1)),
        ),
        0.55,
        (0.93, 0.97, 1),
    ),
    "office": Lights(
        (
            Lamp((0.3, -0.5, 1.4), 1.2, 18, (0.97, 1, 0.94)),
            Lamp((-0.5, -1.4, 0.5), 1.2, 9, (0.97, 1, 0.96)),
        ),
        0.45,
        (0.96, 1, 0.97),
    ),
    "evening": Lights(
        (
            Lamp((-0.9, -1.0, 0.25), 0.5, 15, (1, 0.78, 0.55)),
            Lamp((1.0, -0.9, 0.5), 0.9, 6, (0.7, 0.8, 1)),
        ),
        0.25,
        (0.85, 0.9, 1),
    ),
}
"""In the order in which they are dealt out."""
