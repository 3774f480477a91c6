"""VGAF: short videos of groups with the group's mood (EmotiW 2020).

On disk: `Train`, `Val` and `Test` with `<Vid_name>.mp4` or `.avi`, and beside them `Train_labels.txt` and
`Val_labels.txt`, separated by blanks, with the header `Vid_name Label`; 1 is positive, 2 neutral, 3 negative. The
labels of Test were never published; a `Test_labels.txt` of the same form is read if there is one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from groupmood_model.data.frame_store import FrameStore, Progress
from groupmood_model.data.picture import LabelledPicture
from groupmood_model.data.videos import count_frames, frames
from groupmood_model.errors import DataError
from synthgroup.errors import PictureError
from synthgroup.scene import Split
from synthgroup.sources.files import existing_folder, path_inside
from synthgroup.sources.printable import printable

LABELS: Final = {"1": 2, "2": 1, "3": 0}
"""VGAF's codes, and our class indices."""

_SPLITS: Final = {"train": "Train", "val": "Val", "test": "Test"}
_SUFFIXES: Final = (".mp4", ".avi", ".MP4", ".AVI")
_MOST_BYTES: Final = 10_000_000


@dataclass(frozen=True, slots=True)
class Video:
    """A labelled video.

    Attributes:
        name: Path below the data set's folder, `/` separated.
        path: Where it is.
        label: 0 negative, 1 neutral, 2 positive.
        split: `train`, `val` or `test`.
    """

    name: str
    path: Path
    label: int
    split: str


class Vgaf:
    """The labelled videos of a split, or of all that have labels.

    Going through it decodes every video from its beginning, which is the quickest way to see all frames; videos that
    cannot be decoded whole are left out and named in `skipped`.

    Args:
        path: The folder that holds `Train_labels.txt`.
        split: `train`, `val`, `test` or `all`.
        count: Frames of each video at most, evenly spread; None for all.

    Attributes:
        videos: The labelled videos that are there, in the order of the label files.
        skipped: Name and reason of videos that cannot be used.

    Raises:
        SourceError: There is no such folder.
        DataError: The labels of the split are missing or damaged, or none of its videos is there.
    """

    def __init__(self, path: str | Path, split: Split = "all", *, count: int | None = None) -> None:
        root = existing_folder(Path(path), "vgaf")
        self._count = count
        self.skipped: dict[str, str] = {}
        self.videos: list[Video] = []
        for one in _SPLITS if split == "all" else (split,):
            if split != "all" or _labels_file(root, one).is_file():
                self.videos += self._listed(root, one)
        if not self.videos:
            raise DataError(
                f"{printable(str(root))}: none of the videos of split {split!r} is there; expected are "
                "Train_labels.txt and Train/<Vid_name>.mp4 or .avi, and the same of Val"
            )

    def __iter__(self) -> Iterator[LabelledPicture]:
        for video in self.videos:
            try:
                # decoded twice, so that a video with a damaged end is left out before anything of it is used
                wanted = self._wanted(count_frames(video.path))
            except DataError as error:
                self.skipped[video.name] = str(error)
                continue
            for number, image in frames(video.path, wanted):
                yield LabelledPicture(image, video.label, f"{video.name}#{number}", video.name)

    def _wanted(self, total: int) -> frozenset[int]:
        shown = total if self._count is None else min(self._count, total)
        return frozenset(np.linspace(0, total - 1, shown).round().astype(int).tolist())

    def _listed(self, root: Path, split: str) -> Iterator[Video]:
        for name, label in _read_labels(_labels_file(root, split)):
            key = f"{_SPLITS[split]}/{name}"
            try:
                found = [file for suffix in _SUFFIXES if (file := path_inside(root, key + suffix)).is_file()]
            except PictureError as error:
                raise DataError(f"{printable(key)}: {error}") from error
            if found:
                yield Video(f"{_SPLITS[split]}/{found[0].name}", found[0], label, split)
            else:
                self.skipped[key] = "there is no such video (.mp4 or .avi)"


class VideoFrames:
    """Frames of labelled videos in any order: number i is one of all frames of all videos that can be used.

    Args:
        videos: The labelled videos.
        side: What the shorter side of a larger frame is reduced to, in pixels.
        workers: Processes that decode what is not in the cache yet.
        progress: Told how far that is.

    Attributes:
        skipped: Name and reason of videos that cannot be used.

    Raises:
        DataError: None of the videos can be used.
    """

    def __init__(self, videos: Vgaf, side: int, *, workers: int = 1, progress: Progress | None = None) -> None:
        self._videos = videos.videos
        self._store = FrameStore([one.path for one in self._videos], side, workers=workers, progress=progress)
        self._ends = np.cumsum(self._store.counts)
        problems = {self._videos[number].name: why for number, why in self._store.problems.items()}
        self.skipped = {**videos.skipped, **problems}
        if not len(self):
            raise DataError(
                f"none of {len(self._videos)} videos can be decoded; the first: {next(iter(problems.values()))}"
            )

    def __len__(self) -> int:
        return int(self._ends[-1])

    def __getitem__(self, number: int) -> LabelledPicture:
        """Read a frame.

        Raises:
            IndexError: There is no such number.
        """
        if not 0 <= number < len(self):
            raise IndexError(f"there is no frame {number}; there are {len(self)}")
        place = int(np.searchsorted(self._ends, number, side="right"))
        frame = number - int(self._ends[place] - self._store.counts[place])
        video = self._videos[place]
        return LabelledPicture(self._store.read(place, frame), video.label, f"{video.name}#{frame}", video.name)


def _labels_file(root: Path, split: str) -> Path:
    return root / f"{_SPLITS[split]}_labels.txt"


def _read_labels(file: Path) -> list[tuple[str, int]]:
    name = printable(str(file))
    if not file.is_file():
        raise DataError(f"{name}: there is no such file; without labels this split cannot be used")
    if file.stat().st_size > _MOST_BYTES:
        raise DataError(f"{name}: is larger than {_MOST_BYTES} bytes, so it is no list of labels")
    found: dict[str, int] = {}
    lines = file.read_text(encoding="utf-8-sig", errors="replace").splitlines()
    for number, line in enumerate(lines, start=1):
        words = line.split()
        if not words or (number == 1 and words[0].lower() == "vid_name"):
            continue
        if len(words) != 2 or words[1] not in LABELS:
            raise DataError(
                f"{name}: line {number} is {printable(line[:80])!r}; expected is a name and a label 1, 2 or 3"
            )
        stem = words[0].removesuffix(".mp4").removesuffix(".avi")
        if found.setdefault(stem, LABELS[words[1]]) != LABELS[words[1]]:
            raise DataError(f"{name}: line {number} gives {printable(stem)!r} another label than a line before")
    return list(found.items())
