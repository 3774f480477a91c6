# SPDX-License-Identifier: MIT
"""Command line: `python -m tools.places panoramas|render|crops|list|sheet`."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tools.places import listing, panoramas
from tools.places.categories import CATEGORIES


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command."""
    options = _parser().parse_args(arguments)
    options.run(options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tools.places", description="Make the places of the built-in pack.")
    commands = parser.add_subparsers(required=True)

    unpack = commands.add_parser("panoramas", help="unpack the panoramas of the npm tarball")
    unpack.add_argument("--archive", type=Path, required=True, help="pmndrs-assets-1.7.0.tgz")
    unpack.add_argument("--out", type=Path, required=True)
    unpack.set_defaults(run=_unpack)

    render = commands.add_parser("render", help="render scenes; what is there already is skipped")
    render.add_argument("--panoramas", type=Path, required=True, help="folder of the unpacked panoramas")
    render.add_argument("--out", type=Path, required=True)
    render.add_argument("--categories", type=_names, default=list(CATEGORIES), help="comma-separated; all by default")
    render.add_argument("--seeds", type=_seeds, default=list(range(34)), help="e.g. 12 or 0-33 or 3,7,12-15")
    render.add_argument("--width", type=int, default=512)
    render.add_argument("--height", type=int, default=384)
    render.add_argument("--samples", type=int, help="samples a pixel; 10 indoors and 12 outdoors by default")
    render.add_argument("--quality", type=int, default=88, help="of the WebP files")
    render.add_argument("--until", help="HH:MM: start no picture after this")
    render.set_defaults(run=_render)

    crops = commands.add_parser("crops", help="cut pictures out of the panoramas")
    crops.add_argument("--panoramas", type=Path, required=True)
    crops.add_argument("--out", type=Path, required=True)
    crops.set_defaults(run=_crop)

    collect = commands.add_parser("list", help="collect good pictures and write backgrounds.csv")
    collect.add_argument("--rendered", type=Path, required=True)
    collect.add_argument("--crops", type=Path, help="crops of panoramas to take in as well")
    collect.add_argument("--out", type=Path, required=True, help="folder of the pack")
    collect.set_defaults(run=_collect)

    sheet = commands.add_parser("sheet", help="draw a contact sheet of a pack")
    sheet.add_argument("--pack", type=Path, required=True)
    sheet.add_argument("--out", type=Path, required=True, help="PNG file")
    sheet.add_argument("--width", type=int, default=96, help="of a picture")
    sheet.set_defaults(run=_sheet)
    return parser


def _names(text: str) -> list[str]:
    names = text.split(",")
    unknown = [name for name in names if name not in CATEGORIES]
    if unknown:
        raise argparse.ArgumentTypeError(f"unknown: {', '.join(unknown)}; there are {', '.join(CATEGORIES)}")
    return names


def _seeds(text: str) -> list[int]:
    seeds: list[int] = []
    for item in text.split(","):
        first, _, last = item.partition("-")
        seeds += range(int(first), int(last or first) + 1)
    return seeds


def _tell(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _unpack(options: argparse.Namespace) -> None:
    for name in panoramas.unpack(options.archive, options.out):
        _tell(name)


def _render(options: argparse.Namespace) -> None:
    from tools.places import render  # noqa: PLC0415  # needs Blender

    settings = render.Settings(options.width, options.height, options.samples, options.quality)
    done = render.render_missing(options.categories, options.seeds, options.panoramas, options.out, settings)
    while not (options.until and dt.datetime.now().astimezone().strftime("%H:%M") >= options.until):
        path = next(done, None)
        if path is None:
            break
        _tell(str(path))


def _crop(options: argparse.Namespace) -> None:
    for path in panoramas.cut_crops(options.panoramas, options.out):
        _tell(str(path))


def _collect(options: argparse.Namespace) -> None:
    rows = listing.collect(options.rendered, options.crops, options.out)
    for (category, split), count in sorted(Counter((row.category, row.split) for row in rows).items()):
        _tell(f"{category} {split}: {count}")


def _sheet(options: argparse.Namespace) -> None:
    listing.draw_sheet(options.pack, options.width).save(options.out, optimize=True)


if __name__ == "__main__":
    main()
