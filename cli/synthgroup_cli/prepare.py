"""`synthgroup prepare`: make a folder ready for the runs that share a job."""

from __future__ import annotations

import click

from synthgroup.export import prepare as prepare_output
from synthgroup_cli.jobs import JobOptions, job_options
from synthgroup_cli.messages import escaped
from synthgroup_cli.render import show_inputs


@click.command()
@job_options
def prepare(*, jobs: JobOptions) -> None:
    """Make a folder ready for a job, and say how many shards it has.

    Then come 'synthgroup render' with the same options and --shard 0/N to N-1/N, in any order and at the same time,
    and at last 'synthgroup finalize'. 'synthgroup render' without --shard does all of it.
    """
    planned = jobs.plan()
    for work in planned:
        survey = prepare_output(work.output, work.job, overwrite=jobs.overwrite, extend=jobs.extend)
        if survey.finished:
            click.echo(escaped(f"{work.output.address} is finished already: nothing to do"))
            continue
        shards = len(work.job.shards)
        click.echo(
            escaped(
                f"{work.output.address}: {work.job.n} scenes in {shards} shards of {work.job.shard_size}, "
                f"{len(survey.missing)} of them to be rendered"
            )
        )
    show_inputs(planned[0].generator)
