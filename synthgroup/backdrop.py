"""The backdrop of a face photograph: its colour, light and spread, measured on the top and the sides.

Everything here works in luma and chroma (Y, Cb, Cr without offsets, BT.601, float32). The space is a linear map of RGB,
so that mixtures of face and backdrop stay mixtures, and it separates light, which varies, from colour, which does not.
Lengths are shares of the longer side of the picture: what is found does not depend on how large the picture is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

Field = NDArray[np.float32]
Mask = NDArray[np.bool_]

TO_YCC: Final = np.array([[0.299, 0.587, 0.114], [-0.169, -0.331, 0.5], [0.5, -0.419, -0.081]], np.float32)
TO_RGB: Final = np.linalg.inv(TO_YCC.astype(np.float64)).astype(np.float32)

FIT_SIDE: Final = 128
"""Longer side that the light is fitted at: a backdrop is smooth, and noise averages out."""
RING_SHARE: Final = 0.02
"""Thickness of the border that is looked at, of the shorter side."""
UPPER_SHARE: Final = 0.6
"""Share of the sides, from the top, where a face photograph shows backdrop and not shoulders."""
SEED_REACH: Final = 25.0
"""Levels around a seed colour that count for it: half of a strong light gradient (15 % of white) and noise."""
RING_REACHES: Final = (30.0, 25.0, 20.0, 15.0, 12.0)
"""Tightening reaches, in levels, of the plane that is fitted to the border."""
REGION_REACHES: Final = (12.0, 9.0, 7.0)
"""Tightening reaches, in levels, of the quadratic surface that is fitted to all of the backdrop."""
LIGHT_SCALE: Final = 0.06
"""Scale, of the longer side, of spots of light that a quadratic surface misses."""
SHADOW_SCALE: Final = 0.025
"""Scale of the soft shadow of a head or shoulders; only what is darker is followed so closely."""
SHADOW_STEPS: Final = 8
"""Times that a shadow is followed by its own scale: it is soft where it is wider than 8 of them."""
FINAL_REACH: Final = 4.0
"""Reach of the backdrop in deviations; one pixel in 16,000 lies beyond."""
LEAST_SPREAD: Final = 1.0
"""Least deviation in levels that this reach is taken of: steeper shadows are followed with more, and white shirts on
white paper kept better with less."""
CHROMA_GAIN: Final = 1.5
"""Chroma counts for more than light in a reach: backdrops are unevenly lit, not unevenly painted."""


@dataclass(frozen=True, slots=True, eq=False)
class Backdrop:
    """A backdrop as measured.

    Attributes:
        surface: Its colour everywhere, also behind the face, Y, Cb, Cr, at most FIT_SIDE on the longer side.
        region: Where it is seen, same size as `surface`.
        colour: Median colour, RGB.
        spread: Robust standard deviation of the light around the surface, in levels, after averaging.
        border_share: Share of the top and of the upper sides that belongs to it.
    """

    surface: Field
    region: Mask
    colour: tuple[int, int, int]
    spread: float
    border_share: float


def to_ycc(picture: NDArray[np.uint8]) -> Field:
    """Map uint8 RGB (H, W, 3) to luma and chroma, float32, without offsets."""
    return cv2.transform(picture.astype(np.float32), TO_YCC).astype(np.float32, copy=False)


def shrink(array: Field, side: int) -> Field:
    """Average an array down to a longer side of at most `side`; smaller ones are returned as they are."""
    height, width = array.shape[:2]
    scale = side / max(height, width)
    if scale >= 1:
        return array
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return cv2.resize(array, size, interpolation=cv2.INTER_AREA).astype(np.float32, copy=False)


def disc(radius: int) -> NDArray[np.uint8]:
    """Return a structuring element: a filled disc."""
    return cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1)).astype(np.uint8)


def reached_from_border(candidates: Mask, radius: int = 0) -> Mask:
    """Return the candidates that a disc can roll to from the top or the sides without leaving them.

    The radius, in pixels, keeps backdrop from leaking through cracks into a face or a shirt of its own colour.
    """
    width = candidates.shape[1]
    pad = radius + 1
    framed = cv2.copyMakeBorder(candidates.astype(np.uint8), pad, 0, pad, pad, cv2.BORDER_CONSTANT, value=1)
    free = cv2.erode(framed, disc(radius), borderType=cv2.BORDER_CONSTANT, borderValue=1) if radius else framed
    labels = cv2.connectedComponents(free, connectivity=4)[1]
    reached = (labels == labels[0, 0]).astype(np.uint8)
    if radius:
        reached = cv2.bitwise_and(cv2.dilate(reached, disc(radius)), framed).astype(np.uint8)
    inside: Mask = reached[pad:, pad : pad + width].astype(bool)
    return inside


def measure_backdrop(ycc: Field) -> Backdrop:
    """Measure the backdrop of a picture.

    A seed colour is voted for by the border, a plane of light is fitted to the border, then a quadratic surface to all
    that is connected to it, and last a smooth remainder, which takes up spots of light and soft shadows. There is
    always a result: whether it is a backdrop at all is told by `border_share` and `spread`.

    Args:
        ycc: Luma and chroma, float32, (H, W, 3).
    """
    small = cv2.blur(shrink(ycc, FIT_SIDE), (3, 3), borderType=cv2.BORDER_REPLICATE).astype(np.float32, copy=False)
    height, width = small.shape[:2]
    ring = border_ring(height, width)
    surface = _fit_border(small, ring)
    region = ring
    quadratic = _basis(height, width, quadratic=True)
    for reach in REGION_REACHES:
        region = reached_from_border(_distance(small, surface) < reach, 1)
        if np.count_nonzero(region) < 2 * quadratic.shape[2]:
            break
        surface = _evaluate(quadratic, _fit(quadratic, small, _without_outliers(small - surface, region)))
    surface, region = _follow_shadows(small, surface, region)
    colour = cv2.transform(np.median(surface[region if region.any() else ring], axis=0).reshape(1, 1, 3), TO_RGB)
    red, green, blue = (int(value) for value in np.clip(np.rint(colour.ravel()), 0, 255))
    spread = _spread(small - surface, region)
    return Backdrop(surface, region, (red, green, blue), spread, float(region[upper_border(height, width)].mean()))


def upper_border(height: int, width: int) -> Mask:
    """Return the top and the upper sides of a picture, where a face photograph shows backdrop."""
    upper = border_ring(height, width)
    upper[max(1, round(UPPER_SHARE * height)) :] = False
    return upper


def border_ring(height: int, width: int) -> Mask:
    """Return the top and the sides of a picture, down to the bottom."""
    thickness = max(1, round(RING_SHARE * min(height, width)))
    ring = np.zeros((height, width), bool)
    ring[:thickness] = ring[:, :thickness] = ring[:, -thickness:] = True
    return ring


def _follow_shadows(small: Field, surface: Field, region: Mask) -> tuple[Field, Mask]:
    """Add what is smooth in the remainder to the surface, and grow the region by what then belongs to it.

    Spots of light first; then shadows, step by step towards what casts them. Light is not followed
    that closely, or grey hair would turn into backdrop.
    """
    for step in range(2 + SHADOW_STEPS):
        seen = np.count_nonzero(region)
        remainder = _smooth_remainder(small - surface, region, LIGHT_SCALE if step < 2 else SHADOW_SCALE)
        if step >= 2:
            remainder *= remainder[..., :1] < 0
        surface = surface + remainder
        reach = FINAL_REACH * max(_spread(small - surface, region), LEAST_SPREAD)
        region = reached_from_border(_distance(small, surface) < reach, 1)
        if step >= 2 and np.count_nonzero(region) <= 1.001 * seen:
            break
    return surface, region


def _distance(ycc: Field, surface: Field) -> Field:
    """Return how far every pixel is from the surface, in levels of light."""
    difference = np.abs(ycc - surface)
    chroma = np.maximum(difference[..., 1], difference[..., 2])
    distance: Field = np.maximum(difference[..., 0], np.float32(CHROMA_GAIN) * chroma)
    return distance


def _fit_border(small: Field, ring: Mask) -> Field:
    """Fit a plane to the largest group of like colours on the border, and return it evaluated."""
    height, width = ring.shape
    thickness = max(1, round(RING_SHARE * min(height, width)))
    strips = [small[:thickness, part].reshape(-1, 3) for part in np.array_split(np.arange(width), 6) if len(part)]
    for part in np.array_split(np.arange(height), 8):
        if len(part):
            strips += [small[part, :thickness].reshape(-1, 3), small[part, -thickness:].reshape(-1, 3)]
    seeds = [np.sort(strip, axis=0)[len(strip) // 2] for strip in strips]
    border = small[ring]
    votes = [np.count_nonzero(_distance(border, seed) < SEED_REACH) for seed in seeds]
    surface = np.broadcast_to(seeds[int(np.argmax(votes))], small.shape).astype(np.float32)
    plane = _basis(height, width, quadratic=False)
    for reach in RING_REACHES:
        chosen = ring & (_distance(small, surface) < reach)
        if np.count_nonzero(chosen) < 2 * plane.shape[2]:
            break
        surface = _evaluate(plane, _fit(plane, small, chosen))
    return surface


def _basis(height: int, width: int, *, quadratic: bool) -> Field:
    """Return the monomials of a plane or a quadratic surface over the picture, (height, width, 3 or 6)."""
    y, x = np.meshgrid(np.linspace(-1, 1, height), np.linspace(-1, 1, width), indexing="ij")
    terms = [np.ones_like(x), x, y] + ([x * x, x * y, y * y] if quadratic else [])
    return np.stack(terms, axis=-1).astype(np.float32)


def _fit(basis: Field, values: Field, chosen: Mask) -> NDArray[np.float64]:
    """Fit the chosen values by least squares; a whiff of damping keeps unseen slopes at zero."""
    terms, targets = basis[chosen].astype(np.float64), values[chosen].astype(np.float64)
    # einsum and not matmul: a threaded BLAS adds in an order that depends on the number of threads.
    normal = np.einsum("ni,nj->ij", terms, terms) + 1e-6 * len(terms) * np.eye(terms.shape[1])
    return np.linalg.solve(normal, np.einsum("ni,nj->ij", terms, targets))


def _evaluate(basis: Field, coefficients: NDArray[np.float64]) -> Field:
    """Return a fitted surface, (height, width, 3)."""
    return cv2.transform(basis, coefficients.T.astype(np.float32)).astype(np.float32, copy=False)


def _without_outliers(residual: Field, region: Mask) -> Mask:
    """Drop the pixels of a region that stray by more than three robust deviations."""
    own = residual[region]
    centred = np.abs(own - np.median(own, axis=0))
    kept = region.copy()
    # Half a level more, because a picture without noise has no deviation at all.
    kept[region] = (centred <= 3 * 1.4826 * np.median(centred, axis=0) + 0.5).all(axis=1)
    return kept


def _spread(residual: Field, region: Mask) -> float:
    """Return the robust standard deviation of the light in a region, in levels."""
    return float(1.4826 * np.median(np.abs(residual[region][:, 0]))) if region.any() else 0.0


def _smooth_remainder(residual: Field, region: Mask, scale: float) -> Field:
    """Return what is left of the backdrop above the surface, averaged over the scale of a soft shadow."""
    scale *= max(region.shape)
    weight = region.astype(np.float32)
    total = cv2.GaussianBlur(residual * weight[..., None], (0, 0), scale, borderType=cv2.BORDER_REPLICATE)
    count = cv2.GaussianBlur(weight, (0, 0), scale, borderType=cv2.BORDER_REPLICATE)
    # Far from any backdrop the count vanishes, and the remainder with it.
    return (total / (count + 0.02)[..., None]).astype(np.float32, copy=False)
