"""The matte of a face before a known backdrop: what is backdrop, what is face, and how much of each lies between.

Pictures are luma and chroma as in `backdrop`. The matte is found at WORK_SIDE at most and carried to the full picture
by mixing again, pixel by pixel, with the colours of face and backdrop that were found; both are smooth, so that nothing
is lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from synthgroup.backdrop import Backdrop, Field, Mask, disc, reached_from_border, shrink

WORK_SIDE: Final = 256
"""Longer side that the matte is found at."""
FAR: Final = 5.0
"""Deviations from the backdrop from which a pixel is not backdrop."""
NOISE_FLOOR: Final = (0.5, 0.35, 0.35)
"""Least deviation of an averaged pixel (Y, Cb, Cr), in levels: rounding and JPEG quantisation."""
RINGING: Final = (0.02, 0.06, 0.06)
"""JPEG ringing near an edge, as a share of the edge's contrast (Y, Cb, Cr); chroma is coarser by half."""
RINGING_REACH: Final = 8
"""How far ringing reaches, in pixels: one JPEG block."""
TRUST: Final = (0.05, 0.15, 0.15)
"""Error of a mixture near an edge, as a share of the contrast (Y, Cb, Cr): halved chroma smears."""
CRACK: Final = 0.006
"""Half the width of a crack that backdrop does not enter, of the longer side."""
GAP_AREA, GAP_REACH = 0.0005, 0.08
"""Least area of an enclosed gap, of the picture, and how far it may be from open backdrop, of the longer side."""
CORE_REACH: Final = 0.02
"""Neighbourhood whose strongest pixel tells what a full face pixel looks like, of the longer side."""
CORE_CLOSING: Final = 0.012
"""Half the width of gaps in the face that are closed before the edge is looked at, of the longer side."""
RIM: Final = 1.5
"""Depth in pixels, at WORK_SIDE, from which a hard edge is all face."""
HAIR_DEPTH: Final = (0.03, 0.07)
"""Hair gives its colour from the first depth and is all opaque from the second, of the longer side."""
BUSHY_DEPTH: Final = 0.06
"""Depth from which bushy hair gives its colour, of the longer side."""
PAINTED: Final = (10.0, 25.0)
"""Chroma of the backdrop, in levels: paper below, painted walls above."""
HAIR_WIDTH: Final = (1.5, 2.5)
"""Mean width of half-covered pixels beside the edge, in pixels at WORK_SIDE: none is hair below, all is above."""
HAIR_WINDOW: Final = 0.03
"""Half the window which that width is averaged over, of the longer side."""
HAIR_WIDENED: Final = 0.015
"""How far hair is taken to go on around where it was found, of the longer side."""
HAIR_TEXTURE: Final = (12.0, 4.0, 4.0)
"""How much the colours of single strands vary, in levels (Y, Cb, Cr): more in light than in colour."""
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
        tint: Chroma of the face towards the backdrop's, in levels, where it is not mixed with it.
        softness: How far hair, rather than a hard edge, explains a pixel, 0 to 1.
        floor: Least alpha, from filled holes.
        backdrop: Backdrop colour.
        parts: Number of parts that the subject fell into; the largest is kept.
    """

    subject: Field
    solid: Field
    rim: Field
    hair: Field
    tint: Field
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
    flat = _flat(residual, noise, contrast)
    reached = reached_from_border(flat, max(1, round(CRACK * max(flat.shape))))
    subject, parts = _largest(~(reached | _gaps(flat, reached, surface)))
    core = _core(residual, noise, contrast, subject)
    for _ in range(2):
        solid = _depth(core) > RIM
        rim = _spread_colour(work, solid, 1.0)
        edge = subject & ~solid
        core = solid.copy()
        core[edge] = _rounded(_mix(work[edge] - surface[edge], rim[edge] - surface[edge], noise)[0]) > 0.5
        core = _closed(core & subject, subject)
    depth = _depth(core)
    hair, tint = _hair_colour(work, surface, depth)
    softness, floor = _hair(work - surface, hair - surface, subject, core, depth)
    return Mixture(
        subject=subject.astype(np.float32),
        solid=solid.astype(np.float32),
        rim=rim,
        hair=hair,
        tint=tint,
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
    places = np.flatnonzero(band)
    if not len(places):
        return alpha

    def at(field: Field) -> Field:
        return sample(field, shape, places)

    backdrop = at(mixture.backdrop)
    noise, texture = np.array(NOISE_FLOOR, np.float32), np.array(HAIR_TEXTURE, np.float32)
    residual = sample(ycc, shape, places) - backdrop
    inside = at(mixture.solid)
    hard = inside + (1 - inside) * _rounded(_mix(residual, at(mixture.rim) - backdrop, noise)[0])
    soft = np.maximum(_rounded(_mix(residual, at(mixture.hair) - backdrop, texture)[0]), at(mixture.floor))
    softness = at(mixture.softness)
    mixed = hard * (1 - softness) + np.minimum(hard, soft) * softness
    alpha.ravel()[places] = mixed * at(mixture.subject)
    return alpha


def sample(field: Field, shape: tuple[int, ...], places: NDArray[np.intp]) -> Field:
    """Interpolate a field at some pixels of a picture, as `enlarge` does at all of them.

    Args:
        field: (h, w) or (h, w, 3).
        shape: Height and width of the picture.
        places: Flat indices of the pixels, (n,).
    """
    height, width = field.shape[:2]
    if (height, width) == tuple(shape[:2]):
        return np.take(field.reshape(height * width, -1).squeeze(), places, axis=0)
    rows, columns = np.divmod(places, shape[1])
    # cv2.remap takes no side above 32,767, so the pixels are laid out as a block.
    block = np.zeros((2, -(-len(places) // 1024) * 1024), np.float32)
    block[0, : len(places)] = (columns + 0.5) * (width / shape[1]) - 0.5
    block[1, : len(places)] = (rows + 0.5) * (height / shape[0]) - 0.5
    x, y = block.reshape(2, -1, 1024)
    found = cv2.remap(field, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return found.reshape(x.size, -1).squeeze()[: len(places)].astype(np.float32, copy=False)


def enlarge(field: Field, shape: tuple[int, ...]) -> Field:
    """Interpolate a field to the height and width of `shape`; one of that size already is returned as it is."""
    if field.shape[:2] == tuple(shape[:2]):
        return field
    size = int(shape[1]), int(shape[0])
    return cv2.resize(field, size, interpolation=cv2.INTER_LINEAR).astype(np.float32, copy=False)


def _noise(residual: Field, region: Mask) -> Field:
    """Return the robust standard deviation of the averaged backdrop, (3,), not below the floor."""
    floor = np.array(NOISE_FLOOR, np.float32)
    # A quarter of the pixels is plenty for a median.
    seen = np.abs(residual[::2, ::2][region[::2, ::2]])
    return np.maximum(1.4826 * np.median(seen, axis=0), floor).astype(np.float32) if len(seen) else floor


def _contrast(residual: Field) -> Field:
    """Return the greatest contrast within the reach of JPEG ringing, (H, W, 3)."""
    size = 2 * RINGING_REACH + 1
    greatest = cv2.dilate(np.abs(residual), np.ones((size, size), np.uint8))
    return cv2.GaussianBlur(greatest, (0, 0), 2).astype(np.float32, copy=False)


def _deviation(residual: Field, noise: Field, contrast: Field, share: tuple[float, float, float]) -> Field:
    """Return how many deviations each pixel is from the backdrop, where strong edges nearby widen the deviation."""
    variance = noise**2 + (np.array(share, np.float32) * contrast) ** 2
    return np.sqrt(_sum(residual**2 / variance)).astype(np.float32, copy=False)


def _sum(values: NDArray[np.floating]) -> Field:
    """Add the three channels, much faster than numpy does over a short last axis."""
    if not values.size:
        return np.zeros(values.shape[:-1], np.float32)
    total = cv2.transform(values.reshape(-1, 1, 3), np.ones((1, 3), np.float32))
    return total.reshape(values.shape[:-1]).astype(np.float32, copy=False)


def _flat(residual: Field, noise: Field, contrast: Field) -> Mask:
    """Return where the picture has the backdrop's colour, without pinholes."""
    flat = (_deviation(residual, noise, contrast, RINGING) < FAR).astype(np.uint8)
    return cv2.morphologyEx(flat, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8)).astype(bool)


