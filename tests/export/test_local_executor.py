import os
import signal
import subprocess
import sys
import threading

import cv2
import pytest

from synthgroup.errors import OutputError
from synthgroup.export import LocalExecutor

pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")


def run_forked(task, shards, told=lambda _count: None):
    """Run tasks that are defined in a test, which only a forked process knows."""
    LocalExecutor(workers=2, start_method="fork").run(task, shards, told)


@pytest.mark.parametrize("workers", [1, 3])
def test_every_shard_is_done_once_and_every_scene_counted(workers, tmp_path):
    def task(shard, on_scene):
        with (tmp_path / str(shard)).open("x"):
            for _ in range(shard):
                on_scene()

    counts = []
    LocalExecutor(workers, "fork").run(task, range(10), counts.append)
    assert sorted(path.name for path in tmp_path.iterdir()) == [str(shard) for shard in range(10)]
    assert sum(counts) == 45


def test_killed_worker_is_told_in_one_line():
    def task(shard, on_scene):
        if shard == 1:
            os.kill(os.getpid(), signal.SIGKILL)
        while True:
            on_scene()

    with pytest.raises(OutputError, match=r"a worker process ended unexpectedly .* same command again"):
        run_forked(task, range(4))


def test_unguarded_script_is_mentioned_where_workers_import_it(tmp_path):
    script = tmp_path / "script.py"
    script.write_text("from synthgroup.export import LocalExecutor\nLocalExecutor(2).run(print, range(4), print)\n")
    ran = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=False)
    told = [
        line for line in ran.stderr.splitlines() if line.startswith("synthgroup.errors.OutputError: a worker process")
    ]
    assert any("or a script without `if __name__ == '__main__':`" in line for line in told)


def test_error_of_one_shard_ends_the_others():
    def task(shard, on_scene):
        if shard == 1:
            raise OutputError("no space")
        while True:
            on_scene()

    with pytest.raises(OutputError, match="no space"):
        run_forked(task, range(4))


@pytest.fixture
def heard_interrupts():
    """Hear Ctrl-C, which processes that a script started in the background are born deaf to."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("heard_interrupts")
def test_interrupt_ends_shards_that_were_begun():
    def task(shard, on_scene):
        while True:
            on_scene()

    def interrupt(_count):
        os.kill(os.getpid(), signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        run_forked(task, range(4), told=interrupt)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_threads_of_opencv_are_given_back():
    before = cv2.getNumThreads()
    seen = []

    def task(_shard, on_scene):
        seen.append(cv2.getNumThreads())
        on_scene()

    LocalExecutor().run(task, [0], seen.append)
    assert seen == [1, 1]
    assert cv2.getNumThreads() == before


def test_pool_can_be_used_outside_of_the_main_thread():
    done = []

    def task(_shard, on_scene):
        on_scene()

    thread = threading.Thread(target=lambda: run_forked(task, range(3), told=done.append))
    thread.start()
    thread.join()
    assert sum(done) == 3
