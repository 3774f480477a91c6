# SPDX-License-Identifier: MIT
"""How an emotion looks: the face units and wrinkles of its variants, and how pictures of them differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tools.people.draws import Draws

EMOTIONS: Final = ("happiness", "sadness", "anger", "fear", "surprise", "disgust", "neutral")

Units = dict[str, float]
"""Face unit -> weight. A name without Left or Right below stands for both sides, unless it has none."""


@dataclass(frozen=True)
class Variant:
    """One way to show an emotion: how often, and its face units at intensity 1."""

    weight: float
    units: Mapping[str, float]


def _v(weight: float, **units: float) -> Variant:
    return Variant(weight, units)


# fmt: off
VARIANTS: Final[dict[str, tuple[Variant, ...]]] = {
    "neutral": (Variant(1, {}),),
    "happiness": (
        _v(
            5, mouthSmile=1.15, cheekSquint=1.0, eyeSquint=0.3, jawOpen=0.16, mouthUpperUp=0.65, mouthLowerDown=0.2,
            mouthDimple=0.25, browOuterUp=0.15,
        ),
        _v(
            3, mouthSmile=1.2, cheekSquint=1.2, eyeSquint=0.45, jawOpen=0.4, mouthUpperUp=0.75, mouthLowerDown=0.35,
            mouthDimple=0.2, browOuterUp=0.3, browInnerUp=0.15,
        ),
    ),
    "sadness": (
        _v(
            3, browInnerUp=1.9, browDown=0.35, mouthFrown=1.25, mouthShrugLower=0.6, eyeSquint=0.15,
            cheekSquint=0.1, eyeBlink=0.05, eyeLookDown=0.15, mouthPress=0.1,
        ),
        _v(
            2, browInnerUp=2.0, browDown=0.25, mouthFrown=1.35, mouthShrugLower=0.85, mouthRollLower=0.2,
            eyeBlink=0.08, eyeLookDown=0.25, cheekSquint=0.2,
        ),
        _v(
            1, browInnerUp=2.0, browDown=0.5, mouthFrown=1.3, mouthStretch=0.35, mouthLowerDown=0.25,
            mouthShrugLower=0.5, eyeSquint=0.35, cheekSquint=0.4, eyeBlink=0.06,
        ),
    ),
    "anger": (
        _v(
            2, browDown=1.35, browInnerUp=-1.0, noseSneer=0.6, eyeWide=0.95, eyeSquint=0.6, mouthPress=0.9,
            mouthRollUpper=0.45, mouthRollLower=0.35, mouthFrown=0.45, mouthShrugLower=0.25, jawForward=0.35,
        ),
        _v(
            2, browDown=1.35, browInnerUp=-1.0, noseSneer=0.45, eyeWide=1.0, eyeSquint=0.5, mouthStretch=0.75,
            mouthLowerDown=0.95, mouthUpperUp=0.4, jawOpen=0.2, jawForward=0.4, mouthFrown=0.2,
        ),
        _v(
            2, browDown=1.5, browInnerUp=-1.1, noseSneer=0.75, eyeWide=1.0, eyeSquint=0.55, jawOpen=0.24,
            mouthStretch=0.9, mouthUpperUp=0.5, mouthLowerDown=1.0, jawForward=0.3,
        ),
    ),
    "fear": (
        _v(
            2, browInnerUp=1.95, browOuterUp=0.35, browDown=0.35, eyeWide=1.25, mouthStretch=1.25, jawOpen=0.32,
            mouthLowerDown=0.65, mouthFrown=0.35,
        ),
        _v(
            1, browInnerUp=2.05, browOuterUp=0.25, browDown=0.45, eyeWide=1.35, mouthStretch=1.4, jawOpen=0.16,
            mouthLowerDown=0.75, mouthFrown=0.5, mouthUpperUp=0.1,
        ),
    ),
    "disgust": (
        _v(
            3, noseSneer=2.05, mouthUpperUp=1.45, browDown=0.1, browOuterUp=0.15, cheekSquint=0.95, eyeSquint=0.65,
            mouthFrown=0.75, mouthShrugLower=0.5, mouthLowerDown=0.25, jawOpen=0.05,
        ),
        _v(
            1.5, noseSneer=2.15, mouthUpperUp=1.3, browDown=0.05, browOuterUp=0.15, cheekSquint=1.0, eyeSquint=0.7,
            mouthFrown=0.9, mouthShrugLower=0.95, mouthShrugUpper=0.3,
        ),
        _v(
            1, noseSneer=2.0, mouthUpperUp=1.4, browDown=0.05, browOuterUp=0.15, cheekSquint=1.0, eyeSquint=0.7,
            mouthFrown=0.7, mouthLowerDown=0.6, jawOpen=0.22, tongueOut=0.5,
        ),
    ),
    "surprise": (
        _v(
            2, browInnerUp=1.75, browOuterUp=0.95, eyeWide=1.05, jawOpen=0.85, mouthFunnel=0.3,
        ),
        _v(
            1, browInnerUp=1.7, browOuterUp=1.1, eyeWide=1.15, jawOpen=0.6, mouthFunnel=0.55,
        ),
    ),
}
# fmt: on

INTENSITIES: Final = ((0.92, 1.15), (0.78, 0.98))
"""Range of the intensity in an identity's first and in its second picture of an emotion."""

