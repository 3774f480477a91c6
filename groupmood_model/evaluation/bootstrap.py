"""Bootstrap intervals, from seeded Philox bits alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from groupmood_model.evaluation.metrics import CLASSES, normalised
from synthgroup.draws import whole_number
from synthgroup.emotions import MOODS
from synthgroup.errors import RecipeError

LEVEL: Final = 0.95
"""Share of the resampled values that an interval covers; the ends are percentiles."""

REPEATS: Final = 2000
"""Resamples of an interval."""

_AT_ONCE: Final = 4_000_000
"""Numbers that a block of resamples may hold."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A value with the interval that a share of `LEVEL` of its resamples lies in.

    Attributes:
        value: Of the data as it is; NaN where it cannot be computed.
        low: Lower end.
        high: Upper end.
        count: How many independent units were resampled.
    """

    value: float
    low: float
    high: float
    count: int

    def as_record(self) -> dict[str, float | int | None]:
        """Give what a JSON file holds; null stands for what cannot be computed."""
        ends = {name: None if np.isnan(end) else end for name, end in self._ends().items()}
        return {**ends, "count": self.count}

    def _ends(self) -> dict[str, float]:
        return {"value": self.value, "low": self.low, "high": self.high}

    def percent(self, digits: int = 1) -> str:
        """Write it in per cent, such as `59.1 (55.6 to 62.6)`."""
        if np.isnan(self.value):
            return "-"
        return f"{100 * self.value:.{digits}f} ({100 * self.low:.{digits}f} to {100 * self.high:.{digits}f})"

    def plain(self, digits: int = 3) -> str:
        """Write it as it is, such as `0.591 (0.556 to 0.626)`."""
        if np.isnan(self.value):
            return "-"
        return f"{self.value:.{digits}f} ({self.low:.{digits}f} to {self.high:.{digits}f})"


def mean_interval(values: NDArray[np.float64], *, seed: int = 0, repeats: int = REPEATS) -> Interval:
    """Give the mean of independent values with its bootstrap interval.

    Args:
        values: float, (N,); NaN are left out, and an empty list gives NaN.
        seed: From 0 to 2**64 - 1.
        repeats: How often the values are resampled.

    Raises:
        RecipeError: The seed or the number of resamples is none.
    """
    kept = values[~np.isnan(values)].astype(np.float64)
    if not len(kept):
        return Interval(float("nan"), float("nan"), float("nan"), 0)
    rows, counts = np.unique(kept, return_counts=True)
    means = np.concatenate([weights @ rows / len(kept) for weights in _resamples(counts, seed, repeats)])
    low, high = _ends(means)
    return Interval(float(kept.mean()), low, high, len(kept))


def metric_intervals(
    labels: NDArray[np.int64],
    predicted: NDArray[np.int64],
    *,
    groups: NDArray[np.int64] | None = None,
    seed: int = 0,
    repeats: int = REPEATS,
) -> dict[str, Interval]:
    """Give the metrics of answers with their bootstrap intervals.

    Args:
        labels: Class indices, (N,).
        predicted: Class indices, (N,).
        groups: Numbers of what is resampled as a whole, such as the video that a frame is of, (N,); by default every
            answer is a unit of its own.
        seed: From 0 to 2**64 - 1.
        repeats: How often the units are resampled.

    Returns:
        By name: `accuracy`, `balanced_accuracy`, `macro_precision`, `macro_recall`, `macro_f1`, and for each mood
        `precision.MOOD`, `recall.MOOD` and `f1.MOOD`. A class that a resample lacks is left out of its balanced
        accuracy.

    Raises:
        RecipeError: The seed or the number of resamples is none.
    """
    cells = CLASSES * labels + predicted
    unit_numbers = np.arange(len(cells)) if groups is None else np.unique(groups, return_inverse=True)[1]
    units = np.zeros((int(unit_numbers.max()) + 1, CLASSES * CLASSES), dtype=np.int64)
    np.add.at(units, (unit_numbers, cells), 1)
    rows, counts = np.unique(units, axis=0, return_counts=True)
    whole = rates((counts @ rows).reshape(1, CLASSES, CLASSES).astype(np.float64))
    drawn: dict[str, list[NDArray[np.float64]]] = {name: [] for name in whole}
    for weights in _resamples(counts, seed, repeats):
        resampled = (weights @ rows).reshape(-1, CLASSES, CLASSES).astype(np.float64)
        for name, values in rates(resampled).items():
            drawn[name].append(values)
    intervals = {}
    for name, blocks in drawn.items():
        low, high = _ends(np.concatenate(blocks))
        intervals[name] = Interval(float(whole[name][0]), low, high, len(units))
    return intervals


def rates(confusion: NDArray[np.float64]) -> Mapping[str, NDArray[np.float64]]:
    """Compute metrics of many confusion matrices at once.

    Args:
        confusion: Counts by label (rows) and answer (columns), float, (B, 3, 3).

    Returns:
        What `metric_intervals` lists, float, (B,) each.
    """
    right = np.diagonal(confusion, axis1=1, axis2=2)
    labelled, answered = confusion.sum(axis=2), confusion.sum(axis=1)
    recall = np.diagonal(normalised(confusion), axis1=1, axis2=2)
    precision = np.divide(right, answered, out=np.zeros_like(right), where=answered > 0)
    either = labelled + answered
    f1 = np.divide(2 * right, either, out=np.zeros_like(right), where=either > 0)
    found = {
        "accuracy": right.sum(axis=1) / labelled.sum(axis=1),
        "balanced_accuracy": recall.sum(axis=1) / (labelled > 0).sum(axis=1),
        "macro_precision": precision.mean(axis=1),
        "macro_recall": recall.mean(axis=1),
        "macro_f1": f1.mean(axis=1),
    }
    for number, mood in enumerate(MOODS):
        found |= {
            f"precision.{mood}": precision[:, number],
            f"recall.{mood}": recall[:, number],
            f"f1.{mood}": f1[:, number],
        }
    return found


def philox(seed: int, part: int = 0) -> np.random.Generator:
    """Give a generator of its own for a seed and a part of the work.

    Raises:
        RecipeError: The seed is no integer from 0 to 2**64 - 1.
    """
    key = np.array([whole_number(seed, "seed"), part], dtype=np.uint64)
    return np.random.Generator(np.random.Philox(key=key))


def _resamples(counts: NDArray[np.int64], seed: int, repeats: int) -> list[NDArray[np.int64]]:
    """Draw how often each kind of unit occurs in each resample: blocks of (b, kinds)."""
    if repeats < 1:
        raise RecipeError(f"an interval of {repeats} resamples cannot be; use at least 1, such as {REPEATS}")
    total = int(counts.sum())
    source = philox(seed)
    block = max(1, _AT_ONCE // len(counts))
    sizes = [min(block, repeats - start) for start in range(0, repeats, block)]
    return [source.multinomial(total, counts / total, size=size) for size in sizes]


def _ends(values: NDArray[np.float64]) -> tuple[float, float]:
    low, high = np.percentile(values, [50 - 50 * LEVEL, 50 + 50 * LEVEL])
    return float(low), float(high)