def _gaps(flat: Mask, reached: Mask, surface: Field) -> Mask:
    """Return enclosed backdrop, such as between hair and neck.

    Only a painted wall is unmistakable: what is enclosed before grey or white may be teeth, eyes or a shirt.
    """
    gaps = np.zeros_like(flat)
    painted = np.hypot(surface[..., 1], surface[..., 2]) > PAINTED[1]
    count, labels, statistics, _ = cv2.connectedComponentsWithStats((flat & painted & ~reached).astype(np.uint8))
    outside = cv2.distanceTransform((~reached).astype(np.uint8), cv2.DIST_L2, 5)
    for label in range(1, count):
        if statistics[label, cv2.CC_STAT_AREA] >= GAP_AREA * flat.size:
            gap = labels == label
            if outside[gap].min() <= GAP_REACH * max(flat.shape):
                gaps |= gap
    return gaps


def _largest(subject: Mask) -> tuple[Mask, int]:
    """Return the largest part of the subject, and the number of parts."""
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
    labels = cv2.distanceTransformWithLabels(outside, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL)[1].astype(
        np.int32, copy=False
    )
    table = np.zeros((int(labels.max()) + 1, 3), np.float32)
    table[labels[known]] = ycc[known]
    return cv2.GaussianBlur(np.take(table, labels, axis=0), (0, 0), scale).astype(np.float32, copy=False)


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
    alpha: Field = (_sum(residual * weighted) / power).astype(np.float32, copy=False)
    misfit: Field = (_sum((residual - alpha[..., None] * face) ** 2 * weight) / power).astype(np.float32, copy=False)
    return alpha, misfit


