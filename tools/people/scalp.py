# SPDX-License-Identifier: MIT
"""Where hair and beards grow. Places are those of the base mesh at rest, whatever a person's shape is (dm)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from tools.people.body import Body, point_normals, unit_length
from tools.people.meshes import Array
from tools.people.outfits import BeardForm

Region = Callable[[Array], Array]
"""How far inside a region some places (..., 3) lie; negative outside."""

# The hairline: angle around the head (radians, 0 in front, pi at the nape) and height.
_LINE_ANGLE: Final = (0, 0.45, 0.7, 0.85, 1.0, 1.12, 1.25, 1.40, 1.55, 1.66, 1.80, 1.95, 2.2, 2.6, 3.15)
_LINE_HEIGHT: Final = (7.98, 7.97, 7.90, 7.76, 7.62, 7.42, 7.12, 6.98, 6.98, 7.25, 7.40, 7.45, 7.05, 6.82, 6.75)
# A hairline that has receded fully is so much higher, most at the temples.
_RECEDED_ANGLE: Final = (0, 0.35, 0.75, 1.1)
_RECEDED_RISE: Final = (0.10, 0.16, 0.34, 0)
_MIDDLE_DEPTH: Final = 0.55
"""The angle around the head is measured about this depth."""

_SPARE: Final = 3
"""Times more places are drawn than are wanted, since the soft edge refuses some."""

_REACH: Final = 0.15
"""How far outside a region the middle of a triangle may lie to be drawn from."""


def scalp_region(recede: float) -> Region:
    """The scalp, its hairline receded by 0 to 1."""

    def region(places: Array) -> Array:
        angle = np.arctan2(np.abs(places[..., 0]), places[..., 2] - _MIDDLE_DEPTH)
        line = np.interp(angle, _LINE_ANGLE, _LINE_HEIGHT)
        line = line + recede * np.interp(angle, _RECEDED_ANGLE, _RECEDED_RISE)
        inside: Array = places[..., 1] - line
        return inside

    return region


def beard_region(form: BeardForm) -> Region:
    """The region of a beard."""
    return lambda places: _beard(places, form)


def _beard(places: Array, form: BeardForm) -> Array:
    aside, height, depth = np.abs(places[..., 0]), places[..., 1], places[..., 2]
    least = np.minimum.reduce
    # The cheek line falls from the ear to the corner of the mouth.
    cheek = 6.80 + 0.75 * np.clip(aside - 0.36, 0, 0.5) + 0.35 * np.clip(aside - 0.58, 0, 0.3)
    sides = least([cheek - height, aside - 0.30, height - 6.20, depth - 0.52])
    chin_top = 6.60 - height + 0.25 * np.clip(aside - 0.1, 0, 0.4)
    chin = least([chin_top, height - 6.16, depth - 0.75, 0.78 - aside])
    lip_line = height - 6.70 + 0.35 * np.clip(aside - 0.15, 0, 1)
    moustache = least([6.88 - height - 0.25 * aside, lip_line, 0.34 - aside, depth - 1.15]) * 3
    corners = least([6.78 - height, height - 6.4, aside - 0.24, 0.44 - aside, depth - 1.05]) * 2
    lips = np.maximum(np.abs(aside) / 0.26, np.abs(height - 6.603) / 0.115) - 1
    if form == "full":
        region = np.maximum.reduce([sides, chin, moustache, corners])
    elif form == "goatee":
        region = np.maximum.reduce([np.minimum(chin, 0.33 - aside), moustache, corners])
    else:
        region = moustache
    return np.where(lips < 0, -1, region)


def scatter(
    body: Body, mesh: Array, region: Region, count: int, rng: np.random.Generator, soft: float
) -> tuple[Array, Array, Array]:
    """Random places in a region: on the mesh, on the base mesh, and the normals there; each (N, 3), N at most `count`.

    Places get rarer within `soft` of the region's edge.
    """
    triangles, rest = body.head, body.rest
    first, second, third = (mesh[triangles[:, corner]] for corner in range(3))
    area = np.linalg.norm(np.cross(second - first, third - first), axis=1)
    chance = area * ((region(rest[triangles].mean(1)) > -_REACH) & ~body.ears[triangles].all(1))
    chosen = triangles[rng.choice(len(triangles), count * _SPARE, p=chance / chance.sum())]
    share = rng.random((count * _SPARE, 2))
    beyond = share.sum(1) > 1
    share[beyond] = 1 - share[beyond]
    weights = np.stack([1 - share.sum(1), share[:, 0], share[:, 1]], 1)[:, :, None]
    places, rest_places = (mesh[chosen] * weights).sum(1), (rest[chosen] * weights).sum(1)
    normals = unit_length((point_normals(mesh, triangles)[chosen] * weights).sum(1))
    kept = np.nonzero(rng.random(count * _SPARE) < np.clip(region(rest_places) / soft, 0, 1))[0][:count]
    return places[kept], rest_places[kept], normals[kept]
