import json

import cv2
import numpy as np
import pytest
from datasets import load_dataset
from miniatures import background_tree, kdef_tree
from pycocotools import mask as coco_mask
from torchvision.datasets import ImageFolder

from synthgroup.emotions import Mood, is_tie, majority_mood, mood_counts
from synthgroup.errors import OutputError
from synthgroup.export import Job, render_job
from synthgroup.generator import SceneGenerator
from synthgroup.sources.builtin import TABLE_ONLY, BuiltinFaces

KEYS = [
    "file_name",
    "mood",
    "label",
    "moods",
    "tie",
    "shortfall",
    "split",
    "seed",
    "index",
    "background",
    "replaced",
    "faces",
]
FACE_KEYS = [
    "emotion",
    "mood",
    "identity",
    "source",
    "file",
    "bbox",
    "head",
    "area",
    "mask",
    "transform",
    "attributes",
]


# pycocotools asks numpy for arrays in a way that numpy 2 advises against
OLD_NUMPY = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


@pytest.fixture(scope="module")
def out(generator, tmp_path_factory):
    folder = tmp_path_factory.mktemp("scenes") / "out"
    render_job(generator, folder, Job.of(generator, 40))
    return folder


def read(out):
    return [json.loads(line) for line in (out / "metadata.jsonl").read_text(encoding="ascii").splitlines()]


@pytest.fixture(scope="module")
def records(out):
    return read(out)


def test_lines_have_the_keys_of_the_contract_in_order(records):
    assert [record["index"] for record in records] == list(range(40))
    for record in records:
        assert list(record) == KEYS
        assert list(record["background"]) == ["source", "file", "category"]
        assert all(list(face) == FACE_KEYS for face in record["faces"])


def test_files_are_named_by_mood_and_index(out, records):
    assert [record["file_name"] for record in records] == [
        f"{record['mood']}/0000/{record['index']:08d}.jpg" for record in records
    ]
    assert {path.relative_to(out).as_posix() for path in out.rglob("*.jpg")} == {
        record["file_name"] for record in records
    }


def test_label_follows_from_the_faces(records):
    for record in records:
        counts = mood_counts(Mood(face["mood"]) for face in record["faces"])
        assert record["moods"] == list(counts)
        assert record["mood"] == majority_mood(counts).value
        assert record["label"] == majority_mood(counts).label
        assert record["tie"] == is_tie(counts)


@OLD_NUMPY
def test_masks_agree_with_pycocotools_with_the_boxes_and_with_the_scene(generator, records):
    for record in records:
        scene = generator[record["index"]]
        for face, placed in zip(record["faces"], scene.faces, strict=True):
            mask = coco_mask.decode(face["mask"]).astype(bool)
            assert np.array_equal(mask, placed.mask)
            assert coco_mask.toBbox(face["mask"]).tolist() == face["bbox"]
            assert int(coco_mask.area(face["mask"])) == face["area"]


@OLD_NUMPY
def test_no_two_masks_are_nearer_than_the_gap(generator, records):
    gap = generator.recipe.placement.gap
    for record in records:
        masks = np.array([coco_mask.decode(face["mask"]) for face in record["faces"]])
        grown = [cv2.dilate(mask, np.ones((2 * gap + 1, 2 * gap + 1), np.uint8)) for mask in masks]
        for number, one in enumerate(grown):
            assert not (one & np.delete(masks, number, axis=0)).any()


def test_pictures_are_the_scenes(generator, out, records):
    for record in records[:8]:
        picture = cv2.cvtColor(cv2.imread(str(out / record["file_name"])), cv2.COLOR_BGR2RGB)
        difference = np.abs(picture.astype(int) - generator[record["index"]].image)
        assert difference.mean() < 4


def test_targets_of_imagefolder_are_the_labels(out, records):
    labels = {record["file_name"]: record["label"] for record in records}
    data = ImageFolder(out)
    assert data.classes == ["negative", "neutral", "positive"]
    found = {path.removeprefix(f"{out}/"): target for path, target in data.samples}
    assert found == labels


def test_class_indices_hold_where_a_class_is_empty(generator, tmp_path):
    happy = SceneGenerator(generator.faces, generator.backgrounds, {"faces": {"emotions": ["happiness"]}})
    tally = render_job(happy, tmp_path / "out", Job.of(happy, 3))
    assert tally.moods == [0, 0, 3]
    assert set(ImageFolder(tmp_path / "out", allow_empty=True).targets) == {2}


def test_huggingface_datasets_reads_it(out, records, tmp_path, monkeypatch):
    monkeypatch.setattr("datasets.config.HF_HUB_OFFLINE", True)
    data = load_dataset("imagefolder", data_dir=str(out), split="train", cache_dir=str(tmp_path))
    assert data["index"][:] == list(range(40))
    assert data["label"][:] == [record["label"] for record in records]
    assert data[3]["faces"][0]["bbox"] == records[3]["faces"][0]["bbox"]
    assert data[3]["image"].size == (224, 224)


