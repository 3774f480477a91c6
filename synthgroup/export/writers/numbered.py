"""Files named by the index of their scene, some thousands a folder: what `coco` and `yolo` are made of."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from synthgroup.export.writers.folder import PER_FOLDER

PICTURE_SUFFIXES: Final = frozenset({".jpg", ".png", ".webp"})

_NUMBERED: Final = re.compile(r"([0-9]{4,20})/([0-9]{8,20})(\.[a-z]+)")


def numbered_name(folder: str, index: int, suffix: str) -> str:
    """Name a scene's file in a folder, whatever the number of scenes is: `images/0001/00012345.jpg`."""
    return f"{folder}/{index // PER_FOLDER:04d}/{index:08d}{suffix}"


def is_numbered(name: str, folder: str, suffixes: Collection[str], n: int) -> bool:
    """Tell whether `numbered_name` names a file so for a scene below `n`.

    Args:
        name: Relative to the output, `/` separated.
        folder: The folder.
        suffixes: Ends of file names that count.
        n: Number of scenes.
    """
    found = _NUMBERED.fullmatch(name.removeprefix(f"{folder}/")) if name.startswith(f"{folder}/") else None
    if found is None or found[3] not in suffixes:
        return False
    index = int(found[2])
    return index < n and name == numbered_name(folder, index, found[3])
