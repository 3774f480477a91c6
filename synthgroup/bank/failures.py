"""Inputs that could not be packed, told apart by whether they might be another time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from synthgroup.bank.store import Header
from synthgroup.errors import PictureError
from synthgroup.sources.base import Picture, Skipped

_RETRY: Final = "retry"


class _Reader(Protocol):
    def read(self, key: str) -> Picture: ...


@dataclass(frozen=True, slots=True)
class Failure:
    """An input that was passed over while a bank was packed.

    Attributes:
        skipped: What is recorded of it.
        passing: Whether the machine failed and not the content: a disk, a network, a permission, too little memory.
    """

    skipped: Skipped
    passing: bool = False

    @classmethod
    def of(cls, source: str, key: str, error: PictureError) -> Failure:
        """Make the failure of a picture that a source could not read."""
        cause = error.__cause__
        # decoders raise OSError for bad content, too, but without a number
        passing = isinstance(cause, MemoryError) or (isinstance(cause, OSError) and cause.errno is not None)
        return cls(Skipped(source, key, str(error)), passing)


def to_retry(failures: Sequence[Failure]) -> Mapping[str, Any]:
    """Say in a header's `extra` which inputs might be readable another time."""
    keys = [one.skipped.key for one in failures if one.passing]
    return {_RETRY: keys} if keys else {}


def readable_by_now(header: Header, source: _Reader) -> bool:
    """Tell whether any input can be read now that failed for a passing reason when a bank was packed."""
    return any(_reads(source, key) for key in header.extra.get(_RETRY, ()))


def _reads(source: _Reader, key: str) -> bool:
    try:
        source.read(key)
    except PictureError as error:
        return not Failure.of("", key, error).passing
    return True
