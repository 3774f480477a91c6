"""Private memory, summed over all processes, of `synthgroup render`, against scenes and against backgrounds.

Two sums are reported, each the largest seen while the command runs: USS, and what of it is not a page of a file. Banks
are memory-mapped: their pages count as private while one process alone has touched them, but the system takes them
back when it needs room. Many backgrounds are an LMDB as LSUN's, with one JPEG repeated under as many keys; for them it
is also timed how long opening the bank takes the first and the second time. Linux only.
Run it as: python benchmarks/memory.py [--scenes N ...] [--backgrounds N ...] [--workers K] [--markdown FILE]
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import cv2
import lmdb
import numpy as np
from machine import describe_machine

INTERVAL = 0.05
KEY = 40
PACKAGES = ("numpy", "opencv-python-headless", "numba", "lmdb")


def family(process: int) -> Iterator[int]:
    """List a process and those that descend from it."""
    yield process
    for children in Path(f"/proc/{process}/task").glob("*/children"):
        with suppress(OSError):
            for child in children.read_text(encoding="ascii").split():
                yield from family(int(child))


def private_memory(process: int) -> tuple[int, int]:
    """Sum what is private to a process and those that descend from it in bytes: all, and what is no page of a file."""
    every = own = 0
    for one in family(process):
        # those that end meanwhile count nothing
        with suppress(OSError):
            rows = Path(f"/proc/{one}/smaps_rollup").read_text(encoding="ascii").splitlines()[1:]
            sizes = {name: int(size) for name, size, *_ in map(str.split, rows)}
            every += 1024 * (sizes["Private_Clean:"] + sizes["Private_Dirty:"])
            own += 1024 * sizes["Private_Dirty:"]
    return every, own


def rendered(arguments: list[str], environment: dict[str, str]) -> str:
    """Render and give the largest private memory in MB: all, and what is no page of a file, as cells of a table."""
    with tempfile.TemporaryDirectory() as folder:
        code = "from synthgroup_cli.main import main; main()"
        command = [sys.executable, "-c", code, "render", "--out", f"{folder}/out", *arguments]
        process = subprocess.Popen(  # noqa: S603  our own command
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        seen = [(0, 0)]
        while process.poll() is None:
            seen.append(private_memory(process.pid))
            time.sleep(INTERVAL)
        if process.wait():
            raise SystemExit(f"render {' '.join(arguments)} failed with code {process.returncode}")
    return " | ".join(f"{max(sizes) / 1e6:.0f}" for sizes in zip(*seen, strict=True))


def write_lmdb(folder: Path, count: int) -> None:
    """Write an LMDB of LSUN's form with one small picture under many keys: a million take 2 GB."""
    rng = np.random.default_rng(0)
    coarse = rng.integers(0, 256, (8, 8, 3), dtype=np.uint8)
    picture = cv2.resize(coarse, (64, 64), interpolation=cv2.INTER_CUBIC)
    value = cv2.imencode(".jpg", picture)[1].tobytes()
    with lmdb.open(str(folder), map_size=1 << 40, sync=False) as store:
        for first in range(0, count, 10_000):
            with store.begin(write=True) as transaction:
                for number in range(first, min(count, first + 10_000)):
                    transaction.put(f"{number:0{KEY}x}".encode(), value, append=True)


def opened(spec: str, environment: dict[str, str]) -> float:
    """Give the seconds that opening a bank of backgrounds takes in a process of its own, imports left out."""
    code = (
        "import sys, time; from synthgroup.bank import BackgroundBank; "
        "from synthgroup.sources.registry import SourceSpec; "
        "start = time.perf_counter(); BackgroundBank.open([SourceSpec.parse(sys.argv[1])]); "
        "print(time.perf_counter() - start)"
    )
    done = subprocess.run(  # noqa: S603  our own command
        [sys.executable, "-W", "ignore", "-c", code, spec], env=environment, capture_output=True, text=True, check=True
    )
    return float(done.stdout)


def main() -> None:
    """Run the measurement."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scenes", type=int, nargs="+", default=[100, 1_000, 10_000, 100_000])
    parser.add_argument("--backgrounds", type=int, nargs="+", default=[1_000, 100_000, 1_000_000])
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--markdown", type=Path)
    options = parser.parse_args()
    workers = ["--workers", str(options.workers)]
    lines = ["| rendered | USS, MB | not of files, MB | opened first, s | opened again, s |", "| --- " * 5 + "|"]
    for count in options.scenes:
        most = rendered(["--n", str(count), "--format", "webdataset", *workers], dict(os.environ))
        lines.append(f"| {count:,} scenes | {most} | | |")
    for count in options.backgrounds:
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder) / "classroom_train_lmdb"
            place.mkdir()
            write_lmdb(place, count)
            environment = os.environ | {"SYNTHGROUP_CACHE": f"{folder}/cache"}
            spec = f"lsun:{folder}"
            first, again = opened(spec, environment), opened(spec, environment)
            most = rendered(["--n", "1000", "--backgrounds", spec, *workers], environment)
        lines.append(f"| 1,000 scenes, {count:,} backgrounds | {most} | {first:.2f} | {again:.2f} |")
    text = "\n".join(lines) + f"\n\n{options.workers} workers. {describe_machine(PACKAGES)}\n"
    print(text)
    if options.markdown:
        options.markdown.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
