from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from console import run
from PIL import Image

from synthgroup.generator import SceneGenerator
from synthgroup.scene import ScenePlan


def pixels(path: Path) -> np.ndarray:
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB"))


def test_preview_says_where_the_sheet_is_and_how_large(tmp_path: Path) -> None:
    out = tmp_path / "sheet.png"
    ran = run("preview", "--out", out, "--n", "3", "--size", "64")
    height, width = pixels(out).shape[:2]
    assert ran.out == f"{out} ({width}x{height} pixels)\n"
    assert ran.code == 0
    assert not ran.err


def test_preview_is_the_same_each_time_and_replaces_what_was_there(tmp_path: Path) -> None:
    out = tmp_path / "sheet.png"
    out.write_text("old")
    sheets = []
    for _ in range(2):
        run("preview", "--out", out, "--n", "2", "--seed", "5", "--size", "64")
        sheets.append(out.read_bytes())
    assert sheets[0] == sheets[1]
    assert list(tmp_path.iterdir()) == [out]


def test_boxes_change_the_sheet(tmp_path: Path) -> None:
    for name, more in (("plain.png", []), ("boxes.png", ["--boxes"])):
        run("preview", "--out", tmp_path / name, "--n", "1", "--size", "352", *more)
    plain, boxes = pixels(tmp_path / "plain.png"), pixels(tmp_path / "boxes.png")
    assert plain.shape == boxes.shape
    assert (plain != boxes).any()


def test_each_preset_gets_a_section(tmp_path: Path) -> None:
    one, two = tmp_path / "one.jpg", tmp_path / "two.jpg"
    run("preview", "--out", one, "--n", "2", "--preset", "balanced", "--size", "64")
    run("preview", "--out", two, "--n", "2", "--preset", "balanced", "--preset", "paper", "--size", "64")
    assert pixels(two).shape[0] > 1.9 * pixels(one).shape[0]
    with Image.open(two) as image:
        assert image.format == "JPEG"


def test_augmentations_of_a_face_are_drawn(tmp_path: Path) -> None:
    out = tmp_path / "face.png"
    assert run("preview", "--out", out, "--augmentations").code == 0
    assert pixels(out).shape[0] > 400


def test_printed_plan_is_the_plan_of_the_scene() -> None:
    ran = run("plan", "--index", "12", "--seed", "3")
    assert ScenePlan.from_json(ran.out) == SceneGenerator(seed=3).plan(12)


def test_stored_plan_is_drawn_as_the_scene_was(tmp_path: Path, generator: SceneGenerator) -> None:
    file, out = tmp_path / "plan.json", tmp_path / "scene.png"
    file.write_text(run("plan", "--index", "12").out)
    ran = run("plan", "--draw", file, "--out", out)
    assert ran.out.startswith(f"{out}: {generator[12].mood} (")
    np.testing.assert_array_equal(pixels(out), generator[12].image)


def test_edited_plan_is_drawn_from_standard_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = json.loads(run("plan", "--index", "1", "--size", "96x64").out)
    plan["background"]["background"] += 1
    plan["faces"] = plan["faces"][:1]
    plan["mood"] = None
    with (tmp_path / "plan.json").open("w+") as file:
        json.dump(plan, file)
        file.seek(0)
        monkeypatch.setattr("sys.stdin", file)
        ran = run("plan", "--draw", "-", "--out", tmp_path / "scene.png")
    assert ran.code == 0
    assert pixels(tmp_path / "scene.png").shape == (64, 96, 3)


def test_stored_plans_are_shown_on_a_sheet(tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    file.write_text(run("plan", "--index", "4", "--size", "400x480").out)
    ran = run("preview", "--plan", file, "--plan", file, "--boxes", "--out", tmp_path / "sheet.png")
    assert ran.code == 0
    assert pixels(tmp_path / "sheet.png").shape[:2] > (480, 800)
