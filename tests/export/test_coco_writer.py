import contextlib
import io
import json

import numpy as np
import pytest
from PIL import Image
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval
from scratch_banks import background_folder, face_folder
from torchvision.datasets import CocoDetection

from synthgroup.errors import RecipeError
from synthgroup.export import Fault, Job, find_output, find_writer, render_job, repair, verify
from synthgroup.export.metadata import record_line
from synthgroup.export.writers.coco import ANNOTATIONS_FILE, MOST_SCENES
from synthgroup.export.writers.coco_lines import _pieced, annotation_id, coco_parts, image_id, parsed_parts
from synthgroup.generator import SceneGenerator

RECIPE = {"size": [96, 64], "faces": {"count": [1, 4], "emotions": ["anger", "fear", "happiness", "neutral"]}}

# pycocotools asks numpy for arrays in a way that numpy 2 advises against
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


@pytest.fixture(scope="module")
def scenes(bank_cache, tmp_path_factory):
    root = tmp_path_factory.mktemp("sources")
    faces, places = face_folder(root / "faces"), background_folder(root / "places")
    return SceneGenerator(f"csv:{faces}", f"folder:{places}", RECIPE)


def job(scenes, n=22, **settings):
    return Job.of(scenes, n, shard_size=5, output_format="coco", **settings)


@pytest.fixture(scope="module")
def out(scenes, tmp_path_factory):
    folder = tmp_path_factory.mktemp("coco") / "out"
    render_job(scenes, folder, job(scenes))
    return folder


@pytest.fixture(scope="module")
def truth(out):
    return loaded(out)


def loaded(out):
    with contextlib.redirect_stdout(io.StringIO()):
        return COCO(str(out / ANNOTATIONS_FILE))


def content(out):
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}


def test_pycocotools_finds_every_image_and_face(scenes, truth):
    assert truth.getImgIds() == list(range(1, 23))
    for index in range(22):
        scene = scenes[index]
        image = truth.loadImgs(image_id(index))[0]
        assert (image["mood"], image["label"], image["moods"]) == (scene.mood, scene.label, list(scene.moods))
        assert (image["width"], image["height"], image["index"]) == (96, 64, index)
        faces = truth.loadAnns(truth.getAnnIds(imgIds=image["id"]))
        assert [face["bbox"] for face in faces] == [list(face.box) for face in scene.faces]
        assert [face["area"] for face in faces] == [face.area for face in scene.faces]
        named = [truth.loadCats(face["category_id"])[0] for face in faces]
        assert [category["name"] for category in named] == [face.emotion for face in scene.faces]
        assert [category["supercategory"] for category in named] == [face.mood for face in scene.faces]


def test_masks_of_pycocotools_are_those_of_the_faces(scenes, truth):
    for index in range(22):
        for number, face in enumerate(scenes[index].faces):
            mask = truth.annToMask(truth.loadAnns(annotation_id(index, number))[0])
            assert np.array_equal(mask.astype(bool), face.mask)


@pytest.mark.parametrize("kind", ["bbox", "segm"])
def test_evaluation_of_the_truth_against_itself_is_perfect(kind, truth):
    found = [
        {
            "image_id": face["image_id"],
            "category_id": face["category_id"],
            "bbox": face["bbox"],
            "score": 1.0,
            **({"segmentation": face["segmentation"]} if kind == "segm" else {}),
        }
        for face in truth.dataset["annotations"]
    ]
    with contextlib.redirect_stdout(io.StringIO()):
        evaluation = COCOeval(truth, truth.loadRes(found), kind)
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    assert evaluation.stats[0] == pytest.approx(1.0)


def test_categories_are_the_seven_emotions_whatever_is_drawn(truth):
    categories = truth.loadCats(truth.getCatIds())
    assert [category["id"] for category in categories] == list(range(1, 8))
    assert [category["name"] for category in categories] == [
        "anger",
        "disgust",
        "fear",
        "happiness",
        "neutral",
        "sadness",
        "surprise",
    ]
    assert categories[6]["supercategory"] == "none"
    assert truth.getCatIds(supNms=["positive"]) == [4]


def test_torchvision_reads_pictures_with_their_faces(scenes, out):
    with contextlib.redirect_stdout(io.StringIO()):
        data = CocoDetection(out / "images", out / ANNOTATIONS_FILE)
    assert len(data) == 22
    picture, faces = data[3]
    assert picture.size == (96, 64)
    assert [face["bbox"] for face in faces] == [list(face.box) for face in scenes[3].faces]


