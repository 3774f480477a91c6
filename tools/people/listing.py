# SPDX-License-Identifier: MIT
"""What was rendered as a table, and as sheets to look at."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PIL import Image, ImageDraw

from tools.people.expressions import EMOTIONS
from tools.people.heads import Box, Head
from tools.people.identities import Person, identity_name, person
from tools.people.overrides import Overrides
from tools.people.pictures import TAKES, Name, Picture, draw_picture
from tools.people.shells import surfaces_of
from tools.people.splits import split_of

if TYPE_CHECKING:
    from tools.people.body import Body

COLUMNS: Final = (
    "file", "identity", "emotion", "take", "intensity", "variant", "sex", "age", "ethnicity", "blend", "hair", "beard",
    "glasses", "covering", "earrings", "clothes", "light", "yaw", "pitch", "roll", "head", "split",
)  # fmt: skip

_BACKDROP: Final = (124, 132, 140, 255)
_GAP: Final = 14
_HEADING: Final = 16


def finished(folder: Path, overrides: Overrides) -> list[Name]:
    """The pictures of the pack that lie in a folder, by identity, take and emotion.

    Raises:
        ValueError: A file is no picture of the pack.
    """
    names = [Name.parse(path.stem) for path in folder.glob("*.webp")]
    kept = [name for name in names if overrides.keeps(identity_name(name.number), str(name))]
    return sorted(kept, key=lambda name: (name.number, name.take, EMOTIONS.index(name.emotion)))


def row(sitter: Person, picture: Picture, head: Box) -> dict[str, str]:
    """One row of `faces.csv`."""
    name, pose, cell = picture.name, picture.pose, sitter.cell
    values = (
        name.file,
        sitter.name,
        name.emotion,
        str(name.take),
        f"{picture.shown_intensity:.2f}",
        str(picture.expression.variant + 1),
        cell.sex,
        cell.age,
        cell.ethnicity,
        sitter.shape.blend,
        sitter.hair.name,
        sitter.beard.name,
        "yes" if sitter.glasses else "no",
        sitter.covering.name if sitter.covering else "none",
        sitter.earrings.form if sitter.earrings else "none",
        sitter.clothes.suit,
        picture.lighting.name,
        *(f"{angle:.1f}" for angle in (pose.yaw, pose.pitch, pose.roll)),
        str(head),
        split_of(sitter.number),
    )
    return dict(zip(COLUMNS, values, strict=True))


def rows(body: Body, names: Iterable[Name], overrides: Overrides, size: int) -> Iterable[dict[str, str]]:
    """The rows of pictures, which come sorted by identity; `size` is that of the pictures in pixels."""
    for number, of_identity in groupby(names, key=lambda name: name.number):
        sitter = person(number)
        head = head_of(body, sitter)
        for name in of_identity:
            picture = draw_picture(sitter, name.emotion, name.take, overrides.redo_of(str(name)))
            yield row(sitter, picture, head.box_in(picture, size))


def head_of(body: Body, sitter: Person) -> Head:
    """The head of a person with all that grows or lies on it; needs Blender's module."""
    from tools.people.hair import strands_of  # noqa: PLC0415  # everything else here runs without Blender

    neutral = body.neutral(sitter.shape)
    clouds = [strands.points.reshape(-1, 3) for strands in strands_of(body, neutral, sitter)]
    if sitter.covering is not None:
        clouds += [points for points, _ in surfaces_of(body, neutral, sitter.covering).values()]
    return Head.of(body, neutral, tuple(clouds), sitter.camera_rise)


def write_table(table: Iterable[dict[str, str]], path: Path) -> int:
    """Write `faces.csv`; returns the number of rows."""
    unfinished = path.with_name(f"{path.name}.tmp")
    count = 0
    with unfinished.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        for count, values in enumerate(table, 1):  # noqa: B007  # the last one is returned
            writer.writerow(values)
    unfinished.replace(path)
    return count


def sheet(folder: Path, names: Sequence[Name], cell: int = 96, columns: int = 2) -> Image.Image:
    """All pictures, `columns` identities side by side, seven emotions in a line and a line a take."""
    numbers = sorted({name.number for name in names})
    block = len(EMOTIONS) * cell + _GAP
    lines = -(-len(numbers) // columns)
    canvas = Image.new("RGBA", (columns * block - _GAP, lines * len(TAKES) * cell + _HEADING), _BACKDROP)
    text = ImageDraw.Draw(canvas)
    for column in range(columns):
        for place, emotion in enumerate(EMOTIONS):
            text.text((column * block + place * cell + 3, 2), emotion, fill="white")
    for name in names:
        line, column = divmod(numbers.index(name.number), columns)
        left = column * block + EMOTIONS.index(name.emotion) * cell
        top = _HEADING + (line * len(TAKES) + name.take - 1) * cell
        with Image.open(folder / name.file) as picture:
            canvas.alpha_composite(picture.convert("RGBA").resize((cell, cell), Image.Resampling.LANCZOS), (left, top))
    for place, number in enumerate(numbers):
        line, column = divmod(place, columns)
        text.text((column * block + 2, _HEADING + line * len(TAKES) * cell + 2), identity_name(number), fill="white")
    return canvas.convert("RGB")
