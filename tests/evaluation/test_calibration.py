import numpy as np
import pytest
from sklearn.calibration import calibration_curve

from groupmood_model.evaluation.answers import Answers
from groupmood_model.evaluation.calibration import calibration


def drawn(count=3000, sharpness=2.0, seed=3):
    draws = np.random.Generator(np.random.Philox(seed))
    scores = draws.normal(size=(count, 3)) * sharpness
    labels = draws.integers(0, 3, size=count)
    return Answers(tuple(map(str, range(count))), labels, scores, (None,) * count)


def test_the_reliability_diagram_agrees_with_scikit_learn():
    answers = drawn()
    found = calibration(answers, bins=10)
    confidence = answers.probabilities.max(axis=1)
    right = answers.predicted == answers.labels
    accuracy, mean_confidence = calibration_curve(right, confidence, n_bins=10, strategy="uniform")
    filled = [one for one in found.bins if one.count]
    assert [one.accuracy for one in filled] == pytest.approx(accuracy.tolist(), abs=1e-6)
    assert [one.confidence for one in filled] == pytest.approx(mean_confidence.tolist(), abs=1e-6)


def test_the_error_is_the_weighted_distance_of_the_bins():
    answers = drawn()
    found = calibration(answers)
    expected = sum(one.count * abs(one.accuracy - one.confidence) for one in found.bins if one.count) / len(answers)
    assert found.error == pytest.approx(expected, abs=1e-6)
    assert sum(one.count for one in found.bins) == len(answers)


def test_certain_and_right_is_perfect_and_certain_and_wrong_is_the_worst():
    labels = np.array([0, 1, 2, 2])
    names, videos = tuple("abcd"), (None,) * 4
    scores = np.eye(3)[labels] * 1000
    assert calibration(Answers(names, labels, scores, videos)).error == pytest.approx(0, abs=1e-6)
    wrong = calibration(Answers(names, (labels + 1) % 3, scores, videos))
    assert wrong.error == pytest.approx(1, abs=1e-6)
    assert wrong.as_record()["bins"][-1] == {
        "low": pytest.approx(14 / 15),
        "high": 1.0,
        "count": 4,
        "confidence": 1.0,
        "accuracy": 0.0,
    }


def test_labels_drawn_from_the_softmax_are_well_calibrated():
    answers = drawn(count=6000)
    chances = answers.probabilities.cumsum(axis=1)
    draws = np.random.Generator(np.random.Philox(9)).random(6000)
    labels = (draws[:, None] > chances).sum(axis=1).clip(0, 2)
    assert calibration(Answers(answers.names, labels, answers.scores, answers.videos)).error < 0.03
