from __future__ import annotations

import csv
import json

import lightning.pytorch as pl
import pytest
import torch
from lightning.pytorch.callbacks import Callback
from video_miniatures import vgaf_tree

from groupmood_model.classifier import Classifier
from groupmood_model.errors import StoppedError, TrainingError
from groupmood_model.training.data import MoodData, SceneSettings
from groupmood_model.training.run import Training, train
from groupmood_model.training.schedules import SCHEDULES, Schedule, Stage

TINY = Schedule(stages=[Stage(name="scenes", epochs=2, scenes=12)], batch_size=4, learning_rate=0.01)


def settings(**others):
    return Training(
        **{
            "architecture": "small_cnn",
            "schedule": TINY,
            "size": 64,
            "options": {"dropout": 0.5},
            "held_out": 3,
            "checkpoint_every": 100,
            "accelerator": "cpu",
        }
        | others
    )


class KilledError(Exception):
    pass


class KillAt(Callback):
    """Ends the process, so to speak, in the middle of a step."""

    def __init__(self, step):
        self.step = step

    def on_before_optimizer_step(self, trainer: pl.Trainer, *_others):
        if trainer.global_step == self.step:
            raise KilledError


class Watch(Callback):
    """Notes what was really drawn, and with which settings."""

    def __init__(self):
        self.epochs, self.settings = {}, []

    def on_train_batch_end(self, trainer, _module, _outputs, batch, _number):
        group = trainer.optimizers[0].param_groups[0]
        self.epochs.setdefault(trainer.current_epoch, []).append(batch)
        self.settings.append((type(trainer.optimizers[0]).__name__, group["lr"], group["momentum"]))


def weights(file):
    return torch.cat([value.flatten().float() for value in Classifier.load(file).model.state_dict().values()])


@pytest.fixture(scope="module")
def straight(tmp_path_factory):
    out = tmp_path_factory.mktemp("straight") / "run"
    return train(settings(checkpoint_every=1), out)


