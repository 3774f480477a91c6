# SPDX-License-Identifier: MIT
"""What a picture shows: expression, head pose, gaze, light, framing.

What has nothing to do with the emotion is drawn from a generator that knows the emotion as part of its seed alone, and
light is dealt out, so nothing but the face depends on the emotion.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

import numpy as np
from scipy.optimize import linear_sum_assignment

from tools.people.draws import Draws
from tools.people.expressions import EMOTIONS, INTENSITIES, Expression, draw_expression, draw_variant, gaze
from tools.people.identities import NAMESPACE, Person, identity_name
from tools.people.lights import LIGHTS
from tools.people.overrides import Redo

TAKES: Final = (1, 2)
_LIMITS: Final = (12, 8, 8)
"""Largest yaw, pitch and roll of a head (degrees); their spread is half of it."""

_EYE_REACH: Final = 30
"""Degrees that an eye turns with its face unit at 1."""

_TABLE_STEP: Final = 90


@dataclass(frozen=True, order=True)
class Name:
    """What identifies a picture: identity number, emotion and take (1 or 2)."""

    number: int
    emotion: str
    take: int

    def __str__(self) -> str:
        return f"{identity_name(self.number)}_{self.emotion}_{self.take}"

    @property
    def file(self) -> str:
        """The picture's file."""
        return f"{self}.webp"

    @classmethod
    def parse(cls, text: str) -> Name:
        """The name in a text such as `p012_anger_2`.

        Raises:
            ValueError: It is no such text.
        """
        identity, emotion, take = [*text.split("_"), "", ""][:3]
        name = cls(int(identity[1:] or 0), emotion, int(take)) if (identity[1:] + take).isdecimal() and take else None
        if name is None or str(name) != text or emotion not in EMOTIONS or name.take not in TAKES:
            raise ValueError(
                f"{text!r} is no picture; they are called like p012_anger_2, and emotions are {', '.join(EMOTIONS)}"
            )
        return name


@dataclass(frozen=True)
class Pose:
    """Turn of the head in degrees: yaw > 0 to the right of the picture, pitch > 0 up, roll > 0 clockwise."""

    yaw: float
    pitch: float
    roll: float


@dataclass(frozen=True)
class Lighting:
    """A light set and how it is used.

    Args:
        name: Key of `LIGHTS`.
        flip: -1 for the set mirrored, else 1.
        gain: Factor of all lamps.
        tint: Factors of red, green and blue.
        exposure: Of the picture, in stops.
    """

    name: str
    flip: int
    gain: float
    tint: tuple[float, float, float]
    exposure: float


@dataclass(frozen=True)
class Picture:
    """All that is drawn for one picture of a person; `frame` is its height over that of the bare head."""

    name: Name
    expression: Expression
    pose: Pose
    lighting: Lighting
    frame: float

    @property
    def shown_intensity(self) -> float:
        """The intensity, 0 for a neutral face."""
        return 0.0 if self.name.emotion == "neutral" else self.expression.intensity


def names_of(number: int) -> Iterator[Name]:
    """The names of an identity's pictures, in the order in which they are rendered."""
    for take in TAKES:
        for emotion in EMOTIONS:
            yield Name(number, emotion, take)


def draw_picture(person: Person, emotion: str, take: int, redo: Redo = Redo()) -> Picture:  # noqa: B008  # frozen
    """The picture of a person with an emotion; `redo` draws another one."""
    seed = f"{NAMESPACE}/{person.name}/{emotion}"
    expression = _draw_expression(person, emotion, take, seed, redo)
    draws = Draws(f"{seed}/{take}{redo.salt}/picture")
    pose = Pose(*(draws.near_zero(limit * 0.5, limit) for limit in _LIMITS))
    light = light_of(person.number, emotion, take)
    expression = replace(expression, units=gaze(expression.units, *_draw_gaze(draws, pose)))
    warmth = draws.gauss(0, 0.04)
    lighting = Lighting(
        light,
        flip=draws.side(),
        gain=draws.between(0.85, 1.15),
        tint=(1 + warmth, 1.0, 1 - warmth),
        exposure=draws.between(0.1, 0.5) + (0.25 if person.skin.dark else 0),
    )
    frame = person.frame * draws.between(0.97, 1.04)
    return Picture(Name(person.number, emotion, take), expression, pose, lighting, frame)


def _draw_expression(person: Person, emotion: str, take: int, seed: str, redo: Redo) -> Expression:
    draws = Draws(f"{seed}/{take}{redo.salt}/expression")
    intensity = max(redo.floor, draws.between(*INTENSITIES[take - 1]))
    variant = draw_variant(Draws(f"{seed}/variant"), draws, emotion, take)
    if redo.variant is not None:
        variant = redo.variant
    return draw_expression(draws, emotion, variant, intensity, person.shape.years)


def _draw_gaze(draws: Draws, pose: Pose) -> tuple[float, float]:
    """Mostly into the camera, else along the head."""
    share = 0.85 if draws.chance(0.75) else 0.0
    right = (-pose.yaw * share + draws.gauss(0, 3)) / _EYE_REACH
    return right, (-pose.pitch * share + draws.gauss(0, 2)) / _EYE_REACH


def light_of(number: int, emotion: str, take: int) -> str:
    """The light set of a picture."""
    last = -(-number // _TABLE_STEP) * _TABLE_STEP
    return light_table(last, take)[number - 1][EMOTIONS.index(emotion)]


@cache
def light_table(last: int, take: int) -> list[list[str]]:
    """Light of every emotion of the identities 1 to `last`, which later identities do not change.

    Every identity meets each of the seven light sets once a take, dealt out so that over all identities every emotion
    meets every light equally often: independent draws left a visible association by chance.
    """
    count = len(EMOTIONS)
    met = np.zeros((count, count))
    lights = list(LIGHTS)
    table = []
    for number in range(1, last + 1):
        noise = np.random.default_rng([take, number]).random((count, count))
        dealt = linear_sum_assignment((met + 0.3 * noise) ** 2)[1].tolist()
        for emotion, light in enumerate(dealt):
            met[emotion, light] += 1
        table.append([lights[light] for light in dealt])
    return table
