"""Calibration: whether a classifier is right as often as it says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from torchmetrics.functional.classification import multiclass_calibration_error

from groupmood_model.evaluation.answers import Answers
from groupmood_model.evaluation.metrics import CLASSES

BINS: Final = 15
"""Bins of equal width between 0 and 1, as in Guo et al. 2017, On Calibration of Modern Neural Networks."""


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers of similar confidence.

    Attributes:
        low: Least confidence, from 0 to 1; not in the bin itself, except for the first.
        high: Largest confidence.
        count: How many answers.
        confidence: Their mean confidence, None where there are none.
        accuracy: Share of them that are right, None where there are none.
    """

    low: float
    high: float
    count: int
    confidence: float | None
    accuracy: float | None


@dataclass(frozen=True, slots=True)
class Calibration:
    """How far confidence and accuracy are apart.

    Attributes:
        error: Expected calibration error (ECE): mean distance of confidence and accuracy over the bins, each weighted
            by its answers; 0 is perfect.
        confidence: Mean confidence of all answers.
        bins: The reliability diagram.
    """

    error: float
    confidence: float
    bins: tuple[Bin, ...]

    def as_record(self) -> dict[str, Any]:
        """Give what a JSON file holds."""
        return {
            "ece": self.error,
            "mean_confidence": self.confidence,
            "bins": [
                {
                    "low": one.low,
                    "high": one.high,
                    "count": one.count,
                    "confidence": one.confidence,
                    "accuracy": one.accuracy,
                }
                for one in self.bins
            ],
        }


def calibration(answers: Answers, bins: int = BINS) -> Calibration:
    """Measure the calibration of answers; the confidence of an answer is its largest softmax output.

    Args:
        answers: With their raw scores.
        bins: How many bins of equal width.
    """
    probabilities = answers.probabilities
    error = multiclass_calibration_error(
        torch.from_numpy(probabilities), torch.from_numpy(answers.labels), CLASSES, n_bins=bins, norm="l1"
    )
    confidence = probabilities.max(axis=1)
    right = answers.predicted == answers.labels
    return Calibration(float(error), float(confidence.mean()), _bins(confidence, right, bins))


def _bins(confidence: NDArray[np.float64], right: NDArray[np.bool_], count: int) -> tuple[Bin, ...]:
    edges = np.linspace(0, 1, count + 1)
    places = np.clip(np.searchsorted(edges, confidence, side="left") - 1, 0, count - 1)
    found = []
    for number in range(count):
        inside = places == number
        held = int(inside.sum())
        found.append(
            Bin(
                low=float(edges[number]),
                high=float(edges[number + 1]),
                count=held,
                confidence=float(confidence[inside].mean()) if held else None,
                accuracy=float(right[inside].mean()) if held else None,
            )
        )
    return tuple(found)
