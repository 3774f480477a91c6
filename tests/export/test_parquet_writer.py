import io
import json
import subprocess
import sys
from dataclasses import replace

import datasets
import numpy as np
import pyarrow.parquet as pq
import pytest
from PIL import Image

from synthgroup.errors import OutputError, RecipeError
from synthgroup.export import Job, PictureCodec, find_writer, render_job
from synthgroup.export.executors import LocalExecutor
from synthgroup.export.files import output_errors
from synthgroup.export.metadata import scene_record
from synthgroup.export.writers import Sample, parquet
from synthgroup.scene import BackgroundAnnotation

SHARDS = [f"data/all-{shard:06d}.parquet" for shard in range(5)]


def parquet_job(scenes, n=22, **settings):
    return Job.of(scenes, n, shard_size=5, output_format="parquet", **settings)


@pytest.fixture(scope="module")
def out(small_scenes, tmp_path_factory):
    folder = tmp_path_factory.mktemp("parquet") / "out"
    render_job(small_scenes, folder, parquet_job(small_scenes))
    return folder


@pytest.fixture(scope="module")
def rows(out):
    return [row for shard in SHARDS for row in pq.read_table(out / shard).to_pylist()]


@pytest.fixture(scope="module")
def records(small_set):
    """The records of the format `folder`."""
    return [json.loads(line) for line in (small_set / "metadata.jsonl").read_text().splitlines()]


@pytest.fixture
def offline(monkeypatch, tmp_path):
    monkeypatch.setattr("datasets.config.HF_HUB_OFFLINE", True)
    return {"split": "train", "cache_dir": str(tmp_path / "cache")}


def content(out):
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}


def plain(row):
    """A row as the format `folder` has it, without its picture."""
    faces = [{**face, "attributes": json.loads(face["attributes"])} for face in row["faces"]]
    return {**{name: value for name, value in row.items() if name not in {"image", "mask"}}, "faces": faces}


def shard_of(scenes, job, draft):
    shard = find_writer("parquet").begin(draft, job, 0)
    for scene in scenes:
        record = scene_record(scene, f"{scene.plan.index:08d}{job.picture.suffix}", job)
        shard.add(Sample(scene, job.picture.encode(scene.image), record))
    (product,) = shard.close()
    return product.draft


def test_tree_holds_a_table_a_shard(out):
    assert [name for name in sorted(content(out)) if name.startswith("data/")] == SHARDS


def test_rows_are_the_records_of_the_format_folder(rows, records):
    wanted = [{name: value for name, value in record.items() if name != "file_name"} for record in records]
    assert [plain(row) for row in rows] == wanted
    assert list(rows[0]) == ["image", "label", "mood", *list(wanted[0])[2:]]


def test_pictures_are_those_of_the_format_folder(rows, small_set):
    pictures = {path.name: path.read_bytes() for path in small_set.rglob("*.jpg")}
    assert {row["image"]["path"]: row["image"]["bytes"] for row in rows} == pictures


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_workers_make_no_difference(out, small_scenes, tmp_path):
    render_job(small_scenes, tmp_path / "out", parquet_job(small_scenes), executor=LocalExecutor(2, "fork"))
    assert content(tmp_path / "out") == content(out)


def test_run_that_was_interrupted_goes_on(out, small_scenes, tmp_path):
    def interrupt(done, _total):
        if done == 13:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        render_job(small_scenes, tmp_path / "out", parquet_job(small_scenes), progress=interrupt)
    assert len(list((tmp_path / "out" / "data").iterdir())) == 2
    render_job(small_scenes, tmp_path / "out", parquet_job(small_scenes))
    assert content(tmp_path / "out") == content(out)


def test_extended_set_is_that_of_more_scenes(out, small_scenes, tmp_path):
    render_job(small_scenes, tmp_path / "out", parquet_job(small_scenes, 12))
    before = content(tmp_path / "out")
    render_job(small_scenes, tmp_path / "out", parquet_job(small_scenes), extend=True)
    assert content(tmp_path / "out") == content(out)
    assert [before[shard] == content(out)[shard] for shard in SHARDS[:3]] == [True, True, False]


def test_schema_is_the_same_whatever_is_in_a_shard(out, small_scenes, tmp_path):
    job = parquet_job(small_scenes)
    scene = small_scenes[1]
    stranger = replace(scene.faces[0], attributes={}, transform=None)
    scenes = [
        replace(scene, faces=[]),
        replace(scene, faces=[stranger, scene.faces[0]], replaced=[("folder:yard/000.png", "truncated")]),
        replace(scene, background=BackgroundAnnotation("folder", "yard/\udce4.png", "yard")),
    ]
    table = pq.read_table(shard_of(scenes, job, tmp_path))
    assert table.schema.equals(pq.read_schema(out / SHARDS[0]), check_metadata=True)
    empty, odd, named = table.to_pylist()
    assert empty["faces"] == []
    assert odd["replaced"] == ["folder:yard/000.png"]
    assert (odd["faces"][0]["transform"], odd["faces"][0]["attributes"]) == (None, "{}")
    assert odd["faces"][1]["transform"] == [list(row) for row in scene.faces[0].transform]
    assert named["background"]["file"] == r"yard/\udce4.png"


