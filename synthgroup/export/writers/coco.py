"""The format `coco`: pictures, and one file of COCO annotations with boxes, masks and emotions."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO, ClassVar, Final

from synthgroup.emotions import Emotion, Mood
from synthgroup.errors import RecipeError
from synthgroup.export.job import Job
from synthgroup.export.licences import licence_of
from synthgroup.export.masks import instance_mask
from synthgroup.export.output import Product
from synthgroup.export.writers.base import Records, Sample
from synthgroup.export.writers.folder import METADATA_FILE
from synthgroup.export.writers.numbered import PICTURE_SUFFIXES, Drafts, is_numbered, numbered_name

ANNOTATIONS_FILE: Final = "annotations/instances.json"
PICTURES: Final = "images"
MASKS: Final = "masks"

FACES_OF_IMAGE: Final = 1000
"""Ids of annotations that an image has to itself; recipes stop at 200 faces."""

MOST_SCENES: Final = 2**53 // FACES_OF_IMAGE - 1
"""Ids stay below 2**53, up to which JSON readers and pycocotools, which keeps ids as floats, tell integers apart."""

CATEGORY_IDS: Final = {emotion: number for number, emotion in enumerate(Emotion, start=1)}

_ENCODER: Final = json.JSONEncoder(ensure_ascii=True, allow_nan=False)


def image_id(index: int) -> int:
    """Number an image from 1 on, because some tools take an id of 0 for none."""
    return index + 1


def annotation_id(index: int, face: int) -> int:
    """Number a face, whatever the number of scenes is; pycocotools takes an id of 0 for an unmatched face.

    Args:
        index: Number of the scene.
        face: Place of the face in the scene's record, from 0.
    """
    return image_id(index) * FACES_OF_IMAGE + face + 1


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

    def finish(self, draft: Path, job: Job, records: Records) -> Sequence[Product]:
        """Write `metadata.jsonl` and the annotations in one pass over the records, a record at a time."""
        images, annotations, metadata = draft / "instances.json", draft / "annotations", draft / METADATA_FILE
        with images.open("wb") as head, annotations.open("w+b") as tail, metadata.open("wb") as lines:
            head.write(_head(job))
            image_list, annotation_list = _JsonList(head), _JsonList(tail)
            width, height = job.recipe.size
            for line in records():
                lines.write(line)
                record = json.loads(line)
                image_list.add([_image(record, width, height)])
                annotation_list.add(_annotations(record))
            head.write(b'\n],\n"annotations": [')
            tail.seek(0)
            shutil.copyfileobj(tail, head)
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
    """A JSON list that is written as its items come, those that come together in one line."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._begun = False

    def add(self, items: Sequence[Mapping[str, Any]]) -> None:
        if items:
            self._file.write(b",\n" if self._begun else b"\n")
            self._file.write(_ENCODER.encode(items)[1:-1].encode("ascii"))
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
    text = "".join(f'"{name}": {_ENCODER.encode(part)},\n' for name, part in parts.items())
    return f'{{\n{text}"images": ['.encode("ascii")


def _image(record: Mapping[str, Any], width: int, height: int) -> dict[str, Any]:
    return {
        "id": image_id(record["index"]),
        "file_name": record["file_name"].removeprefix(f"{PICTURES}/"),
        "width": width,
        "height": height,
        "license": 1,
        "mood": record["mood"],
        "label": record["label"],
        "moods": record["moods"],
        "tie": record["tie"],
        "shortfall": record["shortfall"],
        "index": record["index"],
    }


def _annotations(record: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "id": annotation_id(record["index"], number),
            "image_id": image_id(record["index"]),
            "category_id": CATEGORY_IDS[face["emotion"]],
            "bbox": face["bbox"],
            "area": face["area"],
            "iscrowd": 0,
            "segmentation": face["mask"],
            "mood": face["mood"],
            "head": face["head"],
            "identity": face["identity"],
            "source": face["source"],
            "attributes": face["attributes"],
        }
        for number, face in enumerate(record["faces"])
    ]
