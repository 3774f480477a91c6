import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycocotools import mask as coco

from synthgroup.rle import decode_mask, encode_mask


@st.composite
def placed_crops(draw):
    height, width = draw(st.integers(1, 24)), draw(st.integers(1, 24))
    rows, columns = draw(st.integers(1, height)), draw(st.integers(1, width))
    left, top = draw(st.integers(0, width - columns)), draw(st.integers(0, height - rows))
    bits = draw(st.lists(st.booleans(), min_size=rows * columns, max_size=rows * columns))
    return np.array(bits).reshape(rows, columns), left, top, width, height


@given(placed_crops())
def test_masks_agree_with_pycocotools_and_come_back(placed):
    crop, left, top, width, height = placed
    full = np.zeros((height, width), np.bool_)
    full[top : top + crop.shape[0], left : left + crop.shape[1]] = crop
    encoded = encode_mask(*placed)
    theirs = coco.encode(np.asfortranarray(full.astype(np.uint8)))
    assert encoded == {"size": [height, width], "counts": theirs["counts"].decode()}
    assert np.array_equal(decode_mask(encoded), full)


def test_a_large_mask_agrees():
    grid = np.hypot(*np.mgrid[-200:200, -150:150]) < 140
    encoded = encode_mask(grid, 30, 20, 640, 480)
    assert coco.area({"size": encoded["size"], "counts": encoded["counts"].encode()}) == grid.sum()
    assert decode_mask(encoded).sum() == grid.sum()


@pytest.mark.parametrize("counts", ["", "1", "00000"])
def test_runs_that_do_not_fill_the_mask_are_refused(counts):
    with pytest.raises(ValueError, match="sum to"):
        decode_mask({"size": [4, 4], "counts": counts})
