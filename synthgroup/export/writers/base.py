"""What a writer is: one format on disk. It knows nothing of who calls it, in which process, and where the files go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from synthgroup.emotions import Mood
from synthgroup.export.job import Job
from synthgroup.export.output import Product
from synthgroup.scene import Scene


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """A scene on its way into a format.

    Attributes:
        scene: The scene.
        picture: Its encoded picture.
        record: Its labels, as in `metadata.jsonl`.
    """

    scene: Scene
    picture: bytes
    record: Mapping[str, Any]


class Records(Protocol):
    """What was kept of all shards, which a format that joins labels gets at the end."""

    def __call__(self) -> Iterator[bytes]:
        """Begin from the first shard; every call reads them anew."""


class ShardWriter(Protocol):
    """Writes one shard into its draft folder."""

    def add(self, sample: Sample) -> None:
        """Take the next scene; they come in the order of their indices."""

    def close(self) -> Sequence[Product]:
        """End the shard.

        Returns:
            Its files, in the order in which they get their final names.
        """


class Writer(Protocol):
    """A format. Equal jobs give equal bytes."""

    @property
    def name(self) -> str:
        """What users call it."""

    @property
    def joins_labels(self) -> bool:
        """Whether `finish` needs the records of all shards, which are kept until then."""

    def check(self, job: Job) -> None:
        """Refuse a job that the format cannot hold.

        Raises:
            RecipeError: It cannot; the message names the setting.
        """

    def file_name(self, index: int, mood: Mood, suffix: str) -> str:
        """Name a scene's picture, whatever the number of scenes is: `/` separated, relative to the output.

        A format that has no file for each picture names it as its readers do.
        """

    def begin(self, draft: Path, job: Job, shard: int) -> ShardWriter:
        """Begin a shard.

        Args:
            draft: An empty folder of the shard's own on this machine; it is deleted afterwards.
            job: What the shard belongs to.
            shard: Its number.
        """

    def kept(self, lines: Sequence[bytes], job: Job) -> bytes:
        """Prepare a shard's labels for `finish`, so that it has little more to do than to join them.

        Args:
            lines: The shard's lines of `metadata.jsonl`, with their ends.
            job: What the shard belongs to.

        Returns:
            What is kept of them until then; empty unless `joins_labels`.
        """

    def finish(self, draft: Path, job: Job, records: Records) -> Sequence[Product]:
        """Write what the data set has once, when all shards are there.

        Args:
            draft: An empty folder on this machine; it is deleted afterwards.
            job: What was rendered.
            records: What was kept of each shard, in order; none unless `joins_labels`.
        """

    def folders(self) -> Sequence[str]:
        """Name folders that every data set of the format has, even where nothing lies in them."""

    def owns(self, name: str, n: int, shard_size: int, split: str) -> bool:
        """Tell whether a file of that name can belong to a data set of so many scenes, finished or not.

        Args:
            name: Relative to the output, `/` separated.
            n: Number of scenes.
            shard_size: Scenes of a shard.
            split: The part of the people and backgrounds that it was drawn from.
        """
