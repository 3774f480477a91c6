"""What lies in an output folder already: whether a job can be rendered there, and how an earlier one is deleted."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from synthgroup.errors import OutputError
from synthgroup.export.files import output_errors
from synthgroup.export.job import JOB_FILE, read_job
from synthgroup.export.lock import LOCK_FILE, WORK_FOLDER, locked
from synthgroup.export.writers import find_writer, writer_names
from synthgroup.sources.base import SPLITS
from synthgroup.sources.printable import printable

RECIPE_FILE: Final = "recipe.yaml"


def check_folder(out: Path, *, overwrite: bool = False) -> None:
    """Refuse an output folder that no job can be rendered into: a file, or a folder with files of others.

    Args:
        out: The folder.
        overwrite: Whether data sets of splits in it may be deleted.

    Raises:
        OutputError: It cannot be used; the message says why.
    """
    name = printable(str(out))
    with output_errors(out):
        if out.exists() and not out.is_dir():
            raise OutputError(f"{name} is a file; choose a folder")
        there = next(folder for folder in (out, *out.absolute().parents) if folder.exists())
        if not there.is_dir():
            raise OutputError(f"{name} cannot be made: {printable(str(there))} is a file")
        if not os.access(there, os.W_OK | os.X_OK):
            raise OutputError(
                f"{printable(str(there))} cannot be written; choose another folder or change its permissions"
            )
        if not out.is_dir() or (out / JOB_FILE).is_file() or (out / WORK_FOLDER / JOB_FILE).is_file():
            return
        splits = [folder.name for folder in split_folders(out)]
        others = sorted(entry.name for entry in out.iterdir() if entry.name not in {WORK_FOLDER, *splits})
        if others:
            raise OutputError(
                f"{name} is not empty and was not written by synthgroup (it holds {printable(others[0])}); "
                "choose a new or an empty folder"
            )
        if splits and not overwrite:
            raise OutputError(
                f"{name} holds data sets of splits ({', '.join(splits)}); choose another folder for one without "
                "splits, or --overwrite to delete them"
            )


def split_folders(out: Path) -> list[Path]:
    """List the folders `train`, `val` and `test` of an output folder that are data sets, finished or not."""
    return [out / name for name in SPLITS if stored_job(out / name) is not None]


def stored_job(out: Path) -> dict[str, Any] | None:
    """Read the job that was rendered into a folder, or None where none was."""
    if out.is_symlink():
        return None
    with suppress(OutputError):
        return read_job(out / JOB_FILE) or read_job(out / WORK_FOLDER / JOB_FILE)
    return None


def check_deletable(out: Path, stored: Mapping[str, Any]) -> None:
    """Refuse to delete a format that is not known here.

    Args:
        out: The folder.
        stored: Content of its `job.json`.

    Raises:
        OutputError: The format is not known.
    """
    if stored["format"] not in writer_names():
        raise OutputError(
            f"{printable(str(out))} holds the format {stored['format']!r} of another version of synthgroup; "
            "choose another folder"
        )


def delete_data_set(out: Path) -> None:
    """Delete a data set, finished or not, and its folder if nothing else is in it.

    Args:
        out: The folder; one that holds none is left as it is.

    Raises:
        OutputError: It cannot be deleted, or another run is writing there.
    """
    stored = stored_job(out)
    if stored is None:
        return
    check_deletable(out, stored)
    with output_errors(out):
        with locked(out):
            delete_content(out, stored)
        if not any(out.iterdir()):
            out.rmdir()


def delete_content(out: Path, stored: Mapping[str, Any]) -> None:
    """Delete what a job wrote. The folder counts as an unfinished job until nothing of it is left.

    Args:
        out: The folder.
        stored: Content of its `job.json`.
    """
    work = out / WORK_FOLDER
    work.mkdir(exist_ok=True)
    if (out / JOB_FILE).exists():
        (out / JOB_FILE).replace(work / JOB_FILE)
    if (work / "shards").exists():  # its markers must not outlive a picture
        shutil.rmtree(work / "shards")
    for path in find_writer(stored["format"]).owned(out, stored["n"]):
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        else:
            path.unlink()
    (out / RECIPE_FILE).unlink(missing_ok=True)
    empty_work(work)


def empty_work(work: Path) -> None:
    """Delete what is in a working folder, but not the lock, nor the folder while it holds that."""
    for path in sorted(work.iterdir()) if work.is_dir() else []:
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name != LOCK_FILE:
            path.unlink()
    with suppress(OSError):
        work.rmdir()
