"""Do the scenes teach? One command trains and measures everything that protocol.yaml, beside it, names.

    python examples/study/teach.py --out FOLDER

The same command goes on where it was interrupted: in the middle of an epoch, or behind the last task measured. It
takes hours on one processor core. Needs the extra `model`.
"""

from __future__ import annotations

import argparse
import json
import logging
from dataclasses import asdict
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
import yaml
from pydantic import BaseModel, ConfigDict, Field

from groupmood_model.classifier import Classifier
from groupmood_model.evaluation.baseline_study import run_baselines
from groupmood_model.evaluation.bootstrap import Interval, metric_intervals
from groupmood_model.training.data import SceneSettings
from groupmood_model.training.run import CLASSIFIER_FILE, Training, train
from groupmood_model.training.schedules import Schedule, Stage
from synthgroup.export.files import write_whole
from synthgroup.generator import SceneGenerator
from synthgroup.recipe import SceneRecipe
from synthgroup.scene import Scene, Split

PROTOCOL = Path(__file__).with_name("protocol.yaml")
LARGE, MIDDLE = 0.45, 0.30
"""Head heights, as shares of the picture's height, that part large from middling and middling from small."""


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Part(_Strict):
    """Some epochs of a curriculum: `count` scenes of one kind in each; without a learning rate, the optimizer's."""

    scenes: str
    epochs: int = Field(ge=1)
    count: int = Field(ge=1)
    learning_rate: float | None = Field(default=None, gt=0)


class Task(_Strict):
    """One question put to one network; `start` names the task whose weights it goes on from."""

    name: str
    title: str
    architecture: str
    size: int
    moods: str
    stages: list[Part] = Field(min_length=1)
    options: dict[str, Any] = {}
    start: str | None = None
    paper: float | None = None


class Protocol(_Strict):
    """The whole study."""

    seed: int
    test: int
    baselines: int
    held_out: int
    moods: dict[str, dict[str, str]]
    scenes: dict[str, dict[str, Any]]
    tasks: list[Task]
    optimizer: dict[str, Any]

    def scaled(self, scale: float) -> Protocol:
        """Multiply the counts of scenes that are tested on and watched; those of training are scaled by schedule."""

        def times(count: int) -> int:
            return max(round(count * scale), 12) // 6 * 6  # of two and of three classes equally many

        counts = {name: times(getattr(self, name)) for name in ("test", "baselines", "held_out")} if scale != 1 else {}
        return self.model_copy(update=counts)

    def recipe(self, task: Task, scenes: str) -> dict[str, Any]:
        """Say what differs from the preset `balanced`."""
        return {"moods": self.moods[task.moods], **self.scenes[scenes]}

    def schedule(self, task: Task, scale: float) -> Schedule:
        """Make the curriculum of a task."""
        stages = [
            Stage(
                name=part.scenes,
                epochs=part.epochs,
                scenes=part.count,
                recipe=self.recipe(task, part.scenes),
                learning_rate=part.learning_rate,
            )
            for part in task.stages
        ]
        return Schedule(stages=stages, **self.optimizer).scaled(scale)

    def generator(self, task: Task, split: Split) -> SceneGenerator:
        """Give the scenes that a task is tested on, or the same of another split."""
        changes = self.recipe(task, task.stages[-1].scenes) | {"size": [task.size, task.size]}
        return SceneGenerator("builtin", "builtin", SceneRecipe.from_mapping(changes), self.seed, split)


