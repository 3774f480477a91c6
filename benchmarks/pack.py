"""Reading a pack of faces and backgrounds for its measurements, and cropping heads as a scene shows them."""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from machine import describe_machine
from numpy.typing import NDArray
from PIL import Image

import synthgroup
from synthgroup.emotions import EMOTION_MOODS, MOODS, Emotion

BUILTIN = Path(synthgroup.__file__).parent / "builtin"
EMOTIONS = tuple(Emotion)
STRUCTURE = ("file", "identity", "emotion", "take", "head", "split")
EXPRESSION = ("intensity", "variant")
BINS = 5
# Half of the backdrops are plain, half are crops of the pack's own backgrounds.
PLAIN = 0.5
# Standard deviations of a disturbed crop: shift in sides of the crop, size as a share, turn in degrees.
DISTURBANCE = (0.03, 0.03, 0.04, 4.0)
# The middle of a crop, in head heights below the crown.
MIDDLE = 0.65
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Face:
    """A row of `faces.csv`: the picture, its head box (x, y, width, height), and the row as it stands."""

    path: Path
    identity: str
    emotion: Emotion
    head: tuple[float, float, float, float]
    row: Mapping[str, str]

    def read(self) -> NDArray[np.uint8]:
        """Read the picture: straight RGBA, uint8, (H, W, 4)."""
        with Image.open(self.path) as image:
            return np.asarray(image.convert("RGBA"))


def read_table(path: Path) -> list[dict[str, str]]:
    """Read a CSV file with a heading."""
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def read_faces(pack: Path) -> list[Face]:
    """Read the table of faces."""
    faces = []
    for row in read_table(pack / "faces.csv"):
        x, y, width, height = (float(number) for number in row["head"].split())
        path = pack / "faces" / row["file"]
        faces.append(Face(path, row["identity"], Emotion(row["emotion"]), (x, y, width, height), row))
    return faces


def emotions_of(faces: Sequence[Face]) -> NDArray[np.int64]:
    """Number the emotions as `EMOTIONS` does."""
    return np.array([EMOTIONS.index(face.emotion) for face in faces])


def moods_of(emotions: NDArray[np.int64]) -> NDArray[np.int64]:
    """Number the moods 0, 1, 2; an emotion without a mood is -1."""
    moods = [EMOTION_MOODS.get(emotion) for emotion in EMOTIONS]
    return np.array([-1 if mood is None else MOODS.index(mood) for mood in moods])[emotions]


def attributes(rows: Sequence[Mapping[str, str]], excluded: Iterable[str]) -> dict[str, list[str]]:
    """Give the columns that are not excluded as categories; many different numbers become `BINS` equal shares."""
    left_out = set(excluded)
    columns = {name: [row[name] for row in rows] for name in rows[0] if name not in left_out}
    return {name: categories(values) for name, values in columns.items()}


def categories(values: Sequence[str]) -> list[str]:
    """Cut a column of more than 2 * `BINS` numbers into equal shares; leave any other as it is."""
    try:
        numbers = np.array([float(value) for value in values])
    except ValueError:
        return list(values)
    if len(set(values)) <= 2 * BINS:
        return list(values)
    edges = np.quantile(numbers, np.arange(1, BINS) / BINS)
    return [f"share {bin_ + 1}" for bin_ in np.searchsorted(edges, numbers, side="right")]


def crop_head(
    picture: NDArray[np.uint8],
    head: tuple[float, float, float, float],
    side: int,
    disturbance: Sequence[float] = (0, 0, 0, 0),
    reach: float = 1,
) -> NDArray[np.float32]:
    """Crop a square around a head, placed by the head box alone.

    Args:
        picture: Straight RGBA.
        head: The head box in pixels.
        side: Side of the crop in pixels.
        disturbance: Shift to the right and down in sides, change of size as a share, turn in degrees.
        reach: Side of the crop in head heights.

    Returns:
        Premultiplied RGBA, 0 to 255, (side, side, 4).
    """
    x, y, across, down = head
    right, lower, larger, turn = disturbance
    middle = x + across / 2, y + MIDDLE * down
    scale = side / (down * reach) * (1 + larger)
    matrix = cv2.getRotationMatrix2D(middle, turn, scale)
    matrix[:, 2] += np.array([(0.5 + right) * side - middle[0], (0.5 + lower) * side - middle[1]])
    pixels = premultiplied(picture)
    if scale < 0.8:
        pixels = cv2.GaussianBlur(pixels, (0, 0), 0.45 / scale).astype(np.float32)
    return np.asarray(cv2.warpAffine(pixels, matrix, (side, side), flags=cv2.INTER_LINEAR), np.float32)


