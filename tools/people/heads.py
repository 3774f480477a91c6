# SPDX-License-Identifier: MIT
"""Head boxes, from geometry without the expression, so that the size of a head does not tell the emotion."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tools.people.body import SKIN, Body
from tools.people.camera import View, bent, rotation, turned, turning
from tools.people.meshes import Array
from tools.people.pictures import Picture, Pose

CHIN: Final = (5225, 5296, 732, 747)
"""Points of the base mesh around the lowest place of the bony chin."""

HAIR: Final = 0.12
"""Hair and coverings count up to this share of the height of the bare head beyond it: otherwise a face below a big afro
would come out small, and long hair would make a head wide."""

_HEAD_TURNS: Final = 0.98
"""Points that turn with the head at least so far belong to it."""

_STRAY: Final = 0.01
"""Share of the points of hair that may lie beyond its edge."""


class Box(NamedTuple):
    """A box in pixels, from the left upper corner of the picture."""

    x: int
    y: int
    width: int
    height: int

    def __str__(self) -> str:
        return " ".join(str(number) for number in self)


@dataclass(frozen=True)
class Head:
    """The head of a person with a resting face.

    Args:
        neutral: The mesh (N, 3).
        turning: How far its points turn with the head (N, 1).
        ears: Which of them belong to the ears (N).
        hair: Points (M, 3) of all that grows or lies on the head and turns with it, such as hair, bun and hat.
        rise: How much higher than usual the camera stands (m).
    """

    neutral: Array
    turning: Array
    ears: NDArray[np.bool_]
    hair: tuple[Array, ...]
    rise: float

    @classmethod
    def of(cls, body: Body, neutral: Array, hair: tuple[Array, ...], rise: float) -> Head:
        """The head of a person's neutral mesh."""
        return cls(neutral, turning(body.rest), body.ears, hair, rise)

    def box(self, pose: Pose, frame: float, size: int) -> Box:
        """The box in a picture: the chin with the mouth closed, crown and sides with hair, the ears included."""
        matrix, view = rotation(pose), View.of(self.neutral)
        seen = view.project(bent(self.neutral, self.turning, matrix), frame, self.rise, size)
        skin = seen[SKIN][self.turning[SKIN, 0] > _HEAD_TURNS]
        chin, (left, crown), right = seen[list(CHIN), 1].max(), skin.min(0), skin[:, 0].max()
        margin, lobes = HAIR * (chin - crown), seen[self.ears, 1].max()
        edges = [np.array([left, crown, -right])]
        for points in self.hair:
            hair = view.project(turned(points, matrix), frame, self.rise, size)
            edges.append(_edges(hair, hair[hair[:, 1] < lobes]))
        with_hair = np.min(edges, axis=0)
        left, crown, right = np.maximum(with_hair, edges[0] - margin) * (1, 1, -1)
        x, y, end, bottom = (round(float(np.clip(edge, 0, size))) for edge in (left, crown, right, chin))
        return Box(x, y, end - x, bottom - y)

    def box_in(self, picture: Picture, size: int) -> Box:
        """The box in a drawn picture."""
        return self.box(picture.pose, picture.frame, size)


def _edges(hair: Array, upper: Array) -> Array:
    """Left, upper and, negative, right edge of hair without single hairs; `upper` is the hair above the lobes."""
    if not len(upper):
        return np.full(3, np.inf)
    left, right = np.quantile(upper[:, 0], (_STRAY, 1 - _STRAY))
    return np.array([left, np.quantile(hair[:, 1], _STRAY), -right])
