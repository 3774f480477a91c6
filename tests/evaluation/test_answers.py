from dataclasses import dataclass

import numpy as np
import pytest

from groupmood_model.evaluation.answers import Answers, collect_answers, integrated, raw_scores, softmax
from synthgroup.errors import RecipeError, SourceError


@dataclass
class Picture:
    image: np.ndarray
    label: int
    name: str
    video: str | None = None


class Brightness:
    """Scores a picture by its red, green and blue; remembers how many it got at a time."""

    def __init__(self):
        self.batches = []

    def scores(self, images):
        self.batches.append(len(images))
        return softmax(np.array([image.mean(axis=(0, 1)) for image in images]))


def frames():
    scores = np.array([[4.0, 0, 0], [0, 1, 0], [0, 1, 0], [0, 0, 3], [0, 2, 0]])
    return Answers(
        names=("a-0", "b-0", "a-1", "c", "a-2"),
        labels=np.array([0, 1, 0, 2, 0]),
        scores=scores,
        videos=("a", "b", "a", None, "a"),
    )


def test_pictures_are_scored_in_batches_and_kept_in_order():
    pictures = [Picture(np.array([[[n, 0, 2]]], np.uint8), n % 3, f"p{n}") for n in range(7)]
    scorer, seen = Brightness(), []
    found = collect_answers(scorer, iter(pictures), batch=3, progress=seen.append)
    assert scorer.batches == seen == [3, 3, 1]
    assert found.names == tuple(f"p{n}" for n in range(7))
    assert found.labels.tolist() == [0, 1, 2, 0, 1, 2, 0]
    assert found.predicted.tolist() == [2, 2, 0, 0, 0, 0, 0]
    assert found.probabilities[6] == pytest.approx(softmax(np.array([6.0, 0, 2])), abs=1e-12)
    assert not found.has_videos


def test_averaging_takes_the_mean_of_the_softmax_outputs():
    videos = frames().by_video("average")
    assert videos.names == ("a", "b", "c")
    assert videos.labels.tolist() == [0, 1, 2]
    rows = frames().probabilities[[0, 2, 4]]
    assert videos.probabilities[0] == pytest.approx(rows.mean(axis=0), abs=1e-12)
    assert videos.predicted.tolist() == [1, 1, 2]


def test_accumulation_takes_the_sum_of_the_raw_scores():
    videos = frames().by_video("accumulate")
    assert videos.scores[0].tolist() == [4, 3, 0]
    assert videos.predicted.tolist() == [0, 1, 2]


def test_softmax_outputs_accumulate_as_the_raw_scores_that_they_come_from():
    raw = frames().scores
    again = raw_scores(softmax(raw))
    for how in ("average", "accumulate"):
        first, second = softmax(integrated(raw, how)), softmax(integrated(again, how))
        assert first == pytest.approx(second, abs=1e-12)


def test_lone_pictures_of_one_name_stay_apart():
    same = Answers(("x", "x"), np.array([0, 1]), np.eye(3)[:2], (None, None))
    assert len(same.by_video()) == 2
    assert same.groups().tolist() == [0, 1]


def test_frames_of_one_video_have_one_group():
    assert frames().groups().tolist() == [0, 1, 0, 2, 0]


def test_softmax_stands_large_scores_and_sums_to_one():
    shares = softmax(np.array([[1e4, 0, -1e4], [1, 1, 1]]))
    assert shares[0].tolist() == [1, 0, 0]
    assert shares.sum(axis=1) == pytest.approx([1, 1])
    assert np.isfinite(integrated(np.array([[1e4, 0, -1e4]]), "average")).all()


def test_a_video_with_two_labels_is_refused():
    wrong = Answers(("a-0", "a-1"), np.array([0, 1]), np.zeros((2, 3)), ("a", "a"))
    with pytest.raises(SourceError, match="'a' have different labels"):
        wrong.by_video()


def test_an_unknown_way_to_join_frames_is_refused():
    with pytest.raises(RecipeError, match="allowed: average, accumulate"):
        frames().by_video("vote")


@pytest.mark.parametrize(
    ("labels", "scores", "said"),
    [
        ([0], np.zeros((2, 3)), "disagree in number"),
        ([0, 1], np.zeros((2, 2)), r"must be \(2, 3\)"),
        ([0, 3], np.zeros((2, 3)), "labels run from 0 to 3"),
        ([0, 1], np.array([[0, 0, 0], [0, np.nan, 0]]), "'q' is no finite number"),
    ],
)
def test_answers_that_cannot_be_are_refused(labels, scores, said):
    with pytest.raises(RecipeError, match=said):
        Answers(("p", "q"), np.array(labels), scores, (None, None))


def test_no_answers_at_all_are_refused():
    with pytest.raises(SourceError, match="nothing to evaluate"):
        collect_answers(Brightness(), [])
