"""Runs `groupmood` in this process, as the console script would."""

from __future__ import annotations

import io
from contextlib import redirect_stderr, redirect_stdout

from console import Ran

from groupmood_cli.main import main


def groupmood(*args: object) -> Ran:
    """Run `groupmood` with some arguments."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main([str(arg) for arg in args])
    return Ran(code, out.getvalue(), err.getvalue())
