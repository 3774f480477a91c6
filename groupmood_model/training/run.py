"""A whole training: begun, interrupted, gone on with, finished."""

from __future__ import annotations

import json
import logging
import shutil
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import lightning.pytorch as pl
import torch
from lightning.fabric.utilities.rank_zero import rank_zero_only
from lightning.fabric.utilities.warnings import PossibleUserWarning
from lightning.pytorch.callbacks import Callback, EarlyStopping, ModelCheckpoint, TQDMProgressBar
from lightning.pytorch.loggers import CSVLogger, Logger, TensorBoardLogger
from lightning.pytorch.utilities.exceptions import SIGTERMException

from groupmood_model.architectures import build_model
from groupmood_model.architectures.registry import architecture_named
from groupmood_model.classifier import CHECKPOINT_KEY, Classifier
from groupmood_model.data.frame_store import Progress
from groupmood_model.errors import StoppedError, TrainingError
from groupmood_model.training.callbacks import DataWait
from groupmood_model.training.curves import plot_curves, read_logs
from groupmood_model.training.data import MoodData, SceneSettings
from groupmood_model.training.module import MoodModule
from groupmood_model.training.schedules import Schedule
from synthgroup.export.files import output_errors, write_whole
from synthgroup.generator import as_recipe
from synthgroup.sources.printable import printable

SETTINGS_FILE: Final = "training.json"
CLASSIFIER_FILE: Final = "classifier.safetensors"
BEST_FILE: Final = "best.safetensors"
METRICS_FILE: Final = "metrics.json"
CURVES_FILE: Final = "curves.png"
_LAST: Final = Path("checkpoints", "last.ckpt")

_CHECKPOINT_PARTS: Final = ("state_dict", "loops", "optimizer_states", "lr_schedulers", CHECKPOINT_KEY)

_BETWEEN_CHECKPOINTS: Final = timedelta(seconds=30)

_STARVED: Final = 0.5
"""Share of the time spent waiting for data from which on a note says so."""

_log = logging.getLogger("synthgroup.groupmood")


@dataclass(frozen=True, slots=True)
class Training:
    """The settings of a training. Those below `workers` do not change what is learnt, so they may change on resuming.

    Attributes:
        architecture: Its name in `ARCHITECTURES`.
        schedule: What is drawn, and how it steps.
        size: Side of the pictures in pixels; None for the architecture's usual one.
        weights: As of `build_model`.
        options: Options of the architecture.
        data: Spec of labelled data, or None for scenes alone.
        scenes: What scenes are made of.
        seed: From 0.
        patience: Epochs without a better balanced accuracy on val after which it stops; None for never.
        held_out: Pictures of val, and of test, at most.
        precision: Lightning's name of it, such as `32-true`, `16-mixed` or `bf16-mixed`.
        devices: How many on each node.
        nodes: How many.
        workers: Processes that make samples.
        accelerator: Lightning's name of it: `auto`, `cpu`, `gpu`.
        deterministic: Whether only operations are used that give the same result again.
        checkpoint_every: Steps between checkpoints; None for half a minute.
    """

    architecture: str
    schedule: Schedule
    size: int | None = None
    weights: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    data: str | None = None
    scenes: SceneSettings = field(default_factory=SceneSettings)
    seed: int = 0
    patience: int | None = None
    held_out: int = 2000
    precision: str = "32-true"
    devices: int = 1
    nodes: int = 1
    workers: int = 0
    accelerator: str = "auto"
    deterministic: bool = True
    checkpoint_every: int | None = None

    def described(self) -> dict[str, Any]:
        """Describe all that changes what is learnt, in types that JSON knows."""
        told = {
            name: value
            for name, value in asdict(self).items()
            if name not in {"workers", "accelerator", "checkpoint_every", "scenes", "schedule"}
        }
        recipe = as_recipe(self.scenes.recipe).digest()
        scenes = {
            "faces": _listed(self.scenes.faces),
            "backgrounds": _listed(self.scenes.backgrounds),
            "recipe": recipe,
        }
        described: dict[str, Any] = json.loads(
            json.dumps({**told, "schedule": self.schedule.model_dump(), "scenes": scenes}, sort_keys=True)
        )
        return described


@dataclass(frozen=True, slots=True)
class Trained:
    """What a training came to.

    Attributes:
        classifier: The file of the final weights.
        metrics: Names and values: accuracies of val and test, steps, share of time spent waiting for data.
        was_finished: Whether it had been finished before, so that nothing was done.
    """

    classifier: Path
    metrics: Mapping[str, float]
    was_finished: bool = False


