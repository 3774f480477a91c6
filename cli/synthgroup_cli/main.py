"""The console entry: finds the command, and turns whatever goes wrong into one line and an exit code."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from importlib import import_module
from typing import Final

import click
from click.shell_completion import CompletionItem

from synthgroup import __version__
from synthgroup.errors import SynthGroupError
from synthgroup_cli.messages import complain, one_line, showing_notes

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


class _Commands(click.Group):
    """The commands, each imported when it is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  the signature is click's
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  as above
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"synthgroup_cli.{cmd_name}"), cmd_name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            nearest = get_close_matches(name, COMMANDS, n=1)
            hint = f"did you mean {nearest[0]!r}? " if nearest else ""
            raise click.UsageError(f"there is no command {name!r}; {hint}Commands are {', '.join(COMMANDS)}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  as above
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        items = [CompletionItem(name, help=text) for name, text in COMMANDS.items() if name.startswith(incomplete)]
        return items + click.Command.shell_complete(self, ctx, incomplete)


@click.group(
    cls=_Commands,
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
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    with showing_notes():
        try:
            code = synthgroup.main(args=args, prog_name="synthgroup", standalone_mode=False)
            sys.stdout.flush()
        except Exception as error:  # noqa: BLE001  a user never sees a traceback that was not asked for
            return _explained(error)
    return code if isinstance(code, int) else 0


def _explained(error: Exception) -> int:
    """Say in one line what went wrong, and give the exit code that goes with it."""
    if isinstance(error, BrokenPipeError):
        _leave_pipe()
        return 1
    if os.environ.get("SYNTHGROUP_DEBUG", "0") not in {"", "0"}:
        traceback.print_exception(error, file=sys.stderr)
    if isinstance(error, click.Abort):
        complain(": ".join(["interrupted", *map(str, error.args)]))
        return 130
    if isinstance(error, click.ClickException):
        complain(_usage(error))
        return error.exit_code
    if isinstance(error, SynthGroupError):
        complain(str(error))
        return error.exit_code
    if isinstance(error, MemoryError):
        complain("not enough memory; make the pictures smaller or use fewer workers")
    elif isinstance(error, OSError) and error.strerror:
        complain(f"{error.filename or 'the system'}: {error.strerror}")
    else:
        said = f": {error}" if str(error) else ""
        complain(
            f"this is a bug in synthgroup, please report it: {type(error).__name__}{said} "
            "(SYNTHGROUP_DEBUG=1 shows where)"
        )
    return 1


def _usage(error: click.ClickException) -> str:
    text = one_line(error.format_message())
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is None:
        return text
    return f"{text.removesuffix('.')} (see '{context.command_path} --help')"


def _leave_pipe() -> None:
    """Let what is left of the output go nowhere, so that the interpreter does not stumble over it at its end."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        return
