import hashlib
import json
import os
import subprocess
import sys

import albumentations
import pytest
from scratch_banks import background_folder, face_folder

from synthgroup.errors import OutputError, RecipeError, SourceError
from synthgroup.export import (
    Job,
    LocalExecutor,
    PictureCodec,
    Workspace,
    finalize,
    forecast,
    prepare,
    render_job,
    render_shard,
)
from synthgroup.generator import SceneGenerator

RECIPE = {"size": [96, 96], "faces": {"count": [1, 4], "emotions": ["anger", "fear", "happiness", "neutral"]}}


@pytest.fixture(scope="module")
def scenes(bank_cache, tmp_path_factory):
    root = tmp_path_factory.mktemp("sources")
    faces, places = face_folder(root / "faces"), background_folder(root / "places")
    return SceneGenerator(f"csv:{faces}", f"folder:{places}", RECIPE)


def tree(folder):
    """Content of every file, and None for every folder, by name."""
    found = {}
    for path in sorted(folder.rglob("*")):
        content = None if path.is_dir() else hashlib.sha256(path.read_bytes()).hexdigest()
        found[path.relative_to(folder).as_posix()] = content
    return found


def times(folder):
    return {path: path.stat().st_mtime_ns for path in sorted([folder, *folder.rglob("*")])}


@pytest.fixture(scope="module")
def job(scenes):
    return Job.of(scenes, 22, shard_size=5)


@pytest.fixture(scope="module")
def rendered(scenes, job, tmp_path_factory):
    out = tmp_path_factory.mktemp("rendered") / "out"
    render_job(scenes, out, job)
    return out


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
@pytest.mark.parametrize(("start_method", "workers"), [("fork", 4), ("spawn", 2), ("forkserver", 2)])
def test_tree_is_the_same_for_every_worker_count_and_start_method(
    start_method, workers, scenes, job, rendered, tmp_path
):
    seen = []
    tally = render_job(
        scenes,
        tmp_path / "out",
        job,
        executor=LocalExecutor(workers, start_method),
        progress=lambda done, total: seen.append((done, total)),
    )
    assert tree(tmp_path / "out") == tree(rendered)
    assert tally.scenes == 22
    assert sum(tally.moods) == 22
    assert seen == sorted(seen)
    assert seen[-1] == (22, 22)


def test_top_of_a_finished_tree_holds_nothing_else(rendered):
    names = sorted(path.name for path in rendered.iterdir())
    assert names == [
        "README.md",
        "checksums.sha256",
        "croissant.json",
        "job.json",
        "metadata.jsonl",
        "negative",
        "neutral",
        "positive",
        "recipe.yaml",
    ]


def test_finished_job_is_left_alone(scenes, job, rendered):
    before = times(rendered)
    assert render_job(scenes, rendered, job) is None
    assert times(rendered) == before


def test_more_scenes_begin_with_the_same_scenes(scenes, rendered, tmp_path):
    render_job(scenes, tmp_path / "out", Job.of(scenes, 31, shard_size=5))
    lines = (rendered / "metadata.jsonl").read_text().splitlines()
    assert (tmp_path / "out" / "metadata.jsonl").read_text().splitlines()[:22] == lines
    more = tree(tmp_path / "out")
    assert {name for name in tree(rendered) if name.endswith(".jpg")} < set(more)
    assert all(more[name] == content for name, content in tree(rendered).items() if name.endswith(".jpg"))


def test_shard_size_does_not_reach_pictures_or_labels(scenes, rendered, tmp_path):
    render_job(scenes, tmp_path / "out", Job.of(scenes, 22, shard_size=7))
    one, other = tree(rendered), tree(tmp_path / "out")
    assert {name for name in one if one[name] != other[name]} == {"README.md", "checksums.sha256", "job.json"}


