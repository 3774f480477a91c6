"""`synthgroup plan`: print a scene's draws, or draw what was stored."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Final

import click

from synthgroup.errors import PlanError, RecipeError
from synthgroup.generator import SceneGenerator
from synthgroup.report.drawing import check_picture_path, save_picture
from synthgroup.scene import ScenePlan
from synthgroup_cli.messages import escaped
from synthgroup_cli.options import SceneOptions, WholeNumber, scene_options

_MAX_LENGTH: Final = 1_000_000
"""Characters of a stored plan that are read at most: 200 faces take about 80,000."""


@click.command()
@click.option(
    "--index", type=WholeNumber(0, 2**64 - 1), metavar="N", help="Number of the scene to print the plan of, from 0."
)
@click.option("--draw", metavar="FILE", help="Draw this plan, edited or not, instead; - reads it from standard input.")
@click.option("--out", metavar="FILE", help="Picture for --draw, .png or .jpg; replaced if it is there.")
@scene_options()
def plan(*, scenes: SceneOptions, index: int | None, draw: str | None, out: str | None) -> None:
    """Print the plan of a scene as JSON, or draw one that was stored.

    To draw a plan, give the same faces and backgrounds as when it was printed.
    """
    if index is not None and draw is not None:
        raise RecipeError("--index prints a plan and --draw draws a stored one; give one of them, not both")
    if index is None and draw is None:
        raise RecipeError("give --index N to print a plan, or --draw FILE --out PICTURE to draw one")
    if (draw is None) != (out is None):
        raise RecipeError("--draw FILE and --out PICTURE go together")
    if index is not None:
        click.echo(json.dumps(json.loads(scenes.open().plan(index).to_json()), indent=2))
    if draw is not None and out is not None:
        path = check_picture_path(Path(out))
        stored = read_plan(draw)
        scene = open_for(stored, scenes).draw(stored)
        save_picture(scene.image, path)
        negative, neutral, positive = scene.moods
        click.echo(f"{path}: {scene.mood} ({negative} negative, {neutral} neutral, {positive} positive)")


def read_plan(file: str) -> ScenePlan:
    """Read a stored plan.

    Args:
        file: A path, or `-` for standard input.

    Raises:
        PlanError: It cannot be read or is no plan.
    """
    try:
        if file == "-":
            text = sys.stdin.read(_MAX_LENGTH + 1)
        else:
            with Path(file).open(encoding="utf-8") as stored:
                text = stored.read(_MAX_LENGTH + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise PlanError(f"plan {escaped(file)!r} cannot be read: {reason}") from None
    if len(text) > _MAX_LENGTH:
        raise PlanError(f"plan {escaped(file)!r} has more than {_MAX_LENGTH} characters; a plan has some thousand")
    try:
        return ScenePlan.from_json(text)
    except PlanError as error:
        raise PlanError(f"plan {escaped(file)!r}: {error}") from None


def open_for(plan: ScenePlan, scenes: SceneOptions) -> SceneGenerator:
    """Open the banks as they are opened for scenes of a plan's size, which decides how finely they are packed."""
    return scenes.open(scenes.recipe().with_changes({"size": list(plan.size)}))
