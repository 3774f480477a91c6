"""Packing of backgrounds: small sources are decoded once, large ones only indexed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from synthgroup.bank import store
from synthgroup.bank.failures import Failure, readable_by_now, to_retry
from synthgroup.bank.parallel import ordered_map
from synthgroup.errors import PictureError, SourceError
from synthgroup.sources.base import SPLITS, BackgroundIndex, BackgroundSource

PACKED_UP_TO: Final = 1000
"""Number of backgrounds up to which they are stored decoded."""

PACKED_BYTES: Final = 2_400_000_000
"""Bytes up to which they are stored decoded, if all were 4 : 3: 1000 of 1024 x 768, or 15 of 8192 x 6144."""

ENTRY: Final = np.dtype([("offset", "<u8"), ("height", "<u4"), ("width", "<u4")])


def rows_name(split: str) -> str:
    """Name the file that lists a split's backgrounds."""
    return f"rows-{split}.npy"


def attribute_file(number: int) -> str:
    """Name the file with the codes of an attribute."""
    return f"attribute-{number}.npy"


def shrink(picture: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    """Shrink a picture so that neither side is longer than `side` pixels."""
    height, width = picture.shape[:2]
    scale = side / max(height, width)
    if scale >= 1:
        return picture
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def pack_backgrounds(
    source: BackgroundSource, side: int = 1024, workers: int = 1, progress: store.Progress | None = None
) -> Path:
    """Pack or index a source's backgrounds, unless that was done before.

    A bank that lacks backgrounds because of a passing failure is packed anew once one of them can be read.

    Args:
        source: Reader of the pictures.
        side: Largest width or height in pixels that is kept.
        workers: Processes that pack.
        progress: Told how far the packing is.

    Returns:
        The folder of the bank.

    Raises:
        SourceError: No picture can be read.
        BankError: The cache cannot be written.
    """
    stamp = source.stamp()
    if stamp:
        known = store.digest_of(store.FORMAT, "stamped backgrounds", side, stamp)
        folder = store.bank_folder("backgrounds", source.info, known)
        if store.read_header(folder) is not None:
            return folder
    index = source.backgrounds()
    if not stamp:
        listing = store.digest_of(_identity(source, index, side), "listed")
        folder = store.bank_folder("backgrounds", source.info, listing)
    header = store.read_header(folder)
    if header is None or readable_by_now(header, source):
        with store.publish(folder, header) as draft:
            if stamp or not _worth_packing(len(index), side):
                _write_index(draft, index)
                _finish(draft, source, index, side, packed=False)
            else:
                keys = [bytes(key).decode() for key in index.keys]
                pictures = ordered_map(partial(_read, source, side), keys, workers)
                told = store.told(pictures, len(keys), f"packing backgrounds of {source.info.name}", progress)
                _pack(draft, source, index, side, told)
    return folder


def _worth_packing(count: int, side: int) -> bool:
    return count <= PACKED_UP_TO and count * side * side * 9 // 4 <= PACKED_BYTES


def _identity(source: BackgroundSource, index: BackgroundIndex, side: int) -> str:
    hashed = blake2b(digest_size=12)
    for array in (index.keys, index.lengths, index.category_codes, index.split_codes):
        hashed.update(np.ascontiguousarray(array).tobytes())
    known = [(name, one.values, one.codes.tolist()) for name, one in index.attributes.items()]
    parts = (source.info.name, side, list(index.categories), hashed.hexdigest(), *([known] if known else []))
    return store.digest_of(store.FORMAT, "backgrounds", *parts)


def _pack(
    folder: Path,
    source: BackgroundSource,
    index: BackgroundIndex,
    side: int,
    pictures: Iterator[NDArray[np.uint8] | Failure],
) -> None:
    failures: list[Failure] = []
    kept, entries = [], []
    with (folder / "pixels.bin").open("wb") as file:
        for row, one in enumerate(pictures):
            if isinstance(one, Failure):
                failures.append(one)
                continue
            kept.append(row)
            entries.append((file.tell(), *one.shape[:2]))
            file.write(one.tobytes())
    if not kept:
        reasons = "; ".join(f"{one.skipped.key}: {one.skipped.reason}" for one in failures[:3])
        raise SourceError(
            f"none of the {len(index)} backgrounds of source {source.info.name!r} is readable, for example {reasons}"
        )
    np.save(folder / "entries.npy", np.array(entries, dtype=ENTRY))
    readable = index.kept(kept)
    _write_index(folder, readable)
    _finish(folder, source, readable, side, packed=True, failures=failures)


def _read(source: BackgroundSource, side: int, key: str) -> NDArray[np.uint8] | Failure:
    try:
        return shrink(source.read(key), side)
    except PictureError as error:
        return Failure.of(source.info.name, key, error)


def _write_index(folder: Path, index: BackgroundIndex) -> None:
    np.save(folder / "keys.npy", index.keys)
    np.save(folder / "categories.npy", index.category_codes)
    for number, attribute in enumerate(index.attributes.values()):
        np.save(folder / attribute_file(number), attribute.codes)
    np.save(folder / rows_name("all"), np.arange(len(index), dtype=np.uint32))
    for code, split in enumerate(SPLITS):
        np.save(folder / rows_name(split), np.flatnonzero(index.split_codes == code).astype(np.uint32))


def _finish(
    folder: Path,
    source: BackgroundSource,
    index: BackgroundIndex,
    side: int,
    *,
    packed: bool,
    failures: Sequence[Failure] = (),
) -> None:
    extra = {
        "categories": list(index.categories),
        "attributes": {name: list(attribute.values) for name, attribute in index.attributes.items()},
        "side": side,
        "packed": packed,
        **to_retry(failures),
    }
    identity = _identity(source, index, side)
    notes = (source.info.notice,) if source.info.notice else ()
    left_out = (*source.skipped(), *(one.skipped for one in failures))
    store.write_header(
        folder, store.Header("backgrounds", identity, source.info, len(index), left_out, notes, {}, extra)
    )
