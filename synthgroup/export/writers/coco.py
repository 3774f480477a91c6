"""The format `coco`: pictures, and one file of COCO annotations with boxes, masks and emotions."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO, ClassVar, Final

from synthgroup.emotions import Mood
from synthgroup.errors import RecipeError
from synthgroup.export.job import Job
from synthgroup.export.licences import licence_of
from synthgroup.export.masks import instance_mask
from synthgroup.export.output import Product
from synthgroup.export.writers.base import Records, Sample
from synthgroup.export.writers.coco_lines import CATEGORY_IDS, ENCODER, FACES_OF_IMAGE, PICTURES, coco_parts
from synthgroup.export.writers.drafts import Drafts
from synthgroup.export.writers.folder import METADATA_FILE
from synthgroup.export.writers.numbered import PICTURE_SUFFIXES, is_numbered, numbered_name

ANNOTATIONS_FILE: Final = "annotations/instances.json"
MASKS: Final = "masks"

_BETWEEN: Final = b",\n"
"""Stands between the scenes of a list."""

_PARTS: Final = b"\0"
"""Stands between the parts of what is kept of a shard; in JSON no such byte stands."""

_PIECE: Final = 1 << 20

MOST_SCENES: Final = 2**53 // FACES_OF_IMAGE - 1
"""Ids stay below 2**53, up to which JSON readers and pycocotools, which keeps ids as floats, tell integers apart."""


class CocoShard:
    """The pictures of one shard, and their masks where the job has them.

    Args:
        draft: Where they wait for their final names.
        job: What they belong to.
    """

    def __init__(self, draft: Path, job: Job) -> None:
        self._drafts = Drafts(draft)
        self._masks = job.masks

    def add(self, sample: Sample) -> None:
        """Take the next scene."""
        self._drafts.add(str(sample.record["file_name"]), sample.picture)
        if self._masks:
            self._drafts.add(numbered_name(MASKS, sample.scene.plan.index, ".png"), instance_mask(sample.scene))

    def close(self) -> Sequence[Product]:
        """Give the files."""
        return self._drafts.products


class CocoWriter:
    """Pictures at `images/<index // 10000>/<index>.jpg`, labels in `annotations/instances.json` and `metadata.jsonl`.

    In the annotations, `file_name` is relative to `images`, the root that COCO's readers are given. Categories are the
    seven emotions with ids from 1; the mood is a property of the image. Masks are COCO run lengths, with `iscrowd` 0.
    `metadata.jsonl` is the same as in the format `folder`.
    """

    name: ClassVar[str] = "coco"
    joins_labels: ClassVar[bool] = True

    def check(self, job: Job) -> None:
        """Refuse more scenes than have ids.

        Raises:
            RecipeError: There are more.
        """
        if job.n > MOST_SCENES:
            raise RecipeError(f"n is {job.n}; the format coco has ids for {MOST_SCENES} scenes, choose another format")

    def file_name(self, index: int, mood: Mood, suffix: str) -> str:  # noqa: ARG002  folders are not classes here
        """Name a scene's picture."""
        return numbered_name(PICTURES, index, suffix)

    def begin(self, draft: Path, job: Job, shard: int) -> CocoShard:  # noqa: ARG002  files have names of their own
        """Begin a shard."""
        return CocoShard(draft, job)

    def kept(self, lines: Sequence[bytes], job: Job) -> bytes:
        """Keep the lines, and what becomes of them in both lists of the annotations."""
        width, height = job.recipe.size
        parts = [coco_parts(line, width, height) for line in lines]
        images, annotations = (_BETWEEN.join(filter(None, items)) for items in zip(*parts, strict=True))
        return _PARTS.join((b"".join(lines), images, annotations))

    def finish(self, draft: Path, job: Job, records: Records) -> Sequence[Product]:
        """Write `metadata.jsonl` and the annotations in one pass, a shard at a time."""
        images, annotations, metadata = draft / "instances.json", draft / "annotations", draft / METADATA_FILE
        with images.open("wb") as head, annotations.open("w+b") as tail, metadata.open("wb") as lines:
            head.write(_head(job))
            image_list, annotation_list = _JsonList(head), _JsonList(tail)
            for kept in records():
                shard_lines, shard_images, shard_annotations = kept.split(_PARTS)
                lines.write(shard_lines)
                image_list.add(shard_images)
                annotation_list.add(shard_annotations)
            head.write(b'\n],\n"annotations": [')
            tail.seek(0)
            shutil.copyfileobj(tail, head, _PIECE)
            head.write(b"\n]\n}\n")
        return [Product(metadata, METADATA_FILE), Product(images, ANNOTATIONS_FILE)]

    def folders(self) -> Sequence[str]:
        """Name none."""
        return ()

    def owns(self, name: str, n: int, shard_size: int, split: str) -> bool:  # noqa: ARG002  names do not depend on it
        """Know pictures and masks of scenes below `n`, the annotations, and `metadata.jsonl`."""
        return (
            name in {ANNOTATIONS_FILE, METADATA_FILE}
            or is_numbered(name, PICTURES, PICTURE_SUFFIXES, n)
            or is_numbered(name, MASKS, {".png"}, n)
        )


class _JsonList:
    """A JSON list that is written as its items come, those that come together as they are."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._begun = False

    def add(self, items: bytes) -> None:
        if items:
            self._file.write(_BETWEEN if self._begun else b"\n")
            self._file.write(items)
            self._begun = True


def _head(job: Job) -> bytes:
    licence = licence_of(job)
    moods = job.recipe.moods
    parts = {
        "info": {
            "description": "Pictures of groups rendered by synthgroup: faces with their emotions, and the group's mood",
            "version": job.version,
        },
        "licenses": [{"id": 1, "name": licence.name, "url": licence.url}],
        "categories": [
            {"id": number, "name": emotion.value, "supercategory": moods[emotion].value if emotion in moods else "none"}
            for emotion, number in CATEGORY_IDS.items()
        ],
    }
    text = "".join(f'"{name}": {ENCODER.encode(part)},\n' for name, part in parts.items())
    return f'{{\n{text}"images": ['.encode("ascii")
