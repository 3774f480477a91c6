"""What a pack says of itself: `pack.json` beside its tables."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final

from synthgroup.errors import SourceError
from synthgroup.sources.printable import printable

PACK_FILE: Final = "pack.json"

_MAX_LENGTH: Final = 100_000
"""Bytes that are read at most; a few lines are expected."""


@dataclass(frozen=True, slots=True)
class PackFacts:
    """Content of a `pack.json`.

    Attributes:
        version: Version of the pack, such as `1`; a new one for every change of its pictures or tables.
        licence: Short name of its licence, such as `CC0-1.0`.
        notice: One sentence on what the licence allows, shown once per run; empty where nothing restricts use.
        real_people: Whether it shows people who exist, whose identities are written only on request.
    """

    version: str
    licence: str
    notice: str = ""
    real_people: bool = True


def read_pack(folder: Path) -> PackFacts | None:
    """Read what a folder's `pack.json` says, or None where there is none.

    Args:
        folder: Where the pack's tables lie.

    Raises:
        SourceError: The file cannot be read, or has other keys or values than those of `PackFacts`.
    """
    path = folder / PACK_FILE
    if path.exists() and not path.is_file():  # a pipe would keep us waiting
        raise SourceError(f"{printable(str(path))}: is not a file")
    try:
        with path.open("rb") as file:
            stored = json.loads(file.read(_MAX_LENGTH))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, RecursionError) as error:
        raise SourceError(f"{printable(str(path))}: cannot be read as JSON: {error}") from error
    return _facts(stored, printable(str(path)))


def _facts(stored: Any, path: str) -> PackFacts:
    example = '{"version": "1", "licence": "CC0-1.0", "notice": "", "real_people": false}'
    if not isinstance(stored, dict) or not {"version", "licence"} <= set(stored):
        raise SourceError(f"{path}: must name version and licence, as in {example}")
    allowed = {field.name: bool if field.name == "real_people" else str for field in fields(PackFacts)}
    for name, value in stored.items():
        if name not in allowed:
            raise SourceError(f"{path}: unknown key {printable(name)!r}; allowed: {', '.join(allowed)}")
        if not isinstance(value, allowed[name]) or (name in {"version", "licence"} and not value):
            wanted = "true or false" if allowed[name] is bool else "a text, in quotes"
            raise SourceError(f"{path}: {name} is {json.dumps(value)}; it must be {wanted}, as in {example}")
    return PackFacts(**stored)
