"""The format `webdataset`: a tar file a shard, read from its beginning to its end.

Every scene has three members: `00000750.jpg` (or `.webp`, `.png`), `00000750.cls` with the class index, and
`00000750.json` with its line of `metadata.jsonl`; with masks, `00000750.mask.png` is a fourth. Where it is loaded, OUT
is the folder of one split:

- webdataset: `WebDataset("OUT/data/train-{000000..000031}.tar")`, then `.decode("pil").to_tuple("jpg", "cls")`.
- Hugging Face: `load_dataset("OUT")` by what its card says, or `load_dataset("OUT/data")`. The latter takes the types
  of the labels from the first five scenes, and gives up where a later one has a value of another type, such as the name
  of a background that was replaced: `features=` with `json=Json()` holds any.
- timm: `create_dataset("wds/synthgroup", root="OUT", split="train")`, by `OUT/_info.json`. In it the split has the name
  that Hugging Face gives it: `val` is `validation`, and `all`, as the only one, `train`. Where splits lie side by side,
  their parent folder as root needs patterns: `split="val/data/val-{000000..000003}.tar|1000"`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import ClassVar, Final

from synthgroup.emotions import Mood
from synthgroup.export.job import Job
from synthgroup.export.layouts import split_name
from synthgroup.export.masks import instance_mask
from synthgroup.export.metadata import record_line
from synthgroup.export.output import Product
from synthgroup.export.writers.base import Records, Sample
from synthgroup.export.writers.shard_names import ShardNames

INFO_FILE: Final = "_info.json"

_NAMES: Final = ShardNames(".tar")

_BLOCK: Final = 512
_END: Final = bytes(2 * _BLOCK)

_NAME: Final = 100
_MODE: Final = b"0000644\0" + b"0000000\0" * 2
"""Mode, user and group."""

_TIME: Final = b"\0" + b"%011o\0" % 0
_KIND: Final = (b"\0 0" + bytes(100) + b"ustar\x0000").ljust(358, b"\0")
"""End of the checksum, a regular file, no link, version; names of user and group stay empty."""

_HEAD_SUM: Final = sum(_MODE) + sum(_TIME) + sum(_KIND) - sum(b"\0 ") + 8 * sum(b" ")
"""What a head sums to but for name and size: its checksum counts as spaces."""

_PIECE: Final = 1 << 20
"""Bytes that are written at a time."""


class TarShard:
    """The tar file of one shard.

    Args:
        draft: Where it waits for its final name.
        name: Its final name.
        masks: Whether scenes have mask pictures.
    """

    def __init__(self, draft: Path, name: str, *, masks: bool) -> None:
        self._draft, self._name = draft / "shard.tar", name
        self._masks = masks
        self._hashed = sha256()
        self._waiting = bytearray()

    def add(self, sample: Sample) -> None:
        """Take the next scene."""
        for name, data in self._members(sample):
            self._waiting += _head(name, len(data))
            self._waiting += data
            self._waiting += bytes(-len(data) % _BLOCK)
        if len(self._waiting) >= _PIECE:
            self._append()

    def close(self) -> Sequence[Product]:
        """End the file."""
        self._waiting += _END
        self._append()
        return [Product(self._draft, self._name, self._hashed.hexdigest())]

    def _members(self, sample: Sample) -> Iterator[tuple[str, bytes]]:
        picture = str(sample.record["file_name"])
        key = picture.partition(".")[0]
        yield picture, sample.picture
        yield f"{key}.cls", str(sample.scene.label).encode("ascii")
        yield f"{key}.json", record_line(sample.record)
        if self._masks:
            yield f"{key}.mask.png", instance_mask(sample.scene)

    def _append(self) -> None:
        # opened anew for every piece, so that a shard that is given up leaves no open file
        with self._draft.open("ab") as file:
            file.write(self._waiting)
        self._hashed.update(self._waiting)
        self._waiting.clear()


class WebDatasetWriter:
    """Tar files at `data/<split>-<shard>.tar`, and `_info.json` with the number of scenes of each."""

    name: ClassVar[str] = "webdataset"
    joins_labels: ClassVar[bool] = False

    def check(self, job: Job) -> None:
        """Take every job."""

    def file_name(self, index: int, mood: Mood, suffix: str) -> str:  # noqa: ARG002  labels are in the tar file
        """Name a scene's picture within its tar file."""
        return f"{index:08d}{suffix}"

    def begin(self, draft: Path, job: Job, shard: int) -> TarShard:
        """Begin a shard."""
        return TarShard(draft, _NAMES.of(job, shard), masks=job.masks)

    def kept(self, lines: Sequence[bytes], job: Job) -> bytes:  # noqa: ARG002  shards have their labels
        """Keep nothing."""
        return b""

    def finish(self, draft: Path, job: Job, records: Records) -> Sequence[Product]:  # noqa: ARG002  shards have them
        """Write `_info.json`."""
        with (draft / INFO_FILE).open("w", encoding="ascii", newline="\n") as file:
            file.writelines(_info(job))
        return [Product(draft / INFO_FILE, INFO_FILE)]

    def folders(self) -> Sequence[str]:
        """Name none: there is no data set without a shard."""
        return ()

    def owns(self, name: str, n: int, shard_size: int, split: str) -> bool:
        """Know tar files of shards with scenes below `n`, and `_info.json`."""
        return name == INFO_FILE or _NAMES.owns(name, n, shard_size, split)


def _head(name: str, length: int) -> bytes:
    """Write the head of a member as POSIX ustar has it, the same whatever the version of Python: no owner, no time."""
    named, size = name.encode("ascii"), b"%011o" % length
    checked = b"%06o" % (_HEAD_SUM + sum(named) + sum(size))
    return b"".join((named, bytes(_NAME - len(named)), _MODE, size, _TIME, checked, _KIND))


def _info(job: Job) -> Iterator[str]:
    """Write what timm asks for, piece by piece."""
    split = split_name(job)
    yield f'{{"splits": {{"{split}": {{"name": "{split}", "num_samples": {job.n}, "filenames": [\n'
    yield from _listed(json.dumps(_NAMES.of(job, shard)) for shard in job.shards)
    yield '], "shard_lengths": [\n'
    yield from _listed(str(len(job.indices(shard))) for shard in job.shards)
    yield "]}}}\n"


def _listed(items: Iterable[str]) -> Iterator[str]:
    for number, item in enumerate(items):
        yield f",\n{item}" if number else item