def test_a_training_leaves_checkpoints_plots_metrics_and_logs(straight):
    out = straight.classifier.parent
    assert {path.name for path in out.iterdir()} == {
        *("classifier.safetensors", "best.safetensors", "metrics.json", "curves.png", "training.json"),
        *("checkpoints", "logs"),
    }
    assert json.loads((out / "metrics.json").read_text()) == straight.metrics
    assert straight.metrics["steps"] == 6
    assert 0 <= straight.metrics["data_wait_share"] <= 1
    assert {"val_balanced_accuracy", "test_balanced_accuracy"} <= set(straight.metrics)
    with (out / "logs" / "run_000" / "metrics.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert sum(float(row["data_wait"]) > 0 for row in rows if row["data_wait"]) == 6
    assert any(path.name.startswith("events") for path in (out / "logs" / "run_000").iterdir())


@pytest.mark.parametrize("kills", [[1], [3], [2, 4]])
def test_a_training_that_was_killed_ends_with_the_same_weights(straight, kills, tmp_path):
    for kill in kills:
        with pytest.raises(KilledError):
            train(settings(checkpoint_every=1), tmp_path / "run", watch=lambda kill=kill: [KillAt(kill)])
    resumed = train(settings(workers=1), tmp_path / "run")
    assert torch.equal(weights(resumed.classifier), weights(straight.classifier))
    assert resumed.metrics["steps"] == 6


def test_a_checkpoint_of_a_training_is_a_classifier(straight):
    last = Classifier.load(straight.classifier.parent / "checkpoints" / "last.ckpt")
    assert (last.architecture, last.size, last.options) == ("small_cnn", 64, {"dropout": 0.5})
    assert torch.equal(weights(straight.classifier.parent / "checkpoints" / "last.ckpt"), weights(straight.classifier))


def test_a_finished_training_is_left_alone_and_another_one_refused(straight):
    out = straight.classifier.parent
    assert train(settings(), out).was_finished
    assert train(settings(workers=2, checkpoint_every=7), out).was_finished
    with pytest.raises(TrainingError, match=r"another training \(seed differ\)"):
        train(settings(seed=1), out)


def test_a_folder_of_something_else_is_refused(tmp_path):
    (tmp_path / "holiday.jpg").touch()
    with pytest.raises(TrainingError, match="holds no training"):
        train(settings(), tmp_path)


def test_overwriting_begins_anew(tmp_path):
    (tmp_path / "training.json").write_text("{}")
    (tmp_path / "checkpoints").mkdir()
    (tmp_path / "checkpoints" / "last.ckpt").write_text("old")
    assert train(settings(schedule=TINY.scaled(0.3)), tmp_path, overwrite=True).metrics["steps"] == 2


@pytest.fixture
def vgaf(tmp_path):
    return vgaf_tree(
        tmp_path / "vgaf",
        {"Train": {"1_1.mp4": (2, 6), "2_1.avi": (0, 5)}, "Val": {"3_1.mp4": (1, 4)}},
    )


def test_the_papers_schedule_is_what_is_drawn(vgaf, tmp_path, caplog):
    schedule = SCHEDULES["paper"].scaled(0.0006).model_copy(update={"batch_size": 6})
    data = MoodData(schedule, 64, 0, scenes=SceneSettings(), data=f"vgaf:{vgaf}")
    kinds = []
    for number in range(20):
        epoch = data.epoch(number)
        draws = [epoch.draw(place) for place in range(len(epoch))]
        kinds.append(tuple(sum(draw.kind == kind for draw in draws) for kind in ("scene", "picture")))
        scenes = sorted(draw.number for draw in draws if draw.kind == "scene")
        assert scenes == (list(range(6 * number, 6 * number + 6)) if number < 10 else [])
        assert all(draw.number < 11 for draw in draws if draw.kind == "picture")
    assert kinds == [(6, 6)] * 10 + [(0, 12)] * 10
    watch = Watch()
    done = train(
        settings(architecture="smile_cnn", options={}, schedule=schedule, data=f"vgaf:{vgaf}"),
        tmp_path / "run",
        watch=lambda: [watch],
    )
    assert [len(watch.epochs[number]) for number in range(20)] == [2] * 20
    assert [sum(len(batch[1]) for batch in watch.epochs[number]) for number in range(20)] == [12] * 20
    # the frames of the miniature are positive or negative, so neutral pictures are scenes
    assert all(1 not in batch[1] for number in range(10, 20) for batch in watch.epochs[number])
    assert any(1 in batch[1] for number in range(10) for batch in watch.epochs[number])
    assert set(watch.settings) == {("SGD", 0.001, 0.9)}
    assert "val_accuracy" in done.metrics
    assert "test_accuracy" not in done.metrics
    assert "nothing is measured on test" in caplog.text


def test_without_labelled_data_scenes_alone_are_seen_and_that_is_said(tmp_path, caplog):
    schedule = Schedule(
        stages=[Stage(name="mixed", epochs=1, scenes=4, frames=4), Stage(name="frames", epochs=1, frames=8)],
        batch_size=4,
    )
    done = train(settings(schedule=schedule), tmp_path / "run")
    assert done.metrics["steps"] == 1
    assert "sees scenes alone" in caplog.text


def test_stages_have_recipes_and_learning_rates_of_their_own(tmp_path):
    stages = [
        Stage(name="one", epochs=1, scenes=4, recipe={"faces": {"count": [1, 1]}}),
        Stage(name="two", epochs=1, scenes=4, recipe={"faces": {"count": [2, 2]}}, learning_rate=0.5),
    ]
    schedule = Schedule(stages=stages, batch_size=2, learning_rate=0.1)
    data = MoodData(schedule, 64, 0, scenes=SceneSettings())
    counts = [{len(data.generator(stage.recipe, "train")[number].faces) for number in range(4)} for stage in stages]
    assert counts == [{1}, {2}]
    watch = Watch()
    train(settings(schedule=schedule), tmp_path / "run", watch=lambda: [watch])
    assert [rate for _, rate, _ in watch.settings] == [0.1, 0.1, 0.5, 0.5]


def test_patience_ends_a_training_early_and_so_it_does_again(tmp_path):
    schedule = Schedule(stages=[Stage(name="still", epochs=9, scenes=2)], batch_size=2, learning_rate=1e-12)
    done = train(settings(schedule=schedule, patience=1), tmp_path / "run")
    assert done.metrics["steps"] == 2
    (tmp_path / "run" / "metrics.json").unlink()  # as if it had been killed just before that was written
    assert train(settings(schedule=schedule, patience=1), tmp_path / "run").metrics["steps"] == 2


def test_the_learning_rate_rises_and_falls_as_told(straight):
    from groupmood_model.training.module import MoodModule

    schedule = TINY.model_copy(update={"warmup": 2, "decay": "cosine"})
    module = MoodModule(Classifier.load(straight.classifier), schedule, [3, 3], 0)
    rates = [module.learning_rate(step) for step in range(7)]
    assert rates == pytest.approx([0.005, 0.01, 0.01, 0.0085355, 0.005, 0.0014645, 0], abs=1e-6)


@pytest.mark.parametrize("change", [{"precision": "17-odd"}, {"accelerator": "abacus"}])
def test_settings_that_cannot_run_here_are_explained(change, tmp_path):
    with pytest.raises(TrainingError, match="cannot be run here") as raised:
        train(settings(**change), tmp_path / "run")
    assert "\n" not in str(raised.value)


def test_half_precision_trains(tmp_path):
    schedule = TINY.scaled(0.3)
    assert train(settings(schedule=schedule, precision="bf16-mixed"), tmp_path / "run").metrics["steps"] == 2


class LoseWorker(Callback):
    """Fails as torch does where a worker of its loader was killed."""

    def on_train_batch_start(self, *_others):
        raise RuntimeError("DataLoader worker (pid(s) 7) exited unexpectedly")


def test_a_lost_worker_is_one_error_that_tells_to_go_on(tmp_path):
    with pytest.raises(StoppedError, match=r"worker .* exited unexpectedly.*same command again"):
        train(settings(), tmp_path / "out", watch=lambda: [LoseWorker()])
