import io
import itertools
import json
import tarfile
from dataclasses import replace

import datasets
import numpy as np
import pytest
import webdataset
from timm.data import create_dataset

from synthgroup.errors import OutputError
from synthgroup.export import Fault, Job, PictureCodec, find_output, find_writer, render_job, repair, verify
from synthgroup.export.executors import LocalExecutor
from synthgroup.export.files import output_errors
from synthgroup.export.metadata import scene_record
from synthgroup.export.writers import Sample

# the package leaves the tar files that it read to the garbage collector
UNCLOSED = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")

SHARDS = [f"data/all-{shard:06d}.tar" for shard in range(5)]


def wds_job(scenes, n=22, **settings):
    return Job.of(scenes, n, shard_size=5, output_format="webdataset", **settings)


@pytest.fixture(scope="module")
def out(small_scenes, tmp_path_factory):
    folder = tmp_path_factory.mktemp("webdataset") / "out"
    render_job(small_scenes, folder, wds_job(small_scenes))
    return folder


@pytest.fixture(scope="module")
def records(small_set):
    """The records of the format `folder`, with names as this format has them."""
    lines = (small_set / "metadata.jsonl").read_text().splitlines()
    return [{**json.loads(line), "file_name": f"{index:08d}.jpg"} for index, line in enumerate(lines)]


@pytest.fixture
def offline(monkeypatch, tmp_path):
    monkeypatch.setattr("datasets.config.HF_HUB_OFFLINE", True)
    return {"split": "train", "cache_dir": str(tmp_path / "cache")}


def content(out):
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}


def members(path):
    with tarfile.open(path) as tar:
        return [(member, tar.extractfile(member).read()) for member in tar]


def test_tree_holds_a_tar_file_a_shard(out):
    assert [name for name in sorted(content(out)) if name.startswith(("data/", "_"))] == ["_info.json", *SHARDS]


def test_members_of_a_scene_stand_together_in_order(out):
    names = [member.name for shard in SHARDS for member, _ in members(out / shard)]
    assert names == [f"{index:08d}.{end}" for index in range(22) for end in ("jpg", "cls", "json")]


def test_pictures_and_records_are_those_of_the_format_folder(out, small_set, records):
    pictures = {path.name: path.read_bytes() for path in small_set.rglob("*.jpg")}
    found = {member.name: data for shard in SHARDS for member, data in members(out / shard)}
    assert {name: data for name, data in found.items() if name.endswith(".jpg")} == pictures
    assert [json.loads(found[f"{index:08d}.json"]) for index in range(22)] == records
    assert [int(found[f"{index:08d}.cls"]) for index in range(22)] == [record["label"] for record in records]


def test_headers_tell_nothing_of_time_and_place(out):
    for shard in SHARDS:
        for member, _ in members(out / shard):
            assert (member.mtime, member.uid, member.gid, member.uname, member.gname) == (0, 0, 0, "", "")
            assert (member.mode, member.type, member.pax_headers) == (0o644, tarfile.REGTYPE, {})


def test_bytes_are_those_of_the_standard_library(out):
    for shard in SHARDS:
        again = io.BytesIO()
        with tarfile.open(fileobj=again, mode="w", format=tarfile.USTAR_FORMAT) as tar:
            for member, data in members(out / shard):
                tar.addfile(sized(member.name, len(data)), io.BytesIO(data))
        data = (out / shard).read_bytes()
        # the standard library fills the last 10 kB
        assert again.getvalue()[: len(data)] == data
        assert not any(again.getvalue()[len(data) :])


def sized(name, size):
    info = tarfile.TarInfo(name)
    info.size = size
    return info


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_workers_make_no_difference(out, small_scenes, tmp_path):
    render_job(small_scenes, tmp_path / "out", wds_job(small_scenes), executor=LocalExecutor(2, "fork"))
    assert content(tmp_path / "out") == content(out)


def test_run_that_was_interrupted_goes_on(out, small_scenes, tmp_path):
    def interrupt(done, _total):
        if done == 13:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        render_job(small_scenes, tmp_path / "out", wds_job(small_scenes), progress=interrupt)
    assert [path.name for path in sorted((tmp_path / "out" / "data").iterdir())] == ["all-000000.tar", "all-000001.tar"]
    render_job(small_scenes, tmp_path / "out", wds_job(small_scenes))
    assert content(tmp_path / "out") == content(out)


