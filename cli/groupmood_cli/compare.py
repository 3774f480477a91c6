"""`groupmood compare`: architectures side by side, in the form of the paper's table 1."""

from __future__ import annotations

from pathlib import Path

import click

from groupmood_model.evaluation.comparison import Comparison, read_comparison
from groupmood_model.evaluation.output import prepare_folder, write_results
from synthgroup_cli.tables import table


@click.command()
@click.argument("results", nargs=-1, metavar="[RESULTS]...")
@click.option("--out", metavar="DIR", help="Folder for comparison.json, comparison.png and index.html.")
def compare(*, results: tuple[str, ...], out: str | None) -> None:
    """Compare architectures, ours beside the paper's.

    RESULTS are folders that 'groupmood evaluate --out' wrote.
    """
    if not results:
        raise click.UsageError("name at least one folder that 'groupmood evaluate --out' wrote")
    folder = prepare_folder(Path(out)) if out else None
    comparison: Comparison = read_comparison([Path(one) for one in results])
    found = comparison.table()
    click.echo(table([found.head, *found.rows]))
    if folder:
        write_results(folder, comparison.files())
        click.echo(str(folder / "index.html"))
