"""What docs/evaluating.md says is done, in the order in which it says it."""

import shlex
import subprocess
import sys
from pathlib import Path

import torch
from clips import write_clip
from groupmood_console import groupmood
from PIL import Image
from readme_blocks import blocks, commands, links

from groupmood_model.architectures.registry import build_model
from groupmood_model.classifier import Classifier

PAGE = Path(__file__).parent.parent / "docs" / "evaluating.md"


def test_its_commands_run_one_after_the_other(bank_cache, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(2)
        Classifier(build_model("small_cnn", size=64).eval(), "small_cnn", 64).save("classifier.safetensors")
    Image.new("RGB", (90, 70), (200, 150, 90)).save("picture.jpg")
    write_clip(tmp_path / "clip.mp4", [(10, 200, 10)] * 3)
    for command in commands(PAGE):
        done = groupmood(*shlex.split(command)[1:])
        assert done.code == 0, f"{command}: {done.err}"
    for folder in ("evaluation", "focus", "comparison"):
        assert (tmp_path / folder / "index.html").is_file()


def test_its_code_runs(bank_cache, tmp_path):
    (code,) = blocks("python", PAGE)
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("(224, 224, 3) 255\n")


def test_its_links_lead_somewhere():
    assert all((PAGE.parent / target).exists() for target in links(PAGE))
