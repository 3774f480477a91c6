"""Several architectures under one budget, in the form of the paper's table 1."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, ValidationError

from groupmood_model.evaluation.bootstrap import Interval
from groupmood_model.evaluation.output import json_bytes
from groupmood_model.evaluation.page import Image, Section, Table, page
from groupmood_model.evaluation.paper import VALIDATION_ACCURACY
from groupmood_model.evaluation.plots import interval_plot
from groupmood_model.evaluation.report import FORMAT, RESULTS, Evaluation
from synthgroup.errors import SourceError
from synthgroup.sources.printable import printable

COMPARISON: Final = "comparison.json"


@dataclass(frozen=True, slots=True)
class Entry:
    """One architecture of a comparison.

    Attributes:
        architecture: Its name.
        accuracy: On the data that all were evaluated on.
        balanced_accuracy: Likewise.
        macro_f1: Likewise.
    """

    architecture: str
    accuracy: Interval
    balanced_accuracy: Interval
    macro_f1: Interval

    @property
    def paper(self) -> float | None:
        """The paper's accuracy in per cent (table 1), None for an architecture that it does not have."""
        return VALIDATION_ACCURACY.get(self.architecture)

    def as_record(self) -> dict[str, Any]:
        """Give what a JSON file holds."""
        return {
            "architecture": self.architecture,
            "accuracy": self.accuracy.as_record(),
            "balanced_accuracy": self.balanced_accuracy.as_record(),
            "macro_f1": self.macro_f1.as_record(),
            "paper_accuracy_percent": self.paper,
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """Architectures that had the same budget and were evaluated on the same data.

    Attributes:
        entries: The architectures.
        data: What they were evaluated on.
        split: Which part of it.
        budget: What each had, in words.
    """

    entries: tuple[Entry, ...]
    data: str
    split: str
    budget: str

    def ordered(self) -> list[Entry]:
        """Sort the architectures by accuracy, the worst first, as table 1 does."""
        return sorted(self.entries, key=lambda entry: (entry.accuracy.value, entry.architecture))

    def table(self) -> Table:
        """Give table 1 with our column beside the paper's, in per cent."""
        rows = [
            (
                entry.architecture,
                entry.accuracy.percent(),
                entry.balanced_accuracy.percent(),
                entry.macro_f1.percent(),
                "-" if entry.paper is None else f"{entry.paper:.2f}",
            )
            for entry in self.ordered()
        ]
        return Table(("architecture", "accuracy", "balanced accuracy", "macro F1", "paper (VGAF val)"), rows)

    def as_record(self) -> dict[str, Any]:
        """Give what a JSON file holds."""
        return {
            "format": FORMAT,
            "data": self.data,
            "split": self.split,
            "budget": self.budget,
            "architectures": [entry.as_record() for entry in self.ordered()],
        }

    def files(self) -> dict[str, bytes]:
        """Make the files of a comparison: `comparison.json`, `comparison.png`, `index.html`."""
        plot = self._plot()
        note = (
            f"Data: {self.data}, split {self.split}. Budget of each: {self.budget}. In per cent, with 95 % intervals. "
            "The paper's column is its table 1: ImageNet weights, fine-tuned and validated on VGAF; it compares with "
            "ours only where data and budget are the same."
        )
        section = Section("Architectures by accuracy", [note], [self.table()], [Image(plot, "Accuracy")])
        return {
            COMPARISON: json_bytes(self.as_record()),
            "comparison.png": plot,
            "index.html": page("Comparison of architectures", [section]),
        }

    def _plot(self) -> bytes:
        bars = [
            (entry.architecture, 100 * entry.accuracy.value, 100 * entry.accuracy.low, 100 * entry.accuracy.high)
            for entry in self.ordered()
        ]
        return interval_plot(bars, label="accuracy in %", mark=100 / 3)


def entry_of(evaluation: Evaluation) -> Entry:
    """Take an architecture's row from its evaluation: videos with averaged scores where there are videos."""
    intervals = evaluation.main.intervals
    return Entry(
        architecture=str(evaluation.classifier["architecture"]),
        accuracy=intervals["accuracy"],
        balanced_accuracy=intervals["balanced_accuracy"],
        macro_f1=intervals["macro_f1"],
    )


class _Interval(BaseModel):
    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)
    value: float
    low: float
    high: float
    count: int

    def interval(self) -> Interval:
        return Interval(self.value, self.low, self.high, self.count)


class _Intervals(BaseModel):
    accuracy: _Interval
    balanced_accuracy: _Interval
    macro_f1: _Interval


class _Level(BaseModel):
    intervals: _Intervals


class _Classifier(BaseModel):
    architecture: str


class _Record(BaseModel):
    format: int
    data: str
    split: str
    classifier: _Classifier
    levels: dict[str, _Level]


def read_comparison(paths: Sequence[Path], budget: str = "not recorded") -> Comparison:
    """Put evaluations that were made before side by side.

    Args:
        paths: Folders that hold a `metrics.json`, or such files; at least one.
        budget: What each architecture had, in words.

    Raises:
        SourceError: A file is missing or is no such record, or they were not made on the same data.
    """
    read = [_read(path / RESULTS if path.is_dir() else path) for path in paths]
    data, split, _ = read[0]
    for path, one in zip(paths, read, strict=True):
        if one[:2] != (data, split):
            raise SourceError(
                f"{printable(str(path))}: was evaluated on {one[0]}, split {one[1]}, but {printable(str(paths[0]))} on "
                f"{data}, split {split}; compare what was evaluated alike"
            )
    return Comparison(tuple(entry for *_, entry in read), data, split, budget)


def read_entry(path: Path) -> Entry:
    """Read an architecture's row from the `metrics.json` of an evaluation that was made before.

    Raises:
        SourceError: The file is missing, or is no such record.
    """
    return _read(path)[2]


def _read(path: Path) -> tuple[str, str, Entry]:
    shown = printable(str(path))
    try:
        record = _Record.model_validate(json.loads(path.read_text(encoding="utf-8")))
        level = record.levels["average" if "average" in record.levels else "pictures"].intervals
    except OSError as error:
        raise SourceError(f"{shown}: cannot be read: {error.strerror}") from None
    except (ValueError, KeyError, RecursionError, ValidationError):
        raise SourceError(f"{shown}: is no record of 'groupmood evaluate'; evaluate the classifier again") from None
    if record.format != FORMAT:
        raise SourceError(f"{shown}: has format {record.format}; this version reads {FORMAT}; evaluate again")
    entry = Entry(
        architecture=record.classifier.architecture,
        accuracy=level.accuracy.interval(),
        balanced_accuracy=level.balanced_accuracy.interval(),
        macro_f1=level.macro_f1.interval(),
    )
    return record.data, record.split, entry
