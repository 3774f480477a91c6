"""The format `folder`: pictures in a folder a mood, which torchvision's ImageFolder reads, and `metadata.jsonl`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar, Final

from synthgroup.emotions import MOODS, Mood
from synthgroup.errors import RecipeError
from synthgroup.export.job import Job
from synthgroup.export.output import Product
from synthgroup.export.writers.base import Records, Sample
from synthgroup.export.writers.drafts import Drafts

METADATA_FILE: Final = "metadata.jsonl"

PER_FOLDER: Final = 10_000
"""Indices that share a folder, so that none grows without bound."""

_PICTURE: Final = re.compile(r"(negative|neutral|positive)/([0-9]{4,20})/([0-9]{8,20})\.(jpg|png|webp)")


class FolderShard:
    """The pictures of one shard.

    Args:
        draft: Where they wait for their final names.
    """

    def __init__(self, draft: Path) -> None:
        self._drafts = Drafts(draft)

    def add(self, sample: Sample) -> None:
        """Take the next scene."""
        self._drafts.add(str(sample.record["file_name"]), sample.picture)

    def close(self) -> Sequence[Product]:
        """Give the pictures."""
        return self._drafts.products


class FolderWriter:
    """Pictures at `<mood>/<index // 10000>/<index>.jpg`, labels in `metadata.jsonl`.

    All three moods have their folder, also where no scene has the mood, so that class indices never shift.
    """

    name: ClassVar[str] = "folder"
    joins_labels: ClassVar[bool] = True

    def check(self, job: Job) -> None:
        """Refuse masks: ImageFolder takes every folder for a class, whatever its name is, and every PNG for a scene.

        Raises:
            RecipeError: The job has masks.
        """
        if job.masks:
            raise RecipeError(
                "the format folder has no place for mask pictures; metadata.jsonl has every mask as run lengths, and "
                "the formats webdataset, parquet, coco and yolo take mask pictures"
            )

    def file_name(self, index: int, mood: Mood, suffix: str) -> str:
        """Name a scene's picture."""
        return f"{mood}/{index // PER_FOLDER:04d}/{index:08d}{suffix}"

    def begin(self, draft: Path, job: Job, shard: int) -> FolderShard:  # noqa: ARG002  pictures have names of their own
        """Begin a shard."""
        return FolderShard(draft)

    def kept(self, lines: Sequence[bytes], job: Job) -> bytes:  # noqa: ARG002  lines say it all
        """Keep the lines."""
        return b"".join(lines)

    def finish(self, draft: Path, job: Job, records: Records) -> Sequence[Product]:  # noqa: ARG002  labels say it all
        """Write `metadata.jsonl`."""
        with (draft / METADATA_FILE).open("wb") as file:
            file.writelines(records())
        return [Product(draft / METADATA_FILE, METADATA_FILE)]

    def folders(self) -> Sequence[str]:
        """Name the folder of every mood."""
        return [mood.value for mood in MOODS]

    def owns(self, name: str, n: int, shard_size: int, split: str) -> bool:  # noqa: ARG002  names do not depend on it
        """Know pictures of scenes below `n`, and `metadata.jsonl`."""
        found = _PICTURE.fullmatch(name)
        if found is None:
            return name == METADATA_FILE
        index = int(found[3])
        return index < n and found[2] == f"{index // PER_FOLDER:04d}" and found[3] == f"{index:08d}"
