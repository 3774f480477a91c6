"""`synthgroup preview`: contact sheets of scenes, and the augmentations of one face."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from synthgroup.errors import RecipeError
from synthgroup.generator import SceneGenerator, as_specs
from synthgroup.recipe import SceneRecipe
from synthgroup.report.augmentation_sheet import augmentation_sheet
from synthgroup.report.contact_sheet import Section, contact_sheet
from synthgroup.report.drawing import check_picture_path, save_picture
from synthgroup.sources.base import Picture
from synthgroup.sources.registry import open_face_source
from synthgroup_cli.options import SceneOptions, WholeNumber, scene_options
from synthgroup_cli.plan import open_for, read_plan
from synthgroup_cli.progress import progress_bar

MOST_SCENES: Final = 400
"""Largest --n: more would make a picture that few viewers open."""


@click.command()
@click.option("--out", required=True, metavar="FILE", help="Picture to write, .png or .jpg; replaced if it is there.")
@click.option(
    "--n",
    type=WholeNumber(1, MOST_SCENES),
    default=24,
    show_default=True,
    help=f"Scenes a preset, up to {MOST_SCENES}.",
)
@click.option("--boxes", is_flag=True, help="Draw the faces' boxes with their emotions.")
@click.option("--augmentations", is_flag=True, help="Show the nine augmentations on the first face of scene 0 instead.")
@click.option("--plan", "plans", multiple=True, metavar="FILE", help="Draw stored plans instead; may be repeated.")
@scene_options(several_presets=True)
def preview(
    *, scenes: SceneOptions, out: str, n: int, boxes: bool, augmentations: bool, plans: tuple[str, ...]
) -> None:
    """Draw a contact sheet of scenes, or the augmentations of one face.

    Each scene is framed in the colour of its mood. With several --preset, each gets a section of its own.
    """
    path = check_picture_path(Path(out))
    if augmentations and (plans or boxes):
        raise RecipeError("--augmentations shows one face; leave out --plan and --boxes")
    if augmentations:
        sheet = _augmentations(scenes)
    elif plans:
        sheet = contact_sheet(_stored(scenes, plans), boxes=boxes)
    else:
        sheet = contact_sheet(_sections(scenes, n), boxes=boxes)
    save_picture(sheet, path)
    click.echo(f"{path} ({sheet.shape[1]}x{sheet.shape[0]} pixels)")


def _sections(scenes: SceneOptions, count: int) -> list[Section]:
    recipes = [(preset, scenes.recipe(preset)) for preset in scenes.presets or ("balanced",)]
    generators = [(preset, scenes.open(recipe)) for preset, recipe in recipes]
    sections = []
    with progress_bar("drawing", count * len(generators), "scenes") as bar:
        for preset, generator in generators:
            drawn = []
            for index in range(count):
                drawn.append(generator[index])
                bar.update()
            sections.append(Section(_title(preset, generator.recipe, scenes), drawn))
    return sections


def _title(preset: str, recipe: SceneRecipe, scenes: SceneOptions) -> str:
    name = f"{preset}, changed" if recipe != SceneRecipe.preset(preset) else preset
    low, high = recipe.faces.count
    width, height = recipe.size
    split = "" if scenes.split == "all" else f", split {scenes.split}"
    return f"{name}: {width}x{height}, {low} to {high} faces, balance {recipe.balance}, seed {scenes.seed}{split}"


def _stored(scenes: SceneOptions, files: tuple[str, ...]) -> list[Section]:
    read = [(file, read_plan(file)) for file in files]
    return [
        Section(f"{Path(file).name}: scene {plan.index} of seed {plan.seed}", [open_for(plan, scenes).draw(plan)])
        for file, plan in read
    ]


def _augmentations(scenes: SceneOptions) -> Picture:
    generator = scenes.open()
    face = generator.plan(0).faces[0]
    return augmentation_sheet(
        generator.faces, face, generator.recipe.augment, _photograph(generator, scenes, face.face)
    )


def _photograph(generator: SceneGenerator, scenes: SceneOptions, face: int) -> Picture:
    """Read the photograph that a cutout was made from."""
    pack, _ = generator.faces.locate(face)
    spec = as_specs(scenes.faces)[generator.faces.packs.index(pack)]
    return open_face_source(spec).read(generator.faces.record(face).file)