def test_row_groups_are_bounded(small_scenes, tmp_path, monkeypatch):
    monkeypatch.setattr(parquet, "GROUP_ROWS", 4)
    job = parquet_job(small_scenes)
    scenes = [small_scenes[index] for index in range(10)]
    groups = pq.ParquetFile(shard_of(scenes, job, tmp_path)).metadata
    assert [groups.row_group(number).num_rows for number in range(groups.num_row_groups)] == [4, 4, 2]
    monkeypatch.setattr(parquet, "GROUP_BYTES", 1)
    groups = pq.ParquetFile(shard_of(scenes, job, tmp_path)).metadata
    assert groups.num_row_groups == 10


def test_no_statistics_repeat_pictures(out):
    group = pq.ParquetFile(out / SHARDS[0]).metadata.row_group(0)
    columns = [group.column(number) for number in range(group.num_columns)]
    told = {column.path_in_schema for column in columns if column.statistics is not None}
    assert told == {"label", "mood", "split", "index"}


def test_huggingface_datasets_reads_it(out, rows, small_scenes, offline):
    data = datasets.load_dataset(str(out), **offline)
    assert data.features["image"] == datasets.Image()
    assert data.features["label"] == datasets.ClassLabel(names=["negative", "neutral", "positive"])
    assert data.features["faces"].feature["bbox"] == datasets.List(datasets.Value("int32"), length=4)
    assert list(data.remove_columns("image")) == [
        {name: value for name, value in row.items() if name != "image"} for row in rows
    ]
    assert [data.features["label"].int2str(label) for label in data["label"]] == data["mood"][:]
    for index, image in enumerate(data["image"]):
        assert np.abs(np.asarray(image).astype(int) - small_scenes[index].image).mean() < 6
    # and without the card
    streamed = datasets.load_dataset(str(out / "data"), split="train", streaming=True)
    assert [one["index"] for one in streamed] == list(range(22))
    assert streamed.features == data.features


def test_torch_takes_the_columns_of_numbers(out, records, offline):
    data = datasets.load_dataset(str(out), **offline).with_format("torch")
    assert data["label"][:].tolist() == [record["label"] for record in records]
    assert data[3]["index"] == 3
    assert data[3]["image"].shape == (3, 96, 96)


def test_huggingface_datasets_takes_the_split_from_the_name(small_scenes, offline, tmp_path):
    render_job(small_scenes, tmp_path / "out", replace(parquet_job(small_scenes, 3), split="val"))
    data = datasets.load_dataset(str(tmp_path / "out" / "data"), cache_dir=offline["cache_dir"])
    assert {split: len(part) for split, part in data.items()} == {"validation": 3}


def test_masks_are_a_column(small_scenes, offline, tmp_path):
    job = parquet_job(small_scenes, 3, picture=PictureCodec("png"), masks=True)
    render_job(small_scenes, tmp_path / "out", job)
    data = datasets.load_dataset(str(tmp_path / "out"), **offline)
    for index, row in enumerate(data):
        scene = small_scenes[index]
        assert np.array_equal(np.asarray(row["image"]), scene.image)
        assert np.array_equal(np.asarray(row["mask"]) > 0, np.any([face.mask for face in scene.faces], axis=0))
    row = pq.read_table(tmp_path / "out" / SHARDS[0]).to_pylist()[2]
    assert (row["image"]["path"], row["mask"]["path"]) == ("00000002.png", "00000002.mask.png")
    assert Image.open(io.BytesIO(row["mask"]["bytes"])).size == (96, 96)


def test_largest_seed_and_index_fit(small_scenes, tmp_path):
    scene = small_scenes[0]
    plan = replace(scene.plan, seed=2**64 - 1, index=2**63 - 1)
    path = shard_of([replace(scene, plan=plan)], parquet_job(small_scenes), tmp_path)
    (row,) = pq.read_table(path).to_pylist()
    assert (row["seed"], row["index"]) == (2**64 - 1, 2**63 - 1)
    find_writer("parquet").check(parquet_job(small_scenes, 2**63))
    with pytest.raises(RecipeError, match=r"n is 9223372036854775809; the format parquet holds 2\*\*63 scenes at most"):
        find_writer("parquet").check(parquet_job(small_scenes, 2**63 + 1))


def test_names_do_not_depend_on_the_number_of_scenes():
    writer = find_writer("parquet")
    assert writer.owns("data/train-000003.parquet", 16, 5, "train")
    assert not writer.owns("data/train-000003.parquet", 15, 5, "train")
    assert not writer.owns("data/train-000003.tar", 16, 5, "train")
    assert not writer.owns("train-000003.parquet", 16, 5, "train")


def test_full_disk_is_told_in_one_line(small_scenes, tmp_path):
    (tmp_path / "shard.parquet").symlink_to("/dev/full")
    with pytest.raises(OutputError, match="no space left"), output_errors(tmp_path):
        shard_of([small_scenes[0]], parquet_job(small_scenes), tmp_path)


def test_missing_pyarrow_is_one_error_that_names_the_extra(small_scenes, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(RecipeError, match=r"parquet needs pyarrow .*pip install 'synthgroup\[parquet\]'"):
        render_job(small_scenes, tmp_path / "out", parquet_job(small_scenes))
    assert not (tmp_path / "out").exists()


def test_other_formats_work_without_pyarrow():
    code = "import sys; from synthgroup.export import find_writer, writer_names; writer_names(); find_writer('parquet')"
    subprocess.run([sys.executable, "-c", f"{code}; sys.exit('pyarrow' in sys.modules)"], check=True)
