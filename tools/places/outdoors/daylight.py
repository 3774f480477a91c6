# SPDX-License-Identifier: MIT
"""What sky and sunlight look like in every kind of weather."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tools.places.draws import Draws, Rgb, shade
from tools.places.outdoors.skies import Clouds, SkyLook


@dataclass(frozen=True)
class Sunlight:
    """Power (W/m2), colour and angular size (radians) of the sun."""

    power: float
    tint: Rgb
    size: float


Look = tuple[SkyLook, Sunlight]
_WARM_WHITE: Rgb = (1, 0.93, 0.8)
_WHITE: Rgb = (1, 1, 1)


def _blue(draws: Draws) -> tuple[Rgb, Rgb, Rgb]:
    """Zenith, low sky and horizon of a day sky."""
    hue = draws.between(0.565, 0.62)
    deep = draws.between(0.45, 0.78)
    zenith = draws.hsv((hue, hue + 0.01), (deep, deep + 0.08), (0.5, 0.78))
    low = draws.hsv((hue - 0.02, hue), (deep * 0.55, deep * 0.7), (0.75, 0.88))
    return zenith, low, draws.hsv((hue - 0.04, hue - 0.01), (0.08, 0.24), (0.83, 0.94))


def _clear(draws: Draws) -> Look:
    zenith, low, horizon = _blue(draws)
    clouds = () if draws.chance(0.5) else (Clouds("wisp", draws.between(0.1, 0.35), draws.between(0.3, 0.8)),)
    sky = SkyLook(zenith, low, horizon, _WARM_WHITE, clouds)
    return sky, Sunlight(draws.between(3.2, 4.8), (1, 0.95, 0.87), 0.01)


def _cumulus(draws: Draws) -> Look:
    zenith, low, horizon = _blue(draws)
    clouds: tuple[Clouds, ...] = (Clouds("heap", draws.between(0.25, 0.55), draws.between(0.5, 1.3)),)
    if draws.chance(0.3):
        clouds = (Clouds("wisp", 0.3, 0.5), *clouds)
    sky = SkyLook(zenith, low, horizon, _WARM_WHITE, clouds)
    return sky, Sunlight(draws.between(3.0, 4.5), (1, 0.95, 0.88), 0.012)


def _broken(draws: Draws) -> Look:
    zenith, low, horizon = _blue(draws)
    cloud = Clouds("heap", draws.between(0.62, 0.85), draws.between(0.5, 1.1), dark=draws.between(0.3, 0.8))
    power = draws.choice((draws.between(0.4, 1.2), draws.between(2.2, 3.6)))
    sky = SkyLook(zenith, low, shade(horizon, 0.9), _WARM_WHITE, (cloud,))
    return sky, Sunlight(power, (1, 0.96, 0.9), 0.03)


def _cirrus(draws: Draws) -> Look:
    zenith, low, horizon = _blue(draws)
    cloud = Clouds(draws.choice(("wisp", "cells")), draws.between(0.5, 0.85), draws.between(0.4, 1.2))
    sky = SkyLook(zenith, low, horizon, (1, 0.92, 0.78), (cloud,))
    return sky, Sunlight(draws.between(2.6, 4.0), (1, 0.95, 0.86), 0.015)


def _overcast(draws: Draws) -> Look:
    value = draws.between(0.6, 0.85)
    grey = draws.hsv((0.55, 0.63), (0.02, 0.1), (value, value))
    cloud = Clouds("deck", 1.0, draws.between(0.4, 1.4), dark=draws.between(0.15, 0.75))
    horizon = shade(grey, draws.between(0.95, 1.25))
    sky = SkyLook(grey, grey, horizon, (0.9, 0.9, 0.88), (cloud,), 1.15, 0.78)
    return sky, Sunlight(draws.between(0.15, 0.8), _WHITE, 0.5)


def _wet(draws: Draws) -> Look:
    value = draws.between(0.5, 0.7)
    grey = draws.hsv((0.56, 0.64), (0.05, 0.15), (value, value))
    cloud = Clouds("deck", 1.0, draws.between(0.6, 1.6), dark=draws.between(0.6, 1.0))
    sky = SkyLook(grey, grey, shade(grey, 1.15), (0.8, 0.8, 0.8), (cloud,), 1.1, 0.75)
    return sky, Sunlight(draws.between(0.05, 0.3), _WHITE, 0.6)


def _fog(draws: Draws) -> Look:
    value = draws.between(0.7, 0.88)
    grey = draws.hsv((0.08, 0.14) if draws.chance(0.35) else (0.55, 0.62), (0.02, 0.08), (value, value))
    sky = SkyLook(shade(grey, 0.95), grey, grey, shade(grey, 1.15), (), 1.0, 0.85)
    return sky, Sunlight(draws.between(0.0, 0.8), (1, 0.95, 0.88), 0.4)


def _golden(draws: Draws) -> Look:
    zenith = draws.hsv((0.57, 0.63), (0.4, 0.6), (0.42, 0.62))
    low = draws.hsv((0.55, 0.6), (0.12, 0.3), (0.66, 0.82))
    horizon = draws.hsv((0.06, 0.12), (0.22, 0.45), (0.8, 0.95))
    clouds: tuple[Clouds, ...] = ()
    if draws.chance(0.85):
        form = draws.choice(("heap", "wisp", "cells", "heap"))
        cover, scale = draws.between(0.15, 0.75), draws.between(0.5, 1.2)
        clouds = (Clouds(form, cover, scale, warm=draws.between(0.3, 0.8)),)
    sky = SkyLook(zenith, low, horizon, (1, 0.62, 0.28), clouds, 0.9)
    return sky, Sunlight(draws.between(2.2, 3.4), (1, 0.7, 0.42), 0.012)


def _sunset(draws: Draws) -> Look:
    zenith = draws.hsv((0.58, 0.68), (0.35, 0.6), (0.3, 0.5))
    low = draws.hsv((0.86, 1.02), (0.15, 0.4), (0.55, 0.75))
    horizon = draws.hsv((0.04, 0.1), (0.45, 0.7), (0.85, 1.0))
    form = draws.choice(("heap", "wisp", "cells"))
    cover, scale = draws.between(0.3, 0.8), draws.between(0.5, 1.1)
    cloud = Clouds(form, cover, scale, dark=0.5, warm=draws.between(0.7, 1.0))
    sky = SkyLook(zenith, low, horizon, (1, 0.5, 0.18), (cloud,), 0.8)
    return sky, Sunlight(draws.between(1.2, 2.4), (1, 0.55, 0.28), 0.014)


def _dusk(draws: Draws) -> Look:
    zenith = draws.hsv((0.6, 0.67), (0.55, 0.75), (0.12, 0.3))
    low = draws.hsv((0.58, 0.66), (0.4, 0.6), (0.28, 0.48))
    if draws.chance(0.6):
        horizon = draws.hsv((0.03, 0.11), (0.35, 0.55), (0.5, 0.75))
    else:
        horizon = draws.hsv((0.55, 0.62), (0.25, 0.45), (0.45, 0.65))
    clouds: tuple[Clouds, ...] = ()
    if draws.chance(0.8):
        form = draws.choice(("heap", "wisp", "deck"))
        cover, scale = draws.between(0.3, 0.8), draws.between(0.5, 1.2)
        clouds = (Clouds(form, cover, scale, dark=0.9, warm=draws.between(0.2, 0.8)),)
    return SkyLook(zenith, low, horizon, (1, 0.5, 0.25), clouds, 0.7), Sunlight(0.0, _WHITE, 0.1)


LOOKS: dict[str, Callable[[Draws], Look]] = {
    "clear": _clear,
    "cumulus": _cumulus,
    "broken": _broken,
    "cirrus": _cirrus,
    "overcast": _overcast,
    "wet": _wet,
    "fog": _fog,
    "golden": _golden,
    "sunset": _sunset,
    "dusk": _dusk,
}
"""Draws sky and sunlight of a kind of weather."""
