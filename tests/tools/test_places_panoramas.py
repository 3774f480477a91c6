"""Panoramas and their crops, and the check of the input files."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

from tools.places import inputs
from tools.places.panoramas import CROP_SIZE, CROPS, cap_highlights, crop_picture, mend_rings, perspective, tone_map


@pytest.fixture
def panorama() -> np.ndarray:
    """Red rises to the right, green falls downwards."""
    v, u = np.mgrid[0:64, 0:128]
    return np.stack([u / 128, 1 - v / 64, np.full_like(u, 0.5, float)], -1)


def test_a_view_looks_where_it_is_turned(panorama: np.ndarray) -> None:
    ahead = perspective(panorama, 0, 0, 70, (33, 25))
    right = perspective(panorama, 60, 0, 70, (33, 25))
    assert ahead.shape == (25, 33, 3)
    assert ahead[12, 16, 0] == pytest.approx(0.5, abs=0.01)
    assert right[12, 16, 0] == pytest.approx(0.5 + 60 / 360, abs=0.01)
    assert ahead[0, 16, 1] > ahead[12, 16, 1] > ahead[-1, 16, 1]
    assert ahead[12, 0, 0] < ahead[12, -1, 0]


def test_a_wider_view_sees_more(panorama: np.ndarray) -> None:
    narrow, wide = (perspective(panorama, 0, 0, fov, (33, 25))[12, :, 0] for fov in (40, 90))
    assert np.ptp(wide) > 1.8 * np.ptp(narrow)


def test_a_view_goes_across_the_seam(panorama: np.ndarray) -> None:
    flat = np.full_like(panorama, 0.25)
    assert np.allclose(perspective(flat, 180, 0, 80, (40, 30)), 0.25)


def test_suns_are_capped_and_their_negative_rings_filled() -> None:
    light = np.ones((8, 16, 3))
    light[2, 3] = (np.inf, 900.0, 500.0)
    light[2, 4] = (90.0, -3.0, 40.0)
    capped = cap_highlights(light)
    assert np.isfinite(capped).all()
    assert capped.max() == 25
    assert capped[2, 4].tolist() == [25, 25, 25]


def test_dark_pixels_beside_a_lamp_take_the_colour_of_their_neighbours() -> None:
    light = np.ones((9, 9, 3))
    light[4, 4] = 30
    light[4, 5] = 0
    assert mend_rings(light)[4, 5].min() > 1


def test_tone_mapping_is_between_black_and_white() -> None:
    light = np.random.default_rng(0).random((16, 32, 3)) * 30
    shown = tone_map(light)
    assert shown.min() >= 0
    assert shown.max() <= 1


def test_a_crop_is_the_same_every_time(panorama: np.ndarray) -> None:
    first = crop_picture(panorama * 3, "park", 100)
    assert first.shape == (CROP_SIZE[1], CROP_SIZE[0], 3)
    assert np.array_equal(first, crop_picture(panorama * 3, "park", 100))
    assert not np.array_equal(first, crop_picture(panorama * 3, "park", 190))


def test_the_crops_with_saw_tooth_edges_stay_out() -> None:
    assert "hall" not in CROPS
    assert sum(len(yaws) for _, yaws in CROPS.values()) == 49


def test_inputs_are_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    good = tmp_path / "archive.tgz"
    good.write_bytes(b"good")
    listed = tmp_path / "inputs.sha256"
    listed.write_text(f"{hashlib.sha256(b'good').hexdigest()}  archive.tgz\n", "utf-8")
    monkeypatch.setattr(inputs, "LIST", listed)
    assert inputs.checked(good) == good
    good.write_bytes(b"bad")
    with pytest.raises(inputs.InputError, match="get the file again"):
        inputs.checked(good)
    with pytest.raises(inputs.InputError, match=r"expected archive\.tgz"):
        inputs.checked(tmp_path / "other.tgz")


def test_the_list_of_inputs_can_be_read() -> None:
    with pytest.raises(inputs.InputError, match=r"expected pmndrs-assets-1\.7\.0\.tgz"):
        inputs.checked(Path("nothing.tgz"))
