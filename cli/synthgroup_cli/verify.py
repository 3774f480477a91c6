"""`synthgroup verify`: read a data set again, and render anew what is missing or damaged."""

from __future__ import annotations

from typing import Final

import click

from synthgroup.errors import OutputError
from synthgroup.export import (
    Fault,
    Job,
    Output,
    Verdict,
    find_output,
    read_job,
    split_outputs,
)
from synthgroup.export import repair as repair_output
from synthgroup.export import verify as verify_output
from synthgroup.export.executors import Executor
from synthgroup.generator import SceneGenerator
from synthgroup_cli.fork_server import usable_processors
from synthgroup_cli.jobs import executor_options
from synthgroup_cli.messages import escaped
from synthgroup_cli.options import source_options
from synthgroup_cli.progress import packing_progress, progress_bar

_SHOWN: Final = 20


@click.command()
@click.argument("folder", metavar="DIR")
@click.option("--repair", is_flag=True, help="Render anew what is missing or damaged.")
@source_options
@executor_options
def verify(
    *,
    folder: str,
    repair: bool,
    faces: tuple[str, ...],
    backgrounds: tuple[str, ...],
    executor: Executor,
) -> None:
    """Read every file of the data set in DIR and compare it with its checksum.

    Exit code 1 says that something is missing or damaged and was not repaired. --faces and --backgrounds are needed
    for --repair only, as they were given to render; all else is known from job.json.
    """
    top = find_output(folder)
    unsound = 0
    for output in [top.part(name) for name in split_outputs(top)] or [top]:
        verdict = _verified(output)
        _show(output, verdict)
        if not verdict.sound and repair:
            _repair(output, verdict, faces, backgrounds, executor)
            verdict = _verified(output)
            _show(output, verdict)
        unsound += not verdict.sound
    if unsound:
        raise click.exceptions.Exit(1)


def _verified(output: Output) -> Verdict:
    with progress_bar("reading", None, "files") as bar:

        def told(count: int) -> None:
            bar.update(count)

        return verify_output(output, told)


def _show(output: Output, verdict: Verdict) -> None:
    counts = {fault: sum(one.fault is fault for one in verdict.problems) for fault in Fault}
    found = ", ".join(f"{count} {fault}" for fault, count in counts.items() if count) or "all as they were written"
    unfinished = f"; not finished, {verdict.missing_shards} shards to render" if not verdict.finished else ""
    click.echo(escaped(f"{output.address}: {verdict.files} files read, {found}{unfinished}"))
    for one in verdict.problems[:_SHOWN]:
        click.echo(escaped(f"  {one.fault:<8} {one.name}"))
    if len(verdict.problems) > _SHOWN:
        click.echo(f"  ... and {len(verdict.problems) - _SHOWN} more")


def _repair(
    output: Output,
    verdict: Verdict,
    faces: tuple[str, ...],
    backgrounds: tuple[str, ...],
    executor: Executor,
) -> None:
    job, _ = read_job(output)
    with packing_progress() as packing:
        generator = SceneGenerator(
            faces=faces,
            backgrounds=backgrounds,
            recipe=job.recipe,
            seed=job.seed,
            split=job.split,
            workers=usable_processors(),
            progress=packing,
        )
    here = Job.of(
        generator,
        job.n,
        picture=job.picture,
        masks=job.masks,
        identities=job.identities,
        shard_size=job.shard_size,
        output_format=job.format,
    )
    if any(job.transforms.values()):
        raise OutputError(
            f"{output.address} was rendered with transforms of a Python program; repair it there with "
            "synthgroup.export.repair"
        )
    with progress_bar("rendering", job.n, "scenes") as bar:

        def told(done: int, _total: int) -> None:
            bar.update(done - bar.n)

        repair_output(generator, output, here, verdict, executor=executor, progress=told)
