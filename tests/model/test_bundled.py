import hashlib
import re
from pathlib import Path

import numpy as np
import pytest
import yaml
from groupmood_console import groupmood
from PIL import Image

from groupmood_model.bundled import bundled_classifier, open_classifier
from synthgroup.generator import SceneGenerator
from synthgroup.recipe import SceneRecipe

STUDY = Path(__file__).parent.parent.parent / "examples" / "study"


@pytest.fixture(scope="module")
def card():
    return (bundled_classifier().parent / "MODEL_CARD.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def scenes():
    protocol = yaml.safe_load((STUDY / "protocol.yaml").read_text())
    changes = protocol["scenes"]["many"] | {"size": [144, 144]}
    generator = SceneGenerator("builtin", "builtin", SceneRecipe.from_mapping(changes), 7, "test")
    return [generator[index] for index in range(120)]


def test_its_card_tells_of_the_file_that_is_bundled(card):
    file = bundled_classifier()
    assert file.stat().st_size <= 12_000_000
    assert hashlib.sha256(file.read_bytes()).hexdigest() in card
    classifier = open_classifier(None)
    assert (classifier.architecture, classifier.size, classifier.options) == ("small_cnn", 144, {"stride": 2})
    for words in ("Article 5(1)(f)", "CC0", "focus score", "photographs"):
        assert words in card


def test_it_beats_chance_on_held_out_people_and_places_as_its_card_says(scenes, card):
    answers = open_classifier(None).scores([scene.image for scene in scenes]).argmax(axis=1)
    right = float(np.mean(answers == [scene.label for scene in scenes]))
    (told,) = re.findall(r"balanced accuracy \*\*([\d.]+) %", card)
    spread = 0.5 / len(scenes) ** 0.5
    assert right > 1 / 3 + 2 * spread
    assert abs(right - float(told) / 100) < 3 * spread


def test_predict_and_models_know_it_at_once(tmp_path, scenes):
    picture = tmp_path / "picture.png"
    Image.fromarray(scenes[0].image).save(picture)
    ran = groupmood("predict", picture)
    assert ran.code == 0, ran.err
    assert "picture.png" in ran.out
    ran = groupmood("models")
    assert "bundled is a trained small_cnn for pictures of 144 pixels" in ran.out
