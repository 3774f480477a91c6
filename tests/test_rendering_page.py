"""What docs/rendering.md says is done, in the order in which it says it."""

import shlex
import subprocess
import sys

from console import run
from readme_blocks import RENDERING, blocks, commands, links


def test_its_commands_run_one_after_the_other(bank_cache, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for command in commands(RENDERING):
        done = run(*shlex.split(command)[1:])
        assert done.code == 0, f"{command}: {done.err}"
    assert len(list((tmp_path / "scenes").glob("*/*/*.jpg"))) == 45
    assert len(list((tmp_path / "shared").glob("*/*/*.jpg"))) == 60
    assert [path.name for path in (tmp_path / "tars" / "data").iterdir()] == ["all-000000.tar"]


def test_its_code_runs(bank_cache, tmp_path):
    (code,) = blocks("python", RENDERING)
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("50 [")
    assert done.stdout.endswith("True\n")


def test_its_links_lead_somewhere():
    assert all((RENDERING.parent / target).exists() for target in links(RENDERING))
