"""`groupmood predict`: the mood of pictures and videos."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from groupmood_cli.classifiers import classifier_option
from groupmood_model.errors import DataError
from groupmood_model.evaluation.answers import INTEGRATIONS, Integration
from groupmood_model.evaluation.prediction import Prediction, files_of
from groupmood_model.evaluation.prediction import predict as predicted
from synthgroup.emotions import MOODS
from synthgroup.errors import PictureError, SourceError, SynthGroupError
from synthgroup_cli.messages import complain
from synthgroup_cli.options import WholeNumber
from synthgroup_cli.progress import progress_bar
from synthgroup_cli.tables import table


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PICTURE|VIDEO|FOLDER...")
@click.option(
    "--every", type=WholeNumber(1, 100_000), default=1, show_default=True, metavar="N", help="Look at every N-th frame."
)
@click.option(
    "--frames",
    "how",
    type=click.Choice(INTEGRATIONS),
    default="average",
    show_default=True,
    help="How a video's frames are joined.",
)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object a file and line.")
@classifier_option
def predict(
    *, paths: tuple[str, ...], every: int, how: Integration, as_json: bool, classifier_file: str | None
) -> None:
    """Say which mood groups have in pictures and videos.

    The whole picture is looked at; nobody is detected, cropped or judged alone. The answer is a guess about the group
    as it looks, not about what anybody feels: do not use it to judge people. Inferring emotions of people at work or
    in education is forbidden in the European Union (AI Act, article 5).
    """
    from groupmood_model.bundled import open_classifier  # noqa: PLC0415  torch takes seconds, which --help should not

    files = [file for path in paths for file in files_of(Path(path))]
    classifier = open_classifier(classifier_file)
    broken: list[SynthGroupError] = []

    def answers() -> Iterator[Prediction]:
        with progress_bar("predicting", len(files), "files") as bar:
            for file in files:
                try:
                    yield predicted(classifier, file, every=every, how=how)
                except (PictureError, DataError) as error:
                    broken.append(error)
                bar.update()

    if as_json:
        for one in answers():
            click.echo(json.dumps(one.as_record()))
    else:
        _show(list(answers()))
    _tell(broken, len(files))


def _show(found: Sequence[Prediction]) -> None:
    if not found:
        return
    head = ("file", "mood", *(f"{mood} %" for mood in MOODS), "frames")
    rows = [
        (one.path, one.mood, *(f"{100 * share:.1f}" for share in one.probabilities), str(one.frames)) for one in found
    ]
    click.echo(table([head, *rows]))


def _tell(broken: Sequence[SynthGroupError], count: int) -> None:
    """Name the files that could not be read; fail where they are all that there was."""
    if count == len(broken) == 1:
        raise broken[0]
    for error in broken:
        complain(str(error))
    if broken:
        raise SourceError(f"{len(broken)} of {count} files could not be read; they are named above")
