"""COCO run-length masks: runs down the columns, written in COCO's compressed ASCII form."""

from __future__ import annotations

from typing import TypedDict

import numpy as np
from numpy.typing import NDArray


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
    rows, columns = crop.shape
    padded = np.zeros((columns, rows + 2), np.int8)
    padded[:, 1:-1] = crop.T
    column, edge = np.nonzero(np.diff(padded, axis=1))
    edges = (column + left) * height + edge + top
    # a run that ends at a column's foot and goes on at the next one's head is one run
    touching = np.flatnonzero(edges[1:] == edges[:-1])
    edges = np.delete(edges, np.concatenate([touching, touching + 1]))
    runs = np.diff(np.concatenate([[0], edges, [width * height]]))
    if len(runs) > 1 and runs[-1] == 0:
        runs = runs[:-1]
    return {"size": [height, width], "counts": _compress(runs.tolist())}


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


def _compress(runs: list[int]) -> str:
    """Write every run as its difference to the run two before, in groups of five bits, least first."""
    text = bytearray()
    for position, run in enumerate(runs):
        value = run - runs[position - 2] if position > 2 else run
        while True:
            group = value & 31
            value >>= 5
            done = value == (-1 if group & 16 else 0)
            text.append(48 + group + (0 if done else 32))
            if done:
                break
    return text.decode("ascii")


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
