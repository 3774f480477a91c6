"""Feed damaged and random bytes to every reader, and see whether any does more than refuse.

Run `python benchmarks/fuzz.py [--minutes M] [--seed S] [--only NAME]... [--json FILE] [--keep DIR]`. A reader may give
a result or raise one of the library's errors, in a message of one line. Everything else is a finding: another
exception, the end of the process, more than 20 seconds of processor time, no answer for 80 seconds, or more than 4 GB
of address space beyond what the process has at its begin. Inputs are whole files with a few changes (bytes replaced,
removed, repeated, numbers at their bounds, parts of other files), all drawn from the seed. Findings are kept in DIR
with their input.
"""

from __future__ import annotations

import argparse
import json
import logging
import multiprocessing
import os
import random
import resource
import signal
import struct
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

from fuzzed_readers import READERS, Broken, read, seeds

SECONDS: Final = 20
"""Of processor time, which does not go on while other programs have the machine."""

PATIENCE: Final = 40
"""Seconds without an answer; the second time in a row it is a finding, since the machine may have paused once."""

MEMORY: Final = 4 << 30
BATCH: Final = 200
"""Inputs between two reports of a worker."""

_BOUNDS: Final = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 2**31 - 1, 2**31, 2**32 - 1, 2**63 - 1, 2**64 - 1)
_WORDS: Final = (
    b"../", b"/etc/passwd", b"\0", b"\n", b"\r", b'"', b"'", b"<script>", b"\xe2\x80\xae", b"\xff\xfe", b"nan", b"-inf",
    b"1e999", b"-1", b"99999999999999999999", b"[[[[", b"{{{{", b"*a", b"&a", b"!!python/name:os.system ", b"null",
    b"=", b",", b":", b"\xf0\x9f\x98\x80", b"\xed\xa0\x80",
)  # fmt: skip


def mutated(data: bytes, draws: random.Random, others: Sequence[bytes] = ()) -> bytes:
    """Change a file in a few places.

    Args:
        data: The file.
        draws: Where chance comes from.
        others: Files of which parts may be put in.
    """
    changed = bytearray(data)
    for _ in range(draws.choice((1, 1, 1, 2, 3, 8))):
        place = draws.randrange(len(changed) + 1)
        if draws.random() < 0.3:  # what counts is mostly at the beginning
            place = min(place, draws.randrange(200))
        length = draws.choice((1, 1, 2, 4, 8, 30, 300))
        kind = draws.randrange(8)
        if kind == 0:
            changed[place : place + length] = draws.randbytes(length)
        elif kind == 1:
            del changed[place : place + length]
        elif kind == 2:
            changed[place:place] = changed[place : place + length] * draws.choice((1, 2, 50))
        elif kind == 3:
            code = draws.choice(("<B", "<H", ">H", "<I", ">I", "<Q", ">Q"))
            size = struct.calcsize(code)
            changed[place : place + size] = struct.pack(code, draws.choice(_BOUNDS) & (256**size - 1))
        elif kind == 4:
            changed[place : place + draws.choice((0, length))] = draws.choice(_WORDS)
        elif kind == 5 and others:
            other = draws.choice(others)
            begin = draws.randrange(len(other) + 1)
            changed[place : place + length] = other[begin : begin + length]
        elif kind == 6 and place < len(changed):
            changed[place] ^= 1 << draws.randrange(8)
        else:
            del changed[place:]
    return bytes(changed)


@dataclass(slots=True)
class Result:
    """What came of it.

    Attributes:
        counts: Inputs by reader, and what became of them.
        findings: What a reader must not do, each kind once.
    """

    counts: dict[str, Counter[str]] = field(default_factory=dict)
    findings: dict[str, dict[str, Any]] = field(default_factory=dict)


