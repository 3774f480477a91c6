"""The state of a job in its output: what is done, what is left, what is finished.

OUT/.synthgroup/job.json           a job was begun here and is not finished
OUT/.synthgroup/leases/            who works on what at the moment
OUT/.synthgroup/shards/000003.kept labels of shard 3, where the format joins labels at the end
OUT/.synthgroup/shards/000003.sums checksums of its files
OUT/.synthgroup/shards/000003.json the marker: shard 3 is whole
OUT/checksums.sha256               the same of a finished job
OUT/job.json                       the job is finished; the working folder goes
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from synthgroup.errors import OutputError
from synthgroup.export.checksums import (
    CHECKSUMS_FILE,
    FileSum,
    Marker,
    Section,
    from_lines,
    read_sections,
    unsealed,
)
from synthgroup.export.contents import (
    check_contents,
    check_deletable,
    delete_content,
    delete_data_set,
    delete_parent_card,
    empty_work,
    split_outputs,
)
from synthgroup.export.job import JOB_FILE, Job, differences, parsed_job
from synthgroup.export.leases import holders
from synthgroup.export.output import Place, find_output
from synthgroup.export.output.local import WORK_FOLDER
from synthgroup.sources.printable import printable

_SHARDS: Final = f"{WORK_FOLDER}/shards"
_MARKER: Final = re.compile(rf"{re.escape(_SHARDS)}/([0-9]{{6,20}})\.json")
_AT_ONCE: Final = 1000
WORK_JOB: Final = f"{WORK_FOLDER}/{JOB_FILE}"


@dataclass(frozen=True, slots=True)
class Survey:
    """What an output holds and what is left to do for a job.

    Attributes:
        finished: Whether the job is finished already.
        missing: Shards that are to be rendered.
        replaced: The job that `overwrite` deletes, as its `job.json` has it; None where there is none.
        splits: Names of data sets of splits in the output, which `overwrite` deletes.
        extends: Number of scenes of the smaller job there, which this one goes on from; None where there is none.
    """

    finished: bool
    missing: Sequence[int]
    replaced: dict[str, Any] | None = None
    splits: tuple[str, ...] = ()
    extends: int | None = None


class Workspace:
    """The output of a job.

    Args:
        output: Where it is.
        job: What is to be rendered there.
    """

    def __init__(self, output: Place, job: Job) -> None:
        self.output = find_output(output)
        self.job = job
        self._digest = job.digest()

    def survey(self, *, overwrite: bool = False, extend: bool = False) -> Survey:
        """Look whether the job can be rendered here; nothing is written.

        Args:
            overwrite: Whether an earlier job may be deleted. The same job, unfinished, goes on nevertheless.
            extend: Whether a job that differs in having fewer scenes may be there, which is then gone on from.

        Raises:
            OutputError: The output cannot be used for this job.
        """
        self.output.check()
        check_contents(self.output, overwrite=overwrite)
        finished = parsed_job(self.output.read(JOB_FILE), self._name(JOB_FILE))
        stored = finished or parsed_job(self.output.read(WORK_JOB), self._name(WORK_JOB))
        if stored is None:
            return Survey(finished=False, missing=self.job.shards, splits=tuple(split_outputs(self.output)))
        if extend and 0 < stored["n"] < self.job.n and not self._differs({**stored, "n": self.job.n}):
            return self._survey_extension(stored["n"], finished=finished is not None)
        if overwrite and (finished or self._differs(stored)):
            check_deletable(self.output, stored)
            return Survey(finished=False, missing=self.job.shards, replaced=stored)
        self._check_same(stored)
        if finished is None:
            return Survey(finished=False, missing=self.missing())
        self._check_whole()
        return Survey(finished=True, missing=())

    def prepare(self, *, overwrite: bool = False) -> Survey:
        """Make the output ready for the job, with what an earlier run of it has done already.

        Args:
            overwrite: Whether to delete what an earlier job wrote here; other files stay.

        Returns:
            What is left to do.

        Raises:
            OutputError: The output cannot be used for this job, or not be written.
        """
        survey = self.survey(overwrite=overwrite)
        for name in survey.splits:
            delete_data_set(self.output.part(name))
        if survey.splits:
            delete_parent_card(self.output)
        if survey.replaced is not None:
            self.refuse_live()
            delete_content(self.output, survey.replaced)
        if survey.finished:
            empty_work(self.output)
            return survey
        self.output.begin(WORK_JOB, self.job.to_json())
        return survey

    def missing(self) -> tuple[int, ...]:
        """List the shards that are not whole."""
        return tuple(shard for shard, marker in self.all_markers() if marker is None)

    def all_markers(self) -> Iterator[tuple[int, Marker | None]]:
        """Read the markers of all shards, as `markers` does, some at a time."""
        shards = self.job.shards
        for begin in range(0, shards.stop, _AT_ONCE):
            piece = shards[begin : begin + _AT_ONCE]
            yield from zip(piece, self.markers(piece), strict=True)

    def begun(self) -> Sequence[int]:
        """List the shards of which there is a marker, whole or not; of a job without bounds these are few."""
        found = (_MARKER.fullmatch(name) for name in self.output.names(_SHARDS))
        numbers = sorted(int(one[1]) for one in found if one)
        return [shard for shard in numbers if shard in self.job.shards]

    def markers(self, shards: Sequence[int]) -> list[Marker | None]:
        """Read the markers of some shards; None stands for one that is not whole."""
        found = [
            self._parsed(shard, data)
            for shard, data in zip(shards, self.output.read_all([self.marker_name(k) for k in shards]), strict=True)
        ]
        needed = [name for marker in found if marker for name in self._notes(marker)]
        absent = set(self.output.absent(needed))
        return [None if marker is None or absent & {*self._notes(marker)} else marker for marker in found]

    def labels_name(self, shard: int) -> str:
        """Name the file with what is kept of a shard's labels."""
        return f"{_SHARDS}/{shard:06d}.kept"

    def sums_name(self, shard: int) -> str:
        """Name the file with the checksums of a shard's files."""
        return f"{_SHARDS}/{shard:06d}.sums"

    def mark(self, marker: Marker) -> None:
        """Say that a shard is whole."""
        self.output.write(self.marker_name(marker.shard), marker.to_json().encode() + b"\n")

    def marker(self, shard: int) -> Marker | None:
        """Read the marker of a shard, or None where the shard is not whole."""
        return self.markers([shard])[0]

    def unmark(self, shard: int) -> None:
        """Let a shard be rendered again."""
        self.output.delete([self.marker_name(shard)])

    def files(self, marker: Marker) -> list[FileSum] | None:
        """Read the checksums of a shard, or None where they are damaged."""
        text = self.sums(marker)
        return None if text is None else from_lines(text)

    def sums(self, marker: Marker) -> str | None:
        """Read the checksums of a shard as they stand in their file, or None where they are damaged."""
        data = self.output.read(self.sums_name(marker.shard)) or b""
        return data.decode("utf-8", "replace") if sha256(data).hexdigest() == marker.files else None

    def kept(self, marker: Marker) -> bytes:
        """Read what is kept of a shard's labels.

        Raises:
            OutputError: It is damaged; the shard is then rendered again.
        """
        name = self.labels_name(marker.shard)
        with self.output.open(name) as file:
            kept = unsealed(file.read(), marker.labels)
        if kept is None:
            self.unmark(marker.shard)
            raise OutputError(
                f"{self._name(name)} was damaged after it was written; run the same command again to render it anew"
            )
        return kept

    def sections(self) -> Iterator[Section]:
        """Read `checksums.sha256` of a finished job."""
        with self.output.open(CHECKSUMS_FILE) as lines:
            yield from read_sections(lines, self._name(CHECKSUMS_FILE))

    def close(self) -> None:
        """Delete the working folder of a finished job."""
        empty_work(self.output)

    def refuse_live(self) -> None:
        """Refuse to change what another run is writing.

        Raises:
            OutputError: A lease is held whose holder is not known to be dead.
        """
        live = holders(self.output)
        if live:
            raise OutputError(
                f"{self.output.address}: another run is writing here ({live[0]}); wait until it ends, or stop it and "
                "run the same command again"
            )

    def _parsed(self, shard: int, data: bytes | None) -> Marker | None:
        marker = None if data is None else Marker.parsed(data)
        if marker is None or marker.job != self._digest or marker.tally.scenes != len(self.job.indices(shard)):
            return None
        return marker

    def _notes(self, marker: Marker) -> list[str]:
        """Name the files that a marker speaks of: checksums, which are never empty, and labels."""
        return [self.sums_name(marker.shard), *([self.labels_name(marker.shard)] if marker.labels else [])]

    def _survey_extension(self, there: int, *, finished: bool) -> Survey:
        if finished:
            self._check_whole()
        kept = there // self.job.shard_size
        return Survey(finished=False, missing=tuple(range(kept, len(self.job.shards))), extends=there)

    def _differs(self, stored: dict[str, Any]) -> bool:
        return bool(differences(stored, self.job.to_mapping()))

    def _name(self, name: str) -> str:
        return f"{self.output.address}/{name}"

    def marker_name(self, shard: int) -> str:
        """Name the file that says that a shard is whole."""
        return f"{_SHARDS}/{shard:06d}.json"

    def check_same(self) -> None:
        """Refuse a job that is not the one here.

        Raises:
            OutputError: It is another one; the message says what differs.
        """
        for name in (JOB_FILE, WORK_JOB):
            stored = parsed_job(self.output.read(name), self._name(name))
            if stored is not None:
                self._check_same(stored)
                return

    def _check_same(self, stored: dict[str, Any]) -> None:
        found = differences(stored, self.job.to_mapping())
        if not found:
            return
        more = f" and {len(found) - 4} more" if len(found) > 4 else ""
        smaller = len(found) == 1 and stored["n"] < self.job.n
        way = "add --extend to go on from there" if smaller else "choose another folder"
        raise OutputError(
            f"{self.output.address} holds another job: {'; '.join(found[:4])}{more}; {way}, or --overwrite to delete "
            "what is there"
        )

    def _check_whole(self) -> None:
        """Look whether the files of a finished job are there; contents are not read."""
        count, first = 0, ""
        if self.output.size(CHECKSUMS_FILE) is None:
            count, first = 1, CHECKSUMS_FILE
        else:
            for section in self.sections():
                for name in self.output.absent([file.name for file in section.files]):
                    count, first = count + 1, first or name
        if count:
            raise OutputError(
                f"{self.output.address} holds this job, but {count} of its files are missing or empty, such as "
                f"{printable(first)}; run `synthgroup verify --repair` to render them again"
            )
