"""The output folder: what is in it, what may happen to it, and the working folder that a run keeps there.

OUT/.synthgroup/job.json            a job was begun here and is not finished
OUT/.synthgroup/lock                a run is writing here, as long as it holds the lock
OUT/.synthgroup/shards/000003.jsonl labels of shard 3
OUT/.synthgroup/shards/000003.json  the marker: shard 3 is whole
OUT/job.json                        the job is finished; the working folder goes
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from synthgroup.errors import OutputError
from synthgroup.export.contents import (
    RECIPE_FILE,
    check_deletable,
    check_folder,
    delete_content,
    delete_data_set,
    empty_work,
    split_folders,
)
from synthgroup.export.files import flush, output_errors, write_whole
from synthgroup.export.job import JOB_FILE, Job, differences, read_job
from synthgroup.export.lock import WORK_FOLDER
from synthgroup.export.tally import Tally
from synthgroup.export.writers import find_writer
from synthgroup.sources.printable import printable


@dataclass(frozen=True, slots=True)
class Marker:
    """What says that a shard is whole; it is written last.

    Attributes:
        shard: Number of the shard.
        job: Digest of the job.
        metadata: Hash of the shard's metadata lines.
        tally: Its counts.
    """

    shard: int
    job: str
    metadata: str
    tally: Tally

    def to_json(self) -> bytes:
        """Write the marker."""
        content = {
            "shard": self.shard,
            "job": self.job,
            "count": self.tally.scenes,
            "metadata": self.metadata,
            "tally": self.tally.to_mapping(),
        }
        return (json.dumps(content) + "\n").encode()


@dataclass(frozen=True, slots=True)
class Survey:
    """What an output folder holds and what is left to do for a job.

    Attributes:
        finished: Whether the job is finished already.
        missing: Shards that are to be rendered.
        replaced: The job that `overwrite` deletes, as its `job.json` has it; None where there is none.
        splits: Data sets of splits in the folder, which `overwrite` deletes.
    """

    finished: bool
    missing: Sequence[int]
    replaced: dict[str, Any] | None = None
    splits: tuple[Path, ...] = ()


class Workspace:
    """The output folder of a job.

    Args:
        out: The folder.
        job: What is to be rendered there.
    """

    def __init__(self, out: Path, job: Job) -> None:
        self.out = out
        self.job = job
        self.work = out / WORK_FOLDER
        self._shards = self.work / "shards"
        self._digest = job.digest()

    def survey(self, *, overwrite: bool = False) -> Survey:
        """Look whether the job can be rendered here; nothing is written.

        Args:
            overwrite: Whether an earlier job may be deleted. The same job, unfinished, goes on nevertheless.

        Raises:
            OutputError: The folder cannot be used for this job.
        """
        with output_errors(self.out):
            check_folder(self.out, overwrite=overwrite)
            finished = read_job(self.out / JOB_FILE)
            stored = finished or read_job(self.work / JOB_FILE)
            if stored is None:
                return Survey(finished=False, missing=self.job.shards, splits=tuple(split_folders(self.out)))
            if overwrite and (finished or differences(stored, self.job.to_mapping())):
                check_deletable(self.out, stored)
                return Survey(finished=False, missing=self.job.shards, replaced=stored)
            self._check_same(stored)
            if finished is None:
                return Survey(finished=False, missing=tuple(k for k in self.job.shards if self.marker(k) is None))
            whole = find_writer(self.job.format).complete(self.out) and (self.out / RECIPE_FILE).is_file()
            if not whole:
                raise OutputError(
                    f"{self._name} holds this job, but files of it are missing; use --overwrite to render it again"
                )
            self._check_pictures()
            return Survey(finished=True, missing=())

    def prepare(self, *, overwrite: bool = False) -> Survey:
        """Make the folder ready for the job, with what an earlier run of it has done already.

        Args:
            overwrite: Whether to delete what an earlier job wrote here; other files stay.

        Returns:
            What is left to do.

        Raises:
            OutputError: The folder cannot be used for this job, or not be written.
        """
        survey = self.survey(overwrite=overwrite)
        with output_errors(self.out):
            for folder in survey.splits:
                delete_data_set(folder)
            if survey.replaced is not None:
                delete_content(self.out, survey.replaced)
            if survey.finished:
                empty_work(self.work)
            else:
                self._begin()
        return survey

    @contextmanager
    def draft(self, shard: int) -> Iterator[Path]:
        """Give an empty folder on the same disk, and delete it afterwards.

        Args:
            shard: Number of the shard that it is for.
        """
        folder = Path(tempfile.mkdtemp(prefix=f"draft-{shard:06d}-", dir=self.work))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def labels(self, shard: int) -> Path:
        """Name the file with a shard's metadata lines."""
        return self._shards / f"{shard:06d}.jsonl"

    def mark(self, shard: int, metadata: str, tally: Tally) -> None:
        """Say that a shard is whole.

        Args:
            shard: Number of the shard.
            metadata: Hash of its metadata lines.
            tally: Its counts.
        """
        marker = Marker(shard, self._digest, metadata, tally)
        write_whole(self._marker_path(shard), marker.to_json())

    def marker(self, shard: int) -> Marker | None:
        """Read the marker of a shard, or None where the shard is not whole."""
        try:
            content = json.loads(self._marker_path(shard).read_text(encoding="utf-8"))
            marker = Marker(shard, content["job"], content["metadata"], Tally(**content["tally"]))
        except (FileNotFoundError, ValueError, TypeError, KeyError):
            return None
        whole = marker.job == self._digest and marker.tally.scenes == len(self.job.indices(shard))
        return marker if whole and self.labels(shard).is_file() else None

    def unmark(self, shard: int) -> None:
        """Let a shard be rendered again."""
        self._marker_path(shard).unlink(missing_ok=True)

    def finish(self) -> None:
        """Write `recipe.yaml` and, last, `job.json`; the working folder goes."""
        write_whole(self.work / RECIPE_FILE, self.job.recipe.to_yaml().encode())
        (self.work / RECIPE_FILE).replace(self.out / RECIPE_FILE)
        flush(self.out)
        (self.work / JOB_FILE).replace(self.out / JOB_FILE)
        flush(self.out)
        with suppress(OSError):
            empty_work(self.work)

    @property
    def _name(self) -> str:
        return printable(str(self.out))

    def _marker_path(self, shard: int) -> Path:
        return self._shards / f"{shard:06d}.json"

    def _check_same(self, stored: dict[str, Any]) -> None:
        found = differences(stored, self.job.to_mapping())
        if found:
            more = f" and {len(found) - 4} more" if len(found) > 4 else ""
            raise OutputError(
                f"{self._name} holds another job: {'; '.join(found[:4])}{more}; "
                "choose another folder, or --overwrite to delete what is there"
            )

    def _check_pictures(self) -> None:
        count, first = 0, ""
        for name in find_writer(self.job.format).lost(self.out):
            count, first = count + 1, first or name
        if count:
            raise OutputError(
                f"{self._name} holds this job, but {count} of its pictures are missing or empty, such as "
                f"{printable(first)}; use --overwrite to render it again"
            )

    def _begin(self) -> None:
        made = [folder for folder in (self.out, *self.out.parents) if not folder.exists()]
        try:
            self._shards.mkdir(parents=True, exist_ok=True)
            if read_job(self.work / JOB_FILE) is None:
                write_whole(self.work / JOB_FILE, self.job.to_json())
        except OSError:
            if made:
                shutil.rmtree(self.work, ignore_errors=True)
            for folder in made:
                if folder.is_dir():
                    folder.rmdir()
            raise
