from __future__ import annotations

import importlib.util
import logging
import os
import subprocess
import sys

import pytest
from click.shell_completion import ShellComplete
from console import run

import synthgroup
from synthgroup_cli.main import COMMANDS, main
from synthgroup_cli.main import synthgroup as synthgroup_command
from synthgroup_cli.options import SceneOptions

ENTRY = "import sys; from synthgroup_cli.main import main; code = main(sys.argv[1:])"


def python(code: str, *args: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *args],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )


def test_help_names_every_command_and_imports_no_heavy_library() -> None:
    ran = python(f"{ENTRY}; print(*sys.modules, file=sys.stderr)", "--help")
    assert ran.returncode == 0
    for name, text in COMMANDS.items():
        assert name in ran.stdout
        assert text.split()[0] in ran.stdout
    heavy = {"numpy", "cv2", "pydantic", "yaml", "PIL", "tqdm", "torch", "lmdb", "synthgroup.recipe"}
    assert not heavy & set(ran.stderr.split())


def test_call_without_a_command_shows_the_help() -> None:
    assert run() == run("--help")


@pytest.mark.parametrize("name", [name for name in COMMANDS if importlib.util.find_spec(f"synthgroup_cli.{name}")])
def test_every_command_explains_itself(name: str) -> None:
    ran = run(name, "-h")
    assert ran.code == 0
    assert ran.out.startswith(f"Usage: synthgroup {name}")
    assert not ran.err


def test_version_is_printed() -> None:
    assert run("--version").out == f"synthgroup {synthgroup.__version__}\n"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_script_of_a_shell_calls_this_program(shell: str) -> None:
    ran = run("completion", shell)
    assert ran.code == 0
    assert "_SYNTHGROUP_COMPLETE" in ran.out


def complete(*words: str) -> list[str]:
    completer = ShellComplete(synthgroup_command, {}, "synthgroup", "_SYNTHGROUP_COMPLETE")
    return [item.value for item in completer.get_completions(list(words[:-1]), words[-1])]


def test_shell_completes_commands_options_and_presets() -> None:
    assert complete("re") == ["render", "recipe"]
    assert complete("recipe", "--bal") == ["--balance"]
    assert complete("recipe", "--preset", "pa") == ["paper"]


def test_shell_is_answered() -> None:
    ran = python(ENTRY, _SYNTHGROUP_COMPLETE="bash_complete", COMP_WORDS="synthgroup prev", COMP_CWORD="1")
    assert ran.stdout == "plain,preview\n"


def raising(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def recipe(*_args: object) -> None:
        raise error

    monkeypatch.setattr(SceneOptions, "recipe", recipe)


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (KeyboardInterrupt(), 130, "interrupted"),
        (MemoryError(), 1, "not enough memory"),
        (OSError(28, "No space left on device", "scene.jpg"), 1, "scene.jpg: No space left on device"),
        (ZeroDivisionError("seven\nby nothing"), 1, "bug in synthgroup, please report it: ZeroDivisionError: seven"),
        (RuntimeError(), 1, "RuntimeError (SYNTHGROUP_DEBUG=1"),
    ],
)
def test_whatever_goes_wrong_is_told_in_one_line(
    error: BaseException, code: int, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    raising(monkeypatch, error)
    ran = run("recipe")
    assert ran.code == code
    assert ran.err.strip().count("\n") == 0
    assert ran.err.strip().startswith("Error: ")
    assert said in ran.err


def test_traceback_is_shown_when_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    raising(monkeypatch, ZeroDivisionError("seven"))
    monkeypatch.setenv("SYNTHGROUP_DEBUG", "1")
    assert "Traceback" in run("recipe").err


def test_reader_that_closes_the_pipe_is_no_error() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", f"{ENTRY}; sys.exit(code)", "sources", "builtin"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert process.stderr.read() == b""


def test_notes_of_the_library_are_shown_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def recipe(*_args: object) -> None:
        for text in ("one\x1b[0m", "two", "two"):
            logging.getLogger("synthgroup").warning(text)
        logging.getLogger("synthgroup").info("three")
        raise KeyboardInterrupt

    monkeypatch.setattr(SceneOptions, "recipe", recipe)
    lines = run("recipe").err.splitlines()
    assert [line for line in lines if line.startswith("Note: ")] == ["Note: one\\x1b[0m", "Note: two"]


def test_entry_leaves_no_handler_behind() -> None:
    before = list(logging.getLogger("synthgroup").handlers)
    main(["--version"])
    assert logging.getLogger("synthgroup").handlers == before
