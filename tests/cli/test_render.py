import json

import pytest
from console import run
from miniatures import kdef_tree
from scratch_banks import background_folder, face_folder

from synthgroup.export import LocalExecutor

EMOTIONS = "faces.emotions=[anger,fear,happiness,neutral]"


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    root = tmp_path_factory.mktemp("sources")
    faces = face_folder(root / "faces", people=12)
    places = background_folder(root / "places", count=30)
    return ["--faces", faces, "--backgrounds", f"folder:{places}", "--set", EMOTIONS, "--size", "96"]


def records(folder):
    return [json.loads(line) for line in (folder / "metadata.jsonl").read_text().splitlines()]


def test_render_writes_the_scenes_and_sums_up(sources, tmp_path):
    out = tmp_path / "out"
    ran = run("render", "--n", 30, "--out", out, *sources)
    assert ran.code == 0, ran.err
    assert len(records(out)) == len(list(out.rglob("*.jpg"))) == 30
    first, *rest = ran.out.splitlines()
    assert first.startswith(f"{out}: 30 scenes in ")
    faces = sum(len(record["faces"]) for record in records(out))
    assert rest == [
        "  moods      10 negative, 10 neutral, 10 positive",
        f"  faces      {faces}, {faces / 30:.1f} a scene",
        "  shortfall  none, every face found room",
    ]
    again = run("render", "--n", 30, "--out", out, *sources)
    assert (again.code, again.out) == (0, f"{out} is finished already: nothing to do\n")
    other = run("render", "--n", 31, "--out", out, *sources)
    assert (other.code, other.out) == (1, "")
    assert "n is 30 there and 31 here" in other.err
    assert run("render", "--n", 31, "--out", out, "--overwrite", *sources).code == 0
    assert len(records(out)) == 31


def test_splits_are_rendered_side_by_side_and_share_nobody(sources, tmp_path):
    out = tmp_path / "out"
    ran = run("render", "--n", "test=4, train=12,val=6", "--out", out, *sources)
    assert ran.code == 0, ran.err
    assert [line.partition(":")[0] for line in ran.out.splitlines() if "scenes in" in line] == [
        str(out / split) for split in ("train", "val", "test")
    ]
    people, places = {}, {}
    for split, count in (("train", 12), ("val", 6), ("test", 4)):
        lines = records(out / split)
        assert [line["split"] for line in lines] == [split] * count
        people[split] = {face["identity"] for line in lines for face in line["faces"]}
        places[split] = {line["background"]["file"] for line in lines}
    assert not places["train"] & places["val"]
    assert not places["train"] & places["test"]
    assert not places["val"] & places["test"]
    nested = run("render", "--n", "train=2,val=2", "--out", out / "train", *sources)
    assert nested.code == 1
    assert "is a data set itself" in nested.err


def test_one_refused_split_keeps_the_others_from_being_begun(sources, tmp_path):
    out = tmp_path / "out"
    (out / "val").mkdir(parents=True)
    (out / "val" / "mine.txt").touch()
    assert run("render", "--n", "train=2,val=2", "--out", out, *sources).code == 1
    assert [path.name for path in out.iterdir()] == ["val"]


def test_dry_run_says_what_would_be_done_and_writes_nothing(sources, tmp_path):
    ran = run("render", "--n", 3000, "--out", tmp_path / "out", "--dry-run", *sources)
    assert ran.code == 0, ran.err
    assert list(tmp_path.iterdir()) == []
    for part in (
        f"{tmp_path / 'out'}: 3000 scenes of split all with seed 0, to be rendered",
        "about 1000 negative, 1000 neutral, 1000 positive",
        "csv: 48 usable",
        "folder: 30 usable",
        "12 of 12 shards",
        " MB as folder, jpeg",
        "    size: [96, 96]",
    ):
        assert part in ran.out


def test_dry_run_knows_what_is_there(sources, tmp_path):
    out = tmp_path / "out"
    run("render", "--n", 3, "--out", out, *sources)
    assert "nothing to do" in run("render", "--n", 3, "--out", out, "--dry-run", *sources).out
    replaced = run("render", "--n", 4, "--out", out, "--dry-run", "--overwrite", *sources)
    assert "after the earlier data set there is deleted" in replaced.out
    assert len(records(out)) == 3


def test_skipped_inputs_are_named_or_refused(sources, tmp_path):
    places = background_folder(tmp_path / "places", count=5)
    (places / "yard" / "broken.png").write_bytes(b"no picture")
    settings = [*sources[:2], "--backgrounds", f"folder:{places}", *sources[4:]]
    refused = run("render", "--n", 3, "--out", tmp_path / "out", "--strict", *settings)
    assert refused.code == 2
    assert "yard/broken.png" in refused.err
    assert not (tmp_path / "out").exists()
    ran = run("render", "--n", 3, "--out", tmp_path / "out", *settings)
    assert ran.code == 0
    assert "skipped 1 backgrounds:" in ran.out
    assert "folder:yard/broken.png: is not a picture" in ran.out


