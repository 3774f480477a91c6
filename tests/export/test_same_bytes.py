"""However the work is divided, the bytes are the same."""

import random
import shutil

import pytest
from trees import content

from synthgroup.export import Job, LocalExecutor, finalize, parsed_share, prepare, render_job, render_shards, verify

FORMATS = ("folder", "webdataset", "parquet", "coco", "yolo")


@pytest.fixture(scope="module")
def one_process(small_scenes, tmp_path_factory):
    """Data sets of every format, by one process: (job, bytes)."""
    made = {}
    for name in FORMATS:
        job = Job.of(small_scenes, 22, shard_size=5, output_format=name)
        out = tmp_path_factory.mktemp("one") / name
        render_job(small_scenes, out, job)
        made[name] = job, content(out)
    return made


@pytest.mark.parametrize("name", FORMATS)
def test_three_shares_in_any_order(name, one_process, small_scenes, tmp_path):
    job, whole = one_process[name]
    survey = prepare(tmp_path / "out", job)
    for number in (2, 0, 1):
        render_shards(small_scenes, tmp_path / "out", job, parsed_share(f"{number}/3").of(survey.missing))
    finalize(tmp_path / "out", job)
    assert content(tmp_path / "out") == whole


@pytest.mark.long
@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
@pytest.mark.parametrize("name", FORMATS)
def test_four_processes(name, method, one_process, small_scenes, tmp_path):
    job, whole = one_process[name]
    render_job(small_scenes, tmp_path / "out", job, executor=LocalExecutor(4, method))
    assert content(tmp_path / "out") == whole


def flipped_bits(out, count, seed):
    """Flip a bit at a time somewhere in a data set; gives the names that `verify` did not find."""
    draws = random.Random(seed)
    files = sorted(path for path in out.rglob("*") if path.is_file())
    sizes = [path.stat().st_size for path in files]
    missed = []
    for number in range(count):
        # half of them anywhere, half in any file, so that small ones get their share
        path = draws.choices(files, sizes)[0] if number % 2 else draws.choice(files)
        data = path.read_bytes()
        place, bit = draws.randrange(len(data)), draws.randrange(8)
        path.write_bytes(data[:place] + bytes([data[place] ^ 1 << bit]) + data[place + 1 :])
        verdict = verify(out)
        name = path.relative_to(out).as_posix()
        if verdict.sound or name not in {one.name for one in verdict.problems}:
            missed.append((name, place, bit))
        path.write_bytes(data)
    return missed


@pytest.mark.parametrize("name", ["webdataset", "coco"])
def test_random_flips_of_bits_are_found(name, one_process, small_scenes, tmp_path):
    render_job(small_scenes, tmp_path / "out", one_process[name][0])
    assert flipped_bits(tmp_path / "out", 60, seed=1) == []
    assert verify(tmp_path / "out").sound


@pytest.mark.long
def test_each_of_1000_flips_of_bits_is_found(small_set, tmp_path):
    shutil.copytree(small_set, tmp_path / "out")
    assert flipped_bits(tmp_path / "out", 1000, seed=2) == []
    assert verify(tmp_path / "out").sound
