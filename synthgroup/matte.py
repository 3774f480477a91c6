"""The matte of a face before a known backdrop: what is backdrop, what is face, and how much of each lies between.

Pictures are luma and chroma as in `backdrop`. The matte is found at WORK_SIDE at most and carried to the full picture by
mixing again, pixel by pixel, with the colours of face and backdrop that were found; both are smooth, so nothing is lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from synthgroup.backdrop import Backdrop, Field, Mask, disc, reached_from_border, shrink

WORK_SIDE: Final = 320
"""Longer side that the matte is found at."""
FAR: Final = 5.5
"""Deviations from the backdrop from which a pixel is not backdrop."""
NOISE_FLOOR: Final = (0.5, 0.35, 0.35)
"""Least deviation of an averaged pixel (Y, Cb, Cr), in levels: rounding and JPEG quantisation."""
RINGING: Final = (0.02, 0.06, 0.06)
"""JPEG ringing near an edge, as a share of the edge's contrast (Y, Cb, Cr); chroma is coarser by half."""
RINGING_REACH: Final = 8
"""How far ringing reaches, in pixels: one JPEG block."""
TRUST: Final = (0.05, 0.15, 0.15)
"""Error of a mixture near an edge, as a share of the contrast (Y, Cb, Cr): halved chroma smears."""
CRACK: Final = 0.004
"""Half the width of a crack that backdrop does not enter, of the longer side."""
CORE_REACH: Final = 0.02
"""Neighbourhood whose strongest pixel tells what a full face pixel looks like, of the longer side."""
CORE_CLOSING: Final = 0.012
"""Half the width of gaps in the face that are closed before the edge is looked at, of the longer side."""
RIM: Final = 1.5
"""Depth in pixels, at WORK_SIDE, from which a hard edge is all face."""
HAIR_DEPTH: Final = (0.03, 0.07)
"""Hair gives its colour from the first depth and is all opaque from the second, of the longer side."""
HAIR_WIDTH: Final = (1.5, 2.5)
"""Mean width of half-covered pixels beside the edge, in pixels at WORK_SIDE: none is hair below, all is above."""
HAIR_WINDOW: Final = 0.03
"""Half the window which that width is averaged over, of the longer side."""
HAIR_WIDENED: Final = 0.015
"""How far hair is taken to go on around where it was found, of the longer side."""
HAIR_MISFIT: Final = (0.02, 0.08)
"""Relative squared distance from the line between face and backdrop: a mixture below, a colour of its own above."""
HAIR_CONTRAST: Final = (15.0, 40.0)
"""Contrast of hair and backdrop, in levels: mixtures cannot be told below, and can above."""
LEVELS: Final = (0.5, 0.7, 0.9)
"""Alpha levels at which holes in hair are filled."""
CLEAR, OPAQUE = 0.03, 0.97
"""Alpha that is rounded to 0 and 1: the error of a mixture."""


@dataclass(frozen=True, slots=True, eq=False)
class Mixture:
    """What is needed to mix a picture again, all of one size.

    Attributes:
        subject: Where anything but backdrop is.
        solid: Where a hard edge would be all face.
        rim: Face colour beside a hard edge.
        hair: Face colour deeper inside.
        softness: How far hair, rather than a hard edge, explains a pixel, 0 to 1.
        floor: Least alpha, from filled holes.
        backdrop: Backdrop colour.
        parts: Number of parts that the subject fell into; the largest is kept.
    """

    subject: Field
    solid: Field
    rim: Field
    hair: Field
    softness: Field
    floor: Field
    backdrop: Field
    parts: int


def find_mixture(ycc: Field, backdrop: Backdrop) -> Mixture:
    """Separate face and backdrop, and find the colours that mix along the edge.

    Args:
        ycc: Luma and chroma, float32, (H, W, 3).
        backdrop: The backdrop of that picture.
    """
    work = shrink(ycc, WORK_SIDE)
    surface = enlarge(backdrop.surface, work.shape)
    residual = cv2.blur(work, (3, 3), borderType=cv2.BORDER_REPLICATE).astype(np.float32, copy=False) - surface
    noise = _noise(residual, enlarge(backdrop.region.astype(np.float32), work.shape) > 0.99)
    contrast = _contrast(residual)
    subject, parts = _subject(residual, noise, contrast)
    core = _core(residual, noise, contrast, subject)
    for _ in range(2):
        solid = _depth(core) > RIM
        rim = _spread_colour(work, solid, 1.0)
        alpha = np.where(solid, 1, _rounded(_mix(work - surface, rim - surface, noise)[0])).astype(np.float32)
        core = _closed(subject & (alpha > 0.5), subject)
    depth = _depth(core)
    side = max(subject.shape)
    hair = _spread_colour(work, depth > HAIR_DEPTH[0] * side, 0.01 * side)
    softness, floor = _hair(work - surface, hair - surface, noise, subject, core, depth)
    return Mixture(
        subject=subject.astype(np.float32),
        solid=solid.astype(np.float32),
        rim=rim,
        hair=hair,
        softness=softness,
        floor=floor,
        backdrop=surface,
        parts=parts,
    )


