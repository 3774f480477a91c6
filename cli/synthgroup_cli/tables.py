"""Plain text tables, aligned."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

import click

from synthgroup.sources.base import Skipped
from synthgroup_cli.messages import escaped

SKIPPED_SHOWN = 10


def table(rows: Sequence[Sequence[object]], *, indent: int = 0) -> str:
    """Align columns: numbers to the right, all else to the left.

    Args:
        rows: Cells; a row may be shorter than others.
        indent: Blanks before each line.
    """
    texts = [[escaped(str(cell)) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip_longest(*texts, fillvalue="")]
    right = [
        all(isinstance(cell, int) for row in rows[1:] for cell in row[number : number + 1]) and len(rows) > 1
        for number in range(len(widths))
    ]
    return "\n".join(
        " " * indent
        + "  ".join(
            text.rjust(width) if numeric else text.ljust(width)
            for text, width, numeric in zip(row, widths, right, strict=False)
        ).rstrip()
        for row in texts
    )


def show_skipped(skipped: Sequence[Skipped], kind: str, *, indent: int = 2) -> None:
    """Print which inputs were left out and why: the first ones, and how many more there are.

    Args:
        skipped: What was left out.
        kind: `faces` or `backgrounds`.
        indent: Blanks before each of them.
    """
    if not skipped:
        return
    click.echo(f"{' ' * (indent - 2)}skipped {len(skipped)} {kind}:")
    for one in skipped[:SKIPPED_SHOWN]:
        click.echo(escaped(f"{' ' * indent}{one.source}:{one.key}: {_reason(one)}"))
    if len(skipped) > SKIPPED_SHOWN:
        click.echo(f"{' ' * indent}... and {len(skipped) - SKIPPED_SHOWN} more")


def _reason(skipped: Skipped) -> str:
    """Leave the path out of a reason that begins with it, since the key says it already."""
    path, colon, reason = skipped.reason.partition(": ")
    return reason if colon and skipped.key and path.endswith(skipped.key) else skipped.reason


def file_size(length: int) -> str:
    """Write a number of bytes as people read it."""
    if length < 1000:
        return f"{length} B"
    size = float(length)
    for unit in ("kB", "MB", "GB"):
        size /= 1000
        if size < 1000:
            return f"{size:.1f} {unit}"
    return f"{size / 1000:.1f} TB"