def train(
    training: Training,
    out: str | Path,
    *,
    overwrite: bool = False,
    bar: bool = False,
    progress: Progress | None = None,
    watch: Callable[[], list[Callback]] = list,
) -> Trained:
    """Train a classifier, or go on where the same training was interrupted.

    Args:
        training: The settings.
        out: The folder; it gets `classifier.safetensors` (final weights), `best.safetensors` (best on val),
            `metrics.json`, `curves.png`, `checkpoints`, and logs for CSV and TensorBoard readers.
        overwrite: Whether another training in the folder is removed.
        bar: Whether progress is shown on stderr.
        progress: Told how far the decoding of videos is.
        watch: Makes callbacks of the caller's own.

    Raises:
        TrainingError: The folder holds another training, or a setting is invalid.
        SynthGroupError: The architecture, weights, data or scenes cannot be used.
    """
    folder = Path(out)
    if training.data is None and any(stage.frames for stage in training.schedule.stages):
        training = replace(training, schedule=training.schedule.without_frames())
        _log.warning("no labelled data was given (--data vgaf:PATH), so this training sees scenes alone")
    with output_errors(folder), _quiet():
        if not (folder / SETTINGS_FILE).exists() and folder.exists() and any(folder.iterdir()):
            raise TrainingError(f"{printable(str(folder))}: is not empty and holds no training; give another folder")
        finished = None if overwrite else _finished(folder, training)
        if finished is not None:
            return Trained(folder / CLASSIFIER_FILE, finished, was_finished=True)
        # before the folder is made, so that a bad call leaves none
        classifier = _fresh(training)
        data = MoodData(
            training.schedule,
            classifier.size,
            training.seed,
            scenes=training.scenes,
            data=training.data,
            workers=training.workers,
            held_out=training.held_out,
            progress=progress,
        )
        _begin(folder, training, overwrite=overwrite)
        return _run(training, classifier, data, folder, bar=bar, callbacks=watch())


def _run(
    training: Training, classifier: Classifier, data: MoodData, folder: Path, *, bar: bool, callbacks: list[Callback]
) -> Trained:
    for split, why in data.missing.items():
        _log.warning("nothing is measured on %s: %s", split, why)
    wait = DataWait()
    validated = data.held_out("val") is not None
    kept = _checkpoints(folder, training, validated=validated)
    trainer = _trainer(training, folder, [wait, *kept, *callbacks], bar=bar)
    module = MoodModule(classifier, training.schedule, data.steps(trainer.world_size), training.seed)
    last = _checked_checkpoint(folder / _LAST)
    try:
        trainer.fit(module, data, ckpt_path=last if last.exists() else None, weights_only=last.exists() or None)
    except (SystemExit, SIGTERMException) as error:  # what Lightning makes of Ctrl-C and of being told to end
        raise KeyboardInterrupt("run the same command again, it goes on from its last checkpoint") from error
    except RuntimeError as error:
        if not str(error).startswith("DataLoader worker"):
            raise
        raise StoppedError(
            f"a process that draws pictures ended ({str(error).splitlines()[0]}); run the same command again, it goes "
            "on from its last checkpoint, with fewer workers if memory is short"
        ) from None
    if not trainer.should_stop:  # one that ended early would be gone on with beyond its end
        trainer.save_checkpoint(last)
    metrics = _measured(trainer, module, data) | {"steps": trainer.global_step, "data_wait_share": wait.share}
    if not trainer.is_global_zero:
        return Trained(folder / CLASSIFIER_FILE, {})
    classifier.save(folder / CLASSIFIER_FILE)
    best = Path(kept[-1].best_model_path) if validated else last
    (Classifier.load(best) if validated and best.is_file() else classifier).save(folder / BEST_FILE)
    if wait.share > _STARVED:
        _log.warning(
            "%d %% of the time went by waiting for data; more workers or smaller pictures would help",
            round(100 * wait.share),
        )
    plot_curves(read_logs(folder / "logs"), folder / CURVES_FILE)
    write_whole(folder / METRICS_FILE, (json.dumps(metrics, indent=1, sort_keys=True) + "\n").encode())
    return Trained(folder / CLASSIFIER_FILE, metrics)


def _checked_checkpoint(last: Path) -> Path:
    """Give the checkpoint's path back, if it can be gone on from or is not there.

    Raises:
        TrainingError: It is damaged, or is no checkpoint of a training.
    """
    if not last.exists():
        return last
    try:
        found = torch.load(last, map_location="cpu", weights_only=True, mmap=True)
        whole = isinstance(found, dict) and {*_CHECKPOINT_PARTS} <= found.keys()
    except Exception:  # noqa: BLE001  torch tells damage in many ways
        whole = False
    if not whole:
        raise TrainingError(
            f"{printable(str(last))}: is damaged, or no checkpoint; delete it to begin anew, or give another folder"
        )
    return last


def _fresh(training: Training) -> Classifier:
    """Build the network; its random weights follow from the seed."""
    size = training.size or architecture_named(training.architecture).size
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(training.seed)
        model = build_model(training.architecture, size=size, weights=training.weights, **training.options)
    return Classifier(model, training.architecture, size, options=dict(training.options))


