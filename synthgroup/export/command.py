"""The command that renders a job again."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import yaml

from synthgroup.errors import RecipeError
from synthgroup.export.contents import RECIPE_FILE
from synthgroup.export.job import SHARD_SIZE, Job, JobSource
from synthgroup.recipe import SceneRecipe, preset_names
from synthgroup.sources.printable import printable
from synthgroup.sources.registry import SourceSpec

_MOST_SETTINGS: Final = 12
"""Changes of a preset that are written out; beyond that the recipe file says it better."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command and what it cannot say.

    Attributes:
        words: The command's words, unquoted; `DIR` and `PATH` stand for folders, which a job does not know.
        beyond: Settings of the job for which the command line has no option, in words.
    """

    words: tuple[str, ...]
    beyond: tuple[str, ...]

    @property
    def text(self) -> str:
        """The command as it is typed, an option a line."""
        lines = [[*self.words[:2]]]
        for word in self.words[2:]:
            if word.startswith("--"):
                lines.append([word])
            else:
                lines[-1].append(word)
        return " \\\n  ".join(shlex.join(line) for line in lines)


def command_of(job: Job) -> Command:
    """Reconstruct the command that renders a job; names of sources stand without their paths."""
    words = ["synthgroup", "render", "--n", str(job.n), "--out", "DIR"]
    for option, sources in (("--faces", job.faces), ("--backgrounds", job.backgrounds)):
        for source in sources:
            words += [option, _spec(source)]
    recipe, beyond = _recipe_words(job.recipe)
    words += [*recipe, "--seed", str(job.seed)]
    words += ["--split", job.split] if job.split != "all" else []
    words += ["--format", job.format]
    words += ["--picture", job.picture.codec] if job.picture.codec != "jpeg" else []
    words += ["--quality", str(job.picture.quality)] if job.picture.quality is not None else []
    words += ["--identities"] if job.identities else []
    words += ["--masks"] if job.masks else []
    if job.shard_size != SHARD_SIZE:
        beyond.append(f"shards of {job.shard_size} scenes")
    beyond += [f"a transform of the {name}" for name, one in sorted(job.transforms.items()) if one is not None]
    return Command(tuple(words), tuple(beyond))


def _spec(source: JobSource) -> str:
    return str(SourceSpec(printable(source.source), "" if source.source == "builtin" else "PATH", source.weight))


def _recipe_words(recipe: SceneRecipe) -> tuple[list[str], list[str]]:
    """Say a recipe by a preset and its changes, or by the recipe file; what neither can say is told in words."""
    preset, settings = min(
        ((name, _changes(recipe, SceneRecipe.preset(name))) for name in preset_names()),
        key=lambda candidate: len(candidate[1]),
    )
    named = ["--preset", preset] if preset != "balanced" else []
    if len(settings) <= _MOST_SETTINGS and _says(recipe, preset, settings):
        return [*named, *(word for setting in settings for word in ("--set", setting))], []
    if SceneRecipe.from_yaml(recipe.to_yaml()) == recipe:
        return ["--recipe", RECIPE_FILE], []
    return ["--recipe", RECIPE_FILE], ["a recipe that leaves out moods of the presets"]


def _changes(recipe: SceneRecipe, preset: SceneRecipe) -> list[str]:
    there = dict(_leaves(preset.model_dump(mode="json")))
    here = _leaves(recipe.model_dump(mode="json"))
    return [f"{key}={_flow(value)}" for key, value in here if key not in there or there[key] != value]


def _says(recipe: SceneRecipe, preset: str, settings: list[str]) -> bool:
    try:
        return SceneRecipe.preset(preset).with_settings(settings) == recipe
    except RecipeError:
        return False


def _leaves(settings: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in settings.items():
        if isinstance(value, Mapping) and value:
            yield from _leaves(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def _flow(value: object) -> str:
    text: str = yaml.safe_dump(value, default_flow_style=True, width=1_000_000)
    return text.removesuffix("...\n").strip()
