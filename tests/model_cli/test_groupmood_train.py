from __future__ import annotations

import io
import signal
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


KILLED = """
import os, signal, sys
from groupmood_cli.main import main
from groupmood_model.training.module import MoodModule
def die(module, *_):
    if module.trainer.global_step == int(sys.argv[1]):
        os.killpg(0, signal.SIGKILL)
MoodModule.on_before_optimizer_step = die
sys.exit(main(sys.argv[2:]))
"""


def run_and_kill(script, step, args):
    script.write_text(KILLED)
    command = [sys.executable, script, str(step), *map(str, args)]
    # a session of its own, so that all processes of the training can be killed, and nothing else
    ran = subprocess.run(command, capture_output=True, check=False, start_new_session=True)
    assert ran.returncode == -signal.SIGKILL, ran.stderr


def test_a_killed_process_is_gone_on_with_to_the_same_weights(tmp_path):
    args = ("train", *TINY, "--batch-size", 1, "--checkpoint-every", 2, "--option", "dropout=0.1")  # nine steps
    assert run(*args, "--out", tmp_path / "whole")[0] == 0
    again = (*args, "--out", tmp_path / "killed")
    for step in (3, 7):
        run_and_kill(tmp_path / "killed.py", step, again)
    assert (tmp_path / "killed" / "checkpoints" / "last.ckpt").exists()
    assert not (tmp_path / "killed" / "classifier.safetensors").exists()
    assert run(*again)[0] == 0
    whole, killed = (tmp_path / name / "classifier.safetensors" for name in ("whole", "killed"))
    assert killed.read_bytes() == whole.read_bytes()


@pytest.mark.long
def test_several_processes_are_gone_on_with_to_the_same_weights(tmp_path):
    args = ("train", *TINY, "--batch-size", 2, "--checkpoint-every", 1, "--devices", 2)  # three steps
    script = tmp_path / "killed.py"
    script.write_text(KILLED)
    subprocess.run([sys.executable, script, "99", *map(str, args), "--out", tmp_path / "whole"], check=True)
    run_and_kill(script, 2, (*args, "--out", tmp_path / "killed"))
    subprocess.run([sys.executable, script, "99", *map(str, args), "--out", tmp_path / "killed"], check=True)
    whole, killed = (tmp_path / name / "classifier.safetensors" for name in ("whole", "killed"))
    assert killed.read_bytes() == whole.read_bytes()


def test_a_damaged_checkpoint_is_one_line(tmp_path):
    args = ("train", *TINY, "--out", tmp_path / "run")
    assert run(*args)[0] == 0
    (tmp_path / "run" / "metrics.json").unlink()
    last = tmp_path / "run" / "checkpoints" / "last.ckpt"
    best = (tmp_path / "run" / "best.safetensors").read_bytes()
    for damaged in (b"", b"no checkpoint", last.read_bytes()[:-100], best):
        last.write_bytes(damaged)
        code, _, err = run(*args)
        assert code == 2
        assert err.startswith("Error: ")
        assert err.count("\n") == 1
        assert "last.ckpt" in err
        assert "delete it" in err


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
