import numpy as np
import pytest

from groupmood_model.explanation.focus import faces_mask, focus_score, pointing_hit
from synthgroup.errors import RecipeError


def test_random_maps_have_no_focus_and_the_mask_itself_has_all(generator):
    draws = np.random.Generator(np.random.Philox(5))
    for index in range(12):
        mask = faces_mask(generator[index])
        assert focus_score(draws.random(mask.shape), mask) == pytest.approx(0, abs=0.02)
        assert focus_score(mask.astype(np.float32), mask) == 1
        assert pointing_hit(mask.astype(np.float32), mask) == 1


def test_blurred_random_maps_have_no_focus_on_average(generator):
    import cv2

    draws = np.random.Generator(np.random.Philox(6))
    mask = faces_mask(generator[3])
    scores = [
        focus_score(cv2.resize(draws.random((7, 7)), mask.shape[::-1], interpolation=cv2.INTER_LINEAR), mask)
        for _ in range(1500)
    ]
    assert np.mean(scores) == pytest.approx(0, abs=0.02)


def test_the_score_is_the_excess_share_of_heat_on_faces():
    mask = np.zeros((10, 10), dtype=np.bool_)
    mask[:2] = True
    heat = np.ones((10, 10))
    assert focus_score(heat, mask) == pytest.approx(0, abs=1e-12)
    heat[:2] = 4
    assert focus_score(heat, mask) == pytest.approx((0.5 - 0.2) / 0.8)
    assert focus_score((~mask).astype(np.float32), mask) == pytest.approx(-0.25)


def test_a_map_without_heat_prefers_nothing():
    mask = np.eye(4, dtype=np.bool_)
    assert focus_score(np.zeros((4, 4)), mask) == 0
    assert pointing_hit(np.zeros((4, 4)), mask) == mask.mean()


def test_the_pointing_game_looks_at_the_hottest_pixel():
    mask = np.eye(4, dtype=np.bool_)
    heat = np.ones((4, 4))
    heat[1, 2] = 2
    assert pointing_hit(heat, mask) == 0
    heat[1, 1] = 2
    assert pointing_hit(heat, mask) == 0.5
    heat[1, 1] = 3
    assert pointing_hit(heat, mask) == 1


@pytest.mark.parametrize(
    ("heat", "mask", "said"),
    [
        (np.ones((3, 3)), np.eye(4, dtype=np.bool_), "one height and width"),
        (np.full((4, 4), -1.0), np.eye(4, dtype=np.bool_), "negative"),
        (np.full((4, 4), np.nan), np.eye(4, dtype=np.bool_), "not finite"),
        (np.ones((4, 4)), np.zeros((4, 4), dtype=np.bool_), "no focus to measure"),
        (np.ones((4, 4)), np.ones((4, 4), dtype=np.bool_), "no focus to measure"),
    ],
)
def test_what_has_no_focus_is_refused(heat, mask, said):
    with pytest.raises(RecipeError, match=said):
        focus_score(heat, mask)
