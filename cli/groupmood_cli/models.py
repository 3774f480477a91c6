"""`groupmood models`: the architectures."""

from __future__ import annotations

import click

from synthgroup_cli.tables import table


@click.command()
@click.option("--classes", type=click.IntRange(1, 1000), default=3, show_default=True, help="Number of outputs.")
def models(*, classes: int) -> None:
    """List the architectures with their parameters and the usual side of their pictures.

    All of them take pictures from 64 to 1024 pixels. Parameters of auxiliary outputs are counted.
    """
    import torch  # noqa: PLC0415  it takes seconds, which --help should not

    from groupmood_model.architectures import ARCHITECTURES  # noqa: PLC0415  as above
    from groupmood_model.bundled import bundled_classifier  # noqa: PLC0415  as above
    from groupmood_model.classifier import Classifier  # noqa: PLC0415  as above

    rows: list[tuple[object, ...]] = [("name", "parameters", "size", "title", "options")]
    with torch.device("meta"):  # nothing is allocated
        for one in ARCHITECTURES.values():
            count = sum(parameter.numel() for parameter in one.build(classes).parameters())
            rows.append((one.name, count, one.size, one.title, ", ".join(one.options)))
    click.echo(table(rows))
    if (file := bundled_classifier()) is not None:
        trained = Classifier.load(file)
        click.echo(f"bundled is a trained {trained.architecture} for pictures of {trained.size} pixels: {file.name}")
