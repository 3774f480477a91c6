"""Cutouts: a face photograph without its backdrop, found by colour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from synthgroup.backdrop import TO_RGB, TO_YCC, Backdrop, Field, border_ring, measure_backdrop, shrink, to_ycc
from synthgroup.errors import PictureError
from synthgroup.matte import Mixture, enlarge, find_mixture, matte_of
from synthgroup.silhouette import head_of
from synthgroup.sources.base import Picture

LEAST_SIDE: Final = 16
"""Pictures with a shorter side, in pixels, show no face that could be cut out."""
LEAST_BORDER: Final = 0.4
"""Share of the top and upper sides from which one colour counts as a backdrop: hair and ears of a tight crop take the rest."""
MOST_SPREAD: Final = 8.0
"""Levels of unevenness from which a backdrop is a pattern or noise; paper and paint under studio light stay below 3."""
MOST_MIDDLE: Final = 0.3
"""Share of the picture's middle that a skin-coloured backdrop may cover; more is the skin of a tight crop."""
LEAST_AREA: Final = 0.02
"""Share of the picture that a face covers at least."""
MOST_SOFT: Final = 0.5
"""Share of half-transparent pixels from which the face has the backdrop's colour; the fuzziest hair reaches 0.25."""
MOST_TOUCHING: Final = 0.3
"""Share of the top and upper sides that a face may touch; furniture and walls touch more, hair less."""
LEAST_ALIKE: Final = 0.6
"""Share of the border of a tight crop that looks like its skin or like dark hair."""
MOST_ROUGH: Final = 10.0
"""Levels of pixel-to-pixel roughness in the middle, reduced to 128 pixels, from which it is noise and not a face."""
DUST: Final = 3
"""Alpha, of 255, up to which a pixel is taken for clear."""
SPILL_REACH: Final = (2.0, 5.0)
"""Depth in pixels over which spilled colour fades: halved JPEG chroma smears by two to four pixels."""
SPILL_CHROMA: Final = (10.0, 25.0)
"""Chroma of the backdrop, in levels: grey and white paper spill no colour below, painted walls do above."""
CERTAIN: Final = (0.2, 0.95)
"""Alpha over which a pixel's own colour takes over from the face's nearby: the less of it is seen, the less is known of it."""
OVAL_POWER: Final = 2.5
"""Exponent of the superellipse of a tight crop: 2 is an ellipse, more is nearer to the rectangle."""
OVAL_SOFT: Final = 0.12
"""Width of the soft rim of that oval, of its half axes."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is known about how well a face was cut out.

    Attributes:
        method: `alpha` (the picture had a matte), `keyed` (the backdrop was found by colour) or
            `oval` (a tight crop without backdrop: a rectangle with a softened oval matte).
        backdrop: Median backdrop colour, RGB, or None where no backdrop was looked for.
        poor: Why the cutout should be left out, or an empty string where it is good.
        numbers: Measurements behind the verdict, by name: `area_share` (mean alpha of the picture) and `soft_share`
            (half-transparent pixels among those that are not clear) always; where a backdrop was looked for also
            `border_share` (share of the top and upper sides that has its colour) and `backdrop_spread` (its robust
            deviation, in levels); where it was keyed also `touches` (share of the top and upper sides that the face
            covers) and `parts` (separate parts, of which the largest was kept); where none was found `border_alike`
            (share of the border that looks like skin or dark hair) and `roughness` (of the middle, in levels).
    """

    method: str
    backdrop: tuple[int, int, int] | None
    poor: str
    numbers: dict[str, float]


@dataclass(frozen=True, slots=True, eq=False)
class Cutout:
    """A face without its backdrop.

    Attributes:
        pixels: Premultiplied RGBA, uint8, (h, w, 4), cropped to what is not transparent.
        offset: Where the crop's left upper corner lies in the picture (x, y), in pixels.
        head: Head box (x, y, width, height), chin to crown, in pixels of the crop.
        verdict: How well the cut went.
    """

    pixels: NDArray[np.uint8]
    offset: tuple[int, int]
    head: tuple[float, float, float, float]
    verdict: Verdict


