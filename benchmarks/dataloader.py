"""What is left of the generator's speed behind torch's DataLoader: batches of 64 with 0, 1 and 2 workers.

A bare generator is `SceneGenerator()[i]` in this process; two bare generators are two processes that do nothing else,
counted together. Contenders take turns in rounds; workers are started before the clock.
Run it as: python benchmarks/dataloader.py [--batches N] [--rounds N] [--markdown FILE] [--json FILE]
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

import cv2
import torch
from machine import describe_machine
from torch.utils.data import DataLoader

from synthgroup import GroupSceneDataset, SceneGenerator

BATCH = 64
PACKAGES = ("numpy", "opencv-python-headless", "numba", "torch")


class Loader:
    """A loader whose workers keep running between the rounds."""

    def __init__(self, workers: int) -> None:
        dataset = GroupSceneDataset(length=1 << 32)
        self._batches: Iterator[Any] = iter(DataLoader(dataset, batch_size=BATCH, num_workers=workers))
        next(self._batches)

    def __call__(self, batches: int) -> float:
        """Give scenes a second."""
        start = time.perf_counter()
        for _ in range(batches):
            next(self._batches)
        return batches * BATCH / (time.perf_counter() - start)


class Bare:
    """The generator alone in this process."""

    def __init__(self) -> None:
        self._generator = SceneGenerator()
        self._next = 0
        self(1)

    def __call__(self, batches: int) -> float:
        """Give scenes a second."""
        start = time.perf_counter()
        for index in range(self._next, self._next + batches * BATCH):
            self._generator[index]
        self._next += batches * BATCH
        return batches * BATCH / (time.perf_counter() - start)


def _serve(pipe: Any) -> None:
    cv2.setNumThreads(0)
    bare = Bare()
    while True:
        try:
            batches = pipe.recv()
        except EOFError:
            return
        pipe.send(bare(batches))


class Several:
    """Generators in processes of their own."""

    def __init__(self, count: int) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipes = []
        for _ in range(count):
            ours, theirs = context.Pipe()
            context.Process(target=_serve, args=(theirs,), daemon=True).start()
            self._pipes.append(ours)
        self(1)

    def __call__(self, batches: int) -> float:
        """Give scenes a second, of all together."""
        for pipe in self._pipes:
            pipe.send(batches // len(self._pipes) or 1)
        return float(sum(pipe.recv() for pipe in self._pipes))


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--batches", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--markdown", type=Path)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    cv2.setNumThreads(0)
    torch.set_num_threads(1)
    rates: dict[str, list[float]] = {}
    # loaders fetch ahead while others are timed, so every contender is set up, timed and given up in turn
    contenders: dict[str, Callable[[], Callable[[int], float]]] = {
        "one bare generator": Bare,
        "two bare generators": lambda: Several(2),
        "DataLoader, 0 workers": lambda: Loader(0),
        "DataLoader, 1 worker": lambda: Loader(1),
        "DataLoader, 2 workers": lambda: Loader(2),
    }
    for _ in range(options.rounds):
        for name, begin in contenders.items():
            contender = begin()
            # what was fetched ahead is used up before the clock counts
            contender(4)
            rates.setdefault(name, []).append(contender(options.batches))
            del contender
    lines = ["| | scenes/s, median (least to most) |", "| --- | --- |"]
    lines += [f"| {name} | {median(some):.0f} ({min(some):.0f} to {max(some):.0f}) |" for name, some in rates.items()]
    for few, many in (
        ("DataLoader, 1 worker", "DataLoader, 2 workers"),
        ("two bare generators", "DataLoader, 2 workers"),
    ):
        ratio = median(b / a for a, b in zip(rates[few], rates[many], strict=True))
        lines.append(f"| {many} / {few} | {ratio:.2f} |")
    text = "\n".join(lines) + f"\n\nBatches of {BATCH}, {options.rounds} rounds. {describe_machine(PACKAGES)}\n"
    print(text)
    if options.markdown:
        options.markdown.write_text(text, encoding="utf-8")
    if options.json:
        data = {"machine": describe_machine(PACKAGES), "scenes_a_second": rates}
        options.json.write_text(json.dumps(data, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
