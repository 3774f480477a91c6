"""Leases: who works on a shard, or on the whole, when several runs share an output.

A lease is a small file that its holder writes again and again with a growing count. A holder of this machine is dead
when its process is gone; one of another machine when its count has stood still for a while by our own clock that only
goes forwards: no two machines' clocks are compared, and a clock that jumps does no harm. Two runs that nevertheless
work on one shard write the same bytes, each to drafts of its own.
"""

from __future__ import annotations

import json
import os
import platform
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any, Final

from synthgroup.bank.store import digest_of
from synthgroup.errors import OutputError
from synthgroup.export.output import Output
from synthgroup.export.output.local import WORK_FOLDER
from synthgroup.sources.printable import printable

LEASES: Final = f"{WORK_FOLDER}/leases"

BEAT: Final = 5.0
"""Seconds between two writings of a lease."""

PATIENCE: Final = 30.0
"""Seconds that a count of another machine may stand still: six beats, more than file servers keep what they cached."""

_COUNTER: Final = count()
"""Tells the leases of one process apart."""


@contextmanager
def lease(output: Output, name: str, what: str) -> Iterator[None]:
    """Hold a lease.

    Args:
        output: Where it is written; must have been begun.
        name: Name of the lease, such as `shard-000003`.
        what: What it is for, as in "another run is {what}".

    Raises:
        OutputError: Another run holds it and is alive.
    """
    path = f"{LEASES}/{name}"
    holder = _Holder.here()
    while not output.create(path, holder.content(0)):
        _clear(output, path, what)
    pulse = _Pulse(output, path, holder)
    try:
        yield
    finally:
        pulse.end()


def holders(output: Output) -> list[str]:
    """List who holds leases and is alive; holders on other machines are watched until they are known to be.

    Args:
        output: Where leases are looked for.

    Returns:
        Texts such as `process 12 on host`, each once.
    """
    leases = {path: output.read(path) for path in output.names(LEASES)}
    watched = {}
    found = []
    for path, data in leases.items():
        stored = _parsed(data)
        dead = True if stored is None else _dead_here(stored)
        if dead is None and data is not None:
            watched[path] = data
        elif stored is not None and not dead:
            found.append(_shown(stored))
    if not found:
        found = [_shown(_parsed(watched[path]) or {}) for path in _moving(output, watched)]
    return sorted(set(found))


class _Holder:
    """Who holds a lease: a process, told apart from others that had or will have its number."""

    def __init__(self, facts: dict[str, Any]) -> None:
        self.facts = facts

    @classmethod
    def here(cls) -> _Holder:
        process = os.getpid()
        facts = {"machine": _machine(), "host": platform.node(), "process": process, "started": _started(process)}
        return cls({**facts, "run": digest_of(facts, time.monotonic_ns(), next(_COUNTER))})

    def content(self, beat: int) -> bytes:
        return json.dumps({**self.facts, "count": beat}).encode()


class _Pulse:
    """Writes a lease again and again until it ends."""

    def __init__(self, output: Output, path: str, holder: _Holder) -> None:
        self._output, self._path, self._holder = output, path, holder
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True)
        self._thread.start()

    def end(self) -> None:
        self._ended.set()
        self._thread.join()
        with suppress(OutputError):
            stored = _parsed(self._output.read(self._path))
            if stored is not None and stored.get("run") == self._holder.facts["run"]:
                self._output.delete([self._path])

    def _beat(self) -> None:
        beat = 0
        while not self._ended.wait(BEAT):
            beat += 1
            with suppress(OutputError):  # a full disk is reported by what is being written
                stored = _parsed(self._output.read(self._path))
                if stored is not None and stored.get("run") != self._holder.facts["run"]:
                    return  # taken over by a run that took this one for dead
                self._output.write(self._path, self._holder.content(beat))


def _clear(output: Output, path: str, what: str) -> None:
    """Take a dead holder's lease away, or refuse."""
    data = output.read(path)
    if data is None:
        return
    stored = _parsed(data)
    if stored is not None:
        dead = _dead_here(stored)
        if dead is None:
            dead = not _moving(output, {path: data})
        if not dead:
            raise OutputError(
                f"{output.address}: another run is {what} ({_shown(stored)}); wait until it ends, or stop it and run "
                "the same command again"
            )
    aside = f"{path}.{_Holder.here().facts['run']}"
    if output.move(path, aside):
        if output.read(aside) != data and _parsed(output.read(aside)) is not None:  # it was a live one's meanwhile
            output.create(path, output.read(aside) or b"")
        output.delete([aside])


def _moving(output: Output, leases: Mapping[str, bytes]) -> list[str]:
    """Watch leases until one is written again, or patience ends; tells which were."""
    begin = time.monotonic()
    moving: list[str] = []
    while leases and not moving and time.monotonic() - begin < PATIENCE:
        time.sleep(PATIENCE / 30)
        moving = [path for path, data in leases.items() if output.read(path) not in {data, None}]
    return moving


def _parsed(data: bytes | None) -> dict[str, Any] | None:
    """Read a lease; a damaged one has no holder."""
    try:
        stored = json.loads(data or b"")
        return stored if isinstance(stored, dict) and isinstance(stored["run"], str) else None
    except (ValueError, KeyError, RecursionError):
        return None


def _dead_here(stored: dict[str, Any]) -> bool | None:
    """Tell whether a holder of this machine is dead; None where it is of another."""
    machine = _machine()
    if machine is None or stored.get("machine") != machine or not isinstance(stored.get("process"), int):
        return None
    started = _started(stored["process"])
    return started is None or started != stored.get("started")


def _machine() -> str | None:
    """Identify this machine since it was started, and what processes it shows us; None where that is not known."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return f"{boot} {os.readlink('/proc/self/ns/pid')}"  # noqa: PTH115  no path, but a name
    except OSError:
        return None


def _started(process: int) -> str | None:
    """When a process was started, in ticks since the machine was; None where there is no such process."""
    try:
        stat = Path(f"/proc/{process}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return None
    state, *rest = stat.rpartition(")")[2].split()
    return None if state in {"Z", "X"} else rest[18]


def _shown(stored: dict[str, Any]) -> str:
    return printable(f"process {stored.get('process')} on {stored.get('host')}")