_GAIN: Final = {"anger": 1.15, "sadness": 1.12, "happiness": 1.15}
"""So that the lowest intensity still reads at 64 pixels."""

_REST: Final = {"browInnerUp": 0.5, "browDown": -0.2}
"""Added to every expression: without it the neutral mesh looks stern."""

_UNPAIRED: Final = frozenset({
    "browInnerUp", "jawOpen", "jawForward", "mouthFunnel", "mouthShrugLower", "mouthShrugUpper", "mouthRollUpper",
    "mouthRollLower", "tongueOut", "cheekPuff", "mouthPucker",
})  # fmt: skip

_BROW_DOWN_LIMIT: Final = 1.25
"""Beyond this the brow folds over the eye."""

_BROW_INNER_FLOOR: Final = -0.6


@dataclass(frozen=True)
class Wrinkles:
    """Depths of the wrinkles: forehead, between the brows, nose, beside the eyes."""

    forehead: float
    glabella: float
    nose: float
    crow: float


@dataclass(frozen=True)
class Expression:
    """A drawn expression; `variant` counts from 0."""

    units: Units
    wrinkles: Wrinkles
    intensity: float
    variant: int


def draw_variant(first: Draws, draws: Draws, emotion: str, take: int) -> int:
    """The variant of a picture: the two takes of an emotion show two variants where there are two.

    `first` draws the one of the first take; only the second one draws from the picture's own `draws`.
    """
    weights = [variant.weight for variant in VARIANTS[emotion]]
    shown = first.weighted(weights)
    if take == 1 or len(weights) == 1:
        return shown
    return draws.weighted([weight * (place != shown) for place, weight in enumerate(weights)])


def draw_expression(draws: Draws, emotion: str, variant: int, intensity: float, years: float) -> Expression:
    """The expression of a picture. `years` (0.5 to 1) is the age of the shape: wrinkles deepen with it."""
    amount = intensity * _GAIN.get(emotion, 1.0)
    wanted = VARIANTS[emotion][variant].units
    units = _draw_units(draws, wanted, amount)
    full = {name: weight * amount for name, weight in wanted.items()}
    for name, weight in _REST.items():
        full[name] = full.get(name, 0) + weight
        for side_name in _sides(name):
            units[side_name] = units.get(side_name, 0) + weight
    for name in _sides("browDown"):
        units[name] = min(units[name], _BROW_DOWN_LIMIT)
    units["browInnerUp"] = max(units["browInnerUp"], _BROW_INNER_FLOOR)
    if emotion == "neutral":  # small differences at rest
        units["mouthSmileLeft"] = units["mouthSmileRight"] = draws.between(0, 0.08)
        units["mouthPressLeft"] = units["mouthPressRight"] = draws.between(0, 0.15)
        units["browInnerUp"] += draws.between(-0.15, 0.1)
    return Expression(units, _wrinkles(full, years), intensity, variant)


def _draw_units(draws: Draws, wanted: Mapping[str, float], amount: float) -> Units:
    """The units with small differences between them and between the sides."""
    units: Units = {}
    tilt = draws.between(-0.10, 0.10)
    for name, share in wanted.items():
        weight = share * amount * max(0.75, min(1.25, draws.gauss(1, 0.08)))
        if name in _UNPAIRED:
            units[name] = weight
        else:
            lean = tilt + draws.gauss(0, 0.04)
            units[f"{name}Left"], units[f"{name}Right"] = weight * (1 + lean), weight * (1 - lean)
    return units


def _sides(name: str) -> tuple[str, ...]:
    return (name,) if name in _UNPAIRED else (f"{name}Left", f"{name}Right")


def _wrinkles(full: Mapping[str, float], years: float) -> Wrinkles:
    depth = 0.30 + 0.7 * (years - 0.5) * 2
    lasting = 0.5 * (years - 0.5)
    raised = 0.6 * full.get("browInnerUp", 0) + 0.5 * full.get("browOuterUp", 0) - 0.3 * full.get("browDown", 0)
    return Wrinkles(
        forehead=depth * (min(1.3, max(0, raised)) + lasting),
        glabella=depth * max(0, 0.8 * full.get("browDown", 0)) + 0.1,
        nose=depth * 0.7 * full.get("noseSneer", 0),
        crow=depth * (max(0, 0.9 * full.get("cheekSquint", 0)) + lasting),
    )


def gaze(units: Units, right: float, up: float) -> Units:
    """The units with the gaze turned by weights of its face units; > 0 to the right of the picture and up."""
    turned = dict(units)
    sideways = ("eyeLookOutLeft", "eyeLookInRight") if right > 0 else ("eyeLookInLeft", "eyeLookOutRight")
    upright = "eyeLookUp" if up > 0 else "eyeLookDown"
    for name, weight in (
        (sideways[0], abs(right)),
        (sideways[1], abs(right)),
        *((f"{upright}{s}", abs(up)) for s in ("Left", "Right")),
    ):
        turned[name] = turned.get(name, 0) + weight
    return turned
