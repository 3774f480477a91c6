"""Tables, packs and names: broken, hostile, or only odd."""

import csv
import json
import os

import pytest
from console import run
from miniatures import draw_place, encoded
from scratch_banks import background_folder, face_folder
from trees import content

PICTURE = encoded(draw_place((64, 48), 1), "PNG")

# what is wrong -> the whole table, and a part of the one line that says so
REFUSED = {
    "empty": (b"", "lacks the column 'file'"),
    "header_alone": (b"file,emotion\n", "has no rows"),
    "utf16": ("file,emotion\na.png,fear\n".encode("utf-16"), "UTF-8"),
    "latin1": ("file,emotion\nfür.png,fear\n".encode("latin-1"), "UTF-8"),
    "binary": (bytes(range(256)) * 20, "UTF-8"),
    "nul": (b"\0" * 500, "lacks the column"),
    "open_quote": (b'file,emotion\n"a.png,fear\n', "is not a CSV table"),
    "huge_cell": (b"file,emotion\n" + b"a" * 200_000 + b",fear\n", "field limit"),
    "semicolons": (b"file;emotion\na.png;fear\n", "comma"),
    "tabs": (b"file\temotion\na.png\tfear\n", "comma"),
    "column_twice": (b"file,file,emotion\na.png,a.png,fear\n", "more than one column"),
    "html_column": (b"<script>alert(1)</script>\n1\n", "lacks the column"),
    "two_splits": (
        b"file,emotion,identity,split\na.png,fear,p,train\nb.png,fear,p,val\n",
        "is in two splits",
    ),
    "json": (json.dumps([{"file": "a.png", "emotion": "fear"}]).encode(), "lacks the column"),
}

# what is wrong -> cells of one row, and a part of the reason that is named
SKIPPED = {
    "upwards": (("../outside.png", "fear"), "neither absolute nor"),
    "far_upwards": (("a/../../../../../etc/passwd", "fear"), "neither absolute nor"),
    "absolute": (("/etc/passwd", "fear"), "neither absolute nor"),
    "nul_name": (("a\0.png", "fear"), "neither absolute nor"),
    "device": (("/dev/zero", "fear"), "neither absolute nor"),
    "through_a_link": (("link/outside.png", "fear"), "through a link"),
    "no_name": (("", "fear"), "names no file"),
    "missing": (("missing.png", "fear"), "no such file"),
    "folder": ((".", "fear"), "no such file"),
    "pipe": (("pipe.png", "fear"), "no such file"),
    "very_long": (("a" * 5000, "fear"), ""),
    "empty_file": (("empty.png", "fear"), "is empty"),
    "html_emotion": (("b.png", "<b>fear</b>"), "is not one of"),
    "newline_emotion": (("b.png", "fe\nar"), "is not one of"),
    "no_emotion": (("b.png", ""), "is not one of"),
    "turned_emotion": (("b.png", "\u202efear"), "is not one of"),
    "too_many_cells": (("b.png", "fear", "0 0 9 9", "more", "cells"), "more cells"),
    "head_of_words": (("b.png", "fear", "a b c d"), "not four numbers"),
    "head_of_three": (("b.png", "fear", "1 2 3"), "not four numbers"),
    "head_of_nan": (("b.png", "fear", "nan nan nan nan"), "not a box"),
    "head_of_infinity": (("b.png", "fear", "0 0 inf inf"), "not a box"),
    "head_of_nothing": (("b.png", "fear", "0 0 0 0"), "not a box"),
    "head_of_less": (("b.png", "fear", "0 0 1e-320 1e-320"), "not a box"),
    "head_turned": (("b.png", "fear", "9 9 -9 -9"), "not a box"),
    "head_of_the_world": (("b.png", "fear", "-1e300 0 1e300 1e300"), "not a box"),
    "unknown_split": (("b.png", "fear", "", "dev"), "is not one of"),
}

PACKS = {
    "empty": (b"", "JSON"),
    "utf16": ('{"version": "1"}'.encode("utf-16"), "must name version"),
    "list": (b"[]", "must name version"),
    "nested": (b"[" * 50_000, "JSON"),
    "bomb": (b'{"version": "' + b"a" * 1_000_000 + b'"}', "JSON"),
    "digits": (b'{"version": ' + b"9" * 50_000 + b"}", "JSON"),
    "number": (b'{"version": 1, "licence": "CC0-1.0"}', "a text"),
    "nan": (b'{"version": NaN, "licence": "CC0-1.0"}', "a text"),
    "more_keys": (b'{"version": "1", "licence": "x", "run\\u202e": "1"}', "unknown key"),
    "no_licence": (b'{"version": "1", "licence": ""}', "a text"),
    "no_truth": (b'{"version": "1", "licence": "x", "real_people": "no"}', "true or false"),
}


