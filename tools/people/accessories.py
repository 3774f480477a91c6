# SPDX-License-Identifier: MIT
"""Glasses and earrings: tubes along curves, in base mesh units (dm)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from tools.people.body import EYES, SKIN, Body, unit_length
from tools.people.meshes import Array, Faces
from tools.people.outfits import Earrings, Glasses

Surface = tuple[Array, Faces]
"""Points (N, 3), and the corners of faces."""

_SIDES: Final = 8
"""Corners of a tube's section."""

_BEND: Final = 0.10
"""Rims lie on a parabola: so much further back for each squared dm aside."""

_HOOP: Final = 0.12
"""Radius of a hoop."""


def tube(path: ArrayLike, radius: float, *, closed: bool = True) -> Surface:
    """A tube along a polyline (N, 3)."""
    line = np.asarray(path, float)
    count = len(line)
    along = np.roll(line, -1, 0) - np.roll(line, 1, 0) if closed else np.gradient(line, axis=0)
    along = unit_length(along)
    up = np.where(np.abs(along[:, 2:3]) > 0.9, np.array([[0, 1.0, 0]]), np.array([[0, 0, 1.0]]))
    across = unit_length(np.cross(along, up))
    over = np.cross(along, across)
    angle = np.linspace(0, 2 * math.pi, _SIDES, endpoint=False)
    ring = np.cos(angle)[None, :, None] * across[:, None] + np.sin(angle)[None, :, None] * over[:, None]
    points = (line[:, None] + radius * ring).reshape(-1, 3)
    faces = []
    for here in range(count if closed else count - 1):
        there = (here + 1) % count
        for side in range(_SIDES):
            other = (side + 1) % _SIDES
            faces.append(
                [row * _SIDES + corner for row, corner in ((here, side), (here, other), (there, other), (there, side))]
            )
    return points, faces


def joined(parts: Sequence[Surface]) -> Surface:
    """Several surfaces as one."""
    faces: Faces = []
    count = 0
    for points, corners in parts:
        faces += [[corner + count for corner in face] for face in corners]
        count += len(points)
    return np.concatenate([points for points, _ in parts]), faces


def frames(body: Body, mesh: Array, glasses: Glasses) -> Surface:
    """Two rims, two temples and a bridge that fit a head."""
    eyes = mesh[EYES]
    aside = np.abs(eyes[:, 0])
    middle, height = (aside.min() + aside.max()) / 2, (eyes[:, 1].min() + eyes[:, 1].max()) / 2
    front = _front(mesh, glasses, middle, height)
    level = height - 0.02
    turn = np.linspace(0, 2 * math.pi, 48, endpoint=False)
    power = 2 / glasses.exponent
    across = np.sign(np.cos(turn)) * np.abs(np.cos(turn)) ** power
    upward = np.sign(np.sin(turn)) * np.abs(np.sin(turn)) ** power
    left_ear = mesh[body.ears & (mesh[:, 0] > 0)]
    ear = left_ear[left_ear[:, 1].argmax()]
    outer = middle + 0.015 + glasses.width
    parts = []
    for side in (1, -1):
        depth = front - _BEND * np.abs(side * middle + glasses.width * across) ** 2
        rim = np.stack(
            [side * (middle + 0.015) + glasses.width * across, level + glasses.height * upward - 0.04, depth], 1
        )
        parts.append(tube(rim, glasses.wire))
        hinge = np.array([side * outer, level + 0.35 * glasses.height, front - _BEND * outer**2])
        hook = np.array([side * max(ear[0] - 0.02, outer), ear[1] - 0.06, ear[2] + 0.08])
        knee = np.array([side * (outer + 0.035), hinge[1], hinge[2] - 0.08])
        temple = knee + (hook - knee) * np.linspace(0, 1, 10)[:, None]
        path = np.concatenate([np.linspace(hinge, knee, 4)[:-1], temple])
        parts.append(tube(path, glasses.wire, closed=False))
    inner = middle + 0.015 - glasses.width
    along = np.linspace(-1, 1, 9)
    arch = 1 - along**2
    bridge = [along * inner * 1.05, level + 0.25 * glasses.height + 0.05 * arch, front - _BEND * inner**2 + 0.03 * arch]
    parts.append(tube(np.stack(bridge, 1), glasses.wire, closed=False))
    return joined(parts)


def _front(mesh: Array, glasses: Glasses, middle: float, height: float) -> float:
    """The depth of the rims: before the eyes, and before most of the skin around them."""
    skin = mesh[SKIN]
    beside = np.abs(np.abs(skin[:, 0]) - middle) < glasses.width
    near = beside & (np.abs(skin[:, 1] - height) < glasses.height * 0.9) & (skin[:, 2] > 0.9)
    return float(max(mesh[EYES][:, 2].max() + 0.10, np.percentile(skin[near][:, 2], 80) + 0.05))


def rings(body: Body, mesh: Array, earrings: Earrings) -> Surface:
    """A stud or a hoop in each ear lobe."""
    turn = np.linspace(0, 2 * math.pi, 28, endpoint=False)
    parts = []
    for side in (1, -1):
        ear = mesh[body.ears & (mesh[:, 0] * side > 0)]
        lobe = ear[ear[:, 1] < ear[:, 1].min() + 0.08].mean(0)
        if earrings.form == "stud":
            flat = 0 * turn + lobe[0] + side * 0.02
            path = [flat, lobe[1] + 0.02 + 0.012 * np.sin(turn), lobe[2] + 0.03 + 0.012 * np.cos(turn)]
            parts.append(tube(np.stack(path, 1), 0.024))
        else:
            aside = lobe[0] + 0.3 * _HOOP * np.cos(turn) * side
            path = [aside, lobe[1] - _HOOP * 0.9 + _HOOP * np.sin(turn), lobe[2] + 0.8 * _HOOP * np.cos(turn)]
            parts.append(tube(np.stack(path, 1), 0.014))
    return joined(parts)
