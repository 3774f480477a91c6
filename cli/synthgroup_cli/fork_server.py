"""The process that workers are forked from, begun while the command itself still imports.

Imports are most of what a worker needs to start. Beside those of the command they cost no time, on another processor.
Nothing heavy may be imported here.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from typing import Final

ONE_WORKER: Final = 250
"""Scenes of a shard: so many have no work for a second process."""

_COMMAND: Final = "render"
_PRELOADED: Final = "synthgroup.export"
_NO_WORKERS: Final = frozenset({"--help", "-h", "--dry-run", "--ray-address", "--start-method"})


def begin_early(args: Sequence[str]) -> None:
    """Start the process where a command most likely forks workers from it; where it does not, nothing else changes.

    Args:
        args: The arguments of the command line.
    """
    if sys.platform == "linux" and usable_processors() > 1 and _forks_workers(args):
        from multiprocessing import forkserver  # noqa: PLC0415  help and other commands need none

        forkserver.set_forkserver_preload([_PRELOADED])
        # Ctrl-C, which the terminal sends to all, is this process's to answer
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            forkserver.ensure_running()
        finally:
            signal.signal(signal.SIGINT, before)


def usable_processors() -> int:
    """Count the processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _forks_workers(args: Sequence[str]) -> bool:
    """Guess from the arguments, which nobody has checked yet."""
    if not args or args[0] != _COMMAND:
        return False
    names = {arg.partition("=")[0] for arg in args}
    few = _given(args, "--n").isdecimal() and int(_given(args, "--n")) <= ONE_WORKER
    return not (names & _NO_WORKERS or few or _given(args, "--workers") == "1")


def _given(args: Sequence[str], name: str) -> str:
    """Give the last value of an option, or nothing."""
    value = ""
    for arg, following in zip(args, [*args[1:], ""], strict=True):
        if arg == name:
            value = following
        elif arg.startswith(f"{name}="):
            value = arg.partition("=")[2]
    return value
