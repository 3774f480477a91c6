"""Making an unfinished job of a finished one: what is extended or repaired begins with the shards that are whole."""

from __future__ import annotations

from collections import deque
from contextlib import ExitStack
from io import BytesIO
from itertools import islice
from typing import BinaryIO

from synthgroup.export.checksums import (
    CHECKSUMS_FILE,
    Marker,
    Section,
    digest_of_labels,
    sealed,
    to_lines,
    whole_sections,
)
from synthgroup.export.contents import CARD_FILE, CROISSANT_FILE, RECIPE_FILE
from synthgroup.export.job import JOB_FILE, Job
from synthgroup.export.output import Output
from synthgroup.export.workspace import WORK_JOB, Workspace
from synthgroup.export.writers import find_writer
from synthgroup.export.writers.folder import METADATA_FILE


def reopen(output: Output, job: Job, damaged: frozenset[int] = frozenset()) -> None:
    """Make a finished data set an unfinished one of a job that differs at most in the number of scenes.

    Markers, checksums and labels of whole shards are written first; until the job has moved, the data set is finished.

    Args:
        output: Where it is.
        job: What it is to become.
        damaged: Shards that are to be rendered again.

    Raises:
        OutputError: It cannot be read or written.
    """
    workspace = Workspace(output, job)
    if output.size(JOB_FILE) is not None and output.size(CHECKSUMS_FILE) is not None:
        _restore(workspace, damaged)
    output.write(WORK_JOB, job.to_json())
    output.delete([JOB_FILE, CHECKSUMS_FILE, RECIPE_FILE, CARD_FILE, CROISSANT_FILE])


def _restore(workspace: Workspace, damaged: frozenset[int]) -> None:
    output = workspace.output
    with ExitStack() as stack:
        sections = whole_sections(stack.enter_context(output.open(CHECKSUMS_FILE)))
        labelled = output.size(METADATA_FILE) is not None
        labels = _Labels(stack.enter_context(output.open(METADATA_FILE)) if labelled else BytesIO(), workspace.job)
        for section in sections:
            _restore_shard(workspace, section, labels, damaged)


class _Labels:
    """The lines of `metadata.jsonl`, shard by shard."""

    def __init__(self, lines: BinaryIO, job: Job) -> None:
        self._lines, self._size, self._next = lines, job.shard_size, 0

    def of(self, marker: Marker) -> list[bytes]:
        """Give the lines of a shard that comes after those asked for before."""
        begin = marker.shard * self._size
        deque(islice(self._lines, begin - self._next), maxlen=0)
        self._next = begin + marker.tally.scenes
        return list(islice(self._lines, marker.tally.scenes))


def _restore_shard(workspace: Workspace, section: Section, labels: _Labels, damaged: frozenset[int]) -> None:
    marker = section.marker
    if marker is None or marker.shard in damaged or workspace.marker(marker.shard) is not None:
        return
    if marker.labels:
        lines = labels.of(marker)
        if digest_of_labels(lines) != marker.labels:
            return
        kept = find_writer(workspace.job.format).kept(lines, workspace.job)
        workspace.output.write(workspace.labels_name(marker.shard), sealed(kept, marker.labels))
    workspace.output.write(workspace.sums_name(marker.shard), to_lines(section.files).encode())
    workspace.mark(marker)
