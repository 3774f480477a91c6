"""Training and evaluating several architectures under one budget, so that an interrupted series can be gone on with."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from groupmood_model.architectures.registry import architecture_named
from groupmood_model.classifier import Classifier
from groupmood_model.data.labelled import open_labelled
from groupmood_model.errors import TrainingError
from groupmood_model.evaluation.answers import collect_answers
from groupmood_model.evaluation.comparison import Comparison, read_entry
from groupmood_model.evaluation.output import json_bytes, prepare_folder, write_results
from groupmood_model.evaluation.report import RESULTS, evaluate
from groupmood_model.evaluation.summary import evaluation_files
from synthgroup.scene import Split
from synthgroup.sources.printable import printable

SERIES: Final = "series.json"
"""Name of the file that says what all architectures of a folder have in common."""

Train = Callable[[str, Path], Path]
"""Trains the architecture of a name in a folder, which may not be there yet, or goes on with what was begun there, and
gives the file of the classifier."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What all architectures of a series have in common.

    Attributes:
        budget: What each is trained with, in words.
        data: What each is evaluated on, as written.
        split: Which part of it.
        count: Pictures, or frames a video, that are evaluated; None for all.
        size: Side of scenes in pixels; None for that of each classifier's pictures.
        seed: Of scenes and the bootstrap.
        repeats: Resamples of the bootstrap.
    """

    budget: str
    data: str
    split: Split
    count: int | None
    size: int | None
    seed: int
    repeats: int


def run_series(
    names: Sequence[str],
    train: Train,
    terms: Terms,
    folder: Path,
    *,
    told: Callable[[str], object] | None = None,
) -> Comparison:
    """Train and evaluate architectures; those that are done are not done again.

    Each gets a folder of its name, with the folders `training` and `evaluation` in it.

    Args:
        names: Architectures, at least one.
        train: Trains one of them.
        terms: What all have in common.
        folder: Where the results go.
        told: Given a sentence when an architecture is begun.

    Raises:
        ModelError: There is no such architecture.
        TrainingError: None is named, or the folder holds a series on other terms.
        SynthGroupError: A training or an evaluation fails.
    """
    if not names:
        raise TrainingError("no architecture is named; 'groupmood models' lists them")
    for name in names:
        architecture_named(name)
    _begin(folder, terms)
    entries = []
    for number, name in enumerate(names, 1):
        results = folder / name / "evaluation"
        if not (results / RESULTS).is_file():
            if told:
                told(f"{name} ({number} of {len(names)})")
            _evaluate(train(name, folder / name / "training"), terms, results)
        entries.append(read_entry(results / RESULTS))
    comparison = Comparison(tuple(entries), terms.data, terms.split, terms.budget)
    write_results(folder, comparison.files())
    return comparison


def _begin(folder: Path, terms: Terms) -> None:
    """Write down the terms, or compare them with those that the folder was begun on."""
    prepare_folder(folder)
    path = folder / SERIES
    if not path.exists():
        write_results(folder, {SERIES: json_bytes(asdict(terms))})
        return
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        found = None
    known = found if isinstance(found, dict) else {}
    differ = sorted(key for key, value in asdict(terms).items() if key not in known or known[key] != value)
    if differ:
        raise TrainingError(
            f"{printable(str(folder))}: was begun with other settings ({', '.join(differ)}); "
            "go on with the same or name another folder"
        )


def _evaluate(file: Path, terms: Terms, folder: Path) -> None:
    classifier = Classifier.load(file)
    size = terms.size or classifier.size
    pictures = open_labelled(terms.data, terms.split, count=terms.count, seed=terms.seed, size=size)
    answers = collect_answers(classifier, pictures)
    about = {"architecture": classifier.architecture, "size": classifier.size, "file": file.name}
    found = evaluate(
        answers, classifier=about, data=terms.data, split=terms.split, seed=terms.seed, repeats=terms.repeats
    )
    write_results(folder, evaluation_files(found, answers))
