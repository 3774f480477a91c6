"""`synthgroup sources`: which sources there are, and what one of them holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Final

import click

from synthgroup.errors import SourceError
from synthgroup.selection import NUMBERS_LISTED, WORDS_LISTED, are_numbers, shown_values
from synthgroup.sources.inventory import (
    BackgroundInventory,
    Balance,
    FaceInventory,
    Tally,
    count_backgrounds,
    count_faces,
)
from synthgroup.sources.registry import (
    SourceSpec,
    background_source_names,
    face_source_names,
    open_background_source,
    open_face_source,
)
from synthgroup_cli.tables import file_size, show_skipped, table

FACES: Final[Mapping[str, str]] = {
    "builtin": "the pack that comes with synthgroup: rendered people, free to use",
    "kdef": "KDEF, in its own folders (AF01/AF01HAS.JPG) or cropped in one folder",
    "faces": "FACES: bilder/004_o_m_a_a.jpg",
    "folder": "a folder per emotion: happiness/*.jpg (or .png, .webp ...; alpha is used)",
    "csv": "a table with the columns file, emotion and, if known, identity, age, sex ...",
}
BACKGROUNDS: Final[Mapping[str, str]] = {
    "builtin": "the pack that comes with synthgroup: rooms, streets, landscapes, free to use",
    "lsun": "LSUN: classroom_train_lmdb/data.mdb",
    "folder": "pictures at any depth, in a folder per category or in none",
    "csv": "a table with the columns file and, if known, category, split, group ...",
}


@click.command()
@click.argument("source", required=False, metavar="[SRC]")
@click.option(
    "--as",
    "kind",
    type=click.Choice(["faces", "backgrounds"]),
    help="What to read SRC as; by default as faces where it has any.",
)
def sources(source: str | None, kind: str | None) -> None:
    """List the kinds of sources, or what the source SRC holds.

    SRC is builtin, NAME:PATH, or a path that is recognised, as --faces and --backgrounds take it. Pictures are listed,
    not read. What is shown of attributes can be selected by: --set faces.where.NAME=VALUE.
    """
    if source is None:
        _list_kinds()
        return
    spec = SourceSpec.parse(source)
    if kind == "faces":
        _show_faces(spec)
    elif kind == "backgrounds":
        _show_backgrounds(spec)
    else:
        _show_what_there_is(spec)


def _list_kinds() -> None:
    for title, names, known in (
        ("Faces (--faces)", face_source_names(), FACES),
        ("Backgrounds (--backgrounds)", background_source_names(), BACKGROUNDS),
    ):
        click.echo(f"{title}:")
        rows = [(name, known.get(name, "added by another package")) for name in sorted(names)]
        click.echo(table([(name if name == "builtin" else f"{name}:PATH", text) for name, text in rows], indent=2))


def _show_what_there_is(spec: SourceSpec) -> None:
    """Show the faces of a source, or its backgrounds where it has no faces; both of a source without a path."""
    readers = [
        show
        for show, names in ((_show_faces, face_source_names()), (_show_backgrounds, background_source_names()))
        if not spec.name or spec.name in names
    ]
    problems = []
    for show in readers or [_show_faces]:
        try:
            show(spec)
        except SourceError as error:
            problems.append(error)
        else:
            if spec.path:
                return
    if len(problems) == max(1, len(readers)):
        raise problems[0]


def _show_faces(spec: SourceSpec) -> None:
    found = count_faces(open_face_source(spec))
    unknown = f", not known in {found.unnamed} pictures" if found.unnamed else ""
    _show_info("faces", found, {"identities": f"{sum(found.people)}{unknown}"})
    _show_tallies("pictures", found.by_picture, found.splits)
    if found.by_person:
        _show_tallies("identities", found.by_person, found.splits, everyone=found.people)
    if found.balance and len(found.balance.names) > 1:
        _show_balance(found.balance)
    show_skipped(found.skipped, "faces", indent=4)


def _show_backgrounds(spec: SourceSpec) -> None:
    found = count_backgrounds(open_background_source(spec))
    _show_info("backgrounds", found, {})
    _show_tallies("pictures", found.by_picture, found.splits, everyone=found.by_split)
    show_skipped(found.skipped, "backgrounds", indent=4)


def _show_info(kind: str, found: FaceInventory | BackgroundInventory, more: Mapping[str, str]) -> None:
    info = found.info
    click.echo(table([[f"{kind} of {info.name}", info.path]]))
    known = {
        "version": info.version,
        "pictures": f"{found.pictures}, {file_size(found.length)}",
        **more,
        "licence": info.licence,
        "notice": info.notice,
    }
    click.echo(table([(name, text) for name, text in known.items() if text], indent=2))


def _show_tallies(
    what: str, tallies: Sequence[Tally], splits: Sequence[str], *, everyone: Sequence[int] | None = None
) -> None:
    """Print how often each value of some attributes occurs, by split.

    Args:
        what: What is counted.
        tallies: The counts.
        splits: Names of the splits.
        everyone: Counts of all that there is.
    """
    rows: list[Sequence[object]] = [[what, "", "all", *splits]]
    if everyone:
        rows.append(["", "", sum(everyone), *everyone])
    for tally in tallies:
        if len(tally.counts) > (NUMBERS_LISTED if are_numbers(tally.counts) else WORDS_LISTED):
            totals = [sum(column) for column in zip(*tally.counts.values(), strict=True)]
            rows.append([tally.name, shown_values(tally.counts), sum(totals), *totals])
            continue
        for number, (value, counts) in enumerate(tally.counts.items()):
            rows.append(["" if number else tally.name, value, sum(counts), *counts])
    click.echo(table(rows, indent=2))


def _show_balance(balance: Balance) -> None:
    *outer, last = balance.names
    *outer_values, columns = balance.values
    rows: list[Sequence[object]] = [[*outer, *columns]]
    rows += [[*place, *(balance.counts[*place, value] for value in columns)] for place in product(*outer_values)]
    counts = balance.counts.values()
    click.echo(
        f"  identities by {', '.join(outer)} and {last}: {min(counts)} to {max(counts)} of each, "
        f"{balance.equal:.3g} if all were equal"
    )
    click.echo(table(rows, indent=4))
