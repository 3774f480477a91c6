"""Frames at hand in any order: every video is decoded once, and its frames are kept as small JPEGs in the cache.

Decoding from the nearest key frame costs up to 250 frames for each one that is wanted; reading one from here costs
one read and the decoding of a small JPEG. A file a video, written whole or not at all, so packing goes on where it
was interrupted.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from multiprocessing import get_context
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from groupmood_model.data.videos import frames
from groupmood_model.errors import DataError
from synthgroup.bank.store import cache_folder
from synthgroup.export.files import output_errors, write_whole
from synthgroup.sources.printable import printable

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done and how much there is."""

_FORMAT: Final = 1
_MAGIC: Final = b"GMFR\x01\0\0\0"
_QUALITY: Final = 92


@dataclass(frozen=True, slots=True)
class Packed:
    """What the store knows of a video.

    Attributes:
        file: Where its frames are.
        offsets: Where each frame begins in the file, and the end of the last, int64 (frames + 1,).
        problem: Why there are none, or an empty string.
    """

    file: Path
    offsets: NDArray[np.int64]
    problem: str = ""

    def __len__(self) -> int:
        return len(self.offsets) - 1


class FrameStore:
    """The frames of some videos.

    Args:
        videos: The files.
        side: What the shorter side of a larger frame is reduced to, in pixels.
        workers: Processes that decode videos which are not in the store yet.
        progress: Told how far that is.

    Attributes:
        counts: How many frames each video has, int64; 0 where it cannot be used.
        problems: Why a video cannot be used, by its place in `videos`.

    Raises:
        OutputError: The cache folder cannot be written.
    """

    def __init__(
        self, videos: Sequence[Path], side: int, *, workers: int = 1, progress: Progress | None = None
    ) -> None:
        folder = cache_folder() / "frames"
        with output_errors(folder):
            folder.mkdir(parents=True, exist_ok=True)
            self._packed = _pack_all(videos, folder, side, workers, progress)
        self.counts = np.array([len(one) for one in self._packed], dtype=np.int64)
        self.problems = {number: one.problem for number, one in enumerate(self._packed) if one.problem}

    def read(self, video: int, frame: int) -> NDArray[np.uint8]:
        """Read a frame.

        Args:
            video: Its video's place in `videos`.
            frame: Its number, from 0.

        Returns:
            RGB (H, W, 3), uint8.

        Raises:
            DataError: The store is damaged.
        """
        packed = self._packed[video]
        begin, end = int(packed.offsets[frame]), int(packed.offsets[frame + 1])
        with packed.file.open("rb") as file:
            file.seek(begin)
            data = file.read(end - begin)
        picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR) if len(data) == end - begin else None
        if picture is None:
            raise DataError(f"{packed.file}: is damaged; delete it, and it is made anew")
        return np.ascontiguousarray(picture[..., ::-1])


def _pack_all(videos: Sequence[Path], folder: Path, side: int, workers: int, progress: Progress | None) -> list[Packed]:
    pack = partial(_pack, folder=folder, side=side)
    packed = []
    if workers == 1:
        results = map(pack, videos)
        for number, one in enumerate(results):
            packed.append(one)
            if progress:
                progress("decoding videos", number + 1, len(videos))
        return packed
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        for number, one in enumerate(pool.map(pack, videos)):
            packed.append(one)
            if progress:
                progress("decoding videos", number + 1, len(videos))
    return packed


def _pack(video: Path, folder: Path, side: int) -> Packed:
    key = _key(video, side)
    file, note = folder / f"{key}.frames", folder / f"{key}.broken.json"
    if file.exists():
        return _opened(file)
    if not note.exists():
        try:
            write_whole(file, _encoded(video, side))
            return _opened(file)
        except DataError as error:
            write_whole(note, json.dumps(str(error)).encode())
    return Packed(file, np.zeros(1, np.int64), str(json.loads(note.read_bytes())))


def _encoded(video: Path, side: int) -> bytes:
    pictures = [_small(frame, side) for _, frame in frames(video)]
    lengths = np.array([len(one) for one in pictures], dtype=np.int64)
    begin = len(_MAGIC) + 8 + 8 * (len(pictures) + 1)
    offsets = np.concatenate([[begin], begin + np.cumsum(lengths)]).astype("<i8")
    return b"".join([_MAGIC, struct.pack("<q", len(pictures)), offsets.tobytes(), *pictures])


def _small(frame: NDArray[np.uint8], side: int) -> bytes:
    height, width = frame.shape[:2]
    factor = side / min(height, width)
    if factor < 1:
        size = (max(round(width * factor), side), max(round(height * factor), side))
        frame = np.asarray(cv2.resize(frame, size, interpolation=cv2.INTER_AREA), np.uint8)
    _, data = cv2.imencode(".jpg", np.ascontiguousarray(frame[..., ::-1]), [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    return data.tobytes()


def _opened(file: Path) -> Packed:
    with file.open("rb") as opened:
        head = opened.read(len(_MAGIC) + 8)
        count = struct.unpack("<q", head[len(_MAGIC) :])[0] if len(head) == len(_MAGIC) + 8 else -1
        room = file.stat().st_size - len(head)
        if not head.startswith(_MAGIC) or not 0 < count < room // 8:
            raise DataError(f"{file}: is damaged; delete it, and it is made anew")
        offsets = np.frombuffer(opened.read(8 * (count + 1)), "<i8").astype(np.int64)
    if (np.diff(offsets) <= 0).any() or offsets[-1] != file.stat().st_size:
        raise DataError(f"{file}: is damaged; delete it, and it is made anew")
    return Packed(file, offsets)


def _key(video: Path, side: int) -> str:
    """Name what is kept of a video: another file, or a changed one, has another name."""
    try:
        state = video.stat()
        told = [_FORMAT, str(video.resolve()), state.st_size, state.st_mtime_ns, side, _QUALITY]
    except OSError as error:
        raise DataError(f"{printable(str(video))}: {error.strerror}") from error
    return blake2b(json.dumps(told).encode(), digest_size=16).hexdigest()
