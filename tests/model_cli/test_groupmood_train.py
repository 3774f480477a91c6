from __future__ import annotations

import io
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout

import pytest

from groupmood_cli.main import COMMANDS, main
from groupmood_model.architectures import ARCHITECTURES
from groupmood_model.classifier import Classifier


def run(*args):
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main([str(arg) for arg in args])
    return code, out.getvalue(), err.getvalue()


TINY = ("--scale", 0.01, "--held-out", 2, "--size", 64, "--workers", 0, "--accelerator", "cpu")


def test_help_lists_the_commands_and_imports_no_torch():
    code = (
        "import sys; from groupmood_cli.main import main; main(['--help']); main(['train', '--help']); "
        "sys.exit('torch' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ran.returncode == 0
    assert all(f"  {name} " in ran.stdout for name in COMMANDS)


def test_models_lists_every_architecture_with_its_parameters():
    code, out, _ = run("models")
    assert code == 0
    *rows, last = out.splitlines()[1:]
    assert [line.split()[0] for line in rows] == list(ARCHITECTURES)
    assert last.startswith("bundled is a trained small_cnn")
    assert "11178051" in out


def test_train_leaves_a_classifier_and_does_nothing_the_second_time(tmp_path):
    code, out, err = run("train", "--out", tmp_path / "run", "--option", "dropout=0.1", *TINY)
    assert code == 0
    # on a busy machine so few scenes may be waited for
    assert all("by waiting for data" in line for line in err.splitlines())
    assert "test_balanced_accuracy" in out
    found = Classifier.load(tmp_path / "run" / "classifier.safetensors")
    assert (found.architecture, found.size, found.options) == ("small_cnn", 64, {"dropout": 0.1})
    code, out, _ = run("train", "--out", tmp_path / "run", "--option", "dropout=0.1", *TINY)
    assert code == 0
    assert out.startswith("this training was finished before")


def test_train_says_that_it_sees_scenes_alone(tmp_path):
    code, _, err = run(
        "train", "--out", tmp_path / "run", "--schedule", "paper", *TINY, "--scale", 0.0002, "--patience", 1
    )
    assert code == 0
    assert "Note: no labelled data was given" in err


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("-a", "alexnet"), "no architecture 'alexnet'"),
        (("--schedule", "slow"), "allowed: paper"),
        (("--schedule", "frames"), "give --data"),
        (("--scale", "0"), "scale is 0.0"),
        (("--option", "dropout"), "write KEY=VALUE"),
        (("--option", "depth=3"), "no option 'depth'"),
        (("--option", "depth=2026-99-99"), "no value that can be read"),
        (("--data", "vgaf:/nowhere"), "there is no folder"),
        (("--set", "faces.count=[0]"), "faces.count"),
        (("--size", "5"), "64 to 1024"),
        (("--weights", "none.pth"), "no such file"),
    ],
)
def test_bad_calls_give_one_line_and_leave_no_folder(args, words, tmp_path):
    code, _, err = run("train", "--out", tmp_path / "run", *args)
    assert code == 2
    assert words in err
    assert len(err.splitlines()) == 1
    assert not (tmp_path / "run").exists()
