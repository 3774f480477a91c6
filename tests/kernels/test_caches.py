import numpy as np
import pytest

from synthgroup.kernels.caches import read_ahead


@pytest.mark.parametrize(("kind", "step"), [(np.uint8, 64), (np.uint32, 16)])
def test_every_line_of_a_plane_is_read(kind, step):
    for place in range(0, 3 * step, step):
        plane = np.zeros((5, 3 * step), kind)
        plane[3, place] = 7
        assert read_ahead(plane) == 7


def test_a_part_of_a_plane_is_read_alone():
    plane = np.full((6, 200), 4, np.uint8)
    plane[2:4, 10:150] = 1
    assert read_ahead(plane[2:4, 10:150]) == 1
    assert read_ahead(plane[2:2, 10:150]) == 0
