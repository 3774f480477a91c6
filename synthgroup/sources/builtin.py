"""Reader of the built-in pack: rendered people who do not exist, and backgrounds, both free of any licence's limits."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar, Final

from synthgroup.sources.base import SourceInfo
from synthgroup.sources.csv_table import CsvBackgrounds, CsvFaces

BUILTIN_FOLDER: Final = Path(__file__).resolve().parent.parent / "builtin"
"""Where the pack lies: the data of the package `synthgroup.builtin`."""

_INFO: Final = SourceInfo(name="builtin", path="", real_people=False, licence="CC0-1.0", shared_names=True)


class BuiltinFaces(CsvFaces):
    """The pack's faces: `faces.csv` and `faces/`, with alpha, head boxes and a split by identity.

    Args:
        folder: Where the pack lies.

    Raises:
        SourceError: The pack is not there, so the installation is damaged.
    """

    name: ClassVar[str] = "builtin"

    def __init__(self, folder: Path = BUILTIN_FOLDER) -> None:
        super().__init__(folder / "faces.csv", folder=folder / "faces")

    @property
    def info(self) -> SourceInfo:
        """What is true of the source as a whole."""
        return _INFO


class BuiltinBackgrounds(CsvBackgrounds):
    """The pack's backgrounds: `backgrounds.csv` and `backgrounds/<category>/`, with a split by place.

    Args:
        folder: Where the pack lies.

    Raises:
        SourceError: The pack is not there, so the installation is damaged.
    """

    name: ClassVar[str] = "builtin"

    def __init__(self, folder: Path = BUILTIN_FOLDER) -> None:
        super().__init__(folder / "backgrounds.csv", folder=folder / "backgrounds")

    @property
    def info(self) -> SourceInfo:
        """What is true of the source as a whole."""
        return _INFO
