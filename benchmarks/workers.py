"""How much two worker processes of `synthgroup render` bring over one, starting them included.

Both write the same webdataset shards, in turn, in rounds.
Run it as: python benchmarks/workers.py [--scenes N] [--rounds N] [--markdown FILE]
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from machine import describe_machine

WORKERS = (1, 2)
PACKAGES = ("numpy", "opencv-python-headless", "numba")


def rendered(scenes: int, workers: int) -> float:
    """Render and give scenes a second."""
    with tempfile.TemporaryDirectory() as folder:
        code = "from synthgroup_cli.main import main; main()"
        options = ["--n", str(scenes), "--format", "webdataset", "--workers", str(workers), "--out", f"{folder}/out"]
        start = time.perf_counter()
        subprocess.run(  # noqa: S603  our own command
            [sys.executable, "-c", code, "render", *options], check=True, capture_output=True
        )
        return scenes / (time.perf_counter() - start)


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scenes", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--markdown", type=Path)
    options = parser.parse_args()
    rates: dict[int, list[float]] = {workers: [] for workers in WORKERS}
    rendered(100, 2)
    for number in range(options.rounds):
        for workers in WORKERS if number % 2 else WORKERS[::-1]:
            rates[workers].append(rendered(options.scenes, workers))
    ratio = median(two / one for one, two in zip(*rates.values(), strict=True))
    lines = ["| workers | scenes/s, median (least to most) |", "| --- | --- |"]
    lines += [f"| {count} | {median(some):.0f} ({min(some):.0f} to {max(some):.0f}) |" for count, some in rates.items()]
    lines += [f"| 2 / 1 | {ratio:.2f} |"]
    text = "\n".join(lines) + f"\n\n{options.scenes} scenes, {options.rounds} rounds. {describe_machine(PACKAGES)}\n"
    print(text)
    if options.markdown:
        options.markdown.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
