"""The options that name a classifier and the bootstrap, shared by several commands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from synthgroup_cli.options import Command, Decorator, WholeNumber

if TYPE_CHECKING:
    from groupmood_model.classifier import Classifier

MOST: Final = 2**31 - 1
"""Largest count that an option takes."""


def classifier_option(command: Command) -> Command:
    """Add --classifier, passed as a text or None."""
    option = click.option(
        "--classifier",
        "classifier_file",
        metavar="FILE",
        help="Classifier that 'groupmood train' wrote; by default the one that comes with the package.",
    )
    return option(command)


def resamples_option(command: Command) -> Command:
    """Add --resamples."""
    option = click.option(
        "--resamples",
        type=WholeNumber(1, 1_000_000),
        default=2000,
        show_default=True,
        metavar="N",
        help="Resamples of the 95 % intervals.",
    )
    return option(command)


def seed_option(most: int = 2**64 - 1) -> Decorator:
    """Add --seed.

    Args:
        most: The largest one.
    """
    return click.option(
        "--seed", type=WholeNumber(0, most), default=0, show_default=True, metavar="N", help="Any number."
    )


def about(classifier: Classifier, file: str) -> dict[str, Any]:
    """Say what is known of a classifier, for records and pages."""
    return {"architecture": classifier.architecture, "size": classifier.size, "file": file}