def cut_out(picture: Picture, head: tuple[float, float, float, float] | None = None) -> Cutout:
    """Cut the face out of a photograph with a uniform backdrop.

    The backdrop's colour is measured on the top and the sides, its light is fitted, and what is connected to the border
    goes; teeth, eyes and shirts of the same colour stay. A picture with an alpha channel is taken as it is, unless that channel
    is opaque throughout and so says nothing. Where no backdrop is seen, a tight crop becomes an oval. A tight crop is told by
    a skin-coloured (or, in a grey picture, smooth) middle and a border of like chroma or dark hair: a brown room
    behind a face can pass for one, and a crop between grey hair cannot.

    A poor result is no error: `verdict.poor` says why it should be left out. If nothing is left, the cutout is one clear pixel.

    Args:
        picture: uint8, RGB (H, W, 3) or straight RGBA (H, W, 4).
        head: Head box (x, y, width, height), chin to crown, in pixels of the picture; estimated from the silhouette if None.

    Raises:
        PictureError: The array is not a picture as described, or has no pixels.
    """
    if picture.dtype != np.uint8 or picture.ndim != 3 or picture.shape[2] not in {3, 4} or not picture.size:
        raise PictureError(
            f"picture is {picture.dtype} {picture.shape}; allowed is uint8 (height, width, 3 or 4) with at least one pixel"
        )
    if picture.shape[2] == 4 and picture[..., 3].min() < 255:
        return _from_alpha(picture, head)
    rgb = np.ascontiguousarray(picture[..., :3])
    height, width = rgb.shape[:2]
    if min(height, width) < LEAST_SIDE:
        why = f"the picture is too small: {width}x{height}, needed {LEAST_SIDE}x{LEAST_SIDE}"
        return _finish(_premultiplied(rgb, _oval(height, width)), head, "oval", None, why, {})
    ycc = to_ycc(rgb)
    backdrop = measure_backdrop(ycc)
    numbers = {"border_share": backdrop.border_share, "backdrop_spread": backdrop.spread}
    if backdrop.border_share < LEAST_BORDER or backdrop.spread > MOST_SPREAD or _is_skin_of_a_tight_crop(backdrop):
        return _without_backdrop(rgb, ycc, backdrop, head, numbers)
    return _keyed(rgb, ycc, backdrop, head, numbers)


def _from_alpha(picture: Picture, head: tuple[float, float, float, float] | None) -> Cutout:
    """Take a picture with a matte as it is."""
    alpha = picture[..., 3:].astype(np.uint16)
    colour = (picture[..., :3] * alpha + 127) // 255
    pixels = np.concatenate([colour, alpha], axis=2).astype(np.uint8)
    poor = "" if alpha.any() else "nothing is left: the alpha channel is empty"
    return _finish(pixels, head, "alpha", None, poor, {})


def _keyed(
    rgb: Picture,
    ycc: Field,
    backdrop: Backdrop,
    head: tuple[float, float, float, float] | None,
    numbers: dict[str, float],
) -> Cutout:
    """Cut by colour and judge the result."""
    mixture = find_mixture(ycc, backdrop)
    alpha = matte_of(ycc, mixture)
    alpha[alpha <= DUST / 255] = 0
    height, width = alpha.shape
    upper = border_ring(height, width)[: round(0.6 * height)]
    touches = float((alpha[: len(upper)] > 0.5)[upper].mean())
    numbers = {**numbers, "touches": touches, "parts": float(mixture.parts)}
    area = float(alpha.mean())
    soft = _soft_share(alpha)
    poor = ""
    if area < LEAST_AREA:
        poor = f"nothing is left before the backdrop: {area:.1%} of the picture, needed {LEAST_AREA:.0%}"
    elif touches > MOST_TOUCHING:
        poor = f"the background is not uniform: {touches:.0%} of the top and upper sides differ, allowed {MOST_TOUCHING:.0%}"
    elif soft > MOST_SOFT:
        poor = f"the face has the backdrop's colour: {soft:.0%} of it came out half transparent, allowed {MOST_SOFT:.0%}"
    return _finish(_without_spill(rgb, ycc, alpha, mixture), head, "keyed", backdrop.colour, poor, numbers)


