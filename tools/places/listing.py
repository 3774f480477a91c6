# SPDX-License-Identifier: MIT
"""Collect a pack: leave out failures, split, write `backgrounds.csv` and a contact sheet."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image, ImageDraw

from tools.places.panoramas import CROPS

COLUMNS: Final = ("file", "category", "origin", "seed", "group", "split")
DROPPED: Final = Path(__file__).with_name("dropped.txt")
"""Rendered pictures that were judged odd by eye: `category/seed` and why, one a line."""

INDOOR_PANORAMAS: Final = frozenset(
    {"apartment", "gallery", "lobby", "machine_shop", "skyway", "warehouse", "workshop"}
)
_SALT: Final = "builtin-0:"  # that of the pack's version 0, so that the crops stay in their splits
_HELD_OUT: Final = 0.1
"""Share of a category in each of val and test."""


@dataclass(frozen=True)
class Background:
    """One row of the table.

    Args:
        file: File below the pack's `backgrounds`.
        category: Kind of place.
        origin: rendered or panorama.
        seed: Seed of a scene, or yaw of a crop in degrees.
        group: What shares one place, empty for a scene of its own.
        split: train, val or test.
        notes: Attributes of a scene.
    """

    file: str
    category: str
    origin: str
    seed: int
    group: str = ""
    split: str = "train"
    notes: Mapping[str, str] = field(default_factory=dict)


def faults(path: Path) -> list[str]:
    """Reasons to leave a picture out that its pixels give: dark, bright, flat, blank."""
    with Image.open(path) as image:
        grey = np.asarray(image.convert("L"), float)
    change = float(np.abs(np.diff(grey, axis=1)).mean() + np.abs(np.diff(grey, axis=0)).mean())
    found = {
        "dark": grey.mean() < 28,
        "bright": grey.mean() > 232,
        "flat": grey.std() < 18,
        "blank": change < 3.5,
    }
    return [name for name, is_so in found.items() if is_so]


def read_dropped(path: Path = DROPPED) -> dict[str, str]:
    """Reasons by `category/seed`; empty lines and lines that start with # are skipped."""
    lines = (line.strip() for line in path.read_text("utf-8").splitlines())
    entries = (line.split(maxsplit=1) for line in lines if line and not line.startswith("#"))
    return {entry[0]: entry[1] if len(entry) > 1 else "" for entry in entries}


def find_rendered(folder: Path, dropped: Collection[str]) -> Iterator[Background]:
    """Rendered pictures of a folder that were not dropped and have no faults, by category and seed."""
    for path in sorted(folder.glob("*/*.webp")):
        category, seed = path.parent.name, path.stem
        if f"{category}/{seed}" in dropped or faults(path):
            continue
        notes = path.with_suffix(".json")
        stored = json.loads(notes.read_text("utf-8")) if notes.exists() else {}
        attributes = {name: str(value) for name, value in stored.items() if name != "score"}
        yield Background(f"{category}/{path.name}", category, "rendered", int(seed), notes=attributes)


def find_crops(folder: Path) -> Iterator[Background]:
    """Crops of a folder, by category and number."""
    for path in sorted(folder.glob("*/*.webp")):
        category = path.parent.name
        if category in CROPS:
            yaw = CROPS[category][1][int(path.stem)]
            yield Background(f"{category}/{path.name}", category, "panorama", yaw, group=category)


def split_of(backgrounds: Iterable[Background]) -> dict[str, str]:
    """Split by file: a tenth of every rendered category in val and in test; an indoor and an outdoor panorama in each.

    Files, or categories of panoramas, are ordered by a hash of their name; val takes the first, test the next.
    """
    files: dict[str, list[str]] = defaultdict(list)
    panoramas: dict[bool, dict[str, list[str]]] = {True: defaultdict(list), False: defaultdict(list)}
    for row in backgrounds:
        if row.origin == "rendered":
            files[row.category].append(row.file)
        else:
            panoramas[row.category in INDOOR_PANORAMAS][row.category].append(row.file)
    splits: dict[str, str] = {}
    for names in files.values():
        splits |= _held_out(names, round(len(names) * _HELD_OUT))
    for members in panoramas.values():
        for category, split in _held_out(list(members), 1).items():
            splits |= dict.fromkeys(members[category], split)
    return splits


def _held_out(names: Sequence[str], count: int) -> dict[str, str]:
    ordered = sorted(names, key=lambda name: hashlib.blake2b((_SALT + name).encode(), digest_size=8).digest())
    splits = ["val"] * count + ["test"] * count
    return {name: splits[i] if i < len(splits) else "train" for i, name in enumerate(ordered)}


def collect(rendered: Path, crops: Path | None, pack: Path) -> list[Background]:
    """Copy what is good below `pack/backgrounds` and write `pack/backgrounds.csv`; returns its rows."""
    rows = [*find_rendered(rendered, read_dropped()), *(find_crops(crops) if crops else ())]
    splits = split_of(rows)
    rows = [Background(**{**vars(row), "split": splits[row.file]}) for row in rows]
    target = pack / "backgrounds"
    shutil.rmtree(target, ignore_errors=True)
    for row in rows:
        source = crops if crops and row.origin == "panorama" else rendered
        (target / row.category).mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / row.file, target / row.file)
    write_table(rows, pack / "backgrounds.csv")
    return rows


def write_table(rows: Sequence[Background], path: Path) -> None:
    """Write the table; every attribute of a scene is a column after COLUMNS."""
    attributes = sorted({name for row in rows for name in row.notes})
    part = path.with_suffix(".part")
    with part.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow((*COLUMNS, *attributes))
        for row in rows:
            fixed = (getattr(row, column) for column in COLUMNS)
            writer.writerow((*fixed, *(row.notes.get(name, "") for name in attributes)))
    part.replace(path)


def draw_sheet(pack: Path, width: int = 96, columns: int = 18) -> Image.Image:
    """All pictures of a pack, small, a category a line or more; the crops together at the end."""
    with (pack / "backgrounds.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    groups: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        groups[row["category"] if row["origin"] == "rendered" else "panorama crops"].append(row["file"])
    lines = [
        (name if first == 0 else "", files[first : first + columns])
        for name, files in groups.items()
        for first in range(0, len(files), columns)
    ]
    height = width * 3 // 4
    sheet = Image.new("RGB", (96 + columns * (width + 2), len(lines) * (height + 2)), (24, 24, 24))
    pen = ImageDraw.Draw(sheet)
    for j, (name, files) in enumerate(lines):
        top = j * (height + 2)
        pen.text((4, top + height // 2 - 6), name.replace("_", "\n"), fill=(230, 230, 230))
        for i, file in enumerate(files):
            with Image.open(pack / "backgrounds" / file) as image:
                small = image.convert("RGB").resize((width, height), Image.Resampling.LANCZOS)
            sheet.paste(small, (96 + i * (width + 2), top))
    return sheet
