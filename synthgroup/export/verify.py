"""Reading a data set again: what is missing, damaged or foreign."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from synthgroup.errors import OutputError
from synthgroup.export.checksums import CHECKSUMS_FILE, FileSum, Section, read_sections, sum_of_stream, whole_sections
from synthgroup.export.contents import WHOLE_FILES, stored_job
from synthgroup.export.job import JOB_FILE, Job, parsed_job
from synthgroup.export.output import Output, Place, find_output
from synthgroup.export.output.local import WORK_FOLDER
from synthgroup.export.workspace import WORK_JOB, Workspace
from synthgroup.export.writers import find_writer

Told = Callable[[int], None]
"""Told how many files were read since it was told last."""


class Fault(StrEnum):
    """What can be wrong with a file."""

    MISSING = "missing"
    DAMAGED = "damaged"
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True)
class Problem:
    """A file that is not as it should be.

    Attributes:
        fault: What is wrong with it.
        name: Its name in the output.
        shard: The shard that it belongs to; None where it belongs to none or to the whole data set.
    """

    fault: Fault
    name: str
    shard: int | None = None


@dataclass(slots=True)
class Verdict:
    """What was found.

    Attributes:
        files: Files that were read.
        finished: Whether the data set is finished.
        missing_shards: Shards that are not rendered yet, where it is not.
        problems: Files that are not as they should be, by name.
    """

    files: int = 0
    finished: bool = True
    missing_shards: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def damaged_shards(self) -> frozenset[int]:
        """Shards with files that are missing or damaged."""
        return frozenset(one.shard for one in self.problems if one.shard is not None)

    @property
    def sound(self) -> bool:
        """Whether nothing is missing or damaged; foreign files do no harm."""
        return self.finished and all(one.fault is Fault.FOREIGN for one in self.problems)


def verify(out: Place, told: Told | None = None) -> Verdict:
    """Read every file of a data set and compare it with its checksum.

    Of a data set that is not finished, the shards that are whole are read.

    Args:
        out: Where it is.
        told: Told about progress.

    Raises:
        OutputError: There is no data set, or it cannot be read.
    """
    output = find_output(out)
    output.check()
    stored = stored_job(output)
    if stored is None and output.size(JOB_FILE) is None and output.size(CHECKSUMS_FILE) is None:
        raise OutputError(f"{output.address} holds no data set of synthgroup; name the folder that --out named")
    verdict = Verdict(finished=output.size(JOB_FILE) is not None)
    known: set[str] = set()
    sections = _finished(output, verdict) if verdict.finished else _unfinished(output, verdict, stored or {})
    for section in sections:
        shard = None if section.marker is None else section.marker.shard
        for file in section.files:
            known.add(file.name)
            fault = _fault(output, file)
            verdict.files += 1
            if told:
                told(1)
            if fault:
                verdict.problems.append(Problem(fault, file.name, shard))
    listed = verdict.finished and all(one.name != CHECKSUMS_FILE for one in verdict.problems)
    verdict.problems += _foreign(output, known, stored, listed=listed)
    verdict.problems.sort(key=lambda one: one.name)
    return verdict


def read_job(out: Place) -> tuple[Job, bool]:
    """Read the job of a data set, and whether it is finished.

    Raises:
        OutputError: There is none, or its `job.json` is damaged.
    """
    output = find_output(out)
    for name in (JOB_FILE, WORK_JOB):
        stored = parsed_job(output.read(name), f"{output.address}/{name}")
        if stored is not None:
            return Job.from_mapping(stored, f"{output.address}/{name}"), name == JOB_FILE
    raise OutputError(f"{output.address} holds no data set of synthgroup; name the folder that --out named")


def _finished(output: Output, verdict: Verdict) -> Iterator[Section]:
    name = f"{output.address}/{CHECKSUMS_FILE}"
    if output.size(CHECKSUMS_FILE) is None:
        verdict.problems.append(Problem(Fault.MISSING, CHECKSUMS_FILE))
        return
    try:
        with output.open(CHECKSUMS_FILE) as lines:
            for _ in read_sections(lines, name):
                pass
    except OutputError:
        verdict.problems.append(Problem(Fault.DAMAGED, CHECKSUMS_FILE))
        with output.open(CHECKSUMS_FILE) as lines:
            yield from whole_sections(lines)
        return
    with output.open(CHECKSUMS_FILE) as lines:
        yield from read_sections(lines, name)


def _unfinished(output: Output, verdict: Verdict, stored: dict[str, Any]) -> Iterator[Section]:
    workspace = Workspace(output, Job.from_mapping(stored, f"{output.address}/{WORK_JOB}"))
    begun = workspace.begun()
    verdict.missing_shards = workspace.job.shards.stop - len(begun)
    for shard in begun:
        marker = workspace.marker(shard)
        files = None if marker is None else workspace.files(marker)
        if marker is None or files is None:
            verdict.missing_shards += 1
        else:
            yield Section(marker, files)


def _fault(output: Output, file: FileSum) -> Fault | None:
    if output.size(file.name) is None:
        return Fault.MISSING
    with output.open(file.name) as content:
        return None if sum_of_stream(content) == file.digest else Fault.DAMAGED


def _foreign(output: Output, known: set[str], stored: dict[str, Any] | None, *, listed: bool) -> Iterator[Problem]:
    """List files that no checksum tells of; where not all checksums are at hand, those of the format may be ours."""
    ours = None if listed or stored is None else find_writer(stored["format"])
    for name in output.names():
        if name in known or name in WHOLE_FILES or name == JOB_FILE or name.startswith(f"{WORK_FOLDER}/"):
            continue
        if ours is None or stored is None or not ours.owns(name, stored["n"], stored["shard_size"], stored["split"]):
            yield Problem(Fault.FOREIGN, name)
