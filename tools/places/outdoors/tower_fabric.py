# SPDX-License-Identifier: MIT
"""What towers are made of, and what is known of one when it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tools.places import materials
from tools.places.draws import Draws
from tools.places.outdoors import surfaces
from tools.places.outdoors.weather import Weather
from tools.places.prop import Prop


@dataclass(frozen=True)
class Fabric:
    """Materials of a tower, and the weather that it stands in; `pane` shines at dusk."""

    weather: Weather
    wall: Any
    trim: Any
    dark: Any
    roof: Any
    pane: Any


@dataclass(frozen=True)
class Tower:
    """Half its width and its height (m), and a building beside it."""

    half: float
    tall: float
    annexe: Prop | None = None
    annexe_place: tuple[float, float, float] = (0, 0, 0)


def draw_fabric(draws: Draws, weather: Weather) -> Fabric:
    """Draw the materials."""
    if draws.chance(0.65):
        wall = materials.stone(draws, None, draws.between(0.5, 0.9), draws.between(0.25, 0.4))
    else:
        wall = materials.brick(draws)
    surfaces.weathered(draws, wall)
    trim, dark = materials.stone(draws, None, 0.5, 0.3), materials.plain((0.03, 0.03, 0.035), 0.5)
    roof = materials.roofing(draws)
    pane = materials.plain((0.02, 0.025, 0.035), 0.06, 0, 1)
    if weather.dusk:
        pane = materials.emission((1, 0.7, 0.35), 1.5)
    return Fabric(weather, wall, trim, dark, roof, pane)