def test_ids_of_one_scene_do_not_depend_on_their_number(scenes, out, tmp_path):
    render_job(scenes, tmp_path / "out", job(scenes, 31))
    fewer, more = (json.loads((folder / ANNOTATIONS_FILE).read_text()) for folder in (out, tmp_path / "out"))
    assert more["images"][:22] == fewer["images"]
    assert more["annotations"][: len(fewer["annotations"])] == fewer["annotations"]
    ids = [face["id"] for face in more["annotations"]]
    assert ids == sorted(set(ids))
    assert all(face["id"] // 1000 == face["image_id"] for face in more["annotations"])


def test_ids_are_exact_as_floats_up_to_the_last_scene():
    last = annotation_id(MOST_SCENES - 1, 199)
    assert int(float(last)) == last < 2**53


def test_more_scenes_than_ids_are_refused(scenes):
    find_writer("coco").check(job(scenes, MOST_SCENES))
    with pytest.raises(RecipeError, match="has ids for"):
        find_writer("coco").check(job(scenes, MOST_SCENES + 1))


def test_every_line_of_the_annotations_belongs_to_one_scene_and_has_no_date(out):
    text = (out / ANNOTATIONS_FILE).read_text("ascii")
    whole = json.loads(text)
    assert len(text.splitlines()) == 2 * len(whole["images"]) + 9
    assert "date" not in text
    assert list(whole) == ["info", "licenses", "categories", "images", "annotations"]


def test_damaged_labels_are_repaired(scenes, out, tmp_path):
    render_job(scenes, tmp_path / "out", job(scenes))
    metadata = tmp_path / "out/metadata.jsonl"
    metadata.write_bytes(metadata.read_bytes().replace(b'"faces":[', b'"faces":{', 7))
    rendered = []
    verdict = verify(tmp_path / "out")
    repair(scenes, tmp_path / "out", job(scenes), verdict, progress=lambda done, _total: rendered.append(22 - done))
    assert content(tmp_path / "out") == content(out)
    assert rendered[0] == 10


@pytest.mark.parametrize("masks", [False, True])
def test_extending_and_repairing_gives_the_same_bytes(masks, scenes, tmp_path):
    render_job(scenes, tmp_path / "fresh", job(scenes, masks=masks))
    render_job(scenes, tmp_path / "out", job(scenes, 13, masks=masks))
    render_job(scenes, tmp_path / "out", job(scenes, masks=masks), extend=True)
    assert content(tmp_path / "out") == content(tmp_path / "fresh")
    (tmp_path / "out/images/0000/00000011.jpg").unlink()
    (tmp_path / "out" / ANNOTATIONS_FILE).write_text("{}")
    output = find_output(tmp_path / "out")
    verdict = verify(output)
    assert [(one.fault, one.name) for one in verdict.problems] == [
        (Fault.DAMAGED, ANNOTATIONS_FILE),
        (Fault.MISSING, "images/0000/00000011.jpg"),
    ]
    repair(scenes, output, job(scenes, masks=masks), verdict)
    assert content(tmp_path / "out") == content(tmp_path / "fresh")


def test_masks_lie_beside_the_pictures_and_are_deleted_with_them(scenes, tmp_path):
    render_job(scenes, tmp_path / "out", job(scenes, 4, masks=True))
    pictures = sorted(path.stem for path in (tmp_path / "out/images").rglob("*.jpg"))
    assert sorted(path.stem for path in (tmp_path / "out/masks").rglob("*.png")) == pictures
    mask = np.asarray(Image.open(tmp_path / "out/masks/0000/00000002.png"))
    for number, face in enumerate(scenes[2].faces, start=1):
        assert np.array_equal(mask == number, face.mask)
    render_job(scenes, tmp_path / "out", job(scenes, 4), overwrite=True)
    assert not (tmp_path / "out/masks").exists()


def test_foreign_names_are_not_owned():
    writer = find_writer("coco")
    for name in ("images/0000/00000003.jpg", "masks/0000/00000003.png", ANNOTATIONS_FILE, "metadata.jsonl"):
        assert writer.owns(name, 4, 5, "train")
    for name in (
        "images/0000/00000004.jpg",
        "images/0001/00000003.jpg",
        "images/0000/00000003.gif",
        "images/00000003.jpg",
        "masks/0000/00000003.jpg",
        "annotations/mine.json",
        "labels/0000/00000003.txt",
    ):
        assert not writer.owns(name, 4, 5, "train")


def test_pieces_of_lines_are_what_parsing_them_gives(small_set):
    lines = (small_set / "metadata.jsonl").read_bytes().splitlines(keepends=True)
    assert len(lines) == 22
    for line in lines:
        place = line.replace(b'"file_name":"' + line[14 : line.index(b"/")], b'"file_name":"images', 1)
        assert _pieced(place, 96, 96) == parsed_parts(place, 96, 96)
        assert coco_parts(line, 96, 96) == parsed_parts(line, 96, 96)


NASTY = ['a"b', '],"faces":[{', "\\", "\u202e\n", '{"emotion":"fear"}', "]}\n", "\ud800", "{}[],:"]


@pytest.mark.parametrize("text", NASTY)
def test_odd_texts_do_not_confuse_the_pieces(text, small_set):
    line = (small_set / "metadata.jsonl").read_text().splitlines()[3]
    record = json.loads(line)
    record["file_name"] = "images/0000/00000003.jpg"
    record["background"] |= {"file": text, "category": text}
    record["replaced"] = [text, text]
    for face in record["faces"]:
        face |= {"identity": text, "source": text, "file": text, "attributes": {text: text, "b": ""}, "transform": None}
    for faces in (record["faces"], record["faces"][:1], []):
        odd = record_line({**record, "faces": faces})
        assert coco_parts(odd, 96, 96) == parsed_parts(odd, 96, 96)
        assert _pieced(odd, 96, 96) is not None