def premultiplied(picture: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Multiply colours by alpha."""
    pixels = picture.astype(np.float32)
    pixels[..., :3] *= pixels[..., 3:] / 255
    return pixels


class Backdrops:
    """Plain colours and crops of a pack's backgrounds to lay heads on.

    Args:
        pack: The pack's folder.
        height: Side of the crops.
        count: Backgrounds that are read, spread over the table.
    """

    def __init__(self, pack: Path, height: int, count: int = 60) -> None:
        self.height = height
        files = [row["file"] for row in read_table(pack / "backgrounds.csv")]
        chosen = np.unique(np.linspace(0, len(files) - 1, count).astype(int))
        self.pictures = []
        for index in chosen:
            with Image.open(pack / "backgrounds" / files[index]) as image:
                self.pictures.append(np.asarray(image.convert("RGB").reduce(2)))

    def under(self, head: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.uint8]:
        """Lay a premultiplied head over a random backdrop: RGB, uint8."""
        if rng.random() < PLAIN:
            below = np.full((self.height, self.height, 3), rng.uniform(0, 255, 3))
        else:
            picture = self.pictures[int(rng.integers(len(self.pictures)))]
            top, left = (int(rng.integers(side - self.height + 1)) for side in picture.shape[:2])
            below = picture[top : top + self.height, left : left + self.height].astype(np.float64)
        return np.clip(np.rint(head[..., :3] + below * (1 - head[..., 3:] / 255)), 0, 255).astype(np.uint8)


def interval(
    score: Any,
    columns: Sequence[NDArray[Any]],
    groups: Sequence[str],
    draws: int = 1000,
) -> tuple[float, float, float]:
    """Compute a score with its bootstrap 95 % interval over groups.

    Args:
        score: Function of the columns.
        columns: What the score needs of every picture.
        groups: What is drawn with replacement, such as the identity of every picture.
        draws: How often the groups are drawn.

    Returns:
        The score, and the 2.5 and 97.5 % quantiles of the draws.
    """
    rng = np.random.default_rng(0)
    rows = [np.flatnonzero(np.array(groups) == name) for name in sorted(set(groups))]
    found = []
    for _ in range(draws):
        chosen = np.concatenate([rows[number] for number in rng.integers(len(rows), size=len(rows))])
        found.append(score(*(column[chosen] for column in columns)))
    low, high = np.quantile(found, [0.025, 0.975])
    return float(score(*columns)), float(low), float(high)


def table(heading: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Write a Markdown table; decimal numbers get three places."""
    lines = [heading, ["---"] * len(heading), *rows]
    return "\n".join("| " + " | ".join(written(cell) for cell in line) + " |" for line in lines)


def written(cell: object) -> str:
    """Write a cell of a table."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return f"{cell:.3f}" if isinstance(cell, float) else str(cell)


def estimate(value: tuple[float, float, float]) -> str:
    """Write a score with its interval."""
    middle, low, high = value
    return f"{middle:.3f} ({low:.3f} to {high:.3f})"


def options(text: str | None) -> argparse.ArgumentParser:
    """Start a command line with what every measurement of a pack takes."""
    parser = argparse.ArgumentParser(description=text, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pack", type=Path, default=BUILTIN, help="folder of the pack (default: the built-in one)")
    parser.add_argument("--markdown", type=Path, help="write the tables here too")
    parser.add_argument("--json", type=Path, help="write the numbers here too")
    return parser


def publish(chosen: argparse.Namespace, parts: Sequence[str], results: object) -> None:
    """Print the parts with the machine, and write them where asked."""
    text = "\n\n".join([*parts, describe_machine()]) + "\n"
    print(text)
    if chosen.markdown:
        chosen.markdown.write_text(text, encoding="utf-8")
    if chosen.json:
        document = {"machine": describe_machine(), "results": results}
        chosen.json.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
