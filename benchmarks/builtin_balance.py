"""What a pack holds, and how evenly: people by sex, age and ethnicity, emotions, attributes, splits, places and sizes.

A margin or cell is even where no count is more than 20 % off the mean count.
Run it as: python benchmarks/builtin_balance.py [--pack FOLDER] [--markdown FILE] [--json FILE]
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any

from pack import EMOTIONS, STRUCTURE, Face, attributes, options, publish, read_faces, read_table, table

TOLERANCE = 0.2
PEOPLE = ("sex", "age", "ethnicity")
UNCOUNTED = ("file", "blend")


def people_of(faces: Sequence[Face]) -> list[Mapping[str, str]]:
    """Give the first row of every identity."""
    rows: dict[str, Mapping[str, str]] = {}
    for face in faces:
        rows.setdefault(face.identity, face.row)
    return list(rows.values())


def constant_columns(faces: Sequence[Face]) -> list[str]:
    """Name the columns that are the same in all pictures of each identity."""
    seen: dict[tuple[str, str], set[str]] = {}
    for face in faces:
        for name, value in face.row.items():
            seen.setdefault((name, face.identity), set()).add(value)
    return [name for name in faces[0].row if all(len(values) == 1 for (key, _), values in seen.items() if key == name)]


def margin(rows: Sequence[Mapping[str, str]], columns: Sequence[str]) -> dict[str, int]:
    """Count every combination of the values of some columns, those that never occur too."""
    counts = Counter(tuple(row[column] for column in columns) for row in rows)
    values = [sorted({row[column] for row in rows}) for column in columns]
    return {" ".join(cell): counts[cell] for cell in product(*values)}


def evenness(counts: Iterable[int]) -> tuple[int, int, float, bool]:
    """Give the fewest, the most, the largest distance from the mean as a share of it, and whether that is even."""
    listed = list(counts)
    mean = sum(listed) / len(listed)
    off = max(abs(count - mean) for count in listed) / mean
    return min(listed), max(listed), off, off <= TOLERANCE + 1e-9


def margins(people: Sequence[Mapping[str, str]]) -> dict[str, dict[str, int]]:
    """Count people by sex, age and ethnicity, and by every combination of them."""
    known = [column for column in PEOPLE if column in people[0]]
    choices = [[column] for column in known] + ([known] if len(known) > 1 else [])
    return {" x ".join(columns): margin(people, columns) for columns in choices}


def face_splits(faces: Sequence[Face]) -> dict[str, dict[str, int]]:
    """Count people and pictures of every split."""
    splits = sorted({face.row["split"] for face in faces})
    return {
        split: {
            "identities": len({face.identity for face in faces if face.row["split"] == split}),
            "pictures": sum(face.row["split"] == split for face in faces),
        }
        for split in splits
    }


def divided(faces: Sequence[Face]) -> list[str]:
    """Name the identities that are in more than one split."""
    pairs = {(face.identity, face.row["split"]) for face in faces}
    return sorted(name for name, count in Counter(name for name, _ in pairs).items() if count > 1)


def megabytes(folder: Path) -> dict[str, float]:
    """Weigh the files below a folder and in it: faces, backgrounds, the rest, and all."""
    sizes: Counter[str] = Counter()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            place = path.relative_to(folder).parts
            sizes[place[0] if len(place) > 1 else "tables and texts"] += path.stat().st_size
    return {name: size / 1e6 for name, size in {**sizes, "all": sum(sizes.values())}.items()}


def values_of(rows: Sequence[Mapping[str, str]], names: Iterable[str]) -> dict[str, dict[str, int]]:
    """Count the values of columns, the commonest first; columns of many numbers in equal shares."""
    kept = set(names)
    columns = attributes(rows, set(rows[0]) - kept)
    return {name: dict(Counter(column).most_common()) for name, column in columns.items()}


def crossed(rows: Sequence[Mapping[str, str]], across: str, along: str) -> dict[str, dict[str, int]]:
    """Count one column's values by another's."""
    counts = Counter((row[across], row[along]) for row in rows)
    columns = sorted({row[along] for row in rows})
    return {
        name: {column: counts[name, column] for column in columns} for name in sorted({row[across] for row in rows})
    }


def measure(pack: Path) -> dict[str, Any]:
    """Count everything."""
    faces, places = read_faces(pack), read_table(pack / "backgrounds.csv")
    people, rows = people_of(faces), [face.row for face in faces]
    takes = Counter((face.identity, face.emotion) for face in faces)
    known = {*STRUCTURE, *PEOPLE, *UNCOUNTED}
    personal = [name for name in constant_columns(faces) if name not in known]
    own_pictures = Counter(face.identity for face in faces)
    return {
        "faces": len(faces),
        "identities": len(people),
        "backgrounds": len(places),
        "pictures of an identity": Counter(own_pictures.values()),
        "pictures of an identity and emotion": Counter(takes[name, own] for name in own_pictures for own in EMOTIONS),
        "identities in several splits": divided(faces),
        "margins": margins(people),
        "splits": face_splits(faces),
        "emotions": crossed(rows, "emotion", "split"),
        "of identities": values_of(people, personal),
        "of pictures": values_of(rows, set(rows[0]) - {*known, *personal}),
        "categories": crossed(places, "category", "split"),
        "origins": crossed(places, "origin", "split") if "origin" in places[0] else {},
        "megabytes": megabytes(pack),
    }


def listed(counts: Mapping[Any, int]) -> str:
    """Write counts in a line."""
    return ", ".join(f"{name if name != '' else 'none'}: {count}" for name, count in counts.items())


def split_table(name: str, counts: Mapping[str, Mapping[str, int]]) -> str:
    """Write counts by split, with their sums."""
    columns = list(next(iter(counts.values())))
    lines = [[value, *own.values(), sum(own.values())] for value, own in counts.items()]
    return table([name, *columns, "all"], lines)


def tables(found: Mapping[str, Any]) -> list[str]:
    """Write the tables."""
    repeated = ", ".join(found["identities in several splits"]) or "none"
    own, takes = found["pictures of an identity"], found["pictures of an identity and emotion"]
    even = [[name, len(counts), *evenness(counts.values())] for name, counts in found["margins"].items()]
    summary = (
        f"{found['identities']} identities with {found['faces']} pictures, {found['backgrounds']} backgrounds. "
        f"Pictures: identities that have so many: {listed(own)}; of one emotion: {listed(takes)}. "
        f"Identities in several splits: {repeated}."
    )
    return [
        summary,
        table(["identities by", "cells", "fewest", "most", "farthest from the mean", "within 20 %"], even),
        table(["identities by", "counts"], [[name, listed(counts)] for name, counts in found["margins"].items()]),
        table(["split", "identities", "pictures"], [[name, *one.values()] for name, one in found["splits"].items()]),
        split_table("emotion", found["emotions"]),
        table(["attribute of identities", "identities"], [[k, listed(v)] for k, v in found["of identities"].items()]),
        table(["attribute of pictures", "pictures"], [[k, listed(v)] for k, v in found["of pictures"].items()]),
        split_table("category", found["categories"]),
        *([split_table("origin", found["origins"])] if found["origins"] else []),
        table(["files", "MB"], found["megabytes"].items()),
    ]


def main() -> None:
    """Count and print."""
    chosen = options(__doc__).parse_args()
    found = measure(chosen.pack)
    publish(chosen, tables(found), found)


if __name__ == "__main__":
    main()
