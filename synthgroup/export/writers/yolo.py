"""The format `yolo`: pictures, a text file of boxes for each, and `data.yaml`, as Ultralytics reads them.

One output is one split. Of splits side by side, as `--n train=..,val=..` makes them, every `data.yaml` names the
pictures of all, so that `YOLO("yolo11n.pt").train(data="OUT/train/data.yaml")` finds OUT/val. What has no splits names
its own pictures twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar, Final

from synthgroup.emotions import Emotion, Mood
from synthgroup.export.job import Job
from synthgroup.export.masks import instance_mask
from synthgroup.export.metadata import record_line
from synthgroup.export.output import Product
from synthgroup.export.writers.base import Records, Sample
from synthgroup.export.writers.drafts import Drafts
from synthgroup.export.writers.numbered import PICTURE_SUFFIXES, is_numbered, numbered_name

DATA_FILE: Final = "data.yaml"
PICTURES: Final = "images"
BOXES: Final = "labels"
MASKS: Final = "masks"
METADATA: Final = "metadata"

CLASSES: Final = {emotion: number for number, emotion in enumerate(Emotion)}

_PLACES: Final = {
    "all": {"train": PICTURES, "val": PICTURES},
    "train": {"train": PICTURES, "val": f"../val/{PICTURES}", "test": f"../test/{PICTURES}"},
    "val": {"train": f"../train/{PICTURES}", "val": PICTURES, "test": f"../test/{PICTURES}"},
    "test": {"train": f"../train/{PICTURES}", "val": f"../val/{PICTURES}", "test": PICTURES},
}
"""Where the pictures of each split lie, seen from the data set of one: `--n train=..,val=..` puts them side by side."""

_NOTES: Final = {
    "all": "# There are no splits, so val names the pictures of train: render with --n train=..,val=.. instead.\n",
    "train": "# The other splits are looked for beside this one, where --n train=..,val=.. puts them.\n",
}


class YoloShard:
    """The files of one shard.

    Args:
        draft: Where they wait for their final names.
        job: What they belong to.
        shard: Its number.
    """

    def __init__(self, draft: Path, job: Job, shard: int) -> None:
        self._drafts = Drafts(draft)
        self._masks = job.masks
        self._size = job.recipe.size
        self._shard = shard
        self._lines: list[bytes] = []

    def add(self, sample: Sample) -> None:
        """Take the next scene."""
        index = sample.scene.plan.index
        self._drafts.add(str(sample.record["file_name"]), sample.picture)
        self._drafts.add(numbered_name(BOXES, index, ".txt"), box_lines(sample.record, self._size).encode("ascii"))
        if self._masks:
            self._drafts.add(numbered_name(MASKS, index, ".png"), instance_mask(sample.scene))
        self._lines.append(record_line(sample.record))

    def close(self) -> Sequence[Product]:
        """Give the files."""
        self._drafts.add(_metadata_name(self._shard), b"".join(self._lines))
        return self._drafts.products


class YoloWriter:
    """Pictures at `images/<index // 10000>/<index>.jpg`, boxes at `labels/<index // 10000>/<index>.txt`.

    A line of boxes is a face: class, middle of the box and its size as shares of the picture's width and height.
    Classes are the seven emotions, from 0. `metadata/<shard>.jsonl` has the mood and all other labels, as
    `metadata.jsonl` of the format `folder` has them.
    """

    name: ClassVar[str] = "yolo"
    joins_labels: ClassVar[bool] = False

    def check(self, job: Job) -> None:
        """Take every job."""

    def file_name(self, index: int, mood: Mood, suffix: str) -> str:  # noqa: ARG002  folders are not classes here
        """Name a scene's picture."""
        return numbered_name(PICTURES, index, suffix)

    def begin(self, draft: Path, job: Job, shard: int) -> YoloShard:
        """Begin a shard."""
        return YoloShard(draft, job, shard)

    def kept(self, lines: Sequence[bytes], job: Job) -> bytes:  # noqa: ARG002  shards have their labels
        """Keep nothing."""
        return b""

    def finish(self, draft: Path, job: Job, records: Records) -> Sequence[Product]:  # noqa: ARG002  shards have them
        """Write `data.yaml`."""
        (draft / DATA_FILE).write_text(data_yaml(job), encoding="utf-8")
        return [Product(draft / DATA_FILE, DATA_FILE)]

    def folders(self) -> Sequence[str]:
        """Name none."""
        return ()

    def owns(self, name: str, n: int, shard_size: int, split: str) -> bool:  # noqa: ARG002  names do not depend on it
        """Know pictures, boxes and masks of scenes below `n`, the shards' metadata, and `data.yaml`."""
        return (
            name == DATA_FILE
            or is_numbered(name, PICTURES, PICTURE_SUFFIXES, n)
            or is_numbered(name, BOXES, {".txt"}, n)
            or is_numbered(name, MASKS, {".png"}, n)
            or _is_metadata(name, -(-n // shard_size))
        )


def box_lines(record: Mapping[str, Any], size: tuple[int, int]) -> str:
    """Write the boxes of a scene, a line a face, and a blank line where there is none: an empty file counts as lost.

    Args:
        record: The scene's labels.
        size: Width and height of its picture in pixels; six decimals are a hundredth of a pixel of the largest.
    """
    width, height = size
    lines = []
    for face in record["faces"]:
        left, top, columns, rows = face["bbox"]
        shares = (left + columns / 2) / width, (top + rows / 2) / height, columns / width, rows / height
        lines.append(f"{CLASSES[face['emotion']]} {' '.join(f'{share:.6f}' for share in shares)}\n")
    return "".join(lines) or "\n"


def data_yaml(job: Job) -> str:
    """Write `data.yaml`.

    It has no `path`, so that Ultralytics takes the file's own folder for the root, wherever the data set is moved.

    Args:
        job: What was rendered.
    """
    places = "".join(f"{split}: {place}\n" for split, place in _PLACES[job.split].items())
    names = "".join(f"  {number}: {emotion.value}\n" for emotion, number in CLASSES.items())
    return f"{_NOTES.get(job.split, _NOTES['train'])}{places}names:\n{names}"


def _metadata_name(shard: int) -> str:
    return f"{METADATA}/{shard:06d}.jsonl"


def _is_metadata(name: str, shards: int) -> bool:
    number = name.removeprefix(f"{METADATA}/").removesuffix(".jsonl")
    return number.isdecimal() and number.isascii() and int(number) < shards and name == _metadata_name(int(number))
