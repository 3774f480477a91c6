import json

import numpy as np
import pytest

from groupmood_model.evaluation.bootstrap import Interval, mean_interval, metric_intervals
from synthgroup.errors import RecipeError


def answers(count, share, seed=1):
    draws = np.random.Generator(np.random.Philox(seed))
    labels = np.arange(count) % 3
    return labels, np.where(draws.random(count) < share, labels, (labels + 1) % 3)


def test_an_interval_is_the_same_for_the_same_seed_and_another_for_another():
    labels, predicted = answers(120, 0.7)
    once, again, other = (metric_intervals(labels, predicted, seed=seed, repeats=200) for seed in (3, 3, 4))
    assert once == again
    assert once["accuracy"] != other["accuracy"]
    assert once["accuracy"].value == other["accuracy"].value


def test_the_interval_of_an_accuracy_is_as_wide_as_theory_says():
    labels, predicted = answers(900, 0.8)
    found = metric_intervals(labels, predicted)["accuracy"]
    expected = 1.96 * np.sqrt(found.value * (1 - found.value) / 900)
    assert found.count == 900
    assert found.low < found.value < found.high
    assert found.high - found.low == pytest.approx(2 * expected, rel=0.1)


def test_intervals_of_repeated_experiments_hold_the_truth():
    held = 0
    for experiment in range(100):
        labels, predicted = answers(300, 0.7, seed=experiment)
        found = metric_intervals(labels, predicted, repeats=300)["balanced_accuracy"]
        held += found.low <= 0.7 <= found.high
    assert 88 <= held <= 100


def test_frames_of_a_video_are_resampled_together():
    labels, predicted = answers(60, 0.6)
    labels, predicted = np.repeat(labels, 20), np.repeat(predicted, 20)
    groups = np.repeat(np.arange(60), 20)
    together = metric_intervals(labels, predicted, groups=groups)["accuracy"]
    alone = metric_intervals(labels, predicted)["accuracy"]
    assert together.count == 60
    assert together.value == alone.value
    assert together.high - together.low > 3 * (alone.high - alone.low)


def test_perfect_answers_have_an_interval_without_width():
    labels, _ = answers(30, 1)
    found = metric_intervals(labels, labels)
    assert {(one.value, one.low, one.high) for one in found.values()} >= {(1, 1, 1)}
    assert found["balanced_accuracy"].percent() == "100.0 (100.0 to 100.0)"


def test_the_mean_of_values_leaves_out_what_was_not_measured():
    values = np.array([0.1, 0.2, np.nan, 0.3])
    found = mean_interval(values, seed=5)
    assert found.value == pytest.approx(0.2)
    assert found.count == 3
    assert 0.1 <= found.low <= found.value <= found.high <= 0.3
    assert found.plain(1) == "0.2 (0.1 to 0.3)"


def test_the_mean_of_nothing_is_no_number_and_null_in_a_file():
    found = mean_interval(np.array([np.nan]))
    assert found.count == 0
    assert found.plain() == found.percent() == "-"
    assert json.dumps(found.as_record()) == '{"value": null, "low": null, "high": null, "count": 0}'


def test_an_interval_writes_itself_in_per_cent():
    assert Interval(0.5912698, 0.5555, 0.6262, 756).percent() == "59.1 (55.5 to 62.6)"


@pytest.mark.parametrize(("seed", "repeats"), [(-1, 10), (2**64, 10), (0, 0)])
def test_seeds_and_numbers_of_resamples_are_checked(seed, repeats):
    with pytest.raises(RecipeError):
        mean_interval(np.array([0.5, 1.0]), seed=seed, repeats=repeats)
