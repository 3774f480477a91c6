# SPDX-License-Identifier: MIT
"""The surfaces of head coverings: shells around the convex hull of a head, placed as on the base mesh (dm, radians)."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Final

import numpy as np
from scipy.spatial import ConvexHull

from tools.people.accessories import Surface
from tools.people.body import EYES, SKIN, Body
from tools.people.coverings import Covering, Hat, Headscarf
from tools.people.meshes import Array, Faces

_CENTRE: Final = np.array([0, 7.35, 0.35])
"""A place inside of the head, from which shells are measured."""

_AROUND: Final = 72
"""Columns of a shell."""

_HAT_ROWS: Final = 26
_SCARF_ROWS: Final = 40
_CHIN_BELOW_EYES: Final = 1.15
_BATCH: Final = 4096

# Height of a hat's edge by the angle around the head (radians, 0 in front).
_EDGE_ANGLE: Final = (0, 0.6, 1.1, 1.55, 2.2, math.pi)
_EDGE_HEIGHT: Final = {
    "beanie": (7.80, 7.78, 7.62, 7.48, 7.20, 7.02),
    "cap": (7.80, 7.79, 7.68, 7.55, 7.30, 7.15),
}


class _Fitting:
    """Takes heights and places of the base mesh's head to a person's, and knows the person's head without ears."""

    def __init__(self, body: Body, mesh: Array) -> None:
        self.body, self.mesh = body, mesh
        self.from_eyes, self.to_eyes = body.rest[EYES].mean(0), mesh[EYES].mean(0)
        self.from_eyes[0] = self.to_eyes[0] = 0
        above = body.rest[SKIN, 1].max() - self.from_eyes[1]
        self.scale = (mesh[SKIN, 1].max() - self.to_eyes[1]) / above
        self.centre: Array = self.to_eyes + (_CENTRE - self.from_eyes) * self.scale

    def height(self, height: Array) -> Array:
        fitted: Array = self.to_eyes[1] + (height - self.from_eyes[1]) * self.scale
        return fitted

    def edge(self, hat: Hat, angle: Array) -> Array:
        """Height of a hat's edge at angles around the head."""
        return self.height(np.interp(np.abs(angle), _EDGE_ANGLE, _EDGE_HEIGHT[hat.name]) + hat.raised)

    def skull(self, above: float = 6.9, *, ears: bool = False) -> Array:
        """The points of the head above a height."""
        rest = self.body.rest
        chosen = np.zeros(len(rest), bool)
        chosen[SKIN] = (rest[SKIN, 1] > above) & (np.abs(rest[SKIN, 0]) < 1.1)
        return self.mesh[chosen if ears else chosen & ~self.body.ears]

    def hull(self, points: Array) -> _Hull:
        return _Hull(points, self.centre)


class _Hull:
    """How far the convex hull of some points lies from a place inside of it."""

    def __init__(self, points: Array, centre: Array) -> None:
        equations = ConvexHull(points).equations
        self.normals = equations[:, :3]
        self.distance = -(equations[:, 3] + self.normals @ centre)

    def radius(self, directions: Array) -> Array:
        """The distance in each direction (..., 3)."""
        rows = np.asarray(directions).reshape(-1, 3)
        found = np.empty(len(rows))
        for first in range(0, len(rows), _BATCH):
            facing = rows[first : first + _BATCH] @ self.normals.T
            with np.errstate(divide="ignore", invalid="ignore"):
                hit = np.where(facing > 1e-6, self.distance / facing, np.inf)
            found[first : first + _BATCH] = hit.min(1)
        return found.reshape(directions.shape[:-1])


def surfaces_of(body: Body, mesh: Array, covering: Covering) -> dict[str, Surface]:
    """The surfaces of a covering, by name: a scarf, or a cap (a beanie is one, too) and its brim."""
    if isinstance(covering, Headscarf):
        return {"scarf": scarf_of(body, mesh, covering)}
    surfaces = {"cap": crown_of(body, mesh, covering)}
    return surfaces | {"brim": brim_of(body, mesh, covering)} if covering.name == "cap" else surfaces


