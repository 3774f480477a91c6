import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))

import builtin_balance
import builtin_duplicates
import builtin_leaks
import builtin_readability
import builtin_sharpness
import expression_classifier
import pack

from synthgroup.emotions import Emotion

HEAD = (20, 10, 40, 50)


def noise(seed, height=96, width=128):
    rng = np.random.default_rng(seed)
    coarse = rng.integers(0, 256, (height // 8, width // 8, 3), dtype=np.uint8)
    return np.asarray(Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC))


def face(identity, emotion, **row):
    return pack.Face(Path("none.webp"), identity, Emotion(emotion), HEAD, {"identity": identity, **row})


def people(count):
    return [face(f"p{number}", emotion) for number in range(count) for emotion in pack.EMOTIONS]


def test_a_crop_shows_the_head_from_the_place_that_its_box_says():
    picture = np.zeros((100, 100, 4), np.uint8)
    picture[35:60, 20:60] = (200, 100, 50, 255)
    crop = pack.crop_head(picture, HEAD, 50)
    assert crop.shape == (50, 50, 4)
    # The crop begins 0.15 head heights below the crown, at row 17.5; the lower half of the head begins at row 35.
    assert crop[12, 25, 3] == 0
    assert crop[25, 25].tolist() == [200, 100, 50, 255]
    assert crop[25, 1, 3] == 0
    assert crop[46, 25, 3] == 0


def test_surprise_has_no_mood():
    moods = dict(zip(pack.EMOTIONS, pack.moods_of(np.arange(7)).tolist(), strict=True))
    assert moods["surprise"] == -1
    assert (moods["fear"], moods["neutral"], moods["happiness"]) == (0, 1, 2)


def test_columns_of_many_numbers_are_cut_into_equal_shares():
    assert sorted(set(pack.categories([str(number) for number in range(100)]))) == [f"share {n}" for n in range(1, 6)]
    assert pack.categories(["1", "2", "1"]) == ["1", "2", "1"]
    assert pack.categories(["a", "2"]) == ["a", "2"]


def test_attributes_are_all_columns_that_are_not_excluded():
    assert pack.attributes([{"file": "x", "covering": "none"}], pack.STRUCTURE) == {"covering": ["none"]}


def test_an_interval_holds_the_score_and_widens_with_fewer_groups():
    right = np.array([1, 0, 1, 1, 0, 1, 1, 1, 0, 1] * 10, float)
    many = pack.interval(np.mean, (right,), [str(number) for number in range(100)])
    few = pack.interval(np.mean, (right,), [str(number // 10 % 3) for number in range(100)])
    assert many[0] == pytest.approx(0.7)
    assert many[1] < 0.7 < many[2]
    assert few[0] == many[0]


def test_tables_show_three_places_and_yes_or_no():
    assert pack.table(["a", "b", "c"], [[0.12345, True, 3]]).splitlines()[-1] == "| 0.123 | yes | 3 |"


def test_gradient_histograms_do_not_depend_on_contrast():
    picture = noise(1, 64, 64).astype(float)
    bright, dim = (np.clip(picture * factor, 0, 255).astype(np.uint8) for factor in (1, 0.5))
    one, other = (expression_classifier.histograms(shown, (8, 16)) for shown in (bright, dim))
    assert one.shape == (8 * 8 * 24 + 4 * 4 * 24,)
    assert np.corrcoef(one, other)[0, 1] > 0.99


def test_the_mood_is_that_of_the_most_probable_emotions_together():
    probable = np.zeros((1, 7))
    for emotion, value in {"anger": 0.2, "fear": 0.2, "happiness": 0.25, "surprise": 0.35}.items():
        probable[0, pack.EMOTIONS.index(Emotion(emotion))] = value
    assert expression_classifier.predict_moods(probable).tolist() == [0]


def test_scores_of_answers():
    truth, answers = np.array([0, 0, 0, 1]), np.array([0, 0, 1, 1])
    assert builtin_readability.accuracy(truth, answers) == 0.75
    assert builtin_readability.balanced(truth, answers) == pytest.approx(5 / 6)
    assert builtin_readability.f1(truth, answers, 1) == pytest.approx(2 / 3)
    assert builtin_readability.confusion(truth, answers, 2).tolist() == [[2, 1], [0, 1]]


def test_no_view_sees_the_mouth_the_eyes_or_an_open_jaw():
    masks = builtin_leaks.masks()

    def sees(name, x, y):
        side, reach = builtin_leaks.SIDE, builtin_leaks.REACH
        row, column = (
            int(((place - middle) / reach + 0.5) * side) for place, middle in ((y, builtin_leaks.MIDDLE), (x, 0))
        )
        return bool(masks[name][row, column])

    for y in (0.7, 0.85, 1.0, 1.1):
        assert not any(sees(name, 0, y) for name in masks), y
    for x in (-0.2, 0.2):
        assert not any(sees(name, x, 0.45) for name in ("hair", "outside"))
    assert sees("hair", 0, 0.05)
    assert sees("shoulders", 0.6, 1.4)
    assert sees("silhouette", 0.4, 0.3)


def test_shuffling_keeps_what_each_person_has():
    labels, names = np.tile(np.arange(7), 5), np.repeat(np.array(list("abcde")), 7)
    order = np.random.default_rng(3).permutation(35)
    labels, names = labels[order], names[order]
    mixed = builtin_leaks.shuffled(labels, names, np.random.default_rng(0))
    assert (mixed != labels).any()
    for name in "abcde":
        assert sorted(mixed[names == name]) == list(range(7))


def test_a_view_that_tells_one_emotion_is_found_and_noise_is_not():
    faces = people(20)
    rng = np.random.default_rng(0)
    view = rng.normal(size=(len(faces), 4))
    labels, names = pack.emotions_of(faces), np.array([one.identity for one in faces])
    silent = builtin_leaks.judged(view, labels, names, 39)
    view[labels == 2, 1] += 1.5
    telling = builtin_leaks.judged(view, labels, names, 39)
    assert silent["p of area"] > 0.05
    assert telling["p of area"] == pytest.approx(1 / 40)
    assert telling["best"] == 2
    assert telling["area"] > 0.75


def test_areas_under_the_curve():
    scores = np.array([[0.9, 0.1], [0.8, 0.2], [0.1, 0.9], [0.85, 0.15]])
    assert builtin_leaks.areas(np.array([0, 0, 1, 1]), scores).tolist() == [0.75, 0.75]


def test_p_values_are_corrected_after_holm():
    assert builtin_leaks.holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert builtin_leaks.holm([0.9, 0.8]) == [1.0, 1.0]


def test_chi_square_finds_an_attribute_that_goes_with_an_emotion():
    faces = [
        face(f"p{number}", emotion, light="dim" if emotion == "fear" else "day", hair="bob" if number % 2 else "afro")
        for number in range(10)
        for emotion in pack.EMOTIONS
    ]
    found = {(line["attribute"], line["against"]): line["corrected p"] for line in builtin_leaks.chi_squares(faces)}
    assert found["light", "emotion"] < 1e-6
    assert found["hair", "emotion"] > 0.9


def test_planted_leaks_touch_their_own_emotion_alone():
    picture = np.full((100, 100, 4), 100, np.uint8)
    for plant, _ in builtin_leaks.PLANTS.values():
        changed = set()
        for emotion in pack.EMOTIONS:
            known = face("p1", emotion, yaw="1.0", light="day")
            shown, told = plant(picture, known)
            if told != known or (shown != picture).any():
                changed.add(emotion)
        assert len(changed) == 1


def test_margins_count_cells_that_never_occur():
    rows = [{"sex": "f", "age": "old"}, {"sex": "m", "age": "young"}]
    assert builtin_balance.margin(rows, ["sex", "age"]) == {"f old": 1, "f young": 0, "m old": 0, "m young": 1}


def test_counts_within_a_fifth_of_the_mean_are_even():
    assert builtin_balance.evenness([8, 12, 10]) == (8, 12, pytest.approx(0.2), True)
    assert not builtin_balance.evenness([7, 13, 10])[3]


def test_an_identity_in_two_splits_is_named():
    faces = [face("p1", "fear", split="train"), face("p1", "anger", split="val"), face("p2", "fear", split="val")]
    assert builtin_balance.divided(faces) == ["p1"]


def test_a_disturbed_copy_is_near_and_another_picture_is_not():
    picture = noise(1)
    own, copy, other = (
        builtin_duplicates.perceptual_hash(one) for one in (picture, builtin_duplicates.disturbed(picture), noise(2))
    )
    near, far = builtin_duplicates.distances(np.array([own]), np.array([copy, other]))[0]
    assert near <= builtin_duplicates.THRESHOLD < far


def test_nearest_pairs_come_first_and_once():
    found = np.array([[0, 5, 3], [5, 0, 9], [3, 9, 0]])
    allowed = ~np.eye(3, dtype=bool)
    assert builtin_duplicates.nearest(found, "abc", allowed) == [(3, "a", "c"), (5, "a", "b"), (9, "b", "c")]


@pytest.mark.parametrize("contrast", [60, 200])
def test_sharpness_is_one_over_the_blur_whatever_the_contrast(contrast):
    step = np.zeros((80, 80), np.float32)
    step[:, 40:] = contrast
    import cv2

    for sigma in (2, 4):
        grey = cv2.GaussianBlur(step, (0, 0), sigma)
        whole = np.ones(grey.shape, bool)
        assert builtin_sharpness.sharpness(grey, whole) == pytest.approx(1 / sigma, rel=0.15)


def test_flat_pixels_have_no_sharpness():
    assert builtin_sharpness.sharpness(np.full((50, 50), 80, np.float32), np.ones((50, 50), bool)) is None
