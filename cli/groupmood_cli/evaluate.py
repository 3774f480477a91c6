"""`groupmood evaluate`: measure a classifier on labelled data."""

from __future__ import annotations

from pathlib import Path

import click

from groupmood_cli.classifiers import MOST, about, classifier_option, resamples_option, seed_option
from groupmood_model.evaluation.answers import collect_answers
from groupmood_model.evaluation.output import prepare_folder, write_results
from synthgroup.scene import Split
from synthgroup_cli.messages import escaped
from synthgroup_cli.options import WholeNumber
from synthgroup_cli.progress import progress_bar
from synthgroup_cli.tables import table


@click.command()
@click.option("--data", required=True, metavar="SPEC", help="What to evaluate on, as for 'groupmood train'.")
@click.option(
    "--split",
    type=click.Choice(["train", "val", "test"]),
    default="test",
    show_default=True,
    help="Which part of it.",
)
@click.option("--out", metavar="DIR", help="Folder for metrics.json, answers.csv, plots and index.html.")
@click.option(
    "--count",
    type=WholeNumber(1, MOST),
    metavar="N",
    help="Use N pictures at most, or N frames of each video, evenly spread; of scenes, 1,000 unless N is given.",
)
@click.option(
    "--size", type=WholeNumber(16, 8192), metavar="S", help="Side of scenes in pixels; by default the classifier's."
)
@click.option("--batch", type=WholeNumber(1, 4096), default=32, show_default=True, metavar="N", help="Pictures a pass.")
@classifier_option
@resamples_option
@seed_option()
def evaluate(
    *,
    data: str,
    split: Split,
    out: str | None,
    count: int | None,
    size: int | None,
    batch: int,
    classifier_file: str | None,
    resamples: int,
    seed: int,
) -> None:
    """Measure a classifier: accuracy, precision, recall, F1, confusion, calibration, all with intervals.

    Where the data are videos, frames are measured as well as videos, whose scores are averaged or accumulated.
    """
    from groupmood_model.bundled import classifier_file as chosen_file  # noqa: PLC0415  torch takes seconds, which --help should not
    from groupmood_model.classifier import Classifier  # noqa: PLC0415  torch takes seconds, which --help should not
    from groupmood_model.data.labelled import open_labelled  # noqa: PLC0415  torch takes seconds, which --help should not
    from groupmood_model.evaluation.report import evaluate as evaluated  # noqa: PLC0415  torch takes seconds, which --help should not
    from groupmood_model.evaluation.summary import evaluation_files, level_tables  # noqa: PLC0415  torch takes seconds, which --help should not

    file = chosen_file(classifier_file)
    classifier = Classifier.load(file)
    folder = prepare_folder(Path(out)) if out else None
    pictures = open_labelled(data, split, count=count, seed=seed, size=size or classifier.size)
    with progress_bar("evaluating", None, "pictures") as bar:
        answers = collect_answers(classifier, pictures, batch=batch, progress=bar.update)
    for name, reason in sorted(pictures.skipped.items()):
        click.echo(f"Note: left out {escaped(name)}: {escaped(reason)}", err=True)
    found = evaluated(
        answers, classifier=about(classifier, file.name), data=data, split=split, seed=seed, repeats=resamples
    )
    for level in found.levels.values():
        click.echo("\n\n".join(table([one.head, *one.rows]) for one in level_tables(level)) + "\n")
    if folder:
        write_results(folder, evaluation_files(found, answers))
        click.echo(str(folder / "index.html"))
