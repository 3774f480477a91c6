"""`groupmood train`: a classifier from scenes and labelled pictures."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable
from typing import Any

import click
import yaml

from synthgroup.errors import RecipeError
from synthgroup_cli.messages import escaped
from synthgroup_cli.options import SceneOptions, WholeNumber, source_options, stacked
from synthgroup_cli.progress import packing_progress
from synthgroup_cli.tables import table

_NETWORK = stacked(
    (
        click.option("-a", "--architecture", default="small_cnn", show_default=True, help="See 'groupmood models'."),
        click.option("--size", type=WholeNumber(64, 1024), metavar="S", help="Side of the pictures in pixels."),
        click.option("--weights", metavar="NAME|FILE", help="Such as IMAGENET1K_V1, or a file of plain tensors."),
        click.option("--option", "options", multiple=True, metavar="KEY=VALUE", help="Of the architecture."),
    )
)
_WHAT = stacked(
    (
        click.option(
            "--schedule", default="quick", show_default=True, help="paper, scenes, frames, quick, or a YAML file."
        ),
        click.option("--scale", type=float, default=1.0, show_default=True, help="Multiplies pictures per epoch."),
        click.option("--batch-size", type=WholeNumber(1, 65536), metavar="N", help="Pictures a step and a device."),
        click.option("--data", metavar="SPEC", help="Labelled data: vgaf:PATH, folder:PATH, gaf:PATH, ..."),
        click.option("--preset", default="balanced", show_default=True, help="Recipe of the scenes."),
        click.option("--recipe", "recipe_file", metavar="FILE", help="YAML file with what differs from the preset."),
        click.option("--set", "settings", multiple=True, metavar="KEY=VALUE", help="Change one value of the recipe."),
        click.option("--seed", type=WholeNumber(0, 2**31 - 1), default=0, show_default=True, metavar="N"),
        click.option("--patience", type=WholeNumber(1, 10**6), metavar="N", help="Epochs without gain that end it."),
        click.option(
            "--held-out", type=WholeNumber(1, 10**7), default=2000, show_default=True, help="Pictures of val and test."
        ),
    )
)
_HOW = stacked(
    (
        click.option("--out", required=True, metavar="DIR", help="Folder for checkpoints, logs, plots and the result."),
        click.option("--workers", type=WholeNumber(0, 1024), default=2, show_default=True, help="Make the pictures."),
        click.option("--precision", default="32-true", show_default=True, help="16-mixed, bf16-mixed, ..."),
        click.option("--accelerator", default="auto", show_default=True, help="cpu, gpu, ..."),
        click.option("--devices", type=WholeNumber(1, 10**4), default=1, show_default=True, help="On each node."),
        click.option("--nodes", type=WholeNumber(1, 10**4), default=1, show_default=True, help="With torchrun."),
        click.option(
            "--checkpoint-every", type=WholeNumber(1, 10**9), metavar="STEPS", help="By default every half minute."
        ),
        click.option("--deterministic/--fast", default=True, show_default=True, help="Same weights again, or speed."),
        click.option("--overwrite", is_flag=True, help="Remove another training in the folder."),
    )
)


@click.command()
@_NETWORK
@_WHAT
@source_options
@_HOW
def train(**given: Any) -> None:
    """Train a classifier; the same command goes on where it was interrupted.

    Without --data it sees scenes alone. The paper's schedule is --schedule paper --data vgaf:PATH.
    """
    # it takes seconds, which --help should not
    from groupmood_model.training.data import SceneSettings  # noqa: PLC0415
    from groupmood_model.training.run import Training  # noqa: PLC0415
    from groupmood_model.training.run import train as run  # noqa: PLC0415
    from groupmood_model.training.schedules import schedule_from  # noqa: PLC0415

    for name in ("lightning.pytorch", "lightning.fabric"):
        logging.getLogger(name).setLevel(logging.WARNING)
    schedule = schedule_from(given["schedule"]).scaled(given["scale"])
    if given["batch_size"] is not None:
        schedule = schedule.model_copy(update={"batch_size": given["batch_size"]})
    scenes = SceneOptions(
        given["faces"],
        given["backgrounds"],
        (given["preset"],),
        given["recipe_file"],
        given["settings"],
        None,
        None,
    )
    training = Training(
        schedule=schedule,
        options=_options(given["options"]),
        scenes=SceneSettings(given["faces"], given["backgrounds"], scenes.recipe()),
        **{
            name: given[name]
            for name in (
                *("architecture", "size", "weights", "data", "seed", "patience", "held_out", "precision", "devices"),
                *("nodes", "workers", "accelerator", "deterministic", "checkpoint_every"),
            )
        },
    )
    with packing_progress() as progress:
        done = run(training, given["out"], overwrite=given["overwrite"], bar=sys.stderr.isatty(), progress=progress)
    if not done.metrics:
        return  # a process that only helped
    if done.was_finished:
        click.echo("this training was finished before; nothing was done")
    click.echo(table([(name, f"{value:.4g}") for name, value in sorted(done.metrics.items())]))
    click.echo(
        f"the classifier is {escaped(str(done.classifier))}; beside it are best.safetensors, curves.png and logs"
    )


def _options(texts: Iterable[str]) -> dict[str, Any]:
    """Read `hidden=[512,128]` and its like."""
    found: dict[str, Any] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name:
            raise RecipeError(f"--option is {text!r}; write KEY=VALUE, such as dropout=0.3")
        try:
            found[name.strip()] = yaml.safe_load(value)
        except (yaml.YAMLError, ValueError, RecursionError) as error:  # a date that is none is a ValueError
            raise RecipeError(f"--option {text!r} has no value that can be read") from error
    return found
