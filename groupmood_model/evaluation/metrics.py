"""Metrics of answers, counted by torchmetrics."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from torchmetrics.functional.classification import (
    multiclass_accuracy,
    multiclass_confusion_matrix,
    multiclass_f1_score,
    multiclass_precision,
    multiclass_recall,
)

from synthgroup.emotions import MOODS, Mood
from synthgroup.errors import RecipeError, SourceError

CLASSES: Final = len(MOODS)


@dataclass(frozen=True, slots=True)
class ClassMetrics:
    """How one class fares; shares from 0 to 1, and 0 where there is nothing to divide by, as scikit-learn's default.

    Attributes:
        mood: The class.
        support: How many have this label.
        predicted: How many got this answer.
        precision: Share of these answers that are right.
        recall: Share of this label that was found. It is also the class's accuracy in the paper's table 3.
        f1: Harmonic mean of both.
    """

    mood: Mood
    support: int
    predicted: int
    precision: float
    recall: float
    f1: float

    @property
    def accuracy(self) -> float:
        """The paper's accuracy of a class: right answers among all that have its label."""
        return self.recall


@dataclass(frozen=True, slots=True)
class Metrics:
    """How the answers compare with the labels; shares from 0 to 1.

    Attributes:
        count: How many answers there are.
        accuracy: Share of right answers.
        balanced_accuracy: Mean recall of the classes that occur among the labels.
        macro_precision: Mean of the three classes' precision; the other macro averages likewise.
        macro_recall: Mean of the three classes' recall.
        macro_f1: Mean of the three classes' F1.
        confusion: Answers by label (rows) and answer (columns).
        classes: Negative, neutral, positive.
    """

    count: int
    accuracy: float
    balanced_accuracy: float
    macro_precision: float
    macro_recall: float
    macro_f1: float
    confusion: tuple[tuple[int, ...], ...]
    classes: tuple[ClassMetrics, ...]

    @property
    def normalised(self) -> NDArray[np.float64]:
        """The confusion matrix with rows that sum to 1, (3, 3), as the paper's figure 8; zeros where no label is."""
        return normalised(np.array(self.confusion, dtype=np.float64))

    def as_record(self) -> dict[str, Any]:
        """Give what a JSON file holds."""
        return {
            "count": self.count,
            "accuracy": self.accuracy,
            "balanced_accuracy": self.balanced_accuracy,
            "macro": {"precision": self.macro_precision, "recall": self.macro_recall, "f1": self.macro_f1},
            "classes": {
                one.mood.value: {
                    "support": one.support,
                    "predicted": one.predicted,
                    "accuracy": one.accuracy,
                    "precision": one.precision,
                    "recall": one.recall,
                    "f1": one.f1,
                }
                for one in self.classes
            },
            "confusion": [list(row) for row in self.confusion],
            "confusion_normalised": self.normalised.tolist(),
        }


def measure(labels: NDArray[np.int64], predicted: NDArray[np.int64]) -> Metrics:
    """Compare answers with labels.

    Args:
        labels: Class indices, int, (N,).
        predicted: Class indices, int, (N,).

    Raises:
        SourceError: There is nothing to compare.
        RecipeError: The shapes differ, or an index is not 0, 1 or 2.
    """
    _check(labels, predicted)
    target = torch.from_numpy(np.ascontiguousarray(labels, dtype=np.int64))
    answer = torch.from_numpy(np.ascontiguousarray(predicted, dtype=np.int64))
    confusion: list[list[int]] = multiclass_confusion_matrix(answer, target, CLASSES).tolist()
    each = partial(_each, answer, target)
    precision, recall, f1 = each(multiclass_precision), each(multiclass_recall), each(multiclass_f1_score)
    support = [sum(row) for row in confusion]
    found = [value for value, count in zip(recall, support, strict=True) if count]
    return Metrics(
        count=len(labels),
        accuracy=float(multiclass_accuracy(answer, target, CLASSES, average="micro")),
        balanced_accuracy=sum(found) / len(found),
        macro_precision=sum(precision) / CLASSES,
        macro_recall=sum(recall) / CLASSES,
        macro_f1=sum(f1) / CLASSES,
        confusion=tuple(map(tuple, confusion)),
        classes=tuple(
            ClassMetrics(
                mood=mood,
                support=support[number],
                predicted=sum(row[number] for row in confusion),
                precision=precision[number],
                recall=recall[number],
                f1=f1[number],
            )
            for number, mood in enumerate(MOODS)
        ),
    )


def normalised(confusion: NDArray[np.float64]) -> NDArray[np.float64]:
    """Divide the rows of confusion matrices (..., 3, 3) by their sums; rows without labels become 0."""
    totals = confusion.sum(axis=-1, keepdims=True)
    shares: NDArray[np.float64] = np.divide(confusion, totals, out=np.zeros_like(confusion), where=totals > 0)
    return shares


def _each(answer: torch.Tensor, target: torch.Tensor, metric: Any) -> list[float]:
    values: list[float] = metric(answer, target, CLASSES, average=None).double().tolist()
    return values


def _check(labels: NDArray[np.int64], predicted: NDArray[np.int64]) -> None:
    if labels.ndim != 1 or labels.shape != predicted.shape:
        raise RecipeError(f"labels {labels.shape} and answers {predicted.shape} must be lists of one length")
    if not len(labels):
        raise SourceError("there is nothing to measure: no answers were given")
    for what, values in (("label", labels), ("answer", predicted)):
        if values.min() < 0 or values.max() >= CLASSES:
            raise RecipeError(f"{what}s run from {values.min()} to {values.max()}; allowed: 0, 1, 2")
