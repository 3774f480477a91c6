"""Measure `finalize` on many rows: seconds, and the peak of memory, for every format.

Run `python benchmarks/finalize.py [--rows N] [--format NAME]... [--faces K] [--out DIR] [--json FILE]`. The shards are
written by the writers themselves: 250 scenes of the built-in pack, 16 pixels wide, are drawn once and written again and
again with other indices, since `finalize` reads labels and checksums, not pictures. What is written is not flushed to
the disk while shards are made; `finalize` flushes as always, in a process of its own, whose peak of memory is taken.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import shutil
import tempfile
import time
from dataclasses import replace
from functools import cached_property
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final, cast
from unittest.mock import patch

from machine import describe_machine

from synthgroup import SceneGenerator
from synthgroup.export import Job, finalize, prepare, render_shard, writer_names
from synthgroup.scene import Scene

TEMPLATES: Final = 250


class Repeated:
    """A generator whose scenes repeat, but for their indices.

    Args:
        generator: Makes the scenes that are repeated.
    """

    def __init__(self, generator: SceneGenerator) -> None:
        self._generator = generator

    @cached_property
    def _scenes(self) -> list[Scene]:
        return [self._generator[index] for index in range(TEMPLATES)]

    def __getitem__(self, index: int) -> Scene:
        scene = self._scenes[index % TEMPLATES]
        return replace(scene, plan=replace(scene.plan, index=index))


def write_shards(out: Path, job: Job, generator: SceneGenerator) -> None:
    """Write all shards, without waiting for the disk."""
    repeated = cast(SceneGenerator, Repeated(generator))
    quiet = ("synthgroup.export.output.local.flush_all", "synthgroup.export.output.local.flush", "os.fsync")
    with patch(quiet[0]), patch(quiet[1]), patch(quiet[2]):
        prepare(out, job)
        for shard in job.shards:
            render_shard(out, job, repeated, shard)


def _finalize(pipe: Connection, out: Path, job: Job) -> None:
    before = _peak()
    began = time.perf_counter()
    tally = finalize(out, job)
    seconds = time.perf_counter() - began
    pipe.send({"scenes": tally.scenes, "seconds": seconds, "peak_mib": _peak(), "added_mib": _peak() - before})


def _peak() -> float:
    """Give the peak of this process's memory in MiB; what `getrusage` tells begins with that of the parent."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def measure(rows: int, form: str, faces: int, out: Path) -> dict[str, Any]:
    """Write the shards of a format, and finalize them in a process of its own."""
    recipe = {"size": [16, 16], "faces": {"count": [1, faces], "head_height": [0.16, 0.2]}}
    generator = SceneGenerator(recipe=recipe)
    job = Job.of(generator, rows, output_format=form)
    began = time.perf_counter()
    write_shards(out, job, generator)
    written = time.perf_counter() - began
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_finalize, args=(sender, out, job))
    process.start()
    sender.close()
    found: dict[str, Any] = receiver.recv()
    process.join()
    return {"format": form, "writing_seconds": written, **found}


def main() -> None:
    """Run it from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--format", action="append", choices=writer_names())
    parser.add_argument("--faces", type=int, default=9)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    machine = describe_machine(("numpy", "pyarrow"))
    results = []
    print(
        f"{machine}\n\n| format | rows | finalize, seconds | microseconds a row | peak of memory, MiB | of it added |"
    )
    print("|---|---|---|---|---|---|")
    for form in args.format or writer_names():
        folder = Path(tempfile.mkdtemp(prefix="finalize-", dir=args.out))
        try:
            one = measure(args.rows, form, args.faces, folder / "out")
        finally:
            shutil.rmtree(folder)
        results.append(one)
        cells = [form, f"{args.rows:,}", f"{one['seconds']:.1f}", f"{one['seconds'] / args.rows * 1e6:.1f}"]
        cells += [f"{one['peak_mib']:.0f}", f"{one['added_mib']:.0f}"]
        print(f"| {' | '.join(cells)} |", flush=True)
    if args.json:
        stored = {"machine": machine, "rows": args.rows, "faces": args.faces, "results": results}
        args.json.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