@pytest.fixture
def place(tmp_path):
    """A folder with a picture, an empty file, a pipe, and a link that leads out of it."""
    folder = tmp_path / "place"
    folder.mkdir()
    (folder / "a.png").write_bytes(PICTURE)
    (folder / "b.png").write_bytes(PICTURE)
    (folder / "empty.png").touch()
    os.mkfifo(folder / "pipe.png")
    (tmp_path / "outside.png").write_bytes(PICTURE)
    (folder / "link").symlink_to(tmp_path)
    return folder


def refused(ran, part):
    assert ran.code == 2, ran
    assert ran.out == ""
    assert len(ran.complaints) == 1
    assert ran.complaints[0].isprintable()
    assert part in ran.complaints[0]
    assert "bug" not in ran.complaints[0]


@pytest.mark.parametrize("name", REFUSED)
def test_table_is_refused_in_one_line(name, place):
    data, part = REFUSED[name]
    (place / "faces.csv").write_bytes(data)
    refused(run("sources", f"csv:{place / 'faces.csv'}", "--as", "faces"), part)


@pytest.mark.parametrize("name", SKIPPED)
def test_row_is_skipped_and_named_with_its_line(name, place):
    cells, part = SKIPPED[name]
    with (place / "faces.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("file", "emotion", "head", "split"), ("a.png", "joy"), cells])
    ran = run("sources", f"csv:{place / 'faces.csv'}", "--as", "faces")
    assert (ran.code, ran.complaints) == (0, [])
    assert "skipped 1 faces:" in ran.out
    last = ran.out.splitlines()[-1]
    assert ": line " in last
    assert part in last
    assert last.isprintable()


@pytest.mark.parametrize("name", PACKS)
def test_pack_that_is_no_pack_is_refused_in_one_line(name, place):
    data, part = PACKS[name]
    (place / "faces.csv").write_text("file,emotion\na.png,fear\n")
    (place / "pack.json").write_bytes(data)
    refused(run("sources", f"csv:{place / 'faces.csv'}", "--as", "faces"), part)


def test_pack_that_is_a_pipe_keeps_nobody_waiting(place):
    (place / "faces.csv").write_text("file,emotion\na.png,fear\n")
    os.mkfifo(place / "pack.json")
    refused(run("sources", f"csv:{place / 'faces.csv'}", "--as", "faces"), "pack.json")


def test_endless_table_is_not_read(place):
    with (place / "faces.csv").open("wb") as file:
        file.truncate(1 << 40)
    refused(run("sources", f"csv:{place / 'faces.csv'}", "--as", "faces"), "bytes are more than")


NAMES = [
    "line\nfeed",
    "return\rand\ttab",
    "quote'\"`",
    "<img src=x onerror=alert(1)>",
    "\u202etxt.gpj",
    "\u200f\u2066bidi",
    "$(touch escaped)",
    "-rf",
    "%s%n{0}",
    "[link](http:··example.org)",
    "| table | cell",
    "\x1b[31mred\x1b[0m",
    "back\\slash",
    "line\u2028separator",
    "n" * 200,
    "\U0001f600",
    "cafe\u0301",
]


def test_odd_names_are_data_and_nothing_else(tmp_path):
    """Names end up in the metadata as they are, on the screen and on the card escaped, and nowhere else."""
    faces = face_folder(tmp_path / "faces", size=48)
    places = tmp_path / "places"
    for name in NAMES:
        (places / name).mkdir(parents=True)
        (places / name / f"{name}.png").write_bytes(PICTURE)
    (places / os.fsdecode(b"\xff\xfe")).mkdir()
    (places / os.fsdecode(b"\xff\xfe") / os.fsdecode(b"\xff.png")).write_bytes(PICTURE)
    before = content(tmp_path)
    sources = ("--faces", f"csv:{faces}", "--backgrounds", f"folder:{places}")
    how = ("--size", 32, "--set", "faces.emotions=[anger,fear]", "--identities", "--workers", 1)
    ran = run("render", "--n", 40, "--out", tmp_path / "out", *sources, *how)
    assert (ran.code, ran.complaints) == (0, [])
    assert "not valid UTF-8" in ran.out
    shown = run("sources", f"folder:{places}").out
    assert all(line.isprintable() for line in [*ran.out.splitlines(), *shown.splitlines()])
    lines = (tmp_path / "out" / "metadata.jsonl").read_bytes().splitlines()
    assert len(lines) == 40
    found = {json.loads(line)["background"]["category"] for line in lines}
    assert found <= set(NAMES)
    assert len(found) > 10
    card = (tmp_path / "out" / "README.md").read_text(encoding="utf-8")
    assert "<img" not in card
    assert all(line.isprintable() for line in card.splitlines())
    after = content(tmp_path)
    assert {name for name in after if not name.startswith("out/")} == set(before)


def test_category_that_is_asked_for_and_not_there_is_shown_escaped(tmp_path):
    places = background_folder(tmp_path / "places")
    ran = run(
        "preview",
        "--out",
        tmp_path / "x.png",
        "--backgrounds",
        f"folder:{places}",
        "--set",
        "background.where.category=<b>\u202e",
    )
    refused(ran, "category")
