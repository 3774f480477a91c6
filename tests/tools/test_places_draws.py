"""The random draws and colours of the places builder."""

from __future__ import annotations

import zlib

import numpy as np
import pytest

from tools.places.draws import Draws, blend, hex_rgb, linear, shade
from tools.places.noise import waves
from tools.places.solids import bevelled_box, cube_grid, plain_box, rounded_block, strip_faces


def test_a_scene_has_the_same_draws_every_time() -> None:
    first, second = Draws.of("kitchen", 12), Draws(zlib.crc32(b"kitchen/12"))
    assert [first.between(0, 1) for _ in range(5)] == [second.between(0, 1) for _ in range(5)]
    assert Draws.of("kitchen", 12).random() != Draws.of("kitchen", 13).random()
    assert Draws.of("kitchen", 12).random() != Draws.of("bedroom", 12).random()


def test_drawn_colours_are_between_black_and_white() -> None:
    draws = Draws(0)
    for draw in (draws.pastel, draws.vivid, draws.muted):
        colours = np.array([draw() for _ in range(200)])
        assert colours.shape == (200, 3)
        assert colours.min() >= 0
        assert colours.max() <= 1


def test_pastels_are_lighter_than_muted_colours() -> None:
    draws = Draws(0)
    assert np.mean([draws.pastel() for _ in range(100)]) > 2 * np.mean([draws.muted() for _ in range(100)])


def test_linear_follows_srgb() -> None:
    assert linear((0.0, 0.5, 1.0)) == pytest.approx((0.0, 0.21404, 1.0), abs=1e-5)
    assert hex_rgb("ff0080") == pytest.approx((1.0, 0.0, 0.21586), abs=1e-5)


def test_shade_stays_within_bounds_and_blend_goes_from_one_to_the_other() -> None:
    assert shade((0.2, 0.5, 0.9), 2) == (0.4, 1.0, 1.0)
    assert blend((0, 0, 0), (1, 1, 1), 0) == (0, 0, 0)
    assert blend((0, 0, 0), (1, 1, 1), 1) == (1, 1, 1)


def test_waves_are_smooth_and_about_zero() -> None:
    points = np.stack([np.linspace(0, 4, 2000), np.zeros(2000)], 1)
    heights = waves(points, Draws(1), 1.0)
    assert abs(heights).max() < 3
    assert abs(heights.mean()) < 0.3
    assert abs(np.diff(heights)).max() < 0.05


def _volume(vertices: np.ndarray, faces: list[list[int]]) -> float:
    """Volume that faces with outward normals enclose."""
    total = 0.0
    for face in faces:
        a = vertices[face[0]]
        for i in range(1, len(face) - 1):
            total += np.dot(a, np.cross(vertices[face[i]], vertices[face[i + 1]])) / 6
    return total


def test_boxes_are_closed_and_face_outwards() -> None:
    half = np.array([0.5, 1.0, 1.5])
    vertices, quads, triangles = bevelled_box(half, 0.1)
    assert len(vertices) == 24
    assert len(quads) == 6 + 12
    assert len(triangles) == 8
    edges = [(face[i], face[(i + 1) % len(face)]) for face in quads + triangles for i in range(len(face))]
    assert sorted(edges) == sorted((b, a) for a, b in edges)
    assert 0.8 * 6 < _volume(vertices, quads + triangles) < 6
    corners, faces = plain_box(half)
    assert len(faces) == 6
    assert corners.max(0).tolist() == half.tolist()


def test_a_cube_grid_is_welded_and_a_rounded_block_keeps_its_size() -> None:
    grid, faces = cube_grid(4)
    assert len(faces) == 6 * 16
    assert len(grid) == len(np.unique(grid, axis=0)) == 6 * 16 + 2
    block = rounded_block(grid, (2.0, 1.0, 0.4), 0.1, 0.0)
    assert np.allclose(block.max(0) - block.min(0), (2.0, 1.0, 0.4))
    thin = rounded_block(grid, (2.0, 1.0, 0.4), 0.1, 0.8)
    assert abs(thin[:, 2]).sum() < abs(block[:, 2]).sum()


def test_a_strip_goes_round() -> None:
    faces = strip_faces(3, 5)
    assert faces.shape == (10, 4)
    assert set(faces.ravel()) == set(range(15))