def test_run_that_was_interrupted_goes_on(scenes, job, rendered, tmp_path):
    def interrupt(done, _total):
        if done == 13:
            raise KeyboardInterrupt

    out = tmp_path / "out"
    with pytest.raises(KeyboardInterrupt):
        render_job(scenes, out, job, progress=interrupt)
    assert Workspace(out, job).survey().missing == (2, 3, 4)
    # nothing of the shard that was begun carries a final name, nor is a draft left
    assert len(list(out.rglob("*.jpg"))) == 10
    assert sorted(path.name for path in (out / ".synthgroup").iterdir()) == ["job.json", "shards"]
    first = times(out / ".synthgroup" / "shards")
    seen = []
    render_job(scenes, out, job, progress=lambda done, _total: seen.append(done))
    assert seen[:2] == [10, 11]
    assert first
    assert tree(out) == tree(rendered)


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_interrupted_pool_ends_and_goes_on(scenes, job, rendered, tmp_path):
    def interrupt(done, _total):
        if done >= 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        render_job(scenes, tmp_path / "out", job, executor=LocalExecutor(2, "fork"), progress=interrupt)
    render_job(scenes, tmp_path / "out", job)
    assert tree(tmp_path / "out") == tree(rendered)


KILLED = """
import json, os, signal, sys
from pathlib import Path
from synthgroup.export import Job, prepare, render_shard
from synthgroup.generator import SceneGenerator
faces, places, out, recipe = sys.argv[1:]
scenes = SceneGenerator(faces, places, json.loads(recipe))
job = Job.of(scenes, 22, shard_size=5)
prepare(Path(out), job)
render_shard(Path(out), job, scenes, 3)
left = 3
def die():
    global left
    left -= 1
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)
render_shard(Path(out), job, scenes, 1, die)
"""


def test_run_that_was_killed_goes_on(scenes, job, rendered, tmp_path):
    sources = [
        f"{kind}:{bank.sources[0].path}" for kind, bank in (("csv", scenes.faces), ("folder", scenes.backgrounds))
    ]
    out = tmp_path / "out"
    ran = subprocess.run(
        [sys.executable, "-c", KILLED, *sources, str(out), json.dumps(RECIPE)],
        check=False,
        capture_output=True,
        text=True,
    )
    assert ran.returncode == -9, ran.stderr
    assert Workspace(out, job).survey().missing == (0, 1, 2, 4)
    render_job(scenes, out, job)
    assert tree(out) == tree(rendered)


def unfinished(scenes, job, out):
    prepare(out, job)
    for shard in job.shards:
        render_shard(out, job, scenes, shard)
    return out


def test_shard_without_marker_is_rendered_again(scenes, job, rendered, tmp_path):
    out = unfinished(scenes, job, tmp_path / "out")
    (out / ".synthgroup/shards/000002.json").unlink()
    (out / ".synthgroup/shards/000003.json").write_text("{")
    (out / ".synthgroup/shards/000004.kept").unlink()
    with pytest.raises(OutputError, match="shard 2 is not finished"):
        finalize(out, job)
    assert Workspace(out, job).survey().missing == (2, 3, 4)
    render_job(scenes, out, job)
    assert tree(out) == tree(rendered)


def test_damaged_labels_are_noticed_and_made_anew(scenes, job, rendered, tmp_path):
    out = unfinished(scenes, job, tmp_path / "out")
    labels = out / ".synthgroup/shards/000001.kept"
    labels.write_bytes(labels.read_bytes().replace(b'"tie":false', b'"tie":true '))
    with pytest.raises(OutputError, match=r"000001.kept was damaged"):
        finalize(out, job)
    assert not (out / "metadata.jsonl").exists()
    render_job(scenes, out, job)
    assert tree(out) == tree(rendered)


def test_labels_of_another_shard_are_noticed(scenes, job, rendered, tmp_path):
    out = unfinished(scenes, job, tmp_path / "out")
    shards = out / ".synthgroup/shards"
    (shards / "000001.kept").write_bytes((shards / "000002.kept").read_bytes())
    with pytest.raises(OutputError, match=r"000001.kept was damaged"):
        finalize(out, job)
    render_job(scenes, out, job)
    assert tree(out) == tree(rendered)


def test_crash_between_the_last_file_and_the_end_is_made_good(scenes, job, rendered, tmp_path):
    out = unfinished(scenes, job, tmp_path / "out")
    finalize(out, job)
    (out / ".synthgroup" / "shards").mkdir(parents=True)
    assert render_job(scenes, out, job) is None
    assert tree(out) == tree(rendered)


