"""Labelled pictures that are known by a list: what readers of folders and shards have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from groupmood_model.data.picture import LabelledPicture
from synthgroup.errors import PictureError
from synthgroup.sources.pictures import decode_picture, drop_alpha


@dataclass(frozen=True, slots=True)
class Entry:
    """A picture that was found.

    Attributes:
        name: What it is called, `/` separated.
        label: 0 negative, 1 neutral, 2 positive.
        file: The file that it is in, below the folder, `/` separated.
        begin: Where it begins in that file.
        length: How many bytes it has; -1 for the whole file.
    """

    name: str
    label: int
    file: str
    begin: int = 0
    length: int = -1


class ListedPictures(ABC):
    """Labelled pictures in any order, or one after the other.

    Args:
        entries: What was found, in order.
        count: How many of them are taken at most, evenly spread; None for all.

    Attributes:
        entries: What was taken.
        skipped: Name and reason of what cannot be read, once it was met.
    """

    def __init__(self, entries: Sequence[Entry], count: int | None = None) -> None:
        if count is not None and count < len(entries):
            entries = [entries[int(place)] for place in np.linspace(0, len(entries) - 1, count).round()]
        self.entries = list(entries)
        self.skipped: dict[str, str] = {}

    @abstractmethod
    def read(self, entry: Entry) -> bytes:
        """Read the encoded picture.

        Raises:
            PictureError: It cannot be read.
        """

    def __len__(self) -> int:
        return len(self.entries)

    def __getitem__(self, number: int) -> LabelledPicture:
        """Decode a picture.

        Raises:
            PictureError: It cannot be read; `skipped` then has it too.
        """
        entry = self.entries[number]
        try:
            image = drop_alpha(decode_picture(self.read(entry), entry.name))
        except PictureError as error:
            self.skipped[entry.name] = str(error)
            raise
        return LabelledPicture(image, entry.label, entry.name)

    def __iter__(self) -> Iterator[LabelledPicture]:
        for number in range(len(self)):
            try:
                picture = self[number]
            except PictureError:
                continue
            yield picture
