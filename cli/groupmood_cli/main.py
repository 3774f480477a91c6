"""The console entry of `groupmood`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import click

from synthgroup import __version__
from synthgroup_cli.entry import LazyCommands, run

COMMANDS: Final[Mapping[str, str]] = {
    "models": "List the architectures.",
    "train": "Train a classifier.",
    "evaluate": "Measure a classifier on labelled data.",
    "compare": "Compare architectures, ours beside the paper's.",
    "predict": "Say which mood groups have in pictures and videos.",
    "focus": "Measure where a classifier looks.",
}
"""Every command with its one line of help, so that `groupmood --help` imports none of them."""


@click.group(
    cls=LazyCommands,
    package="groupmood_cli",
    table=COMMANDS,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    epilog="SYNTHGROUP_DEBUG=1 shows where an error comes from.",
)
@click.version_option(__version__, prog_name="groupmood", message="%(prog)s %(version)s")
@click.pass_context
def groupmood(ctx: click.Context) -> None:
    """Tell the mood of groups from whole pictures: train classifiers, evaluate and explain them."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def main(args: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        args: Arguments without the program's name; by default those of the process.

    Returns:
        The exit code: 0 for success, 2 for a bad call or input, 1 where the work failed, 130 where it was interrupted.
    """
    return run(groupmood, "groupmood", args)