def matte_of(ycc: Field, mixture: Mixture) -> Field:
    """Return alpha for a picture of any size, float32 (H, W), 0 to 1.

    Args:
        ycc: Luma and chroma of the full picture.
        mixture: What was found in it; enlarged where the picture is larger.
    """
    shape = ycc.shape[:2]
    subject, solid = enlarge(mixture.subject, shape), enlarge(mixture.solid, shape)
    alpha = solid.copy()
    band = (subject > 0) & ((solid < 1) | (enlarge(mixture.softness, shape) > 0))
    rows, columns = np.nonzero(band)
    if not len(rows):
        return alpha

    def at(field: Field) -> Field:
        return enlarge(field, shape)[rows, columns]

    backdrop, noise = at(mixture.backdrop), np.array(NOISE_FLOOR, np.float32)
    residual = ycc[rows, columns] - backdrop
    inside = at(mixture.solid)
    hard = inside + (1 - inside) * _rounded(_mix(residual, at(mixture.rim) - backdrop, noise)[0])
    soft = np.maximum(_rounded(_mix(residual, at(mixture.hair) - backdrop, noise)[0]), at(mixture.floor))
    softness = at(mixture.softness)
    mixed = hard * (1 - softness) + np.minimum(hard, soft) * softness
    alpha[rows, columns] = mixed * at(mixture.subject)
    return alpha


def enlarge(field: Field, shape: tuple[int, ...]) -> Field:
    """Interpolate a field to the height and width of `shape`; one of that size already is returned as it is."""
    if field.shape[:2] == tuple(shape[:2]):
        return field
    size = int(shape[1]), int(shape[0])
    return cv2.resize(field, size, interpolation=cv2.INTER_LINEAR).astype(np.float32, copy=False)


def _noise(residual: Field, region: Mask) -> Field:
    """Return the robust standard deviation of the averaged backdrop, (3,), not below the floor."""
    floor = np.array(NOISE_FLOOR, np.float32)
    if not region.any():
        return floor
    return np.maximum(1.4826 * np.median(np.abs(residual[region]), axis=0), floor).astype(np.float32)


def _contrast(residual: Field) -> Field:
    """Return the greatest contrast within the reach of JPEG ringing, (H, W, 3)."""
    size = 2 * RINGING_REACH + 1
    greatest = cv2.dilate(np.abs(residual), np.ones((size, size), np.uint8))
    return cv2.GaussianBlur(greatest, (0, 0), 2).astype(np.float32, copy=False)


def _deviation(residual: Field, noise: Field, contrast: Field, share: tuple[float, float, float]) -> Field:
    """Return how many deviations each pixel is from the backdrop, where strong edges nearby widen the deviation."""
    variance = noise**2 + (np.array(share, np.float32) * contrast) ** 2
    return np.sqrt(_sum(residual**2 / variance))


def _sum(values: Field) -> Field:
    """Add the three channels; faster than a reduction over a short axis."""
    return values[..., 0] + values[..., 1] + values[..., 2]


def _subject(residual: Field, noise: Field, contrast: Field) -> tuple[Mask, int]:
    """Return what cannot be reached from the border through backdrop, its largest part only, and the number of parts."""
    flat = (_deviation(residual, noise, contrast, RINGING) < FAR).astype(np.uint8)
    flat = cv2.morphologyEx(flat, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8)).astype(np.uint8)
    subject = ~reached_from_border(flat.astype(bool), max(1, round(CRACK * max(flat.shape))))
    # Wisps within a pixel belong to the part that they stand beside.
    joined = cv2.dilate(subject.astype(np.uint8), np.ones((3, 3), np.uint8))
    count, labels, statistics, _ = cv2.connectedComponentsWithStats(joined)
    if count < 2:
        return subject, 0
    largest = 1 + int(np.argmax(statistics[1:, cv2.CC_STAT_AREA]))
    return subject & (labels == largest), count - 1


def _core(residual: Field, noise: Field, contrast: Field, subject: Mask) -> Mask:
    """Return the pixels that are at least half as far from the backdrop as the strongest around them."""
    deviation = _deviation(residual, noise, contrast, TRUST) * subject
    around = disc(max(2, round(CORE_REACH * max(subject.shape))))
    strongest = cv2.GaussianBlur(cv2.morphologyEx(deviation, cv2.MORPH_CLOSE, around), (0, 0), 1.5)
    core = _closed(subject & (deviation > 0.5 * strongest), subject).astype(np.uint8)
    return cv2.morphologyEx(core, cv2.MORPH_OPEN, disc(2)).astype(bool)


