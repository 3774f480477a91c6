"""`synthgroup finalize`: finish a data set whose shards several runs have rendered."""

from __future__ import annotations

import click

from synthgroup.export import finalize as finish
from synthgroup.export import find_output, read_job, split_outputs, write_parent_card
from synthgroup_cli.messages import escaped
from synthgroup_cli.render import show_tally


@click.command()
@click.argument("folder", metavar="DIR")
@click.option("--strict", is_flag=True, help="Let backgrounds that could not be read end the command.")
def finalize(*, folder: str, strict: bool) -> None:
    """Finish the data set in DIR: join labels, write card and checksums.

    Splits side by side are finished one by one.
    """
    top = find_output(folder)
    for output in [top.part(name) for name in split_outputs(top)] or [top]:
        job, finished = read_job(output)
        if finished:
            click.echo(escaped(f"{output.address} is finished already: nothing to do"))
            continue
        tally = finish(output, job, strict=strict)
        click.echo(escaped(f"{output.address}: {tally.scenes} scenes"))
        show_tally(tally)
    write_parent_card(top)
