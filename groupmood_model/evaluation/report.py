"""The evaluation of a classifier on one data set: everything that is measured, as one record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from groupmood_model.evaluation.answers import INTEGRATIONS, Answers, Integration
from groupmood_model.evaluation.bootstrap import LEVEL, REPEATS, Interval, metric_intervals
from groupmood_model.evaluation.calibration import Calibration, calibration
from groupmood_model.evaluation.metrics import Metrics, measure

FORMAT: Final = 1
"""Version of the record; readers refuse others."""

RESULTS: Final = "metrics.json"
"""Name of the file that holds the record."""


@dataclass(frozen=True, slots=True)
class Level:
    """What is measured on one kind of unit, such as frames or videos.

    Attributes:
        title: What the units are.
        metrics: Point values.
        intervals: Intervals by the names of `metric_intervals`.
        calibration: Confidence beside accuracy.
    """

    title: str
    metrics: Metrics
    intervals: dict[str, Interval]
    calibration: Calibration

    def as_record(self) -> dict[str, Any]:
        """Give what a JSON file holds."""
        return {
            "title": self.title,
            **self.metrics.as_record(),
            "calibration": self.calibration.as_record(),
            "intervals": {name: interval.as_record() for name, interval in self.intervals.items()},
        }


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Everything that is measured.

    Attributes:
        classifier: What is known of the classifier, such as its architecture.
        data: What it was evaluated on, as written.
        split: `train`, `val`, `test` or `all`.
        seed: Of the bootstrap.
        repeats: Resamples of the bootstrap.
        levels: By name: `pictures`, and where there are videos `average` and `accumulate`.
    """

    classifier: dict[str, Any]
    data: str
    split: str
    seed: int
    repeats: int
    levels: dict[str, Level]

    @property
    def main(self) -> Level:
        """The level that counts: videos with averaged scores where there are videos, else pictures."""
        return self.levels.get("average", self.levels["pictures"])

    def as_record(self) -> dict[str, Any]:
        """Give what a JSON file holds."""
        return {
            "format": FORMAT,
            "classifier": self.classifier,
            "data": self.data,
            "split": self.split,
            "bootstrap": {"seed": self.seed, "resamples": self.repeats, "level": LEVEL},
            "levels": {name: level.as_record() for name, level in self.levels.items()},
        }


def evaluate(
    answers: Answers,
    *,
    classifier: dict[str, Any],
    data: str,
    split: str,
    seed: int = 0,
    repeats: int = REPEATS,
) -> Evaluation:
    """Measure answers by picture, and by video where there are videos.

    Frames of a video are resampled together, since they are alike.

    Args:
        answers: Of all pictures or frames.
        classifier: What is known of the classifier, for the record.
        data: What the pictures are from, for the record.
        split: Which part of it, for the record.
        seed: Of the bootstrap.
        repeats: Resamples of the bootstrap.

    Raises:
        SourceError: Frames of one video have different labels.
        RecipeError: The seed or the number of resamples is none.
    """
    kind = "frames" if answers.has_videos else "pictures"
    levels = {"pictures": _level(kind, answers, answers.groups(), seed, repeats)}
    if answers.has_videos:
        for how in INTEGRATIONS:
            videos = answers.by_video(how)
            levels[how] = _level(_TITLES[how], videos, videos.groups(), seed, repeats)
    return Evaluation(classifier, data, split, seed, repeats, levels)


_TITLES: Final[dict[Integration, str]] = {
    "average": "videos, scores averaged",
    "accumulate": "videos, scores accumulated",
}


def _level(title: str, answers: Answers, groups: Any, seed: int, repeats: int) -> Level:
    return Level(
        title=title,
        metrics=measure(answers.labels, answers.predicted),
        intervals=metric_intervals(answers.labels, answers.predicted, groups=groups, seed=seed, repeats=repeats),
        calibration=calibration(answers),
    )
