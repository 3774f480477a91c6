from __future__ import annotations

import re
from pathlib import Path

import pytest
from console import run
from miniatures import background_tree, csv_tree, faces_tree, folder_tree, kdef_tree, lsun_tree

from synthgroup.sources.builtin import BuiltinFaces
from synthgroup.sources.registry import background_source_names, face_source_names
from synthgroup_cli.sources import BACKGROUNDS, FACES


def test_every_kind_of_source_is_listed_with_what_it_reads() -> None:
    out = run("sources").out
    for name in {*face_source_names(), *background_source_names()} - {"builtin"}:
        assert f"{name}:PATH" in out
    assert set(FACES) == set(face_source_names())
    assert set(BACKGROUNDS) == set(background_source_names())


def test_builtin_pack_shows_its_faces_and_its_backgrounds() -> None:
    out = run("sources", "builtin").out
    assert "faces of builtin" in out
    assert "backgrounds of builtin" in out
    assert len(re.findall(r"^  version     \S+$", out, re.MULTILINE)) == 1
    people = len({face.identity for face in BuiltinFaces().faces()})
    assert f"  identities  {people}\n" in out
    assert f"  pictures    {len(BuiltinFaces().faces())}, " in out
    assert "identities by sex, age and ethnicity: " in out
    assert "origin" in out
    assert "CC0-1.0" in out


def test_faces_show_people_emotions_and_splits(tmp_path: Path) -> None:
    kdef_tree(tmp_path / "kdef", scale=0.1, malformed=False)
    out = run("sources", f"kdef:{tmp_path / 'kdef'}").out
    assert "identities  2" in out
    assert re.search(r"sex +f +1 +0 +1 +0\n +m +1 +1 +0 +0\n", out)
    assert re.search(r"happiness +2 +1 +1 +0\n", out)
    assert "notice" in out


def test_notice_of_a_licence_is_shown(tmp_path: Path) -> None:
    faces_tree(tmp_path, people=["004_o_m"], scale=0.05)
    assert "notice" in run("sources", tmp_path).out


def test_people_who_are_not_known_are_said_to_be_split_by_content(tmp_path: Path) -> None:
    folder_tree(tmp_path, people=[1], size=(40, 50))
    out = run("sources", f"folder:{tmp_path}").out
    assert "not known in 7 pictures" in out
    assert "by content" in out


def test_skipped_pictures_are_named_with_the_reason(tmp_path: Path) -> None:
    folder_tree(tmp_path, people=[1], size=(40, 50))
    (tmp_path / "fear" / "none.jpg").touch()
    out = run("sources", f"folder:{tmp_path}").out
    assert "skipped 1 faces:\n    folder:fear/none.jpg: is empty (0 bytes)" in out


def test_table_of_faces_is_recognised(tmp_path: Path) -> None:
    out = run("sources", csv_tree(tmp_path, size=(40, 50))).out
    assert re.search(r"age +21 +1 .*\n +22 +1 ", out)
    assert "identities by sex and age: 0 to 1 of each, 0.5 if all were equal" in out


def test_numbers_of_which_there_are_many_are_summed_up(tmp_path: Path) -> None:
    table = csv_tree(tmp_path, people=range(1, 15), size=(40, 50))
    assert re.search(r"age +14 numbers from 21 to 34 +14 ", run("sources", table).out)


def test_version_and_licence_of_a_pack_are_shown(tmp_path: Path) -> None:
    table = csv_tree(tmp_path, people=[1], size=(40, 50))
    (tmp_path / "pack.json").write_text('{"version": "3b", "licence": "CC-BY-4.0", "notice": "Name the makers."}')
    out = run("sources", table).out
    assert "  version     3b\n" in out
    assert "  licence     CC-BY-4.0\n  notice      Name the makers.\n" in out


@pytest.mark.parametrize("kind", ["folder:", ""])
def test_folder_without_emotions_is_taken_for_backgrounds(kind: str, tmp_path: Path) -> None:
    background_tree(tmp_path)
    out = run("sources", f"{kind}{tmp_path}").out
    assert "backgrounds of folder" in out
    assert "classroom" in out


def test_faces_can_be_shown_as_backgrounds(tmp_path: Path) -> None:
    folder_tree(tmp_path, people=[1], size=(40, 50))
    assert "backgrounds of folder" in run("sources", f"folder:{tmp_path}", "--as", "backgrounds").out
    assert "faces of folder" in run("sources", f"folder:{tmp_path}", "--as", "faces").out


def test_lsun_shows_its_categories(tmp_path: Path) -> None:
    lsun_tree(tmp_path, side=32)
    out = run("sources", f"lsun:{tmp_path}").out
    assert "classroom" in out
    assert "dining_room" in out
