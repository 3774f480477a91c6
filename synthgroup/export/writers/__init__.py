"""Writers: one file a format, found by name."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Final

from synthgroup.errors import RecipeError
from synthgroup.export.writers.base import Records, Sample, ShardWriter, Writer
from synthgroup.export.writers.coco import CocoWriter
from synthgroup.export.writers.folder import FolderWriter
from synthgroup.export.writers.parquet import ParquetWriter
from synthgroup.export.writers.webdataset import WebDatasetWriter
from synthgroup.export.writers.yolo import YoloWriter

__all__ = ["Records", "Sample", "ShardWriter", "Writer", "find_writer", "writer_names"]

_WRITERS: Final[dict[str, Writer]] = {
    writer.name: writer
    for writer in (
        FolderWriter(),
        WebDatasetWriter(),
        ParquetWriter(),
        CocoWriter(),
        YoloWriter(),
    )
}


def writer_names() -> tuple[str, ...]:
    """List the formats."""
    return tuple(_WRITERS)


def find_writer(name: str) -> Writer:
    """Find the writer of a format.

    Raises:
        RecipeError: There is no format of that name.
    """
    if name not in _WRITERS:
        close = get_close_matches(name, _WRITERS, n=1, cutoff=0.5)
        hint = f" (did you mean {close[0]!r}?)" if close else ""
        raise RecipeError(f"format {name!r} is unknown{hint}; there are {', '.join(_WRITERS)}")
    return _WRITERS[name]