def _trainer(training: Training, folder: Path, callbacks: list[Callback], *, bar: bool) -> pl.Trainer:
    version = f"run_{len(sorted((folder / 'logs').glob('run_*'))):03d}"
    loggers: list[Logger] = [
        CSVLogger(folder, name="logs", version=version),
        TensorBoardLogger(folder, name="logs", version=version),
    ]
    try:
        return pl.Trainer(
            accelerator=training.accelerator,
            devices=training.devices,
            num_nodes=training.nodes,
            precision=training.precision,  # type: ignore[arg-type]  # Lightning checks the name
            max_epochs=sum(stage.epochs for stage in training.schedule.stages),
            logger=loggers,
            callbacks=[*callbacks, *([TQDMProgressBar()] if bar else [])],
            log_every_n_steps=1,
            num_sanity_val_steps=0,
            reload_dataloaders_every_n_epochs=1,
            use_distributed_sampler=False,
            # "warn": some pooling on a GPU has no other kind
            deterministic="warn" if training.deterministic else False,
            enable_progress_bar=bar,
            enable_model_summary=False,
        )
    except (ValueError, RuntimeError, ModuleNotFoundError) as error:
        raise TrainingError(f"this training cannot be run here: {' '.join(str(error).split())[:300]}") from error


def _checkpoints(folder: Path, training: Training, *, validated: bool) -> list[Any]:
    """Keep the last state, and the best one on val where there is any; that one comes last."""
    place = folder / _LAST.parent
    kept: list[Any] = []
    if validated and training.patience is not None:
        kept.append(EarlyStopping("val_balanced_accuracy", mode="max", patience=training.patience))
    steps = training.checkpoint_every
    kept.append(
        ModelCheckpoint(
            place,
            _LAST.stem,
            every_n_train_steps=steps,
            train_time_interval=None if steps else _BETWEEN_CHECKPOINTS,
            enable_version_counter=False,
        )
    )
    if validated:
        kept.append(
            ModelCheckpoint(place, "best", monitor="val_balanced_accuracy", mode="max", enable_version_counter=False)
        )
    return kept


def _measured(trainer: pl.Trainer, module: MoodModule, data: MoodData) -> dict[str, float]:
    """Measure the final weights on val and test."""
    found: dict[str, float] = {}
    if data.held_out("val") is not None:
        trainer.validate(module, data, verbose=False)
        found |= {name: float(value) for name, value in trainer.callback_metrics.items() if name.startswith("val")}
    if data.held_out("test") is not None:
        trainer.test(module, data, verbose=False)
        found |= {name: float(value) for name, value in trainer.callback_metrics.items() if name.startswith("test")}
    return found


def _finished(folder: Path, training: Training) -> dict[str, float] | None:
    """Give the metrics of this training if it is finished already.

    Raises:
        TrainingError: The folder holds something else.
    """
    described, settings = training.described(), folder / SETTINGS_FILE
    if not settings.exists():
        return None
    found = _read(settings)
    if found != described:
        differing = sorted(name for name in described if found.get(name) != described[name])
        raise TrainingError(
            f"{printable(str(folder))}: holds another training ({', '.join(differing)} differ); give another "
            "folder, or --overwrite"
        )
    if not (folder / METRICS_FILE).exists() or not (folder / CLASSIFIER_FILE).exists():
        return None
    return {name: float(value) for name, value in _read(folder / METRICS_FILE).items()}


def _begin(folder: Path, training: Training, *, overwrite: bool) -> None:
    """Make the folder this training's, on behalf of all ranks."""
    if getattr(rank_zero_only, "rank", 0):
        return
    if overwrite and (folder / SETTINGS_FILE).exists():
        _clear(folder)
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(training.described(), indent=1, sort_keys=True) + "\n"
    write_whole(folder / SETTINGS_FILE, text.encode())


def _clear(folder: Path) -> None:
    for name in ("logs", "checkpoints"):
        shutil.rmtree(folder / name, ignore_errors=True)
    for name in (METRICS_FILE, CLASSIFIER_FILE, BEST_FILE, CURVES_FILE, SETTINGS_FILE):
        (folder / name).unlink(missing_ok=True)


def _read(file: Path) -> dict[str, Any]:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise TrainingError(f"{printable(str(file))}: is damaged; give another folder, or --overwrite") from error
    return found if isinstance(found, dict) else {}


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep back Lightning's advice on numbers of workers and the like, which is for its own users."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PossibleUserWarning)
        warnings.filterwarnings("ignore", ".*LeafSpec", FutureWarning)  # Lightning's own use of torch
        warnings.filterwarnings("ignore", "Be aware that when using `ckpt_path`")  # another checkpoint_every is fine
        warnings.filterwarnings("ignore", "Checkpoint directory")  # that it is not empty is the point
        yield


def _listed(sources: Any) -> list[str]:
    return [str(sources)] if isinstance(sources, str | Path) else [str(one) for one in sources]
