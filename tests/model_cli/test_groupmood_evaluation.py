import json

import pytest
import torch
from clips import write_clip
from groupmood_console import groupmood
from PIL import Image

from groupmood_model import bundled
from groupmood_model.architectures.registry import build_model
from groupmood_model.classifier import Classifier

MOODS = {"negative": (200, 30, 30), "neutral": (120, 120, 120), "positive": (30, 200, 30)}


@pytest.fixture(scope="module")
def classifier(tmp_path_factory):
    path = tmp_path_factory.mktemp("classifier") / "small.safetensors"
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(3)
        Classifier(build_model("small_cnn", size=64).eval(), "small_cnn", 64).save(path)
    return path


@pytest.fixture(scope="module")
def pictures(tmp_path_factory):
    root = tmp_path_factory.mktemp("pictures")
    for mood, colour in MOODS.items():
        for number in range(3):
            path = root / "test" / mood / f"{number}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            Image.new("RGB", (80, 70), colour).save(path)
    return root


def test_evaluate_prints_tables_and_leaves_files(tmp_path, classifier, pictures):
    out = tmp_path / "out"
    ran = groupmood(
        "evaluate", "--classifier", classifier, "--data", f"folder:{pictures}", "--out", out, "--resamples", 50
    )
    assert ran.code == 0, ran.err
    assert "balanced accuracy" in ran.out
    assert "accuracy (recall)" in ran.out
    assert ran.out.rstrip().endswith("index.html")
    record = json.loads((out / "metrics.json").read_text())
    assert record["classifier"] == {"architecture": "small_cnn", "size": 64, "file": "small.safetensors"}
    assert record["levels"]["pictures"]["count"] == 9
    names = [
        "answers.csv", "classes.png", "confusion.png", "index.html", "metrics.json", "reliability.png",
    ]  # fmt: skip
    assert sorted(path.name for path in out.iterdir()) == names
    assert str(tmp_path) not in (out / "index.html").read_text().replace(f"folder:{pictures}", "")


def test_evaluate_measures_frames_and_videos(tmp_path, classifier):
    (tmp_path / "vgaf" / "Val").mkdir(parents=True)
    lines = ["Vid_name Label"]
    for number, colour in enumerate(MOODS.values()):
        write_clip(tmp_path / "vgaf" / "Val" / f"v{number}.mp4", [colour] * 5)
        lines.append(f"v{number} {3 - number}")
    (tmp_path / "vgaf" / "Val_labels.txt").write_text("\n".join(lines) + "\n")
    ran = groupmood(
        "evaluate", "--classifier", classifier, "--data", f"vgaf:{tmp_path / 'vgaf'}", "--split", "val",
        "--resamples", 10, "--out", tmp_path / "out",
    )  # fmt: skip
    assert ran.code == 0, ran.err
    for title in ("frames", "videos, scores averaged", "videos, scores accumulated"):
        assert title in ran.out
    levels = json.loads((tmp_path / "out" / "metrics.json").read_text())["levels"]
    assert [level["count"] for level in levels.values()] == [15, 3, 3]
    assert levels["pictures"]["intervals"]["accuracy"]["count"] == 3


def test_evaluate_twice_gives_the_same_bytes(tmp_path, classifier):
    for name in "ab":
        ran = groupmood(
            "evaluate", "--classifier", classifier, "--data", "scenes", "--count", 6,
            "--resamples", 20, "--out", tmp_path / name,
        )  # fmt: skip
        assert ran.code == 0, ran.err
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()


def test_predict_lists_files_and_prints_json(classifier, pictures):
    ran = groupmood("predict", "--classifier", classifier, pictures)
    assert ran.code == 0, ran.err
    lines = ran.out.splitlines()
    assert lines[0].split() == ["file", "mood", "negative", "%", "neutral", "%", "positive", "%", "frames"]
    assert len(lines) == 10
    ran = groupmood("predict", "--json", "--classifier", classifier, pictures / "test" / "positive" / "0.png")
    record = json.loads(ran.out)
    assert record["mood"] in MOODS
    assert sum(record["probabilities"].values()) == pytest.approx(1)


def test_predict_names_what_it_cannot_read_and_answers_the_rest(tmp_path, classifier, pictures):
    good = pictures / "test" / "neutral" / "0.png"
    bad = tmp_path / "bad\nname.png"
    bad.write_bytes(b"no picture")
    ran = groupmood("predict", "--classifier", classifier, good, bad)
    assert ran.code == 2
    assert len(ran.out.splitlines()) == 2
    assert len(ran.complaints) == 2
    assert "1 of 2 files could not be read" in ran.complaints[1]
    alone = groupmood("predict", "--classifier", classifier, bad)
    assert alone.code == 2
    assert len(alone.complaints) == 1


