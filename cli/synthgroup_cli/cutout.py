"""`synthgroup cutout`: show how faces are cut out, and say what is thought of it."""

from __future__ import annotations

from pathlib import Path

import click

from synthgroup.cutout import Cutout, Verdict, cut_out
from synthgroup.errors import PictureError
from synthgroup.report.cutout_sheet import cutout_sheet
from synthgroup.report.drawing import check_picture_path, save_picture
from synthgroup.sources.base import Picture
from synthgroup.sources.pictures import read_picture
from synthgroup_cli.messages import escaped
from synthgroup_cli.tables import table


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--out", required=True, metavar="FILE", help="Picture to write, .png or .jpg; replaced if it is there.")
@click.option("--strict", is_flag=True, help="Exit code 1 if any file cannot be read or is cut out poorly.")
def cutout(*, files: tuple[str, ...], out: str, strict: bool) -> None:
    """Show faces before and after they are cut out, with the matte, on a checkerboard.

    Poor cutouts, which packing leaves out, are marked; files that cannot be read are named.
    """
    path = check_picture_path(Path(out))
    shown: list[tuple[str, Picture, Cutout]] = []
    rows: list[tuple[str, ...]] = []
    bad = 0
    for file in files:
        try:
            picture = _read(file)
        except PictureError as error:
            if len(files) == 1:
                raise
            rows.append((file, "unreadable", str(error).removeprefix(f"{file}: ")))
            bad += 1
            continue
        cut = cut_out(picture)
        shown.append((Path(file).name, picture, cut))
        rows.append((file, "poor" if cut.verdict.poor else "good", _described(cut.verdict)))
        bad += bool(cut.verdict.poor)
    if not shown:
        raise PictureError(f"none of the {len(files)} files can be read; the first: {rows[0][0]}: {rows[0][2]}")
    save_picture(cutout_sheet(shown), path)
    click.echo(table(rows))
    click.echo(escaped(str(path)))
    if strict and bad:
        raise click.ClickException(f"{bad} of {len(files)} files cannot be read or are cut out poorly")


def _read(file: str) -> Picture:
    if Path(file).is_dir():
        pattern = escaped(str(Path(file) / "*.jpg"))
        raise PictureError(f"{file}: is a folder; name the pictures in it, as in {pattern}")
    return read_picture(Path(file))


def _described(verdict: Verdict) -> str:
    numbers = ", ".join(f"{name} {value:.3g}" for name, value in verdict.numbers.items())
    backdrop = f" backdrop {','.join(map(str, verdict.backdrop))}" if verdict.backdrop else ""
    reason = f": {verdict.poor}" if verdict.poor else ""
    return f"{verdict.method}{backdrop}{reason} ({numbers})"
