import numpy as np
import pytest

from groupmood_model.evaluation.baseline_study import LinearPictures, run_baselines
from synthgroup.errors import RecipeError
from synthgroup.generator import SceneGenerator


def coloured(count, seed):
    draws = np.random.Generator(np.random.Philox(seed))
    labels = draws.integers(0, 3, size=count)
    images = draws.integers(0, 256, size=(count, 32, 40, 3)).astype(np.uint8)
    for image, label in zip(images, labels, strict=True):
        image[8:24, 8:24, label] = np.minimum(image[8:24, 8:24, label] + 40.0, 255).astype(np.uint8)
    return list(images), labels


def test_a_linear_classifier_finds_a_difference_that_is_there():
    classifier = LinearPictures.fit(*coloured(600, 1))
    images, labels = coloured(300, 2)
    assert (classifier.predict(images) == labels).mean() > 0.9


def test_a_linear_classifier_finds_nothing_where_nothing_is():
    images, labels = coloured(900, 3)
    shuffled = np.roll(labels, 7)
    classifier = LinearPictures.fit(images[:600], shuffled[:600])
    assert (classifier.predict(images[600:]) == shuffled[600:]).mean() < 0.45


def test_all_four_baselines_stay_near_chance_on_balanced_scenes():
    recipe = {"size": [96, 96]}
    train, test = (SceneGenerator(recipe=recipe, split=split) for split in ("train", "test"))
    drawn = []
    found = run_baselines(train, test, train_count=120, test_count=100, repeats=200, progress=drawn.append)
    names = ["majority class", "number of faces", "background only", "silhouettes only"]
    assert [one.name for one in found] == names
    assert sum(drawn) == 220
    for one in found:
        assert one.balanced_accuracy.low < 1 / 3 + 0.05
        assert one.balanced_accuracy.count == 100


def test_numbers_are_checked(generator):
    with pytest.raises(RecipeError, match="too few"):
        run_baselines(generator, generator, train_count=0)
    with pytest.raises(RecipeError, match="0 pictures for 1 labels"):
        LinearPictures.fit([], np.array([1]))
