# SPDX-License-Identifier: MIT
"""Head coverings: who wears one, and its form and colours."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

from tools.people.draws import Draws, Rgba, hsv
from tools.people.hairstyles import STYLES, Hair
from tools.people.shapes import Sex

COVERED_FROM: Final = 37
"""The first identities came out without head coverings; the later ones make up for it."""

_DEALT: Final[dict[Sex, tuple[str, ...]]] = {
    "f": ("none", "headscarf", "none", "beanie", "none"),
    "m": ("none", "beanie", "none", "cap", "none"),
}
_TOO_HIGH: Final = ("afro", "bigafro", "quiff", "curly", "bun", "fringe")
"""Hair that has no room below a hat."""


@dataclass(frozen=True)
class Headscarf:
    """A scarf around head and neck.

    Args:
        back: How far its edge lies from the face (degrees, may be negative).
        fold: Depth of its folds (dm).
        phase: Where they are (radians).
    """

    colour: Rgba
    back: float
    fold: float
    phase: float

    name: str = "headscarf"


@dataclass(frozen=True)
class Hat:
    """A beanie or a cap. Lengths in base mesh units (dm).

    Args:
        raised: How much higher than usual its edge sits.
        thick: Distance of the cloth from the head.
        slack: How much more of it there is half way up...
        tall: ...and at the crown.
        lean: How far the crown falls back.
        cuff: Share of the height that is turned up.
        brim: Length of the brim of a cap.
    """

    name: Literal["beanie", "cap"]
    colour: Rgba
    brim_colour: Rgba
    raised: float
    thick: float
    slack: float
    tall: float
    lean: float
    cuff: float
    brim: float


Covering = Headscarf | Hat


def covering_name(number: int, sex: Sex) -> str:
    """The kind of head covering of an identity, or none: dealt out by number."""
    return "none" if number < COVERED_FROM else _DEALT[sex][(number * 7 // 2 + number // 18) % 5]


def draw_covering(draws: Draws, name: str) -> Covering | None:
    """The head covering of a kind; `draws` are its own, so that other draws are as they would be without it."""
    hue, saturation = draws.random(), draws.choice([0.1, 0.4, 0.6, 0.75, 0.85])
    value = draws.choice([0.06, 0.15, 0.3, 0.5, 0.7])
    colour = hsv(hue, saturation, value)
    brim_hue = hue if draws.chance(0.6) else draws.random()
    brim_colour = hsv(brim_hue, saturation, draws.choice([value, 0.06, 0.5]))
    if name == "headscarf":
        return Headscarf(colour, draws.between(-3, 5), draws.between(0.02, 0.045), draws.between(0, 6))
    if name == "beanie":
        return Hat(
            "beanie",
            colour,
            brim_colour,
            raised=draws.between(-0.04, 0.08),
            thick=draws.between(0.06, 0.09),
            slack=draws.between(0, 0.05),
            tall=draws.between(0, 0.22),
            lean=draws.between(0, 0.16),
            cuff=_draw_cuff(draws),
            brim=draws.between(0.5, 0.68),
        )
    if name == "cap":
        return Hat(
            "cap",
            colour,
            brim_colour,
            raised=draws.between(-0.04, 0.08),
            thick=draws.between(0.05, 0.07),
            slack=draws.between(0, 0.05),
            tall=draws.between(0, 0.06),
            lean=0,
            cuff=_draw_cuff(draws),
            brim=draws.between(0.5, 0.68),
        )
    return None


def _draw_cuff(draws: Draws) -> float:
    return draws.choice([0.2, 0.3, 0.36]) if draws.chance(0.8) else 0.0


def hair_under(covering: Covering | None, hair: Hair, *, curly: bool) -> Hair:
    """The hair that is left with a covering: none below a scarf, short hair where a hat has no room for more."""
    if isinstance(covering, Headscarf):
        return replace(hair, name="covered", style=None, recede=0.0, bun=None, scalp=replace(hair.scalp, strength=0.0))
    if covering is None or hair.name not in _TOO_HIGH:
        return hair
    name = "coils" if curly else "crop"
    scalp = replace(hair.scalp, strength=0.6, soft=0.12)
    return replace(hair, name=name, style=STYLES[name], recede=0.0, bun=None, scalp=scalp)
