"""The paper's nine face augmentations (figure 5), folded into one warp and one colour lookup.

Coordinates are continuous: the centre of the left upper pixel is (0.5, 0.5).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from synthgroup.bank.faces import Level
from synthgroup.kernels.geometry import Matrix, head_matrix
from synthgroup.kernels.warp import draw_face
from synthgroup.rgba import Rgba, rgba_pixels
from synthgroup.scene import Box, FacePlan


@dataclass(slots=True, eq=False)
class WarpedFace:
    """An augmented face at its final size.

    Attributes:
        canvas: Premultiplied RGBA, a pixel a word, red in its lowest byte, (h, w).
        crop: What of the canvas holds all that is not transparent: left, top, width, height.
        silhouette: alpha >= 0.5, as 0 and 1, uint8, cut to its bounds.
        box: Where the silhouette lies in the crop: left, top, width, height.
        area: Pixels of the silhouette.
        matrix: Maps pixels of the level to pixels of the crop, but for the elastic distortion; 3 x 3.
    """

    canvas: Rgba
    crop: Box
    silhouette: NDArray[np.uint8]
    box: Box
    area: int
    matrix: Matrix

    @property
    def pixels(self) -> NDArray[np.uint8]:
        """The crop: premultiplied RGBA, uint8, (h, w, 4)."""
        left, top, width, height = self.crop
        return rgba_pixels(self.canvas)[top : top + height, left : left + width]


def warp_face(level: Level, plan: FacePlan, head_height: float) -> WarpedFace:
    """Apply a face's draws to a cutout.

    Args:
        level: The cutout at a stored size near the wanted one.
        plan: The face's draws.
        head_height: Head height in pixels that `plan.scale` multiplies.
    """
    # compiled code is made for types: a whole number in the place of a float would have it compiled again
    drawn = draw_face(
        level.words,
        level.hull,
        level.head,
        plan.flip,
        (float(plan.perspective[0]), float(plan.perspective[1])),
        (float(plan.shear), float(plan.rotate), float(plan.scale * head_height)),
        (float(plan.shift[0] * head_height), float(plan.shift[1] * head_height)),
        (plan.elastic_key, float(plan.elastic * head_height)),
        (float(plan.gain), float(plan.contrast), float(level.mean)),
    )
    return WarpedFace(*drawn)


def face_matrix(level: Level, plan: FacePlan, head_height: float) -> Matrix:
    """Fold flip, perspective, shear, rotation, scale and shift into one homography.

    Args:
        level: The cutout, whose head's centre becomes the origin.
        plan: The face's draws.
        head_height: Head height in pixels that `plan.scale` multiplies.

    Returns:
        Maps pixels of the level to pixels about the head's centre; 3 x 3.
    """
    return head_matrix(
        (level.pixels.shape[1], level.pixels.shape[0]),
        level.head,
        plan.flip,
        (float(plan.perspective[0]), float(plan.perspective[1])),
        float(plan.shear),
        float(plan.rotate),
        float(plan.scale * head_height),
        (float(plan.shift[0] * head_height), float(plan.shift[1] * head_height)),
    )


def apply_matrix(matrix: Matrix, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Map points by a homography.

    Args:
        matrix: 3 x 3.
        points: (n, 2).

    Returns:
        The mapped points, (n, 2).
    """
    x, y = points[:, 0], points[:, 1]
    across, down, depth = (row[0] * x + row[1] * y + row[2] for row in matrix.tolist())
    return np.stack([across / depth, down / depth], axis=1)
