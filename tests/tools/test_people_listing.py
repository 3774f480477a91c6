"""The table and the sheets."""

import csv

import numpy as np
import pytest
from PIL import Image

from tools.people.expressions import EMOTIONS
from tools.people.heads import Box
from tools.people.identities import person
from tools.people.listing import COLUMNS, finished, row, sheet, write_table
from tools.people.overrides import Overrides
from tools.people.pictures import Name, draw_picture, names_of


@pytest.fixture
def folder(tmp_path):
    for name in names_of(37):
        Image.fromarray(np.full((8, 8, 4), 200, np.uint8)).save(tmp_path / name.file)
    return tmp_path


def test_pictures_are_listed_by_identity_take_and_emotion(folder):
    names = finished(folder, Overrides(drop=frozenset({"p037_fear_2"})))
    assert names == [name for name in names_of(37) if str(name) != "p037_fear_2"]


def test_other_files_are_refused(folder):
    (folder / "stray.webp").touch()
    with pytest.raises(ValueError, match="stray"):
        finished(folder, Overrides())


def test_a_row_says_what_was_drawn():
    sitter = person(37)
    picture = draw_picture(sitter, "anger", 2)
    values = row(sitter, picture, Box(10, 20, 100, 120))
    assert tuple(values) == COLUMNS
    assert values["file"] == "p037_anger_2.webp"
    assert values["head"] == "10 20 100 120"
    assert (values["identity"], values["emotion"], values["take"]) == ("p037", "anger", "2")
    assert (values["sex"], values["age"], values["ethnicity"]) == ("f", "young", "caucasian")
    assert float(values["yaw"]) == pytest.approx(picture.pose.yaw, abs=0.051)
    assert values["split"] == "train"
    assert row(sitter, draw_picture(sitter, "neutral", 1), Box(0, 0, 1, 1))["intensity"] == "0.00"


def test_the_table_is_written_whole(tmp_path):
    path = tmp_path / "faces.csv"
    pictures = [draw_picture(person(3), name.emotion, name.take) for name in names_of(3)]
    assert write_table((row(person(3), picture, Box(0, 0, 1, 1)) for picture in pictures), path) == 14
    with path.open(newline="") as file:
        assert [values["file"] for values in csv.DictReader(file)] == [name.file for name in names_of(3)]
    assert [file.name for file in tmp_path.iterdir()] == ["faces.csv"]


def test_a_sheet_shows_both_takes_of_every_identity(folder):
    shown = sheet(folder, finished(folder, Overrides()), cell=10, columns=2)
    assert shown.size == (2 * len(EMOTIONS) * 10 + 14, 2 * 10 + 16)
    alone = sheet(folder, [Name(37, "neutral", 2)], cell=10, columns=1)
    assert np.asarray(alone)[31, 65].tolist() != np.asarray(alone)[31, 5].tolist()
