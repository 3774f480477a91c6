"""Options that several commands share, and what is made of them: a recipe and a generator."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final, cast

import click

from synthgroup.errors import RecipeError
from synthgroup.generator import SceneGenerator, Split
from synthgroup.recipe import SceneRecipe, preset_names
from synthgroup.sources.base import SPLITS
from synthgroup_cli.fork_server import usable_processors
from synthgroup_cli.progress import packing_progress

Command = Callable[..., None]
Decorator = Callable[[Command], Command]

_SIZE: Final = re.compile(r"([0-9]{1,9})(?:x([0-9]{1,9}))?")


class WholeNumber(click.IntRange):
    """A whole number in a range; what is none is told in plain words."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Read the number, or fail."""
        try:
            number = int(value)
        except ValueError:
            number = None
        if number is None or not cast(int, self.min) <= number <= cast(int, self.max):
            self.fail(f"{value!r} is not a whole number from {self.min} to {self.max}.", param, ctx)
        return number


@dataclass(frozen=True, slots=True)
class SceneOptions:
    """The options that say which scenes are meant.

    Attributes:
        faces: Sources of faces, as written.
        backgrounds: Sources of backgrounds, as written.
        presets: Names of presets: one, or several where a command takes several.
        recipe_file: A recipe file, or None.
        settings: `key=value` texts.
        size: `WxH` or one number, or None.
        balance: `uniform` or `natural`, or None.
        seed: From 0 to 2**64 - 1.
        split: `all`, `train`, `val` or `test`.
    """

    faces: tuple[str, ...]
    backgrounds: tuple[str, ...]
    presets: tuple[str, ...]
    recipe_file: str | None
    settings: tuple[str, ...]
    size: str | None
    balance: str | None
    seed: int = 0
    split: str = "all"

    def recipe(self, preset: str | None = None) -> SceneRecipe:
        """Build the recipe: the preset, then the recipe file, then `--set`, then `--size` and `--balance`.

        Args:
            preset: One of the presets; by default the first, or `balanced` where there is none.

        Raises:
            RecipeError: A name is unknown or a value is outside its range.
        """
        base = preset or (self.presets[0] if self.presets else "balanced")
        recipe = SceneRecipe.from_file(self.recipe_file, base) if self.recipe_file else SceneRecipe.preset(base)
        if self.settings:
            recipe = recipe.with_settings(self.settings)
        changes: dict[str, Any] = {}
        if self.size is not None:
            changes["size"] = parsed_size(self.size)
        if self.balance is not None:
            changes["balance"] = self.balance
        return recipe.with_changes(changes) if changes else recipe

    def open(self, recipe: SceneRecipe | None = None, split: str | None = None) -> SceneGenerator:
        """Open a generator, with a bar while sources are packed.

        Args:
            recipe: By default the one that the options ask for.
            split: By default the one that the options ask for.

        Raises:
            SynthGroupError: The recipe, a source or a bank cannot be used.
        """
        chosen = recipe or self.recipe()
        with packing_progress() as progress:
            return SceneGenerator(
                faces=self.faces,
                backgrounds=self.backgrounds,
                recipe=chosen,
                seed=self.seed,
                split=cast(Split, split or self.split),
                workers=usable_processors(),
                progress=progress,
            )


def parsed_size(text: str) -> list[int]:
    """Read `640x480` or `224`.

    Returns:
        Width and height in pixels; the recipe checks their range.

    Raises:
        RecipeError: The text has another form.
    """
    found = _SIZE.fullmatch(text)
    if not found:
        raise RecipeError(f"--size is {text!r}; write WIDTHxHEIGHT or one number, such as 640x480 or 224")
    return [int(found[1]), int(found[2] or found[1])]


def source_options(command: Command) -> Command:
    """Add --faces and --backgrounds, passed as tuples of texts."""
    return stacked(
        click.option(
            f"--{name}",
            multiple=True,
            default=("builtin",),
            show_default=True,
            metavar="SRC[=WEIGHT]",
            help=f"Source of {name}; give several to mix them. 'synthgroup sources' lists the kinds.",
        )
        for name in ("faces", "backgrounds")
    )(command)


def recipe_options(*, several_presets: bool = False) -> Decorator:
    """Add --preset, --recipe, --set, --size and --balance.

    Args:
        several_presets: Whether --preset may be given more than once.
    """
    options = (
        click.option(
            "--preset",
            "presets",
            multiple=several_presets,
            metavar="NAME",
            help=f"Named recipe to start from: {', '.join(preset_names())}.",
            shell_complete=lambda _ctx, _param, text: [name for name in preset_names() if name.startswith(text)],
        ),
        click.option("--recipe", "recipe_file", metavar="FILE", help="YAML file with what differs from the preset."),
        click.option(
            "--set", "settings", multiple=True, metavar="KEY=VALUE", help="Change one value, as in faces.count=[1,4]."
        ),
        click.option("--size", metavar="WxH|S", help="Width and height of the pictures in pixels."),
        click.option(
            "--balance",
            type=click.Choice(["uniform", "natural"]),
            help="Moods equally likely, or every face's emotion drawn alone.",
        ),
    )
    return stacked(options)


def draw_options(command: Command) -> Command:
    """Add --seed and --split."""
    return stacked(
        (
            click.option(
                "--seed",
                type=WholeNumber(0, 2**64 - 1),
                metavar="N",
                default=0,
                show_default=True,
                help="Any number.",
            ),
            click.option(
                "--split",
                type=click.Choice(["all", *SPLITS]),
                default="all",
                show_default=True,
                help="Which people and backgrounds are drawn from.",
            ),
        )
    )(command)


def scene_options(*, several_presets: bool = False) -> Decorator:
    """Add all options that say which scenes are meant; the command gets them as `scenes`, a `SceneOptions`.

    Args:
        several_presets: Whether --preset may be given more than once.
    """

    def decorate(command: Command) -> Command:
        @wraps(command)
        def gathered(
            *,
            faces: tuple[str, ...],
            backgrounds: tuple[str, ...],
            presets: tuple[str, ...] | str | None,
            recipe_file: str | None,
            settings: tuple[str, ...],
            size: str | None,
            balance: str | None,
            seed: int,
            split: str,
            **others: Any,
        ) -> None:
            several = (presets,) if isinstance(presets, str) else presets or ()
            scenes = SceneOptions(faces, backgrounds, several, recipe_file, settings, size, balance, seed, split)
            command(scenes=scenes, **others)

        return source_options(recipe_options(several_presets=several_presets)(draw_options(gathered)))

    return decorate


def stacked(options: Iterable[Decorator]) -> Decorator:
    """Apply option decorators so that the first comes first in the help.

    Args:
        options: The decorators.
    """

    def decorate(command: Command) -> Command:
        for option in reversed(list(options)):
            command = option(command)
        return command

    return decorate
