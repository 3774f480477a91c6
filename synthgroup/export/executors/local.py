"""The engine of one machine: this process alone, or a pool of processes."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import wait as wait_for
from typing import Any, Final, Literal

import cv2

from synthgroup.errors import OutputError
from synthgroup.export.executors.base import Task, Told

StartMethod = Literal["spawn", "fork", "forkserver"]

START_METHOD: Final[StartMethod] = "forkserver" if sys.platform == "linux" else "spawn"
"""How processes start, as Python 3.14 has it: forked where that is safe, from a process without threads."""

_SHOWN_EVERY: Final = 0.2
"""Seconds between two looks at the counts."""


@dataclass(frozen=True, slots=True)
class LocalExecutor:
    """This process, or a pool of processes of this machine.

    Attributes:
        workers: Processes; 1 works in this one.
        start_method: How processes start. `fork` is unsafe where this process has threads.
    """

    workers: int = 1
    start_method: StartMethod = START_METHOD

    def run(self, task: Task, shards: Sequence[int], told: Told) -> None:
        """Do all shards."""
        workers = min(self.workers, len(shards))
        # threads of OpenCV would compete with the workers, and must be gone before a process forks
        with _opencv_threads(1):
            if workers <= 1:
                for shard in shards:
                    task(shard, lambda: told(1))
            else:
                _run_pool(task, shards, workers, self.start_method, told)


@contextmanager
def _opencv_threads(count: int) -> Iterator[None]:
    before = cv2.getNumThreads()
    cv2.setNumThreads(count)
    try:
        yield
    finally:
        cv2.setNumThreads(before)


def _run_pool(task: Task, shards: Sequence[int], workers: int, start_method: StartMethod, tell: Told) -> None:
    context = multiprocessing.get_context(start_method)
    done, stop = context.Value("Q", 0), context.RawValue("b", 0)
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_begin, initargs=(task, done, stop))
    seen = 0

    def look() -> None:
        nonlocal seen
        count = done.get_obj().value  # without its lock, which a killed worker may hold
        if count > seen:
            tell(count - seen)
            seen = count

    waiting = iter(shards)
    running: set[Future[None]] = set()
    try:
        with _unheard_interrupts():
            running |= {pool.submit(_do, shard) for _, shard in zip(range(workers), waiting, strict=False)}
        while running:
            ended, running = wait(running, _SHOWN_EVERY, FIRST_COMPLETED)
            look()
            for future in ended:
                future.result()
            running |= {pool.submit(_do, shard) for _, shard in zip(ended, waiting, strict=False)}
    except BrokenProcessPool:
        # whose workers import the script that started them
        unguarded = "" if start_method == "fork" else ", or a script without `if __name__ == '__main__':`"
        raise OutputError(
            f"a worker process ended unexpectedly (killed, or out of memory{unguarded}); what is finished is kept: run "
            "the same command again, with fewer workers if memory is short"
        ) from None
    finally:
        stop.value = 1
        pool.shutdown(cancel_futures=True)
    look()


@contextmanager
def _unheard_interrupts() -> Iterator[None]:
    """Let processes start deaf to Ctrl-C, which the terminal sends to all: this one tells them when to stop."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


class _Stopped(Exception):  # noqa: N818  no error: the parent asked for it
    """The shard is given up."""


class _Worker:
    """What a worker process was given when it started."""

    task: Task
    on_scene: Callable[[], None]


def _begin(task: Task, done: Any, stop: Any) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    cv2.setNumThreads(1)
    gc.freeze()  # imports are no garbage: searches need not go through them
    threading.Thread(target=_end_with_parent, daemon=True).start()

    def on_scene() -> None:
        if stop.value:
            raise _Stopped
        with done.get_lock():
            done.value += 1

    _Worker.task, _Worker.on_scene = task, staticmethod(on_scene)


def _do(shard: int) -> None:
    _Worker.task(shard, _Worker.on_scene)


def _end_with_parent() -> None:
    """End when the parent was killed; a pool's worker would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait_for([parent.sentinel])
        os._exit(1)
