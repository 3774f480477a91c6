"""What a writer is: one format on disk. It knows nothing of who calls it, and in which process."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from synthgroup.emotions import Mood
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


class ShardWriter(Protocol):
    """Writes one shard: first into a draft folder, then to its final names."""

    def add(self, sample: Sample) -> None:
        """Take the next scene; they come in the order of their indices."""

    def publish(self, out: Path) -> None:
        """Flush what was written to disk and give it its final names.

        Args:
            out: The output folder; the draft folder lies in it.
        """


class Writer(Protocol):
    """A format."""

    @property
    def name(self) -> str:
        """What users call it."""

    def file_name(self, index: int, mood: Mood, suffix: str) -> str:
        """Name a scene's picture, relative to the output folder, whatever the number of scenes is."""

    def begin(self, draft: Path) -> ShardWriter:
        """Begin a shard.

        Args:
            draft: An empty folder of the shard's own, on the disk of the output folder; it is deleted afterwards.
        """

    def finish(self, out: Path, work: Path, records: Iterator[bytes]) -> None:
        """Write what the data set has once, when all shards are there.

        Args:
            out: The output folder.
            work: A folder for drafts, on the disk of the output folder; it is deleted afterwards.
            records: The lines of `metadata.jsonl` in pieces of any length, in order.
        """

    def complete(self, out: Path) -> bool:
        """Tell whether what `finish` writes is there."""

    def lost(self, out: Path, labels: Path | None = None) -> Iterator[str]:
        """List what labels tell of and is not there, or is empty; contents are not read.

        Args:
            out: The output folder.
            labels: Lines of `metadata.jsonl`; by default what `finish` wrote.

        Returns:
            Names of files, relative to the output folder.
        """

    def owned(self, out: Path, count: int) -> Iterator[Path]:
        """List what a data set of so many scenes, finished or not, can have in its output folder.

        Args:
            out: The output folder.
            count: Number of scenes.

        Returns:
            Existing files, and folders after what lies in them; folders may hold other files too.
        """
