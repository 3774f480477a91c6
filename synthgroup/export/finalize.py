"""The last step: the labels of all shards are joined, and the folder becomes a finished data set."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Final

from synthgroup.errors import OutputError
from synthgroup.export.files import output_errors
from synthgroup.export.job import Job
from synthgroup.export.tally import Tally
from synthgroup.export.workspace import Marker, Workspace
from synthgroup.export.writers import find_writer

_PIECE: Final = 1 << 20


def finalize(out: Path, job: Job, *, strict: bool = False) -> Tally:
    """Finish a data set whose shards are all there.

    Args:
        out: The output folder.
        job: What was rendered.
        strict: Whether a background that could not be read is an error; the data set is then left unfinished.

    Returns:
        Counts over all scenes.

    Raises:
        OutputError: A shard is missing or damaged, a file cannot be written, or `strict` found something.
    """
    workspace = Workspace(out, job)
    with output_errors(out):
        markers = [_whole(workspace, shard) for shard in job.shards]
        _check_pictures(workspace)
        tally = Tally.sum(marker.tally for marker in markers)
        if strict and tally.replaced:
            name, reason = min(tally.replaced.items())
            raise OutputError(
                f"{len(tally.replaced)} backgrounds could not be read and were replaced, such as {name} ({reason}); "
                "repair or remove them, or accept the replacements without --strict"
            )
        find_writer(job.format).finish(out, workspace.work, _records(workspace, markers))
        workspace.finish()
    return tally


def _whole(workspace: Workspace, shard: int) -> Marker:
    marker = workspace.marker(shard)
    if marker is None:
        raise OutputError(f"{workspace.out}: shard {shard} is not finished; run the same command again to render it")
    return marker


def _check_pictures(workspace: Workspace) -> None:
    """Let shards whose pictures were deleted or cut off be rendered again."""
    writer = find_writer(workspace.job.format)
    lost: list[str] = []
    for shard in workspace.job.shards:
        lost_here = list(writer.lost(workspace.out, workspace.labels(shard)))
        if lost_here:
            workspace.unmark(shard)
        lost += lost_here
    if lost:
        raise OutputError(
            f"{workspace.out}: {len(lost)} pictures went missing or are empty, such as {lost[0]}; "
            "run the same command again to render them anew"
        )


def _records(workspace: Workspace, markers: list[Marker]) -> Iterator[bytes]:
    """Read the labels of all shards, in pieces, and check them on the way."""
    for marker in markers:
        hashed = blake2b(digest_size=16)
        with workspace.labels(marker.shard).open("rb") as file:
            while piece := file.read(_PIECE):
                hashed.update(piece)
                yield piece
        if hashed.hexdigest() != marker.metadata:
            workspace.unmark(marker.shard)
            raise OutputError(
                f"{workspace.labels(marker.shard)} was damaged after it was written; "
                "run the same command again to render its scenes anew"
            )
