import signal
import subprocess
import sys
from multiprocessing import forkserver

import pytest

from synthgroup.export.job import SHARD_SIZE
from synthgroup_cli import fork_server

RENDER = ["render", "--n", "10000", "--out", "there"]


@pytest.fixture
def started(monkeypatch):
    calls = []
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(fork_server, "usable_processors", lambda: 2)
    monkeypatch.setattr(forkserver, "set_forkserver_preload", calls.append)
    monkeypatch.setattr(forkserver, "ensure_running", lambda: calls.append(signal.getsignal(signal.SIGINT)))
    return calls


@pytest.mark.parametrize(
    "args",
    [
        RENDER,
        [*RENDER, "--workers", "2"],
        ["render", "--n=train=8000,val=100", "--out", "there"],
        [*RENDER, "--workers", "1", "--workers=auto"],
    ],
)
def test_workers_are_made_ready_while_the_command_imports(args, started):
    before = signal.getsignal(signal.SIGINT)
    fork_server.begin_early(args)
    assert started == [["synthgroup.export"], signal.SIG_IGN]
    assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.parametrize(
    "args",
    [
        [],
        ["render", "--help"],
        ["preview", "--n", "10000"],
        [*RENDER, "--workers", "1"],
        [*RENDER, "--workers=1"],
        [*RENDER, "--dry-run"],
        [*RENDER, "--start-method", "spawn"],
        [*RENDER, "--ray-address=auto"],
        ["render", "--out", "there", "--n", str(SHARD_SIZE)],
    ],
)
def test_commands_without_workers_make_none_ready(args, started):
    fork_server.begin_early(args)
    assert not started


def test_one_processor_and_other_systems_make_none_ready(started, monkeypatch):
    monkeypatch.setattr(fork_server, "usable_processors", lambda: 1)
    fork_server.begin_early(RENDER)
    monkeypatch.setattr(fork_server, "usable_processors", lambda: 2)
    monkeypatch.setattr(sys, "platform", "darwin")
    fork_server.begin_early(RENDER)
    assert not started


def test_a_shard_is_where_work_for_two_begins():
    assert fork_server.ONE_WORKER == SHARD_SIZE


def test_workers_come_from_a_process_that_has_imported(tmp_path):
    """What is rendered so, and that nothing goes on running, is seen from outside."""
    command = [sys.executable, "-c", "from synthgroup_cli.main import main; raise SystemExit(main())"]
    done = subprocess.run(
        [*command, "render", "--n", "251", "--size", "32", "--format", "webdataset", "--out", str(tmp_path / "out")],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert len(list((tmp_path / "out" / "data").iterdir())) == 2