def _closed(core: Mask, subject: Mask) -> Mask:
    """Close gaps and fill holes, within the subject."""
    radius = max(1, round(CORE_CLOSING * max(core.shape)))
    closed = cv2.morphologyEx(core.astype(np.uint8), cv2.MORPH_CLOSE, disc(radius)).astype(bool) | core
    return ~reached_from_border(~closed) & subject


def _depth(mask: Mask) -> Field:
    """Return how deep in the mask a pixel is, in pixels; what leaves the picture goes on beyond it."""
    framed = cv2.copyMakeBorder(mask.astype(np.uint8), 2, 2, 2, 2, cv2.BORDER_REPLICATE)
    return cv2.distanceTransform(framed, cv2.DIST_L2, 5)[2:-2, 2:-2].astype(np.float32, copy=False)


def _spread_colour(ycc: Field, known: Mask, scale: float) -> Field:
    """Give every pixel the colour of the nearest known one, then average over `scale` pixels."""
    if not known.any():
        return ycc
    outside = (~known).astype(np.uint8)
    labels = cv2.distanceTransformWithLabels(outside, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL)[1]
    table = np.zeros((int(labels.max()) + 1, 3), np.float32)
    table[labels[known]] = ycc[known]
    return cv2.GaussianBlur(table[labels], (0, 0), scale).astype(np.float32, copy=False)


def _mix(residual: Field, face: Field, noise: Field) -> tuple[Field, Field]:
    """Return alpha of the mixture that comes nearest, and its relative squared misfit.

    Args:
        residual: Pixels minus backdrop, (..., 3).
        face: Face colours minus backdrop, (..., 3).
        noise: Deviation of the channels, (3,).
    """
    weight = 1 / (noise**2 + (np.array(TRUST, np.float32) * face) ** 2)
    weighted = face * weight
    power = np.maximum(_sum(face * weighted), 1)
    alpha = _sum(residual * weighted) / power
    misfit = _sum((residual - alpha[..., None] * face) ** 2 * weight) / power
    return alpha, misfit


def _rounded(alpha: Field) -> Field:
    """Round alpha near its ends to 0 and 1."""
    return np.clip((alpha - CLEAR) / (OPAQUE - CLEAR), 0, 1)


def _ramp(values: Field, ends: tuple[float, float]) -> Field:
    """Rise smoothly from 0 at the first end to 1 at the second."""
    share = np.clip((values - ends[0]) / (ends[1] - ends[0]), 0, 1)
    return share * share * (3 - 2 * share)


def _hair(residual: Field, hair: Field, noise: Field, subject: Mask, core: Mask, depth: Field) -> tuple[Field, Field]:
    """Return where hair explains the edge better than a hard line does, and the least alpha there.

    Hair shows as a wide zone of half-covered pixels beside the edge, on the line between the colours of face and backdrop. A
    shaded shirt is as wide but not half covered, and an edge is half covered but not wide.
    """
    side = max(subject.shape)
    alpha, misfit = _mix(residual, hair, noise)
    alpha = _rounded(alpha) * subject
    floor = np.zeros_like(alpha)
    averaged = cv2.blur(alpha, (3, 3))
    for level in LEVELS:
        filled = ~reached_from_border(averaged <= level) & subject & core
        floor[filled] = min(1.0, level + 0.1)
    alpha = np.maximum(alpha, floor)
    likeness = 1 - _ramp(misfit, HAIR_MISFIT)
    likeness *= _ramp(np.sqrt(_sum(hair**2)), HAIR_CONTRAST)
    half = (alpha > 0.1) & (alpha < 0.6) & (likeness > 0.5) & (depth < HAIR_DEPTH[1] * side)
    edge = cv2.dilate(core.astype(np.uint8), np.ones((3, 3), np.uint8)).astype(np.float32) - core
    window = (2 * max(1, round(HAIR_WINDOW * side)) + 1,) * 2
    width = cv2.blur(half.astype(np.float32), window) / (cv2.blur(edge, window) + 1e-3)
    # Widened, because the wisps lie outside; likeness is averaged, because a single pixel is mostly noise.
    hairy = cv2.dilate(_ramp(cv2.blur(width, window), HAIR_WIDTH), disc(max(1, round(HAIR_WIDENED * side))))
    softness = hairy * cv2.blur(likeness, (5, 5))
    softness *= 1 - _ramp(depth, (HAIR_DEPTH[1] * side / 2, HAIR_DEPTH[1] * side))
    return softness.astype(np.float32) * subject, floor
