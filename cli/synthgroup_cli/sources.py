"""`synthgroup sources`: which sources there are, and what one of them holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

import click
import numpy as np

from synthgroup.emotions import Emotion
from synthgroup.errors import SourceError
from synthgroup.sources.base import SPLITS, BackgroundIndex, FaceItem, SourceInfo, split_by_hash
from synthgroup.sources.registry import (
    SourceSpec,
    background_source_names,
    face_source_names,
    open_background_source,
    open_face_source,
)
from synthgroup_cli.tables import show_skipped, table

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
    "csv": "a table with the columns file and, if known, category, split",
}
VALUES_SHOWN: Final = 8


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
    not read.
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
    source = open_face_source(spec)
    items = source.faces()
    people = {item.identity for item in items if item.identity is not None}
    _show_info("faces", source.info, len(items))
    unknown = sum(item.identity is None for item in items)
    click.echo(f"  identities  {len(people)}" + (f", not known in {unknown} pictures" if unknown else ""))
    for name, values in sorted(_attributes(items).items()):
        click.echo(f"  {name:<10}  {_counted(values)}")
    splits = [_split(item) for item in items]
    columns = [*SPLITS, *(["by content"] if None in splits else [])]
    rows: list[Sequence[object]] = [["emotion", "all", *columns]]
    for emotion in Emotion:
        found = [split or "by content" for item, split in zip(items, splits, strict=True) if item.emotion is emotion]
        if found:
            rows.append([emotion, len(found), *(found.count(column) for column in columns)])
    click.echo(table(rows, indent=2))
    show_skipped(source.skipped(), "faces", indent=4)


def _show_backgrounds(spec: SourceSpec) -> None:
    source = open_background_source(spec)
    index = source.backgrounds()
    _show_info("backgrounds", source.info, len(index))
    rows: list[Sequence[object]] = [["category", "all", *SPLITS]]
    rows += [[name or "(none)", *_category_counts(index, code)] for code, name in enumerate(index.categories)]
    click.echo(table(rows, indent=2))
    show_skipped(source.skipped(), "backgrounds", indent=4)


def _show_info(kind: str, info: SourceInfo, count: int) -> None:
    click.echo(table([[f"{kind} of {info.name}", info.path]]))
    click.echo(f"  pictures    {count}")
    click.echo(f"  licence     {info.licence}")
    if info.notice:
        click.echo(f"  notice      {info.notice}")


def _category_counts(index: BackgroundIndex, code: int) -> list[int]:
    splits = np.bincount(index.split_codes[index.category_codes == code], minlength=len(SPLITS))
    return [int(splits.sum()), *splits.tolist()]


def _split(item: FaceItem) -> str | None:
    """Tell the split of a face, or None where the picture itself would have to be read to know."""
    if item.split:
        return item.split
    return split_by_hash(item.identity) if item.identity else None


def _attributes(items: Sequence[FaceItem]) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    for item in items:
        for name, value in item.attributes.items():
            found.setdefault(name, Counter())[value] += 1
    return found


def _counted(values: Counter[str]) -> str:
    if len(values) > VALUES_SHOWN:
        return f"{len(values)} different values{_range(values)}"
    return ", ".join(f"{value or '(empty)'} {count}" for value, count in sorted(values.items()))


def _range(values: Counter[str]) -> str:
    try:
        numbers = {float(value): value for value in values}
    except ValueError:
        return ""
    return f", {numbers[min(numbers)]} to {numbers[max(numbers)]}"
