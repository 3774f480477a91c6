# SPDX-License-Identifier: MIT
"""Decisions made by looking at the pictures: what is left out, and what is drawn again."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

FILE: Final = Path(__file__).with_name("overrides.json")


@dataclass(frozen=True)
class Redo:
    """Another draw of a picture.

    Args:
        salt: Added to the seed; any text gives other draws.
        floor: The least intensity.
        variant: The variant of the expression, counted from 0; None for the drawn one.
    """

    salt: str = ""
    floor: float = 0.0
    variant: int | None = None


@dataclass(frozen=True)
class Overrides:
    """What `overrides.json` says: `drop` names identities or pictures, `redo` pictures."""

    drop: frozenset[str] = frozenset()
    redo: dict[str, Redo] = field(default_factory=dict)

    def keeps(self, identity: str, picture: str) -> bool:
        """Whether a picture is part of the pack."""
        return not {identity, picture} & self.drop

    def redo_of(self, picture: str) -> Redo:
        """How a picture is drawn."""
        return self.redo.get(picture, Redo())


def load_overrides(path: Path = FILE) -> Overrides:
    """Read the file.

    Raises:
        ValueError: It is no JSON of this form.
    """
    data = json.loads(path.read_text("utf-8"))
    try:
        redo = {name: Redo(**settings) for name, settings in data.pop("redo", {}).items()}
        return Overrides(frozenset(data.pop("drop", [])), redo, **data)
    except TypeError as error:
        raise ValueError(
            f"{path}: {error}; allowed are drop (a list) and redo (salt, floor, variant by picture)"
        ) from error
