"""Answers of a classifier: what it said about pictures whose labels are known, by picture or by video."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final, Literal, Protocol, get_args

import numpy as np
from numpy.typing import NDArray

from synthgroup.emotions import MOODS
from synthgroup.errors import RecipeError, SourceError

if TYPE_CHECKING:
    from groupmood_model.data.labelled import LabelledPicture

Integration = Literal["average", "accumulate"]
"""How the scores of a video's frames become those of the video."""

INTEGRATIONS: Final[tuple[Integration, ...]] = get_args(Integration)
CLASSES: Final = len(MOODS)


class Scorer(Protocol):
    """What answers are collected from, such as a `Classifier`."""

    def scores(self, images: Sequence[NDArray[np.uint8]]) -> NDArray[np.float64]:
        """Give the softmax outputs (N, 3) of RGB pictures."""


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """Scores of pictures or videos beside their labels.

    Attributes:
        names: What each was read from, (N,).
        labels: Class index of each, int64, (N,); 0 negative, 1 neutral, 2 positive.
        scores: Raw scores, float64, (N, 3): what a softmax turns into probabilities. A constant added to all scores
            of a picture changes nothing.
        videos: The video that each is a frame of, (N,); None for a picture that stands alone.
    """

    names: tuple[str, ...]
    labels: NDArray[np.int64]
    scores: NDArray[np.float64]
    videos: tuple[str | None, ...]

    def __post_init__(self) -> None:
        count = len(self.names)
        if not count:
            raise SourceError("there is nothing to evaluate: no picture was read; name data that holds some")
        if self.labels.shape != (count,) or self.scores.shape != (count, CLASSES) or len(self.videos) != count:
            raise RecipeError(
                f"answers disagree in number: {count} names, labels {self.labels.shape}, scores {self.scores.shape}, "
                f"{len(self.videos)} videos; scores must be ({count}, {CLASSES})"
            )
        if not np.isfinite(self.scores).all():
            worst = self.names[int(np.flatnonzero(~np.isfinite(self.scores).all(axis=1))[0])]
            raise RecipeError(f"the score of {worst!r} is no finite number; the classifier's weights are unusable")
        if self.labels.min() < 0 or self.labels.max() >= CLASSES:
            raise RecipeError(f"labels run from {self.labels.min()} to {self.labels.max()}; allowed: 0, 1, 2")

    def __len__(self) -> int:
        return len(self.names)

    @property
    def probabilities(self) -> NDArray[np.float64]:
        """Softmax of the scores, (N, 3)."""
        return softmax(self.scores)

    @property
    def predicted(self) -> NDArray[np.int64]:
        """Class index with the largest score, the first of equals, int64, (N,)."""
        return np.asarray(self.scores.argmax(axis=1), dtype=np.int64)

    @property
    def has_videos(self) -> bool:
        """Whether any picture is a frame of a video."""
        return any(video is not None for video in self.videos)

    def by_video(self, how: Integration = "average") -> Answers:
        """Join the frames of each video into one answer, in order of first appearance.

        The paper (section 5.2.1) names both ways without defining the second. `average` takes the mean of the frames'
        softmax outputs, and the result's scores are its logarithms. `accumulate` takes the sum of the raw scores, our
        reading of "score accumulation". A picture that stands alone counts as a video of one frame.

        Args:
            how: `average` or `accumulate`.

        Raises:
            RecipeError: There is no such way.
            SourceError: Frames of one video have different labels.
        """
        groups = self._groups()
        for rows in groups:
            if len(set(self.labels[rows].tolist())) > 1:
                raise SourceError(f"frames of video {self.videos[rows[0]]!r} have different labels; a video has one")
        kept = [rows[0] for rows in groups]
        return Answers(
            names=tuple(self.videos[row] or self.names[row] for row in kept),
            labels=self.labels[kept],
            scores=np.stack([integrated(self.scores[rows], how) for rows in groups]),
            videos=tuple(self.videos[row] for row in kept),
        )

    def groups(self) -> NDArray[np.int64]:
        """Number the videos in order of first appearance, int64, (N,); a lone picture has a number of its own."""
        numbers = np.empty(len(self), dtype=np.int64)
        for number, rows in enumerate(self._groups()):
            numbers[rows] = number
        return numbers

    def _groups(self) -> list[list[int]]:
        groups: dict[str | int, list[int]] = {}
        for row, video in enumerate(self.videos):
            groups.setdefault(row if video is None else video, []).append(row)
        return list(groups.values())


def integrated(scores: NDArray[np.float64], how: Integration) -> NDArray[np.float64]:
    """Join the raw scores of a video's frames into those of the video.

    Args:
        scores: float64, (frames, 3).
        how: `average` (logarithm of the mean softmax output) or `accumulate` (sum of the raw scores).

    Returns:
        float64, (3,).

    Raises:
        RecipeError: There is no such way.
    """
    if how == "average":
        return raw_scores(softmax(scores).mean(axis=0))
    if how == "accumulate":
        return np.asarray(scores.sum(axis=0), dtype=np.float64)
    raise RecipeError(f"frames are joined by {how!r}; allowed: {', '.join(INTEGRATIONS)}")


def softmax(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Turn raw scores (..., 3) into shares that sum to 1."""
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True), dtype=np.float64)


def raw_scores(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Turn softmax outputs (..., 3) into raw scores: their logarithms, equal to a network's up to a constant each."""
    return np.asarray(np.log(np.maximum(shares, np.finfo(np.float64).tiny)), dtype=np.float64)


def collect_answers(
    classifier: Scorer,
    pictures: Iterable[LabelledPicture],
    *,
    batch: int = 32,
    progress: Callable[[int], object] | None = None,
) -> Answers:
    """Ask a classifier about labelled pictures.

    Args:
        classifier: Gives the scores.
        pictures: Read once, in order; only one batch is held in memory.
        batch: Pictures that are scored at a time.
        progress: Told how many pictures were scored since it was last called.

    Raises:
        SourceError: There is no picture.
    """
    names: list[str] = []
    labels: list[int] = []
    videos: list[str | None] = []
    scores: list[NDArray[np.float64]] = []
    for some in _batched(pictures, batch):
        scores.append(raw_scores(classifier.scores([one.image for one in some])))
        names += [one.name for one in some]
        labels += [one.label for one in some]
        videos += [one.video for one in some]
        if progress:
            progress(len(some))
    joined = np.concatenate(scores) if scores else np.empty((0, CLASSES))
    return Answers(tuple(names), np.array(labels, dtype=np.int64), joined, tuple(videos))


def _batched(pictures: Iterable[LabelledPicture], size: int) -> Iterator[list[LabelledPicture]]:
    source = iter(pictures)
    while some := list(islice(source, size)):
        yield some
