"""`synthgroup render`: labelled scenes into a folder."""

from __future__ import annotations

from collections.abc import Sequence
from time import perf_counter
from typing import Final

import click

from synthgroup.emotions import MOODS
from synthgroup.errors import RecipeError
from synthgroup.export import Share, Tally, finalize, forecast, parsed_share, prepare, render_shards, write_parent_card
from synthgroup.export.executors import Executor
from synthgroup.generator import SceneGenerator
from synthgroup_cli.jobs import JobOptions, Work, executor_options, job_options
from synthgroup_cli.messages import escaped
from synthgroup_cli.progress import progress_bar
from synthgroup_cli.tables import file_size, show_skipped

_REPLACED_SHOWN: Final = 10


@click.command()
@job_options
@click.option("--dry-run", is_flag=True, help="Say what would be done; write nothing into the output folder.")
@click.option(
    "--shard",
    metavar="K/N",
    help="Render every N-th shard only, from shard K on (from 0), and do not finalize; slurm and torchrun read K and N "
    "from the environment.",
)
@executor_options
def render(*, jobs: JobOptions, dry_run: bool, shard: str | None, executor: Executor) -> None:
    """Render labelled scenes into a folder.

    The folder gets a folder a mood with the pictures (torchvision's ImageFolder reads it), metadata.jsonl with all
    labels, recipe.yaml and job.json. A command that was interrupted goes on when it is run again; one that is finished
    does nothing.
    """
    share = None if shard is None else parsed_share(shard)
    if share and jobs.overwrite:
        raise RecipeError("--shard and --overwrite do not go together; run 'synthgroup prepare --overwrite' first")
    planned = jobs.plan(dry_run=dry_run)
    for work in planned:
        if dry_run:
            _foretell(work)
        elif work.survey.finished:
            click.echo(escaped(f"{work.output.address} is finished already: nothing to do"))
        else:
            _render(work, jobs, share, executor)
    if not dry_run and "=" in jobs.counts:
        write_parent_card(jobs.out)
    show_inputs(planned[0].generator)


def _render(work: Work, jobs: JobOptions, share: Share | None, executor: Executor) -> None:
    survey = prepare(work.output, work.job, overwrite=jobs.overwrite, extend=jobs.extend)
    shards = share.of(survey.missing) if share else survey.missing
    began = perf_counter()
    run_shards(work, shards, executor)
    rendered = work.job.scenes_in(shards)
    if share:
        click.echo(escaped(_shared(work, share, rendered)))
        return
    tally = finalize(work.output, work.job, strict=jobs.strict)
    summarise(work, tally, rendered, perf_counter() - began)


def run_shards(work: Work, shards: Sequence[int], executor: Executor) -> None:
    """Render shards with a bar.

    Args:
        work: What they belong to.
        shards: Their numbers.
        executor: Who does the work.

    Raises:
        Abort: The user interrupted.
    """
    rendered = work.job.scenes_in(shards) if shards else 0
    earlier = work.job.n - rendered
    try:
        with progress_bar("rendering", rendered, "scenes") as bar:

            def told(done: int, _total: int) -> None:
                bar.update(done - earlier - bar.n)

            render_shards(
                work.generator,
                work.output,
                work.job,
                shards,
                executor=executor,
                progress=told,
            )
    except KeyboardInterrupt:
        raise click.Abort("what is finished is kept, the same command goes on from there") from None


def _shared(work: Work, share: Share, rendered: int) -> str:
    return (
        f"{work.output.address}: share {share.number}/{share.count} is done, {rendered} scenes; when all shares are, "
        f"run: synthgroup finalize {work.output.address}"
    )


def summarise(work: Work, tally: Tally, rendered: int, seconds: float) -> None:
    """Show what was rendered.

    Args:
        work: The job.
        tally: Counts over all its scenes.
        rendered: How many of them this run rendered.
        seconds: How long that took.
    """
    earlier = "" if rendered == work.job.n else f" ({work.job.n - rendered} were there)"
    rate = f"{rendered / seconds:.0f} scenes a second" if seconds else ""
    click.echo(escaped(f"{work.output.address}: {tally.scenes} scenes{earlier} in {_duration(seconds)}, {rate}"))
    show_tally(tally)


def show_tally(tally: Tally) -> None:
    """Show counts over scenes."""
    click.echo(f"  moods      {_moods(tally.moods)}")
    click.echo(f"  faces      {tally.faces}, {tally.faces / tally.scenes:.1f} a scene")
    if tally.short_faces:
        click.echo(f"  shortfall  {tally.short_faces} faces found no room, in {tally.short_scenes} scenes")
    else:
        click.echo("  shortfall  none, every face found room")
    for number, (name, reason) in enumerate(sorted(tally.replaced.items())):
        if number == 0:
            click.echo(f"  replaced   {tally.replacements} draws of {len(tally.replaced)} unreadable backgrounds:")
        if number < _REPLACED_SHOWN:
            click.echo(escaped(f"    {name}: {reason}"))
    if len(tally.replaced) > _REPLACED_SHOWN:
        click.echo(f"    ... and {len(tally.replaced) - _REPLACED_SHOWN} more")
    empty = [mood.value for mood, count in zip(MOODS, tally.moods, strict=True) if not count]
    if empty:
        click.echo(f"  no scene is {' or '.join(empty)}: ImageFolder needs allow_empty=True")


def _foretell(work: Work) -> None:
    job, survey = work.job, work.survey
    expected = forecast(work.generator, job)
    scenes = f"{job.n} scenes of split {job.split} with seed {job.seed}"
    click.echo(escaped(f"{work.output.address}: {scenes}, {_state(work)}"))
    click.echo(f"  moods        about {_moods(expected.moods)}")
    click.echo(f"  faces        about {expected.faces}, {expected.faces / job.n:.1f} a scene")
    click.echo(f"  disk         about {file_size(expected.size)} as {job.format}, {job.picture.codec}")
    for kind, sources in (("faces", job.faces), ("backgrounds", job.backgrounds)):
        for source in sources:
            weight = "" if source.weight == 1 else f", weight {source.weight:g}"
            click.echo(f"  {kind:<12} {source.source}: {source.count} usable{weight}, licence {source.licence}")
    click.echo(f"  to do        {len(survey.missing)} of {len(job.shards)} shards")
    click.echo("  recipe")
    for line in job.recipe.to_yaml().splitlines():
        click.echo(f"    {line}")


def _state(work: Work) -> str:
    if work.survey.finished:
        return "finished already: nothing to do"
    if work.survey.splits:
        return "after the data sets of splits there are deleted"
    if work.survey.extends is not None:
        return f"going on from {work.survey.extends} scenes"
    if work.survey.replaced is not None:
        return "after the earlier data set there is deleted"
    if len(work.survey.missing) < len(work.job.shards):
        return "going on where an earlier run stopped"
    return "to be rendered"


def show_inputs(generator: SceneGenerator) -> None:
    """Show which inputs were skipped."""
    show_skipped(generator.faces.skipped, "faces")
    show_skipped(generator.backgrounds.skipped, "backgrounds")


def _moods(counts: Sequence[int]) -> str:
    return ", ".join(f"{count} {mood.value}" for mood, count in zip(MOODS, counts, strict=True))


def _duration(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {rest} s"