def test_extended_set_is_that_of_more_scenes(out, small_scenes, tmp_path):
    render_job(small_scenes, tmp_path / "out", wds_job(small_scenes, 12))
    before = content(tmp_path / "out")
    render_job(small_scenes, tmp_path / "out", wds_job(small_scenes), extend=True)
    assert content(tmp_path / "out") == content(out)
    assert [before[shard] == content(out)[shard] for shard in SHARDS[:3]] == [True, True, False]


def test_damaged_shard_is_found_and_rendered_again(small_scenes, out, tmp_path):
    render_job(small_scenes, tmp_path / "out", wds_job(small_scenes))
    shard = tmp_path / "out" / SHARDS[2]
    data = bytearray(shard.read_bytes())
    data[700] ^= 4
    shard.write_bytes(data)
    (tmp_path / "out" / "_info.json").unlink()
    output = find_output(tmp_path / "out")
    verdict = verify(output)
    assert [(one.fault, one.name) for one in verdict.problems] == [
        (Fault.MISSING, "_info.json"),
        (Fault.DAMAGED, SHARDS[2]),
    ]
    repair(small_scenes, output, wds_job(small_scenes), verdict)
    assert content(tmp_path / "out") == content(out)


def test_overwriting_spares_the_files_of_others(small_scenes, tmp_path):
    out = tmp_path / "out"
    render_job(small_scenes, out, wds_job(small_scenes, 40))
    own = set(content(out))
    foreign = ["data/notes.txt", "data/all-000077.tar", "data/all-1.tar", "data/all-0000001.tar", "all-000000.tar"]
    for name in foreign:
        (out / name).write_text("foreign")
    render_job(small_scenes, out, wds_job(small_scenes), overwrite=True)
    assert {name for name, data in content(out).items() if data == b"foreign"} == set(foreign)
    assert own - set(content(out)) == {f"data/all-{shard:06d}.tar" for shard in (5, 6, 7)}


def test_names_do_not_depend_on_the_number_of_scenes(small_scenes):
    writer = find_writer("webdataset")
    assert writer.owns("data/train-000003.tar", 16, 5, "train")
    assert not writer.owns("data/train-000003.tar", 15, 5, "train")
    assert not writer.owns("data/train-000003.tar", 16, 5, "val")
    assert writer.owns("data/val-1234567.tar", 2**60, 5, "val")
    assert not writer.owns("data/valid-000003.tar", 2**60, 5, "val")


@UNCLOSED
@pytest.mark.parametrize("codec", ["webp", "png"])
def test_masks_are_a_member_that_clients_keep_apart(codec, small_scenes, offline, tmp_path):
    job = wds_job(small_scenes, 3, picture=PictureCodec(codec), masks=True)
    render_job(small_scenes, tmp_path / "out", job)
    found = [member.name for member, _ in members(tmp_path / "out" / SHARDS[0])]
    assert found[:4] == [f"00000000.{end}" for end in (codec, "cls", "json", "mask.png")]
    assert len(found) == 12
    _, (image, label), _ = create_dataset("wds/synthgroup", root=str(tmp_path / "out"), split="train")
    assert (image.size, label) == ((96, 96), small_scenes[1].label)
    assert close(image, small_scenes[1])
    data = datasets.load_dataset(str(tmp_path / "out" / "data"), **offline)
    assert close(data[1][codec], small_scenes[1])
    mask = np.asarray(data[1]["mask.png"])
    assert np.array_equal(mask > 0, np.any([face.mask for face in small_scenes[1].faces], axis=0))


def rounded(records):
    """Records without the last bits, which the fast reader of JSON that Hugging Face uses does not keep."""
    return json.loads(json.dumps(records), parse_float=lambda text: round(float(text), 9))


def close(image, scene):
    return np.abs(np.asarray(image).astype(int) - scene.image).mean() < 6


@UNCLOSED
def test_webdataset_reads_it(out, records, small_scenes):
    data = webdataset.WebDataset(f"{out}/data/all-{{000000..000004}}.tar", shardshuffle=False)
    found = list(data.decode("pil").to_tuple("__key__", "jpg", "cls", "json"))
    assert [key for key, *_ in found] == [f"{index:08d}" for index in range(22)]
    assert [label for _, _, label, _ in found] == [record["label"] for record in records]
    assert [record for *_, record in found] == records
    assert all(close(image, small_scenes[index]) for index, (_, image, _, _) in enumerate(found))


