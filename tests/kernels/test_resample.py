import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synthgroup.kernels.resample import shrink_by_area

PICTURE = np.random.default_rng(0).integers(0, 256, (90, 120, 3), dtype=np.uint8)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 90), st.integers(1, 90), st.integers(0, 90), st.integers(0, 90), st.integers(0, 29))
def test_pixels_are_those_of_opencv(width, height, wider, higher, left):
    across, down = min(width + wider, 120 - left), min(height + higher, 90)
    width, height = min(width, across), min(height, down)
    shrunk = shrink_by_area(PICTURE, (left, 90 - down, across, down), width, height)
    crop = PICTURE[90 - down :, left : left + across]
    expected = cv2.resize(crop, (width, height), interpolation=cv2.INTER_AREA)
    assert np.abs(shrunk.astype(int) - expected).max() <= 1


@pytest.mark.parametrize("size", [(120, 90), (60, 45), (1, 1)])
def test_a_flat_picture_stays_flat(size):
    flat = np.full((90, 120, 3), 201, np.uint8)
    assert (shrink_by_area(flat, (0, 0, 120, 90), *size) == 201).all()
