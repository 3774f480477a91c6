import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synthgroup.kernels.resample import crop_of, shrink_by_area, shrink_crop
from synthgroup.rgba import rgb_pixels

PICTURE = np.random.default_rng(0).integers(0, 256, (90, 120, 3), dtype=np.uint8)


def shrunk_picture(picture, crop, size, *, flip=False):
    words = np.empty(size[::-1], np.uint32)
    shrink_by_area(picture, crop, flip, words)
    return rgb_pixels(words)


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 90), st.integers(1, 90), st.integers(0, 90), st.integers(0, 90), st.integers(0, 29), st.booleans()
)
def test_pixels_are_those_of_opencv(width, height, wider, higher, left, flip):
    across, down = min(width + wider, 120 - left), min(height + higher, 90)
    width, height = min(width, across), min(height, down)
    shrunk = shrunk_picture(PICTURE, (left, 90 - down, across, down), (width, height), flip=flip)
    crop = PICTURE[90 - down :, left : left + across]
    expected = cv2.resize(crop, (width, height), interpolation=cv2.INTER_AREA)
    assert np.abs(shrunk.astype(int) - (expected[:, ::-1] if flip else expected)).max() <= 1


@pytest.mark.parametrize("size", [(120, 90), (60, 45), (1, 1)])
def test_a_flat_picture_stays_flat(size):
    flat = np.full((90, 120, 3), 201, np.uint8)
    assert (shrunk_picture(flat, (0, 0, 120, 90), size) == 201).all()


@given(
    st.tuples(st.integers(1, 3000), st.integers(1, 3000)),
    st.tuples(st.integers(16, 1000), st.integers(16, 1000)),
    st.floats(0.01, 1),
    st.tuples(st.floats(0, 1), st.floats(0, 1)),
)
def test_crops_have_the_proportions_of_the_scene_and_lie_inside(sides, size, zoom, position):
    left, top, width, height = crop_of(sides, size, zoom, position)
    unit = min(sides[0] / size[0], sides[1] / size[1]) * zoom
    assert (width, height) == (max(1, round(unit * size[0])), max(1, round(unit * size[1])))
    assert (left, top) == (round((sides[0] - width) * position[0]), round((sides[1] - height) * position[1]))
    assert 0 <= left <= sides[0] - width
    assert 0 <= top <= sides[1] - height


@pytest.mark.parametrize("flip", [False, True])
def test_a_scene_is_filled_with_its_crop_unless_that_is_enlarged(flip):
    words = np.full((30, 40), 7, np.uint32)
    assert shrink_crop(PICTURE, 0.8, (0.3, 1.0), flip, words)
    crop = crop_of((PICTURE.shape[1], PICTURE.shape[0]), (40, 30), 0.8, (0.3, 1.0))
    assert np.array_equal(rgb_pixels(words), shrunk_picture(PICTURE, crop, (40, 30), flip=flip))
    words = np.full((30, 40), 7, np.uint32)
    assert not shrink_crop(PICTURE[:29], 1.0, (0.5, 0.5), flip, words)
    assert (words == 7).all()
