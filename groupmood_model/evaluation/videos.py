"""Frames of a video file from anybody, one after another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import av
import numpy as np
from numpy.typing import NDArray

from synthgroup.errors import PictureError
from synthgroup.sources.pictures import MAX_PIXELS
from synthgroup.sources.printable import printable

VIDEO_SUFFIXES: Final = frozenset({".avi", ".m4v", ".mkv", ".mov", ".mp4", ".webm"})
"""Suffixes, in lower case, of the files that are taken for videos."""

_CONTAINERS: Final = "mov,mp4,m4a,3gp,3g2,mj2,avi,matroska,webm"
"""What is opened, as FFmpeg names it: no playlists and no lists of files, which could name others."""


def video_frames(path: Path, every: int = 1) -> Iterator[NDArray[np.uint8]]:
    """Decode a video's frames in order.

    Args:
        path: The file.
        every: Only each so many-th frame is given, beginning with the first.

    Yields:
        RGB, uint8, (H, W, 3).

    Raises:
        PictureError: The file is no video, has no picture in it, or is damaged.
    """
    shown = printable(str(path))
    try:
        with path.open("rb") as file, av.open(file, "r", options={"format_whitelist": _CONTAINERS}) as container:
            if not container.streams.video:
                raise PictureError(f"{shown}: has no pictures in it")
            stream = container.streams.video[0]
            if stream.width * stream.height > MAX_PIXELS:
                raise PictureError(f"{shown}: is too large: {stream.width} x {stream.height} pixels")
            for number, frame in enumerate(container.decode(stream)):
                if number % every == 0:
                    yield np.asarray(frame.to_ndarray(format="rgb24"), dtype=np.uint8)
    except (av.error.FFmpegError, OSError, ValueError) as error:
        raise PictureError(f"{shown}: cannot be read as a video: {_reason(error)}") from None


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
