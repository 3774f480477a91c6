"""The geometry of a face, compiled: one homography, and what it does to points and boxes.

Coordinates are continuous: the centre of the left upper pixel is (0.5, 0.5).
"""

from __future__ import annotations

from math import cos, hypot, radians, sin, tan
from typing import Final

import numpy as np
from numpy.typing import NDArray

from synthgroup.kernels.compiled import compiled

Matrix = NDArray[np.float64]
Head = tuple[float, float, float, float]
Pair = tuple[float, float]
Row = tuple[float, float, float]

LEAST_DEPTH: Final = 0.25
"""Least depth of a cutout's corner under perspective; a stronger one is lessened."""


@compiled
def product(left: Matrix, right: Matrix) -> Matrix:
    """Multiply two 3 x 3 matrices: numpy would start threads of its own, and rounds as its BLAS likes."""
    result = np.empty((3, 3))
    for row in range(3):
        for column in range(3):
            result[row, column] = (
                left[row, 0] * right[0, column] + left[row, 1] * right[1, column] + left[row, 2] * right[2, column]
            )
    return result


@compiled
def mapped(matrix: Matrix, x: float, y: float) -> Pair:
    """Map a point by a homography."""
    depth = matrix[2, 0] * x + matrix[2, 1] * y + matrix[2, 2]
    return (
        (matrix[0, 0] * x + matrix[0, 1] * y + matrix[0, 2]) / depth,
        (matrix[1, 0] * x + matrix[1, 1] * y + matrix[1, 2]) / depth,
    )


@compiled
def _rows(first: Row, second: Row, third: Pair) -> Matrix:
    """Fill a matrix whose last entry is 1."""
    matrix = np.empty((3, 3))
    for column in range(3):
        matrix[0, column], matrix[1, column] = first[column], second[column]
    matrix[2, 0], matrix[2, 1], matrix[2, 2] = third[0], third[1], 1.0
    return matrix


@compiled
def head_matrix(
    sides: tuple[int, int], head: Head, flip: bool, perspective: Pair, shear: float, rotate: float, scale: float,  # noqa: FBT001
    shift: Pair,
) -> Matrix:  # fmt: skip
    """Fold flip, perspective, shear, rotation, scale and shift into one homography.

    Far shoulders of a strong perspective would come to lie behind the viewer: then the perspective is lessened.

    Args:
        sides: Width and height of the cutout in pixels.
        head: Its head box (x, y, width, height), whose middle becomes the origin.
        flip: Whether left and right are exchanged.
        perspective: Change of size from the middle of the head to its right and its lower side, as shares.
        shear: Degrees.
        rotate: Degrees, clockwise.
        scale: Head height in the end, in pixels.
        shift: Pixels.

    Returns:
        Maps pixels of the cutout to pixels about the head's middle; 3 x 3.
    """
    x, y, w, h = head
    side = -1.0 if flip else 1.0
    to_head = _rows((side / h, 0.0, -side * (x + w / 2) / h), (0.0, 1 / h, -(y + h / 2) / h), (0.0, 0.0))
    across, down = 2 * perspective[0], 2 * perspective[1]
    reach = 0.0
    for corner in range(4):
        u, v = mapped(to_head, sides[0] * float(corner % 2), sides[1] * float(corner // 2))
        reach = max(reach, u * across + v * down)
    if reach > 1 - LEAST_DEPTH:
        across, down = across * (1 - LEAST_DEPTH) / reach, down * (1 - LEAST_DEPTH) / reach
    matrix = product(_rows((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (-across, -down)), to_head)
    matrix = product(_rows((1.0, tan(radians(shear)), 0.0), (0.0, 1.0, 0.0), (0.0, 0.0)), matrix)
    cosine, sine = cos(radians(rotate)), sin(radians(rotate))
    matrix = product(_rows((cosine, -sine, 0.0), (sine, cosine, 0.0), (0.0, 0.0)), matrix)
    return product(_rows((scale, 0.0, shift[0]), (0.0, scale, shift[1]), (0.0, 0.0)), matrix)


@compiled
def moved(matrix: Matrix, x: float, y: float) -> Matrix:
    """Let a homography end in coordinates that are moved by so many pixels."""
    return product(_rows((1.0, 0.0, float(x)), (0.0, 1.0, float(y)), (0.0, 0.0)), matrix)


@compiled
def inverse(m: Matrix) -> Matrix:
    """Invert a homography, up to a factor."""
    result = np.empty((3, 3))
    for row in range(3):
        for column in range(3):
            a, b, c, d = (column + 1) % 3, (column + 2) % 3, (row + 1) % 3, (row + 2) % 3
            result[row, column] = m[a, c] * m[b, d] - m[a, d] * m[b, c]
    return result


@compiled
def scene_geometry(
    photo: tuple[float, float, float, float], head: Head, to_crop: Matrix, at: tuple[int, int], size: tuple[int, int]
) -> tuple[tuple[Row, Row, Row], tuple[int, int, int, int], Pair]:
    """Tell where a face's photograph and head lie in a scene.

    Args:
        photo: How the photograph lies in the cutout: x scale, y scale, x offset, y offset.
        head: Head box in the cutout (x, y, width, height).
        to_crop: Maps pixels of the cutout to pixels of the warped face.
        at: Left and top of the warped face in the scene.
        size: Width and height of the scene in pixels.

    Returns:
        The rows of the matrix that maps pixels of the photograph to pixels of the scene, in millionths; the bounds
        of the ellipse that fills the head box, mapped to the scene and clipped to it: left, top, width, height; and
        the middle of the head in the scene.
    """
    to_scene = moved(to_crop, at[0], at[1])
    matrix = product(to_scene, _rows((photo[0], 0.0, photo[2]), (0.0, photo[1], photo[3]), (0.0, 0.0)))
    for row in range(3):
        for column in range(3):
            # adding zero makes a negative zero positive; the divisor comes last
            matrix[row, column] = np.rint(matrix[row, column] / matrix[2, 2] * 1e6) / 1e6 + 0.0
    x, y, w, h = head
    crop_x, crop_y = mapped(to_crop, x + w / 2, y + h / 2)
    middle_x, middle_y = mapped(to_scene, x + w / 2, y + h / 2)
    right_x, right_y = mapped(to_scene, x + w, y + h / 2)
    lower_x, lower_y = mapped(to_scene, x + w / 2, y + h)
    reach_x, reach_y = hypot(right_x - middle_x, lower_x - middle_x), hypot(right_y - middle_y, lower_y - middle_y)
    left = min(max(int(np.rint(middle_x - reach_x)), 0), size[0] - 1)
    top = min(max(int(np.rint(middle_y - reach_y)), 0), size[1] - 1)
    right = min(max(int(np.rint(middle_x + reach_x)), left + 1), size[0])
    bottom = min(max(int(np.rint(middle_y + reach_y)), top + 1), size[1])
    return (
        (
            (matrix[0, 0], matrix[0, 1], matrix[0, 2]),
            (matrix[1, 0], matrix[1, 1], matrix[1, 2]),
            (matrix[2, 0], matrix[2, 1], matrix[2, 2]),
        ),
        (left, top, right - left, bottom - top),
        (at[0] + crop_x, at[1] + crop_y),
    )
