"""Measure `finalize` on many rows: seconds, and the peak of memory, for every format.

Run `python benchmarks/finalize.py [--rows N] [--format NAME]... [--faces K] [--out DIR] [--json FILE]`. The shards are
written by the writers themselves: 250 scenes of the built-in pack, 16 pixels wide, are drawn and encoded once and
written again and again with other names and indices. What is written is flushed to the disk once, before `finalize`,
which flushes as always, in a process of its own, whose peak of memory is taken.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import tempfile
import time
from contextlib import ExitStack
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final, cast
from unittest.mock import patch

import numpy as np
from machine import describe_machine
from numpy.typing import NDArray

from synthgroup import SceneGenerator
from synthgroup.export import Job, finalize, prepare, render_shard, writer_names
from synthgroup.export.metadata import record_line, scene_record
from synthgroup.export.pictures import PictureCodec
from synthgroup.scene import Scene

TEMPLATES: Final = 250


class Repeated:
    """A generator whose scenes repeat, but for their indices; what is made of each is made once.

    Args:
        generator: Makes the scenes that are repeated.
        job: What they belong to.
    """

    def __init__(self, generator: SceneGenerator, job: Job) -> None:
        self._scenes = [generator[index] for index in range(TEMPLATES)]
        self._pictures = {id(scene.image): job.picture.encode(scene.image) for scene in self._scenes}
        self._records = [scene_record(scene, "", job) for scene in self._scenes]
        self._lines = [_split_line(record) for record in self._records]

    def __getitem__(self, index: int) -> Scene:
        scene = self._scenes[index % TEMPLATES]
        return replace(scene, plan=replace(scene.plan, index=index))

    def encode(self, image: NDArray[np.uint8]) -> bytes:
        """Do what `PictureCodec.encode` does."""
        return self._pictures[id(image)]

    def record(self, scene: Scene, file_name: str, _job: Job) -> dict[str, Any]:
        """Do what `scene_record` does."""
        index = scene.plan.index
        return {**self._records[index % TEMPLATES], "file_name": file_name, "index": index}

    def line(self, record: dict[str, Any]) -> bytes:
        """Do what `record_line` does."""
        name, index = record["file_name"], record["index"]
        head, between, tail = self._lines[index % TEMPLATES]
        return b"%b%b%b%d%b" % (head, name.encode("ascii"), between, index, tail)


def _split_line(record: dict[str, Any]) -> tuple[bytes, bytes, bytes]:
    """Split the line of a record where name and index stand."""
    head, _, rest = record_line({**record, "file_name": "NAME", "index": 987654321}).partition(b"NAME")
    between, _, tail = rest.partition(b"987654321")
    return head, between, tail


def write_shards(out: Path, job: Job, generator: SceneGenerator) -> None:
    """Write all shards, without waiting for the disk until the end."""
    repeated = Repeated(generator, job)
    export = "synthgroup.export"
    with ExitStack() as stack:
        for name in ("output.local.flush_all", "output.local.flush", "files.os.fsync"):
            stack.enter_context(patch(f"{export}.{name}"))
        for name in ("shards.record_line", "writers.webdataset.record_line", "writers.yolo.record_line"):
            stack.enter_context(patch(f"{export}.{name}", repeated.line))
        stack.enter_context(patch(f"{export}.shards.scene_record", repeated.record))
        stack.enter_context(patch.object(PictureCodec, "encode", repeated.encode))
        prepare(out, job)
        for shard in job.shards:
            render_shard(out, job, cast(SceneGenerator, repeated), shard)
    os.sync()


def _finalize(pipe: Connection, out: Path, job: Job) -> None:
    before = _peak()
    began, began_processor = time.perf_counter(), time.process_time()
    tally = finalize(out, job)
    seconds, processor = time.perf_counter() - began, time.process_time() - began_processor
    found = {"scenes": tally.scenes, "seconds": seconds, "processor_seconds": processor}
    pipe.send({**found, "peak_mib": _peak(), "added_mib": _peak() - before})


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
    print(f"{machine}\n\n| format | rows | finalize, seconds | of the processor | peak of memory, MiB | of it added |")
    print("|---|---|---|---|---|---|")
    for form in args.format or writer_names():
        with tempfile.TemporaryDirectory(prefix="finalize-", dir=args.out) as folder:
            one = measure(args.rows, form, args.faces, Path(folder) / "out")
            results.append(one)
            cells = [form, f"{args.rows:,}", f"{one['seconds']:.1f}", f"{one['processor_seconds']:.1f}"]
            cells += [f"{one['peak_mib']:.0f}", f"{one['added_mib']:.0f}"]
            print(f"| {' | '.join(cells)} |", flush=True)
    if args.json:
        stored = {"machine": machine, "rows": args.rows, "faces": args.faces, "results": results}
        args.json.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
