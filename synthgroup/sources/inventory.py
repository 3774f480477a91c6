"""What a source holds, counted: pictures and people by emotion, attribute and split, and how balanced they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

import numpy as np
from numpy.typing import NDArray

from synthgroup.sources.base import (
    SPLITS,
    BackgroundSource,
    Column,
    FaceItem,
    FaceSource,
    Skipped,
    SourceInfo,
    split_by_hash,
)

BY_CONTENT: Final = "by content"
"""Stands for the split of pictures that have to be read to know it: nobody says who is shown in them."""

CROSSED: Final = ("sex", "age", "ethnicity")
"""Attributes of people whose combinations are counted, where a source knows them."""

_CROSSED_VALUES: Final = 8
"""Values up to which an attribute is crossed with others: an age in years is not."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How often each value of an attribute occurs.

    Attributes:
        name: The attribute.
        counts: For every value, sorted, the counts by split, in the order of the inventory's `splits`.
    """

    name: str
    counts: Mapping[str, tuple[int, ...]]

    @classmethod
    def of(cls, name: str, column: Column, splits: NDArray[np.integer], width: int) -> Tally:
        """Count a column by split.

        Args:
            name: The attribute.
            column: Its value of every item, (n,).
            splits: Number of every item's split, (n,).
            width: Number of splits.
        """
        cells = column.codes.astype(np.int64) * width + splits
        counted = np.bincount(cells, minlength=len(column.values) * width).reshape(-1, width)
        rows = zip(column.values, counted.tolist(), strict=True)
        return cls(name, {value: tuple(counts) for value, counts in rows if value and any(counts)})


@dataclass(frozen=True, slots=True)
class Balance:
    """How many people there are of every combination of some attributes.

    Attributes:
        names: The attributes.
        values: The values of each.
        counts: People by combination; those that do not occur count 0.
    """

    names: tuple[str, ...]
    values: tuple[tuple[str, ...], ...]
    counts: Mapping[tuple[str, ...], int]

    @property
    def equal(self) -> float:
        """People of every combination if all were equally frequent."""
        return sum(self.counts.values()) / len(self.counts)


@dataclass(frozen=True, slots=True)
class FaceInventory:
    """What a source of faces holds.

    Attributes:
        info: What is true of the source as a whole.
        pictures: Number of pictures.
        length: Size of all of them in bytes.
        unnamed: Pictures of which the source does not say who is shown.
        splits: Names of the splits that are counted: `SPLITS`, and `BY_CONTENT` where it occurs.
        people: Number of known people by split.
        by_picture: Pictures by emotion, then by every attribute that differs among the pictures of a person.
        by_person: Known people by every attribute that is the same in all pictures of each.
        balance: People by sex, age and ethnicity, as far as those are known and have few values.
        skipped: Inputs that were passed over.
    """

    info: SourceInfo
    pictures: int
    length: int
    unnamed: int
    splits: tuple[str, ...]
    people: tuple[int, ...]
    by_picture: tuple[Tally, ...]
    by_person: tuple[Tally, ...]
    balance: Balance | None
    skipped: tuple[Skipped, ...]


@dataclass(frozen=True, slots=True)
class BackgroundInventory:
    """What a source of backgrounds holds.

    Attributes:
        info: What is true of the source as a whole.
        pictures: Number of pictures.
        length: Size of all of them in bytes.
        splits: Names of the splits that are counted.
        by_split: Pictures by split.
        by_picture: Pictures by category, then by every other attribute.
        skipped: Inputs that were passed over.
    """

    info: SourceInfo
    pictures: int
    length: int
    splits: tuple[str, ...]
    by_split: tuple[int, ...]
    by_picture: tuple[Tally, ...]
    skipped: tuple[Skipped, ...]


def count_faces(source: FaceSource) -> FaceInventory:
    """Count what a source of faces lists; no picture is read.

    Raises:
        SourceError: Nothing usable is there.
    """
    items = source.faces()
    found = [_split(item) for item in items]
    splits = (*SPLITS, BY_CONTENT) if BY_CONTENT in found else SPLITS
    people = list({item.identity: item for item in items if item.identity is not None}.values())
    attributes = _attributes(items)
    fixed = {name: values for name, values in attributes.items() if _is_of_people(name, items)}
    emotions = Column.of([item.emotion.value for item in items])
    return FaceInventory(
        info=source.info,
        pictures=len(items),
        length=sum(item.length for item in items),
        unnamed=sum(item.identity is None for item in items),
        splits=splits,
        people=_by_split([_split(item) for item in people], splits),
        by_picture=(
            Tally.of("emotion", emotions, _numbers(found, splits), len(splits)),
            *(_tally(name, items, splits) for name in attributes if name not in fixed),
        ),
        by_person=tuple(_tally(name, people, splits) for name in fixed),
        balance=_balance(people, fixed),
        skipped=tuple(source.skipped()),
    )


def count_backgrounds(source: BackgroundSource) -> BackgroundInventory:
    """Count what a source of backgrounds lists; no picture is read.

    Raises:
        SourceError: Nothing usable is there.
    """
    index = source.backgrounds()
    category = Column(index.category_codes.astype(np.uint32), index.categories)
    columns = {"category": category, **index.attributes}
    return BackgroundInventory(
        info=source.info,
        pictures=len(index),
        length=int(index.lengths.sum()),
        splits=SPLITS,
        by_split=tuple(np.bincount(index.split_codes, minlength=len(SPLITS)).tolist()),
        by_picture=tuple(Tally.of(name, column, index.split_codes, len(SPLITS)) for name, column in columns.items()),
        skipped=tuple(source.skipped()),
    )


def _split(item: FaceItem) -> str:
    """Tell the split of a face, where that is known before the picture is read."""
    if item.split:
        return item.split
    return split_by_hash(item.identity) if item.identity else BY_CONTENT


def _numbers(found: Sequence[str], splits: Sequence[str]) -> NDArray[np.int64]:
    return np.array([splits.index(one) for one in found], dtype=np.int64)


def _by_split(found: Sequence[str], splits: Sequence[str]) -> tuple[int, ...]:
    counted = Counter(found)
    return tuple(counted[split] for split in splits)


def _attributes(items: Sequence[FaceItem]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for item in items:
        for name, value in item.attributes.items():
            found.setdefault(name, set()).add(value)
    return dict(sorted(found.items()))


def _is_of_people(name: str, items: Sequence[FaceItem]) -> bool:
    """Tell whether an attribute is the same in all pictures of each person, all of whom are known."""
    shown: dict[str, str] = {}
    for item in items:
        value = item.attributes.get(name, "")
        if item.identity is None or shown.setdefault(item.identity, value) != value:
            return False
    return True


def _tally(name: str, items: Sequence[FaceItem], splits: Sequence[str]) -> Tally:
    column = Column.of([item.attributes.get(name, "") for item in items])
    return Tally.of(name, column, _numbers([_split(item) for item in items], splits), len(splits))


def _balance(people: Sequence[FaceItem], fixed: Mapping[str, set[str]]) -> Balance | None:
    names = tuple(name for name in CROSSED if 0 < len(fixed.get(name, ())) <= _CROSSED_VALUES)
    if not names:
        return None
    values = tuple(tuple(sorted(fixed[name])) for name in names)
    counted = Counter(tuple(person.attributes.get(name, "") for name in names) for person in people)
    return Balance(names, values, {cell: counted[cell] for cell in product(*values)})
