from __future__ import annotations

import json
import tarfile

import cv2
import numpy as np
import pytest
from console import run

from groupmood_model.data.labelled import open_labelled
from groupmood_model.errors import DataError
from synthgroup.errors import SourceError, SynthGroupError


def picture(path, value=90):
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), np.full((40, 50, 3), value, np.uint8))


@pytest.fixture
def tree(tmp_path):
    for split in ("Train", "val"):
        for mood, value in (("Negative", 10), ("Neutral", 20), ("Positive", 30)):
            for number in range(2):
                picture(tmp_path / "set" / split / mood / f"{number}.png", value + number)
    return tmp_path / "set"


@pytest.mark.parametrize("kind", ["groupemow:", "gaf:", "folder:", ""])
def test_trees_of_moods_in_splits_are_read_in_order(kind, tree):
    seen = [(one.name, one.label, int(one.image[0, 0, 0])) for one in open_labelled(f"{kind}{tree}", "train")]
    assert seen == [
        (f"Train/{mood}/{number}.png", label, 10 * (label + 1) + number)
        for label, mood in enumerate(("Negative", "Neutral", "Positive"))
        for number in range(2)
    ]
    assert all(one.video is None for one in open_labelled(str(tree), "val"))
    assert len(list(open_labelled(str(tree), "all"))) == 12


def test_a_split_that_is_not_there_is_refused(tree):
    with pytest.raises(DataError, match="has no split 'test'; there are train, val"):
        open_labelled(f"gaf:{tree}", "test")


def test_folders_without_splits_are_split_by_content(tmp_path):
    for number in range(60):
        picture(tmp_path / "positive" / f"{number}.png", number)
        picture(tmp_path / "negative" / f"copy{number}.png", number)
    parts = {split: list(open_labelled(str(tmp_path), split)) for split in ("train", "val", "test")}
    values = {split: {int(one.image[0, 0, 0]) for one in part} for split, part in parts.items()}
    assert sum(map(len, parts.values())) == 120
    assert not values["train"] & (values["val"] | values["test"])
    assert len(parts["train"]) > 80
    with pytest.raises(DataError, match="in folders train, val and test"):
        open_labelled(f"groupemow:{tmp_path}", "train")


def test_pictures_that_cannot_be_read_are_skipped_and_named(tree):
    (tree / "Train" / "Neutral" / "1.png").write_bytes(b"none")
    pictures = open_labelled(str(tree), "train")
    assert len(list(pictures)) == 5
    assert list(pictures.skipped) == ["Train/Neutral/1.png"]


def test_a_count_spreads_over_all(tree):
    assert [one.label for one in open_labelled(str(tree), "train", count=3)] == [0, 1, 2]


@pytest.mark.parametrize(("format_", "kind"), [("folder", "rendered"), ("webdataset", "webdataset")])
def test_rendered_scenes_are_read_as_they_were_labelled(format_, kind, tmp_path):
    out = tmp_path / "out"
    options = ("--size", 64, "--format", format_, "--workers", 1, "--out", out)
    assert run("render", "--n", "train=5,val=2,test=2", *options).code == 0
    for spec in (f"{kind}:{out}", str(out)):
        pictures = list(open_labelled(spec, "train"))
        assert len(pictures) == 5
        assert all(one.image.shape == (64, 64, 3) for one in pictures)
    from synthgroup import SceneGenerator

    generator = SceneGenerator(recipe={"size": [64, 64]}, split="train")
    assert [one.label for one in sorted(pictures, key=lambda one: one.name.rpartition("/")[2])] == [
        generator[number].label for number in range(5)
    ]
    assert len(list(open_labelled(str(out), "all"))) == 9


def test_labels_of_strangers_cannot_reach_outside(tmp_path):
    picture(tmp_path / "secret.png")
    lines = [
        {"file_name": name, "label": 1, "split": "all"} for name in ("../secret.png", str(tmp_path / "secret.png"))
    ]
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "metadata.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    pictures = open_labelled(f"rendered:{tmp_path / 'set'}", "all")
    assert list(pictures) == []
    assert len(pictures.skipped) == 2


@pytest.mark.parametrize(
    "line", ["{", "[]", '{"file_name": "a.jpg", "label": 3, "split": "all"}', "null", '{"label": 1}']
)
def test_damaged_labels_are_explained(line, tmp_path):
    (tmp_path / "metadata.jsonl").write_text(line + "\n")
    with pytest.raises(DataError, match="line 1 is no scene"):
        open_labelled(f"rendered:{tmp_path}", "all")


def test_damaged_shards_are_explained(tmp_path):
    (tmp_path / "train-000000.tar").write_bytes(b"no shard" * 100)
    with pytest.raises(DataError, match="no shard that can be read"):
        open_labelled(f"webdataset:{tmp_path}", "train")


def test_links_in_shards_are_passed_over(tmp_path):
    with tarfile.open(tmp_path / "all-0.tar", "w") as shard:
        for name in ("1.jpg", "1.cls"):
            link = tarfile.TarInfo(name)
            link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
            shard.addfile(link)
    with pytest.raises(DataError, match="there is no shard"):
        open_labelled(f"webdataset:{tmp_path}", "all")


def test_scenes_are_those_of_the_generator():
    from synthgroup import SceneGenerator

    pictures = list(open_labelled("scenes:paper", "test", count=3, seed=5, size=64))
    recipe = {"size": [64, 64], "balance": "natural", "faces": {"composition": "mixed"}}
    generator = SceneGenerator(recipe=recipe, split="test", seed=5)
    assert all(np.array_equal(one.image, generator[number].image) for number, one in enumerate(pictures))


@pytest.mark.parametrize(
    ("spec", "split", "words"),
    [
        ("nothing:here", "val", "is no data set; write vgaf:PATH"),
        ("/no/such/folder", "val", "there is no such folder"),
        ("scenes:unheard", "val", "unheard"),
        ("scenes", "later", "split is 'later'"),
        ("vgaf:/no/such/folder", "val", "there is no folder"),
    ],
)
def test_bad_specs_are_explained(spec, split, words):
    with pytest.raises(SynthGroupError, match=words):
        open_labelled(spec, split)
    assert issubclass(SourceError, SynthGroupError)


def test_a_count_of_none_is_refused():
    with pytest.raises(DataError, match="count is 0"):
        open_labelled("scenes", "val", count=0)
