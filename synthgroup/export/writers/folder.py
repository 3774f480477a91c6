"""The format `folder`: pictures in a folder a mood, which torchvision's ImageFolder reads, and `metadata.jsonl`."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import ClassVar, Final

from synthgroup.emotions import MOODS, Mood
from synthgroup.export.files import flush, flush_all
from synthgroup.export.writers.base import Sample

METADATA_FILE: Final = "metadata.jsonl"

PER_FOLDER: Final = 10_000
"""Indices that share a folder, so that none grows without bound."""

_FILE_NAME: Final = re.compile(rb'\{"file_name": "([^"\\]+)"')
"""The beginning of a line of labels: the rest, which is long, need not be parsed."""

_PICTURE: Final = re.compile(r"([0-9]{8,20})\.jpg")


class FolderShard:
    """The pictures of one shard.

    Args:
        draft: Where they wait for their final names.
    """

    def __init__(self, draft: Path) -> None:
        self._draft = draft
        self._waiting: list[tuple[Path, str]] = []

    def add(self, sample: Sample) -> None:
        """Take the next scene."""
        final = str(sample.record["file_name"])
        path = self._draft / final.rpartition("/")[2]
        path.write_bytes(sample.picture)
        self._waiting.append((path, final))

    def publish(self, out: Path) -> None:
        """Flush the pictures to disk, all at once because that costs less, and give them their final names."""
        flush_all([path for path, _ in self._waiting])
        folders = sorted({out / final.rpartition("/")[0] for _, final in self._waiting})
        for folder in folders:
            folder.mkdir(parents=True, exist_ok=True)
        for path, final in self._waiting:
            path.replace(out / final)
        for folder in sorted({out, *folders, *(folder.parent for folder in folders)}):
            flush(folder)


class FolderWriter:
    """Pictures at `<mood>/<index // 10000>/<index>.jpg`, labels in `metadata.jsonl`.

    All three moods have their folder, also where no scene has the mood, so that class indices never shift.
    """

    name: ClassVar[str] = "folder"

    def file_name(self, index: int, mood: Mood, suffix: str) -> str:
        """Name a scene's picture."""
        return f"{mood}/{index // PER_FOLDER:04d}/{index:08d}{suffix}"

    def begin(self, draft: Path) -> FolderShard:
        """Begin a shard."""
        return FolderShard(draft)

    def finish(self, out: Path, work: Path, records: Iterator[bytes]) -> None:
        """Write `metadata.jsonl`."""
        for mood in MOODS:
            (out / mood).mkdir(exist_ok=True)
        draft = work / METADATA_FILE
        with draft.open("wb") as file:
            for piece in records:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(out / METADATA_FILE)
        flush(out)

    def complete(self, out: Path) -> bool:
        """Tell whether `metadata.jsonl` is there."""
        return (out / METADATA_FILE).is_file()

    def lost(self, out: Path, labels: Path | None = None) -> Iterator[str]:
        """List pictures that are not there or are empty; a line that names no picture stands for one."""
        path = labels or out / METADATA_FILE
        with path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                found = _FILE_NAME.match(line)
                if found is None:
                    yield f"the picture of line {number} of {path.name}"
                elif not _holds_bytes(out / found[1].decode("ascii", "replace")):
                    yield found[1].decode("ascii", "replace")

    def owned(self, out: Path, count: int) -> Iterator[Path]:
        """List pictures, their folders and `metadata.jsonl`."""
        for mood in _folders(out, MOODS):
            for bucket in _folders(mood, sorted(path.name for path in mood.iterdir() if path.name.isdecimal())):
                for path in sorted(bucket.iterdir()):
                    found = _PICTURE.fullmatch(path.name)
                    index = int(found[1]) if found else count
                    ours = index < count and bucket.name == f"{index // PER_FOLDER:04d}"
                    if ours and path.is_file() and not path.is_symlink():
                        yield path
                yield bucket
            yield mood
        if self.complete(out):
            yield out / METADATA_FILE


def _holds_bytes(path: Path) -> bool:
    try:
        return path.stat().st_size > 0
    except (FileNotFoundError, NotADirectoryError):
        return False


def _folders(parent: Path, names: Iterable[str]) -> list[Path]:
    """Find the folders among some names; a link to one was not made by us."""
    paths = [parent / name for name in names]
    return [path for path in paths if path.is_dir() and not path.is_symlink()]
