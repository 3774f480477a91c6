"""The paper's nine face augmentations (figure 5), folded into one warp and one colour lookup.

Coordinates are continuous: the centre of the left upper pixel is (0.5, 0.5).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import ceil, cos, floor, radians, sin, tan
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from synthgroup.bank.faces import Level
from synthgroup.draws import mixed_words
from synthgroup.scene import FacePlan

CELLS: Final = 9
"""Cells a side in whose middles the warp is computed exactly; between them it is interpolated linearly."""

NODES: Final = CELLS + 2
"""Grid points a side: the middles of the cells, and of one ring of cells around them."""

CONTROLS: Final = 4
"""Control points a side of the elastic distortion, so that its bumps are about a third of a head wide."""

OVERSHOOT: Final = 1.27
"""How far beyond its control points the cubic elastic field can reach: 1 + 2 * 0.0625 in either direction, squared."""

_LEAST_DEPTH: Final = 0.25
_NOTHING: Final = np.empty(0, np.float32)
Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class WarpedFace:
    """An augmented face at its final size.

    Attributes:
        pixels: Premultiplied RGBA, uint8, (h, w, 4), cropped to what is not transparent.
        silhouette: alpha >= 0.5, as 0 and 1, uint8, (h, w).
        area: Pixels of the silhouette.
        matrix: Maps pixels of the level to pixels of the crop, but for the elastic distortion; 3 x 3.
    """

    pixels: NDArray[np.uint8]
    silhouette: NDArray[np.uint8]
    area: int
    matrix: Matrix


def warp_face(level: Level, plan: FacePlan, head_height: float) -> WarpedFace:
    """Apply a face's draws to a cutout.

    Args:
        level: The cutout at a stored size near the wanted one.
        plan: The face's draws.
        head_height: Head height in pixels that `plan.scale` multiplies.
    """
    matrix = face_matrix(level, plan, head_height)
    margin = plan.elastic * head_height * OVERSHOOT
    left, top, width, height = _canvas(level, matrix, margin)
    matrix = product(_translation(-left, -top), matrix)
    sampled = _sampling_map(matrix, width, height, plan, plan.elastic * head_height)
    warped = cv2.remap(  # type: ignore[call-overload]  # OpenCV's stubs forget that one map of pairs needs no second
        level.pixels, sampled, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=0
    )
    x, y, w, h = cv2.boundingRect(np.ascontiguousarray(warped[..., 3]))
    # a head of less than a pixel may leave nothing; one transparent pixel then stands for it
    w, h = max(1, w), max(1, h)
    pixels = relight(np.ascontiguousarray(warped[y : y + h, x : x + w]), plan.gain, plan.contrast, level.mean)
    silhouette = (pixels[..., 3] >= 128).astype(np.uint8)
    return WarpedFace(pixels, silhouette, int(np.count_nonzero(silhouette)), product(_translation(-x, -y), matrix))


def face_matrix(level: Level, plan: FacePlan, head_height: float) -> Matrix:
    """Fold flip, perspective, shear, rotation, scale and shift into one homography.

    Args:
        level: The cutout, whose head's centre becomes the origin.
        plan: The face's draws.
        head_height: Head height in pixels that `plan.scale` multiplies.

    Returns:
        Maps pixels of the level to pixels about the head's centre; 3 x 3.
    """
    x, y, w, h = level.head
    to_head = np.array([[1 / h, 0, -(x + w / 2) / h], [0, 1 / h, -(y + h / 2) / h], [0, 0, 1]])
    if plan.flip:
        to_head[0] *= -1
    across, down = _safe_perspective(level, to_head, plan.perspective)
    perspective = np.array([[1, 0, 0], [0, 1, 0], [-across, -down, 1.0]])
    shear = np.array([[1, tan(radians(plan.shear)), 0], [0, 1, 0], [0, 0, 1.0]])
    cosine, sine = cos(radians(plan.rotate)), sin(radians(plan.rotate))
    rotate = np.array([[cosine, -sine, 0], [sine, cosine, 0], [0, 0, 1]])
    size = head_height * plan.scale
    shift_x, shift_y = plan.shift
    resize = np.array([[size, 0, shift_x * head_height], [0, size, shift_y * head_height], [0, 0, 1]])
    return product(resize, rotate, shear, perspective, to_head)


def relight(pixels: NDArray[np.uint8], gain: float, contrast: float, mean: float) -> NDArray[np.uint8]:
    """Change brightness and contrast of premultiplied pixels.

    Args:
        pixels: Premultiplied RGBA, uint8, (h, w, 4).
        gain: Factor on the brightness.
        contrast: Factor on the contrast about `mean`.
        mean: Grey value that the contrast leaves alone, 0 to 255.
    """
    slope = gain * contrast
    offset = gain * (1 - contrast) * mean / 255
    lookup = np.array([[slope, 0, 0, offset], [0, slope, 0, offset], [0, 0, slope, offset], [0, 0, 0, 1]])
    lit = cv2.transform(pixels, lookup)
    limit = cv2.cvtColor(np.ascontiguousarray(pixels[..., 3]), cv2.COLOR_GRAY2RGBA)
    return np.asarray(cv2.min(lit, limit), dtype=np.uint8)


def product(*factors: Matrix) -> Matrix:
    """Multiply matrices with OpenCV: numpy's products start threads of their own, and round as their BLAS likes.

    Args:
        factors: Float64 matrices of fitting sizes.
    """
    result = factors[0]
    for factor in factors[1:]:
        result = np.asarray(cv2.gemm(result, factor, 1.0, _NOTHING, 0.0), dtype=np.float64)
    return result


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


def _translation(x: float, y: float) -> Matrix:
    return np.array([[1, 0, x], [0, 1, y], [0, 0, 1]], dtype=np.float64)


def _corners(level: Level) -> NDArray[np.float64]:
    height, width = level.pixels.shape[:2]
    return np.array([[0, 0], [width, 0], [0, height], [width, height]], dtype=np.float64)


def _safe_perspective(level: Level, to_head: Matrix, perspective: tuple[float, float]) -> tuple[float, float]:
    """Turn sizes at the head's sides, half a head height from its middle, into the projective row.

    Far shoulders of a strong perspective would come to lie behind the viewer: then the perspective is lessened.
    """
    across, down = 2 * perspective[0], 2 * perspective[1]
    corners = apply_matrix(to_head, _corners(level))
    reach = float((corners[:, 0] * across + corners[:, 1] * down).max())
    lessened = min(1.0, (1 - _LEAST_DEPTH) / reach) if reach > 0 else 1.0
    return across * lessened, down * lessened


def _canvas(level: Level, matrix: Matrix, margin: float) -> tuple[int, int, int, int]:
    corners = apply_matrix(matrix, _corners(level))
    low, high = corners.min(axis=0) - margin, corners.max(axis=0) + margin
    left, top = floor(low[0]), floor(low[1])
    return left, top, max(1, ceil(high[0]) - left), max(1, ceil(high[1]) - top)


def _sampling_map(matrix: Matrix, width: int, height: int, plan: FacePlan, amplitude: float) -> NDArray[np.float32]:
    """Tell for every pixel of the canvas where in the level it comes from, in OpenCV's pixel-centre coordinates.

    Grid points lie in the middle of `CELLS` x `CELLS` cells of whole pixels and one ring around them, where a resize by
    whole numbers interpolates between them exactly.

    Returns:
        Columns and rows, float32, (height, width, 2).
    """
    across, down = ceil(width / CELLS), ceil(height / CELLS)
    grid = np.empty((NODES, NODES, 2))
    grid[..., 0] = (np.arange(NODES) - 0.5) * across
    grid[..., 1] = ((np.arange(NODES) - 0.5) * down)[:, None]
    if amplitude:
        grid += _elastic_field(plan.elastic_key, amplitude)
    inverse = np.asarray(cv2.invert(matrix)[1], dtype=np.float64)
    source = apply_matrix(inverse, grid.reshape(-1, 2)).reshape(NODES, NODES, 2) - 0.5
    every = cv2.resize(source.astype(np.float32), (NODES * across, NODES * down), interpolation=cv2.INTER_LINEAR)
    return np.asarray(every[down : down + height, across : across + width], dtype=np.float32)


def _elastic_field(key: int, amplitude: float) -> NDArray[np.float64]:
    """Expand a key into smooth displacements of at most `OVERSHOOT` times `amplitude` pixels, (NODES, NODES, 2)."""
    drawn = np.array(mixed_words(key, 2 * CONTROLS * CONTROLS), dtype=np.float64) / 2**63 - 1
    spread = _cubic_weights(NODES, CONTROLS)
    across = np.ascontiguousarray(spread.T)
    fields = [product(spread, controls, across) for controls in drawn.reshape(2, CONTROLS, CONTROLS)]
    return np.asarray(amplitude * np.stack(fields, axis=-1))


@cache
def _cubic_weights(count: int, nodes: int) -> NDArray[np.float64]:
    """Weights by which `nodes` equally spaced values give `count` values at the middles of as many equal cells.

    Cubic convolution (Keys, a = -1/2) with the outer nodes continued linearly; (count, nodes).
    """
    position = (np.arange(count) + 0.5) / count * (nodes - 1)
    first = np.clip(np.floor(position).astype(int), 0, nodes - 2)
    t = position - first
    keys = [
        -0.5 * t**3 + t**2 - 0.5 * t,
        1.5 * t**3 - 2.5 * t**2 + 1,
        -1.5 * t**3 + 2 * t**2 + 0.5 * t,
        0.5 * t**3 - 0.5 * t**2,
    ]
    padded = np.zeros((count, nodes + 2))
    for offset, weight in enumerate(keys):
        padded[np.arange(count), first + offset] += weight
    weights = padded[:, 1:-1]
    weights[:, 0] += 2 * padded[:, 0]
    weights[:, 1] -= padded[:, 0]
    weights[:, -1] += 2 * padded[:, -1]
    weights[:, -2] -= padded[:, -1]
    return weights
