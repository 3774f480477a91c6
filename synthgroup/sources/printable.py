"""File names as text that can be shown."""

from __future__ import annotations


def printable(name: str) -> str:
    """Make a file name safe to show on one line: control characters and undecodable bytes are escaped."""
    return name if name.isprintable() else name.encode("unicode_escape", "backslashreplace").decode("ascii")
