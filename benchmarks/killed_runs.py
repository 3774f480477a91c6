"""Kill renders at random moments, go on, and compare what comes out with an undisturbed render, byte by byte.

Run `python benchmarks/killed_runs.py [--runs N] [--scenes M] [--workers K] [--format NAME]... [--seed S]
[--json FILE]`. Formats take turns, pictures are 64 pixels wide. Every run is the command `synthgroup render` in a
process group of its own, which is killed whole (SIGKILL) after a time drawn between 0 and that of the undisturbed
render; then the same command goes on. It is killed again with a probability of one half, up to nine times. The tree
that is left in the end must have the same files with the same bytes.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from machine import describe_machine

MOST_KILLS: Final = 9


def tree(folder: Path) -> dict[str, str]:
    """Hash every file of a folder, by its name there."""
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def render(out: Path, how: list[str], limit: float | None) -> bool:
    """Render, or go on; tells whether it came to its end before it was killed.

    Args:
        out: The output folder.
        how: Options of the command.
        limit: Seconds until all of its processes are killed; None lets them end.

    Raises:
        RuntimeError: It failed of its own.
    """
    command = [sys.executable, "-m", "synthgroup_cli", "render", "--out", str(out), *how]
    process = subprocess.Popen(  # noqa: S603  our own command
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        _, complaint = process.communicate(timeout=limit)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return False
    if process.returncode:
        raise RuntimeError(f"render ended with {process.returncode}: {complaint}")
    return True


def disturbed(out: Path, how: list[str], whole_seconds: float, draws: random.Random) -> list[float]:
    """Render with kills, at least one; gives the seconds after which it was killed each time."""
    kills: list[float] = []
    while len(kills) < MOST_KILLS and (not kills or draws.random() < 0.5):
        limit = draws.uniform(0, whole_seconds)
        if render(out, how, limit):
            if kills:
                break
            shutil.rmtree(out)
            whole_seconds = limit  # the machine has become faster since
        else:
            kills.append(limit)
    render(out, how, None)
    return kills


def measure(how: list[str], forms: list[str], number: int, seed: int) -> Iterator[dict[str, Any]]:
    """Render with kills again and again, the formats in turn.

    Args:
        how: Options of the command but the format.
        forms: Names of the formats.
        number: How many renders.
        seed: What the moments of the kills follow from.

    Yields:
        Of each render, its format, the seconds after which it was killed, and the files that differ.
    """
    draws = random.Random(seed)
    expected: dict[str, tuple[float, dict[str, str]]] = {}
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "out"
        render(out, [*how, "--format", forms[0]], None)  # packs the banks
        shutil.rmtree(out)
        for run in range(number):
            form = forms[run % len(forms)]
            options = [*how, "--format", form]
            if form not in expected:
                began = time.perf_counter()
                render(out, options, None)
                expected[form] = time.perf_counter() - began, tree(out)
                shutil.rmtree(out)
            seconds, undisturbed = expected[form]
            kills = disturbed(out, options, seconds, draws)
            found = tree(out)
            wrong = sorted(name for name in {*undisturbed, *found} if undisturbed.get(name) != found.get(name))
            yield {"format": form, "killed_after": kills, "files": len(undisturbed), "wrong": wrong}
            shutil.rmtree(out)


def main() -> None:
    """Run it from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--scenes", type=int, default=500)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--format", action="append")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    how = ["--n", str(args.scenes), "--size", "64", "--workers", str(args.workers)]
    machine = describe_machine()
    runs: list[dict[str, Any]] = []
    for run in measure(how, args.format or ["folder"], args.runs, args.seed):
        runs.append(run)
        if args.json:  # what was measured stays, should this be killed as well
            stored = {"machine": machine, "scenes": args.scenes, "runs": runs}
            args.json.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
    print(f"{machine}\n")
    print("| scenes | format | runs | kills | killed more than once | byte-identical |\n|---|---|---|---|---|---|")
    for form in dict.fromkeys(run["format"] for run in runs):
        of_form = [run for run in runs if run["format"] == form]
        counts = [len(run["killed_after"]) for run in of_form]
        alike = sum(not run["wrong"] for run in of_form)
        more = sum(count > 1 for count in counts)
        print(f"| {args.scenes:,} | {form} | {len(of_form)} | {sum(counts)} | {more} | {alike} of {len(of_form)} |")
    if any(run["wrong"] for run in runs):
        sys.exit(1)


if __name__ == "__main__":
    main()
