"""What a classifier says about files: pictures, videos, and folders of both."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from groupmood_model.data.videos import VIDEO_FORMATS, frames
from groupmood_model.errors import DataError
from groupmood_model.evaluation.answers import Integration, Scorer, integrated, raw_scores, softmax
from synthgroup.emotions import MOODS, Mood
from synthgroup.errors import SourceError
from synthgroup.sources.pictures import PICTURE_SUFFIXES, drop_alpha, read_picture
from synthgroup.sources.printable import printable

SUFFIXES: Final = PICTURE_SUFFIXES | frozenset(VIDEO_FORMATS)
"""Suffixes, in lower case, of what is looked for in folders."""

_BATCH: Final = 16


@dataclass(frozen=True, slots=True)
class Prediction:
    """The answer to one file.

    Attributes:
        path: The file.
        frames: How many pictures were looked at.
        probabilities: Negative, neutral, positive; they sum to 1.
    """

    path: Path
    frames: int
    probabilities: tuple[float, float, float]

    @property
    def mood(self) -> Mood:
        """The most probable mood."""
        return MOODS[int(np.argmax(self.probabilities))]

    def as_record(self) -> dict[str, Any]:
        """Give what a JSON file holds."""
        shares = {mood.value: share for mood, share in zip(MOODS, self.probabilities, strict=True)}
        return {"file": str(self.path), "mood": self.mood.value, "frames": self.frames, "probabilities": shares}


def predict(classifier: Scorer, path: Path, *, every: int = 1, how: Integration = "average") -> Prediction:
    """Ask about one picture or video.

    Args:
        classifier: Gives the scores.
        path: The file; its suffix tells pictures from videos.
        every: Only each so many-th frame of a video is looked at.
        how: How a video's frames are joined: `average` or `accumulate`.

    Raises:
        PictureError: The picture cannot be read.
        DataError: The video cannot be read.
    """
    if path.suffix.lower() in VIDEO_FORMATS:
        wanted = range(0, sys.maxsize, every)
        scores = [classifier.scores(some) for some in _batched(frame for _, frame in frames(path, wanted))]
        if not scores:
            raise DataError(f"{printable(str(path))}: has no frames")
        joined = np.concatenate(scores)
    else:
        joined = classifier.scores([drop_alpha(read_picture(path))])
    shares = softmax(integrated(raw_scores(joined), how)).tolist()
    return Prediction(path, len(joined), (shares[0], shares[1], shares[2]))


def files_of(path: Path) -> list[Path]:
    """List what is to be predicted: the file itself, or the pictures and videos in a folder at any depth, sorted.

    Hidden files and folders are passed over, and so is what a link leads to outside of the folder.

    Raises:
        SourceError: There is no such file or folder, or the folder holds nothing.
    """
    shown = printable(str(path))
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise SourceError(f"{shown}: there is no such file or folder")
    root = path.resolve()
    found = sorted(file for file in path.rglob("*") if _is_wanted(file, path) and file.resolve().is_relative_to(root))
    if not found:
        raise SourceError(f"{shown}: holds no pictures and no videos ({', '.join(sorted(SUFFIXES))})")
    return found


def _is_wanted(file: Path, root: Path) -> bool:
    if any(part.startswith(".") for part in file.relative_to(root).parts):
        return False
    return file.suffix.lower() in SUFFIXES and file.is_file()


def _batched(frames: Iterable[NDArray[np.uint8]]) -> Iterator[list[NDArray[np.uint8]]]:
    source = iter(frames)
    while some := list(islice(source, _BATCH)):
        yield some
