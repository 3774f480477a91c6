"""The lock of an output folder: one run at a time, and none that died is in the way of the next."""

from __future__ import annotations

import errno
import os
import platform
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

from synthgroup.errors import OutputError
from synthgroup.export.files import output_errors
from synthgroup.export.job import JOB_FILE
from synthgroup.sources.printable import printable

WORK_FOLDER: Final = ".synthgroup"
LOCK_FILE: Final = "lock"

_HELD: Final = frozenset({errno.EACCES, errno.EAGAIN, errno.EDEADLK})

_NO_LOCKS: Final = frozenset({errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP})

if sys.platform == "win32":
    import msvcrt

    def _take(file: BinaryIO) -> None:
        file.seek(1 << 30)  # far behind the text, since others cannot read what is locked
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(file: BinaryIO) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def locked(out: Path) -> Iterator[None]:
    """Keep other runs out of an output folder, which is made where it is not there.

    The system gives the lock back when the process ends, however it ends. A file system without locks has none. What
    was made for the lock goes again where no job was begun.

    Args:
        out: The output folder.

    Raises:
        OutputError: Another run holds the lock; the message says which. Or the folder cannot be written.
    """
    work = out / WORK_FOLDER
    made = [folder for folder in (out, *out.parents) if not folder.exists()]
    try:
        with output_errors(out):
            file = _open_locked(work / LOCK_FILE, out)
    except OutputError:
        _remove_empty(work, *made)
        raise
    try:
        with file:
            try:
                yield
            finally:
                if os.name != "nt" and _is_at(file, work / LOCK_FILE):  # no other run has made its own meanwhile
                    _tidy(work, made)
    finally:
        if os.name == "nt":  # where an open file cannot be deleted
            _tidy(work, made)


def _open_locked(path: Path, out: Path) -> BinaryIO:
    while True:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("a+b")
        try:
            _take(file)
        except OSError as error:
            with file:
                if error.errno in _HELD:
                    raise OutputError(
                        f"{printable(str(out))}: another run is writing here ({_holder(file)}); wait until it ends, "
                        "or stop it and run the same command again"
                    ) from None
                if error.errno not in _NO_LOCKS:
                    raise
            file = path.open("a+b")
        if _is_at(file, path):
            with suppress(OSError):  # on a full disk the lock holds without a name
                os.ftruncate(file.fileno(), 0)
                os.write(file.fileno(), f"process {os.getpid()} on {platform.node()}".encode())
            return file
        file.close()  # the run that held the lock has ended meanwhile, and its file is gone


def _is_at(file: BinaryIO, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False


def _holder(file: BinaryIO) -> str:
    file.seek(0)
    return printable(file.read(300).decode(errors="replace")) or "not known which"


def _tidy(work: Path, made: list[Path]) -> None:
    """Delete the lock, and what was made for a job that was not begun."""
    with suppress(OSError):
        (work / LOCK_FILE).unlink()
    if made and not (work / JOB_FILE).exists():
        shutil.rmtree(work, ignore_errors=True)
    _remove_empty(work, *made)


def _remove_empty(*folders: Path) -> None:
    for folder in folders:
        with suppress(OSError):
            folder.rmdir()
