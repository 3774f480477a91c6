"""`synthgroup render`: labelled scenes into a folder."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Final, cast, get_args

import click

from synthgroup.emotions import MOODS
from synthgroup.errors import OutputError, RecipeError
from synthgroup.export import (
    Job,
    PictureCodec,
    Survey,
    Tally,
    Workspace,
    check_folder,
    delete_data_set,
    find_writer,
    forecast,
    refuse_skipped,
    render_job,
    split_folders,
    stored_job,
    writer_names,
)
from synthgroup.export.executors.local import StartMethod
from synthgroup.generator import SceneGenerator, Split
from synthgroup.sources.base import SPLITS
from synthgroup_cli.messages import escaped
from synthgroup_cli.options import SceneOptions, scene_options
from synthgroup_cli.progress import progress_bar, usable_processors
from synthgroup_cli.tables import file_size, show_skipped

_COUNT: Final = re.compile(r"[0-9]{1,19}")
_REPLACED_SHOWN: Final = 10


@dataclass(frozen=True, slots=True)
class _Part:
    """One job of the call: the only one, or that of a split.

    Attributes:
        split: Which people and backgrounds are drawn from.
        count: Number of scenes.
        out: Its folder.
    """

    split: str
    count: int
    out: Path


@dataclass(frozen=True, slots=True)
class _Work:
    """A job with what it needs."""

    out: Path
    job: Job
    generator: SceneGenerator
    survey: Survey


@click.command()
@click.option(
    "--n", "counts", required=True, metavar="N", help="Number of scenes, or one a split: train=8000,val=1000,test=1000."
)
@click.option("--out", required=True, metavar="DIR", help="Output folder: new, empty, or one of the same command.")
@scene_options()
@click.option(
    "--format",
    "output_format",
    default="folder",
    show_default=True,
    metavar="NAME",
    help=f"{', '.join(writer_names())}.",
)
@click.option("--quality", type=int, default=90, show_default=True, metavar="1-100", help="Quality of the JPEG files.")
@click.option("--workers", default="auto", show_default=True, metavar="K", help="Processes; auto takes all processors.")
@click.option(
    "--start-method",
    type=click.Choice(get_args(StartMethod)),
    default="spawn",
    show_default=True,
    help="How processes start.",
)
@click.option("--identities", is_flag=True, help="Write names, attributes and file names of real people.")
@click.option("--strict", is_flag=True, help="Let inputs that cannot be used end the command.")
@click.option("--dry-run", is_flag=True, help="Say what would be done; write nothing into the output folder.")
@click.option("--overwrite", is_flag=True, help="Delete what an earlier render wrote into the output folder.")
def render(
    *,
    scenes: SceneOptions,
    counts: str,
    out: str,
    output_format: str,
    quality: int,
    workers: str,
    start_method: str,
    identities: bool,
    strict: bool,
    dry_run: bool,
    overwrite: bool,
) -> None:
    """Render labelled scenes into a folder.

    The folder gets a folder a mood with the pictures (torchvision's ImageFolder reads it), metadata.jsonl with all
    labels, recipe.yaml and job.json. A command that was interrupted goes on when it is run again; one that is finished
    does nothing.
    """
    picture = PictureCodec(quality=quality)
    find_writer(output_format)
    processes = parsed_workers(workers)
    parts = parsed_counts(counts, scenes.split, Path(out))
    leftover = _check_folders(Path(out), parts, overwrite=overwrite)
    planned = []
    for part, generator in _generators(scenes, parts):
        job = Job.of(generator, part.count, picture=picture, identities=identities, output_format=output_format)
        survey = Workspace(part.out, job).survey(overwrite=overwrite)
        planned.append(_Work(part.out, job, generator, survey))
    if strict:
        refuse_skipped(planned[0].generator)
    for folder in leftover:
        if not dry_run:
            delete_data_set(folder)
        click.echo(escaped(f"{folder}: the earlier data set there is deleted"))
    for work in planned:
        if dry_run:
            _foretell(work)
        else:
            _render(work, processes, cast(StartMethod, start_method), overwrite=overwrite, strict=strict)
    _show_inputs(planned[0].generator)


def parsed_counts(text: str, split: str, out: Path) -> list[_Part]:
    """Read `10000` or `train=8000,val=1000,test=1000`.

    Args:
        text: What was given as --n.
        split: What was given as --split.
        out: What was given as --out.

    Raises:
        RecipeError: The text has another form, or a number is 0.
    """
    if "=" not in text:
        return [_Part(split, _parsed_count(text, text), out)]
    if split != "all":
        raise RecipeError(f"--n {text} renders its splits side by side; leave out --split {split}")
    found: dict[str, int] = {}
    for piece in text.split(","):
        name, _, count = (one.strip() for one in piece.partition("="))
        if name not in SPLITS or name in found:
            problem = "twice" if name in found else "which is no split"
            raise RecipeError(f"--n {text} names {name!r}, {problem}; allowed: {', '.join(SPLITS)}, each once")
        found[name] = _parsed_count(count, text)
    return [_Part(name, found[name], out / name) for name in SPLITS if name in found]


def parsed_workers(text: str) -> int:
    """Read a number of processes, or `auto`.

    Raises:
        RecipeError: It is neither, or 0.
    """
    if text == "auto":
        return usable_processors()
    if not _COUNT.fullmatch(text) or not 1 <= int(text) <= 1024:
        raise RecipeError(f"--workers is {text!r}; it must be auto or a number from 1 to 1024")
    return int(text)


def _parsed_count(text: str, given: str) -> int:
    if not _COUNT.fullmatch(text) or int(text) == 0:
        raise RecipeError(f"--n is {given!r}; write a number from 1 on, or one a split as in train=8000,val=1000")
    return int(text)


def _check_folders(out: Path, parts: Sequence[_Part], *, overwrite: bool) -> list[Path]:
    """Refuse folders that cannot be used before any source is opened, which may take long.

    Returns:
        Data sets beside the parts that are to be deleted: those of other splits, or one without splits.
    """
    for part in parts:
        check_folder(part.out, overwrite=overwrite)
    if parts[0].out == out:
        return []
    stored = stored_job(out)
    if stored is not None and not overwrite:
        raise OutputError(
            f"{out} is a data set itself ({stored['n']} scenes, without splits); choose another folder for splits, "
            "or --overwrite to delete it"
        )
    kept = {part.out for part in parts}
    others = [folder for folder in split_folders(out) if folder not in kept] if overwrite else []
    return [*others, *([out] if stored is not None else [])]


def _generators(scenes: SceneOptions, parts: Sequence[_Part]) -> list[tuple[_Part, SceneGenerator]]:
    """Open the sources once for all parts."""
    first = scenes.open(split=parts[0].split)
    others = [
        SceneGenerator(first.faces, first.backgrounds, first.recipe, first.seed, cast(Split, part.split))
        for part in parts[1:]
    ]
    return list(zip(parts, [first, *others], strict=True))


def _render(work: _Work, processes: int, start_method: StartMethod, *, overwrite: bool, strict: bool) -> None:
    rendered = work.job.scenes_in(work.survey.missing)
    earlier = work.job.n - rendered
    began = perf_counter()
    try:
        with progress_bar("rendering", rendered, "scenes") as bar:

            def told(done: int, _total: int) -> None:
                bar.update(done - earlier - bar.n)

            tally = render_job(
                work.generator,
                work.out,
                work.job,
                workers=processes,
                start_method=start_method,
                overwrite=overwrite,
                strict=strict,
                progress=told,
            )
    except KeyboardInterrupt:
        raise click.Abort("what is finished is kept, the same command goes on from there") from None
    if tally is None:
        click.echo(escaped(f"{work.out} is finished already: nothing to do"))
        return
    _summarise(work, tally, rendered, perf_counter() - began)


def _summarise(work: _Work, tally: Tally, rendered: int, seconds: float) -> None:
    earlier = "" if rendered == work.job.n else f" ({work.job.n - rendered} were there)"
    rate = f"{rendered / seconds:.0f} scenes a second" if seconds else ""
    click.echo(escaped(f"{work.out}: {tally.scenes} scenes{earlier} in {_duration(seconds)}, {rate}"))
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


def _foretell(work: _Work) -> None:
    job, survey = work.job, work.survey
    expected = forecast(work.generator, job)
    click.echo(escaped(f"{work.out}: {job.n} scenes of split {job.split} with seed {job.seed}, {_state(work)}"))
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


def _state(work: _Work) -> str:
    if work.survey.finished:
        return "finished already: nothing to do"
    if work.survey.splits:
        return "after the data sets of splits there are deleted"
    if work.survey.replaced is not None:
        return "after the earlier data set there is deleted"
    if len(work.survey.missing) < len(work.job.shards):
        return "going on where an earlier run stopped"
    return "to be rendered"


def _show_inputs(generator: SceneGenerator) -> None:
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
