"""Output folders that hold something hostile: what is read there is checked, and nothing leaves the folder."""

import json
import os
import shutil
from hashlib import blake2b, sha256

import pytest
from console import run
from trees import content

from synthgroup.errors import OutputError
from synthgroup.export import Fault, finalize, prepare, read_job, render_job, render_shard, repair, verify


def refused(ran, part, code=1):
    assert ran.code == code, ran
    assert len(ran.complaints) == 1
    assert ran.complaints[0].isprintable()
    assert part in ran.complaints[0]
    assert "bug" not in ran.complaints[0]


@pytest.fixture
def copy(small_set, tmp_path):
    shutil.copytree(small_set, tmp_path / "copy")
    return tmp_path / "copy"


JOBS = [
    b"",
    b"{",
    b"[]",
    b"null",
    b"\xff\xfe",
    b"[" * 100_000,
    b'{"n": ' + b"9" * 10_000 + b"}",
    b'{"n": 1e999}',
]
CHANGES = [
    {"n": 0},
    {"n": -5},
    {"n": 2**70},
    {"n": True},
    {"n": "22"},
    {"shard_size": 0},
    {"seed": None},
    {"split": "../.."},
    {"format": ["folder"]},
    {"recipe": []},
    {"recipe": {"size": [10**9, 10**9]}},
    {"faces": {}},
    {"faces": [1]},
    {"faces": [{"source": "../x"}]},
    {"picture": []},
    {"picture": {"codec": "../../x", "quality": 90}},
    {"environment": "here"},
    {"transforms": [1]},
    {"masks": {}},
    {"synthgroup": "<script>"},
    {"synthgroup": 3},
]


@pytest.mark.parametrize("number", range(len(JOBS)))
def test_file_that_is_no_job_is_refused(number, copy):
    (copy / "job.json").write_bytes(JOBS[number])
    with pytest.raises(OutputError, match=r"job\.json"):
        read_job(copy)
    for call in (("finalize", copy), ("verify", copy, "--repair")):
        refused(run(*call), "job.json")


@pytest.mark.parametrize("number", range(len(CHANGES)))
def test_job_with_a_hostile_value_is_refused(number, copy):
    stored = json.loads((copy / "job.json").read_text())
    before = content(copy)
    (copy / "job.json").write_text(json.dumps(stored | CHANGES[number]))
    refused(run("finalize", copy), "job.json")
    ran = run("verify", copy)
    assert ran.code == 1
    assert "bug" not in ran.err
    assert {name: data for name, data in content(copy).items() if name != "job.json"} == {
        name: data for name, data in before.items() if name != "job.json"
    }


def test_job_that_is_a_pipe_or_endless_keeps_nobody_waiting(copy):
    (copy / "job.json").unlink()
    os.mkfifo(copy / "job.json")
    refused(run("finalize", copy), "holds no data set")
    (copy / "job.json").unlink()
    with (copy / "job.json").open("wb") as file:
        file.truncate(1 << 40)
    refused(run("finalize", copy), "larger than anything")


def test_endless_job_is_looked_through_at_once(small_scenes, small_job, tmp_path):
    from dataclasses import replace

    job = replace(small_job, n=2**63, shard_size=1)
    prepare(tmp_path / "out", job)
    with pytest.raises(OutputError, match="shard 0 is not finished"):
        finalize(tmp_path / "out", job)
    verdict = verify(tmp_path / "out")
    assert (verdict.finished, verdict.missing_shards, verdict.problems) == (False, 2**63, [])


def with_whole_end(lines):
    text = "".join(lines).encode()
    return text + f"# end {sha256(text).hexdigest()}\n".encode()


@pytest.mark.parametrize("name", ["../outside", "/etc/passwd", "a/../../outside", "./x", "a//b", ".."])
def test_checksums_name_no_file_outside(name, copy):
    (copy.parent / "outside").write_text("secret")
    lines = (copy / "checksums.sha256").read_text().splitlines(keepends=True)[:-1]
    lines.append(f"{sha256(b'secret').hexdigest()}  {name}\n")
    (copy / "checksums.sha256").write_bytes(with_whole_end(lines))
    verdict = verify(copy)
    assert (Fault.DAMAGED, "checksums.sha256") in {(one.fault, one.name) for one in verdict.problems}
    assert name not in {one.name for one in verdict.problems}


def forged(marker, **changes):
    """Change a marker and make its own sum right again."""
    stored = {**marker, **changes}
    stored.pop("check")
    text = json.dumps(stored, sort_keys=True, separators=(",", ":")).encode() + b"\0"
    return json.dumps({**stored, "check": blake2b(text, digest_size=12).hexdigest()})


@pytest.mark.parametrize(
    "changes",
    [
        {"shard": "../../x"},
        {"shard": -1},
        {"shard": 1.5},
        {"tally": {}},
        {"tally": {"scenes": "5"}},
        {"tally": {"scenes": 5, "moods": [[], 0, 0]}},
        {"tally": {"scenes": 5, "moods": [2, 1]}},
        {"files": 3},
        {"labels": ["x"]},
        {"job": None},
    ],
)
def test_forged_marker_is_no_marker(changes, small_scenes, small_job, small_set, tmp_path):
    out = tmp_path / "out"
    prepare(out, small_job)
    render_shard(out, small_job, small_scenes, 2)
    path = out / ".synthgroup" / "shards" / "000002.json"
    path.write_text(forged(json.loads(path.read_text()), **changes))
    verdict = verify(out)
    assert (verdict.missing_shards, verdict.sound) == (5, False)
    repair(small_scenes, out, small_job, verdict)
    assert content(out) == content(small_set)


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b'{"run": 3}', b"\xff", b'{"run": "x", "process": "\\u202e"}', b"[" * 9999]
)
def test_odd_leases_are_no_obstacle(data, small_scenes, small_job, tmp_path, monkeypatch):
    monkeypatch.setattr("synthgroup.export.leases.PATIENCE", 0.1)
    out = tmp_path / "out"
    prepare(out, small_job)
    (out / ".synthgroup" / "leases").mkdir()
    (out / ".synthgroup" / "leases" / "shard-000002").write_bytes(data)
    render_shard(out, small_job, small_scenes, 2)
    assert verify(out).missing_shards == 4


@pytest.mark.parametrize("name", ["positive", "positive/0000", ".synthgroup", ".synthgroup/shards"])
def test_links_to_other_folders_are_not_followed(name, small_scenes, small_job, tmp_path):
    out, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    prepare(out, small_job)
    folder = out / name
    folder.mkdir(parents=True, exist_ok=True)
    folder.rename(elsewhere)
    folder.symlink_to(elsewhere)
    before = content(elsewhere)
    with pytest.raises(OutputError, match=f"out/{name} is a link"):
        render_job(small_scenes, out, small_job)
    assert content(elsewhere) == before
