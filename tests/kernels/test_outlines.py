import cv2
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from synthgroup.kernels.outlines import bounds_of, nothing_outlined, outline_boxes, outlined, row_ends, sampled_hull

AROUND = [(-0.5, -0.5), (1.5, -0.5), (-0.5, 1.5), (1.5, 1.5)]
SOME_POINTS = st.lists(st.tuples(st.floats(5, 55), st.floats(5, 55)), min_size=1, max_size=9)


@settings(max_examples=60, deadline=None)
@given(SOME_POINTS, st.floats(-180, 180), st.floats(0.3, 3), st.floats(0, 4), st.integers(0, 2**32 - 1))
def test_rows_hold_all_that_is_near_a_mapped_shape(points, degrees, scale, margin, seed):
    hull = cv2.convexHull(np.array(points, np.float32))[:, 0].astype(np.float64)
    matrix = np.vstack([cv2.getRotationMatrix2D((30, 30), degrees, scale), [0.0005, -0.0003, 1]])
    left, top, width, height = bounds_of(hull, matrix, margin)
    starts, ends = row_ends(hull, matrix, margin, (left, top, width, height))
    rng = np.random.default_rng(seed)
    for shares in rng.dirichlet(np.ones(len(hull)), 30):
        x, y, depth = matrix @ [*(shares @ hull), 1]
        # a hair less: the rounding of the sums is not what is tested
        across, down = 0.999 * rng.uniform(-margin, margin, 2)
        column, row = np.floor(x / depth + across) - left, np.floor(y / depth + down) - top
        if 0 <= row < height and 0 <= column < width:
            assert starts[int(row)] <= column < ends[int(row)]


def test_rows_of_a_slim_shape_are_short():
    hull = np.array([[10.0, 10.0], [50.0, 50.0], [48.0, 50.0], [10.0, 12.0]])
    starts, ends = row_ends(hull, np.eye(3), 1.0, (0, 0, 60, 60))
    assert (ends - starts).max() <= 8
    assert not (ends - starts)[:8].any()


def test_the_hull_is_that_of_all_places_about_covered_pixels():
    level = np.zeros((6, 9), np.uint32)
    level[2, 3:6] = 0x01000000
    level[4, 7] = 0xFF000000
    assert sampled_hull(level).tolist() == [
        [2.5, 1.5], [2.5, 3.5], [6.5, 5.5], [8.5, 5.5], [8.5, 3.5], [6.5, 1.5],
    ]  # fmt: skip
    assert sampled_hull(np.zeros((4, 4), np.uint32)).tolist() == [[0, 0]]


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 30), st.integers(1, 30), st.floats(0, 0.3), st.integers(0, 2**32 - 1))
def test_hulls_agree_with_opencv(height, width, share, seed):
    level = (np.random.default_rng(seed).random((height, width)) < share).astype(np.uint32) << 24
    rows, columns = np.nonzero(level)
    places = [(x + across, y + down) for x, y in zip(columns, rows, strict=True) for across, down in AROUND]
    theirs = cv2.convexHull(np.array(places, np.float32))[:, 0].tolist() if places else [[0, 0]]
    assert sorted(sampled_hull(level).tolist()) == sorted(theirs)


def test_the_silhouette_is_what_is_half_opaque_or_more():
    canvas = np.zeros((5, 7), np.uint32)
    canvas[1, 1:6] = 0x7F000000
    canvas[2, 2:4] = 0x80000000
    canvas[3, 5] = 0x01000000
    solid = np.zeros(canvas.shape, np.uint8)
    found = nothing_outlined(*canvas.shape)
    for rows in ((0, 2), (2, 5)):
        found = outlined(found, canvas, rows, np.zeros(5, np.int64), np.full(5, 7), solid)
    assert outline_boxes(found) == ((1, 1, 5, 3), (2, 2, 2, 1))
    assert found[2] == 2
    assert np.array_equal(solid, canvas >> 31)


def test_of_nothing_one_pixel_is_left():
    blank, solid = np.zeros((3, 3), np.uint32), np.zeros((3, 3), np.uint8)
    found = outlined(nothing_outlined(3, 3), blank, (0, 3), np.zeros(3, np.int64), np.full(3, 3), solid)
    assert outline_boxes(found) == ((0, 0, 1, 1), (0, 0, 0, 0))
    assert found[2] == 0
