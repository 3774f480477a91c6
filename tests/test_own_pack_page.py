"""What docs/own-pack.md says is done, in the order in which it says it."""

import json
import shlex
import subprocess
import sys

import pytest
from console import run
from readme_blocks import OWN_PACK, blocks, commands, links, titled_blocks

from synthgroup.recipe import SceneRecipe


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Where the page's files were written and its code has run."""
    root = tmp_path_factory.mktemp("page")
    (root / "my-pack").mkdir()
    for name, _, text in titled_blocks(OWN_PACK):
        if name:
            (root / "my-pack" / name).write_text(text, encoding="utf-8")
    for code in blocks("python", OWN_PACK):
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, timeout=300, check=False
        )
        assert done.returncode == 0, done.stderr
    return root


@pytest.fixture
def ran(folder, monkeypatch):
    monkeypatch.chdir(folder)
    return lambda command: run(*shlex.split(command)[1:])


def test_the_page_makes_a_whole_pack(folder):
    made = {path.relative_to(folder / "my-pack").as_posix() for path in (folder / "my-pack").rglob("*.*")}
    assert {"pack.json", "faces.csv", "backgrounds.csv", "faces/ana-neutral.jpg", "places/hall.jpg"} <= made


@pytest.mark.parametrize("command", commands(OWN_PACK))
def test_its_commands_run(ran, command):
    done = ran(command)
    assert done.code == 0, done.err
    assert "skipped" not in done.out
    assert "poor" not in done.out


def test_the_sources_show_what_the_page_says(ran):
    faces = ran("synthgroup sources csv:my-pack/faces.csv").out
    for words in ("identities  2", "version     1", "licence     CC0-1.0", "glasses", "identities by sex and age"):
        assert words in faces
    assert "day" in ran("synthgroup sources csv:my-pack/backgrounds.csv").out


def test_what_is_rendered_carries_licence_version_and_attributes(ran, folder):
    command = next(command for command in commands(OWN_PACK) if "light=day" in command)
    assert ran(command.replace("--out scenes", "--out again")).code == 0
    (faces,) = json.loads((folder / "again" / "job.json").read_text())["faces"]
    assert (faces["source"], faces["version"], faces["licence"]) == ("csv", "1", "CC0-1.0")
    records = [json.loads(line) for line in (folder / "again" / "metadata.jsonl").read_text().splitlines()]
    assert {record["background"]["file"] for record in records} == {"places/hall.jpg", "places/yard-1.jpg"}
    shown = [face for record in records for face in record["faces"]]
    assert {face["identity"] for face in shown} == {"csv-ana", "csv-ben"}
    assert {face["attributes"]["age"] for face in shown} == {"young", "old"}


def test_its_recipe_selects():
    (text,) = blocks("yaml", OWN_PACK)
    recipe = SceneRecipe.from_yaml(text)
    assert recipe.faces.where == {"age": ("young", "old"), "glasses": ("yes",)}
    assert recipe.background.where == {"light": ("night",)}


def test_its_links_lead_somewhere():
    for target in links(OWN_PACK):
        assert (OWN_PACK.parent / target).exists(), target