def crown_of(body: Body, mesh: Array, hat: Hat) -> Surface:
    """The shell of a beanie or a cap, from its edge to the crown."""
    fitting = _Fitting(body, mesh)
    hull = fitting.hull(fitting.skull())
    angle = np.linspace(-math.pi, math.pi, _AROUND, endpoint=False)
    first = _edge_elevation(fitting, hull, fitting.edge(hat, angle), angle)
    rows = []
    for up in np.linspace(0, 1, _HAT_ROWS):
        elevation = first + (math.pi / 2 - 0.02 - first) * up
        direction = _directions(elevation, angle)
        row = fitting.centre + direction * (hull.radius(direction) + _off_head(hat, up))[:, None]
        row[:, 2] -= hat.lean * up**2
        rows.append(row)
    return _closed_shell(rows, fitting.centre, inwards=0.035)


def _edge_elevation(fitting: _Fitting, hull: _Hull, edge: Array, angle: Array) -> Array:
    """The elevation (radians) at which a hat's edge is met, for every angle around the head."""
    tried = np.linspace(-0.6, math.pi / 2, 200)
    level = np.cos(tried)[:, None]
    direction = np.stack([level * np.sin(angle), np.sin(tried)[:, None] + 0 * angle, level * np.cos(angle)], -1)
    height = fitting.centre[1] + hull.radius(direction) * direction[..., 1]
    return np.array([np.interp(edge[column], height[:, column], tried) for column in range(_AROUND)])


def _off_head(hat: Hat, up: float) -> float:
    """Distance of the cloth from the head, `up` from 0 at the edge to 1 at the crown."""
    off: float = hat.thick + hat.slack * np.sin(math.pi * min(1, up * 1.1)) * 0.5 + hat.tall * up**3
    if hat.name == "beanie" and up < hat.cuff:
        off = off + 0.055 * math.sin(math.pi * min(1, (up + 0.03) / hat.cuff)) ** 0.4
    return off


def brim_of(body: Body, mesh: Array, hat: Hat) -> Surface:
    """The brim of a cap: an upper and a lower side, and the edge between them."""
    fitting = _Fitting(body, mesh)
    hull = fitting.hull(fitting.skull())
    angle = np.linspace(-1.15, 1.15, 25)
    direction = _directions(np.arctan2(fitting.edge(hat, angle) - fitting.centre[1], 0.8), angle)
    root = fitting.centre + direction * (hull.radius(direction) + hat.thick)[:, None]
    rows = []
    for share in np.linspace(0, 1, 7):
        out = hat.brim * np.sqrt(np.clip(1 - (angle / 1.2) ** 2, 0, 1)) * share
        down = 0.30 * out + 0.22 * out * np.abs(angle)
        rows.append(root + np.stack([0.10 * np.sin(angle) * share, -down, out], -1))
    upper = np.concatenate(rows)
    columns, count = len(angle), len(upper)
    sheet = _quads(len(rows), columns, closed=False)
    faces = sheet + [[corner + count for corner in reversed(face)] for face in sheet]
    edge = [count - columns + column for column in range(columns)]
    faces += [[a, b, b + count, a + count] for a, b in pairwise(edge)]
    return np.concatenate([upper, upper - np.array([0, 0.022, 0])]), faces


