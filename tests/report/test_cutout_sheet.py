"""The sheet of cutouts."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from synthgroup.cutout import Cutout, cut_out
from synthgroup.errors import RecipeError
from synthgroup.report.cutout_sheet import ENLARGED, HEAD, TILE, cutout_sheet
from synthgroup.report.drawing import MARGIN, PAPER


def portrait(height=256, width=256):
    """A red disc on white paper."""
    picture = np.full((height, width, 3), 240, np.uint8)
    return cv2.circle(picture, (width // 2, height // 2), min(height, width) // 3, (180, 60, 50), -1)


def row(picture, cutout: Cutout | None = None, name="a.jpg"):
    return cutout_sheet([(name, picture, cutout or cut_out(picture))])


def test_a_picture_its_matte_and_its_cutout_stand_side_by_side():
    sheet = row(portrait())
    assert sheet.dtype == np.uint8
    assert sheet.shape[1] == 3 * TILE + 4 * MARGIN
    top = next(y for y in range(sheet.shape[0]) if (sheet[y, MARGIN + TILE + MARGIN + 2] == 0).all())
    middle = top + TILE // 2
    tiles = [MARGIN + number * (TILE + MARGIN) + TILE // 2 for number in range(3)]
    assert [tuple(sheet[middle, x]) for x in tiles] == [(180, 60, 50), (255, 255, 255), (180, 60, 50)]
    corner = [sheet[top + 3, x - TILE // 2 + 3] for x in tiles]
    assert (corner[0] == 240).all()
    assert (corner[1] == 0).all()
    assert tuple(corner[2]) in {(238,) * 3, (204,) * 3}


def test_the_head_box_is_drawn_where_the_cutout_has_it():
    picture = portrait()
    cutout = cut_out(picture, head=(64.0, 64.0, 128.0, 128.0))
    red = np.nonzero((row(picture, cutout) == HEAD).all(axis=2))
    assert abs(red[1].min() - (MARGIN + 64 * TILE // 256)) <= 2
    assert abs(red[1].max() - (MARGIN + 192 * TILE // 256)) <= 2


def test_a_caption_tells_the_verdict():
    good, poor = row(portrait()), row(np.full((256, 256, 3), 240, np.uint8))
    assert good.shape == poor.shape
    assert not np.array_equal(good[-MARGIN - 44 : -MARGIN], poor[-MARGIN - 44 : -MARGIN])


def test_several_pictures_of_any_shape_make_one_sheet():
    pictures = [portrait(), portrait(300, 200), portrait(90, 700)]
    sheet = cutout_sheet([(f"{number}.png", picture, cut_out(picture)) for number, picture in enumerate(pictures)])
    one = row(pictures[0])
    assert sheet.shape[0] - 2 * MARGIN == 3 * (one.shape[0] - 2 * MARGIN) + 2 * MARGIN
    assert sheet.shape[1] == one.shape[1]


def test_small_pictures_are_enlarged_a_little_only():
    tiny = np.full((10, 10, 3), 7, np.uint8)
    sheet = row(tiny)[:, : MARGIN + TILE]
    box = (sheet == 7).all(axis=2) | (sheet == HEAD).all(axis=2)
    assert np.ptp(np.nonzero(box.any(axis=0))[0]) + 1 == 10 * ENLARGED


def test_transparent_and_empty_pictures_can_be_drawn():
    clear = np.zeros((60, 60, 4), np.uint8)
    half = np.full((60, 60, 4), 128, np.uint8)
    pixel = np.zeros((1, 1, 3), np.uint8)
    sheet = cutout_sheet(
        [("clear", clear, cut_out(clear)), ("half", half, cut_out(half)), ("1", pixel, cut_out(pixel))]
    )
    assert sheet.shape[2] == 3


def test_names_are_shown_whatever_they_contain():
    assert (row(portrait(), name="a\n\x1b[31m" + "long " * 100)[0, 0] == PAPER).all()


def test_a_sheet_of_nothing_is_refused():
    with pytest.raises(RecipeError, match="needs at least one"):
        cutout_sheet([])
