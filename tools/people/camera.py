# SPDX-License-Identifier: MIT
"""How the head turns and what the camera sees of it. Base mesh units (dm) become Blender's metres here."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from tools.people.body import EYES, SKIN
from tools.people.meshes import Array
from tools.people.pictures import Pose

METRES: Final = 0.1
"""Metres in a base mesh unit."""

PIVOT: Final = np.array([0, 6.2, 0.2])
"""The head turns about this point of the neck."""

SENSOR: Final = 36.0
"""Width of the sensor in millimetres, for pictures as high as wide."""

DISTANCE: Final = 1.6
"""From the camera to the eyes in metres."""

_CHIN_BELOW_EYES: Final = 1.15
_LOWER: Final = 0.020
"""The middle of the picture lies so much (m) below the middle of the head, since shoulders are seen, too."""


def to_blender(points: Array) -> Array:
    """Blender's places (N, 3) in metres: z points up, and y away from the camera."""
    return np.stack([points[:, 0], -points[:, 2], points[:, 1]], 1) * METRES


def turning(rest: Array) -> Array:
    """How far each point of the base mesh turns with the head (N, 1): 1 on the head, 0 on the shoulders."""
    share = np.clip((rest[:, 1] + 0.35 * (rest[:, 2] - 0.4) - 5.55) / 0.85, 0, 1)
    smooth: Array = (share * share * (3 - 2 * share))[:, None]
    return smooth


def rotation(pose: Pose) -> Array:
    """The turn of the head as a matrix (3, 3) for base mesh units."""
    yaw, pitch, roll = (math.radians(angle) for angle in (pose.yaw, pose.pitch, pose.roll))
    about_z = np.array([[math.cos(roll), math.sin(roll), 0], [-math.sin(roll), math.cos(roll), 0], [0, 0, 1]])
    about_y = np.array([[math.cos(yaw), 0, math.sin(yaw)], [0, 1, 0], [-math.sin(yaw), 0, math.cos(yaw)]])
    about_x = np.array([[1, 0, 0], [0, math.cos(pitch), math.sin(pitch)], [0, -math.sin(pitch), math.cos(pitch)]])
    matrix: Array = about_z @ about_y @ about_x
    return matrix


def turned(points: Array, matrix: Array) -> Array:
    """Points that turn with the head as a whole."""
    placed: Array = (points - PIVOT) @ matrix.T + PIVOT
    return placed


def bent(mesh: Array, share: Array, matrix: Array) -> Array:
    """The body with its head turned; `share` is what `turning` gives."""
    placed: Array = mesh + share * (turned(mesh, matrix) - mesh)
    return placed


@dataclass(frozen=True)
class View:
    """What the camera of a person looks at, in Blender's metres.

    Args:
        height: Of the middle of the picture without a camera's rise.
        depth: Of the eyes.
        span: From the bare crown to where most chins are.
    """

    height: float
    depth: float
    span: float

    @classmethod
    def of(cls, neutral: Array) -> View:
        """The view for a person's neutral mesh."""
        top, eyes = neutral[SKIN, 1].max(), neutral[EYES].mean(0)
        chin = eyes[1] - _CHIN_BELOW_EYES
        return cls((top + chin) / 2 * METRES - _LOWER, -eyes[2] * METRES, (top - chin) * METRES)

    def lens(self, frame: float) -> float:
        """The focal length in millimetres for pictures `frame` times as high as the bare head."""
        return SENSOR * DISTANCE / (self.span * frame)

    def project(self, points: Array, frame: float, rise: float, size: int) -> Array:
        """Places (N, 2) in pixels, right and down from the left upper corner, of points in base mesh units."""
        placed = to_blender(points)
        depth = placed[:, 1] - (self.depth - DISTANCE)
        scale = size * self.lens(frame) / SENSOR
        right = size / 2 + scale * placed[:, 0] / depth
        return np.stack([right, size / 2 - scale * (placed[:, 2] - self.height - rise) / depth], 1)
