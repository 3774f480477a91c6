"""The whole way from a generator to a finished data set: prepare, render the shards, finalize."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from synthgroup.errors import SourceError
from synthgroup.export.executors import local
from synthgroup.export.executors.local import StartMethod
from synthgroup.export.finalize import finalize
from synthgroup.export.job import Job
from synthgroup.export.lock import locked
from synthgroup.export.shards import ShardTask
from synthgroup.export.tally import Tally
from synthgroup.export.workspace import Survey, Workspace
from synthgroup.generator import SceneGenerator

Progress = Callable[[int, int], None]
"""Told how many scenes are there, those of earlier runs included, and how many there will be."""


def render_job(
    generator: SceneGenerator,
    out: str | Path,
    job: Job,
    *,
    workers: int = 1,
    start_method: StartMethod = "spawn",
    overwrite: bool = False,
    strict: bool = False,
    progress: Progress | None = None,
) -> Tally | None:
    """Render a job, or what an earlier run left undone of it.

    Args:
        generator: The generator that the job was made of.
        out: The output folder.
        job: What is to be rendered.
        workers: Processes; they make no difference to the result.
        start_method: How processes start.
        overwrite: Whether to delete what an earlier job wrote there.
        strict: Whether an input that cannot be used is an error.
        progress: Told how far it is.

    Returns:
        Counts over all scenes, or None where the job was finished already.

    Raises:
        OutputError: The folder cannot be used, or a write failed.
        SourceError: `strict`, and an input was skipped.
    """
    if strict:
        refuse_skipped(generator)
    folder = Path(out)
    workspace = Workspace(folder, job)
    survey = workspace.survey(overwrite=overwrite)  # what is refused leaves no trace, not even of a lock
    if survey.finished and not workspace.work.exists():
        return None
    with locked(folder):
        survey = workspace.prepare(overwrite=overwrite)
        if survey.finished:
            return None
        return _render(generator, workspace, survey, workers, start_method, progress, strict=strict)


def _render(
    generator: SceneGenerator,
    workspace: Workspace,
    survey: Survey,
    workers: int,
    start_method: StartMethod,
    progress: Progress | None,
    *,
    strict: bool,
) -> Tally:
    job = workspace.job
    done = job.n - job.scenes_in(survey.missing)

    def told(count: int) -> None:
        nonlocal done
        done += count
        if progress:
            progress(done, job.n)

    told(0)
    task = ShardTask(workspace.out, job, generator)
    local.run(task, survey.missing, workers=workers, start_method=start_method, told=told)
    return finalize(workspace.out, job, strict=strict)


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
