"""What a source is: a sorted listing of pictures with their labels, and a way to read one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import Final, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from synthgroup.emotions import Emotion

SplitName = Literal["train", "val", "test"]
SPLITS: Final[tuple[SplitName, SplitName, SplitName]] = ("train", "val", "test")
Picture = NDArray[np.uint8]
"""A decoded picture: uint8, RGB (H, W, 3), or straight RGBA (H, W, 4) where the file has an alpha channel."""


def split_by_hash(name: str | bytes) -> SplitName:
    """Assign 80, 10 and 10 % of all names to train, val and test, each name for good.

    Args:
        name: Identity, or whatever else must not be shared between splits.
    """
    data = name.encode() if isinstance(name, str) else name
    percentile = int.from_bytes(blake2b(data, digest_size=8).digest(), "big") % 100
    return "train" if percentile < 80 else "val" if percentile < 90 else "test"


@dataclass(frozen=True, slots=True)
class FaceItem:
    """One labelled face photograph of a source.

    Attributes:
        key: Name within the source, `/` separated, unique, never absolute and never with `..`.
        length: Size of the encoded picture in bytes.
        identity: Who it is, prefixed by the source's name (`kdef-f01`), or None where the source does not know.
        split: The split that the data set itself assigns, if it does.
        head: Head box (x, y, width, height) in pixels of the decoded picture, chin to crown, where the source knows it.
    """

    key: str
    emotion: Emotion
    length: int
    identity: str | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)
    split: SplitName | None = None
    head: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class BackgroundItem:
    """One background picture of a source.

    Attributes:
        key: Name within the source, `/` separated, unique, never absolute and never with `..`.
        category: Kind of place (`classroom`), or an empty string where the source does not know.
        length: Size of the encoded picture in bytes.
        split: The split that the data set itself assigns, if it does.
        group: Backgrounds that show the same place share a group and so a split; None stands for the item alone.
        attributes: What else the source knows of it, such as `{"light": "evening"}`.
    """

    key: str
    category: str
    length: int
    split: SplitName | None = None
    group: str | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One attribute of many items.

    Attributes:
        codes: Indices into `values`, one an item, shape (n,).
        values: Values, sorted; an empty text stands for an item without the attribute.
    """

    codes: NDArray[np.uint32]
    values: tuple[str, ...]

    @classmethod
    def of(cls, cells: Sequence[str]) -> Column:
        """Make a column of one value an item."""
        values = tuple(sorted(set(cells)))
        numbers = {value: code for code, value in enumerate(values)}
        return cls(np.array([numbers[cell] for cell in cells], dtype=np.uint32), values)


@dataclass(frozen=True, slots=True)
class BackgroundIndex:
    """A listing of backgrounds as arrays, so that a million of them stay small and can be memory-mapped.

    Attributes:
        keys: UTF-8 keys, sorted bytewise, dtype `S`, shape (n,).
        lengths: Sizes of the encoded pictures in bytes, int64, shape (n,).
        category_codes: Indices into `categories`, uint16, shape (n,).
        categories: Category names, sorted.
        split_codes: Indices into `SPLITS`, int8, shape (n,); assigned by the source or by hash.
        attributes: What else the source knows, a column an attribute.
    """

    keys: NDArray[np.bytes_]
    lengths: NDArray[np.int64]
    category_codes: NDArray[np.uint16]
    categories: tuple[str, ...]
    split_codes: NDArray[np.int8]
    attributes: Mapping[str, Column] = field(default_factory=dict)

    def __len__(self) -> int:
        """Count the backgrounds."""
        return len(self.keys)

    @classmethod
    def from_items(cls, items: Sequence[BackgroundItem]) -> BackgroundIndex:
        """Make an index of items in any order."""
        rows = sorted(items, key=lambda item: item.key.encode())
        categories = tuple(sorted({item.category for item in rows}))
        codes = {category: code for code, category in enumerate(categories)}
        splits = [item.split or split_by_hash(item.group or item.key) for item in rows]
        return cls(
            keys=np.array([item.key.encode() for item in rows], dtype=np.bytes_),
            lengths=np.array([item.length for item in rows], dtype=np.int64),
            category_codes=np.array([codes[item.category] for item in rows], dtype=np.uint16),
            categories=categories,
            split_codes=np.array([SPLITS.index(split) for split in splits], dtype=np.int8),
            attributes={
                name: Column.of([item.attributes.get(name, "") for item in rows])
                for name in sorted({name for item in rows for name in item.attributes})
            },
        )

    def kept(self, rows: Sequence[int]) -> BackgroundIndex:
        """Leave out all but some rows, which are given in ascending order."""
        return replace(
            self,
            keys=self.keys[rows],
            lengths=self.lengths[rows],
            category_codes=self.category_codes[rows],
            split_codes=self.split_codes[rows],
            attributes={name: replace(one, codes=one.codes[rows]) for name, one in self.attributes.items()},
        )


@dataclass(frozen=True, slots=True)
class Skipped:
    """An input that was passed over, and why."""

    source: str
    key: str
    reason: str


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """What is true of a source as a whole.

    Attributes:
        name: Registered name, such as `kdef`.
        path: Where it lies on disk; empty for the built-in pack.
        notice: One sentence on what its licence allows, shown once per run; empty where nothing restricts use.
        real_people: Whether it shows people who exist, whose identities are written only on request.
        licence: Short name of the licence, for the card of a rendered data set.
        version: Version of the data set, where its makers give one.
        shared_names: Whether a name stands for the same person in every copy of the source, wherever that lies.
    """

    name: str
    path: str
    notice: str = ""
    real_people: bool = True
    licence: str = "unknown"
    shared_names: bool = False
    version: str = ""


class FaceSource(Protocol):
    """A reader of labelled face photographs."""

    @property
    def info(self) -> SourceInfo:
        """What is true of the source as a whole."""

    def faces(self) -> Sequence[FaceItem]:
        """List the faces, sorted by key.

        Raises:
            SourceError: Nothing usable is there.
        """

    def skipped(self) -> Sequence[Skipped]:
        """List what the listing passed over although it looked like a picture, sorted by key."""

    def read(self, key: str) -> Picture:
        """Decode one picture.

        Raises:
            PictureError: It is missing, empty, truncated, too large or not a picture.
        """

    def content_digest(self, key: str) -> str:
        """Hash the encoded picture to 16 hexadecimal digits: what stands for a person whom the source does not name.

        Raises:
            PictureError: The picture is missing.
        """


class BackgroundSource(Protocol):
    """A reader of background pictures."""

    @property
    def info(self) -> SourceInfo:
        """What is true of the source as a whole."""

    def stamp(self) -> str:
        """Name the state of the listing cheaply, so that an index made of it can be kept; empty where that is dear."""

    def backgrounds(self) -> BackgroundIndex:
        """List the backgrounds.

        Raises:
            SourceError: Nothing usable is there.
        """

    def skipped(self) -> Sequence[Skipped]:
        """List what the listing passed over although it looked like a picture, sorted by key."""

    def read(self, key: str) -> Picture:
        """Decode one picture as RGB; alpha is dropped onto black.

        Raises:
            PictureError: It is missing, empty, truncated, too large or not a picture.
        """
