"""The output folder: what is in it, what may happen to it, and the working folder that a run keeps there.

OUT/.synthgroup/job.json            a job was begun here and is not finished
OUT/.synthgroup/shards/000003.jsonl labels of shard 3
OUT/.synthgroup/shards/000003.json  the marker: shard 3 is whole
OUT/job.json                        the job is finished; the working folder goes
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from synthgroup.errors import OutputError
from synthgroup.export.files import flush, output_errors, write_whole
from synthgroup.export.job import JOB_FILE, Job, differences, read_job
from synthgroup.export.tally import Tally
from synthgroup.export.writers import find_writer, writer_names
from synthgroup.sources.printable import printable

WORK_FOLDER: Final = ".synthgroup"
RECIPE_FILE: Final = "recipe.yaml"


@dataclass(frozen=True, slots=True)
class Marker:
    """What says that a shard is whole; it is written last.

    Attributes:
        shard: Number of the shard.
        job: Digest of the job.
        metadata: Hash of the shard's metadata lines.
        pictures: Hash of its encoded pictures, one after the other.
        tally: Its counts.
    """

    shard: int
    job: str
    metadata: str
    pictures: str
    tally: Tally

    def to_json(self) -> bytes:
        """Write the marker."""
        content = {
            "shard": self.shard,
            "job": self.job,
            "count": self.tally.scenes,
            "metadata": self.metadata,
            "pictures": self.pictures,
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
    """

    finished: bool
    missing: tuple[int, ...]
    replaced: dict[str, Any] | None = None


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
            check_folder(self.out)
            finished = read_job(self.out / JOB_FILE)
            stored = finished or read_job(self.work / JOB_FILE)
            if stored is None:
                return Survey(finished=False, missing=tuple(self.job.shards))
            if overwrite and (finished or differences(stored, self.job.to_mapping())):
                return Survey(finished=False, missing=tuple(self.job.shards), replaced=self._deletable(stored))
            self._check_same(stored)
            if finished is None:
                return Survey(finished=False, missing=tuple(k for k in self.job.shards if self.marker(k) is None))
            whole = find_writer(self.job.format).complete(self.out) and (self.out / RECIPE_FILE).is_file()
            if not whole:
                raise OutputError(
                    f"{self._name} holds this job, but files of it are missing; use --overwrite to render it again"
                )
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
            if survey.replaced is not None:
                self._delete(survey.replaced)
            if survey.finished:
                shutil.rmtree(self.work, ignore_errors=True)
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

    def mark(self, shard: int, metadata: str, pictures: str, tally: Tally) -> None:
        """Say that a shard is whole.

        Args:
            shard: Number of the shard.
            metadata: Hash of its metadata lines.
            pictures: Hash of its encoded pictures.
            tally: Its counts.
        """
        marker = Marker(shard, self._digest, metadata, pictures, tally)
        write_whole(self._marker_path(shard), marker.to_json())

    def marker(self, shard: int) -> Marker | None:
        """Read the marker of a shard, or None where the shard is not whole."""
        try:
            content = json.loads(self._marker_path(shard).read_text(encoding="utf-8"))
            marker = Marker(shard, content["job"], content["metadata"], content["pictures"], Tally(**content["tally"]))
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
        shutil.rmtree(self.work, ignore_errors=True)

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

    def _deletable(self, stored: dict[str, Any]) -> dict[str, Any]:
        if stored["format"] not in writer_names():
            raise OutputError(
                f"{self._name} holds the format {stored['format']!r} of another version of synthgroup; "
                "choose another folder"
            )
        return stored

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

    def _delete(self, stored: dict[str, Any]) -> None:
        """Delete what a job wrote. The folder counts as an unfinished job until nothing of it is left."""
        self.work.mkdir(exist_ok=True)
        if (self.out / JOB_FILE).exists():
            (self.out / JOB_FILE).replace(self.work / JOB_FILE)
        if self._shards.exists():  # its markers must not outlive a picture
            shutil.rmtree(self._shards)
        for path in find_writer(stored["format"]).owned(self.out, stored["n"]):
            if path.is_dir():
                if not any(path.iterdir()):
                    path.rmdir()
            else:
                path.unlink()
        (self.out / RECIPE_FILE).unlink(missing_ok=True)
        shutil.rmtree(self.work)


def check_folder(out: Path) -> None:
    """Refuse an output folder that no job can be rendered into: a file, or a folder with files of others.

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
        others = sorted(entry.name for entry in out.iterdir() if entry.name != WORK_FOLDER)
        if others:
            raise OutputError(
                f"{name} is not empty and was not written by synthgroup (it holds {printable(others[0])}); "
                "choose a new or an empty folder"
            )
