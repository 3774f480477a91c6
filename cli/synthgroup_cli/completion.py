"""`synthgroup completion`: the script that teaches a shell the commands and options."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the completion script of a shell.

    For bash, add this line to ~/.bashrc: eval "$(synthgroup completion bash)"
    """
    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(f"there is no completion for {shell!r}", ctx)
    click.echo(kind(ctx.find_root().command, {}, "synthgroup", "_SYNTHGROUP_COMPLETE").source())
