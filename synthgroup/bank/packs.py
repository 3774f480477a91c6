"""Several packs numbered through as one bank."""

from __future__ import annotations

import logging
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Final, Generic, Protocol, TypeVar

from synthgroup.bank import store
from synthgroup.errors import BankError
from synthgroup.selection import Selection, explain_unknown, shown_wanted
from synthgroup.sources.base import Skipped, SourceInfo

_log = logging.getLogger("synthgroup")
_LOGGED: Final[set[str]] = set()


class Pack(Protocol):
    """What the packs of faces and of backgrounds have in common."""

    header: store.Header

    def __len__(self) -> int:
        """Count the items."""

    def known(self) -> Mapping[str, set[str]]:
        """Tell the values of every attribute that any item has."""


P = TypeVar("P", bound=Pack)


class Packs(Generic[P]):
    """Packs of one or more sources, numbered through, with a weight a source.

    Args:
        packs: The packed sources.
        weights: How likely an item comes from each source, in millionths of any unit.

    Attributes:
        starts: Number of each pack's first item.
    """

    def __init__(self, packs: Sequence[P], weights: Sequence[int]) -> None:
        self.packs = tuple(packs)
        self.weights = tuple(weights)
        self._ends = list(accumulate(len(pack) for pack in packs))
        self.starts = [0, *self._ends[:-1]]

    def __len__(self) -> int:
        return self._ends[-1]

    @property
    def identity(self) -> str:
        """Hash that tells this bank from others."""
        return store.digest_of([pack.header.identity for pack in self.packs])

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        """Inputs that were left out, and why."""
        return tuple(skipped for pack in self.packs for skipped in pack.header.skipped)

    @property
    def notes(self) -> tuple[str, ...]:
        """What a user should know, such as licence terms; each once."""
        return tuple(dict.fromkeys(note for pack in self.packs for note in pack.header.notes))

    @property
    def sources(self) -> tuple[SourceInfo, ...]:
        """What is true of each source as a whole."""
        return tuple(pack.header.source for pack in self.packs)

    def known(self) -> dict[str, set[str]]:
        """Tell the values of every attribute that any item of the bank has."""
        found: dict[str, set[str]] = {}
        for pack in self.packs:
            for name, values in pack.known().items():
                found.setdefault(name, set()).update(values)
        return found

    def check_known(self, key: str, noun: str, where: Selection) -> None:
        """Refuse a selection by what no item has.

        Args:
            key: Recipe key of the selection, for the error.
            noun: What is selected, for the error.
            where: The selection.

        Raises:
            BankError: No item has an attribute, or a value that is named.
        """
        problem = explain_unknown(key, noun, where, self.known()) if where else None
        if problem:
            raise BankError(problem)

    def selection_notes(self, where: Selection) -> tuple[str, ...]:
        """Say which sources a selection leaves out because they do not know what it asks for."""
        notes = []
        for pack in self.packs:
            missing = sorted(set(where) - set(pack.known()))
            if missing and len(self.packs) > 1:
                source = pack.header.source
                place = f"{source.name}:{source.path}" if source.path else source.name
                notes.append(
                    f"{place} is not drawn from: it does not know {', '.join(missing)}, which the recipe selects by"
                )
        return tuple(notes)

    def locate(self, number: int) -> tuple[P, int]:
        """Find the pack that holds an item, and the item's row there.

        Raises:
            BankError: The number is outside the bank.
        """
        if not 0 <= number < self._ends[-1]:
            raise BankError(f"number {number} is not in the bank; it holds 0 to {len(self) - 1}")
        which = bisect_right(self._ends, number)
        return self.packs[which], number - self.starts[which]


def log_once(notes: Sequence[str]) -> None:
    """Log notes as warnings, each once in the life of this process."""
    for note in notes:
        if note not in _LOGGED:
            _LOGGED.add(note)
            _log.warning(note)


def described(split: str, where: Selection) -> str:
    """Say which part of a bank was asked for."""
    chosen = f" in split {split!r}" if split != "all" else ""
    return chosen + "".join(f" with {name} {shown_wanted(wanted)}" for name, wanted in where.items())