@pytest.fixture(scope="module")
def people(bank_cache, tmp_path_factory):
    root = tmp_path_factory.mktemp("people")
    faces = kdef_tree(root / "kdef", people=("M02", "M04"), all_angles=(), malformed=False, scale=0.3)
    places = background_tree(root / "places")
    recipe = {"size": [96, 96], "faces": {"count": [2, 3]}}
    return SceneGenerator(f"kdef:{faces}", f"folder:{places}", recipe)


def test_real_people_have_pseudonyms_unless_asked_for(people, tmp_path):
    render_job(people, tmp_path / "hidden", Job.of(people, 6))
    render_job(people, tmp_path / "named", Job.of(people, 6, identities=True))
    hidden, named = read(tmp_path / "hidden"), read(tmp_path / "named")
    pairs = set()
    for without, given in zip(hidden, named, strict=True):
        for face, known in zip(without["faces"], given["faces"], strict=True):
            pairs.add((face["identity"], known["identity"]))
            assert (face["file"], face["attributes"]) == (None, {})
            assert known["file"].startswith(("AM02/", "AM04/"))
            assert known["attributes"]
            assert {key: value for key, value in face.items() if key not in {"identity", "file", "attributes"}} == {
                key: value for key, value in known.items() if key not in {"identity", "file", "attributes"}
            }
    assert len(pairs) == len({pseudonym for pseudonym, _ in pairs}) == 2
    assert all(pseudonym.startswith("person-") for pseudonym, _ in pairs)
    for path in (tmp_path / "hidden").iterdir():
        text = path.read_text().lower() if path.is_file() else ""
        assert not [word for word in ("am02", "am04", "kdef-m02", "kdef-m04", str(tmp_path)) if word in text]


def test_pseudonyms_are_those_of_the_job(people):
    other = SceneGenerator(people.faces, people.backgrounds, people.recipe, seed=1)
    names = {Job.of(one, n).pseudonym("kdef-m02") for one in (people, other) for n in (5, 50)}
    assert len(names) == 2


def test_how_a_builtin_picture_was_made_is_left_to_its_table(records):
    known = {name for face in BuiltinFaces().faces() for name in face.attributes}
    written = {name for record in records for face in record["faces"] for name in face["attributes"]}
    assert written == known - TABLE_ONLY
    assert {"sex", "age", "ethnicity", "intensity", "light"} <= written
    assert len(written) <= 12


def test_the_version_of_a_pack_is_in_the_job(generator):
    (source,) = Job.of(generator, 1).to_mapping()["faces"]
    assert source["version"] == BuiltinFaces().info.version


def test_people_who_do_not_exist_keep_their_names(records):
    faces = [face for record in records for face in record["faces"]]
    assert all(face["identity"].startswith("builtin-") and face["file"] and face["attributes"] for face in faces)


@pytest.mark.parametrize(
    ("name", "reason", "left"),
    [
        ("folder:hall/a.jpg", "/home/me/hall/a.jpg: is truncated", "is truncated"),
        ("folder:hall/a b.jpg", "/home/m e/hall/a b.jpg: is truncated", "is truncated"),
        ("folder:hall/a.jpg", "/x/hall/a.jpg: cannot be read: [Errno 5] Broken: '/x/hall/a.jpg'", "cannot be read"),
        ("folder:a.jpg", "C:\\pictures\\a.jpg: is empty", "is empty"),
        ("lsun:hall_train_lmdb/00ff", "/data/hall_train_lmdb:00ff: is too large: 9 x 9", "is too large: 9 x 9"),
        ("lsun:hall_train_lmdb/00ff", "lsun: /data/hall_train_lmdb: MDB_CORRUPTED", "cannot be read"),
        ("own:x", "is neither JPEG/PNG nor WebP", "is neither JPEG/PNG nor WebP"),
        ("own:", "broken", "broken"),
    ],
)
def test_reasons_do_not_tell_where_sources_lie(name, reason, left):
    from synthgroup.export.tally import placeless

    assert placeless(name, reason) == left


def test_versions_that_fix_the_bytes_of_a_format_are_in_its_jobs_alone(small_scenes, monkeypatch, tmp_path):
    job = Job.of(small_scenes, 12, output_format="parquet", shard_size=5)
    assert set(job.to_mapping()["environment"]) - set(Job.of(small_scenes, 12).to_mapping()["environment"]) == {
        "pyarrow"
    }
    assert Job.from_mapping(job.to_mapping(), "job.json") == job
    render_job(small_scenes, tmp_path / "out", job)
    monkeypatch.setattr("synthgroup.export.job.version", lambda _: "1.0")
    with pytest.raises(OutputError, match=r"environment\.pyarrow is .* there and \"1\.0\" here"):
        render_job(small_scenes, tmp_path / "out", Job.of(small_scenes, 12, output_format="parquet", shard_size=5))
