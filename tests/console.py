"""Runs the command line in this process, as the console script would."""

from __future__ import annotations

import io
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass

from synthgroup_cli.main import main


@dataclass(frozen=True)
class Ran:
    """What a run of the command line left behind."""

    code: int
    out: str
    err: str

    @property
    def complaints(self) -> list[str]:
        """Lines of stderr apart from notes."""
        return [line for line in self.err.splitlines() if not line.startswith("Note: ")]


def run(*args: object) -> Ran:
    """Run `synthgroup` with some arguments."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main([str(arg) for arg in args])
    return Ran(code, out.getvalue(), err.getvalue())
