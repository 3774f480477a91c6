"""Compare rendering into each format with discarding the encoded pictures: seconds, and memory against their number.

Run `python benchmarks/formats.py [--scenes N] [--size WxH] [--rounds R] [--format NAME]... [--out DIR] [--json FILE]`.
Every measurement is a process of its own that renders N scenes serially, of the preset `balanced`, 224x224 pixels
unless WxH says otherwise. Formats and the baseline, which draws and encodes the same scenes and keeps nothing, take
turns in every round; times the baseline is the median over rounds. Memory is read after every shard, mapped files left
out: the peak of the first tenth of the scenes, of the first half, and of all. All output is kept until the end, because
ext4 steps over every file that was deleted in the last minutes whenever it makes one. A virtual machine that was
started or cleaned up lately gets its memory from the host page by page, which costs more than writing: read some GB of
files before, until little memory is free.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import statistics
import tempfile
import time
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

import cv2
from machine import describe_machine

from synthgroup import SceneGenerator
from synthgroup.export import Job, finalize, prepare, render_shard, writer_names

BASELINE: Final = "discarded"


def own_memory() -> float:
    """Give the memory that this process has besides mapped files, in MiB: banks are mapped, and not counted."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("RssAnon:")[2].split()[0]) / 1024


def _render(pipe: Connection, form: str, scenes: int, size: tuple[int, int], out: Path) -> None:
    cv2.setNumThreads(1)  # as in the workers of `render`
    generator = SceneGenerator(recipe={"size": list(size)})
    job = Job.of(generator, scenes, output_format="folder" if form == BASELINE else form)
    for index in range(20):  # banks are mapped, code is compiled
        job.picture.encode(generator[index].image)
    memory = []
    began, began_processor = time.perf_counter(), time.process_time()
    if form != BASELINE:
        prepare(out, job)
    for shard in job.shards:
        if form == BASELINE:
            for index in job.indices(shard):
                job.picture.encode(generator[index].image)
        else:
            render_shard(out, job, generator, shard)
        memory.append(own_memory())
    rendered = time.perf_counter() - began
    if form != BASELINE:
        finalize(out, job)
    whole, processor = time.perf_counter() - began, time.process_time() - began_processor
    memory.append(own_memory())
    tenths = {f"mib_{part}": max(memory[: 1 + len(memory) * part // 10]) for part in (1, 5, 10)}
    pipe.send({"rendered": rendered, "whole": whole, "processor": processor, **tenths})


def measure(form: str, scenes: int, size: tuple[int, int], out: Path) -> dict[str, float]:
    """Render in a process of its own, into a new folder below `out` that is left there."""
    folder = Path(tempfile.mkdtemp(dir=out))
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_render, args=(sender, form, scenes, size, folder / "out"))
    process.start()
    sender.close()
    found: dict[str, float] = receiver.recv()
    process.join()
    return found


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    return int(width), int(height)


def main() -> None:
    """Run it from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--scenes", type=int, default=1000)
    parser.add_argument("--size", type=_size, default=(224, 224), metavar="WxH")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--format", action="append", choices=writer_names())
    parser.add_argument("--out", type=Path)
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    SceneGenerator()  # packs the banks
    forms = [BASELINE, *(args.format or writer_names())]
    found: dict[str, list[dict[str, float]]] = {form: [] for form in forms}
    with tempfile.TemporaryDirectory(prefix="formats-", dir=args.out) as folder:
        for number in range(args.rounds):
            for form in forms[number % len(forms) :] + forms[: number % len(forms)]:
                found[form].append(measure(form, args.scenes, args.size, Path(folder)))
    rows: list[dict[str, Any]] = []
    for form, several in found.items():
        middle = {name: statistics.median(one[name] for one in several) for name in several[0]}
        ratios = [one["whole"] / other["whole"] for one, other in zip(several, found[BASELINE], strict=True)]
        of_processor = [
            one["processor"] / other["processor"] for one, other in zip(several, found[BASELINE], strict=True)
        ]
        rows.append({"format": form, **middle, "ratio": statistics.median(ratios), "ratios": ratios})
        rows[-1]["processor_ratio"] = statistics.median(of_processor)
    machine = describe_machine(("numpy", "opencv-python-headless", "pyarrow"))
    print(f"{machine}\n")
    print("| format | scenes | seconds | of it finalize | times the baseline | the same of the processor | MiB |")
    print("|---|---|---|---|---|---|---|")
    for row in rows:
        cells = [row["format"], f"{args.scenes:,}", f"{row['whole']:.1f}", f"{row['whole'] - row['rendered']:.1f}"]
        cells += [f"{row['ratio']:.2f}", f"{row['processor_ratio']:.2f}"]
        cells += [", ".join(f"{row[f'mib_{part}']:.0f}" for part in (1, 5, 10))]
        print(f"| {' | '.join(cells)} |")
    if args.json:
        what = {"scenes": args.scenes, "size": list(args.size), "rounds": args.rounds}
        stored = {"machine": machine, **what, "results": rows}
        args.json.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
