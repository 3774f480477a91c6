"""Format-exact miniatures of VGAF with real, small videos; every frame shows its own number."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import av
import numpy as np

SIZE = (96, 64)
CODES = {0: "3", 1: "2", 2: "1"}


def frame_picture(number, size=SIZE):
    """Draw a frame: its number in the grey of eight blocks, most significant first, dark for 0 and bright for 1."""
    width, height = size
    picture = np.zeros((height, width, 3), np.uint8)
    for bit in range(8):
        left, right = bit * width // 8, (bit + 1) * width // 8
        picture[:, left:right] = 210 if number >> (7 - bit) & 1 else 40
    return picture


def frame_number(picture):
    """Read the number that a frame shows."""
    width = picture.shape[1]
    bits = [int(picture[:, bit * width // 8 + 2 : (bit + 1) * width // 8 - 2].mean() > 125) for bit in range(8)]
    return int("".join(map(str, bits)), 2)


def write_video(path: Path, frames: int, size=SIZE) -> None:
    """Write a video whose frames depend on each other: one key frame at its beginning."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with av.open(str(path), "w") as opened:
        stream = opened.add_stream("mpeg4", rate=25)
        stream.width, stream.height, stream.pix_fmt, stream.gop_size = *size, "yuv420p", 250
        for number in range(frames):
            opened.mux(stream.encode(av.VideoFrame.from_ndarray(frame_picture(number, size), format="rgb24")))
        opened.mux(stream.encode(None))


def write_labels(path: Path, labels: Mapping[str, int]) -> None:
    """Write labels as VGAF has them."""
    path.write_text("Vid_name Label\n" + "".join(f"{name} {CODES[label]}\n" for name, label in labels.items()))


def vgaf_tree(root: Path, splits: Mapping[str, Mapping[str, tuple[int, int]]]) -> Path:
    """Write a data set.

    Args:
        root: Its folder.
        splits: Label and number of frames of each video by split (`Train`, `Val`) and file name.
    """
    for split, videos in splits.items():
        for name, (_, frames) in videos.items():
            write_video(root / split / name, frames)
        write_labels(root / f"{split}_labels.txt", {Path(name).stem: label for name, (label, _) in videos.items()})
    return root
