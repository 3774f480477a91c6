import cv2
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from synthgroup.kernels.words import mixed_word
from synthgroup.placement import OccupancyMask

DISC = (np.hypot(*np.mgrid[-7:8, -7:8]) < 7.5).astype(np.uint8)


@st.composite
def silhouettes(draw):
    height, width = draw(st.integers(1, 12)), draw(st.integers(1, 12))
    bits = np.array(draw(st.lists(st.integers(0, 1), min_size=height * width, max_size=height * width)), np.uint8)
    shape = bits.reshape(height, width)
    shape[0, 0] = 1
    return shape


@settings(max_examples=60, deadline=None)
@given(st.lists(silhouettes(), min_size=1, max_size=12), st.integers(0, 4), st.integers(0, 2**48 - 1))
def test_placed_silhouettes_lie_inside_and_keep_the_gap(shapes, gap, key):
    width, height = 40, 30
    mask = OccupancyMask(width, height, gap)
    kernel = np.ones((2 * gap + 1, 2 * gap + 1), np.uint8)
    layers = []
    for number, shape in enumerate(shapes):
        position = mask.put(shape, key + number)
        if position is None:
            continue
        left, top = position
        assert left >= 0
        assert top >= 0
        assert left + shape.shape[1] <= width
        assert top + shape.shape[0] <= height
        layer = np.zeros((height, width), np.uint8)
        layer[top : top + shape.shape[0], left : left + shape.shape[1]] = shape
        for other in layers:
            assert not np.any(cv2.dilate(other, kernel) & layer)
        layers.append(layer)


@settings(max_examples=40, deadline=None)
@given(st.lists(silhouettes(), min_size=1, max_size=4), silhouettes(), st.integers(0, 3))
def test_the_search_finds_exactly_the_free_positions(taken, shape, gap):
    width, height = 24, 20
    mask = OccupancyMask(width, height, gap)
    for number, other in enumerate(taken):
        mask.put(other, number)
    columns = width - shape.shape[1] + 1
    expected = [
        top * columns + left
        for top in range(height - shape.shape[0] + 1)
        for left in range(columns)
        if mask.is_free(shape, left, top)
    ]
    assert mask.free_positions(shape).tolist() == expected


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 140), st.integers(1, 40), st.integers(0, 64), st.integers(100, 300), st.integers(0, 2**48 - 1))
def test_all_and_only_what_is_within_the_gap_is_taken(wide, high, gap, width, key):
    """Widths and gaps about 64 and beyond: what is taken is kept in words of 64 pixels."""
    height = 60
    mask = OccupancyMask(width, height, gap)
    taken = np.zeros((height, width), np.uint8)
    draws = np.random.default_rng(key)
    for number in range(2):
        shape = draws.integers(0, 2, (min(high, height), min(wide, width)), np.uint8)
        shape[0, 0] = 1
        position = mask.put(shape, key + number)
        if position is None:
            continue
        left, top = position
        layer = np.zeros((height, width), np.uint8)
        layer[top : top + shape.shape[0], left : left + shape.shape[1]] = shape
        assert not np.any(layer & taken)
        taken |= cv2.dilate(layer, np.ones((2 * gap + 1, 2 * gap + 1), np.uint8))
    free = np.ones(width * height, bool)
    free[taken.reshape(-1) > 0] = False
    assert mask.free_positions(np.ones((1, 1), np.uint8)).tolist() == np.flatnonzero(free).tolist()


def test_every_free_position_is_equally_likely_however_it_is_found():
    """Little room is left, so that both the random tries and the search decide."""
    seen: dict[tuple[int, int], int] = {}
    for number in range(1, 6001):
        key = int(mixed_word(np.uint64(1), number))
        mask = OccupancyMask(40, 21, 1)
        mask.put_near(np.ones((21, 20), np.uint8), 0, 0)
        position = mask.put(DISC, key >> 16)
        seen[position] = seen.get(position, 0) + 1
    free = (40 - 21 - 15 + 1) * (21 - 15 + 1)
    assert len(seen) == free
    expected = 6000 / free
    assert sum((count - expected) ** 2 / expected for count in seen.values()) < 65.2  # 34 degrees, p = 0.001


def test_no_room_is_said():
    mask = OccupancyMask(20, 20, 0)
    assert mask.put(np.ones((21, 3), np.uint8), 0) is None
    assert mask.put(np.ones((20, 20), np.uint8), 0) == (0, 0)
    assert mask.put(np.ones((1, 1), np.uint8), 0) is None


def test_the_only_free_place_is_found():
    taken = np.ones((60, 60), np.uint8)
    taken[41:56, 3:18] = 0
    for key in range(5):
        mask = OccupancyMask(60, 60, 0)
        mask.put_near(taken, 0, 0)
        assert mask.put(DISC, key) == (3, 41)


def test_a_wanted_place_is_taken_or_else_the_nearest():
    mask = OccupancyMask(60, 60, 1)
    assert mask.put_near(DISC, 20, 20) == (20, 20)
    left, top = mask.put_near(DISC, 22, 20)
    assert (left - 22) ** 2 + (top - 20) ** 2 <= 14**2 + 2
    assert mask.put_near(DISC, -50, 90) == (0, 45)
    assert mask.put_near(np.ones((61, 1), np.uint8), 0, 0) is None
    assert mask.put_near(np.ones((60, 60), np.uint8), 0, 0) is None


def test_an_empty_silhouette_is_free_everywhere():
    mask = OccupancyMask(20, 10, 0)
    mask.put_near(np.ones((4, 4), np.uint8), 3, 3)
    assert mask.free_positions(np.zeros((3, 5), np.uint8)).tolist() == list(range(8 * 16))