def test_crash_before_the_job_was_written_is_no_obstacle(scenes, job, rendered, tmp_path):
    (tmp_path / "out" / ".synthgroup" / "shards").mkdir(parents=True)
    render_job(scenes, tmp_path / "out", job)
    assert tree(tmp_path / "out") == tree(rendered)


@pytest.mark.parametrize("state", ["finished", "unfinished"])
def test_another_job_is_refused_and_the_difference_named(state, scenes, job, tmp_path):
    out = unfinished(scenes, job, tmp_path / "out")
    if state == "finished":
        finalize(out, job)
    before = times(out)
    for other, difference in (
        (Job.of(scenes, 23, shard_size=5), "n is 22 there and 23 here"),
        (Job.of(scenes, 22, shard_size=5, picture=PictureCodec(quality=91)), "picture.quality is 90 there and 91 here"),
        (Job.of(scenes, 22, shard_size=5, identities=True), "identities is false there and true here"),
        (
            Job.of(
                SceneGenerator(scenes.faces, scenes.backgrounds, RECIPE | {"size": [96, 80]}, seed=4),
                22,
                shard_size=5,
            ),
            "seed is 0 there and 4 here; recipe.size is .96, 96. there and .96, 80. here",
        ),
    ):
        with pytest.raises(OutputError, match=difference):
            render_job(scenes, out, other)
    assert times(out) == before


def test_overwriting_spares_the_files_of_others(scenes, job, tmp_path):
    out = tmp_path / "out"
    render_job(scenes, out, Job.of(SceneGenerator(scenes.faces, scenes.backgrounds, RECIPE, seed=9), 40, shard_size=5))
    foreign = [
        "notes.txt",
        "positive/0000/extra.jpg",
        "positive/0000/00000077.jpg",
        "neutral/0001",
        "negative/0002/00000003.jpg",
        "other/0000/00000001.jpg",
    ]
    for name in foreign:
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_text("foreign")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "00000001.jpg").write_text("foreign")
    (out / "positive" / "0003").symlink_to(elsewhere)
    render_job(scenes, out, job, overwrite=True)
    assert all((out / name).read_text() == "foreign" for name in foreign)
    assert (elsewhere / "00000001.jpg").exists()
    pictures = [path for path in out.rglob("*.jpg") if path.relative_to(out).as_posix() not in foreign]
    assert len([path for path in pictures if elsewhere not in path.resolve().parents]) == 22
    assert len((out / "metadata.jsonl").read_text().splitlines()) == 22


def test_overwriting_goes_on_with_the_same_unfinished_job(scenes, job, rendered, tmp_path):
    out = unfinished(scenes, job, tmp_path / "out")
    (out / ".synthgroup/shards/000002.json").unlink()
    survey = Workspace(out, job).survey(overwrite=True)
    assert (survey.missing, survey.replaced) == ((2,), None)
    render_job(scenes, out, job, overwrite=True)
    assert tree(out) == tree(rendered)


def test_overwriting_a_finished_job_renders_it_again(scenes, job, rendered, tmp_path):
    out = unfinished(scenes, job, tmp_path / "out")
    finalize(out, job)
    next(out.rglob("*.jpg")).write_text("damaged")
    assert render_job(scenes, out, job, overwrite=True) is not None
    assert tree(out) == tree(rendered)


@pytest.mark.parametrize("overwrite", [False, True])
def test_folder_of_others_is_refused(overwrite, scenes, job, tmp_path):
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "me.jpg").write_text("mine")
    with pytest.raises(OutputError, match=r"not empty .* \(it holds me.jpg\)"):
        render_job(scenes, tmp_path / "photos", job, overwrite=overwrite)
    (tmp_path / "photos" / "job.json").write_text('{"boss": "somebody else"}')
    with pytest.raises(OutputError, match=r"job.json was not written by synthgroup"):
        render_job(scenes, tmp_path / "photos", job, overwrite=overwrite)
    assert sorted(path.name for path in (tmp_path / "photos").iterdir()) == ["job.json", "me.jpg"]


