"""The whole way from a generator to a finished data set: prepare, render the shards, finalize."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from synthgroup.errors import SourceError
from synthgroup.export.executors import Executor, LocalExecutor
from synthgroup.export.finalize import finalize
from synthgroup.export.job import Job
from synthgroup.export.output import Place, find_output
from synthgroup.export.reopen import reopen
from synthgroup.export.shards import ShardTask
from synthgroup.export.tally import Tally
from synthgroup.export.verify import Verdict
from synthgroup.export.workspace import Survey, Workspace
from synthgroup.export.writers import find_writer
from synthgroup.generator import SceneGenerator

Progress = Callable[[int, int], None]
"""Told how many scenes are there, those of earlier runs included, and how many there will be."""


def prepare(out: Place, job: Job, *, overwrite: bool = False, extend: bool = False) -> Survey:
    """Make an output ready for a job.

    Args:
        out: Where it is to be rendered.
        job: What is to be rendered.
        overwrite: Whether to delete what an earlier job wrote there.
        extend: Whether to go on from a job of fewer scenes.

    Returns:
        What is left to do.

    Raises:
        OutputError: The output cannot be used for this job, or not be written.
    """
    find_writer(job.format).check(job)
    output = find_output(out)
    workspace = Workspace(output, job)
    survey = workspace.survey(overwrite=overwrite, extend=extend)  # what is refused leaves no trace
    if survey.extends is not None:
        workspace.refuse_live()
        reopen(output, job)
    return workspace.prepare(overwrite=overwrite)


def render_job(
    generator: SceneGenerator,
    out: Place,
    job: Job,
    *,
    executor: Executor | None = None,
    overwrite: bool = False,
    extend: bool = False,
    strict: bool = False,
    progress: Progress | None = None,
) -> Tally | None:
    """Render a job, or what an earlier run left undone of it.

    Args:
        generator: The generator that the job was made of.
        out: The output folder, or an address that fsspec knows.
        job: What is to be rendered.
        executor: Who does the work; by default this process alone. It makes no difference to the result.
        overwrite: Whether to delete what an earlier job wrote there.
        extend: Whether to go on from a job there that differs in having fewer scenes.
        strict: Whether an input that cannot be used is an error.
        progress: Told how far it is.

    Returns:
        Counts over all scenes, or None where the job was finished already.

    Raises:
        OutputError: The output cannot be used, another run is writing there, or a write failed.
        SourceError: `strict`, and an input was skipped.
    """
    if strict:
        refuse_skipped(generator)
    output = find_output(out)
    Workspace(output, job).refuse_live()
    survey = prepare(output, job, overwrite=overwrite, extend=extend)
    if survey.finished:
        return None
    render_shards(generator, output, job, survey.missing, executor=executor, progress=progress)
    return finalize(output, job, strict=strict)


def render_shards(
    generator: SceneGenerator,
    out: Place,
    job: Job,
    shards: Sequence[int],
    *,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> None:
    """Render some shards of a job that was prepared.

    Args:
        generator: The generator that the job was made of.
        out: Where the job is.
        job: What is to be rendered.
        shards: Numbers of the shards.
        executor: Who does the work; by default this process alone. It makes no difference to the result.
        progress: Told how far it is.

    Raises:
        OutputError: Another run is rendering one of them, or a write failed.
    """
    done = job.n - job.scenes_in(shards)

    def told(count: int) -> None:
        nonlocal done
        done += count
        if progress:
            progress(done, job.n)

    told(0)
    task = ShardTask(find_output(out), job, generator)
    (executor or LocalExecutor()).run(task, shards, told)


def repair(
    generator: SceneGenerator,
    out: Place,
    job: Job,
    verdict: Verdict,
    *,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Tally:
    """Render anew what `verify` found missing or damaged, to the same bytes.

    Args:
        generator: The generator that the job was made of, or an equal one.
        out: Where the data set is.
        job: What was rendered, made of `generator`.
        verdict: What `verify` found. Foreign files are left alone.
        executor: Who does the work; by default this process alone. It makes no difference to the result.
        progress: Told how far it is.

    Returns:
        Counts over all scenes.

    Raises:
        OutputError: The job is not the one that was rendered there, or the output cannot be written.
    """
    output = find_output(out)
    workspace = Workspace(output, job)
    workspace.check_same()
    workspace.refuse_live()
    if verdict.finished:
        reopen(output, job, verdict.damaged_shards)
    else:
        for shard in verdict.damaged_shards:
            workspace.unmark(shard)
    survey = workspace.prepare()
    render_shards(generator, output, job, survey.missing, executor=executor, progress=progress)
    return finalize(output, job)


def refuse_skipped(generator: SceneGenerator) -> None:
    """Refuse sources of which an input was skipped.

    Raises:
        SourceError: There is one; the message names it.
    """
    skipped = (*generator.faces.skipped, *generator.backgrounds.skipped)
    if skipped:
        first = skipped[0]
        raise SourceError(
            f"{len(skipped)} inputs cannot be used, such as {first.source}:{first.key} ({first.reason}); "
            "repair or remove them, or leave them out without --strict"
        )
