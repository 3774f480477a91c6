import json
from pathlib import Path

import numpy as np
import pytest
import yaml
from scratch_banks import background_folder, face_folder

from synthgroup.emotions import Emotion
from synthgroup.export import Fault, Job, find_output, find_writer, render_job, repair, verify
from synthgroup.export.writers.yolo import box_lines, data_yaml
from synthgroup.generator import SceneGenerator

RECIPE = {"size": [96, 64], "faces": {"count": [1, 4], "emotions": ["anger", "fear", "happiness", "neutral"]}}


@pytest.fixture(scope="module")
def scenes(bank_cache, tmp_path_factory):
    root = tmp_path_factory.mktemp("sources")
    faces, places = face_folder(root / "faces", people=20), background_folder(root / "places", count=40)
    return SceneGenerator(f"csv:{faces}", f"folder:{places}", RECIPE)


def job(scenes, n=22, **settings):
    return Job.of(scenes, n, shard_size=5, output_format="yolo", **settings)


@pytest.fixture(scope="module")
def out(scenes, tmp_path_factory):
    folder = tmp_path_factory.mktemp("yolo") / "out"
    render_job(scenes, folder, job(scenes))
    return folder


def content(out):
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}


def read_as_ultralytics(data_file, split):
    """Find the pictures of a split, and the boxes of each, by the rules of Ultralytics' loader.

    The root is `path`, or where data.yaml lies; boxes are beside the pictures, with the last `/images/` of the name
    turned into `/labels/`.
    """
    data = yaml.safe_load(data_file.read_text("utf-8"))
    assert {"train", "val"} <= set(data)
    root = Path(data.get("path") or data_file.parent)
    found = {}
    for picture in sorted((root / data[split]).resolve().rglob("*.*")):
        head, _, tail = picture.as_posix().rpartition("/images/")
        label = Path(f"{head}/labels/{tail}").with_suffix(".txt")
        rows = [line.split() for line in label.read_text("ascii").splitlines()]
        found[picture] = [(data["names"][int(row[0])], *map(float, row[1:])) for row in rows]
    return found


def test_boxes_and_emotions_are_those_of_the_faces(scenes, out):
    read = read_as_ultralytics(out / "data.yaml", "train")
    assert len(read) == 22
    for index, (picture, rows) in enumerate(read.items()):
        assert picture.name == f"{index:08d}.jpg"
        faces = scenes[index].faces
        assert [row[0] for row in rows] == [face.emotion for face in faces]
        for (_, x, y, width, height), face in zip(rows, faces, strict=True):
            corner = ((x - width / 2) * 96, (y - height / 2) * 64, width * 96, height * 64)
            assert np.allclose(corner, face.box, atol=1e-4)


def test_classes_are_the_seven_emotions_from_0(out):
    data = yaml.safe_load((out / "data.yaml").read_text("utf-8"))
    assert data["names"] == dict(enumerate(emotion.value for emotion in Emotion))
    assert "path" not in data


def test_metadata_has_the_mood_of_every_picture(scenes, out):
    assert sorted(path.name for path in (out / "metadata").iterdir()) == [f"{shard:06d}.jsonl" for shard in range(5)]
    lines = [line for path in sorted((out / "metadata").iterdir()) for line in path.read_text("ascii").splitlines()]
    records = [json.loads(line) for line in lines]
    assert [record["index"] for record in records] == list(range(22))
    for record in records:
        assert record["mood"] == scenes[record["index"]].mood
        assert (out / record["file_name"]).is_file()


def test_splits_side_by_side_find_each_other(scenes, tmp_path):
    for split, count in (("train", 7), ("val", 3), ("test", 2)):
        part = SceneGenerator(scenes.faces, scenes.backgrounds, scenes.recipe, split=split)
        render_job(part, tmp_path / split, job(part, count))
    for split in ("train", "val", "test"):
        counts = [len(read_as_ultralytics(tmp_path / split / "data.yaml", one)) for one in ("train", "val", "test")]
        assert counts == [7, 3, 2]
    (tmp_path / "train").rename(tmp_path / "elsewhere")
    assert len(read_as_ultralytics(tmp_path / "elsewhere" / "data.yaml", "train")) == 7


def test_scenes_without_splits_say_that_val_is_train(scenes):
    assert yaml.safe_load(data_yaml(job(scenes)))["val"] == "images"
    assert "render with --n train=..,val=.. instead" in data_yaml(job(scenes))


def test_scene_without_faces_has_a_file_that_is_not_empty():
    assert box_lines({"faces": []}, (96, 64)) == "\n"


def test_boxes_at_the_border_stay_within_0_and_1():
    face = {"emotion": "surprise", "bbox": [0, 0, 8191, 8192]}
    assert box_lines({"faces": [face]}, (8192, 8192)) == "6 0.499939 0.500000 0.999878 1.000000\n"


@pytest.mark.parametrize("masks", [False, True])
def test_extending_and_repairing_gives_the_same_bytes(masks, scenes, tmp_path):
    render_job(scenes, tmp_path / "fresh", job(scenes, masks=masks))
    render_job(scenes, tmp_path / "out", job(scenes, 13, masks=masks))
    render_job(scenes, tmp_path / "out", job(scenes, masks=masks), extend=True)
    assert content(tmp_path / "out") == content(tmp_path / "fresh")
    assert (tmp_path / "out/masks/0000/00000021.png").exists() is masks
    (tmp_path / "out/labels/0000/00000011.txt").write_text("0 0 0 1 1\n")
    output = find_output(tmp_path / "out")
    verdict = verify(output)
    assert [(one.fault, one.name) for one in verdict.problems] == [(Fault.DAMAGED, "labels/0000/00000011.txt")]
    repair(scenes, output, job(scenes, masks=masks), verdict)
    assert content(tmp_path / "out") == content(tmp_path / "fresh")


def test_everything_is_deleted_by_an_overwriting_job(scenes, tmp_path):
    render_job(scenes, tmp_path / "out", job(scenes, 12, masks=True))
    render_job(scenes, tmp_path / "out", job(scenes, 2), overwrite=True)
    render_job(scenes, tmp_path / "fresh", job(scenes, 2))
    assert content(tmp_path / "out") == content(tmp_path / "fresh")


def test_foreign_names_are_not_owned():
    writer = find_writer("yolo")
    for name in (
        "images/0000/00000003.webp",
        "labels/0000/00000003.txt",
        "masks/0000/00000003.png",
        "metadata/000000.jsonl",
        "data.yaml",
    ):
        assert writer.owns(name, 4, 5, "train")
    for name in (
        "images/0000/00000004.jpg",
        "labels/0000/00000003.jpg",
        "labels/0000.cache",
        "labels.cache",
        "metadata/000001.jsonl",
        "metadata/00000.jsonl",
        "metadata/\u00b2.jsonl",
        "metadata.jsonl",
    ):
        assert not writer.owns(name, 4, 5, "train")
