import cv2
import numpy as np
import pytest

from synthgroup.augment import apply_matrix, face_matrix, warp_face
from synthgroup.bank.faces import Level
from synthgroup.emotions import Emotion, Mood
from synthgroup.scene import FacePlan


def a_level(side=90):
    rng = np.random.default_rng(3)
    alpha = cv2.GaussianBlur(rng.integers(0, 256, (side, side), dtype=np.uint8), (0, 0), 4)
    alpha = np.clip((alpha.astype(int) - 120) * 40, 0, 255)
    alpha[[0, 1, -2, -1]] = 0
    alpha[:, [0, 1, -2, -1]] = 0
    colours = rng.integers(0, 256, (side, side, 3)) * alpha[..., None] // 255
    pixels = np.concatenate([colours, alpha[..., None]], axis=2).astype(np.uint8)
    return Level(pixels, (10.0, 12.0, 60.0, 70.0), 120.0, (1.0, 1.0, 0.0, 0.0))


@pytest.mark.parametrize("rotate", [0, 33, 180, -75])
@pytest.mark.parametrize("head_height", [31.0, 64.0, 97.0])
def test_pixels_are_those_of_a_bilinear_warp_by_opencv(rotate, head_height):
    level = a_level()
    plan = FacePlan(0, Emotion.FEAR, Mood.NEGATIVE, 0.3, rotate=rotate, shear=6, flip=True)
    warped = warp_face(level, plan, head_height)
    height, width = warped.pixels.shape[:2]
    x, y = np.meshgrid(np.arange(width) + 0.5, np.arange(height) + 0.5)
    source = apply_matrix(np.linalg.inv(warped.matrix), np.stack([x.ravel(), y.ravel()], axis=1)) - 0.5
    across, down = (source[:, axis].reshape(height, width).astype(np.float32) for axis in (0, 1))
    expected = cv2.remap(level.pixels, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
    difference = np.abs(warped.pixels.astype(int) - expected)
    assert np.quantile(difference, 0.99) <= 1
    assert difference.max() <= 3


def test_nothing_of_the_face_is_left_outside_of_what_is_drawn():
    level = a_level()
    for key in range(40):
        plan = FacePlan(
            0, Emotion.FEAR, Mood.NEGATIVE, 0.3, rotate=9 * key, shear=10, elastic=0.05, elastic_key=key, gain=1.2
        )
        whole = warp_face(level, plan, 80.0)
        wider = Level(np.pad(level.pixels, ((9, 9), (9, 9), (0, 0))), (19.0, 21.0, 60.0, 70.0), 120.0, level.transform)
        assert np.array_equal(face_matrix(level, plan, 80.0)[:2, :2], face_matrix(wider, plan, 80.0)[:2, :2])
        assert not whole.pixels[..., 3].all(axis=None)
        # the outermost pixels are there because something of the face is in them
        for edge in (whole.pixels[0], whole.pixels[-1], whole.pixels[:, 0], whole.pixels[:, -1]):
            assert edge[..., 3].any()


def test_the_hull_holds_every_sample():
    level = a_level()
    rows, columns = np.nonzero(level.pixels[..., 3])
    hull = cv2.convexHull(level.hull.astype(np.float32))
    for row, column in zip(rows[::7].tolist(), columns[::7].tolist(), strict=True):
        for x in (column - 0.5, column + 1.5):
            for y in (row - 0.5, row + 1.5):
                assert cv2.pointPolygonTest(hull, (x, y), measureDist=True) >= -1e-4


def test_an_empty_cutout_leaves_one_transparent_pixel():
    level = Level(np.zeros((20, 20, 4), np.uint8), (4.0, 4.0, 12.0, 12.0), 100.0, (1.0, 1.0, 0.0, 0.0))
    warped = warp_face(level, FacePlan(0, Emotion.FEAR, Mood.NEGATIVE, 0.3), 12.0)
    assert warped.pixels.shape == (1, 1, 4)
    assert warped.area == 0


def test_nothing_lies_around_a_cutout_that_reaches_its_edges():
    """As a user's transform of faces may leave it."""
    level = Level(np.full((40, 40, 4), 255, np.uint8), (8.0, 8.0, 24.0, 24.0), 200.0, (1.0, 1.0, 0.0, 0.0))
    warped = warp_face(level, FacePlan(0, Emotion.FEAR, Mood.NEGATIVE, 0.3, rotate=45), 24.0)
    assert warped.area == pytest.approx(39 * 39, rel=0.03)
    assert not warped.pixels[0, 0].any()
