from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from console import run
from miniatures import encoded, faces_tree, truncated_jpeg
from PIL import Image

from synthgroup.sources.builtin import BUILTIN_FOLDER


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    """Make a photograph that is cut out well, one that is not, and one that cannot be read."""
    folder = tmp_path / "in"
    faces_tree(folder, people=["004_o_m"], sets="a", scale=0.3)
    (folder / "noise.png").write_bytes(encoded(_noise(), "PNG"))
    return {
        "good": folder / "bilder" / "004_o_m_h_a.jpg",
        "poor": folder / "noise.png",
        "broken": truncated_jpeg(folder / "half.jpg"),
        "alpha": min((BUILTIN_FOLDER / "faces").iterdir()),
    }


def _noise() -> np.ndarray:

    return np.random.default_rng(0).integers(0, 256, (96, 80, 3), np.uint8)


def test_sheet_and_a_verdict_for_each_file(files: dict[str, Path], tmp_path: Path) -> None:
    out = tmp_path / "sheet.png"
    ran = run("cutout", *files.values(), "--out", out)
    assert ran.code == 0
    lines = ran.out.splitlines()
    assert [line.split()[1] for line in lines[:-1]] == ["good", "poor", "unreadable", "good"]
    assert "backdrop 19" in lines[0]
    assert "is truncated" in lines[2]
    assert "alpha" in lines[3]
    assert lines[-1] == str(out)
    with Image.open(out) as image:
        assert image.format == "PNG"
        assert min(image.size) > 100


@pytest.mark.parametrize("kind", ["poor", "broken"])
def test_strict_fails_where_a_file_is_poor_or_unreadable(kind: str, files: dict[str, Path], tmp_path: Path) -> None:
    ran = run("cutout", files["good"], files[kind], "--strict", "--out", tmp_path / "sheet.png")
    assert ran.code == 1
    assert ran.complaints == ["Error: 1 of 2 files cannot be read or are cut out poorly"]


def test_strict_passes_where_all_is_well(files: dict[str, Path], tmp_path: Path) -> None:
    assert run("cutout", files["good"], "--strict", "--out", tmp_path / "sheet.png").code == 0


def test_nothing_but_unreadable_files_make_no_sheet(files: dict[str, Path], tmp_path: Path) -> None:
    ran = run("cutout", files["broken"], tmp_path / "missing.jpg", "--out", tmp_path / "sheet.png")
    assert ran.code == 2
    assert "none of the 2 files can be read" in ran.err
    assert not (tmp_path / "sheet.png").exists()
