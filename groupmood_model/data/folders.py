"""Trees of pictures with a folder a mood, with or without a folder a split above it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Final

from groupmood_model.data.listed import Entry, ListedPictures
from groupmood_model.errors import DataError
from synthgroup.emotions import MOODS
from synthgroup.errors import PictureError
from synthgroup.scene import Split
from synthgroup.sources.base import SPLITS, split_by_hash
from synthgroup.sources.files import existing_folder, path_inside, walk_pictures
from synthgroup.sources.pictures import read_encoded
from synthgroup.sources.printable import printable

SPLIT_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "train": ("train", "training"),
    "val": ("val", "valid", "validation"),
    "test": ("test", "testing"),
}
"""Names of the splits' folders, whatever their case."""

_LABELS: Final = {mood.value: mood.label for mood in MOODS}


class MoodFolders(ListedPictures):
    """Pictures in `<split>/<mood>/` or in `<mood>/`, at any depth below; names in any case.

    Without folders of splits, pictures are split 80/10/10 by a hash of their content, so that copies of a picture stay
    together.

    Args:
        path: The folder.
        split: `train`, `val`, `test` or `all`.
        count: How many pictures at most, evenly spread; None for all.
        kind: Name of the data set, for errors.
        own_splits: Whether folders of splits must be there.

    Raises:
        SourceError: There is no such folder.
        DataError: It has no folders of moods, or nothing of the split.
    """

    def __init__(
        self,
        path: str | Path,
        split: Split = "all",
        *,
        count: int | None = None,
        kind: str = "folder",
        own_splits: bool = False,
    ) -> None:
        self._root = existing_folder(Path(path), kind)
        name = f"{kind}:{printable(str(self._root))}"
        entries = list(self._found(split, name, own_splits=own_splits))
        if not entries:
            raise DataError(f"{name}: there is no picture of split {split!r} in a folder of a mood")
        super().__init__(entries, count)

    def read(self, entry: Entry) -> bytes:
        """Read the file."""
        return read_encoded(path_inside(self._root, entry.file))

    def _found(self, split: Split, name: str, *, own_splits: bool) -> Iterator[Entry]:
        folders = split_folders(self._root)
        moods = _mood_folders(self._root)
        if folders and not moods:
            for one in SPLITS if split == "all" else (split,):
                if one in folders:
                    yield from self._pictures(_mood_folders(folders[one]))
                elif split != "all":
                    raise DataError(f"{name}: has no split {split!r}; there are {', '.join(folders)}")
        elif moods and not own_splits:
            for entry in self._pictures(moods):
                if split == "all" or self._split_of(entry) == split:
                    yield entry
        else:
            raise DataError(
                f"{name}: expected are folders {', '.join(_LABELS)}"
                + (" in folders train, val and test" if own_splits else ", or these in folders train, val and test")
            )

    def _pictures(self, moods: Mapping[str, Path]) -> Iterator[Entry]:
        for mood, folder in moods.items():
            below = folder.relative_to(self._root).as_posix()
            for found in walk_pictures(folder):
                if not found.problem:
                    key = f"{below}/{found.key}"
                    yield Entry(key, _LABELS[mood], key)

    def _split_of(self, entry: Entry) -> str:
        try:
            return split_by_hash(blake2b(self.read(entry), digest_size=16).hexdigest())
        except PictureError:
            return "train"  # where reading it again leads to its being skipped and named


def split_folders(root: Path) -> dict[str, Path]:
    """Find the folders of splits, by the splits' names."""
    found = _folders(root)
    return {split: found[name] for split, names in SPLIT_NAMES.items() for name in names if name in found}


def _mood_folders(root: Path) -> dict[str, Path]:
    found = _folders(root)
    return {mood: found[mood] for mood in _LABELS if mood in found}


def _folders(root: Path) -> dict[str, Path]:
    return {one.name.lower(): one for one in sorted(root.iterdir()) if one.is_dir() and not one.is_symlink()}
