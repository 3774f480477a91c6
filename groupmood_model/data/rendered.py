"""Data sets that `synthgroup render` wrote: folders with `metadata.jsonl`, and WebDataset shards."""

from __future__ import annotations

import json
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from groupmood_model.data.folders import split_folders
from groupmood_model.data.listed import Entry, ListedPictures
from groupmood_model.errors import DataError
from synthgroup.errors import PictureError
from synthgroup.scene import Split
from synthgroup.sources.base import SPLITS
from synthgroup.sources.files import existing_folder, path_inside
from synthgroup.sources.pictures import PICTURE_SUFFIXES, read_encoded
from synthgroup.sources.printable import printable

METADATA: Final = "metadata.jsonl"
_MOST_MEMBER: Final = 100_000_000
"""Bytes of a picture in a shard beyond which it is passed over."""


class RenderedScenes(ListedPictures):
    """Scenes in the format `folder`, of one job or of several side by side in folders of their splits.

    Args:
        path: The folder that holds `metadata.jsonl`, or folders `train`, `val` and `test` that do.
        split: `train`, `val`, `test` or `all`; a job that was rendered with split `all` is only that.
        count: How many scenes at most, evenly spread; None for all.

    Raises:
        SourceError: There is no such folder.
        DataError: There are no labels, they are damaged, or there is no scene of the split.
    """

    def __init__(self, path: str | Path, split: Split = "all", *, count: int | None = None) -> None:
        self._root = existing_folder(Path(path), "rendered")
        entries = [entry for folder in _jobs(self._root, METADATA) for entry in self._listed(folder, split)]
        if not entries:
            raise DataError(f"rendered:{printable(str(self._root))}: there is no scene of split {split!r}")
        super().__init__(entries, count)

    def read(self, entry: Entry) -> bytes:
        """Read the file."""
        return read_encoded(path_inside(self._root, entry.file))

    def _listed(self, folder: Path, split: Split) -> Iterator[Entry]:
        below = folder.relative_to(self._root).as_posix()
        with (folder / METADATA).open(encoding="utf-8", errors="replace") as lines:
            for number, line in enumerate(lines, start=1):
                record = _record(line)
                if record is None:
                    raise DataError(
                        f"{printable(str(folder / METADATA))}: line {number} is no scene; expected are file_name, "
                        "label (0, 1 or 2) and split; render it again, or see 'synthgroup verify'"
                    )
                name, label, of = record
                if split in {"all", of}:
                    key = name if below == "." else f"{below}/{name}"
                    yield Entry(key, label, key)


class ScenesInShards(ListedPictures):
    """Scenes in the format `webdataset`: pictures with their class index in tar files, found where they lie.

    Any tar files with members `KEY.jpg` (or another suffix of pictures) and `KEY.cls` next to each other will do. Their
    split is what their names begin with, `train-000000.tar`, or the folder of the split that they lie in.

    Args:
        path: The folder of the tar files, or the one above their folder `data`, or the one above folders of splits.
        split: `train`, `val`, `test` or `all`.
        count: How many scenes at most, evenly spread; None for all.

    Raises:
        SourceError: There is no such folder.
        DataError: There is no shard of the split, or one is damaged.
    """

    def __init__(self, path: str | Path, split: Split = "all", *, count: int | None = None) -> None:
        self._root = existing_folder(Path(path), "webdataset")
        entries: list[Entry] = []
        for folder in _jobs(self._root, "*.tar", "data"):
            for shard in sorted(folder.glob("*.tar")):
                if split == "all" or split in {shard.name.partition("-")[0], folder.name, folder.parent.name}:
                    entries += _members(shard, shard.relative_to(self._root).as_posix())
        if not entries:
            raise DataError(f"webdataset:{printable(str(self._root))}: there is no shard of split {split!r}")
        super().__init__(entries, count)

    def read(self, entry: Entry) -> bytes:
        """Read the bytes of a member."""
        with path_inside(self._root, entry.file).open("rb") as file:
            file.seek(entry.begin)
            data = file.read(entry.length)
        if len(data) != entry.length:
            raise PictureError(f"{entry.name}: is cut short")
        return data


def _record(line: str) -> tuple[str, int, str] | None:
    """Read file name, label and split of a scene, or give None where the line is no such thing."""
    try:
        found = json.loads(line)
        name, label, split = found["file_name"], found["label"], found["split"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    valid = isinstance(name, str) and type(label) is int and label in {0, 1, 2}
    return (name, label, str(split)) if valid else None


def _jobs(root: Path, pattern: str, inside: str = "") -> list[Path]:
    """Find the folders with files of a pattern: the root, or else those of its splits."""
    splits = split_folders(root)
    candidates = [root, *(splits[one] for one in SPLITS if one in splits)]
    found = [
        place
        for folder in candidates
        for place in ((folder, folder / inside) if inside else (folder,))
        if place.is_dir() and any(place.glob(pattern))
    ]
    if not found:
        raise DataError(f"{printable(str(root))}: there is no {pattern}, neither here nor in train, val and test")
    return found


def _members(shard: Path, below: str) -> list[Entry]:
    """List pictures and labels of a tar file without reading the pictures."""
    pictures: dict[str, tuple[str, int, int]] = {}
    labels: dict[str, int] = {}
    try:
        with tarfile.open(shard, "r:") as opened:
            for member in opened:
                key, _, suffix = member.name.rpartition("/")[2].partition(".")
                if not member.isreg():
                    continue
                if f".{suffix.lower()}" in PICTURE_SUFFIXES and member.size <= _MOST_MEMBER:
                    pictures[key] = (f"{below}/{member.name}", member.offset_data, member.size)
                elif suffix == "cls" and member.size < 8:
                    content = opened.extractfile(member)
                    labels[key] = int(content.read()) if content else -1
    except (tarfile.TarError, OSError, ValueError) as error:
        raise DataError(f"{printable(str(shard))}: is no shard that can be read: {error}") from error
    if any(label not in {0, 1, 2} for label in labels.values()):
        raise DataError(f"{printable(str(shard))}: has a label other than 0, 1 and 2")
    return [
        Entry(name, labels[key], below, begin, length)
        for key, (name, begin, length) in pictures.items()
        if key in labels
    ]
