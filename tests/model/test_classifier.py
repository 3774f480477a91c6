from __future__ import annotations

import json
import os

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from groupmood_model.architectures import build_model
from groupmood_model.classifier import CHECKPOINT_KEY, CLASSES, Classifier
from groupmood_model.errors import ModelError


@pytest.fixture
def classifier():
    return Classifier(build_model("small_cnn", size=64, dropout=0.2), "small_cnn", 64, options={"dropout": 0.2})


def test_classes_are_the_moods_in_order():
    assert CLASSES == ("negative", "neutral", "positive")


def test_a_stored_classifier_is_the_same(classifier, tmp_path):
    classifier.save(tmp_path / "it.safetensors")
    again = Classifier.load(tmp_path / "it.safetensors")
    assert again.description() == classifier.description()
    assert not again.model.training
    assert all(map(torch.equal, again.model.state_dict().values(), classifier.model.state_dict().values()))


def test_scores_leave_the_network_in_its_mode_and_take_any_size(classifier):
    classifier.model.train()
    images = [np.full((height, width, 3), 90, np.uint8) for height, width in ((64, 64), (30, 200), (300, 70))]
    scores = classifier.scores(images)
    assert classifier.model.training
    assert scores.shape == (3, 3)
    assert np.allclose(scores, scores[0])  # a grey picture is grey at any size
    assert classifier.scores([]).shape == (0, 3)


def test_a_picture_of_another_kind_is_refused(classifier):
    with pytest.raises(ModelError, match="expected is uint8 RGB"):
        classifier.scores([np.zeros((64, 64), np.uint8)])


def test_scores_do_not_depend_on_the_other_pictures(classifier):
    images = list(np.random.default_rng(1).integers(0, 256, (5, 64, 64, 3), dtype=np.uint8))
    assert np.allclose(classifier.scores(images)[3], classifier.scores(images[3:4])[0], atol=1e-6)


class Bomb:
    def __reduce__(self):
        return os.system, ("touch exploded",)


def test_a_strangers_checkpoint_runs_no_code(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    torch.save({"state_dict": {}, CHECKPOINT_KEY: Bomb()}, tmp_path / "bomb.ckpt")
    with pytest.raises(ModelError, match="is no classifier"):
        Classifier.load(tmp_path / "bomb.ckpt")
    with pytest.raises(ModelError, match="no file of plain weights"):
        build_model("small_cnn", weights=tmp_path / "bomb.ckpt")
    assert not (tmp_path / "exploded").exists()


@pytest.mark.parametrize("content", [b"", b"\x00" * 40, b"\xff" * 8 + b"{}", b"GIF89a"])
@pytest.mark.parametrize("suffix", [".safetensors", ".ckpt"])
def test_files_of_anything_are_refused_in_one_line(content, suffix, tmp_path):
    file = tmp_path / f"broken{suffix}"
    file.write_bytes(content)
    with pytest.raises(ModelError, match="is no classifier") as raised:
        Classifier.load(file)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    "change",
    [
        {"format": 99},
        {"architecture": "nothing"},
        {"size": 10**9},
        {"size": "64"},
        {"classes": []},
        {"classes": [1, 2, 3]},
        {"std": [0, 1, 1]},
        {"mean": [1, 2]},
        {"mean": [float("nan")] * 3},
        {"options": {"hidden": [1]}},
        {"options": 5},
        {"architecture": "smile_cnn", "options": {}},
    ],
)
def test_descriptions_that_do_not_fit_are_refused(classifier, change, tmp_path):
    file = tmp_path / "it.safetensors"
    classifier.save(file)
    description = json.dumps(json.loads(classifier.description()) | change)
    save_file(load_file(file), file, {CHECKPOINT_KEY: description})
    with pytest.raises(ModelError) as raised:
        Classifier.load(file)
    assert "\n" not in str(raised.value)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ModelError, match=r"nothing\.safetensors: there is no such file"):
        Classifier.load(tmp_path / "nothing.safetensors")
