from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from synthgroup.errors import RecipeError
from synthgroup.generator import SceneGenerator
from synthgroup.report.contact_sheet import FRAME, Section, contact_sheet, with_boxes
from synthgroup.report.drawing import MARGIN, MOOD_COLOURS, PAPER
from synthgroup.scene import Scene


@pytest.fixture(scope="module")
def scenes(generator: SceneGenerator) -> list[Scene]:
    """Make one scene of each mood."""
    return [generator[index] for index in range(3)]


def test_every_scene_is_shown_unchanged_in_a_frame_of_its_mood(scenes: list[Scene]) -> None:
    sheet = contact_sheet([Section("three moods", scenes)])
    top = next(row for row in range(sheet.shape[0]) if (sheet[row, MARGIN] == MOOD_COLOURS[scenes[0].mood]).all())
    for number, scene in enumerate(scenes):
        left = MARGIN + number * (224 + 2 * FRAME + MARGIN)
        assert (sheet[top, left : left + 224 + 2 * FRAME] == MOOD_COLOURS[scene.mood]).all()
        shown = sheet[top + FRAME : top + FRAME + 224, left + FRAME : left + FRAME + 224]
        np.testing.assert_array_equal(shown, scene.image)
    assert len({scene.mood for scene in scenes}) == 3


def test_sheet_has_a_margin_all_around(scenes: list[Scene]) -> None:
    sheet = contact_sheet([Section("a", scenes[:1]), Section("b", scenes)], boxes=True)
    for edge in (sheet[:MARGIN], sheet[-MARGIN:], sheet[:, :MARGIN], sheet[:, -MARGIN:]):
        assert (edge == PAPER).all()


def test_shortfall_is_told(scenes: list[Scene]) -> None:
    short = replace(scenes[0], shortfall=2)
    full, lacking = (contact_sheet([Section("a", [scene])]) for scene in (scenes[0], short))
    assert (full != lacking).any()


def test_boxes_are_drawn_where_the_faces_are(scenes: list[Scene]) -> None:
    scene = scenes[2]
    drawn = with_boxes(scene, 448)
    assert drawn.shape == (448, 448, 3)
    for face in scene.faces:
        left, top, _, height = (2 * value for value in face.box)
        line = drawn[top + 30 : top + height - 2, left]
        assert (line == MOOD_COLOURS[face.mood]).all(axis=-1).mean() > 0.5


def test_scene_without_faces_can_be_shown(scenes: list[Scene]) -> None:
    empty = replace(scenes[0], faces=())
    assert contact_sheet([Section("nobody", [empty])], boxes=True).shape[2] == 3


def test_tiny_boxes_and_boxes_at_the_border_are_labelled_inside_the_picture(scenes: list[Scene]) -> None:
    face = scenes[0].faces[0]
    corners = [replace(face, box=(x, y, 1, 1)) for x in (0, 223) for y in (0, 223)]
    whole = replace(face, box=(0, 0, 224, 224))
    drawn = with_boxes(replace(scenes[0], faces=(*corners, whole)), 224)
    assert drawn.shape == (224, 224, 3)


def test_sheet_of_nothing_is_refused() -> None:
    with pytest.raises(RecipeError, match="at least one scene"):
        contact_sheet([Section("nothing", [])])