def test_focus_prints_all_measures_and_leaves_pictures(tmp_path, classifier):
    out = tmp_path / "out"
    ran = groupmood("focus", "--classifier", classifier, "--n", 3, "--maps", 2, "--channels", 4, "--out", out)
    assert ran.code == 0, ran.err
    for text in ("focus score", "pointing game", "the answer stays", "the answer follows"):
        assert text in ran.out
    assert sorted(path.name for path in out.iterdir()) == ["focus.json", "focus.png", "index.html"]
    record = json.loads((out / "focus.json").read_text())
    assert record["split"] == "test"
    assert [one["index"] for one in record["scenes"]] == [0, 1, 2]
    with Image.open(out / "focus.png") as picture:
        assert picture.size[0] == 4 * 192 + 3 * 8


def test_compare_puts_results_beside_the_papers(tmp_path, classifier, pictures):
    results = tmp_path / "small"
    groupmood("evaluate", "--classifier", classifier, "--data", pictures, "--out", results, "--resamples", 20)
    ran = groupmood("compare", results, "--out", tmp_path / "all")
    assert ran.code == 0, ran.err
    assert ran.out.splitlines()[0].split()[-3:] == ["paper", "(VGAF", "val)"]
    record = json.loads((tmp_path / "all" / "comparison.json").read_text())
    assert [one["architecture"] for one in record["architectures"]] == ["small_cnn"]


def test_compare_trains_architectures_under_one_budget_and_goes_on(tmp_path):
    args = [
        "--schedule",
        tmp_path / "tiny.yaml",
        "--side",
        64,
        "--count",
        6,
        "--resamples",
        10,
        "--out",
        tmp_path / "c",
    ]
    (tmp_path / "tiny.yaml").write_text("stages: [{name: scenes, epochs: 1, scenes: 8}]\nbatch_size: 4\n")
    first = groupmood("compare", "--architecture", "small_cnn", *args)
    assert first.code == 0, first.err
    both = groupmood("compare", "--architecture", "small_cnn", "--architecture", "smile_cnn", *args)
    assert both.code == 0, both.err
    assert both.err.count("smile_cnn (2 of 2)") == 1
    assert "small_cnn (1 of 2)" not in both.err
    record = json.loads((tmp_path / "c" / "comparison.json").read_text())
    assert sorted(one["architecture"] for one in record["architectures"]) == ["small_cnn", "smile_cnn"]
    assert "1 x (8 scenes + 0 frames)" in record["budget"]


def test_without_a_bundled_classifier_one_must_be_named(monkeypatch, pictures):
    monkeypatch.setattr(bundled, "FILE", "nothing.safetensors")
    for args in (["predict", pictures], ["evaluate", "--data", pictures], ["focus"]):
        ran = groupmood(*args)
        assert ran.code == 2
        assert len(ran.complaints) == 1
        assert "--classifier FILE" in ran.complaints[0]


def test_a_bundled_classifier_is_used_where_none_is_named(monkeypatch, classifier, pictures):
    monkeypatch.setattr(bundled, "FILE", str(classifier))
    ran = groupmood("predict", pictures / "test" / "neutral" / "0.png")
    assert ran.code == 0, ran.err


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["predict"], "PICTURE|VIDEO|FOLDER"),
        (["predict", "nowhere.png", "--classifier", "nothing.safetensors"], "nowhere.png: there is no such file"),
        (["evaluate", "--data", "scenes", "--classifier", "nothing.safetensors"], "there is no such file"),
        (["evaluate", "--classifier", "x"], "--data"),
        (["focus", "--n", "0"], "not a whole number"),
        (["compare"], "name either"),
        (["compare", "--architecture", "small_cnn"], "--out DIR"),
        (["compare", "a", "--architecture", "small_cnn"], "name either"),
        (["compare", "--architecture", "nothing", "--out", "/dev/null/x"], "no architecture 'nothing'"),
        (["compare", "nowhere"], "nowhere"),
    ],
)
def test_bad_calls_give_one_line_and_code_two(args, said):
    ran = groupmood(*args)
    assert ran.code == 2
    assert len(ran.complaints) == 1
    assert said in ran.complaints[0]


def test_a_file_that_is_no_classifier_is_told(tmp_path, pictures):
    path = tmp_path / "x.safetensors"
    path.write_bytes(b"nothing of the kind")
    ran = groupmood("predict", "--classifier", path, pictures)
    assert ran.code == 2
    assert len(ran.complaints) == 1


@pytest.mark.parametrize("command", ["evaluate", "predict", "focus", "compare"])
def test_every_command_has_help(command):
    ran = groupmood(command, "--help")
    assert ran.code == 0
    assert "Usage:" in ran.out
