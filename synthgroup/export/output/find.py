"""Finding the output that an address stands for."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from synthgroup.export.output.base import Output
from synthgroup.export.output.local import LocalOutput

_ADDRESS: Final = re.compile(r"([a-z][a-z0-9+.-]+)(::|://)", re.IGNORECASE)
"""`s3://bucket/folder`; one letter is a drive of Windows."""


Place = str | Path | Output
"""A folder, an address that fsspec knows such as `s3://bucket/folder`, or an output."""


def find_output(address: Place) -> Output:
    """Find an output.

    Args:
        address: A folder, an address, or an output, which is given back.

    Raises:
        OutputError: fsspec does not know the address, or is not installed.
    """
    if isinstance(address, Path):
        return LocalOutput(address)
    if not isinstance(address, str):
        return address
    if not _ADDRESS.match(address):
        return LocalOutput(Path(address))
    if address.startswith("file://"):
        return LocalOutput(Path(address.removeprefix("file://")))
    from synthgroup.export.output.remote import RemoteOutput  # noqa: PLC0415  fsspec is an extra

    return RemoteOutput(address)
