"""What may lie in an output before a job is rendered there, and how an earlier data set is deleted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any, Final

from synthgroup.errors import OutputError
from synthgroup.export.checksums import CHECKSUMS_FILE
from synthgroup.export.job import JOB_FILE, parsed_job
from synthgroup.export.leases import LEASES, holders
from synthgroup.export.output import Output
from synthgroup.export.output.local import WORK_FOLDER
from synthgroup.export.writers import find_writer, writer_names
from synthgroup.sources.base import SPLITS
from synthgroup.sources.printable import printable

RECIPE_FILE: Final = "recipe.yaml"
CARD_FILE: Final = "README.md"
PARENT_TITLE: Final = "# Groups with a mood: data sets of splits, rendered by synthgroup"
"""Tells a card above data sets of splits from one that somebody else wrote, which is left alone."""

CROISSANT_FILE: Final = "croissant.json"

WHOLE_FILES: Final = (RECIPE_FILE, CARD_FILE, CROISSANT_FILE, CHECKSUMS_FILE)
"""What every finished data set has, besides `job.json` and what its format has."""


def check_contents(output: Output, *, overwrite: bool = False) -> None:
    """Refuse an output that holds files of others.

    Args:
        output: Where a job is to be rendered.
        overwrite: Whether data sets of splits in it may be deleted.

    Raises:
        OutputError: It cannot be used; the message says why.
    """
    if output.size(JOB_FILE) is not None or output.size(f"{WORK_FOLDER}/{JOB_FILE}") is not None:
        return
    splits = split_outputs(output)
    ours = {CARD_FILE} if splits and is_parent_card(output.read(CARD_FILE) or b"") else set()
    others = [name for name in output.entries() if name not in {WORK_FOLDER, *splits, *ours}]
    if others:
        raise OutputError(
            f"{output.address} is not empty and was not written by synthgroup (it holds {printable(others[0])}); "
            "choose a new or an empty folder"
        )
    if splits and not overwrite:
        raise OutputError(
            f"{output.address} holds data sets of splits ({', '.join(splits)}); choose another folder for one without "
            "splits, or --overwrite to delete them"
        )


def is_parent_card(data: bytes) -> bool:
    """Tell whether a `README.md` is the one that is written above data sets of splits."""
    return f"\n{PARENT_TITLE}\n".encode() in data


def delete_parent_card(output: Output) -> None:
    """Delete the card above data sets of splits, and no other."""
    if is_parent_card(output.read(CARD_FILE) or b""):
        output.delete([CARD_FILE])


def split_outputs(output: Output) -> list[str]:
    """List which of `train`, `val` and `test` in an output are data sets, finished or not."""
    return [name for name in SPLITS if stored_job(output.part(name)) is not None]


def stored_job(output: Output) -> dict[str, Any] | None:
    """Read the job that was rendered into an output, or None where none was."""
    with suppress(OutputError):
        for name in (JOB_FILE, f"{WORK_FOLDER}/{JOB_FILE}"):
            if output.size(name) is not None:
                return parsed_job(output.read(name), f"{output.address}/{name}")
    return None


def check_deletable(output: Output, stored: Mapping[str, Any]) -> None:
    """Refuse to delete a format that is not known here.

    Args:
        output: Where it is.
        stored: Content of its `job.json`.

    Raises:
        OutputError: The format is not known.
    """
    if stored["format"] not in writer_names():
        raise OutputError(
            f"{output.address} holds the format {stored['format']!r} of another version of synthgroup; "
            "choose another folder"
        )


def delete_data_set(output: Output) -> None:
    """Delete a data set, finished or not, and its folder if nothing else is in it.

    Args:
        output: Where it is; one that holds none is left as it is.

    Raises:
        OutputError: It cannot be deleted, or another run is writing there.
    """
    stored = stored_job(output)
    if stored is None:
        return
    check_deletable(output, stored)
    live = holders(output)
    if live:
        raise OutputError(
            f"{output.address} cannot be deleted while another run is writing here: {live[0]}; wait until it ends, or "
            "stop it"
        )
    delete_content(output, stored)
    output.delete_folders([""])


def delete_content(output: Output, stored: Mapping[str, Any]) -> None:
    """Delete what a job wrote; it counts as an unfinished job until nothing of it is left.

    Args:
        output: Where it is.
        stored: Content of its `job.json`.
    """
    output.move(JOB_FILE, f"{WORK_FOLDER}/{JOB_FILE}")
    output.delete(list(output.names(f"{WORK_FOLDER}/shards")))  # markers must not outlive a picture
    output.delete(owned(output, stored))
    output.delete([*WHOLE_FILES])
    output.delete_folders(find_writer(stored["format"]).folders())
    empty_work(output)


def owned(output: Output, stored: Mapping[str, Any]) -> Iterator[str]:
    """List the files of a job's shards and of its format.

    Args:
        output: Where they are.
        stored: Content of the job's `job.json`.
    """
    writer = find_writer(stored["format"])
    for name in output.names():
        if not name.startswith(f"{WORK_FOLDER}/") and writer.owns(
            name, stored["n"], stored["shard_size"], stored["split"]
        ):
            yield name


def empty_work(output: Output) -> None:
    """Delete what is in the working folder, leases last."""
    names = list(output.names(WORK_FOLDER))
    leases = [name for name in names if name.startswith(f"{LEASES}/")]
    output.delete([name for name in names if name not in leases])
    output.delete(leases)
    output.delete_folders([f"{WORK_FOLDER}/shards", LEASES, WORK_FOLDER])
