# SPDX-License-Identifier: MIT
"""Materials and details that a whole room shares."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

from tools.places import materials
from tools.places.draws import Draws, Rgb, grey, shade

_FLOORS: Final = ("planks", "planks", "planks", "tiles", "carpet")
_DAYLIGHTS: Final[tuple[Rgb, ...]] = ((1, 1, 1), (0.86, 0.93, 1), (1, 0.93, 0.82), (0.93, 0.97, 1))


@dataclass
class Style:
    """How a room looks.

    Args:
        daylight: Watts a square metre of window.
        daylight_colour: Its colour.
        frame: Material of window frames, door frames and skirtings.
        skirting: Height of the skirting (m).
        bars: Glazing bars: columns a metre of width, and rows.
        glass: Material of panes.
        wall: Material of walls.
        ceiling: Material of the ceiling.
        floor: Material of the floor.
        cover: What windows have: curtain, blind or none.
        slats: Tilt of a blind's slats (radians); 0 is a roller blind.
        low_slats: Tilt of slats that let the sun through.
        blind: Material of blinds.
        curtain: Material of curtains.
        sheer: Material of net curtains, if there are any.
    """

    daylight: float
    daylight_colour: Rgb
    frame: Any
    skirting: float
    bars: tuple[int, int]
    glass: Any
    wall: Any
    ceiling: Any
    floor: Any
    cover: str
    slats: float
    low_slats: float
    blind: Any
    curtain: Any
    sheer: Any


def draw_style(draws: Draws, walls: str, floor: str | None) -> Style:
    """Draw a style; walls is paint, paper or brick, floor is planks, tiles, carpet, lino or concrete."""
    daylight, colour = draws.between(28, 60), draws.choice(_DAYLIGHTS)
    white = materials.plain((0.82, 0.81, 0.78), 0.35)
    frame = draws.choice([white, white, materials.wood(draws), materials.plain((0.05, 0.05, 0.055), 0.4)])
    skirting = draws.choice([0.06, 0.09, 0.14])
    bars = (draws.choice([1, 1, 2]), draws.choice([1, 2, 2, 3]))
    wall = _wall(draws, walls)
    ceiling_colours: list[Rgb] = [(0.82, 0.81, 0.79), grey(0.85), (0.75, 0.72, 0.66)]
    ceiling = materials.paint(draws, draws.choice(ceiling_colours), 0.8)
    floor_material = _floor(draws, floor or draws.choice(_FLOORS))
    cover = draws.choice(["curtain", "curtain", "blind", "none"])
    cloth = draws.choice([draws.pastel, draws.muted, draws.vivid, draws.pastel])()
    slats = draws.choice([0, draws.between(0.2, 0.9), draws.between(0.2, 0.9)])
    low_slats = draws.between(0.05, 0.4)
    blind_colours = [(0.8, 0.8, 0.78), (0.75, 0.7, 0.6), draws.pastel(), draws.muted()]
    blind = materials.plain(draws.choice(blind_colours), 0.5)
    return Style(
        daylight=daylight,
        daylight_colour=colour,
        frame=frame,
        skirting=skirting,
        bars=bars,
        glass=materials.glass(),
        wall=wall,
        ceiling=ceiling,
        floor=floor_material,
        cover=cover,
        slats=slats,
        low_slats=low_slats,
        blind=blind,
        curtain=_curtain(draws, cloth),
        sheer=materials.fabric(draws, (0.85, 0.85, 0.83), sheer=0.8) if draws.chance(0.5) else None,
    )


def _curtain(draws: Draws, colour: Rgb) -> Any:
    second = draws.pastel()
    pattern = draws.choice([None, None, "stripe", "weave", "spots"])
    return materials.fabric(draws, colour, second, pattern, draws.between(0.8, 2), sheer=0.3)


def _wall(draws: Draws, kind: str) -> Any:
    def warm_white() -> Rgb:
        return draws.hsv((0.05, 0.15), (0.03, 0.2), (0.8, 0.95))

    colour = draws.choice([draws.pastel, draws.pastel, draws.pastel, draws.muted, warm_white])()
    if kind == "paper":
        second = shade(colour, draws.between(0.75, 0.92))
        pattern = draws.choice(["stripe", "weave", "spots"])
        return materials.fabric(draws, colour, second, pattern, draws.between(0.6, 2.2), 0.7)
    return materials.brick(draws) if kind == "brick" else materials.paint(draws, colour)


def _floor(draws: Draws, kind: str) -> Any:
    if kind == "planks":
        return materials.planks(draws, turn=draws.choice([0, math.pi / 2]))
    if kind == "tiles":
        size = draws.choice([0.2, 0.3, 0.45, 0.6])
        colours = [draws.pastel(), draws.hsv((0.05, 0.12), (0.1, 0.4), (0.4, 0.8)), (0.3, 0.3, 0.31)]
        colour = draws.choice(colours)
        roughness = draws.between(0.08, 0.4)
        second = shade(colour, 0.3) if draws.chance(0.25) else None
        return materials.tiles(draws, colour, width=size, height=size, roughness=roughness, second=second)
    if kind == "carpet":
        return materials.carpet(draws.muted(), draws.muted() if draws.chance(0.4) else None)
    if kind == "lino":
        return materials.plain(draws.hsv((0, 1), (0.03, 0.3), (0.35, 0.75)), draws.between(0.12, 0.35))
    return materials.ground(draws, "concrete")
