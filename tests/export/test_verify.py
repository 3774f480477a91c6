import json
import random
import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from trees import content

from synthgroup.errors import OutputError
from synthgroup.export import Fault, Job, find_output, prepare, read_job, render_job, render_shard, repair, verify


@pytest.fixture
def copy(small_set, tmp_path):
    shutil.copytree(small_set, tmp_path / "copy")
    return tmp_path / "copy"


def found(verdict):
    return [(one.fault, one.name) for one in verdict.problems]


def test_sound_data_set_has_no_problems(small_set):
    seen = []
    verdict = verify(small_set, seen.append)
    assert verdict.sound
    assert verdict.problems == []
    assert sum(seen) == verdict.files == len(content(small_set)) - 1  # the checksums are no file that they tell of


def test_every_kind_of_fault_is_named_with_its_shard(copy):
    pictures = sorted(path.relative_to(copy).as_posix() for path in copy.rglob("*.jpg"))
    gone, cut, flipped = (next(name for name in pictures if f"{index:08d}" in name) for index in (3, 11, 21))
    (copy / gone).unlink()
    (copy / cut).write_bytes((copy / cut).read_bytes()[:-1])
    data = bytearray((copy / flipped).read_bytes())
    data[len(data) // 2] ^= 16
    (copy / flipped).write_bytes(data)
    (copy / "notes.txt").write_text("mine")
    (copy / "positive" / "0000" / "00000099.jpg").write_text("not ours")
    verdict = verify(copy)
    assert not verdict.sound
    assert verdict.damaged_shards == {0, 2, 4}
    assert found(verdict) == sorted(
        [
            (Fault.MISSING, gone),
            (Fault.DAMAGED, cut),
            (Fault.DAMAGED, flipped),
            (Fault.FOREIGN, "notes.txt"),
            (Fault.FOREIGN, "positive/0000/00000099.jpg"),
        ],
        key=lambda one: one[1],
    )


def test_foreign_files_alone_are_no_damage(copy):
    (copy / "notes.txt").write_text("mine")
    (copy / "link.jpg").symlink_to(copy / "job.json")
    verdict = verify(copy)
    assert verdict.sound
    assert found(verdict) == [(Fault.FOREIGN, "link.jpg"), (Fault.FOREIGN, "notes.txt")]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7), big=st.booleans())
def test_every_flipped_bit_is_found(place, bit, big, copy):
    files = content(copy)
    names = [name for name in files if name.endswith(".jpg") != big]
    total = sum(len(files[name]) for name in names)
    offset = int(place * total)
    for name in names:
        if offset < len(files[name]):
            break
        offset -= len(files[name])
    data = bytearray(files[name])
    data[offset] ^= 1 << bit
    (copy / name).write_bytes(data)
    try:
        verdict = verify(copy)
        assert not verdict.sound
        assert name in {one.name for one in verdict.problems}
    finally:
        (copy / name).write_bytes(files[name])


@pytest.mark.parametrize("name", ["metadata.jsonl", "recipe.yaml", "checksums.sha256", "picture", "several"])
def test_repair_gives_the_same_bytes(name, copy, small_scenes, small_job, small_set):
    pictures = sorted(copy.rglob("*.jpg"))
    chosen = {"picture": [pictures[7]], "several": [pictures[2], pictures[15], copy / "metadata.jsonl"]}
    for path in chosen.get(name, [copy / name]):
        data = bytearray(path.read_bytes())
        data[random.Random(name).randrange(len(data))] ^= 64
        path.write_bytes(data)
    (copy / "notes.txt").write_text("mine")
    seen = []
    verdict = verify(copy)
    repair(small_scenes, copy, small_job, verdict, progress=lambda done, _total: seen.append(done))
    assert (copy / "notes.txt").read_text() == "mine"
    (copy / "notes.txt").unlink()
    assert content(copy) == content(small_set)
    rendered = 22 - seen[0]
    assert rendered <= {"metadata.jsonl": 5, "recipe.yaml": 0, "picture": 5, "checksums.sha256": 5}.get(name, 15)


def test_repair_of_another_job_is_refused(copy, small_scenes):
    (copy / "recipe.yaml").unlink()
    before = content(copy)
    with pytest.raises(OutputError, match="n is 22 there and 23 here"):
        repair(small_scenes, copy, Job.of(small_scenes, 23, shard_size=5), verify(copy))
    assert content(copy) == before


def test_shards_of_an_unfinished_job_are_verified(small_scenes, small_job, small_set, tmp_path):
    out = tmp_path / "out"
    prepare(out, small_job)
    for shard in (0, 2):
        render_shard(out, small_job, small_scenes, shard)
    verdict = verify(out)
    assert (verdict.finished, verdict.sound, verdict.missing_shards, verdict.problems) == (False, False, 3, [])
    next(out.glob("*/*/00000011.jpg")).unlink()
    verdict = verify(out)
    assert verdict.damaged_shards == {2}
    repair(small_scenes, out, small_job, verdict)
    assert content(out) == content(small_set)


def test_folder_without_a_data_set_is_refused(tmp_path):
    with pytest.raises(OutputError, match="holds no data set of synthgroup"):
        verify(tmp_path)
    with pytest.raises(OutputError, match="holds no data set"):
        read_job(tmp_path / "nowhere")


def test_job_is_read_back(small_set, small_job):
    assert read_job(small_set) == (small_job, True)


@pytest.mark.parametrize("change", [{"seed": "x"}, {"recipe": {}}, {"picture": {"codec": "gif"}}, {"more": 1}])
def test_damaged_job_is_refused(change, copy):
    stored = json.loads((copy / "job.json").read_text())
    (copy / "job.json").write_text(json.dumps(stored | change))
    with pytest.raises(OutputError, match=r"job.json is damaged"):
        read_job(copy)
    assert (Fault.DAMAGED, "job.json") in found(verify(copy))


@pytest.mark.parametrize("n", [23, 25, 31, 44])
def test_extending_gives_what_rendering_afresh_gives(n, copy, small_scenes, tmp_path):
    more = Job.of(small_scenes, n, shard_size=5)
    with pytest.raises(OutputError, match=rf"n is 22 there and {n} here; add --extend"):
        render_job(small_scenes, copy, more)
    seen = []
    render_job(small_scenes, copy, more, extend=True, progress=lambda done, _total: seen.append(done))
    assert seen[0] == 20  # the last shard was not full
    render_job(small_scenes, tmp_path / "afresh", more)
    assert content(copy) == content(tmp_path / "afresh")
    assert verify(copy).sound


def test_extending_an_unfinished_job_and_a_crash_on_the_way(small_scenes, small_job, tmp_path, monkeypatch):
    out, more = tmp_path / "out", Job.of(small_scenes, 31, shard_size=5)
    prepare(out, small_job)
    render_shard(out, small_job, small_scenes, 1)
    render_job(small_scenes, out, Job.of(small_scenes, 24, shard_size=5), extend=True)
    with monkeypatch.context() as patch:
        patch.setattr("synthgroup.export.render.LocalExecutor.run", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            render_job(small_scenes, out, more, extend=True)
    assert not find_output(out).size("job.json")
    render_job(small_scenes, out, more)
    render_job(small_scenes, tmp_path / "afresh", more)
    assert content(out) == content(tmp_path / "afresh")
