import numpy as np
import pytest
from sklearn import metrics as reference

from groupmood_model.evaluation.bootstrap import rates
from groupmood_model.evaluation.metrics import measure
from groupmood_model.evaluation.paper import CHALLENGE_TEST, CHALLENGE_TEST_ALL
from synthgroup.emotions import MOODS
from synthgroup.errors import RecipeError, SourceError

LABELS = [0, 1, 2]


def cases():
    draws = np.random.Generator(np.random.Philox(7))
    some = [(draws.integers(0, 3, size=n), draws.integers(0, 3, size=n)) for n in (1, 2, 10, 257, 4000)]
    rare = draws.choice(3, size=300, p=[0.96, 0.03, 0.01])
    absent = np.array([0, 0, 2, 2, 2])
    never = np.array([0, 2, 1, 1, 0])
    return [*some, (rare, np.where(draws.random(300) < 0.7, rare, 0)), (absent, absent), (absent, never)]


@pytest.mark.parametrize("case", range(8))
def test_every_metric_agrees_with_scikit_learn(case):
    labels, predicted = cases()[case]
    found = measure(labels, predicted)
    precision, recall, f1, support = reference.precision_recall_fscore_support(
        labels, predicted, labels=LABELS, zero_division=0
    )
    assert found.accuracy == pytest.approx(reference.accuracy_score(labels, predicted), abs=1e-6)
    present = np.unique(labels)
    balanced = reference.recall_score(labels, predicted, labels=present, average="macro", zero_division=0)
    assert found.balanced_accuracy == pytest.approx(balanced, abs=1e-6)
    macro = [found.macro_precision, found.macro_recall, found.macro_f1]
    assert macro == pytest.approx([precision.mean(), recall.mean(), f1.mean()], abs=1e-6)
    for number, one in enumerate(found.classes):
        each = [one.precision, one.recall, one.f1, one.accuracy]
        assert each == pytest.approx([precision[number], recall[number], f1[number], recall[number]], abs=1e-6)
        assert one.support == support[number]
        assert one.predicted == (predicted == number).sum()
    confusion = reference.confusion_matrix(labels, predicted, labels=LABELS)
    assert found.confusion == tuple(map(tuple, confusion.tolist()))
    in_rows = confusion[present] / confusion[present].sum(axis=1, keepdims=True)
    assert found.normalised[present] == pytest.approx(in_rows, abs=1e-6)


@pytest.mark.parametrize("case", range(8))
def test_the_metrics_of_resamples_are_the_same_metrics(case):
    labels, predicted = cases()[case]
    found = measure(labels, predicted)
    many = rates(np.array([found.confusion, found.confusion], dtype=np.float64))
    for name in ("accuracy", "balanced_accuracy", "macro_precision", "macro_recall", "macro_f1"):
        assert many[name] == pytest.approx([getattr(found, name)] * 2, abs=1e-6)
    for one in found.classes:
        for name in ("precision", "recall", "f1"):
            assert many[f"{name}.{one.mood}"][0] == pytest.approx(getattr(one, name), abs=1e-6)


def test_the_papers_test_results_come_out_to_the_last_digit():
    right = {"negative": (173, 230), "neutral": (144, 309), "positive": (130, 217)}
    labels, predicted = [], []
    for number, mood in enumerate(MOODS):
        hits, count = right[mood]
        labels += [number] * count
        predicted += [number] * hits + [(number + 1) % 3] * (count - hits)
    found = measure(np.array(labels), np.array(predicted))
    for one in found.classes:
        assert round(100 * one.accuracy, 4) == CHALLENGE_TEST[one.mood]
    assert round(100 * found.accuracy, 4) == CHALLENGE_TEST_ALL
    assert found.count == 756


def test_the_record_has_every_number():
    record = measure(np.array([0, 1, 2, 2]), np.array([0, 1, 2, 1])).as_record()
    assert record["count"] == 4
    assert record["classes"]["positive"]["recall"] == 0.5
    assert record["confusion"] == [[1, 0, 0], [0, 1, 0], [0, 1, 1]]
    assert record["confusion_normalised"][2] == [0, 0.5, 0.5]
    assert set(record["macro"]) == {"precision", "recall", "f1"}


@pytest.mark.parametrize(
    ("labels", "predicted", "error", "said"),
    [
        ([], [], SourceError, "nothing to measure"),
        ([0, 1], [0], RecipeError, "one length"),
        ([0, 3], [0, 1], RecipeError, "labels run from 0 to 3"),
        ([0, 2], [-1, 1], RecipeError, "answers run from -1 to 1"),
    ],
)
def test_what_cannot_be_compared_is_refused(labels, predicted, error, said):
    with pytest.raises(error, match=said):
        measure(np.array(labels, dtype=np.int64), np.array(predicted, dtype=np.int64))
