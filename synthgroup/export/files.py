"""Writing files so that nothing half-written ever carries a final name, and errors that say what to do."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from synthgroup.errors import OutputError
from synthgroup.sources.printable import printable

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT})

_FLUSHES: Final = 8
"""Files that are flushed at a time: a file system joins them in one commit, which halves the time for 250 on ext4."""


@contextmanager
def output_errors(folder: Path) -> Iterator[None]:
    """Turn failures of the file system into one line that names the file and says what to do.

    Args:
        folder: The output folder, named where the system does not name a file.

    Raises:
        OutputError: Something below could not be written or read.
    """
    try:
        yield
    except OSError as error:
        # of the two names of a rename, the second is the one that the user knows
        name = printable(str(error.filename2 or error.filename or folder))
        if error.errno in _FULL:
            raise OutputError(
                f"{name}: there is no space left on the disk; free some and run the same command again, "
                "it goes on where it stopped"
            ) from error
        raise OutputError(f"{name}: {error.strerror or error}") from error


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole or not at all, whenever the machine stops.

    Args:
        path: Final name; what is there is replaced.
        data: Content.
    """
    draft = path.with_name(f".{path.name}.new")
    with draft.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    flush(path.parent)


def flush(path: Path) -> None:
    """Wait until a file's content, or a folder's names, are on the disk."""
    if os.name == "nt":  # which flushes neither folders nor files that were opened for reading
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def flush_all(paths: Sequence[Path]) -> None:
    """Wait until the content of several files is on the disk."""
    with ThreadPoolExecutor(_FLUSHES) as pool:
        list(pool.map(flush, paths))
