# SPDX-License-Identifier: MIT
"""Season, weather and time of day: the sky, the sun and what they do to everything else."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from mathutils import Vector

from tools.places.draws import Draws, Rgb, blend
from tools.places.outdoors.daylight import LOOKS
from tools.places.outdoors.skies import paint_sky
from tools.places.stage import Stage

SEASONS: Final = ("spring", "summer", "summer", "summer", "autumn", "autumn", "winter", "snow")
"""As often as each is named; snow is a winter with snow."""

KINDS: Final = (
    *("clear", "clear", "clear", "cumulus", "cumulus", "cumulus", "cumulus", "broken", "broken", "cirrus", "cirrus"),
    *("overcast", "overcast", "wet", "fog", "golden", "golden", "golden", "sunset", "dusk", "dusk"),
)
"""As often as each is named."""

_BEHIND: Final = -math.pi / 2
"""Azimuth at the photographer's back."""

_HAZE: Final = {
    "fog": (45, 130),
    "wet": (400, 900),
    "overcast": (800, 2200),
    "golden": (400, 1200),
    "sunset": (500, 1500),
    "dusk": (500, 1500),
}
_LIT: Final = {"dusk": 0.4, "sunset": 0.08, "fog": 0.1, "wet": 0.12}
_EXPOSURE: Final = {"fog": 1.3, "overcast": 1.25, "wet": 1.15, "dusk": 0.55, "sunset": 0.9}


@dataclass(frozen=True)
class Weather:
    """What the day is like.

    Args:
        kind: One of KINDS.
        season: One of SEASONS.
        sun: Direction of the sun, of length 1.
        haze: Colour of the air at a great distance.
        haze_distance: Distance at which the air has taken 63 % of a colour (m).
        glow: Colour of the air towards the sun.
    """

    kind: str
    season: str
    sun: Rgb
    haze: Rgb
    haze_distance: float
    glow: Rgb

    @property
    def dusk(self) -> bool:
        """Whether lamps shine."""
        return self.kind == "dusk"

    @property
    def lit(self) -> float:
        """Share of windows with light in them."""
        return _LIT.get(self.kind, 0.0)

    @property
    def snowy(self) -> bool:
        """Whether snow lies."""
        return self.season == "snow"

    @property
    def wet(self) -> bool:
        """Whether the ground shines."""
        return self.kind == "wet"


def draw_weather(stage: Stage, draws: Draws) -> Weather:
    """Paint sky and sun, and tell the stage how its picture is to be exposed."""
    kind, season = draws.choice(KINDS), draws.choice(SEASONS)
    if season == "snow" and kind == "wet":
        kind = "overcast"
    sun = _sun(draws, kind, season)
    look, light = LOOKS[kind](draws)
    paint_sky(draws, look, sun)
    if light.power:
        stage.light("SUN", (0, 0, 50), light.power, light.tint, light.size, towards=-Vector(sun))
    distances = {name: draws.between(*span) for name, span in _HAZE.items()}
    distance = distances.get(kind, draws.between(450, 1800))
    dusk = kind == "dusk"
    dim = look.strength * look.seen * (0.6 if dusk else 1.0)
    haze = _times(blend(look.horizon, look.low, 0.35), dim)
    glow = blend(haze, _times(look.glow, dim), 0.25 if dusk else 1.0)
    stage.exposure = _EXPOSURE.get(kind, 1.0) * (1.25 if season == "snow" else 1.0)
    stage.adaptation = 0.6 if kind in ("golden", "sunset", "dusk") else 1.0
    stage.notes["weather"], stage.notes["season"] = kind, season
    return Weather(kind, season, sun, haze, distance, glow)


def _sun(draws: Draws, kind: str, season: str) -> Rgb:
    """Direction of the sun: mostly behind the photographer, low in the cold half of the year."""
    spread = draws.choice((0.5, 1.0, 1.0, 1.5))
    azimuth = _BEHIND + draws.between(-spread, spread)
    if kind == "sunset" or draws.chance(0.1):
        azimuth = math.pi + _BEHIND + draws.choice((-1, 1)) * draws.between(0.25, 1.1)
    low = draws.between(0.12, 0.3)
    highest = 0.75 if season in ("winter", "snow", "autumn") else 1.1
    elevations = {"golden": low, "sunset": low * 0.5, "dusk": 0.02, "overcast": 0.9, "wet": 0.9, "fog": 0.7}
    elevation = elevations.get(kind, draws.between(0.4, highest))
    flat = math.cos(elevation)
    return (math.cos(azimuth) * flat, math.sin(azimuth) * flat, math.sin(elevation))


def _times(colour: Rgb, factor: float) -> Rgb:
    """The colour times a factor, not kept below 1."""
    red, green, blue = colour
    return (red * factor, green * factor, blue * factor)
