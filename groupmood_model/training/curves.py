"""The logs of a training, joined over its interruptions, and the plot that is made of them."""

from __future__ import annotations

import csv
from pathlib import Path

from matplotlib.figure import Figure

Row = dict[str, float]

_PANELS = (
    ("loss", ("train_loss", "val_loss")),
    ("accuracy", ("train_accuracy", "val_accuracy", "val_balanced_accuracy")),
    ("learning rate", ("learning_rate",)),
    ("seconds waited for data", ("data_wait",)),
)
_SMOOTHED = 25
"""Points that the lines of single steps are averaged over."""


def read_logs(folder: Path) -> dict[int, Row]:
    """Join the logs of all runs of a training.

    Args:
        folder: The folder of the runs' folders, each with a `metrics.csv`.

    Returns:
        Values by name for each step that has some; where steps were done again, the last run counts.
    """
    joined: dict[int, Row] = {}
    for file in sorted(folder.glob("run_*/metrics.csv")):
        with file.open(newline="", encoding="utf-8") as opened:
            rows = list(csv.DictReader(opened))
        fresh: dict[int, Row] = {}
        for row in rows:
            values = {name: float(text) for name, text in row.items() if text}
            fresh.setdefault(int(values.pop("step")), {}).update(values)
        joined |= {step: joined.get(step, {}) | values for step, values in fresh.items()}
    return dict(sorted(joined.items()))


def plot_curves(logs: dict[int, Row], path: Path) -> None:
    """Draw loss, accuracy, learning rate and the wait for data over the steps.

    Args:
        logs: What `read_logs` gives.
        path: The PNG file.
    """
    figure = Figure(figsize=(9, 7), layout="constrained")
    for axes, (title, names) in zip(figure.subplots(2, 2).flat, _PANELS, strict=True):
        for name in names:
            points = [(step, row[name]) for step, row in logs.items() if name in row]
            if points:
                steps, values = zip(*points, strict=True)
                axes.plot(steps, _smooth(list(values)) if name.startswith("train") else values, label=name)
        axes.set_title(title)
        axes.set_xlabel("step")
        if axes.lines:
            axes.legend(fontsize="small")
    figure.savefig(path, dpi=110, metadata={"Software": None})


def _smooth(values: list[float]) -> list[float]:
    return [
        sum(values[max(0, place - _SMOOTHED) : place + 1]) / (place + 1 - max(0, place - _SMOOTHED))
        for place in range(len(values))
    ]
