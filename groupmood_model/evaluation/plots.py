"""Plots as PNG bytes, drawn by matplotlib without a screen or any global state."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Final

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from groupmood_model.evaluation.report import Level
from synthgroup.emotions import MOODS
from synthgroup.report.drawing import MOOD_COLOURS

RESOLUTION: Final = 120
"""Dots per inch."""

_BLUE: Final = "#0062a0"
_ORANGE: Final = "#b24200"
_GREY: Final = "#5c626c"


def confusion_plot(level: Level) -> bytes:
    """Draw the normalised confusion matrix, in the form of the paper's figure 8.

    Args:
        level: What was measured.

    Returns:
        A PNG file.
    """
    shares, counts = level.metrics.normalised, level.metrics.confusion
    figure = Figure(figsize=(4.4, 3.8), layout="constrained")
    axes = figure.add_subplot()
    image = axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    names = [mood.value for mood in MOODS]
    axes.set_xticks(range(len(names)), names)
    axes.set_yticks(range(len(names)), names)
    axes.set_xlabel("answer")
    axes.set_ylabel("label")
    axes.set_title(level.title)
    for row, column in np.ndindex(shares.shape):
        share = shares[row, column]
        colour = "white" if share > 0.5 else "black"
        text = f"{share:.2f}\n({counts[row][column]:,})"
        axes.text(column, row, text, ha="center", va="center", color=colour)
    figure.colorbar(image, ax=axes, shrink=0.85)
    return png(figure)


def reliability_plot(level: Level) -> bytes:
    """Draw accuracy over confidence, with the number of answers below.

    Args:
        level: What was measured.

    Returns:
        A PNG file.
    """
    bins = [one for one in level.calibration.bins if one.count]
    figure = Figure(figsize=(4.4, 4.4), layout="constrained")
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(3, 1))
    upper.plot([0, 1], [0, 1], color=_GREY, linestyle="--", linewidth=1)
    upper.plot([one.confidence for one in bins], [one.accuracy for one in bins], color=_BLUE, marker="o")
    upper.set_ylim(0, 1)
    upper.set_ylabel("accuracy")
    upper.set_title(f"{level.title}: ECE {level.calibration.error:.3f}")
    lower.bar(
        [one.low for one in bins],
        [one.count for one in bins],
        width=[one.high - one.low for one in bins],
        align="edge",
        color=_BLUE,
        edgecolor="white",
    )
    lower.set_xlim(0, 1)
    lower.set_xlabel("confidence")
    lower.set_ylabel("answers")
    return png(figure)


def classes_plot(level: Level) -> bytes:
    """Draw precision, recall and F1 of every class with their intervals.

    Args:
        level: What was measured.

    Returns:
        A PNG file.
    """
    figure = Figure(figsize=(5.2, 3.4), layout="constrained")
    axes = figure.add_subplot()
    names = ("precision", "recall", "f1")
    for number, mood in enumerate(MOODS):
        intervals = [level.intervals[f"{name}.{mood}"] for name in names]
        places = np.arange(len(names)) + 0.27 * (number - 1)
        values = np.array([one.value for one in intervals])
        below = np.clip(values - [one.low for one in intervals], 0, None)
        above = np.clip([one.high for one in intervals] - values, 0, None)
        colour = tuple(part / 255 for part in MOOD_COLOURS[mood])
        axes.bar(places, values, 0.25, color=colour, label=mood.value)
        axes.errorbar(places, values, yerr=np.stack([below, above]), fmt="none", ecolor="black", capsize=2)
    axes.set_xticks(range(len(names)), ["precision", "recall", "F1"])
    axes.set_ylim(0, 1)
    axes.set_title(level.title)
    axes.legend(loc="lower right")
    return png(figure)


def interval_plot(rows: Sequence[tuple[str, float, float, float]], *, label: str, mark: float | None = None) -> bytes:
    """Draw values with intervals below each other.

    Args:
        rows: Name, value, lower and upper end of each.
        label: What the values are.
        mark: A value to draw a line at, such as chance.

    Returns:
        A PNG file.
    """
    figure = Figure(figsize=(6.0, 0.9 + 0.34 * len(rows)), layout="constrained")
    axes = figure.add_subplot()
    for place, (_, value, low, high) in enumerate(rows):
        axes.plot([low, high], [place, place], color=_BLUE, linewidth=2)
        axes.plot([value], [place], color=_BLUE, marker="o")
    if mark is not None:
        axes.axvline(mark, color=_ORANGE, linestyle="--", linewidth=1)
    axes.set_yticks(range(len(rows)), [name.replace("$", r"\$") for name, *_ in rows])
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_xlabel(label)
    return png(figure)


def png(figure: Figure) -> bytes:
    """Encode a figure as a PNG file without a date or a version in it."""
    FigureCanvasAgg(figure)
    encoded = io.BytesIO()
    figure.savefig(encoded, format="png", dpi=RESOLUTION, metadata={"Software": None})
    return encoded.getvalue()
