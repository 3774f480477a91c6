# SPDX-License-Identifier: MIT
"""The loop over all pictures. Finished ones are skipped, so it may be stopped and started again."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from PIL import Image

from tools.people.edges import clean
from tools.people.identities import person
from tools.people.overrides import Overrides
from tools.people.pictures import Name, draw_picture, names_of

if TYPE_CHECKING:
    from tools.people.body import Body
    from tools.people.stage import Quality

_WEBP: Final = {"quality": 88, "alpha_quality": 90, "method": 6}


def numbers_in(text: str) -> list[int]:
    """The numbers in a text such as `1-36,40`.

    Raises:
        ValueError: It is no such text.
    """
    numbers: list[int] = []
    for span in text.split(","):
        first, _, last = span.partition("-")
        if not first.isdecimal() or (last and not last.isdecimal()) or span.endswith("-") or int(first) < 1:
            raise ValueError(f"{text!r}: identities are given like 1-36,40 and count from 1")
        numbers += range(int(first), int(last or first) + 1)
    return numbers


def next_time(clock: str, now: datetime) -> datetime:
    """When the clock shows HH:MM for the next time.

    Raises:
        ValueError: It is no time of the day.
    """
    if not re.fullmatch(r"([01]?\d|2[0-3]):[0-5]\d", clock):
        raise ValueError(f"{clock!r} is no time of the day; write it like 23:50")
    hours, minutes = clock.split(":")
    time_today = now.replace(hour=int(hours), minute=int(minutes), second=0, microsecond=0)
    return time_today if time_today > now else time_today + timedelta(days=1)


def pending(wanted: Iterable[Name], out: Path, overrides: Overrides) -> Iterator[Name]:
    """The wanted pictures that are neither finished nor dropped, looked for one by one as they come up."""
    for name in wanted:
        if overrides.keeps(str(name).partition("_")[0], str(name)) and not (out / name.file).exists():
            yield name


def wanted_names(identities: Iterable[int]) -> Iterator[Name]:
    """All pictures of some identities."""
    for number in identities:
        yield from names_of(number)


def save(rendered: Path, path: Path) -> None:
    """Write a rendered PNG as WebP with clean edges; the file is there as a whole or not at all."""
    unfinished = path.with_name(f"{path.name}.tmp")
    with Image.open(rendered) as picture:
        clean(picture).save(unfinished, "WEBP", **_WEBP)
    unfinished.replace(path)


def render(
    body: Body, wanted: Iterable[Name], out: Path, overrides: Overrides, quality: Quality, deadline: datetime | None
) -> int:
    """Render what is pending until the deadline; returns how many pictures were made."""
    from tools.people.scene import Sitter  # noqa: PLC0415  # everything else here runs without Blender

    out.mkdir(parents=True, exist_ok=True)
    count = 0
    with TemporaryDirectory(prefix="people-") as folder:
        for number, names in groupby(pending(wanted, out, overrides), key=lambda name: name.number):
            sitter = Sitter(body, person(number), quality)
            for name in names:
                if deadline is not None and datetime.now().astimezone() >= deadline:
                    return count
                started = time.monotonic()
                redo = overrides.redo_of(str(name))
                sitter.pose(draw_picture(sitter.person, name.emotion, name.take, redo))
                raw = Path(folder) / f"{name}.png"
                sitter.render(raw)
                save(raw, out / name.file)
                raw.unlink()
                count += 1
                sys.stderr.write(f"{name} {time.monotonic() - started:.1f} s\n")
    return count
