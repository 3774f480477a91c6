import importlib.util
import json
import sys
from pathlib import Path

import pytest
import torch
import yaml

from synthgroup.composition import CompositionDraw
from synthgroup.recipe import SceneRecipe

FOLDER = Path(__file__).parent.parent.parent / "examples" / "study"


@pytest.fixture(scope="module")
def teach():
    spec = importlib.util.spec_from_file_location("teach", FOLDER / "teach.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["teach"] = module  # pydantic looks its annotations up there
    spec.loader.exec_module(module)
    yield module
    del sys.modules["teach"]


@pytest.fixture
def protocol(teach):
    return teach.Protocol.model_validate(yaml.safe_load(teach.PROTOCOL.read_text()))


@pytest.fixture
def run(teach, tmp_path, monkeypatch, capsys):
    threads = torch.get_num_threads()
    yield lambda *more: _run(teach, monkeypatch, capsys, "--out", tmp_path / "out", *more)
    torch.set_num_threads(threads)


def _run(teach, monkeypatch, capsys, *given):
    monkeypatch.setattr(sys, "argv", ["teach.py", *map(str, given)])
    teach.main()
    return capsys.readouterr().out


@pytest.fixture
def tiny(protocol, tmp_path):
    """A study of two tasks, the second of which goes on from the first one's weights."""
    found = protocol.model_dump()
    found |= {"tasks": [one for one in found["tasks"] if one["name"] == "one_smile_cnn"]}
    found["tasks"][0]["stages"] = [one | {"epochs": 1} for one in found["tasks"][0]["stages"]]
    found["tasks"].append(found["tasks"][0] | {"name": "more", "start": "one_smile_cnn", "paper": 83.4})
    path = tmp_path / "tiny.yaml"
    path.write_text(yaml.safe_dump(found))
    return path


def test_the_study_ends_in_a_table_and_is_not_done_twice(run, tiny, tmp_path):
    text = run("--protocol", tiny, "--scale", 0.001)
    rows = [line for line in text.splitlines() if line.startswith("| one face, happy or not | smile_cnn, 64 px |")]
    assert len(rows) == 4
    assert "after `one_smile_cnn`" in rows[1]
    assert rows[0].count("**") == 2
    out = tmp_path / "out"
    assert (out / "study.md").read_text() in text
    measured = json.loads((out / "more" / "measured.json").read_text())
    assert measured["finished"]
    assert 0 <= measured["balanced_accuracy"]["low"] <= measured["balanced_accuracy"]["high"] <= 1
    kept = {file: file.stat().st_mtime_ns for file in sorted(out.glob("*/*.*")) + sorted(out.glob("*.json"))}
    run("--protocol", tiny, "--scale", 0.001)
    assert {file: file.stat().st_mtime_ns for file in kept} == kept


def test_a_task_that_is_not_in_the_protocol_is_named(run):
    with pytest.raises(SystemExit, match="no task nothing; there are one_resnet18"):
        run("--task", "nothing")


def test_classes_of_every_task_are_equally_likely_at_every_number_of_faces(protocol):
    for task in protocol.tasks:
        classes = {"happy_or_not": [0, 2], "three": [0, 1, 2]}[task.moods]
        for part in task.stages:
            draw = CompositionDraw(SceneRecipe.from_mapping(protocol.recipe(task, part.scenes)))
            assert [mood.label for mood in draw.moods] == classes, (task.name, part.scenes)
        assert protocol.test >= 4000
        assert protocol.test % len(classes) == 0


def test_a_task_starts_from_one_that_comes_before_it(protocol):
    names = [task.name for task in protocol.tasks]
    for number, task in enumerate(protocol.tasks):
        assert task.start is None or task.start in names[:number]
