"""`groupmood focus`: where a classifier looks, on scenes whose faces are known."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
import numpy as np

from groupmood_cli.classifiers import MOST, about, classifier_option, seed_option
from groupmood_model.evaluation.output import prepare_folder, write_results
from groupmood_model.explanation import CHANNELS
from synthgroup.report.drawing import Pixels
from synthgroup.sources.base import SPLITS
from synthgroup_cli.options import SceneOptions, WholeNumber, recipe_options, source_options
from synthgroup_cli.progress import progress_bar
from synthgroup_cli.tables import table

if TYPE_CHECKING:
    from groupmood_model.explanation.study import Shown

SHOWN: Final = 12
"""Scenes whose pictures are kept."""


@click.command()
@click.option("--n", type=WholeNumber(1, MOST), default=200, show_default=True, help="Scenes for the pairs.")
@click.option("--maps", type=WholeNumber(0, MOST), default=50, show_default=True, help="Scenes that get a heat map.")
@click.option(
    "--channels",
    type=WholeNumber(0, 65536),
    default=CHANNELS,
    show_default=True,
    help="Feature maps that Score-CAM tries a picture, each a forward pass; 0 tries all.",
)
@click.option("--out", metavar="DIR", help="Folder for focus.json, focus.png and index.html.")
@click.option(
    "--split", type=click.Choice(["all", *SPLITS]), default="test", show_default=True, help="People and backgrounds."
)
@classifier_option
@seed_option()
@source_options
@recipe_options()
def focus(
    *,
    n: int,
    maps: int,
    channels: int,
    out: str | None,
    split: str,
    classifier_file: str | None,
    seed: int,
    faces: tuple[str, ...],
    backgrounds: tuple[str, ...],
    presets: str | None,
    recipe_file: str | None,
    settings: tuple[str, ...],
    size: str | None,
    balance: str | None,
) -> None:
    """Measure where a classifier looks, and what its answers follow.

    The focus score is 0 for a heat map that ignores faces and 1 for one that lies on them alone. The pairs are scenes
    drawn again with one thing changed: another background must leave the answer, faces of another mood must change it.
    Unless the recipe is chosen, scenes are as large as the classifier's pictures.
    """
    from groupmood_model.bundled import classifier_file as chosen_file  # noqa: PLC0415  torch takes seconds, which --help should not
    from groupmood_model.classifier import Classifier  # noqa: PLC0415  torch takes seconds, which --help should not
    from groupmood_model.explanation.sheet import focus_row  # noqa: PLC0415  torch takes seconds, which --help should not
    from groupmood_model.explanation.study import FocusStudy  # noqa: PLC0415  torch takes seconds, which --help should not
    from groupmood_model.explanation.summary import focus_files, focus_table  # noqa: PLC0415  torch takes seconds, which --help should not

    file = chosen_file(classifier_file)
    classifier = Classifier.load(file)
    folder = prepare_folder(Path(out)) if out else None
    chosen = (presets,) if presets else ()
    said = size or chosen or recipe_file or settings
    scenes = SceneOptions(
        faces, backgrounds, chosen, recipe_file, settings, size if said else str(classifier.size), balance, seed, split
    )
    study = FocusStudy(classifier, scenes.open(), seed=seed, channels=channels)
    rows: list[Pixels] = []

    def keep(shown: Shown) -> None:
        if folder and len(rows) < SHOWN:
            rows.append(focus_row(shown))

    with progress_bar("looking", n, "scenes") as bar:
        report = study.run(n, maps=maps, show=keep, progress=bar.update, about=about(classifier, file.name))
    found = focus_table(report)
    click.echo(table([found.head, *found.rows]))
    if report.without_pair:
        click.echo(f"{report.without_pair} scenes could not be given another mood")
    if folder:
        write_results(folder, focus_files(report, np.concatenate(rows) if rows else None))
        click.echo(str(folder / "index.html"))
