"""Packing of faces: read, cut out, premultiply, shrink to a few sizes and write, once per source."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from synthgroup.bank import store
from synthgroup.bank.failures import Failure, readable_by_now, to_retry
from synthgroup.bank.parallel import ordered_map
from synthgroup.cutout import cut_out
from synthgroup.emotions import Emotion
from synthgroup.errors import PictureError, SourceError
from synthgroup.sources.base import SPLITS, FaceItem, FaceSource, Skipped, split_by_hash

BORDER: Final = 2
"""Transparent pixels around every stored cutout, so that interpolation at its rim finds nothing."""

LEVEL_STEP: Final = 0.5**0.5
"""Size ratio of neighbouring levels: a warp never shrinks by more than this, so bilinear sampling does not alias."""

SMALLEST_HEAD: Final = 20
"""Head height in pixels below which no further level is stored."""

EMOTIONS: Final = tuple(Emotion)
ENTRY: Final = np.dtype(
    [
        ("emotion", "u1"),
        ("split", "u1"),
        ("identity", "<u4"),
        ("head", "<f8", 4),
        ("place", "<f8", 4),
        ("mean", "<f8"),
        ("level", "<u4"),
        ("levels", "u1"),
    ]
)
LEVEL: Final = np.dtype([("offset", "<u8"), ("height", "<u4"), ("width", "<u4"), ("scale", "<f8", 2)])


def pack_faces(
    source: FaceSource, head_side: int = 256, workers: int = 1, progress: store.Progress | None = None
) -> Path:
    """Cut out and pack a source's faces, unless that was done before.

    A bank that lacks faces because of a passing failure is packed anew once one of them can be read.

    Args:
        source: Reader of the photographs.
        head_side: Largest head height in pixels that is kept.
        workers: Processes that pack.
        progress: Told how far the packing is.

    Returns:
        The folder of the packed faces.

    Raises:
        SourceError: Every face is unreadable or poorly cut out.
        BankError: The cache cannot be written.
    """
    items = source.faces()
    listing = store.digest_of(store.FORMAT, "listed faces", source.info.name, head_side, [_row(one) for one in items])
    folder = store.bank_folder("faces", source.info, listing)
    header = store.read_header(folder)
    if header is None or readable_by_now(header, source):
        prepared = ordered_map(partial(_prepare, source, head_side), items, workers)
        with store.publish(folder, header) as draft:
            _write(
                draft,
                source,
                head_side,
                items,
                store.told(prepared, len(items), f"packing faces of {source.info.name}", progress),
            )
    return folder


def _row(item: FaceItem) -> list[Any]:
    return [item.key, item.length, item.emotion, item.identity, dict(item.attributes), item.split, item.head]


Scales = tuple[float, float]
FloatBox = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, eq=False)
class _Prepared:
    levels: list[tuple[NDArray[np.uint8], Scales]]
    head: FloatBox
    place: FloatBox
    mean: float
    identity: str


def _prepare(source: FaceSource, head_side: int, item: FaceItem) -> _Prepared | Failure:
    try:
        picture = source.read(item.key)
        identity = item.identity or f"{source.info.name}-{source.content_digest(item.key)}"
    except PictureError as error:
        return Failure.of(source.info.name, item.key, error)
    # a photograph of 10 megapixels shows no more of a head of 256 pixels than one of 1 does
    picture, reduced = _shrunk(picture, 5 * head_side / max(picture.shape[:2]))
    cutout = cut_out(picture, _scaled(item.head, reduced) if item.head else None)
    if cutout.verdict.poor:
        return Failure(Skipped(source.info.name, item.key, f"poor cutout: {cutout.verdict.poor}"))
    base, scale = _shrunk(cutout.pixels, head_side / cutout.head[3])
    head = _scaled(cutout.head, scale)
    levels: list[tuple[NDArray[np.uint8], Scales]] = [(base, (1.0, 1.0))]
    share = LEVEL_STEP
    while head[3] * share >= SMALLEST_HEAD:
        levels.append(_shrunk(base, share))
        share *= LEVEL_STEP
    left, top = cutout.offset
    return _Prepared(
        levels=[(_bordered(pixels), scales) for pixels, scales in levels],
        head=head,
        place=(reduced[0] * scale[0], reduced[1] * scale[1], -left * scale[0], -top * scale[1]),
        mean=_mean_grey(base),
        identity=identity,
    )


def _shrunk(pixels: NDArray[np.uint8], scale: float) -> tuple[NDArray[np.uint8], Scales]:
    """Shrink a picture to whole pixels, and tell the exact scales that this makes."""
    if scale >= 1:
        return pixels, (1.0, 1.0)
    height, width = pixels.shape[:2]
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    shrunk = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    return shrunk, (size[0] / width, size[1] / height)


def _scaled(box: FloatBox, scales: Scales) -> FloatBox:
    return box[0] * scales[0], box[1] * scales[1], box[2] * scales[0], box[3] * scales[1]


def _bordered(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.pad(pixels, ((BORDER, BORDER), (BORDER, BORDER), (0, 0)))


def _mean_grey(pixels: NDArray[np.uint8]) -> float:
    sums = pixels.reshape(-1, 4).sum(axis=0, dtype=np.int64)
    grey = 0.299 * float(sums[0]) + 0.587 * float(sums[1]) + 0.114 * float(sums[2])
    return 255 * grey / max(1.0, float(sums[3]))


def _write(
    folder: Path,
    source: FaceSource,
    head_side: int,
    items: Sequence[FaceItem],
    prepared: Iterator[_Prepared | Failure],
) -> None:
    entries: list[tuple[Any, ...]] = []
    levels: list[tuple[Any, ...]] = []
    kept: list[FaceItem] = []
    people: dict[str, int] = {}
    failures: list[Failure] = []
    with (folder / "pixels.bin").open("wb") as file:
        for item, one in zip(items, prepared, strict=True):
            if isinstance(one, Failure):
                failures.append(one)
                continue
            split = SPLITS.index(item.split or split_by_hash(one.identity))
            person = people.setdefault(one.identity, len(people))
            emotion = EMOTIONS.index(item.emotion)
            entries.append((emotion, split, person, one.head, one.place, one.mean, len(levels), len(one.levels)))
            # who is shown decides the split, so the bank's identity must tell it
            kept.append(replace(item, identity=one.identity))
            for pixels, scales in one.levels:
                levels.append((file.tell(), *pixels.shape[:2], scales))
                file.write(pixels.tobytes())
    skipped = (*source.skipped(), *(one.skipped for one in failures))
    if not entries:
        reasons = "; ".join(f"{one.key}: {one.reason}" for one in skipped[:3])
        raise SourceError(
            f"none of the {len(items)} faces of source {source.info.name!r} is usable, for example {reasons}"
        )
    np.save(folder / "entries.npy", np.array(entries, dtype=ENTRY))
    np.save(folder / "levels.npy", np.array(levels, dtype=LEVEL))
    table: dict[str, Any] = {
        "keys": [item.key for item in kept],
        "attributes": [dict(item.attributes) for item in kept],
        "identities": list(people),
    }
    (folder / "faces.json").write_text(json.dumps(table), encoding="utf-8")
    identity = store.digest_of(store.FORMAT, "faces", source.info.name, head_side, [_row(item) for item in kept])
    notes = (source.info.notice,) if source.info.notice else ()
    unnamed = sum(item.identity is None and item.split is None for item in items)
    extra = {"unnamed": unnamed, **to_retry(failures)}
    store.write_header(folder, store.Header("faces", identity, source.info, len(kept), skipped, notes, {}, extra))
