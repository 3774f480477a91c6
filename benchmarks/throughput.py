"""How fast scenes are made: ours against what a user would write, and against a floor of bare OpenCV calls.

- ours: `SceneGenerator()[i]`, everything included: plan, placement, labels, masks.
- user: one `albumentations.Compose` per face on cutouts that are ready in memory, an occupancy mask with random tries,
  a numpy blend; backgrounds lie decoded in memory. No labels beyond the mood.
- floor: our own scenes recorded and replayed as OpenCV calls alone: the background as ours makes it, and for every face
  that was placed one `cv2.remap` with a map that is ready and one blend. No draws, no placement, no labels.
- synthtiger: the same work with its layers, where `--synthtiger` names the Python of an environment that has it
  (`synthtiger_scenes.py` tells how to make one).

Written out: ours through `render`'s own code with one worker (webdataset shards, or a file per scene), the user's
scenes as a JPEG file each and one CSV with the labels. All at quality 90, one thread, interleaved in rounds.
Run it as: python benchmarks/throughput.py [--scenes N] [--rounds N] [--synthtiger PYTHON] [--markdown FILE]
[--json FILE]
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from typing import Any

import cv2
import numpy as np
from machine import describe_machine
from user_code import UserScenes, straight, write_as_user

from synthgroup import SceneGenerator
from synthgroup.compose import PlacedFace, arrange, background_image
from synthgroup.export.job import Job
from synthgroup.export.render import render_job

SIZES = ((224, 224), (640, 480))
FACES = 5
PACKAGES = ("numpy", "opencv-python-headless", "numba", "albumentations")
Scene = Callable[[int], Any]


class Floor:
    """Scenes recorded as what OpenCV needs to draw them."""

    def __init__(self, generator: SceneGenerator, count: int) -> None:
        self._generator = generator
        self._scenes = [self._record(index) for index in range(count)]

    def _record(self, index: int) -> Any:
        plan = self._generator.plan(index)
        placed = arrange(plan, self._generator.faces)
        return plan, [(face.level.pixels, *sampling_map(face), face.left, face.top) for face in placed]

    def __call__(self, index: int) -> Any:
        plan, faces = self._scenes[index % len(self._scenes)]
        background = self._generator.backgrounds.read(plan.background.background)
        image = background_image(background, plan.background, plan.size)
        for pixels, across, down, left, top in faces:
            warped = cv2.remap(pixels, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=0)
            _blend(image, warped, left, top)
        return image


@contextmanager
def synthtiger(python: Path, generator: SceneGenerator, count: int) -> Iterator[Callable[[], float]]:
    """Give what tells the seconds of a scene by synthtiger: a process of another environment waits between the calls.

    Args:
        python: Its interpreter.
        generator: Tells the faces, sizes and backgrounds.
        count: How many scenes to hand over; every call draws them anew.
    """
    with scratch() as folder:
        np.savez(folder / "scenes.npz", **_handed_over(generator, count))
        command = [python, Path(__file__).with_name("synthtiger_scenes.py"), folder / "scenes.npz"]
        pipes: Any
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1) as pipes:  # noqa: S603  the caller's own choice

            def seconds() -> float:
                pipes.stdin.write(f"{count}\n")
                return float(pipes.stdout.readline()) / count

            yield seconds


def _handed_over(generator: SceneGenerator, count: int) -> dict[str, Any]:
    recipe, most = generator.recipe, generator.recipe.augment
    amounts = most.brightness, most.contrast, most.flip, most.shear, most.rotate, most.perspective
    arrays: dict[str, Any] = {"size": recipe.size, "scenes": count, "augment": amounts}
    arrays["zoom"] = recipe.background.zoom
    for number in range(count):
        plan = generator.plan(number)
        arrays[f"{number}/background"] = generator.backgrounds.read(plan.background.background)
        arrays[f"{number}/faces"] = len(plan.faces)
        for place, face in enumerate(plan.faces):
            head = face.head_height * recipe.size[1]
            level = generator.faces.level(face.face, head)
            colour, alpha = straight(level.pixels)
            arrays[f"{number}/{place}/cutout"] = np.dstack([colour, alpha])
            arrays[f"{number}/{place}/size"] = np.array(alpha.shape[::-1]) * head / level.head[3]
    return arrays


def sampling_map(face: PlacedFace) -> tuple[Any, Any]:
    """Tell for every pixel of a placed face where in the cutout it comes from, apart from the elastic distortion."""
    height, width = face.warped.pixels.shape[:2]
    back = np.linalg.inv(face.warped.matrix)
    x, y = np.meshgrid(np.arange(width) + 0.5, np.arange(height) + 0.5)
    across, down, depth = np.tensordot(back, np.stack([x, y, np.ones_like(x)]), 1)
    return (across / depth - 0.5).astype(np.float32), (down / depth - 0.5).astype(np.float32)


def _blend(image: Any, pixels: Any, left: int, top: int) -> None:
    right, bottom = min(left + pixels.shape[1], image.shape[1]), min(top + pixels.shape[0], image.shape[0])
    first, upper = max(left, 0), max(top, 0)
    pixels = pixels[upper - top : bottom - top, first - left : right - left]
    below = image[upper:bottom, first:right]
    through = cv2.cvtColor(255 - pixels[..., 3], cv2.COLOR_GRAY2RGB)
    cv2.multiply(below, through, below, scale=1 / 255)
    cv2.add(below, cv2.cvtColor(pixels, cv2.COLOR_RGBA2RGB), below)


@contextmanager
def scratch() -> Iterator[Path]:
    """Give an empty folder that goes away."""
    folder = Path(tempfile.mkdtemp(prefix="throughput-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def timed(work: Callable[[], object]) -> float:
    """Give the seconds that something takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def in_memory(scene: Scene, indices: range) -> float:
    """Give the seconds a scene takes on average."""

    def work() -> None:
        for index in indices:
            scene(index)

    return timed(work) / len(indices)