def scarf_of(body: Body, mesh: Array, scarf: Headscarf) -> Surface:
    """A headscarf: from an opening around the face over the head, falling on the shoulders."""
    fitting = _Fitting(body, mesh)
    head = fitting.hull(fitting.skull(6.15))
    tent = fitting.hull(np.concatenate([fitting.skull(6.35, ears=True), _shoulder_ring(fitting)]))
    around = np.linspace(0, 2 * math.pi, _AROUND, endpoint=False)
    opening = _opening(fitting, scarf, around)
    rows = []
    for along in np.linspace(0, 1, _SCARF_ROWS):
        polar = opening + (math.pi - 0.03 - opening) * along
        direction = np.stack([np.sin(polar) * np.sin(around), np.sin(polar) * np.cos(around), np.cos(polar)], -1)
        free = min(1.0, along / 0.30)
        free = free * free * (3 - 2 * free)
        radius = head.radius(direction) * (1 - free) + tent.radius(direction) * free
        low = np.clip((-direction[:, 1] - 0.35) / 0.5, 0, 1)
        wave = np.sin(7 * around + 4 * along + scarf.phase) + 0.6 * np.sin(13 * around - 6 * along + 2 * scarf.phase)
        folds = scarf.fold * wave * (0.2 + low) * min(1, along * 4)
        radius = radius + 0.055 + folds + 0.05 * math.exp(-((along / 0.05) ** 2))
        rows.append(fitting.centre + direction * radius[:, None])
    return _closed_shell(rows, fitting.centre, inwards=0.06)


def _shoulder_ring(fitting: _Fitting) -> Array:
    """Where the scarf lies on the shoulders (24, 3)."""
    turn = np.linspace(0, 2 * math.pi, 24, endpoint=False)
    height = 5.25 + (fitting.to_eyes[1] - fitting.from_eyes[1]) + 0.12 * np.cos(2 * turn)
    return np.stack([1.28 * np.sin(turn), height, 0.10 + 0.98 * np.cos(turn)], 1)


def _opening(fitting: _Fitting, scarf: Headscarf, around: Array) -> Array:
    """The angle between the opening's edge and straight ahead, for every angle around it (0 above the face)."""
    chin = fitting.mesh[EYES, 1].mean() - _CHIN_BELOW_EYES * fitting.scale
    half = np.minimum(around, 2 * math.pi - around)
    down = np.degrees(np.arctan2(fitting.centre[1] - (chin - 0.10), 0.78))
    angles = np.radians([0, 35, 90, 130, 155, 180])
    degrees = [33 + scarf.back, 40 + scarf.back, 52, 54, down - 3, down]
    edge: Array = np.radians(np.interp(half, angles, degrees))
    return edge


def tucked(body: Body, mesh: Array, hairs: Array, hat: Hat) -> Array:
    """Hair (N, K, 3) with what is above a hat's edge pressed below the hat."""
    fitting = _Fitting(body, mesh)
    hull = fitting.hull(fitting.skull())
    points = hairs.reshape(-1, 3)
    offset = points - fitting.centre
    distance = np.linalg.norm(offset, axis=1)
    angle = np.arctan2(offset[:, 0], offset[:, 2])
    direction = offset / distance[:, None]
    limit = np.minimum(distance, hull.radius(direction) + hat.thick * 0.5)
    below = np.clip((points[:, 1] - fitting.edge(hat, angle) + 0.10) / 0.10, 0, 1)
    pressed = fitting.centre + direction * (distance + (limit - distance) * below)[:, None]
    tucked_in: Array = pressed.reshape(hairs.shape)
    return tucked_in


def _directions(elevation: Array, angle: Array) -> Array:
    return np.stack([np.cos(elevation) * np.sin(angle), np.sin(elevation), np.cos(elevation) * np.cos(angle)], -1)


def _closed_shell(rows: list[Array], centre: Array, inwards: float) -> Surface:
    """Rows around the head as one surface, its edge turned inwards, so that it looks thick, and its end closed."""
    inner = rows[0] - (rows[0] - centre) * inwards
    points = np.concatenate([inner, *rows])
    faces = _quads(len(rows) + 1, _AROUND, closed=True)
    faces.append(list(range(len(points) - _AROUND, len(points))))
    return points, faces


def _quads(rows: int, columns: int, *, closed: bool) -> Faces:
    faces = []
    for row in range(rows - 1):
        for here in range(columns if closed else columns - 1):
            there = (here + 1) % columns
            faces.append(
                [row * columns + here, row * columns + there, (row + 1) * columns + there, (row + 1) * columns + here]
            )
    return faces