def main() -> None:
    """Run the study."""
    given = _arguments()
    torch.set_num_threads(given.threads)
    cv2.setNumThreads(given.threads)
    for name in ("lightning.pytorch", "lightning.fabric"):
        logging.getLogger(name).setLevel(logging.WARNING)
    protocol = Protocol.model_validate(yaml.safe_load(given.protocol.read_text(encoding="utf-8"))).scaled(given.scale)
    known = [task.name for task in protocol.tasks]
    chosen = [task for task in protocol.tasks if task.name in (given.task or known)]
    if unknown := set(given.task or ()) - set(known):
        raise SystemExit(f"there is no task {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    out: Path = given.out
    for task in chosen:
        if not given.measure_only:
            print(f"training {task.name}", flush=True)
            try:
                train(_training(protocol, task, out, given.scale), out / task.name, bar=given.progress)
            except KeyboardInterrupt:
                raise SystemExit("interrupted; the same command goes on") from None
        if not given.train_only:
            _measure(protocol, task, out)
    table = report(protocol, out)
    write_whole(out / "study.md", table.encode())
    print(table)


def report(protocol: Protocol, out: Path) -> str:
    """Write the Markdown table of all tasks that were measured, and what limits them."""
    lines = [
        _row("question", "network", "scenes seen", "balanced accuracy, %", "paper, %", *_BASELINES),
        _row(*["---"] * 9),
    ]
    breakdown = [_row("question", "network", *_GROUPS), _row(*["---"] * (2 + len(_GROUPS)))]
    for task in protocol.tasks:
        file, beside = out / task.name / "measured.json", out / _baseline_file(task)
        if not file.exists() or not beside.exists():
            continue
        found, baselines = json.loads(file.read_text()), json.loads(beside.read_text())
        network = f"{task.architecture}, {task.size} px"
        seen = f"{found['scenes']:,}" + ("" if found["finished"] else f" of {found['planned']:,}")
        seen += f", after `{task.start}`" if task.start else ""
        paper = "" if task.paper is None else f"{task.paper:.1f}"
        reached = f"**{_percent(found['balanced_accuracy'])}**"
        lines.append(_row(task.title, network, seen, reached, paper, *map(_percent, baselines)))
        parts = (_percent(found["groups"].get(name)) for name in _GROUPS)
        breakdown.append(_row(task.title, network, *parts))
    return "\n".join([*lines, "", *breakdown, ""])


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _training(protocol: Protocol, task: Task, out: Path, scale: float) -> Training:
    return Training(
        task.architecture,
        protocol.schedule(task, scale),
        size=task.size,
        weights=_start(task, out),
        options=task.options,
        scenes=SceneSettings(recipe=SceneRecipe.from_mapping(protocol.recipe(task, task.stages[-1].scenes))),
        seed=protocol.seed,
        held_out=protocol.held_out,
        accelerator="cpu",
        deterministic=False,
        checkpoint_every=50,
    )


def _start(task: Task, out: Path) -> str | None:
    """Keep the weights that a task begins with, so that they stay the same however long the other one is trained."""
    if task.start is None:
        return None
    file = out / f"{task.name}_start.safetensors"
    if not file.exists():
        Classifier.load(_weights(out / task.start)).save(file)
    return str(file)


def _weights(folder: Path) -> Path:
    finished = folder / CLASSIFIER_FILE
    return finished if finished.exists() else folder / "checkpoints" / "last.ckpt"


def _measure(protocol: Protocol, task: Task, out: Path) -> None:
    """Score a task's test scenes with its final weights, or with its last checkpoint; then its baselines."""
    folder = out / task.name
    beside = out / _baseline_file(task)
    if not beside.exists():
        train_scenes, test_scenes = protocol.generator(task, "train"), protocol.generator(task, "test")
        found = run_baselines(
            train_scenes,
            test_scenes,
            train_count=protocol.baselines,
            test_count=protocol.test,
            seed=protocol.seed,
        )
        _write(beside, [one.balanced_accuracy.as_record() for one in found])
    file, kept = folder / "measured.json", _weights(folder)
    finished = kept.name == CLASSIFIER_FILE
    if not kept.exists() or (file.exists() and json.loads(file.read_text())["finished"]):
        return
    measured = _scored(Classifier.load(kept), protocol.generator(task, "test"), protocol)
    planned = sum(part.epochs * part.count for part in task.stages)
    _write(file, measured | {"finished": finished, "planned": planned, "scenes": _seen(kept, planned, protocol)})


def _seen(kept: Path, planned: int, protocol: Protocol) -> int:
    if kept.suffix != ".ckpt":
        return planned
    steps = torch.load(kept, map_location="cpu", weights_only=True)["global_step"]
    return int(steps) * int(protocol.optimizer["batch_size"])


def _scored(classifier: Classifier, generator: SceneGenerator, protocol: Protocol) -> dict[str, Any]:
    labels = np.empty(protocol.test, np.int64)
    predicted = np.empty(protocol.test, np.int64)
    kinds: list[tuple[str, ...]] = []
    for begin in range(0, protocol.test, 32):
        scenes = [generator[index] for index in range(begin, min(begin + 32, protocol.test))]
        rows = slice(begin, begin + len(scenes))
        labels[rows] = [scene.label for scene in scenes]
        predicted[rows] = classifier.scores([scene.image for scene in scenes]).argmax(axis=1)
        kinds += [(_by_number(scene), _by_size(scene)) for scene in scenes]

    def interval(rows: Any) -> dict[str, Any]:
        found: Interval = metric_intervals(labels[rows], predicted[rows], seed=protocol.seed)["balanced_accuracy"]
        return asdict(found)

    everything = interval(slice(None))
    members = {name: np.array([name in kind for kind in kinds]) for name in _GROUPS}
    groups = {name: interval(rows) for name, rows in members.items() if rows.any()}
    return {"balanced_accuracy": everything, "groups": groups}


_BASELINES = ("majority class", "number of faces", "background only", "silhouettes only")
_GROUPS = ("1 face", "2 or 3 faces", "4 to 6 faces", "7 to 9 faces", "large heads", "middling heads", "small heads")


def _by_number(scene: Scene) -> str:
    return _GROUPS[int(np.searchsorted((1, 3, 6), len(scene.faces)))]


def _by_size(scene: Scene) -> str:
    height = float(np.mean([face.head[3] for face in scene.faces])) / scene.image.shape[0]
    return _GROUPS[6 - int(np.searchsorted((MIDDLE, LARGE), height, side="right"))]


def _baseline_file(task: Task) -> str:
    return f"baselines_{task.moods}_{task.stages[-1].scenes}_{task.size}.json"


def _percent(found: dict[str, Any] | None) -> str:
    if found is None:
        return ""
    return f"{100 * found['value']:.1f} ({100 * found['low']:.1f} to {100 * found['high']:.1f})"


def _write(file: Path, found: Any) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    write_whole(file, (json.dumps(found, indent=1) + "\n").encode())


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder for trainings, measurements and study.md")
    parser.add_argument("--task", action="append", help="only this task; may be given again")
    parser.add_argument("--scale", type=float, default=1.0, help="multiplies all counts, such as 0.01 to try it out")
    parser.add_argument("--threads", type=int, default=1, help="of torch and OpenCV")
    parser.add_argument("--protocol", type=Path, default=PROTOCOL)
    parser.add_argument("--train-only", action="store_true", help="leave the measuring to a later call")
    parser.add_argument("--measure-only", action="store_true", help="measure what there is, trained to its end or not")
    parser.add_argument("--progress", action="store_true", help="show a bar")
    return parser.parse_args()


if __name__ == "__main__":
    main()