def written(generator: SceneGenerator, count: int, fmt: str) -> float:
    """Give the seconds a scene takes on average, written by `render`'s own code."""
    with scratch() as folder:
        job = Job.of(generator, count, output_format=fmt)
        return timed(lambda: render_job(generator, folder / "out", job)) / count


def measure(size: tuple[int, int], scenes: int, rounds: int, other: Path | None) -> dict[str, list[float]]:
    """Time all contenders in turn, `rounds` times; seconds a scene. `other` is the Python that has synthtiger."""
    generator = SceneGenerator(recipe={"size": list(size), "faces": {"count": [FACES, FACES]}})
    user = UserScenes(generator)
    floor = Floor(generator, scenes)
    fewer = max(10, scenes // 10)

    def by_user(count: int) -> float:
        with scratch() as folder:
            return timed(lambda: write_as_user(user, range(count), folder)) / count

    contenders: dict[str, Callable[[], float]] = {
        "ours": lambda: in_memory(generator.__getitem__, range(scenes)),
        "floor": lambda: in_memory(floor, range(scenes)),
        "user": lambda: in_memory(user.__getitem__, range(fewer)),
        "ours, shards": lambda: written(generator, scenes, "webdataset"),
        "ours, files": lambda: written(generator, scenes, "folder"),
        "user, files": lambda: by_user(fewer),
    }
    with ExitStack() as stack:
        if other:
            contenders["synthtiger"] = stack.enter_context(synthtiger(other, generator, fewer))
        for contender in contenders.values():
            contender()
        seconds: dict[str, list[float]] = {name: [] for name in contenders}
        for number in range(rounds):
            names = list(contenders)
            for name in names[number % len(names) :] + names[: number % len(names)]:
                seconds[name].append(contenders[name]())
    return seconds


RATIOS = (
    ("in memory, times the user code", "user", "ours"),
    ("in memory, times synthtiger", "synthtiger", "ours"),
    ("in memory, fraction of the floor", "floor", "ours"),
    ("JPEG into shards, times the user code", "user, files", "ours, shards"),
    ("JPEG, a file per scene, times the user code", "user, files", "ours, files"),
)


def spread(values: Sequence[float]) -> str:
    """Show the median and the range."""
    return f"{median(values):.2f} ({min(values):.2f} to {max(values):.2f})"


def tables(results: dict[str, dict[str, list[float]]]) -> str:
    """Show the rates and the ratios, the ratios round by round."""
    names = list(results)
    lines = ["| scenes/s, median | " + " | ".join(names) + " |", "| --- " * (len(names) + 1) + "|"]
    for contender in next(iter(results.values())):
        rates = " | ".join(f"{1 / median(results[name][contender]):.0f}" for name in names)
        lines.append(f"| {contender} | {rates} |")
    lines += ["", "| ratio, median (least to most) | " + " | ".join(names) + " |", "| --- " * (len(names) + 1) + "|"]
    for title, slow, quick in RATIOS:
        if slow not in next(iter(results.values())):
            continue
        every = ([a / b for a, b in zip(results[name][slow], results[name][quick], strict=True)] for name in names)
        lines.append(f"| {title} | " + " | ".join(spread(ratios) for ratios in every) + " |")
    return "\n".join(lines)


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scenes", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--synthtiger", type=Path, metavar="PYTHON")
    parser.add_argument("--markdown", type=Path)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    cv2.setNumThreads(0)
    results = {
        f"{width}x{height}": measure((width, height), options.scenes, options.rounds, options.synthtiger)
        for width, height in SIZES
    }
    text = f"{tables(results)}\n\n{FACES} faces a scene, {options.rounds} rounds. {describe_machine(PACKAGES)}\n"
    print(text)
    if options.markdown:
        options.markdown.write_text(text, encoding="utf-8")
    if options.json:
        data = {"machine": describe_machine(PACKAGES), "scenes": options.scenes, "seconds_a_scene": results}
        options.json.write_text(json.dumps(data, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