def test_finished_job_that_lost_a_file_is_not_called_finished(scenes, job, tmp_path):
    out = unfinished(scenes, job, tmp_path / "out")
    finalize(out, job)
    (out / "metadata.jsonl").unlink()
    with pytest.raises(
        OutputError,
        match=r"1 of its files are missing .* metadata.jsonl; run `synthgroup verify --repair`",
    ):
        render_job(scenes, out, job)


def test_format_of_another_version_is_not_deleted(scenes, job, tmp_path):
    out = unfinished(scenes, job, tmp_path / "out")
    finalize(out, job)
    stored = json.loads((out / "job.json").read_text())
    (out / "job.json").write_text(json.dumps(stored | {"format": "hologram"}))
    before = times(out)
    with pytest.raises(OutputError, match="'hologram' of another version"):
        render_job(scenes, out, job, overwrite=True)
    assert times(out) == before


def test_call_that_cannot_begin_leaves_no_folder(scenes, job, tmp_path, monkeypatch):
    monkeypatch.setattr(os, "fsync", refuse(28, "No space left on device"))
    with pytest.raises(OutputError, match=r"no space left on the disk; .* the same command again"):
        render_job(scenes, tmp_path / "new" / "deep" / "out", job)
    assert list(tmp_path.iterdir()) == []


def test_full_disk_ends_in_one_line_and_the_same_command_goes_on(scenes, job, rendered, tmp_path, monkeypatch):
    out = tmp_path / "out"
    prepare(out, job)
    render_shard(out, job, scenes, 0)
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", refuse(28, "No space left on device"))
        with pytest.raises(OutputError, match="no space left"):
            render_job(scenes, out, job)
    render_job(scenes, out, job)
    assert tree(out) == tree(rendered)


def refuse(number, reason):
    def fail(*_):
        raise OSError(number, reason)

    return fail


def test_number_of_scenes_must_be_positive(scenes):
    for count in (0, -1, 1.5, True, "10", 2**64):
        with pytest.raises(RecipeError, match="n is"):
            Job.of(scenes, count)


def test_quality_must_be_a_quality():
    for quality in (0, 101, -1, True, 90.0):
        with pytest.raises(RecipeError, match="quality is"):
            PictureCodec(quality=quality)


def test_forecast_is_near(scenes, job, rendered):
    expected = forecast(scenes, job)
    records = [json.loads(line) for line in (rendered / "metadata.jsonl").read_text().splitlines()]
    assert list(expected.moods) == [sum(record["label"] == label for record in records) for label in range(3)]
    assert expected.faces == sum(len(record["faces"]) + record["shortfall"] for record in records)
    size = sum(path.stat().st_size for path in [*rendered.rglob("*.jpg"), rendered / "metadata.jsonl"])
    assert 0.8 < expected.size / size < 1.25


