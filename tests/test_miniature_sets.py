"""Format-exact miniatures of the real data sets, from the folders on disk to rendered scenes."""

import json

import pytest
from console import run
from miniatures import background_tree, faces_tree, kdef_flat_tree, kdef_tree, lsun_tree, not_a_picture, truncated_jpeg

from synthgroup.bank import BackgroundBank, store
from synthgroup.generator import as_specs


def records_of(out):
    return [json.loads(line) for line in (out / "metadata.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def sets(tmp_path):
    kdef_tree(tmp_path / "kdef", people=("F01", "M02"), all_angles=("F01",), scale=0.5)
    truncated_jpeg(tmp_path / "kdef" / "AF31" / "AF31NES.JPG")
    faces_tree(tmp_path / "faces", people=("004_o_m", "066_y_m"), sets="a", scale=0.3)
    not_a_picture(tmp_path / "faces" / "bilder" / "182_m_f_a_a.jpg")
    lsun_tree(tmp_path / "lsun", count=6, side=128)
    return tmp_path


def test_kdef_and_faces_before_lsun_render_and_what_is_broken_is_named(sets):
    ran = run(
        "render", "--n", "30", "--out", sets / "out", "--faces", f"kdef:{sets / 'kdef'}",
        "--faces", f"faces:{sets / 'faces'}=0.5", "--backgrounds", f"lsun:{sets / 'lsun'}", "--identities",
    )  # fmt: skip
    assert ran.code == 0, ran.err
    assert "AF31/AF31NES.JPG: is truncated" in ran.out
    assert "182_m_f_a_a.jpg" in ran.out
    assert ran.out.count("is empty (0 bytes)") == 3
    assert "KDEF may be used for" in ran.err
    assert "FACES forbids" in ran.err
    records = records_of(sets / "out")
    assert len(records) == 30
    faces = [face for record in records for face in record["faces"]]
    assert {face["source"] for face in faces} == {"kdef", "faces"}
    assert {face["identity"] for face in faces} == {"kdef-f01", "kdef-m02", "faces-004", "faces-066"}
    assert {record["background"]["category"] for record in records} == {"classroom", "dining_room"}
    assert {record["background"]["source"] for record in records} == {"lsun"}


def test_the_cropped_kdef_and_bare_paths_are_recognised(tmp_path):
    kdef_flat_tree(tmp_path / "kdef", people=("F01", "M02"), scale=0.5)
    background_tree(tmp_path / "places")
    ran = run(
        "render",
        "--n",
        "9",
        "--out",
        tmp_path / "out",
        "--faces",
        tmp_path / "kdef",
        "--backgrounds",
        tmp_path / "places",
    )
    assert ran.code == 0, ran.err
    faces = [face for record in records_of(tmp_path / "out") for face in record["faces"]]
    assert {face["source"] for face in faces} == {"kdef"}
    assert not {face["identity"] for face in faces} & {"kdef-f01", "kdef-m02"}
    assert all(face["file"] is None and face["attributes"] == {} for face in faces)


def test_lsun_stays_in_its_database_and_is_listed_once(tmp_path, monkeypatch):
    monkeypatch.setenv("SYNTHGROUP_CACHE", str(tmp_path / "cache"))
    lsun_tree(tmp_path / "lsun", count=6, side=64)
    bank = BackgroundBank.open(as_specs(f"lsun:{tmp_path / 'lsun'}"))
    folder = bank.packs[0].folder
    assert not (folder / "pixels.bin").exists()
    assert min(bank.read(0).shape[:2]) == 64
    monkeypatch.setattr(store, "publish", lambda _target: pytest.fail("listed again"))
    again = BackgroundBank.open(as_specs(f"lsun:{tmp_path / 'lsun'}"))
    assert again.identity == bank.identity
    assert [again.annotation(number) for number in range(len(again))] == [
        bank.annotation(number) for number in range(len(bank))
    ]
