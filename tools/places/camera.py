# SPDX-License-Identifier: MIT
"""The search for a good camera: random tries, judged by rays over their view."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import bpy
from mathutils import Vector

from tools.places.draws import Draws
from tools.places.stage import Stage

Place = tuple[float, float, float]
Candidate = Callable[[Draws], tuple[Place, Place] | None]
"""Draws a place of the camera and a place that it looks at, or finds none."""

_COLUMNS: Final = 12
_ROWS: Final = 9
_LOOMING: Final = ("pendant", "lamp", "plant", "chandelier", "hood")
"""Things that spoil a view when they hang close before it."""


class NoCameraError(RuntimeError):
    """No try was usable."""


@dataclass(frozen=True)
class Taste:
    """What makes a view good.

    Args:
        hfov: Horizontal field of view in degrees, or a range to draw it from.
        tries: How many cameras are tried.
        clear: Nothing may be closer to the camera than this (m).
        near: Things closer than this (m) are too near.
        blank: Tags that are no things.
        keep_blank: Share of the view that they may fill.
        want: Tag that should be seen.
        aspect: Height of the picture over its width.
    """

    hfov: float | tuple[float, float]
    tries: int = 60
    clear: float = 0.35
    near: float = 0.9
    blank: tuple[str, ...] = ("wall", "ceiling", "floor", "ground")
    keep_blank: float = 0.55
    want: str | None = None
    aspect: float = 0.75


@dataclass
class _Glance:
    """What the rays over a view met."""

    seen: Counter[int]
    rays: int = 0
    close: int = 0
    far: float = 0.0
    blank: int = 0
    missed: int = 0
    wanted: int = 0
    looming: int = 0


def find_camera(stage: Stage, draws: Draws, candidate: Candidate, taste: Taste) -> Any:
    """Try cameras and look through the best one, with a slightly crooked horizon and now and then a short focus.

    Raises:
        NoCameraError: Every try was refused.
    """
    tree = stage.tree()
    best_score, best = -1e9, None
    for _ in range(taste.tries):
        found = candidate(draws)
        if found is None:
            continue
        place, target = (Vector(point) for point in found)
        hfov = draws.between(*taste.hfov) if isinstance(taste.hfov, tuple) else taste.hfov
        if tree.find_nearest(place, taste.clear)[0] is not None:
            continue
        glance = _look(stage, tree, (place, target, hfov), taste)
        score = _judge(stage, glance, draws, taste)
        if score > best_score:
            best_score, best = score, (place, target, hfov)
    if best is None:
        raise NoCameraError(f"none of {taste.tries} cameras was usable; try another seed")
    stage.score = best_score
    return _set_up(stage, draws, best)


def _look(stage: Stage, tree: Any, view: tuple[Any, Any, float], taste: Taste) -> _Glance:
    place, target, hfov = view
    turn = (target - place).to_track_quat("-Z", "Y").to_matrix()
    reach = math.tan(math.radians(hfov) / 2)
    glance = _Glance(Counter())
    for row in range(_ROWS):
        for column in range(_COLUMNS):
            right = ((column + 0.5) / (_COLUMNS / 2) - 1) * reach * Vector((1, 0, 0))
            up = ((row + 0.5) / (_ROWS / 2) - 1) * reach * taste.aspect * Vector((0, 1, 0))
            ray = turn @ (right + up + Vector((0, 0, -1)))
            _, _, polygon, distance = tree.ray_cast(place, ray.normalized(), 400)
            glance.rays += 1
            if polygon is None:
                glance.missed += 1
                continue
            number = stage.tag_of_polygon[polygon]
            tag = stage.tags[number]
            glance.seen[number] += 1
            glance.close += distance < taste.near
            glance.far += min(distance, 8)
            glance.blank += tag in taste.blank
            glance.wanted += tag == taste.want
            glance.looming += distance < 2.0 and tag in _LOOMING
    return glance


def _judge(stage: Stage, glance: _Glance, draws: Draws, taste: Taste) -> float:
    things = {number: count for number, count in glance.seen.items() if stage.tags[number] not in taste.blank}
    biggest = max(things.values(), default=0) / glance.rays
    rays = glance.rays
    score = min(len(things), 14) * 0.5 - 14 * max(0, glance.close / rays - 0.06)
    score = score - 10 * max(0, glance.blank / rays - taste.keep_blank) - 8 * max(0, biggest - 0.45)
    depth = glance.far / max(rays - glance.missed, 1) * 0.25
    score += depth + draws.between(0, 1.2) - 40 * max(0, glance.looming / rays - 0.02)
    if taste.want:
        score += 5 * min(1, glance.wanted / rays / 0.1)
    return score


def _set_up(stage: Stage, draws: Draws, view: tuple[Any, Any, float]) -> Any:
    place, target, hfov = view
    lens = bpy.data.cameras.new("cam")
    lens.angle = math.radians(hfov)
    lens.clip_end, lens.clip_start = 3000, 0.02
    camera = bpy.data.objects.new("cam", lens)
    camera.location = place
    turn = (target - place).to_track_quat("-Z", "Y").to_euler()
    turn.rotate_axis("Z", math.radians(draws.gauss(0, 0.8)))
    camera.rotation_euler = turn
    stage.add_camera(camera)
    if draws.chance(0.35):
        lens.dof.use_dof = True
        lens.dof.focus_distance = max(1.5, min((target - place).length, 40))
        lens.dof.aperture_fstop = draws.between(2.0, 5.6)
    return camera
