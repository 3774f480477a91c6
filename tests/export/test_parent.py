import pytest
import yaml

from synthgroup.export import Job, find_output, prepare, render_job, split_outputs, write_parent_card
from synthgroup.generator import SceneGenerator


@pytest.fixture
def splits(small_scenes, tmp_path):
    """Data sets of two splits side by side."""
    jobs = {}
    for name, count in (("train", 12), ("val", 5)):
        scenes = SceneGenerator(
            small_scenes.faces, small_scenes.backgrounds, {"size": [64, 64], "faces": {"emotions": ["anger"]}}, 0
        )
        scenes.split = name
        jobs[name] = Job.of(scenes, count, shard_size=5)
        render_job(scenes, tmp_path / "out" / name, jobs[name])
    return tmp_path / "out", jobs


def head_of(card):
    return yaml.safe_load(card.split("---\n")[1])


def test_card_above_splits_counts_all_and_loads_all(splits):
    out, _ = splits
    assert write_parent_card(out)
    card = (out / "README.md").read_text(encoding="utf-8")
    assert head_of(card)["size_categories"] == ["n<1K"]
    files = head_of(card)["configs"][0]["data_files"]
    assert [one["split"] for one in files] == ["train", "validation"]
    assert files[1]["path"][0] == "val/metadata.jsonl"
    assert "| `train` | 12 | 0 | folder |" in card
    assert write_parent_card(out)
    assert (out / "README.md").read_text(encoding="utf-8") == card


@pytest.mark.long
@pytest.mark.filterwarnings("ignore")
def test_card_above_splits_is_what_hugging_face_loads(splits, tmp_path):
    from datasets import load_dataset

    out, _ = splits
    write_parent_card(out)
    data = load_dataset(str(out), cache_dir=str(tmp_path / "cache"))
    assert {name: len(data[name]) for name in data} == {"train": 12, "validation": 5}


def test_card_of_somebody_else_is_left_alone(splits):
    out, _ = splits
    (out / "README.md").write_text("# mine\n")
    assert not write_parent_card(out)
    assert (out / "README.md").read_text() == "# mine\n"


def test_card_waits_for_all_splits(splits, small_scenes):
    out, _ = splits
    prepare(out / "test", Job.of(small_scenes, 5, shard_size=5))
    assert not write_parent_card(out)
    assert not (out / "README.md").exists()
    assert not write_parent_card(out / "train")


def test_card_goes_with_the_splits_that_it_tells_of(splits, small_scenes, small_job):
    out, _ = splits
    write_parent_card(out)
    render_job(small_scenes, out, small_job, overwrite=True)
    assert split_outputs(find_output(out)) == []
    assert "splits, rendered" not in (out / "README.md").read_text()
