from __future__ import annotations

import io
from pathlib import Path

import pytest
from console import run
from miniatures import background_tree, folder_tree, truncated_jpeg


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Name two small sources, with a cache of their own."""
    monkeypatch.setenv("SYNTHGROUP_CACHE", str(tmp_path / "cache"))
    folder_tree(tmp_path / "faces", people=[1], size=(80, 100), alpha=True)
    background_tree(tmp_path / "backgrounds")
    truncated_jpeg(tmp_path / "backgrounds" / "kitchen" / "half.jpg")
    return ["--faces", f"folder:{tmp_path / 'faces'}", "--backgrounds", f"folder:{tmp_path / 'backgrounds'}"]


def test_build_packs_and_names_folders_counts_and_skipped_inputs(sources: list[str], tmp_path: Path) -> None:
    ran = run("bank", "build", *sources)
    assert ran.code == 0
    assert "faces of folder: 7 (" in ran.out
    assert "backgrounds of folder: 6 (" in ran.out
    assert "kitchen/half.jpg: is truncated" in ran.out
    assert sum(str(tmp_path / "cache") in line for line in ran.out.splitlines()) == 2


def test_list_shows_what_is_cached(sources: list[str], tmp_path: Path) -> None:
    run("bank", "build", *sources)
    lines = run("bank", "list").out.splitlines()
    assert lines[0].startswith(f"{tmp_path / 'cache'}: 2 packed, ")
    assert [line.split()[:3] for line in lines[2:]] == [["backgrounds", "folder", "6"], ["faces", "folder", "7"]]


def test_list_shows_damaged_banks_and_those_of_other_versions(sources: list[str], tmp_path: Path) -> None:
    run("bank", "build", *sources)
    first, second = sorted((tmp_path / "cache").iterdir())
    (first / "bank.json").write_text("{")
    (second / "bank.json").write_text('{"format": -1}')
    out = run("bank", "list").out
    assert "damaged" in out
    assert "other version" in out


def test_verify_passes_whole_banks(sources: list[str]) -> None:
    run("bank", "build", *sources)
    ran = run("bank", "verify")
    assert ran.code == 0
    assert [line.split()[0] for line in ran.out.splitlines()] == ["ok", "ok"]


def test_verify_names_damaged_files(sources: list[str], tmp_path: Path) -> None:
    run("bank", "build", *sources)
    first, second = sorted((tmp_path / "cache").iterdir())
    pixels = bytearray((first / "pixels.bin").read_bytes())
    pixels[1000] ^= 1
    (first / "pixels.bin").write_bytes(pixels)
    (second / "bank.json").write_text("{")
    ran = run("bank", "verify")
    assert ran.code == 1
    assert f"{first.name}/pixels.bin, {second.name}/bank.json" in ran.err
    assert len(ran.complaints) == 1


def test_clear_deletes_banks_and_drafts_and_nothing_else(sources: list[str], tmp_path: Path) -> None:
    run("bank", "build", *sources)
    cache = tmp_path / "cache"
    some = next(cache.iterdir()).name
    (cache / f".{some}-abc12_3").mkdir()
    (cache / "faces-of-mine").mkdir()
    (cache / "notes.txt").touch()
    ran = run("bank", "clear", "--yes")
    assert ran.out.startswith("deleted 3 (")
    assert sorted(path.name for path in cache.iterdir()) == ["faces-of-mine", "notes.txt"]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("answer", "left"), [("n\n", 2), ("y\n", 0)])
def test_clear_asks_first(
    answer: str, left: int, sources: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("bank", "build", *sources)
    monkeypatch.setattr("sys.stdin", Terminal(answer))
    assert run("bank", "clear").code == 0
    assert len(list((tmp_path / "cache").iterdir())) == left


def test_clear_without_anybody_to_ask_deletes_nothing(
    sources: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("bank", "build", *sources)
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    ran = run("bank", "clear")
    assert ran.code == 2
    assert "--yes" in ran.err
    assert len(list((tmp_path / "cache").iterdir())) == 2


@pytest.mark.parametrize("command", ["list", "verify", "clear"])
def test_empty_cache_is_no_error(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYNTHGROUP_CACHE", str(tmp_path / "none"))
    ran = run("bank", command)
    assert ran.code == 0
    assert str(tmp_path / "none") in ran.out


def test_bank_alone_shows_its_help() -> None:
    assert "verify" in run("bank").out
