"""Selecting by attribute through the command line, from every source that knows attributes."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from console import run
from miniatures import csv_tree, faces_tree, kdef_tree
from scratch_banks import background_folder

from synthgroup.sources.builtin import BuiltinBackgrounds, BuiltinFaces


@pytest.fixture(scope="module")
def sets(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    root = tmp_path_factory.mktemp("sets")
    kdef_tree(root / "kdef", sessions="AB", all_angles=(), malformed=False, scale=0.3)
    faces_tree(root / "faces", scale=0.2)
    table = csv_tree(root / "csv")
    background_folder(root / "places")
    return {
        "kdef": f"kdef:{root / 'kdef'}",
        "faces": f"faces:{root / 'faces'}",
        "csv": f"csv:{table}",
        "places": f"folder:{root / 'places'}",
        "builtin": "builtin",
    }


def scenes(out: Path, *options: object) -> list[dict[str, Any]]:
    ran = run("render", "--n", 4, "--size", 96, "--workers", 1, "--identities", "--out", out, *options)
    assert ran.code == 0, ran.err
    return [json.loads(line) for line in (out / "metadata.jsonl").read_text(encoding="ascii").splitlines()]


@pytest.mark.parametrize(
    ("source", "settings", "expected"),
    [
        ("builtin", ["age=old"], {"age": {"old"}}),
        ("builtin", ["age=[young,middle]", "sex=f", "glasses=yes"], {"sex": {"f"}, "glasses": {"yes"}}),
        ("kdef", ["sex=f"], {"sex": {"f"}}),
        ("kdef", ["session=B"], {"session": {"B"}}),
        ("faces", ["age=[young,old]"], {"age": {"young", "old"}}),
        ("faces", ["sex=m", "age=old"], {"sex": {"m"}, "age": {"old"}}),
        ("csv", ["age=21"], {"age": {"21"}}),
        ("csv", ["age={min: 21.5}"], {"age": {"22"}}),
    ],
)
def test_faces_are_selected(
    sets: dict[str, str], tmp_path: Path, source: str, settings: list[str], expected: dict[str, set[str]]
) -> None:
    chosen = [word for setting in settings for word in ("--set", f"faces.where.{setting}")]
    places = [] if source == "builtin" else ["--backgrounds", sets["places"]]
    records = scenes(tmp_path / "out", "--faces", sets[source], *places, *chosen)
    shown = [face["attributes"] for record in records for face in record["faces"]]
    for name, values in expected.items():
        assert {attributes[name] for attributes in shown} <= values


def test_strong_expressions_are_selected_beside_neutral_ones(tmp_path: Path) -> None:
    records = scenes(tmp_path / "out", "--set", "faces.where.intensity=[0, {min: 0.85}]")
    faces = [face for record in records for face in record["faces"]]
    assert all((float(face["attributes"]["intensity"]) >= 0.85) != (face["emotion"] == "neutral") for face in faces)


@pytest.mark.parametrize("category", ["kitchen", "[kitchen,tower]"])
def test_builtin_places_are_selected(tmp_path: Path, category: str) -> None:
    records = scenes(tmp_path / "out", "--set", f"background.where.category={category}")
    assert {record["background"]["category"] for record in records} <= {"kitchen", "tower"}


def test_builtin_places_are_selected_by_light(tmp_path: Path) -> None:
    index = BuiltinBackgrounds().backgrounds()
    light = index.attributes["light"]
    keys = [bytes(key).decode() for key in index.keys]
    lamplit = {key for key, code in zip(keys, light.codes, strict=True) if light.values[code] == "lamps"}
    records = scenes(tmp_path / "out", "--set", "background.where.light=lamps")
    assert {record["background"]["file"] for record in records} <= lamplit


@pytest.mark.parametrize(
    ("source", "setting", "words"),
    [
        ("builtin", "faces.where.agee=old", r"names 'agee' \(did you mean 'age'\?\).*known attributes: age, beard"),
        ("builtin", "faces.where.age=elder", r"age asks for 'elder'.*there are middle, old, young"),
        ("builtin", "background.where.category=kitchn", r"did you mean 'kitchen'.*bedroom, bridge"),
        ("kdef", "faces.where.age=old", r"names 'age', which no face has; known attributes: angle, session, sex"),
        ("kdef", "faces.where.session=C", r"session asks for 'C'.*there are A, B"),
        ("faces", "faces.where.age=[young,odd]", r"age asks for 'odd', which.*middle, old, young"),
        ("csv", "faces.where.age={max: 3}", r"age asks for a number of at most 3, which no face has; there are 21, 22"),
        ("csv", "faces.where.age={max: x}", r"max of age is 'x'; it must be a number"),
        ("builtin", "faces.where.intensity={min: 0.9}", r"no face shows neutral with intensity.*have intensity 0"),
    ],
)
def test_what_is_not_there_is_said_before_anything_is_written(
    sets: dict[str, str], tmp_path: Path, source: str, setting: str, words: str
) -> None:
    ran = run("render", "--n", 3, "--out", tmp_path / "out", "--faces", sets[source], "--set", setting)
    assert ran.code != 0
    (complaint,) = ran.complaints
    assert re.search(words, complaint), complaint
    assert not (tmp_path / "out").exists()


def test_a_source_that_does_not_know_the_attribute_is_noted(sets: dict[str, str], tmp_path: Path) -> None:
    mixed = ["--faces", sets["kdef"], "--faces", "builtin", "--set", "faces.where.ethnicity=asian"]
    ran = run("render", "--n", 2, "--size", 64, "--workers", 1, "--out", tmp_path / "out", *mixed)
    assert ran.code == 0
    assert re.search(r"Note: kdef:.* is not drawn from: it does not know ethnicity", ran.err)


def test_a_person_stays_in_the_split_when_selected_by_attribute(tmp_path: Path) -> None:
    known = {face.identity: face.split for face in BuiltinFaces().faces()}
    records = scenes(tmp_path / "out", "--split", "val", "--set", "faces.where.sex=m")
    assert {known[face["identity"]] for record in records for face in record["faces"]} == {"val"}