def test_strict_refuses_skipped_inputs(bank_cache, tmp_path):
    faces, places = face_folder(tmp_path / "faces"), background_folder(tmp_path / "places")
    (tmp_path / "places" / "yard" / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    scenes = SceneGenerator(f"csv:{faces}", f"folder:{places}", RECIPE)
    job = Job.of(scenes, 3)
    with pytest.raises(SourceError, match=r"1 inputs cannot be used, such as folder:yard/broken.png"):
        render_job(scenes, tmp_path / "out", job, strict=True)
    assert not (tmp_path / "out").exists()
    assert render_job(scenes, tmp_path / "out", job).scenes == 3


def test_strict_leaves_a_job_with_replaced_backgrounds_unfinished(bank_cache, tmp_path, monkeypatch):
    # backgrounds beyond this number are read when they are drawn
    monkeypatch.setattr("synthgroup.bank.background_packing.PACKED_UP_TO", 3)
    faces, places = face_folder(tmp_path / "faces"), background_folder(tmp_path / "places", count=7)
    scenes = SceneGenerator(f"csv:{faces}", f"folder:{places}", RECIPE)
    for path in sorted(places.rglob("*.png"))[:3]:
        path.write_bytes(b"damaged")
    out, job = tmp_path / "out", Job.of(scenes, 12, shard_size=5)
    for _ in range(2):
        with pytest.raises(OutputError, match=r"3 backgrounds could not be read .*folder:hall/001.png"):
            render_job(scenes, out, job, strict=True)
        assert not (out / "job.json").exists()
    tally = render_job(scenes, out, job)
    assert sorted(tally.replaced) == ["folder:hall/001.png", "folder:hall/003.png", "folder:hall/005.png"]
    records = [json.loads(line) for line in (out / "metadata.jsonl").read_text().splitlines()]
    assert sum(len(record["replaced"]) for record in records) == tally.replacements >= 3
    assert str(tmp_path) not in (out / "metadata.jsonl").read_text()


def test_transforms_are_part_of_the_job(scenes):
    def job_with(transform):
        return Job.of(SceneGenerator(scenes.faces, scenes.backgrounds, RECIPE, scene_transform=transform), 5)

    plain, flipped = job_with(None), job_with(albumentations.HorizontalFlip(p=1))
    assert plain.digest() == Job.of(scenes, 5).digest() != flipped.digest()
    assert flipped.digest() == job_with(albumentations.HorizontalFlip(p=1)).digest()
    assert flipped.digest() != job_with(albumentations.HorizontalFlip(p=0.5)).digest()


def test_a_transform_that_cannot_be_described_is_refused(scenes):
    class Odd:
        def set_random_state(self, random_generator, py_random):
            pass

        def __call__(self, **targets):
            return targets

    generator = SceneGenerator(scenes.faces, scenes.backgrounds, RECIPE, face_transform=Odd())
    with pytest.raises(RecipeError, match="face_transform Odd cannot be described"):
        Job.of(generator, 5)


def test_finished_job_that_lost_pictures_is_not_called_finished(scenes, job, tmp_path):
    out = unfinished(scenes, job, tmp_path / "out")
    finalize(out, job)
    first, second, *_ = sorted(path for path in out.rglob("*.jpg"))
    first.unlink()
    second.write_bytes(b"")
    with pytest.raises(OutputError, match=r"2 of its files are missing or empty, such as .*jpg; run"):
        render_job(scenes, out, job)


def test_lost_pictures_are_noticed_at_the_end_and_made_anew(scenes, job, rendered, tmp_path):
    out = unfinished(scenes, job, tmp_path / "out")
    next(out.glob("*/*/00000007.jpg")).unlink()
    next(out.glob("*/*/00000021.jpg")).write_bytes(b"")
    with pytest.raises(OutputError, match=r"2 files went missing or are empty, such as \w+/0000/00000007.jpg"):
        finalize(out, job)
    assert Workspace(out, job).survey().missing == (1, 4)
    render_job(scenes, out, job)
    assert tree(out) == tree(rendered)


def test_second_run_in_a_folder_is_refused_and_the_first_is_named(scenes, job, rendered, tmp_path):
    out = tmp_path / "out"
    seen = []

    def begin_another(done, _total):
        if done == 7:
            before = times(out)
            with pytest.raises(
                OutputError, match=rf"another run is writing here \(process {os.getpid()} on "
            ) as caught:
                render_job(scenes, out, job)
            seen.append(str(caught.value))
            assert times(out) == before

    render_job(scenes, out, job, progress=begin_another)
    assert len(seen) == 1
    assert tree(out) == tree(rendered)


def test_leases_of_a_run_that_died_are_no_obstacle(scenes, job, rendered, tmp_path, monkeypatch):
    monkeypatch.setattr("synthgroup.export.leases.PATIENCE", 0.3)
    out = tmp_path / "out"
    prepare(out, job)
    dead = {"machine": None, "host": "elsewhere", "process": 1, "started": "1", "run": "dead", "count": 3}
    (out / ".synthgroup" / "leases").mkdir()
    for name in ("shard-000001", "finalize"):
        (out / ".synthgroup" / "leases" / name).write_text(json.dumps(dead))
    (out / ".synthgroup" / "leases" / "shard-000002").write_text("{")
    render_job(scenes, out, job)
    assert tree(out) == tree(rendered)


def test_shards_are_counted_exactly(scenes):
    job = Job.of(scenes, 2**63 + 1, shard_size=5)
    assert job.shards == range((2**63 + 1) // 5 + 1)
    assert job.scenes_in(job.shards) == job.n
    assert job.scenes_in((0, job.shards[-1])) == 5 + job.n % 5
    assert job.scenes_in(()) == 0
