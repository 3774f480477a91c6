"""An evaluation in words: tables for the terminal and the page, and the files of a result folder."""

from __future__ import annotations

from typing import Final

from groupmood_model.evaluation.answers import Answers
from groupmood_model.evaluation.output import answers_csv, json_bytes
from groupmood_model.evaluation.page import Image, Section, Table, page
from groupmood_model.evaluation.plots import classes_plot, confusion_plot, reliability_plot
from groupmood_model.evaluation.report import RESULTS, Evaluation, Level
from synthgroup.emotions import MOODS

_ROWS: Final = {
    "accuracy": "accuracy",
    "balanced_accuracy": "balanced accuracy",
    "macro_precision": "macro precision",
    "macro_recall": "macro recall",
    "macro_f1": "macro F1",
}


def level_table(level: Level) -> Table:
    """List the metrics over all classes in per cent, with intervals."""
    rows = [(title, level.intervals[name].percent()) for name, title in _ROWS.items()]
    rows.append(("calibration error (ECE)", f"{100 * level.calibration.error:.1f}"))
    return Table((level.title, "% (95 % interval)"), rows)


def class_table(level: Level) -> Table:
    """List the metrics of each class in per cent, with intervals."""
    rows = [
        (
            one.mood.value,
            f"{one.support:,}",
            f"{one.predicted:,}",
            level.intervals[f"recall.{one.mood}"].percent(),
            level.intervals[f"precision.{one.mood}"].percent(),
            level.intervals[f"f1.{one.mood}"].percent(),
        )
        for one in level.metrics.classes
    ]
    return Table(("class", "labels", "answers", "accuracy (recall)", "precision", "F1"), rows)


def confusion_table(level: Level) -> Table:
    """List the confusion matrix, normalised by label, with counts."""
    shares = level.metrics.normalised
    rows = [
        (mood.value, *(f"{shares[row, column]:.2f} ({level.metrics.confusion[row][column]:,})" for column in range(3)))
        for row, mood in enumerate(MOODS)
    ]
    return Table(("label \\ answer", *(mood.value for mood in MOODS)), rows)


def level_tables(level: Level) -> tuple[Table, ...]:
    """Give the three tables of a level."""
    return level_table(level), class_table(level), confusion_table(level)


def evaluation_files(evaluation: Evaluation, answers: Answers) -> dict[str, bytes]:
    """Make the files of an evaluation.

    Args:
        evaluation: What was measured.
        answers: What it was measured on.

    Returns:
        Content by name: `metrics.json`, `answers.csv`, `index.html` and the plots of the main level.
    """
    plots = {name: _plots(level) for name, level in evaluation.levels.items()}
    main = next(plots[name] for name, level in evaluation.levels.items() if level is evaluation.main)
    return {
        RESULTS: json_bytes(evaluation.as_record()),
        "answers.csv": answers_csv(answers),
        **main,
        "index.html": _page(evaluation, plots),
    }


def _plots(level: Level) -> dict[str, bytes]:
    return {
        "confusion.png": confusion_plot(level),
        "reliability.png": reliability_plot(level),
        "classes.png": classes_plot(level),
    }


_CAPTIONS: Final = {
    "confusion.png": "Confusion matrix, normalised by label",
    "reliability.png": "Reliability: accuracy by confidence",
    "classes.png": "Precision, recall and F1 with 95 % intervals",
}


def _page(evaluation: Evaluation, plots: dict[str, dict[str, bytes]]) -> bytes:
    facts = Table(
        ("what", "which"),
        [
            ("data", evaluation.data),
            ("split", evaluation.split),
            *((name, str(value)) for name, value in evaluation.classifier.items()),
            ("bootstrap", f"{evaluation.repeats:,} resamples, seed {evaluation.seed}"),
        ],
    )
    sections = [Section("What was evaluated", tables=[facts])]
    for name, level in evaluation.levels.items():
        units = level.intervals["accuracy"].count
        counted = f"{level.metrics.count:,} answers"
        together = "" if units == level.metrics.count else f"; resampled by {units:,} videos, whose frames are alike"
        images = [Image(data, f"{_CAPTIONS[file]}: {level.title}") for file, data in plots[name].items()]
        sections.append(Section(level.title, [f"{counted}{together}."], level_tables(level), images))
    return page("Evaluation", sections)
