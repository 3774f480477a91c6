# SPDX-License-Identifier: MIT
"""The input files and their checksums."""

from __future__ import annotations

import hashlib
from pathlib import Path

LIST = Path(__file__).with_name("inputs.sha256")


class InputError(ValueError):
    """An input file is not the one that the pack was made from."""


def checked(path: Path) -> Path:
    """The path, if its file has the checksum that `inputs.sha256` lists for its name.

    Raises:
        InputError: The name is not listed, or the checksum differs.
    """
    lines = (line.split() for line in LIST.read_text("utf-8").splitlines() if line)
    expected = {name: checksum for checksum, name in lines}
    if path.name not in expected:
        raise InputError(f"{path}: no input of the places builder; expected {' or '.join(sorted(expected))}")
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != expected[path.name]:
        raise InputError(f"{path}: sha256 is {found}, expected {expected[path.name]}; get the file again")
    return path
