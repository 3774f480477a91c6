"""Private memory (USS, summed over all processes) of `synthgroup render`, against scenes and against backgrounds.

Many backgrounds are an LMDB as LSUN's, with one JPEG repeated under as many keys. The largest sum seen while the
command runs is reported, and for the backgrounds how long opening the bank takes the first and the second time.
Run it as: python benchmarks/memory.py [--scenes N ...] [--backgrounds N ...] [--workers K] [--markdown FILE]
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import cv2
import lmdb
import numpy as np
import psutil
from machine import describe_machine

INTERVAL = 0.05
KEY = 40
PACKAGES = ("numpy", "opencv-python-headless", "numba", "lmdb")


def private_bytes(process: psutil.Process) -> int:
    """Sum what is private to a process and its children; those that end meanwhile count nothing."""
    total = 0
    for one in [process, *process.children(recursive=True)]:
        try:
            total += one.memory_full_info().uss
        except psutil.Error:
            continue
    return total


def rendered(arguments: list[str], environment: dict[str, str]) -> float:
    """Render and give the largest private memory in MB."""
    with tempfile.TemporaryDirectory() as folder:
        code = "from synthgroup_cli.main import main; main()"
        command = [sys.executable, "-c", code, "render", "--out", f"{folder}/out", *arguments]
        process = subprocess.Popen(  # noqa: S603  our own command
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        watched, most = psutil.Process(process.pid), 0
        while process.poll() is None:
            try:
                most = max(most, private_bytes(watched))
            except psutil.Error:
                break
            time.sleep(INTERVAL)
        if process.wait():
            raise SystemExit(f"render {' '.join(arguments)} failed with code {process.returncode}")
    return most / 1e6


def write_lmdb(folder: Path, count: int) -> None:
    """Write an LMDB of LSUN's form with one picture under many keys."""
    rng = np.random.default_rng(0)
    coarse = rng.integers(0, 256, (8, 8, 3), dtype=np.uint8)
    picture = cv2.resize(coarse, (256, 256), interpolation=cv2.INTER_CUBIC)
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
    parser.add_argument("--scenes", type=int, nargs="+", default=[100, 10_000, 100_000])
    parser.add_argument("--backgrounds", type=int, nargs="+", default=[1_000, 100_000, 1_000_000])
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--markdown", type=Path)
    options = parser.parse_args()
    workers = ["--workers", str(options.workers)]
    lines = ["| rendered | private memory, MB | opened first, s | opened again, s |", "| --- | --- | --- | --- |"]
    for count in options.scenes:
        most = rendered(["--n", str(count), "--format", "webdataset", *workers], dict(os.environ))
        lines.append(f"| {count:,} scenes | {most:.0f} | | |")
    for count in options.backgrounds:
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder) / "classroom_train_lmdb"
            place.mkdir()
            write_lmdb(place, count)
            environment = os.environ | {"SYNTHGROUP_CACHE": f"{folder}/cache"}
            spec = f"lsun:{folder}"
            first, again = opened(spec, environment), opened(spec, environment)
            most = rendered(["--n", "1000", "--backgrounds", spec, *workers], environment)
        lines.append(f"| 1,000 scenes, {count:,} backgrounds | {most:.0f} | {first:.2f} | {again:.2f} |")
    text = "\n".join(lines) + f"\n\n{options.workers} workers. {describe_machine(PACKAGES)}\n"
    print(text)
    if options.markdown:
        options.markdown.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
