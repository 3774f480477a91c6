"""The focus score and the pointing game: how much of a heat map lies on faces."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from synthgroup.errors import RecipeError
from synthgroup.scene import Scene


def faces_mask(scene: Scene) -> NDArray[np.bool_]:
    """Join the masks of a scene's faces: bool, (H, W)."""
    height, width = scene.image.shape[:2]
    mask = np.zeros((height, width), dtype=np.bool_)
    for face in scene.faces:
        left, top, across, down = face.box
        mask[top : top + down, left : left + across] |= face.silhouette
    return mask


def focus_score(heat: NDArray[np.floating], mask: NDArray[np.bool_]) -> float:
    """Tell how much more of a heat map lies on faces than chance would put there.

    (heat on faces as a share of all heat - share of the picture that faces cover) / (1 - that share): 1 where all heat
    lies on faces, 0 in expectation for a map that ignores them, negative for one that avoids them.

    Args:
        heat: Not negative, float, (H, W).
        mask: True on faces, bool, (H, W).

    Returns:
        At most 1; 0 for a map without any heat, which prefers nothing.

    Raises:
        RecipeError: The shapes differ, the heat is negative or not finite, or faces cover nothing or everything.
    """
    _check(heat, mask)
    share = float(mask.mean())
    total = float(heat.sum(dtype=np.float64))
    if not total:
        return 0.0
    outside = float(heat[~mask].sum(dtype=np.float64)) / total
    return 1 - outside / (1 - share)


def pointing_hit(heat: NDArray[np.floating], mask: NDArray[np.bool_]) -> float:
    """Play the pointing game: does the hottest pixel lie on a face?

    Chance is the share of the picture that faces cover.

    Args:
        heat: Not negative, float, (H, W).
        mask: True on faces, bool, (H, W).

    Returns:
        1 or 0; where several pixels are hottest, the share of them that lie on a face.

    Raises:
        RecipeError: As for `focus_score`.
    """
    _check(heat, mask)
    return float(mask[heat == heat.max()].mean())


def _check(heat: NDArray[np.floating], mask: NDArray[np.bool_]) -> None:
    if heat.shape != mask.shape or heat.ndim != 2:
        raise RecipeError(f"heat map {heat.shape} and mask {mask.shape} must be of one height and width")
    if not np.isfinite(heat).all() or heat.min() < 0:
        raise RecipeError("a heat map has values that are negative or not finite; allowed: 0 and more")
    if mask.all() or not mask.any():
        raise RecipeError("faces cover nothing or all of the picture; there is no focus to measure")