def test_identities_are_written_on_request_and_the_licence_is_shown_once(sources, tmp_path):
    people = kdef_tree(tmp_path / "kdef", people=("M02", "M04"), all_angles=(), malformed=False, scale=0.3)
    settings = ["--faces", f"kdef:{people}", *sources[2:]]
    hidden = run("render", "--n", 3, "--out", tmp_path / "hidden", *settings)
    named = run("render", "--n", "train=2", "--out", tmp_path / "named", "--identities", "--overwrite", *settings)
    assert (hidden.code, named.code) == (0, 0), hidden.err + named.err
    assert hidden.err.count("non-commercial") == 1
    assert "AM0" not in (tmp_path / "hidden" / "metadata.jsonl").read_text()
    assert "AM0" in (tmp_path / "named" / "train" / "metadata.jsonl").read_text()


def test_interrupted_command_says_how_to_go_on(sources, tmp_path, monkeypatch):
    out = tmp_path / "out"

    def interrupt(_executor, task, shards, _told):
        task(shards[1])
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(LocalExecutor, "run", interrupt)
        ran = run("render", "--n", 300, "--out", out, *sources)
    assert ran.code == 130
    assert ran.err == "Error: interrupted: what is finished is kept, the same command goes on from there\n"
    assert "going on where an earlier run stopped" in run("render", "--n", 300, "--out", out, "--dry-run", *sources).out
    ran = run("render", "--n", 300, "--out", out, "--workers", 1, *sources)
    assert ran.out.startswith(f"{out}: 300 scenes (50 were there) in ")


def test_class_without_a_scene_is_pointed_out(sources, tmp_path):
    settings = [*sources, "--set", "faces.emotions=[happiness]"]
    ran = run("render", "--n", 2, "--out", tmp_path / "out", *settings)
    assert "no scene is negative or neutral: ImageFolder needs allow_empty=True" in ran.out


@pytest.mark.parametrize("count", ["0", "train=2,dev=2", "train=2,train=2", "train=,val=1", "1_000", "", "=3"])
def test_odd_numbers_of_scenes_are_refused(count, tmp_path):
    ran = run("render", "--n", count, "--out", tmp_path / "out")
    assert ran.code == 2
    assert len(ran.complaints) == 1
    assert list(tmp_path.iterdir()) == []


def test_overwriting_leaves_no_split_of_an_earlier_call(sources, tmp_path):
    out = tmp_path / "out"
    assert run("render", "--n", "train=3,test=2", "--out", out, *sources).code == 0
    (out / "test" / "notes.txt").touch()
    (out / "val").mkdir()
    (out / "val" / "mine.txt").touch()
    told = run("render", "--n", "train=4", "--out", out, "--overwrite", "--dry-run", *sources)
    assert f"{out / 'test'}: the earlier data set there is deleted" in told.out
    assert len(records(out / "test")) == 2
    ran = run("render", "--n", "train=4", "--out", out, "--overwrite", *sources)
    assert ran.code == 0, ran.err
    assert len(records(out / "train")) == 4
    assert [path.name for path in (out / "test").iterdir()] == ["notes.txt"]
    assert [path.name for path in (out / "val").iterdir()] == ["mine.txt"]


def test_data_sets_with_and_without_splits_are_told_apart(sources, tmp_path):
    out = tmp_path / "out"
    run("render", "--n", "train=3,test=2", "--out", out, *sources)
    refused = run("render", "--n", 5, "--out", out, *sources)
    assert refused.code == 1
    assert "holds data sets of splits (train, test); choose another folder" in refused.err
    foretold = run("render", "--n", 5, "--out", out, "--overwrite", "--dry-run", *sources)
    assert "after the data sets of splits there are deleted" in foretold.out
    assert run("render", "--n", 5, "--out", out, "--overwrite", *sources).code == 0
    assert {path.name for path in out.iterdir() if path.is_dir()} == {"negative", "neutral", "positive"}
    refused = run("render", "--n", "val=2", "--out", out, *sources)
    assert refused.code == 1
    assert "is a data set itself (5 scenes, without splits)" in refused.err
    assert run("render", "--n", "val=2", "--out", out, "--overwrite", *sources).code == 0
    assert sorted(path.name for path in out.iterdir()) == ["README.md", "val"]


def test_dry_run_lists_no_shards(sources, tmp_path):
    ran = run("render", "--n", 10**18, "--out", tmp_path / "out", "--dry-run", *sources)
    assert "4000000000000000 of 4000000000000000 shards" in ran.out
