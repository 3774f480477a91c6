"""From linear light to a picture."""

from __future__ import annotations

import numpy as np
import pytest

from tools.places.develop import blur, develop, filmic, magnify


@pytest.fixture
def light() -> np.ndarray:
    y, x = np.mgrid[0:48, 0:64] / 64
    return np.stack([0.2 + x, 0.3 + 0.5 * y, 0.2 + 0.4 * x * y], -1)


def test_the_same_light_and_seed_give_the_same_picture(light: np.ndarray) -> None:
    first = develop(light, 7)
    assert first.dtype == np.uint8
    assert first.shape == light.shape
    assert np.array_equal(first, develop(light.copy(), 7))
    assert not np.array_equal(first, develop(light, 8))


def test_exposure_does_not_depend_on_the_strength_of_the_light(light: np.ndarray) -> None:
    assert abs(develop(light, 1, 0.2).astype(int) - develop(light * 50, 1, 0.2)).max() <= 1


def test_a_larger_key_is_brighter(light: np.ndarray) -> None:
    assert develop(light, 1, 0.3).mean() > develop(light, 1, 0.1).mean() + 10


def test_white_balance_that_does_not_adapt_keeps_a_cast() -> None:
    warm = np.linspace(0.5, 1, 64)[None, :, None] * np.full((48, 64, 3), (1.0, 0.6, 0.3))

    def cast(adaptation: float) -> float:
        picture = develop(warm, 3, 0.2, adaptation).astype(float)
        return float(picture[..., 0].mean() - picture[..., 2].mean())

    assert cast(0.0) > cast(1.0) + 10 > 10


def test_overflow_and_nothing_at_all_are_no_trouble() -> None:
    light = np.zeros((24, 32, 3))
    light[0, 0] = (np.inf, np.nan, -5.0)
    light[10:14, 10:20] = 2.0
    picture = develop(light, 0)
    assert picture.max() > picture.min()


def test_the_curve_rises_from_black_to_white() -> None:
    curve = filmic(np.linspace(0, 20, 500))
    assert curve[0] == 0
    assert 0.99 < curve[-1] <= 1
    assert (np.diff(curve) >= 0).all()


def test_blur_keeps_the_mean_of_a_dot() -> None:
    dot = np.zeros((41, 41))
    dot[20, 20] = 1
    assert blur(dot, 2.0).sum() == pytest.approx(1)
    assert blur(dot, 2.0)[20, 20] == pytest.approx(1 / (2 * np.pi * 4), rel=0.05)


def test_magnifying_by_nothing_changes_nothing() -> None:
    channel = np.random.default_rng(0).random((20, 30))
    assert np.allclose(magnify(channel, 0.0)[:-1, :-1], channel[:-1, :-1], atol=1e-2)
