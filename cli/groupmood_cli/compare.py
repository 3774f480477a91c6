"""`groupmood compare`: architectures side by side, in the form of the paper's table 1."""

from __future__ import annotations

import logging
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from groupmood_cli.classifiers import MOST, resamples_option, seed_option
from groupmood_model.evaluation.output import prepare_folder, write_results
from groupmood_model.evaluation.paper import VALIDATION_ACCURACY
from synthgroup.scene import Split
from synthgroup_cli.options import WholeNumber
from synthgroup_cli.tables import table

if TYPE_CHECKING:
    from groupmood_model.evaluation.comparison import Comparison
    from groupmood_model.evaluation.series import Terms
    from groupmood_model.training.run import Training

HELD_OUT = 1000
"""Pictures that a training measures itself on, unless --count says how many are evaluated."""


@click.command()
@click.argument("results", nargs=-1, metavar="[RESULTS]...")
@click.option(
    "--architecture",
    "names",
    multiple=True,
    metavar="NAME",
    help="Train this one; may be repeated. 'paper' stands for the thirteen of table 1.",
)
@click.option("--schedule", default="quick", show_default=True, metavar="NAME|FILE", help="As for 'groupmood train'.")
@click.option("--scale", type=click.FloatRange(0, 1000, min_open=True), default=1.0, help="Factor on its counts.")
@click.option("--data", metavar="SPEC", help="Labelled data to train and evaluate on; by default scenes alone.")
@click.option("--preset", default="balanced", show_default=True, metavar="NAME", help="Recipe of the scenes.")
@click.option("--side", type=WholeNumber(64, 1024), metavar="S", help="Side of the pictures, for all alike.")
@click.option("--weights", metavar="NAME|FILE", help="Weights to begin with, such as IMAGENET1K_V1.")
@click.option("--split", type=click.Choice(["val", "test"]), default="val", show_default=True, help="Evaluated part.")
@click.option("--count", type=WholeNumber(1, MOST), metavar="N", help="Evaluated pictures, or frames of each video.")
@click.option("--workers", type=WholeNumber(0, 1024), default=0, show_default=True, help="Processes that make samples.")
@click.option("--out", metavar="DIR", help="Folder for the trainings, comparison.json, comparison.png and index.html.")
@resamples_option
@seed_option(2**31 - 1)
def compare(
    *,
    results: tuple[str, ...],
    names: tuple[str, ...],
    schedule: str,
    scale: float,
    data: str | None,
    preset: str,
    side: int | None,
    weights: str | None,
    split: Split,
    count: int | None,
    workers: int,
    out: str | None,
    resamples: int,
    seed: int,
) -> None:
    """Compare architectures, ours beside the paper's.

    Either give RESULTS, folders that 'groupmood evaluate --out' wrote, or --architecture, to train several under one
    budget and evaluate them. What was interrupted goes on when the same command is run again.
    """
    from groupmood_model.evaluation.comparison import read_comparison  # noqa: PLC0415  torch takes seconds, which --help should not
    from groupmood_model.evaluation.series import Terms  # noqa: PLC0415  torch takes seconds, which --help should not
    from groupmood_model.training.data import SceneSettings  # noqa: PLC0415  torch takes seconds, which --help should not
    from groupmood_model.training.run import Training  # noqa: PLC0415  torch takes seconds, which --help should not
    from groupmood_model.training.schedules import schedule_from  # noqa: PLC0415  torch takes seconds, which --help should not

    if bool(results) == bool(names):
        raise click.UsageError("name either folders that 'groupmood evaluate --out' wrote, or some --architecture")
    if results:
        comparison = read_comparison([Path(one) for one in results])
        if out:
            write_results(prepare_folder(Path(out)), comparison.files())
    else:
        if not out:
            raise click.UsageError("--architecture needs --out DIR for what is trained")
        budget = Training(
            architecture="",
            schedule=schedule_from(schedule).scaled(scale),
            size=side,
            weights=weights,
            data=data,
            scenes=SceneSettings(recipe=preset),
            seed=seed,
            held_out=count or HELD_OUT,
            workers=workers,
        )
        terms = Terms(
            budget=_in_words(schedule, scale, budget),
            data=data or f"scenes:{preset}",
            split=split,
            count=count,
            size=side,
            seed=seed,
            repeats=resamples,
        )
        comparison = _trained(names, budget, terms, Path(out))
    found = comparison.table()
    click.echo(table([found.head, *found.rows]))
    if out:
        click.echo(str(Path(out) / "index.html"))


def _trained(names: tuple[str, ...], budget: Training, terms: Terms, folder: Path) -> Comparison:
    """Train and evaluate what is not done yet."""
    from groupmood_model.evaluation.series import run_series  # noqa: PLC0415  torch takes seconds, which --help should not
    from groupmood_model.training.run import train  # noqa: PLC0415  torch takes seconds, which --help should not

    for name in ("lightning.pytorch", "lightning.fabric"):
        logging.getLogger(name).setLevel(logging.WARNING)

    def trained(name: str, place: Path) -> Path:
        return train(replace(budget, architecture=name), place, bar=sys.stderr.isatty()).classifier

    every = [one for name in names for one in (VALIDATION_ACCURACY if name == "paper" else [name])]
    return run_series(list(dict.fromkeys(every)), trained, terms, folder, told=_tell)


def _tell(text: str) -> None:
    click.echo(text, err=True)


def _in_words(schedule: str, scale: float, budget: Training) -> str:
    plan = budget.schedule
    stages = " then ".join(
        f"{stage.epochs} x ({stage.scenes:,} scenes + {stage.frames:,} frames)" for stage in plan.stages
    )
    words = [
        f"schedule {Path(schedule).name} x {scale:g}: {stages}",
        f"{plan.optimizer}, {plan.learning_rate:g}, {plan.batch_size} pictures a step",
        f"recipe {budget.scenes.recipe}",
        f"{budget.size} pixels" if budget.size else "each its usual size",
        f"weights {Path(budget.weights).name}" if budget.weights else "from scratch",
        f"seed {budget.seed}",
    ]
    return "; ".join(words)
