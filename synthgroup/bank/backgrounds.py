"""The background bank: small collections decoded once and memory-mapped, large ones left where they are."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from functools import lru_cache
from pathlib import Path
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from synthgroup.bank import store
from synthgroup.bank.background_packing import ENTRY, attribute_file, pack_backgrounds, rows_name, shrink
from synthgroup.bank.packs import Packs, described, log_once
from synthgroup.draws import Weighted, below
from synthgroup.errors import BankError
from synthgroup.scene import BackgroundAnnotation
from synthgroup.selection import Selection, is_wanted
from synthgroup.sources.base import BackgroundSource
from synthgroup.sources.registry import SourceSpec, open_background_source

KEPT: Final = 1024
"""Backgrounds of a pack whose names stay at hand: all of a small collection; a large one need not fill the memory."""


class BackgroundPack:
    """One source's backgrounds: an index, and the pixels unless they are read from the source on demand.

    Args:
        folder: Where the index was written.
        source: Reader of the pictures.

    Raises:
        BankError: No whole bank of backgrounds lies there.
    """

    def __init__(self, folder: Path, source: BackgroundSource) -> None:
        header = store.read_header(folder)
        if header is None or header.kind != "backgrounds":
            raise BankError(f"{str(folder)!r} holds no packed backgrounds of this version; run 'synthgroup bank build'")
        self.folder = folder
        self.header = header
        # sources leave their listing out of a copy, and a million paths need not stay in memory
        self._source = copy(source)
        self._keys = store.load_array(folder, "keys.npy", np.bytes_, header.count)
        self._categories = store.load_array(folder, "categories.npy", np.uint16, header.count)
        try:
            self._names: list[str] = header.extra["categories"]
            attributes: dict[str, list[str]] = dict(header.extra.get("attributes", {}))
            self._side = int(header.extra["side"])
            self._packed = bool(header.extra["packed"])
        except (KeyError, TypeError, ValueError):
            raise store.damaged(folder, store.HEADER, "lacks what backgrounds need") from None
        self._columns = {"category": (self._categories, self._names)} | {
            name: (store.load_array(folder, attribute_file(number), np.uint32, header.count), values)
            for number, (name, values) in enumerate(attributes.items())
        }
        if self._packed:
            self._entries = store.load_array(folder, "entries.npy", ENTRY, header.count)
            self._pixels = store.open_pixels(folder, self._entries, 3)
        self.annotation = lru_cache(KEPT)(self._annotation)

    def __reduce__(self) -> tuple[type[BackgroundPack], tuple[Path, BackgroundSource]]:
        return BackgroundPack, (self.folder, self._source)

    def __len__(self) -> int:
        return len(self._keys)

    def rows(self, split: str, where: Selection) -> NDArray[np.uint32]:
        """List the backgrounds that a split and attribute values leave, ascending; memory-mapped where all are left."""
        rows: NDArray[np.uint32] = store.load_array(self.folder, rows_name(split), np.uint32)
        for name, wanted in where.items():
            codes, values = self._columns.get(name, (self._categories, []))
            taken = [code for code, value in enumerate(values) if value and is_wanted(value, wanted)]
            rows = rows[np.isin(codes[rows], taken)]
        return rows

    def known(self) -> dict[str, set[str]]:
        """Tell the values of every attribute that any background has."""
        found = {name: {value for value in values if value} for name, (_, values) in self._columns.items()}
        return {name: values for name, values in found.items() if values}

    def _annotation(self, row: int) -> BackgroundAnnotation:
        """Tell where a background comes from."""
        key = bytes(self._keys[row]).decode()
        return BackgroundAnnotation(self.header.source.name, key, self._names[self._categories[row]])

    def read(self, row: int) -> NDArray[np.uint8]:
        """Give a background as RGB, uint8, (h, w, 3).

        Raises:
            PictureError: It is read on demand and cannot be.
        """
        if self._packed:
            start, height, width = self._entries[row].tolist()
            return self._pixels[start : start + height * width * 3].reshape(height, width, 3)
        return shrink(self._source.read(bytes(self._keys[row]).decode()), self._side)


class BackgroundPools:
    """Backgrounds to draw from.

    Args:
        rows: Numbers of the backgrounds within each pack.
        starts: Number of each pack's first background.
        weights: How likely each pack is.
    """

    def __init__(self, rows: Sequence[NDArray[np.uint32]], starts: Sequence[int], weights: Sequence[int]) -> None:
        self._rows = rows
        self._starts = starts
        self._packs = Weighted(weights)

    def draw(self, pack_word: int, item_word: int) -> int:
        """Turn two words into the number of a background."""
        pack = self._packs.draw(pack_word)
        rows = self._rows[pack]
        return self._starts[pack] + int(rows[below(item_word, len(rows))])


class BackgroundBank(Packs[BackgroundPack]):
    """Backgrounds of one or more sources, numbered through, with a weight a source.

    Args:
        packs: The sources' backgrounds.
        weights: How likely a background comes from each source, in millionths of any unit.
    """

    @classmethod
    def open(
        cls,
        specs: Sequence[SourceSpec],
        *,
        side: int = 1024,
        workers: int = 1,
        progress: store.Progress | None = None,
    ) -> Self:
        """Open the backgrounds of some sources, packing or indexing those that are not in the cache.

        Args:
            specs: The sources with their weights.
            side: Largest width or height in pixels that is kept.
            workers: Processes that pack.
            progress: Told how far the packing is.

        Raises:
            SourceError: A source cannot be used, or all of its pictures are unreadable.
            BankError: The cache cannot be written or is damaged.
        """
        packs = []
        for spec in specs:
            source = open_background_source(spec)
            packs.append(BackgroundPack(pack_backgrounds(source, side, workers, progress), source))
        bank = cls(packs, [max(1, round(spec.weight * 1_000_000)) for spec in specs])
        log_once(bank.notes)
        return bank

    def annotation(self, background: int) -> BackgroundAnnotation:
        """Tell where a background comes from."""
        pack, row = self.locate(background)
        return pack.annotation(row)

    def read(self, background: int) -> NDArray[np.uint8]:
        """Give a background as RGB, uint8, (h, w, 3).

        Raises:
            PictureError: It is read on demand and cannot be.
        """
        pack, row = self.locate(background)
        return pack.read(row)

    def pools(self, *, split: str = "all", where: Selection | None = None) -> BackgroundPools:
        """Choose the backgrounds to draw from.

        Args:
            split: `all`, `train`, `val` or `test`.
            where: Attribute values to choose by; many backgrounds know `category` alone.

        Raises:
            BankError: None is left, or none knows an attribute or a value.
        """
        self.check_known("background.where", "background", where or {})
        rows = [pack.rows(split, where or {}) for pack in self.packs]
        weights = [weight if len(some) else 0 for weight, some in zip(self.weights, rows, strict=True)]
        if not any(weights):
            known = sorted({name for pack in self.packs for name in pack.header.extra["categories"] if name})
            raise BankError(
                f"there is no background{described(split, where or {})}; the bank holds {len(self)} in all, "
                f"of categories {', '.join(known) or '(none known)'}. Add a source or widen the choice"
            )
        return BackgroundPools(
            rows, [end - len(pack) for pack, end in zip(self.packs, self._ends, strict=True)], weights
        )
