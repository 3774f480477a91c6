import re
import shlex
import subprocess
import sys

import pytest
import yaml
from console import run
from readme_blocks import README, blocks, commands, links

from synthgroup.recipe import SceneRecipe

LONG = "--n 10000 "


@pytest.mark.parametrize("command", [command for command in commands() if LONG not in command])
def test_commands_run(command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ran = run(*shlex.split(command)[1:])
    assert ran.code == 0, ran.err
    made = re.search(r"--out (\S+)", command)
    assert not made or (tmp_path / made[1]).exists()


@pytest.mark.long
@pytest.mark.parametrize("command", [command for command in commands() if LONG in command])
def test_long_commands_run(command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ran = run(*shlex.split(command)[1:])
    assert ran.code == 0, ran.err
    lines = (tmp_path / "scenes" / "metadata.jsonl").read_text().splitlines()
    assert len(lines) == 10_000


@pytest.mark.parametrize("code", blocks("python"), ids=lambda code: code.splitlines()[-1].strip()[:30])
def test_snippets_run(code, tmp_path):
    (tmp_path / "snippet.py").write_text(code, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "snippet.py"], cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr


def test_the_recipe_shown_is_the_default():
    (shown,) = blocks("yaml")
    assert SceneRecipe.from_mapping(yaml.safe_load(shown)) == SceneRecipe()
    assert shown == SceneRecipe().to_yaml()


def test_links_lead_somewhere():
    for target in links(README):
        assert (README.parent / target).exists(), target
