"""What goes to stderr: errors as one line, and the library's notes, each once."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click


def escaped(text: str) -> str:
    """Escape what cannot be shown, such as control characters of a file name, and leave all else as it is."""
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode("ascii")
        for character in text
    )


def one_line(text: str) -> str:
    """Join the lines of a message."""
    return " ".join(text.split())


def complain(text: str) -> None:
    """Write an error to stderr, in one line."""
    click.echo(f"Error: {escaped(text)}", err=True)


@contextmanager
def showing_notes() -> Iterator[None]:
    """Show what the library logs, such as licence notices, on stderr."""
    handler = _Notes(logging.WARNING)
    logger = logging.getLogger("synthgroup")
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)


class _Notes(logging.Handler):
    def __init__(self, level: int) -> None:
        super().__init__(level)
        self._shown: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        text = f"Note: {escaped(record.getMessage())}"
        if text in self._shown:
            return
        self._shown.add(text)
        if "tqdm" in sys.modules:
            sys.modules["tqdm"].tqdm.write(text, file=sys.stderr)  # keeps clear of a bar that is being drawn
        else:
            click.echo(text, err=True)
