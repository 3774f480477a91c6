from __future__ import annotations

import pytest

from groupmood_model.errors import TrainingError
from groupmood_model.training.schedules import SCHEDULES, Schedule, Stage, schedule_from


def test_the_papers_schedule_is_the_papers():
    paper = SCHEDULES["paper"]
    assert [(one.epochs, one.scenes, one.frames) for one in paper.stages] == [(10, 10_000, 10_000), (10, 0, 20_000)]
    assert (paper.optimizer, paper.momentum, paper.learning_rate, paper.decay) == ("sgd", 0.9, 0.001, "none")


def test_scaling_changes_counts_but_not_epochs():
    scaled = SCHEDULES["paper"].scaled(0.00123)
    assert [(one.epochs, one.scenes, one.frames) for one in scaled.stages] == [(10, 12, 12), (10, 0, 25)]
    assert SCHEDULES["paper"].scaled(1e-9).stages[1].frames == 1


def test_no_two_epochs_share_a_scene():
    epochs = list(SCHEDULES["paper"].epochs())
    assert [one.first for one in epochs[:3]] == [0, 10_000, 20_000]
    assert [one.number for one in epochs] == list(range(20))
    assert epochs[10].stage.name == "frames"


def test_without_frames_scenes_are_left():
    assert [one.name for one in SCHEDULES["paper"].without_frames().stages] == ["mixed"]
    with pytest.raises(TrainingError, match="give --data"):
        SCHEDULES["frames"].without_frames()


def test_a_curriculum_is_read_from_yaml(tmp_path):
    (tmp_path / "curriculum.yaml").write_text(
        "optimizer: adamw\nbatch_size: 64\nstages:\n"
        "- {name: one, epochs: 2, scenes: 500, recipe: {faces: {count: [1, 1]}}}\n"
        "- {name: many, epochs: 3, scenes: 500, recipe: balanced, learning_rate: 0.0005}\n"
    )
    schedule = schedule_from(str(tmp_path / "curriculum.yaml"))
    assert schedule.stages[0].recipe == {"faces": {"count": [1, 1]}}
    assert schedule.stages[1].learning_rate == 0.0005
    assert Schedule.model_validate(schedule.model_dump()) == schedule


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("stages: []", "stages"),
        ("stages: [{name: a, epochs: 0}]", r"stages\.0\.epochs"),
        ("stages: [{name: a, epochs: 1, sceens: 2}]", "sceens"),
        ("5", "the file"),
        ("{", "is no YAML"),
        ("stages: 2026-13-45", "is no YAML"),
        ("!!python/object/apply:os.system [echo]", "is no YAML"),
        ("optimizer: lion\nstages: [{name: a, epochs: 1}]", "optimizer"),
    ],
)
def test_bad_schedules_are_explained_in_one_line(content, words, tmp_path):
    (tmp_path / "bad.yaml").write_text(content)
    with pytest.raises(TrainingError, match=words) as raised:
        schedule_from(str(tmp_path / "bad.yaml"))
    assert "\n" not in str(raised.value)


def test_unknown_names_and_scales_are_explained():
    with pytest.raises(TrainingError, match="allowed: paper, scenes, frames, quick"):
        schedule_from("papier")
    for scale in (0.0, -1.0, float("nan")):
        with pytest.raises(TrainingError, match="scale is"):
            Schedule(stages=[Stage(name="a", epochs=1, scenes=1)]).scaled(scale)
