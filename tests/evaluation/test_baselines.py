import numpy as np
import pytest

from groupmood_model.evaluation.baselines import (
    PICTURE_BASELINES,
    FaceCount,
    MajorityClass,
    background_only,
    baseline_result,
    silhouettes_only,
)
from synthgroup.errors import RecipeError, SourceError


def test_the_majority_class_is_the_most_common_label():
    baseline = MajorityClass.fit(np.array([2, 0, 2, 1]))
    assert baseline.predict(3).tolist() == [2, 2, 2]
    assert MajorityClass.fit(np.array([1, 0])).label == 0


def test_the_number_of_faces_is_looked_up_and_an_unknown_number_gets_the_majority():
    baseline = FaceCount.fit(np.array([1, 1, 2, 2, 2, 3]), np.array([0, 0, 1, 1, 2, 1]))
    assert baseline.predict(np.array([1, 2, 3, 9])).tolist() == [0, 1, 1, 1]


def test_the_majority_class_has_a_balanced_accuracy_of_a_third():
    labels = np.array([0, 1, 2] * 40)
    found = baseline_result("majority class", labels, MajorityClass.fit(labels).predict(120))
    assert found.balanced_accuracy.value == pytest.approx(1 / 3)
    assert found.as_record()["name"] == "majority class"
    assert found.accuracy.low < 1 / 3 < found.accuracy.high


def test_the_number_of_faces_says_nothing_of_balanced_scenes(generator):
    plans = [generator.plan(index) for index in range(3000)]
    counts = np.array([len(plan.faces) for plan in plans])
    labels = np.array([plan.mood.label for plan in plans])
    baseline = FaceCount.fit(counts[:1500], labels[:1500])
    found = baseline_result("number of faces", labels[1500:], baseline.predict(counts[1500:]))
    assert found.balanced_accuracy.low < 0.36


def test_without_faces_the_background_stays_and_each_face_is_one_colour(generator):
    scene = generator[5]
    image = background_only(scene)
    covered = np.any([face.mask for face in scene.faces], axis=0)
    assert np.array_equal(image[~covered], scene.image[~covered])
    for face in scene.faces:
        assert len(np.unique(image[face.mask], axis=0)) == 1
        assert np.abs(image[face.mask][0] - scene.image[face.mask].mean(axis=0)).max() <= 0.5
    assert image is not scene.image


def test_silhouettes_are_the_masks_and_nothing_else(generator):
    scene = generator[5]
    image = silhouettes_only(scene)
    covered = np.any([face.mask for face in scene.faces], axis=0)
    assert np.array_equal(image, np.where(covered[..., None], 255, 0).repeat(3, axis=2))
    assert image.dtype == np.uint8


def test_silhouettes_do_not_change_with_the_background(generator):
    scene = generator[5]
    moved = generator.draw(scene.layout.with_background(3))
    assert np.array_equal(silhouettes_only(scene), silhouettes_only(moved))
    assert set(PICTURE_BASELINES) == {"background", "silhouettes"}


def test_baselines_need_labels():
    with pytest.raises(SourceError, match="needs training labels"):
        MajorityClass.fit(np.array([], dtype=np.int64))
    with pytest.raises(RecipeError, match="3 numbers of faces for 2 labels"):
        FaceCount.fit(np.array([1, 2, 3]), np.array([0, 1]))