def _without_backdrop(
    rgb: Picture,
    ycc: Field,
    backdrop: Backdrop,
    head: tuple[float, float, float, float] | None,
    numbers: dict[str, float],
) -> Cutout:
    """Cut an oval, good for a tight crop and poor for anything else."""
    alike, rough = _tight_crop(ycc)
    poor = ""
    if rough > MOST_ROUGH:
        poor = f"the picture is noise: its middle has a roughness of {rough:.0f} levels, allowed {MOST_ROUGH:.0f}"
    elif alike < LEAST_ALIKE:
        poor = (
            f"no uniform backdrop ({backdrop.border_share:.0%} of the top and upper sides share a colour, needed "
            f"{LEAST_BORDER:.0%}; spread {backdrop.spread:.1f} levels, allowed {MOST_SPREAD:.0f}) and no tight crop "
            f"({alike:.0%} of the border look like the face, needed {LEAST_ALIKE:.0%})"
        )
    pixels = _premultiplied(rgb, _oval(*rgb.shape[:2]))
    numbers = {**numbers, "border_alike": alike, "roughness": rough}
    whole = (0.0, 0.0, float(rgb.shape[1]), float(rgb.shape[0]))
    return _finish(pixels, head or whole, "oval", None, poor, numbers)


def _finish(
    pixels: NDArray[np.uint8],
    head: tuple[float, float, float, float] | None,
    method: str,
    backdrop: tuple[int, int, int] | None,
    poor: str,
    numbers: dict[str, float],
) -> Cutout:
    """Crop premultiplied pixels of the whole picture to what is seen, and find the head in them."""
    alpha = pixels[..., 3]
    numbers = {"area_share": float(alpha.mean() / 255), "soft_share": _soft_share(alpha / np.float32(255)), **numbers}
    left, top, width, height = cv2.boundingRect((alpha > 0).astype(np.uint8))
    if not width:
        empty = np.zeros((1, 1, 4), np.uint8)
        return Cutout(empty, (0, 0), (0.0, 0.0, 1.0, 1.0), Verdict(method, backdrop, poor, numbers))
    crop = np.ascontiguousarray(pixels[top : top + height, left : left + width])
    box = head_of(crop[..., 3]) if head is None else (head[0] - left, head[1] - top, head[2], head[3])
    return Cutout(crop, (left, top), box, Verdict(method, backdrop, poor, numbers))


def _soft_share(alpha: Field) -> float:
    """Return the share of half-transparent pixels among those that are not clear."""
    seen = np.count_nonzero(alpha > 0.05)
    return float(np.count_nonzero((alpha > 0.05) & (alpha < 0.95)) / seen) if seen else 0.0


