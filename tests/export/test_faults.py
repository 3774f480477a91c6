"""What goes wrong outside: disks that fill, folders that cannot be written, processes that are killed, clocks."""

import errno
import os
import random
import signal
import subprocess
import sys
import time

import pytest
from trees import content

from synthgroup.errors import OutputError
from synthgroup.export import find_output, render_job, verify
from synthgroup.export.output import LocalOutput


def finals(folder):
    """Files with a final name: neither drafts nor what belongs to a run."""
    return {name: data for name, data in content(folder).items() if not name.startswith(".synthgroup/")}


@pytest.mark.parametrize("method", ["write", "publish", "create", "drafts"])
@pytest.mark.parametrize("reason", [errno.ENOSPC, errno.EIO, errno.EROFS, errno.EACCES])
def test_failure_of_any_call_ends_in_one_line_and_the_same_command_succeeds(
    method, reason, small_scenes, small_job, small_set, tmp_path, monkeypatch
):
    out = tmp_path / "out"
    kept = getattr(LocalOutput, method)
    # one small file is written by itself, the job's
    rest = 1 if method == "write" else random.Random(f"{method}{reason}").randrange(1, 5)

    def failing(self, *args, **named):
        nonlocal rest
        rest -= 1
        if rest == 0:
            raise OutputError(f"{out}: {os.strerror(reason)}")
        return kept(self, *args, **named)

    with monkeypatch.context() as patch:
        patch.setattr(LocalOutput, method, failing)
        with pytest.raises(OutputError):
            render_job(small_scenes, out, small_job)
    whole = content(small_set)
    assert all(data == whole[name] for name, data in finals(out).items())
    render_job(small_scenes, out, small_job)
    assert content(out) == whole


@pytest.mark.parametrize("nth", [1, 2, 5, 11, 23, 37])
def test_disk_that_fills_while_a_file_is_written(nth, small_scenes, small_job, small_set, tmp_path, monkeypatch):
    out = tmp_path / "out"
    kept, count = os.fsync, 0

    def full(descriptor):
        nonlocal count
        count += 1
        if count >= nth:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        kept(descriptor)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(OutputError, match=r"no space left on the disk; .* the same command again"):
            render_job(small_scenes, out, small_job)
    if out.exists():
        whole = content(small_set)
        assert all(data == whole[name] for name, data in finals(out).items())
    render_job(small_scenes, out, small_job)
    assert content(out) == content(small_set)


LIMITED = """
import resource, signal, sys
from synthgroup_cli.main import main
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)
sys.exit(main(sys.argv[2:]))
"""


@pytest.mark.parametrize("limit", [400, 20_000])
def test_limit_on_the_size_of_files_is_one_error(limit, bank_cache, generator, tmp_path):
    command = ["render", "--n", "12", "--out", str(tmp_path / "out"), "--size", "64", "--workers", "1"]
    ran = subprocess.run(
        [sys.executable, "-c", LIMITED, str(limit), *command], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 1
    assert len(ran.stderr.splitlines()) == 1
    assert "File too large" in ran.stderr
    assert not list(tmp_path.rglob("job.json")) or not (tmp_path / "out" / "job.json").exists()
    ran = subprocess.run(
        [sys.executable, "-m", "synthgroup_cli", *command], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    assert verify(tmp_path / "out").sound


def test_folder_that_cannot_be_written(small_scenes, small_job, tmp_path, monkeypatch):
    (tmp_path / "out").mkdir()
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may write everywhere
    with pytest.raises(OutputError, match="cannot be written; choose another folder"):
        render_job(small_scenes, tmp_path / "out", small_job)


def test_clock_that_jumps_makes_no_difference(small_scenes, small_job, small_set, tmp_path, monkeypatch):
    jumps = iter([0.0, 4e9, -1e5, 1e9] * 10_000)
    monkeypatch.setattr(time, "time", lambda: next(jumps))
    monkeypatch.setattr(time, "time_ns", lambda: int(next(jumps)))
    render_job(small_scenes, tmp_path / "out", small_job)
    assert content(tmp_path / "out") == content(small_set)


KILLED = """
import os, random, signal, sys, threading
from synthgroup_cli.main import main
delay = float(sys.argv[1])
threading.Timer(delay, lambda: os.kill(os.getpid(), signal.SIGKILL)).start()
sys.exit(main(sys.argv[2:]))
"""


@pytest.mark.long
@pytest.mark.parametrize("run", range(5))
def test_runs_killed_at_random_moments_end_in_the_same_bytes(run, bank_cache, generator, tmp_path):
    command = ["render", "--n", "1500", "--size", "64", "--workers", "2"]
    whole = tmp_path / "whole"
    subprocess.run([sys.executable, "-m", "synthgroup_cli", *command, "--out", str(whole)], check=True)
    draws = random.Random(run)
    killed = 0
    for _ in range(20):
        delay = draws.uniform(0.8, 3.0)  # undisturbed, it takes less than 5 s
        ran = subprocess.run(
            [sys.executable, "-c", KILLED, str(delay), *command, "--out", str(tmp_path / "out")],
            capture_output=True,
            text=True,
            check=False,
        )
        if ran.returncode == 0:
            break
        assert ran.returncode == -signal.SIGKILL, ran.stderr
        killed += 1
    else:
        subprocess.run([sys.executable, "-m", "synthgroup_cli", *command, "--out", str(tmp_path / "out")], check=True)
    assert killed
    assert content(tmp_path / "out") == content(whole)


def test_two_runs_in_one_folder_end_in_the_same_bytes(small_scenes, small_job, small_set, tmp_path):
    """The second is refused, or finds all done; what it may have written is the same."""
    out = tmp_path / "out"

    def second(done, _total):
        if done in {3, 9, 21}:
            with pytest.raises(OutputError, match="another run is"):
                render_job(small_scenes, out, small_job)

    render_job(small_scenes, out, small_job, progress=second)
    assert content(out) == content(small_set)
    assert find_output(out).entries() == sorted(path.name for path in small_set.iterdir())
