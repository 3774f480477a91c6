"""Reader of the built-in pack: rendered people who do not exist, and backgrounds, both free of any licence's limits."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import ClassVar, Final

from synthgroup.errors import SourceError
from synthgroup.sources.base import SourceInfo
from synthgroup.sources.csv_table import CsvBackgrounds, CsvFaces
from synthgroup.sources.pack import PACK_FILE

BUILTIN_FOLDER: Final = Path(__file__).resolve().parent.parent / "builtin"
"""Where the pack lies: the data of the package `synthgroup.builtin`."""

TABLE_ONLY: Final = frozenset({"take", "variant", "blend", "earrings", "clothes", "yaw", "pitch", "roll"})
"""Attributes of the faces that recipes can select by but that the metadata of scenes leave out.

They say how a picture was made, and the pose is no longer that of the face in the scene, which is flipped and rotated.
The metadata name the file, and `faces.csv` tells the rest.
"""


def builtin_info(info: SourceInfo) -> SourceInfo:
    """Turn what a table of the pack says into what is true of the pack, which is the same wherever it lies.

    Raises:
        SourceError: The pack does not tell its version, so the installation is damaged.
    """
    if not info.version:
        raise SourceError(
            f"builtin: there is no file {PACK_FILE} in {str(Path(info.path).parent)!r}; install synthgroup anew"
        )
    return replace(info, path="", shared_names=True)


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
        self._info = builtin_info(super().info)

    @property
    def info(self) -> SourceInfo:
        """What is true of the source as a whole."""
        return self._info


class BuiltinBackgrounds(CsvBackgrounds):
    """The pack's backgrounds: `backgrounds.csv` and `backgrounds/<category>/`, with a split by place.

    Args:
        folder: Where the pack lies.

    Raises:
        SourceError: The pack is not there, so the installation is damaged.
    """

    name: ClassVar[str] = "builtin"
    own_columns: ClassVar[frozenset[str]] = CsvBackgrounds.own_columns | {"seed"}

    def __init__(self, folder: Path = BUILTIN_FOLDER) -> None:
        super().__init__(folder / "backgrounds.csv", folder=folder / "backgrounds")
        self._info = builtin_info(super().info)

    @property
    def info(self) -> SourceInfo:
        """What is true of the source as a whole."""
        return self._info
