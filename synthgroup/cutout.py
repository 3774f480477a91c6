"""Cutouts: a face photograph without its backdrop, found by colour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from synthgroup.backdrop import (
    FIT_SIDE,
    TO_RGB,
    TO_YCC,
    Backdrop,
    Field,
    border_ring,
    measure_backdrop,
    shrink,
    to_ycc,
    upper_border,
)
from synthgroup.errors import PictureError
from synthgroup.matte import PAINTED, Mixture, enlarge, find_mixture, matte_of, ramp, sample, towards
from synthgroup.silhouette import head_of
from synthgroup.sources.base import Picture

LEAST_SIDE: Final = 16
"""Pictures with a shorter side, in pixels, show no face that could be cut out."""
LEAST_BORDER: Final = 0.6
"""Share of the top and upper sides that a backdrop takes. Hair that touches the top costs a fifth; tight crops and most
rooms, whose border is of several things, stay below."""
MOST_SPREAD: Final = 2.5
"""Levels by which a backdrop, averaged at 128 pixels, strays from smooth light. Paint, paper and strong camera noise
stay below; most skin and hair, and noise alone, lie above."""
MOST_MIDDLE: Final = 0.12
"""Share of the picture's middle that a skin-coloured backdrop may cover; more is the skin of a tight crop."""
LEAST_AREA, MOST_AREA = 0.02, 0.9
"""Share of the picture that a face covers: little of a distant one, nine tenths of a tight crop."""
MOST_SOFT: Final = 0.5
"""Share of half-transparent pixels from which the face has the backdrop's colour; the fuzziest hair reaches 0.25."""
MOST_TOUCHING: Final = 0.4
"""Share of the top and upper sides that a face may touch."""
LEAST_SKIN: Final = 0.8
"""Share of the middle of a tight crop that is skin-coloured; faces have more than 0.9."""
LEAST_ALIKE: Final = 0.6
"""Share of the border of a tight crop that looks like its skin or like dark hair."""
ALIKE: Final = 12.0
"""Levels of chroma within which the border looks like the skin in the middle."""
DARK: Final = (80.0, 20.0)
"""Light and chroma below which the border looks like dark hair, in levels."""
GREY: Final = 3.0
"""Levels of chroma that a grey picture stays below."""
MOST_RAGGED: Final = 4.0
"""Mean step of light along the border, at 128 pixels, of a tight crop in grey; rooms have more."""
MOST_ROUGH: Final = 10.0
"""Levels of pixel-to-pixel roughness in the middle, at 128 pixels, from which a grey picture is noise and no face."""
DUST: Final = 3
"""Alpha, of 255, up to which a pixel is taken for clear."""
SPILL_REACH: Final = (2.0, 5.0)
"""Depth in pixels over which spilled colour fades: halved JPEG chroma smears by two to four pixels."""
CERTAIN: Final = (0.2, 0.95)
"""Alpha over which a pixel's own colour takes over from the face's nearby: little is known of what is little seen."""
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
            covers) and `parts` (separate parts, of which the largest was kept); where none was found `middle_skin` and
            `border_alike` (shares of the middle that look like skin, and of the border that look like that skin or
            dark hair) or, in a grey picture, `roughness` of the middle and `border_steps`, both in levels.
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
    goes; teeth, eyes and shirts of the same colour stay. A picture with an alpha channel is taken as it is, unless that
    channel is opaque throughout and so says nothing. Where no backdrop is seen, a tight crop becomes an oval.

    A tight crop is told by a skin-coloured middle and a border of like chroma or dark hair, or in a grey picture by
    smoothness alone. So a face in a brown or dark room can pass for one, and a crop between grey or coloured hair
    cannot. A background that is nearly all one wall passes for a backdrop, with what stands before it. Hair or clothes
    of just the backdrop's colour and light are lost where they meet it.

    A poor result is no error: `verdict.poor` says why it should be left out. If nothing is left, the cutout is one
    clear pixel.

    Args:
        picture: uint8, RGB (H, W, 3) or straight RGBA (H, W, 4).
        head: Head box (x, y, width, height), chin to crown, in pixels of the picture; None to estimate it from the
            silhouette.

    Raises:
        PictureError: The array is not a picture as described, or has no pixels.
    """
    if picture.dtype != np.uint8 or picture.ndim != 3 or picture.shape[2] not in {3, 4} or not picture.size:
        raise PictureError(
            f"picture is {picture.dtype} {picture.shape}; allowed is uint8 (height, width, 3 or 4), not empty"
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
    touches = float((alpha > 0.5)[upper_border(*alpha.shape)].mean())
    numbers = {**numbers, "touches": touches, "parts": float(mixture.parts)}
    area, soft = float(alpha.mean()), _soft_share(alpha)
    poor = ""
    if area < LEAST_AREA:
        poor = f"nothing is left before the backdrop: {area:.1%} of the picture, needed {LEAST_AREA:.0%}"
    elif area > MOST_AREA:
        poor = f"too much is left before the backdrop: {area:.0%} of the picture, allowed {MOST_AREA:.0%}"
    elif touches > MOST_TOUCHING:
        poor = f"what is left touches {touches:.0%} of the top and upper sides, allowed {MOST_TOUCHING:.0%}"
    elif soft > MOST_SOFT:
        poor = (
            f"the face has the backdrop's colour: {soft:.0%} of it came out half transparent, allowed {MOST_SOFT:.0%}"
        )
    return _finish(_without_spill(rgb, ycc, alpha, mixture), head, "keyed", backdrop.colour, poor, numbers)


def _without_backdrop(
    rgb: Picture,
    ycc: Field,
    backdrop: Backdrop,
    head: tuple[float, float, float, float] | None,
    numbers: dict[str, float],
) -> Cutout:
    """Cut an oval, good for a tight crop and poor for anything else."""
    why, measured = _tight_crop(ycc)
    poor = why and (
        f"no uniform backdrop ({backdrop.border_share:.0%} of the top and upper sides share a colour, "
        f"needed {LEAST_BORDER:.0%}; spread {backdrop.spread:.1f} levels, allowed {MOST_SPREAD:.1f}) "
        f"and no tight crop: {why}"
    )
    pixels = _premultiplied(rgb, _oval(*rgb.shape[:2]))
    numbers = {**numbers, **measured}
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


def _soft_share(alpha: NDArray[np.floating]) -> float:
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
    return ramp((1 - radius).astype(np.float32), (0, OVAL_SOFT))


def _is_skin(colours: Field) -> NDArray[np.bool_]:
    """Tell skin by its chroma, (..., 3) to (...): more red and less blue than grey, whatever its lightness."""
    blue, red = colours[..., 1], colours[..., 2]
    return (red > 4) & (blue < 0) & (red - blue > 12) & (red < 60)


def _middle(field: NDArray[Any]) -> NDArray[Any]:
    """Return the middle two fifths of a picture each way: all face, in a portrait."""
    height, width = field.shape[:2]
    return field[height * 3 // 10 : height * 7 // 10 + 1, width * 3 // 10 : width * 7 // 10 + 1]


def _is_skin_of_a_tight_crop(backdrop: Backdrop) -> bool:
    """Tell whether the largest colour of the border is skin that goes on into the middle of the picture."""
    colour = (TO_YCC @ np.array(backdrop.colour, np.float32)).astype(np.float32)
    return bool(_is_skin(colour)) and float(_middle(backdrop.region).mean()) > MOST_MIDDLE


def _tight_crop(ycc: Field) -> tuple[str, dict[str, float]]:
    """Tell why a picture is no tight crop of a face, an empty string where it may be one, and what was measured."""
    small = shrink(ycc, FIT_SIDE)
    middle, ring = _middle(small), border_ring(*small.shape[:2])
    if np.abs(small[..., 1:]).max() < GREY:
        rough = float(np.median(np.abs(middle - cv2.blur(middle, (3, 3)))[..., 0]))
        averaged = cv2.blur(small[..., 0], (3, 3))
        lines = averaged[0], averaged[:, 0], averaged[:, -1]
        ragged = float(np.mean(np.concatenate([np.abs(np.diff(line)) for line in lines])))
        numbers = {"roughness": rough, "border_steps": ragged}
        if rough > MOST_ROUGH:
            return f"the middle has a roughness of {rough:.0f} levels, allowed {MOST_ROUGH:.0f}", numbers
        why = f"the border of the grey picture has steps of {ragged:.1f} levels, allowed {MOST_RAGGED:.0f}"
        return why if ragged > MOST_RAGGED else "", numbers
    skin = float(_is_skin(middle).mean())
    border, typical = small[ring], np.median(middle.reshape(-1, 3), axis=0)
    alike = np.abs(border[:, 1:] - typical[1:]).max(axis=1) < ALIKE
    dark = (border[:, 0] < DARK[0]) & (np.abs(border[:, 1:]).max(axis=1) < DARK[1])
    share = float((alike | dark).mean())
    numbers = {"middle_skin": skin, "border_alike": share}
    if skin < LEAST_SKIN:
        return f"{skin:.0%} of the middle look like skin, needed {LEAST_SKIN:.0%}", numbers
    why = f"{share:.0%} of the border look like that skin or dark hair, needed {LEAST_ALIKE:.0%}"
    return why if share < LEAST_ALIKE else "", numbers


def _without_spill(rgb: Picture, ycc: Field, alpha: Field, mixture: Mixture) -> NDArray[np.uint8]:
    """Take the backdrop out of the colours along the edge; returns premultiplied RGBA, uint8.

    What the backdrop adds to a mixture is subtracted. JPEG smears chroma beyond the mixture; along the edge, chroma
    towards the backdrop's is therefore limited, there and in hair, to what the face has a little deeper.
    """
    matte = np.rint(alpha * 255).astype(np.uint8)
    pixels = cv2.merge([cv2.bitwise_and(rgb, rgb, mask=matte), matte]).astype(np.uint8, copy=False)
    inner = cv2.copyMakeBorder((alpha > 0.95).astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_REPLICATE)
    depth = cv2.distanceTransform(inner, cv2.DIST_L2, 5)[1:-1, 1:-1]
    hairy = enlarge(mixture.softness, alpha.shape) > 0
    places = np.flatnonzero((matte > 0) & (hairy | (depth < SPILL_REACH[1])))
    if not len(places):
        return pixels
    backdrop, face = (sample(field, alpha.shape, places) for field in (mixture.backdrop, mixture.hair))
    share = np.take(alpha, places)[:, None]
    certain = ramp(share, CERTAIN)
    colour = certain * (sample(ycc, alpha.shape, places) - (1 - share) * backdrop) + (1 - certain) * share * face
    strength = np.hypot(backdrop[:, 1], backdrop[:, 2])
    excess = towards(colour, backdrop) - share[:, 0] * sample(mixture.tint, alpha.shape, places)
    near = np.maximum(1 - ramp(np.take(depth, places), SPILL_REACH), sample(mixture.softness, alpha.shape, places))
    weight = np.maximum(excess, 0) * near * ramp(strength, PAINTED) / np.maximum(strength, 1)
    colour[:, 1:] -= weight[:, None] * backdrop[:, 1:]
    clean = np.rint(cv2.transform(colour[:, None], TO_RGB)[:, 0])
    limit = np.take(matte, places)[:, None]
    pixels.reshape(-1, 4)[places, :3] = np.clip(clean, 0, limit).astype(np.uint8)
    return pixels