def _rounded(alpha: Field) -> Field:
    """Round alpha near its ends to 0 and 1."""
    rounded: Field = np.clip((alpha - CLEAR) / (OPAQUE - CLEAR), 0, 1)
    return rounded


def ramp(values: Field, ends: tuple[float, float]) -> Field:
    """Rise smoothly from 0 at the first end to 1 at the second."""
    share = np.clip((values - ends[0]) / (ends[1] - ends[0]), 0, 1)
    risen: Field = share * share * (3 - 2 * share)
    return risen


def towards(colours: Field, backdrop: Field) -> Field:
    """Return the chroma of colours along that of the backdrop, in levels, (..., 3) and (..., 3) to (...)."""
    strength = np.maximum(np.hypot(backdrop[..., 1], backdrop[..., 2]), 1)
    along = (colours[..., 1] * backdrop[..., 1] + colours[..., 2] * backdrop[..., 2]) / strength
    return along.astype(np.float32, copy=False)


def _hair_colour(ycc: Field, surface: Field, depth: Field) -> tuple[Field, Field]:
    """Return the face's colour beyond the reach of wisps, and its chroma towards the backdrop's.

    Before a painted wall, bushy hair is mixed with its colour even there; where that shows, the colour is taken from
    deeper inside. Before grey or white, a mixture and a highlight look the same, and it is left.
    """
    side = max(depth.shape)
    hair = _spread_colour(ycc, depth > HAIR_DEPTH[0] * side, 0.01 * side)
    painted = ramp(np.hypot(surface[..., 1], surface[..., 2]), PAINTED)
    if not painted.any():
        return hair, towards(hair, surface)
    deeper = _spread_colour(ycc, depth > BUSHY_DEPTH * side, 0.01 * side)
    share, misfit = _mix(hair - surface, deeper - surface, np.array(HAIR_TEXTURE, np.float32))
    mixed = (1 - ramp(misfit, HAIR_MISFIT)) * ((share > 0.25) & (share < OPAQUE))
    weight = cv2.blur((mixed * painted).astype(np.float32), (5, 5))[..., None]
    hair = (hair * (1 - weight) + deeper * weight).astype(np.float32, copy=False)
    tint: Field = np.minimum(towards(hair, surface), towards(deeper, surface))
    return hair, tint


def _hair(residual: Field, hair: Field, subject: Mask, core: Mask, depth: Field) -> tuple[Field, Field]:
    """Return where hair explains the edge better than a hard line does, and the least alpha there.

    Hair shows as a wide zone of half-covered pixels beside the edge, on the line between the colours of face and
    backdrop. A shaded shirt is as wide but not half covered, and an edge is half covered but not wide.
    """
    side = max(subject.shape)
    alpha, misfit = _mix(residual, hair, np.array(HAIR_TEXTURE, np.float32))
    alpha = _rounded(alpha) * subject
    floor = np.zeros_like(alpha)
    averaged = cv2.blur(alpha, (3, 3))
    for level in LEVELS:
        filled = ~reached_from_border(averaged <= level) & subject & core
        floor[filled] = min(1.0, level + 0.1)
    alpha = np.maximum(alpha, floor)
    likeness = 1 - ramp(misfit, HAIR_MISFIT)
    likeness *= ramp(np.sqrt(_sum(hair**2)), HAIR_CONTRAST)
    half = (alpha > 0.1) & (alpha < 0.6) & (likeness > 0.5) & (depth < HAIR_DEPTH[1] * side)
    edge = cv2.dilate(core.astype(np.uint8), np.ones((3, 3), np.uint8)).astype(np.float32) - core
    window = (2 * max(1, round(HAIR_WINDOW * side)) + 1,) * 2
    width = cv2.blur(half.astype(np.float32), window) / (cv2.blur(edge, window) + 1e-3)
    # Widened, because the wisps lie outside; likeness is averaged, because a single pixel is mostly noise.
    hairy = cv2.dilate(ramp(cv2.blur(width, window), HAIR_WIDTH), disc(max(1, round(HAIR_WIDENED * side))))
    softness = hairy * cv2.blur(likeness, (5, 5))
    softness *= 1 - ramp(depth, (HAIR_DEPTH[1] * side / 2, HAIR_DEPTH[1] * side))
    return softness.astype(np.float32) * subject, floor
