import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synthgroup.augment import apply_matrix, face_matrix, warp_face
from synthgroup.bank.faces import Level
from synthgroup.emotions import Emotion, Mood
from synthgroup.scene import FacePlan


def a_level(size=96):
    """A disc with a red left and a green right half: premultiplied, with a soft rim and a transparent border."""
    rows, columns = np.mgrid[0:size, 0:size] + 0.5
    alpha = np.clip(0.4 * size - np.hypot(rows - size / 2, columns - size / 2) + 0.5, 0, 1)
    pixels = np.zeros((size, size, 4))
    pixels[..., 0] = 200 * (columns < size / 2)
    pixels[..., 1] = 200 * (columns >= size / 2)
    pixels[..., 2] = 40
    pixels[..., 3] = 255
    pixels = np.round(pixels * alpha[..., None]).astype(np.uint8)
    side = 0.8 * size
    return Level(pixels, (0.1 * size, 0.1 * size, side, side), 120.0, (1.0, 1.0, 0.0, 0.0))


def a_plan(**changes):
    return FacePlan(face=0, emotion=Emotion.FEAR, mood=Mood.NEGATIVE, head_height=0.3, **changes)


def test_no_change_at_the_same_size_keeps_every_pixel():
    level = a_level()
    warped = warp_face(level, a_plan(), level.head[3])
    inner = level.pixels[level.pixels[..., 3].any(axis=1)][:, level.pixels[..., 3].any(axis=0)]
    assert np.abs(warped.pixels.astype(int) - inner).max() <= 1


@pytest.mark.parametrize("head_height", [20.0, 41.5, 76.8, 130.0])
def test_the_silhouette_has_the_wanted_size(head_height):
    warped = warp_face(a_level(), a_plan(), head_height)
    assert warped.area == pytest.approx(np.pi * head_height**2 / 4, rel=0.04)
    assert np.abs(np.array(warped.silhouette.shape) - head_height).max() <= 4


def test_a_flip_exchanges_left_and_right():
    level = a_level()
    plain, flipped = (warp_face(level, a_plan(flip=flip), 60) for flip in (False, True))
    assert np.abs(plain.pixels[:, ::-1].astype(int) - flipped.pixels).max() <= 2


def test_rotation_is_clockwise():
    turned = warp_face(a_level(), a_plan(rotate=90), 60).pixels
    assert turned[10, 30, 0] > 150  # the red left half has come to the top
    assert turned[50, 30, 1] > 150


@st.composite
def plans(draw):
    return a_plan(
        rotate=draw(st.floats(-180, 180)),
        shear=draw(st.floats(-30, 30)),
        scale=draw(st.floats(0.5, 2)),
        perspective=draw(st.tuples(*[st.floats(-0.1, 0.1)] * 2)),
        elastic=draw(st.floats(0, 0.03)),
        elastic_key=draw(st.integers(0, 2**48 - 1)),
        flip=draw(st.booleans()),
        gain=draw(st.floats(0.1, 1.9)),
        contrast=draw(st.floats(0.1, 1.9)),
    )


@settings(max_examples=60, deadline=None)
@given(plans(), st.floats(32, 120))
def test_whatever_is_drawn_gives_a_whole_premultiplied_face(plan, head_height):
    warped = warp_face(a_level(), plan, head_height)
    assert (warped.pixels[..., :3] <= warped.pixels[..., 3:]).all()
    assert warped.area == warped.silhouette.sum()
    assert warped.area == pytest.approx(np.pi / 4 * (head_height * plan.scale) ** 2, rel=0.25)


@settings(max_examples=30, deadline=None)
@given(st.tuples(*[st.floats(-0.3, 0.3)] * 2), st.floats(-180, 180))
def test_the_strongest_perspective_stays_before_the_viewer(perspective, rotate):
    warped = warp_face(a_level(), a_plan(perspective=perspective, rotate=rotate), 60)
    assert max(warped.silhouette.shape) < 60 * 5
    assert warped.area > 60 * 60 / 4


def test_the_matrix_tells_where_points_go():
    level = a_level()
    plan = a_plan(rotate=20, shear=5, scale=1.1, perspective=(0.06, -0.06), flip=True)
    warped = warp_face(level, plan, 200)
    middle = apply_matrix(warped.matrix, np.array([[48.0, 48.0]]))[0]
    left, right = (warped.pixels[int(middle[1]), int(middle[0]) + step] for step in (-4, 4))
    assert left[1] > left[0]
    assert right[0] > right[1]


def test_the_perspective_changes_the_size_by_the_named_share():
    level = a_level()
    matrix = face_matrix(level, a_plan(perspective=(0.06, 0.0)), 100)
    x, y, w, h = level.head
    right = [(x + w, y + h / 2), (x + w, y + h / 2 + 1)]
    middle = [(x + w / 2, y + h / 2), (x + w / 2, y + h / 2 + 1)]
    unit = [np.diff(apply_matrix(matrix, np.array(pair)), axis=0)[0, 1] for pair in (middle, right)]
    assert unit[1] / unit[0] == pytest.approx(1.06, abs=0.01)


def test_elastic_fields_differ_by_key_and_stay_small():
    level = a_level()
    plain = warp_face(level, a_plan(), 76)
    bent = [warp_face(level, a_plan(elastic=0.02, elastic_key=key), 76) for key in (1, 2)]
    assert bent[0].pixels.shape != bent[1].pixels.shape or not np.array_equal(bent[0].pixels, bent[1].pixels)
    for one in bent:
        assert one.area == pytest.approx(plain.area, rel=0.1)


def test_relighting_keeps_the_mean_under_contrast_and_scales_it_under_gain():
    pixels = np.zeros((6, 8, 4), np.uint8)
    pixels[2, 2], pixels[2, 3], pixels[2, 4] = (120, 120, 120, 255), (60, 60, 60, 128), (1, 0, 0, 1)
    level = Level(pixels, (2.0, 2.0, 2.0, 2.0), 120.0, (1.0, 1.0, 0.0, 0.0))

    def relit(**changes):
        return warp_face(level, a_plan(**changes), 2.0).pixels[0, :2].tolist()

    assert relit(contrast=0.5) == [[120, 120, 120, 255], [60, 60, 60, 128]]
    assert relit(gain=0.5) == [[60, 60, 60, 255], [30, 30, 30, 128]]
    assert relit(gain=4.0) == [[255, 255, 255, 255], [128, 128, 128, 128]]
