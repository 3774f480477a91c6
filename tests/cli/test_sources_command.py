from __future__ import annotations

from pathlib import Path

import pytest
from console import run
from miniatures import background_tree, csv_tree, faces_tree, folder_tree, kdef_tree, lsun_tree

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
    assert "identities  42" in out
    assert "sex         f 147, m 147" in out
    assert "CC0-1.0" in out


def test_faces_show_people_emotions_and_splits(tmp_path: Path) -> None:
    kdef_tree(tmp_path / "kdef", scale=0.1, malformed=False)
    out = run("sources", f"kdef:{tmp_path / 'kdef'}").out
    assert "identities  2" in out
    assert "sex         f 7, m 7" in out
    assert out.count("happiness") == 1
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
    assert "age         21 7, 22 7" in run("sources", csv_tree(tmp_path, size=(40, 50))).out


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
