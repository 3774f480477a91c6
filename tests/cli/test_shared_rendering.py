import pytest
from console import run
from scratch_banks import background_folder, face_folder
from trees import content

EMOTIONS = "faces.emotions=[anger,fear,happiness,neutral]"


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    root = tmp_path_factory.mktemp("sources")
    faces = face_folder(root / "faces", people=12)
    places = background_folder(root / "places", count=30)
    return ["--faces", faces, "--backgrounds", f"folder:{places}"]


@pytest.fixture(scope="module")
def scenes(sources):
    return [*sources, "--set", EMOTIONS, "--size", "64", "--workers", 1]


def test_steps_one_by_one_give_what_render_gives(scenes, tmp_path):
    out = tmp_path / "out"
    without_workers = scenes[:-2]
    ran = run("prepare", "--n", 600, "--out", out, *without_workers)
    assert (ran.code, ran.out) == (0, f"{out}: 600 scenes in 3 shards of 250, 3 of them to be rendered\n")
    early = run("finalize", out)
    assert (early.code, early.complaints) == (
        1,
        [f"Error: {out}: shard 0 is not finished; run the same command again to render it anew"],
    )
    for number, count in ((1, 250), (0, 350)):
        ran = run("render", "--n", 600, "--out", out, "--shard", f"{number}/2", *scenes)
        assert ran.code == 0, ran.err
        assert (
            f"share {number}/2 is done, {count} scenes; when all shares are, run: synthgroup finalize {out}" in ran.out
        )
    ran = run("finalize", out)
    assert (ran.code, ran.out.splitlines()[0]) == (0, f"{out}: 600 scenes")
    assert run("finalize", out).out == f"{out} is finished already: nothing to do\n"
    assert run("render", "--n", 600, "--out", tmp_path / "whole", *scenes).code == 0
    assert content(out) == content(tmp_path / "whole")


def test_share_comes_from_the_environment_when_asked(scenes, tmp_path, monkeypatch):
    monkeypatch.setenv("RANK", "1")
    monkeypatch.setenv("WORLD_SIZE", "2")
    ran = run("render", "--n", 260, "--out", tmp_path / "out", "--shard", "torchrun", *scenes)
    assert "share 1/2 is done, 10 scenes" in ran.out
    refused = run("render", "--n", 260, "--out", tmp_path / "out", "--shard", "slurm", *scenes)
    assert refused.code == 2
    assert "SLURM_NTASKS" in refused.err


def test_shard_and_overwrite_do_not_go_together(scenes, tmp_path):
    refused = run("render", "--n", 6, "--out", tmp_path / "out", "--shard", "0/2", "--overwrite", *scenes)
    assert (refused.code, len(refused.complaints)) == (2, 1)
    assert "prepare --overwrite" in refused.err


def test_extend_goes_on_from_fewer_scenes(scenes, tmp_path):
    out = tmp_path / "out"
    assert run("render", "--n", "train=4,val=3", "--out", out, *scenes).code == 0
    refused = run("render", "--n", "train=9,val=3", "--out", out, *scenes)
    assert (refused.code, "add --extend to go on from there" in refused.err) == (1, True)
    foretold = run("render", "--n", "train=9,val=3", "--out", out, "--extend", "--dry-run", *scenes)
    assert "going on from 4 scenes" in foretold.out
    ran = run("render", "--n", "train=9,val=3", "--out", out, "--extend", *scenes)
    assert ran.code == 0, ran.err
    assert run("render", "--n", "train=9,val=3", "--out", tmp_path / "afresh", *scenes).code == 0
    assert content(out) == content(tmp_path / "afresh")


def test_verify_names_what_is_wrong_and_repairs_it(scenes, sources, tmp_path):
    out = tmp_path / "out"
    assert run("render", "--n", "train=6,val=3", "--out", out, *scenes).code == 0
    before = content(out)
    ran = run("verify", out)
    assert ran.code == 0
    assert ran.out.splitlines() == [
        f"{out / 'train'}: 11 files read, all as they were written",
        f"{out / 'val'}: 8 files read, all as they were written",
    ]
    lost = next((out / "val").rglob("*.jpg"))
    lost.unlink()
    (out / "train" / "mine.txt").touch()
    ran = run("verify", out)
    assert ran.code == 1
    assert ran.out.splitlines() == [
        f"{out / 'train'}: 11 files read, 1 foreign",
        "  foreign  mine.txt",
        f"{out / 'val'}: 8 files read, 1 missing",
        f"  missing  {lost.relative_to(out / 'val').as_posix()}",
    ]
    refused = run("verify", out, "--repair")
    assert (refused.code, "holds another job" in refused.err) == (1, True)
    ran = run("verify", out, "--repair", *sources, "--workers", 1)
    assert ran.code == 0, ran.err
    assert ran.out.splitlines()[-1] == f"{out / 'val'}: 8 files read, all as they were written"
    (out / "train" / "mine.txt").unlink()
    assert content(out) == before


def test_verify_and_finalize_need_a_data_set(tmp_path):
    for command in ("verify", "finalize"):
        ran = run(command, tmp_path)
        assert (ran.code, len(ran.complaints)) == (1, 1)
        assert "holds no data set of synthgroup" in ran.err


def test_data_set_goes_to_any_address(scenes, tmp_path):
    address = "memory://elsewhere/scenes"
    assert run("render", "--n", 5, "--out", address, *scenes).code == 0
    assert run("verify", address).out == f"{address}: 10 files read, all as they were written\n"
    refused = run("render", "--n", 5, "--out", "nosuch://place", *scenes)
    assert (refused.code, len(refused.complaints)) == (1, 1)
    assert "nosuch" in refused.err
