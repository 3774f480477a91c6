# SPDX-License-Identifier: MIT
"""The skin of a person: one of MakeHuman's textures, tinted, and what the shader adds to it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from tools.people.draws import Draws
from tools.people.shapes import Age, Cell, Sex, Shape

_LIGHT: Final[dict[Sex, dict[Age, tuple[str, ...]]]] = {
    "f": {
        "young": ("young_lightskinned_female_diffuse2", "young_lightskinned_female_diffuse3"),
        "middle": ("middleage_lightskinned_female_diffuse2",),
        "old": ("middleage_lightskinned_female_diffuse2",),
    },
    "m": {
        "young": (
            "young_lightskinned_male_diffuse",
            "young_lightskinned_male_diffuse2",
            "young_lightskinned_male_diffuse3",
        ),
        "middle": ("middleage_lightskinned_male_diffuse", "middleage_lightskinned_male_diffuse2"),
        "old": ("old_lightskinned_male_diffuse2",),
    },
}
_DARK: Final[dict[Sex, dict[Age, str]]] = {
    "f": {
        "young": "middleage_darkskinned_female_diffuse",
        "middle": "middleage_darkskinned_female_diffuse",
        "old": "old_darkskinned_female_diffuse",
    },
    "m": {
        "young": "young_darkskinned_male_diffuse",
        "middle": "middleage_darkskinned_male_diffuse",
        "old": "old_darkskinned_male_diffuse",
    },
}
_AGED: Final = "old_lightskinned_male_diffuse2"
"""This texture is redder than the others."""

_BUMP: Final[dict[Age, float]] = {"young": 0, "middle": 0.04, "old": 0.10}
_WRINKLE: Final[dict[Age, float]] = {"young": 0.9, "middle": 1.1, "old": 1.4}


@dataclass(frozen=True)
class Skin:
    """The look of a skin.

    Args:
        texture: Name of the texture.
        dark: Whether it is dark, so that blotches and creases are, too.
        hue: Turn of the texture's hue.
        saturation: Factor.
        value: Factor.
        blotches: Strength of red (or dark) blotches.
        roughness: Added to the roughness.
        bump: Strength of pores and wrinkles.
        wrinkles: Depth of wrinkles.
        creases: Darkness of creases.
        spots: Strength of freckles or age spots.
        spot_scale: Their number over a length: the frequency of the noise (1/m).
    """

    texture: str
    dark: bool
    hue: float
    saturation: float
    value: float
    blotches: float = 0.0
    roughness: float = 0.0
    bump: float = 0.0
    wrinkles: float = 0.0
    creases: float = 0.0
    spots: float = 0.0
    spot_scale: float = 0.0


def draw_skin(draws: Draws, cell: Cell, shape: Shape) -> Skin:
    """The skin of a person."""
    skin = _draw_tone(draws, cell, shape)
    skin = replace(
        skin,
        blotches=draws.between(0.4, 0.9),
        roughness=draws.between(-0.03, 0.09),
        bump=draws.between(0.16, 0.30) + _BUMP[cell.age],
        wrinkles=_WRINKLE[cell.age],
        creases=draws.between(0.25, 0.4) + (0.15 if cell.age == "old" else 0),
    )
    if cell.age == "old" or draws.chance(0.2):
        skin = replace(skin, spots=draws.between(0.2, 0.5), spot_scale=draws.between(160, 320))
    return skin


def _draw_tone(draws: Draws, cell: Cell, shape: Shape) -> Skin:
    african = shape.share("african")
    # The draw is made for everybody, so that it shifts no later one.
    if draws.chance(0.8 if african > 0.6 else 0.0):
        value, saturation = draws.between(1.35, 2.1), draws.between(0.82, 0.98)
        hue = draws.between(0.0, 0.012) + (0.012 if cell.woman else 0)
        return Skin(_DARK[cell.sex][cell.age], dark=True, hue=hue, saturation=saturation, value=value)
    value = _draw_value(draws, african, shape.share("asian"))
    texture = draws.choice(_LIGHT[cell.sex][cell.age])
    saturation = draws.between(1.0, 1.22) + 0.15 * (1 - min(1, value))
    hue = draws.between(-0.006, 0.010)
    if texture == _AGED:
        saturation *= 0.72
    return Skin(texture, dark=value < 0.6, hue=hue, saturation=saturation, value=value)


def _draw_value(draws: Draws, african: float, asian: float) -> float:
    """How bright a light texture becomes."""
    if african:
        return draws.between(0.42, 0.62) if african > 0.6 else draws.between(0.55, 0.85)
    value = draws.between(0.80, 0.98)
    if asian > 0.3:
        return value * draws.between(0.80, 0.95)
    return value * draws.between(0.70, 0.85) if draws.chance(0.25) else value
