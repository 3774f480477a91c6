import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from synthgroup.kernels.bits import list_runs, packed, spread_down, spread_right

SHAPES = st.tuples(
    st.integers(1, 9), st.integers(1, 200), st.integers(0, 2**32 - 1), st.sampled_from([0.02, 0.5, 0.98, 1])
)


def plane_of(height, width, seed, share):
    return (np.random.default_rng(seed).random((height, width)) < share).astype(np.uint8)


def unpacked(rows):
    return np.unpackbits(rows.view(np.uint8), axis=1, bitorder="little")


@settings(deadline=None)
@given(SHAPES)
def test_packed_bits_are_the_plane(shape):
    plane = plane_of(*shape)
    bits = unpacked(packed(plane))
    assert np.array_equal(bits[:, : plane.shape[1]], plane)
    assert not bits[:, plane.shape[1] :].any()


@settings(deadline=None)
@given(SHAPES)
def test_runs_are_where_rows_change(shape):
    plane = plane_of(*shape)
    runs = np.empty((plane.size + 1, 3), np.int32)
    count, rows = 0, packed(plane)
    for y in range(len(plane)):
        count = list_runs(rows, y, 0, plane.shape[1], runs, count)
    expected = [
        (y, start, end)
        for y, row in enumerate(plane)
        for start, end in np.flatnonzero(np.diff(np.pad(row.astype(int), 1))).reshape(-1, 2).tolist()
    ]
    assert runs[:count].tolist() == [list(run) for run in expected]


@settings(deadline=None)
@given(SHAPES, st.integers(0, 130))
def test_spreading_reaches_as_far_as_told(shape, reach):
    plane = plane_of(*shape)
    height, width = plane.shape
    plane = np.pad(plane, ((0, reach), (0, reach)))
    across, down = packed(plane), packed(plane)
    spread_right(across, reach)
    spread_down(down, reach)
    wide, high = np.zeros_like(plane), np.zeros_like(plane)
    for step in range(reach + 1):
        wide[:, step : step + width] |= plane[:, :width]
        high[step : step + height] |= plane[:height]
    assert np.array_equal(unpacked(across)[:, : plane.shape[1]], wide)
    assert np.array_equal(unpacked(down)[:, : plane.shape[1]], high)
