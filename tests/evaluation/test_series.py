import json
from dataclasses import replace

import pytest
import torch

from groupmood_model.architectures.registry import build_model
from groupmood_model.classifier import Classifier
from groupmood_model.errors import ModelError, TrainingError
from groupmood_model.evaluation.series import Terms, run_series

TERMS = Terms(budget="nothing at all", data="scenes", split="val", count=4, size=64, seed=0, repeats=10)


class Untrained:
    """Makes classifiers without training them, and remembers which."""

    def __init__(self):
        self.asked = []

    def __call__(self, name, folder):
        self.asked.append(name)
        folder.mkdir(parents=True)
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(1)
            Classifier(build_model(name, size=64).eval(), name, 64).save(folder / "classifier.safetensors")
        return folder / "classifier.safetensors"


def test_a_series_is_gone_on_with_where_it_stopped(tmp_path):
    train, said = Untrained(), []
    first = run_series(["small_cnn"], train, TERMS, tmp_path, told=said.append)
    both = run_series(["smile_cnn", "small_cnn"], train, TERMS, tmp_path, told=said.append)
    assert train.asked == ["small_cnn", "smile_cnn"]
    assert said == ["small_cnn (1 of 1)", "smile_cnn (1 of 2)"]
    assert first.entries[0] in both.entries
    record = json.loads((tmp_path / "comparison.json").read_text())
    assert record["budget"] == "nothing at all"
    assert len(record["architectures"]) == 2
    assert (tmp_path / "small_cnn" / "evaluation" / "index.html").is_file()


def test_a_folder_holds_one_budget_alone(tmp_path):
    run_series(["small_cnn"], Untrained(), TERMS, tmp_path)
    with pytest.raises(TrainingError, match=r"other settings \(budget, count\)"):
        run_series(["small_cnn"], Untrained(), replace(TERMS, budget="more", count=5), tmp_path)
    (tmp_path / "series.json").write_text("[")
    with pytest.raises(TrainingError, match="other settings"):
        run_series(["small_cnn"], Untrained(), TERMS, tmp_path)


def test_unknown_architectures_are_refused_before_anything_is_trained(tmp_path):
    train = Untrained()
    with pytest.raises(ModelError, match="no architecture 'nonsense'"):
        run_series(["small_cnn", "nonsense"], train, TERMS, tmp_path)
    with pytest.raises(TrainingError, match="no architecture is named"):
        run_series([], train, TERMS, tmp_path)
    assert not train.asked
