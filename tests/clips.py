"""Small videos made on the spot."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import av
import numpy as np


def write_clip(path: Path, colours: Sequence[tuple[int, int, int]], size=(64, 48)) -> Path:
    """Write a video with one flat frame a colour."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        stream.bit_rate = 2_000_000
        for colour in colours:
            picture = np.full((size[1], size[0], 3), colour, np.uint8)
            for packet in stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")):
                container.mux(packet)
        for packet in stream.encode():
            container.mux(packet)
    return path