def _premultiplied(rgb: Picture, alpha: Field) -> NDArray[np.uint8]:
    """Multiply by a matte; returns RGBA, uint8."""
    matte = np.rint(alpha * 255).astype(np.uint16)[..., None]
    return np.concatenate([(rgb * matte + 127) // 255, matte], axis=2).astype(np.uint8)


def _oval(height: int, width: int) -> Field:
    """Return a softened oval that touches the four sides of a picture."""
    y = np.abs((np.arange(height, dtype=np.float32) + 0.5) * 2 / height - 1)[:, None]
    x = np.abs((np.arange(width, dtype=np.float32) + 0.5) * 2 / width - 1)[None]
    radius = (x**OVAL_POWER + y**OVAL_POWER) ** (1 / OVAL_POWER)
    return _ramp(1 - radius, (0, OVAL_SOFT))


def _ramp(values: Field, ends: tuple[float, float]) -> Field:
    """Rise smoothly from 0 at the first end to 1 at the second."""
    share = np.clip((values - ends[0]) / (ends[1] - ends[0]), 0, 1)
    return (share * share * (3 - 2 * share)).astype(np.float32)


def _is_skin(colours: Field) -> NDArray[np.bool_]:
    """Tell skin by its chroma, (..., 3) to (...): more red and less blue than grey, whatever its lightness."""
    blue, red = colours[..., 1], colours[..., 2]
    return (red > 4) & (blue < 0) & (red - blue > 12) & (red < 60)


def _is_skin_of_a_tight_crop(backdrop: Backdrop) -> bool:
    """Tell whether the largest colour of the border is skin that goes on into the middle of the picture."""
    height, width = backdrop.region.shape
    middle = backdrop.region[height * 3 // 10 : height * 7 // 10 + 1, width * 3 // 10 : width * 7 // 10 + 1]
    colour = (TO_YCC @ np.array(backdrop.colour, np.float32)).astype(np.float32)
    return bool(_is_skin(colour)) and float(middle.mean()) > MOST_MIDDLE


def _tight_crop(ycc: Field) -> tuple[float, float]:
    """Measure whether a picture is nothing but a face.

    Returns:
        Share of the border that looks like the skin in the middle or like dark hair, 0 where the middle is not skin; and the
        roughness of the middle, in levels.
    """
    small = shrink(ycc, 128)
    height, width = small.shape[:2]
    middle = small[height * 3 // 10 : height * 7 // 10 + 1, width * 3 // 10 : width * 7 // 10 + 1]
    rough = float(np.median(np.abs(middle - cv2.blur(middle, (3, 3)))[..., 0]))
    if np.abs(small[..., 1:]).max() < 3:
        return 1.0, rough
    typical = np.median(middle.reshape(-1, 3), axis=0)
    if not _is_skin(typical):
        return 0.0, rough
    border = small[border_ring(height, width)]
    chroma = np.abs(border[:, 1:])
    alike = np.abs(border[:, 1:] - typical[1:]).max(axis=1) < 12
    dark = (border[:, 0] < 80) & (chroma.max(axis=1) < 20)
    return float((alike | _is_skin(border) | dark).mean()), rough


def _without_spill(rgb: Picture, ycc: Field, alpha: Field, mixture: Mixture) -> NDArray[np.uint8]:
    """Take the backdrop out of the colours along the edge; returns premultiplied RGBA, uint8.

    What the backdrop adds to a mixture is subtracted. JPEG smears chroma beyond the mixture; along the edge, chroma
    towards the backdrop's is therefore limited to what the face has a little deeper.
    """
    matte = np.rint(alpha * 255).astype(np.uint8)
    pixels = np.dstack([rgb, matte])
    pixels[matte == 0] = 0
    inner = cv2.copyMakeBorder((alpha > 0.95).astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_REPLICATE)
    depth = cv2.distanceTransform(inner, cv2.DIST_L2, 5)[1:-1, 1:-1]
    rows, columns = np.nonzero((matte > 0) & (depth < SPILL_REACH[1]))
    if not len(rows):
        return pixels
    backdrop = enlarge(mixture.backdrop, alpha.shape)[rows, columns]
    face = enlarge(mixture.hair, alpha.shape)[rows, columns]
    share = alpha[rows, columns][:, None]
    certain = _ramp(share, CERTAIN)
    colour = certain * (ycc[rows, columns] - (1 - share) * backdrop) + (1 - certain) * share * face
    strength = np.hypot(backdrop[:, 1], backdrop[:, 2])
    towards = backdrop[:, 1:] / np.maximum(strength, 1)[:, None]
    excess = (colour[:, 1:] * towards).sum(axis=1) - share[:, 0] * (face[:, 1:] * towards).sum(axis=1)
    weight = _ramp(strength, SPILL_CHROMA) * (1 - _ramp(depth[rows, columns], SPILL_REACH))
    colour[:, 1:] -= (np.maximum(excess, 0) * weight)[:, None] * towards
    clean = cv2.transform(colour[None], TO_RGB)[0]
    limit = matte[rows, columns][:, None]
    pixels[rows, columns, :3] = np.clip(np.rint(clean), 0, limit).astype(np.uint8)
    return pixels
