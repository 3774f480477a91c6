"""Cutouts: a face photograph without its backdrop, found by colour."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from synthgroup.sources.base import Picture


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is known about how well a face was cut out.

    Attributes:
        method: `alpha` (the picture had a matte), `keyed` (the backdrop was found by colour) or
            `oval` (a tight crop without backdrop: a rectangle with a softened oval matte).
        backdrop: Median backdrop colour, RGB, or None where no backdrop was looked for.
        poor: Why the cutout should be left out, or an empty string where it is good.
        numbers: Measurements behind the verdict, by name.
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
    """Cut the face out of a photograph with a uniform backdrop."""
    raise NotImplementedError
