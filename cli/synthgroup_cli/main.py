"""The console entry of `synthgroup`."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Final

import click

from synthgroup import __version__
from synthgroup_cli.entry import LazyCommands, run
from synthgroup_cli.fork_server import begin_early

COMMANDS: Final[Mapping[str, str]] = {
    "render": "Render labelled scenes into a folder.",
    "prepare": "Make a folder ready for runs that share a job.",
    "finalize": "Finish a data set whose shards were rendered by several runs.",
    "verify": "Read a data set again, and repair it.",
    "preview": "Draw a contact sheet of scenes, or the augmentations of one face.",
    "plan": "Print the plan of a scene, or draw one that was stored.",
    "recipe": "Print a recipe, or list the presets.",
    "sources": "List the kinds of sources, or what one of them holds.",
    "bank": "Pack, list, verify or clear the cached cutouts and backgrounds.",
    "cutout": "Show how faces are cut out.",
    "completion": "Print the shell's completion script.",
}
"""Every command with its one line of help, so that `synthgroup --help` imports none of them."""


@click.group(
    cls=LazyCommands,
    package="synthgroup_cli",
    table=COMMANDS,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    epilog="Packed sources are cached in the user's cache folder, or in SYNTHGROUP_CACHE where that is set. "
    "SYNTHGROUP_DEBUG=1 shows where an error comes from.",
)
@click.version_option(__version__, prog_name="synthgroup", message="%(prog)s %(version)s")
@click.pass_context
def synthgroup(ctx: click.Context) -> None:
    """Make labelled pictures of groups from photographs of single faces."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def main(args: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        args: Arguments without the program's name; by default those of the process.

    Returns:
        The exit code: 0 for success, 2 for a bad call or input, 1 where the work failed, 130 where it was interrupted.
    """
    if args is None:
        begin_early(sys.argv[1:])
    return run(synthgroup, "synthgroup", args)
