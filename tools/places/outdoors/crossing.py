# SPDX-License-Identifier: MIT
"""What a bridge is like before it is built: its kind, its measures and its materials."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from tools.places import materials
from tools.places.draws import Draws, hex_rgb

_KINDS: Final = (
    *("arch", "arch", "arch", "suspension", "suspension", "stayed", "truss"),
    *("steel_arch", "girder", "foot", "hump", "hump", "covered"),
)
_SMALL: Final = ("foot", "hump", "covered")
_PAINTS: Final = ("9a3a24", "5a7a72", "8a9096", "3f6a8a", "c9c9c4", "2f3a3a", "b8a060")
_LENGTHS: Final = {
    "arch": (45, 90),
    "suspension": (160, 260),
    "stayed": (140, 220),
    "truss": (50, 90),
    "steel_arch": (60, 110),
    "girder": (50, 120),
    "foot": (12, 18),
    "hump": (11, 20),
    "covered": (16, 26),
}
_HEIGHTS: Final = {
    "arch": (7, 11),
    "suspension": (12, 20),
    "stayed": (10, 16),
    "truss": (6, 10),
    "steel_arch": (8, 13),
    "girder": (7, 13),
}
_SMALL_WIDTHS: Final = {"hump": (3, 4.5), "covered": (3.6, 4.6)}
_SMALL_BANKS: Final = {"hump": (0.9, 1.4), "covered": (1.5, 2.2)}


@dataclass(frozen=True)
class Crossing:
    """A bridge along x over water along y at z = 0.

    Args:
        kind: Its form.
        small: Whether it is a foot or farm bridge over a stream.
        from_deck: Whether the camera stands on it.
        length: Metres from bank to bank.
        level: Height of its road (m).
        width: Width of its deck (m).
        bank: Height of the land beside the water (m).
        steel: Painted steel.
        stone: Stone of piers and walls.
        asphalt: Its road.
        concrete: Its concrete.
    """

    kind: str
    small: bool
    from_deck: bool
    length: float
    level: float
    width: float
    bank: float
    steel: Any
    stone: Any
    asphalt: Any
    concrete: Any


def draw_crossing(draws: Draws) -> Crossing:
    """Draw kind, measures and materials."""
    kind = draws.choice(_KINDS)
    small = kind in _SMALL
    from_deck = draws.chance({"arch": 0.1, "girder": 0.0}.get(kind, 0.35)) and not small
    lengths = {name: draws.between(*span) for name, span in _LENGTHS.items()}
    heights = {name: draws.between(*span) for name, span in _HEIGHTS.items()}
    widths = {name: draws.between(*span) for name, span in _SMALL_WIDTHS.items()}
    width = {**widths, "foot": 2.4}.get(kind, draws.between(8, 14))
    level = heights.get(kind, 1.2)
    bank = level
    if small:
        bank = {**{name: draws.between(*span) for name, span in _SMALL_BANKS.items()}, "foot": 0.9}[kind]
    steel = materials.plain(hex_rgb(draws.choice(_PAINTS)), 0.5, 0.2)
    stone = materials.stone(draws, None, draws.between(0.7, 1.2), draws.between(0.35, 0.5))
    asphalt, concrete = materials.ground(draws, "asphalt"), materials.ground(draws, "concrete")
    return Crossing(kind, small, from_deck, lengths[kind], level, width, bank, steel, stone, asphalt, concrete)
