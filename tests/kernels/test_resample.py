import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synthgroup.kernels.resample import shrink_by_area
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
