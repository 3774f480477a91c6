"""Options of the commands that say what is rendered and where it goes, and the jobs that are made of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final, cast, get_args

import click

from synthgroup.errors import OutputError, RecipeError
from synthgroup.export import (
    Job,
    Output,
    PictureCodec,
    Survey,
    Workspace,
    check_contents,
    delete_data_set,
    find_output,
    find_writer,
    refuse_skipped,
    split_outputs,
    stored_job,
    writer_names,
)
from synthgroup.export.executors import START_METHOD, LocalExecutor, RayExecutor, StartMethod
from synthgroup.generator import SceneGenerator, Split
from synthgroup.sources.base import SPLITS
from synthgroup_cli.fork_server import usable_processors
from synthgroup_cli.messages import escaped
from synthgroup_cli.options import Command, SceneOptions, scene_options, stacked

_COUNT: Final = re.compile(r"[0-9]{1,19}")


@dataclass(frozen=True, slots=True)
class Part:
    """One job of the call: the only one, or that of a split.

    Attributes:
        split: Which people and backgrounds are drawn from.
        count: Number of scenes.
        output: Where it goes.
    """

    split: str
    count: int
    output: Output


@dataclass(frozen=True, slots=True)
class Work:
    """A job with what it needs."""

    output: Output
    job: Job
    generator: SceneGenerator
    survey: Survey


@dataclass(frozen=True, slots=True)
class JobOptions:
    """What is rendered, where it goes and how it is written.

    Attributes:
        scenes: Which scenes.
        counts: `10000` or `train=8000,val=1000,test=1000`.
        out: Output folder, or an address that fsspec knows.
        output_format: Name of a writer.
        picture: How pictures are encoded.
        masks: Whether masks are written as pictures too.
        identities: Whether names, attributes and file names of real people are written.
        strict: Whether inputs that cannot be used end the command.
        overwrite: Whether to delete what an earlier render wrote there.
        extend: Whether to go on from fewer scenes.
    """

    scenes: SceneOptions
    counts: str
    out: str
    output_format: str
    picture: PictureCodec
    masks: bool
    identities: bool
    strict: bool
    overwrite: bool
    extend: bool

    def plan(self, *, dry_run: bool = False) -> list[Work]:
        """Open the sources and look what is to be done.

        Data sets that this call replaces and that lie beside its own are deleted, unless `dry_run`.

        Raises:
            SynthGroupError: A setting, a source or the output cannot be used.
        """
        find_writer(self.output_format)
        out = find_output(self.out)
        parts = parsed_counts(self.counts, self.scenes.split, out)
        leftover = _check_outputs(out, parts, overwrite=self.overwrite)
        planned = [self._work(part, generator) for part, generator in self._generators(parts)]
        if self.strict:
            refuse_skipped(planned[0].generator)
        for output in leftover:
            if not dry_run:
                delete_data_set(output)
            click.echo(escaped(f"{output.address}: the earlier data set there is deleted"))
        return planned

    def _work(self, part: Part, generator: SceneGenerator) -> Work:
        job = Job.of(
            generator,
            part.count,
            picture=self.picture,
            masks=self.masks,
            identities=self.identities,
            output_format=self.output_format,
        )
        find_writer(job.format).check(job)
        survey = Workspace(part.output, job).survey(overwrite=self.overwrite, extend=self.extend)
        return Work(part.output, job, generator, survey)

    def _generators(self, parts: Sequence[Part]) -> list[tuple[Part, SceneGenerator]]:
        """Open the sources once for all parts."""
        first = self.scenes.open(split=parts[0].split)
        others = [
            SceneGenerator(first.faces, first.backgrounds, first.recipe, first.seed, cast(Split, part.split))
            for part in parts[1:]
        ]
        return list(zip(parts, [first, *others], strict=True))


def job_options(command: Command) -> Command:
    """Add all options of a job; the command gets them as `jobs`, a `JobOptions`."""

    @wraps(command)
    def gathered(
        *,
        scenes: SceneOptions,
        counts: str,
        out: str,
        output_format: str,
        codec: str,
        quality: int | None,
        masks: bool,
        identities: bool,
        strict: bool,
        overwrite: bool,
        extend: bool,
        **others: Any,
    ) -> None:
        picture = PictureCodec(codec, quality)
        jobs = JobOptions(scenes, counts, out, output_format, picture, masks, identities, strict, overwrite, extend)
        command(jobs=jobs, **others)

    what = (
        click.option(
            "--n",
            "counts",
            required=True,
            metavar="N",
            help="Number of scenes, or one a split: train=8000,val=1000,test=1000.",
        ),
        click.option(
            "--out",
            required=True,
            metavar="DIR",
            help="Output folder: new, empty, or one of the same command; or an address such as s3://bucket/folder.",
        ),
    )
    how = (
        click.option(
            "--format",
            "output_format",
            default="folder",
            show_default=True,
            metavar="NAME",
            help=f"{', '.join(writer_names())}.",
        ),
        click.option(
            "--picture",
            "codec",
            default="jpeg",
            show_default=True,
            metavar="CODEC",
            help="jpeg, webp or png (lossless).",
        ),
        click.option("--quality", type=int, metavar="1-100", help="Quality of JPEG and WebP pictures; 90 by default."),
        click.option(
            "--masks", is_flag=True, help="Write masks of the faces as PNG, in formats that have a place for them."
        ),
        click.option("--identities", is_flag=True, help="Write names, attributes and file names of real people."),
        click.option("--strict", is_flag=True, help="Let inputs that cannot be used end the command."),
        click.option("--overwrite", is_flag=True, help="Delete what an earlier render wrote into the output folder."),
        click.option("--extend", is_flag=True, help="Go on from an earlier render of fewer scenes."),
    )
    return stacked(what)(scene_options()(stacked(how)(gathered)))


def executor_options(command: Command) -> Command:
    """Add --workers, --start-method and --ray-address; the command gets an executor."""

    @wraps(command)
    def gathered(*, workers: str, start_method: str, ray_address: str | None, **others: Any) -> None:
        local = LocalExecutor(parsed_workers(workers), cast(StartMethod, start_method))
        if ray_address is None:
            command(executor=local, **others)
        else:
            command(executor=RayExecutor(None if ray_address == "local" else ray_address), **others)

    return stacked(
        (
            click.option(
                "--workers",
                default="auto",
                show_default=True,
                metavar="K",
                help="Processes; auto takes all processors.",
            ),
            click.option(
                "--start-method",
                type=click.Choice(get_args(StartMethod)),
                default=START_METHOD,
                show_default=True,
                help="How processes start.",
            ),
            click.option(
                "--ray-address",
                metavar="ADDRESS",
                help="Render on a Ray cluster instead: auto, ray://HOST:PORT, or local for one on this machine.",
            ),
        )
    )(gathered)


def parsed_counts(text: str, split: str, out: Output) -> list[Part]:
    """Read `10000` or `train=8000,val=1000,test=1000`.

    Args:
        text: What was given as --n.
        split: What was given as --split.
        out: What was given as --out.

    Raises:
        RecipeError: The text has another form, or a number is 0.
    """
    if "=" not in text:
        return [Part(split, _parsed_count(text, text), out)]
    if split != "all":
        raise RecipeError(f"--n {text} renders its splits side by side; leave out --split {split}")
    found: dict[str, int] = {}
    for piece in text.split(","):
        name, _, count = (one.strip() for one in piece.partition("="))
        if name not in SPLITS or name in found:
            problem = "twice" if name in found else "which is no split"
            raise RecipeError(f"--n {text} names {name!r}, {problem}; allowed: {', '.join(SPLITS)}, each once")
        found[name] = _parsed_count(count, text)
    return [Part(name, found[name], out.part(name)) for name in SPLITS if name in found]


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


def _check_outputs(out: Output, parts: Sequence[Part], *, overwrite: bool) -> list[Output]:
    """Refuse outputs that cannot be used before any source is opened, which may take long.

    Returns:
        Data sets beside the parts that are to be deleted: those of other splits, or one without splits.
    """
    for part in parts:
        part.output.check()
        check_contents(part.output, overwrite=overwrite)
    if parts[0].output is out:
        return []
    stored = stored_job(out)
    if stored is not None and not overwrite:
        raise OutputError(
            f"{out.address} is a data set itself ({stored['n']} scenes, without splits); choose another folder for "
            "splits, or --overwrite to delete it"
        )
    kept = {part.split for part in parts}
    others = [out.part(name) for name in split_outputs(out) if name not in kept] if overwrite else []
    return [*others, *([out] if stored is not None else [])]
