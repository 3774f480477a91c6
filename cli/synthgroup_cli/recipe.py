"""`synthgroup recipe`: print a recipe, or list the presets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import click

from synthgroup.recipe import preset_names
from synthgroup_cli.options import SceneOptions, recipe_options

DESCRIPTIONS: Final[Mapping[str, str]] = {
    "balanced": "1 to 9 faces; moods equally likely, and as likely at every number of faces (the default)",
    "paper": "1 to 9 faces, every emotion drawn alone, at least two moods from 3 faces on",
    "crowd": "2 to 62 faces at 640x480, numbers shaped like VGAF's; moods equally likely",
}


@click.command()
@click.option("--list", "listed", is_flag=True, help="List the presets instead.")
@recipe_options()
def recipe(*, listed: bool, presets: str | None, **given: Any) -> None:
    """Print the recipe that the options make, as YAML that --recipe reads."""
    if listed:
        for name in preset_names():
            click.echo(f"{name:<10}{DESCRIPTIONS.get(name, '')}".rstrip())
        return
    options = SceneOptions(faces=(), backgrounds=(), presets=(presets,) if presets is not None else (), **given)
    click.echo(options.recipe().to_yaml(), nl=False)
