"""Cleaning of edges: noise goes, everything else stays."""

import numpy as np
from PIL import Image

from tools.people.edges import clean


def picture(alpha, colour=(200, 120, 40)):
    pixels = np.zeros((*alpha.shape, 4), np.uint8)
    pixels[..., :3] = colour
    pixels[..., 3] = alpha
    return Image.fromarray(pixels)


def test_even_alpha_stays_as_it_is():
    whole = picture(np.full((20, 20), 255, np.uint8))
    assert np.array_equal(np.asarray(clean(whole)), np.asarray(whole))


def test_nothing_stays_nothing():
    assert not np.asarray(clean(picture(np.zeros((20, 20), np.uint8))))[..., 3].any()


def test_a_noisy_edge_gets_smoother_and_keeps_its_colour():
    rng = np.random.default_rng(0)
    alpha = np.where(rng.random((40, 40)) < np.linspace(0, 1, 40), 255, 0).astype(np.uint8)
    cleaned = np.asarray(clean(picture(alpha))).astype(int)
    before, after = (np.abs(np.diff(values.astype(int), axis=0)).mean() for values in (alpha, cleaned[..., 3]))
    assert after < 0.7 * before
    assert abs(cleaned[..., 3].mean() - alpha.mean()) < 5
    seen = cleaned[cleaned[..., 3] > 20][:, :3]
    assert np.abs(seen - (200, 120, 40)).max() <= 1


def test_faint_alpha_is_removed():
    assert not np.asarray(clean(picture(np.full((8, 8), 2, np.uint8))))[..., 3].any()