def _worker(pipe: Connection, names: Sequence[str], seed: int, keep: Path) -> None:
    """Feed readers until the parent ends it; the input at hand lies in a file, should the process end."""
    logging.disable(logging.CRITICAL)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # libtiff writes there what it thinks of a file
    signal.signal(signal.SIGPROF, _too_long)
    used = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    for name in names:
        seeds(name)
    resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY, resource.RLIM_INFINITY))
    draws = random.Random(seed)
    with tempfile.TemporaryDirectory() as scratch:
        for name in names:
            read(name, seeds(name)[0], Path(scratch))  # compiles what is compiled
        while True:
            counts: dict[str, Counter[str]] = {name: Counter() for name in names}
            for _ in range(BATCH):
                name = draws.choice(names)
                data = mutated(draws.choice(seeds(name)), draws, seeds(name))
                (keep / f"at-hand-{name}").write_bytes(data)
                signal.setitimer(signal.ITIMER_PROF, SECONDS)
                try:
                    counts[name][read(name, data, Path(scratch))] += 1
                except Broken as error:
                    counts[name]["broken"] += 1
                    pipe.send(("broken", name, str(error), traceback.format_exc(), data))
                finally:
                    signal.setitimer(signal.ITIMER_PROF, 0)
                (keep / f"at-hand-{name}").unlink()
            pipe.send(("counts", counts))


def _too_long(*_: object) -> None:
    raise Broken(f"more than {SECONDS} seconds of processor time")


def fuzz(minutes: float, seed: int, names: Sequence[str], keep: Path) -> Result:
    """Feed readers for some minutes.

    Args:
        minutes: How long.
        seed: What inputs follow from.
        names: Names of the readers.
        keep: Folder for the inputs of findings.
    """
    keep.mkdir(parents=True, exist_ok=True)
    result = Result({name: Counter() for name in names})
    context = multiprocessing.get_context("spawn")
    end = time.monotonic() + 60 * minutes
    while time.monotonic() < end:
        receiver, sender = context.Pipe(duplex=False)
        worker = context.Process(target=_worker, args=(sender, names, seed, keep), daemon=True)
        worker.start()
        sender.close()
        silent = 0
        try:
            while time.monotonic() < end and silent < 2:
                if receiver.poll(min(PATIENCE, max(0.0, end - time.monotonic()))):
                    _take(result, receiver.recv(), keep)
                    silent = 0
                else:
                    silent += time.monotonic() < end
            if silent == 2:
                _lost(result, f"no answer within {2 * PATIENCE} seconds", keep)
        except EOFError:
            worker.join()
            _lost(result, f"the process ended with {worker.exitcode}", keep)
        worker.kill()
        worker.join()
        seed += 1_000_003
        for path in sorted(keep.glob("at-hand-*")):
            path.unlink()
    return result


def _take(result: Result, message: Any, keep: Path) -> None:
    if message[0] == "counts":
        for name, counts in message[1].items():
            result.counts[name] += counts
        return
    _, name, text, trace, data = message
    _note(result, name, text, trace, data, keep)


def _lost(result: Result, text: str, keep: Path) -> None:
    for path in sorted(keep.glob("at-hand-*")):
        _note(result, path.name.removeprefix("at-hand-"), text, "", path.read_bytes(), keep)


def _note(result: Result, name: str, text: str, trace: str, data: bytes, keep: Path) -> None:
    where = trace.strip().splitlines()[-3:-2] or [text]
    kind = f"{name}: {text[:80]}"
    if kind in result.findings or len(result.findings) >= 200:
        return
    path = keep / f"{name}-{len(result.findings):03d}"
    path.write_bytes(data)
    result.findings[kind] = {
        "reader": name,
        "said": text,
        "where": where[0].strip(),
        "trace": trace,
        "input": path.name,
    }


def main() -> None:
    """Run it from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", action="append", choices=READERS)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()) / "synthgroup-fuzz")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as cache_folder:
        os.environ["SYNTHGROUP_CACHE"] = cache_folder
        result = fuzz(args.minutes, args.seed, args.only or list(READERS), args.keep)
    print("| reader | inputs | taken | refused | findings |\n|---|---|---|---|---|")
    for name, counts in result.counts.items():
        print(f"| {name} | {counts.total():,} | {counts['taken']:,} | {counts['refused']:,} | {counts['broken']:,} |")
    for finding in result.findings.values():
        print(f"{finding['said']} ({finding['where']}; {finding['input']})")
    if args.json:
        stored = {"minutes": args.minutes, "seed": args.seed, "counts": result.counts, "findings": result.findings}
        args.json.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
