"""Frames of a video, one after the other, each exactly once."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

import av
import numpy as np
from numpy.typing import NDArray

from groupmood_model.errors import DataError
from synthgroup.sources.pictures import MAX_PIXELS
from synthgroup.sources.printable import printable

VIDEO_FORMATS: Final = {".mp4": "mp4", ".avi": "avi", ".mov": "mov", ".mkv": "matroska", ".webm": "matroska"}
"""Known suffixes in lower case, and FFmpeg's name of the container that they stand for."""

_SETTINGS: Final = {"protocol_whitelist": "file"}
"""Keeps FFmpeg from following addresses that a stranger's file names."""

_MOST_LOST: Final = 0.02
"""Share of the announced frames that may be missing at the end: some recorders announce a few too many."""


def frames(path: Path, wanted: Collection[int] | None = None) -> Iterator[tuple[int, NDArray[np.uint8]]]:
    """Decode a video from its beginning to its end.

    Args:
        path: A file with one of the known suffixes; it is read as the container that its suffix says.
        wanted: Numbers of the frames that are given; None for all.

    Returns:
        Number and picture of each frame in the order in which they are shown: RGB (H, W, 3), uint8.

    Raises:
        DataError: The file is no such video, has no picture, is damaged, or ends before the frames it announces do.
    """
    for number, frame in enumerate(_decoded(path)):
        if wanted is None or number in wanted:
            yield number, frame.to_ndarray(format="rgb24").astype(np.uint8, copy=False)


def count_frames(path: Path) -> int:
    """Count the frames of a video by decoding it wholly, so that any damage is met.

    Raises:
        DataError: As of `frames`.
    """
    return sum(1 for _ in _decoded(path))


def _decoded(path: Path) -> Iterator[av.VideoFrame]:
    name = printable(str(path))
    container = VIDEO_FORMATS.get(path.suffix.lower())
    if container is None:
        raise DataError(f"{name}: is no known kind of video; allowed: {', '.join(VIDEO_FORMATS)}")
    if not path.is_file():
        raise DataError(f"{name}: there is no such video")
    count = 0
    try:
        with av.open(str(path), format=container, options=_SETTINGS, metadata_errors="replace") as opened:
            if not opened.streams.video:
                raise DataError(f"{name}: has no picture")
            stream = opened.streams.video[0]
            if stream.codec_context.width * stream.codec_context.height > MAX_PIXELS:
                raise DataError(f"{name}: has frames of more than {MAX_PIXELS} pixels")
            announced = stream.frames
            for frame in opened.decode(stream):
                count += 1
                yield frame
    except (av.FFmpegError, OSError, ValueError) as error:
        raise DataError(f"{name}: cannot be decoded beyond frame {count}: {_reason(error)}") from error
    if count == 0 or count < announced * (1 - _MOST_LOST):
        raise DataError(f"{name}: is cut short: {count} of {announced} frames are there")


def _reason(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error)