@UNCLOSED
def test_timm_reads_it_by_its_info(out, records, small_scenes):
    data = create_dataset("wds/synthgroup", root=str(out), split="train")
    assert len(data) == 22
    found = list(data)
    assert [label for _, label in found] == [record["label"] for record in records]
    assert all(close(image, small_scenes[index]) for index, (image, _) in enumerate(found))
    trained = create_dataset("wds/synthgroup", root=str(out), split="train", is_training=True, batch_size=11)
    assert len(trained) == 22
    assert len(list(trained)) == 22


@UNCLOSED
def test_timm_reads_splits_side_by_side(small_scenes, tmp_path):
    for split, name in (("train", "train"), ("val", "validation"), ("test", "test")):
        # the scenes are not those of the split, which makes no difference here
        job = replace(wds_job(small_scenes, 7), split=split)
        render_job(small_scenes, tmp_path / split, job)
        own = create_dataset("wds/synthgroup", root=str(tmp_path / split), split=name)
        pattern = f"{split}/data/{split}-{{000000..000001}}.tar|7"
        side = create_dataset("wds/synthgroup", root=str(tmp_path), split=pattern)
        assert len(own) == len(side) == 7
        assert [label for _, label in own] == [label for _, label in side]


def test_info_is_written_as_it_goes(out, small_scenes):
    info = json.loads((out / "_info.json").read_text())
    assert info == {
        "splits": {"train": {"name": "train", "num_samples": 22, "filenames": SHARDS, "shard_lengths": [5, 5, 5, 5, 2]}}
    }
    from synthgroup.export.writers.webdataset import _info

    first = list(itertools.islice(_info(wds_job(small_scenes, 2**63)), 3))
    assert "9223372036854775808" in first[0]
    assert first[1:] == ['"data/all-000000.tar"', ',\n"data/all-000001.tar"']


def test_huggingface_datasets_reads_it(out, records, small_scenes, offline):
    data = datasets.load_dataset(str(out), **offline)
    assert data["__key__"][:] == [f"{index:08d}" for index in range(22)]
    assert data["cls"][:] == [record["label"] for record in records]
    assert rounded(data["json"][:]) == rounded(records)
    assert all(close(image, small_scenes[index]) for index, image in enumerate(data["jpg"]))
    # and without the card
    streamed = datasets.load_dataset(str(out / "data"), split="train", streaming=True)
    assert [one["json"]["index"] for one in streamed] == list(range(22))


def test_huggingface_datasets_takes_the_split_from_the_name(small_scenes, offline, tmp_path):
    render_job(small_scenes, tmp_path / "out", replace(wds_job(small_scenes, 3), split="val"))
    data = datasets.load_dataset(str(tmp_path / "out" / "data"), cache_dir=offline["cache_dir"])
    assert {split: len(part) for split, part in data.items()} == {"validation": 3}


def test_huggingface_datasets_holds_any_record_where_it_is_told(out, small_scenes, offline, tmp_path):
    job = wds_job(small_scenes, 8)
    shard = find_writer("webdataset").begin(tmp_path, job, 0)
    for index in range(8):
        scene = small_scenes[index]
        odd = replace(scene, replaced=[("folder:yard/000.png", "truncated")]) if index == 7 else scene
        shard.add(Sample(odd, job.picture.encode(scene.image), scene_record(odd, f"{index:08d}.jpg", job)))
    (product,) = shard.close()
    features = datasets.Features(
        {
            "jpg": datasets.Image(),
            "cls": datasets.ClassLabel(names=["negative", "neutral", "positive"]),
            "json": datasets.Json(),
            "__key__": datasets.Value("string"),
            "__url__": datasets.Value("string"),
        }
    )
    data = datasets.load_dataset("webdataset", data_files=str(product.draft), features=features, **offline)
    assert [record["replaced"] for record in data["json"]][6:] == [[], ["folder:yard/000.png"]]
    assert data.features["cls"].int2str(data[0]["cls"]) == small_scenes[0].mood


def test_full_disk_is_told_in_one_line(small_scenes, small_job, tmp_path):
    (tmp_path / "shard.tar").symlink_to("/dev/full")
    shard = find_writer("webdataset").begin(tmp_path, small_job, 0)
    scene = small_scenes[0]
    sample = Sample(scene, b"picture", scene_record(scene, "00000000.jpg", small_job))
    shard.add(sample)
    with pytest.raises(OutputError, match="no space left"), output_errors(tmp_path):
        shard.close()
