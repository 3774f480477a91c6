"""Writing files so that nothing half-written ever carries a final name, and errors that say what to do."""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from synthgroup.errors import OutputError
from synthgroup.sources.printable import printable

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT})

_BINARY: Final = getattr(os, "O_BINARY", 0)  # of Windows, where text would be translated

_FLUSHES: Final = 16
"""Files that are flushed at a time: a file system joins them in one commit. 250 of 16 kB on ext4 take 0.5 s one by one,
and 25 ms so."""

_FEW: Final = 32
"""Files that are flushed by themselves; for more, Linux is asked to flush their file system: 8 ms for those 250."""

_SYNCFS: Final[Callable[[int], int] | None] = (
    getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None) if sys.platform == "linux" else None
)


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


def write_new(path: str, data: bytes) -> None:
    """Write a draft in the fewest calls of the system, for millions of small files.

    Args:
        path: Where there is no file yet.
        data: Content.
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o666)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
    finally:
        os.close(descriptor)


def flush(path: Path | str) -> None:
    """Wait until a file's content, or a folder's names, are on the disk."""
    if os.name == "nt":  # which flushes neither folders nor files that were opened for reading
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def flush_all(paths: Sequence[Path]) -> None:
    """Wait until the content of several files, all on one file system, is on the disk."""
    if len(paths) < 2:
        _flush_some(paths)
        return
    if len(paths) > _FEW and _SYNCFS is not None:
        _flush_file_system(paths[0], _SYNCFS)
        return
    threads = min(_FLUSHES, len(paths))
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(_flush_some, (paths[begin::threads] for begin in range(threads))))


def _flush_file_system(path: Path, syncfs: Callable[[int], int]) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        if syncfs(descriptor):
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number), str(path))
    finally:
        os.close(descriptor)


def _flush_some(paths: Sequence[Path]) -> None:
    for path in paths:
        flush(path)
