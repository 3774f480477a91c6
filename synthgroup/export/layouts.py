"""What a reader has to know of each format: which files hold what, and how they are loaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from synthgroup.export.job import Job


@dataclass(frozen=True, slots=True)
class Layout:
    """One format as readers see it.

    Attributes:
        data_files: What Hugging Face's `load_dataset` reads, as patterns.
        pictures: Patterns of the pictures' names, relative to the data set, or to an archive where `archives` is set.
        masks: The same of the mask pictures, which a job may have.
        archives: Pattern of the tar files that hold the pictures; empty where none do.
        labels: Pattern of the files of JSON lines with the labels; empty where the labels lie elsewhere.
        tables: Pattern of the Parquet files that hold everything; empty where none do.
        holds: What lies where, a sentence each, in Markdown.
        loading: Python that loads the data set; `DIR` stands for its folder.
    """

    data_files: tuple[str, ...]
    pictures: tuple[str, ...] = ()
    masks: str = ""
    archives: str = ""
    labels: str = ""
    tables: str = ""
    holds: tuple[str, ...] = ()
    loading: tuple[str, ...] = ()


_DATASETS: Final = (
    "from datasets import load_dataset",
    "",
    'data = load_dataset("DIR", split="{split}")',
)

_LINES: Final = (
    "mood, label (0 negative, 1 neutral, 2 positive), counts of moods, background and, for every face, emotion, box, "
    "head box, mask (COCO run lengths) and transform"
)

LAYOUTS: Final[Mapping[str, Layout]] = MappingProxyType(
    {
        "folder": Layout(
            data_files=("metadata.jsonl", "negative/**", "neutral/**", "positive/**"),
            pictures=tuple(f"{mood}/*/*.{{suffix}}" for mood in ("negative", "neutral", "positive")),
            labels="metadata.jsonl",
            holds=(
                "`<mood>/<index // 10000>/<index>.{suffix}`: the pictures, in a folder a mood.",
                f"`metadata.jsonl`: a line a scene: {_LINES}.",
            ),
            loading=(
                "from torchvision.datasets import ImageFolder",
                "",
                'data = ImageFolder("DIR", allow_empty=True)  # targets are the labels',
                "",
                *_DATASETS,
            ),
        ),
        "coco": Layout(
            data_files=("metadata.jsonl", "images/**"),
            pictures=("images/*/*.{suffix}",),
            masks="masks/*/*.png",
            labels="metadata.jsonl",
            holds=(
                "`images/<index // 10000>/<index>.{suffix}`: the pictures.",
                (
                    "`annotations/instances.json`: boxes and masks of faces, with the emotions as categories. Images "
                    "have `mood`, `label` and `moods`; their `file_name` is relative to `images`, their id is the "
                    "scene's index plus 1. The ids of faces are a thousand times that, plus 1, 2, 3 and so on."
                ),
                f"`metadata.jsonl`: a line a scene: {_LINES}.",
            ),
            loading=(
                "from torchvision.datasets import CocoDetection",
                "",
                'data = CocoDetection("DIR/images", "DIR/annotations/instances.json")',
                "",
                *_DATASETS,
            ),
        ),
        "yolo": Layout(
            data_files=("metadata/*.jsonl",),
            pictures=("images/*/*.{suffix}",),
            masks="masks/*/*.png",
            labels="metadata/*.jsonl",
            holds=(
                "`images/<index // 10000>/<index>.{suffix}`: the pictures.",
                (
                    "`labels/<index // 10000>/<index>.txt`: a line a face: class of the emotion, middle and size of "
                    "its box as shares of the picture."
                ),
                (
                    "`data.yaml`: names of the classes, and where each split lies: the data sets of `train`, `val` and "
                    "`test` are looked for beside each other, as `--n train=...,val=...` puts them."
                ),
                f"`metadata/<shard>.jsonl`: a line a scene: {_LINES}.",
            ),
            loading=(
                "from ultralytics import YOLO",
                "",
                'YOLO("yolo11n.pt").train(data="DIR/data.yaml")',
            ),
        ),
        "webdataset": Layout(
            data_files=("data/*.tar",),
            pictures=("*.{suffix}",),
            masks="*.mask.png",
            archives="data/*.tar",
            holds=(
                (
                    "`data/<split>-<shard>.tar`: a file a shard. Of each scene, `<index>.{suffix}` is the picture, "
                    f"`<index>.cls` the label and `<index>.json` everything: {_LINES}."
                ),
                "`_info.json`: the number of scenes of each shard, for timm.",
            ),
            loading=_DATASETS,
        ),
        "parquet": Layout(
            data_files=("data/*.parquet",),
            tables="data/*.parquet",
            holds=(f"`data/<split>-<shard>.parquet`: a row a scene: the encoded picture, {_LINES}.",),
            loading=_DATASETS,
        ),
    }
)


def layout_of(job: Job) -> Layout:
    """Give the layout of a job's format; of one that is not known here, only that everything may be read."""
    return LAYOUTS.get(job.format, Layout(data_files=("**",)))


def split_name(job: Job) -> str:
    """Name a job's split as Hugging Face does."""
    return {"all": "train", "val": "validation"}.get(job.split, job.split)
