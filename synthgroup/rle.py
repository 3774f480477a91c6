"""COCO run-length masks: runs down the columns, written in COCO's compressed ASCII form."""

from __future__ import annotations

from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from synthgroup.kernels.runs import mask_text


class RunLengths(TypedDict):
    """A mask as COCO writes it: `size` is [height, width], `counts` the compressed runs."""

    size: list[int]
    counts: str


def encode_mask(crop: NDArray[np.bool_], left: int, top: int, width: int, height: int) -> RunLengths:
    """Encode a mask that is given as a crop.

    Args:
        crop: The part of the mask that can be true, bool, (h, w).
        left: Column of the crop's left side in the picture.
        top: Row of the crop's upper side in the picture.
        width: Width of the picture in pixels.
        height: Height of the picture in pixels.
    """
    text = mask_text(np.ascontiguousarray(crop).view(np.uint8), left, top, width, height)
    return {"size": [height, width], "counts": text.tobytes().decode("ascii")}


def decode_mask(mask: RunLengths) -> NDArray[np.bool_]:
    """Decode a mask to bool (height, width).

    Raises:
        ValueError: The runs do not fill the mask.
    """
    height, width = mask["size"]
    runs = _expand(mask["counts"])
    if sum(runs) != height * width or min(runs, default=0) < 0:
        msg = f"the runs of a mask of size {mask['size']} sum to {sum(runs)}, not to {height * width}"
        raise ValueError(msg)
    values = np.arange(len(runs)) % 2 == 1
    return np.repeat(values, runs).reshape(width, height).T


def _expand(text: str) -> list[int]:
    runs: list[int] = []
    value = shift = 0
    for character in text.encode("ascii"):
        group = character - 48
        value |= (group & 31) << shift
        shift += 5
        if group & 32:
            continue
        if group & 16:
            value -= 1 << shift
        runs.append(value + (runs[-2] if len(runs) > 2 else 0))
        value = shift = 0
    return runs
