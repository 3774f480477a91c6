"""What the console entries share: commands that are imported when used, and errors as one line and an exit code."""

from __future__ import annotations

import gc
import os
import sys
import traceback
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from importlib import import_module
from typing import Any, Final

import click
from click.shell_completion import CompletionItem

from synthgroup.errors import SynthGroupError
from synthgroup_cli.messages import complain, one_line, showing_notes

_PROGRAM: Final = "program"
"""Marks a process that is this program's alone. What it has imported is then left out of every search for garbage, of
which the last one, at its end, alone would take a third of a second."""


class LazyCommands(click.Group):
    """The commands, each imported when it is used.

    Args:
        package: Where the commands are: each in a module of its name.
        table: Every command with its one line of help, so that `--help` imports none of them.
        settings: What click's groups take.
    """

    def __init__(self, *, package: str, table: Mapping[str, str], **settings: Any) -> None:
        super().__init__(**settings)
        self._package = package
        self._table = table

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  the signature is click's
        """List the names."""
        return list(self._table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command, or give None where there is none of the name."""
        if cmd_name not in self._table:
            return None
        command: click.Command = getattr(import_module(f"{self._package}.{cmd_name}"), cmd_name)
        if ctx.find_root().obj is _PROGRAM:
            gc.freeze()
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find a command, or tell which name comes nearest."""
        name = args[0]
        if name not in self._table and not name.startswith("-"):
            nearest = get_close_matches(name, self._table, n=1)
            hint = f"did you mean {nearest[0]!r}? " if nearest else ""
            raise click.UsageError(f"there is no command {name!r}; {hint}Commands are {', '.join(self._table)}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  the signature is click's
        """Write every command with its line of help."""
        with formatter.section("Commands"):
            formatter.write_dl(list(self._table.items()))

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Complete the beginning of a name."""
        items = [CompletionItem(name, help=text) for name, text in self._table.items() if name.startswith(incomplete)]
        return items + click.Command.shell_complete(self, ctx, incomplete)


def run(command: click.Command, name: str, args: Sequence[str] | None = None) -> int:
    """Run a command line.

    Args:
        command: What is run.
        name: The program's name.
        args: Arguments without the program's name; by default those of the process.

    Returns:
        The exit code: 0 for success, 2 for a bad call or input, 1 where the work failed, 130 where it was interrupted.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    program = _PROGRAM if args is None else None
    with showing_notes():
        try:
            code = command.main(args=args, prog_name=name, standalone_mode=False, obj=program)
            sys.stdout.flush()
        except Exception as error:  # noqa: BLE001  a user never sees a traceback that was not asked for
            return _explained(error, name)
        finally:
            if program:
                gc.freeze()
    return code if isinstance(code, int) else 0


def _explained(error: Exception, name: str) -> int:
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
            f"this is a bug in {name}, please report it: {type(error).__name__}{said} (SYNTHGROUP_DEBUG=1 shows where)"
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
