"""Checksums of a data set: `checksums.sha256`, which `sha256sum --check` reads, with what was counted in a shard.

Lines that begin with `#` are comments to `sha256sum`. Each one that holds a marker begins a shard; the lines below it
are the shard's files. What belongs to the whole data set comes last.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b, sha256
from pathlib import Path
from typing import Any, BinaryIO, Final

from synthgroup.bank.store import digest_of
from synthgroup.errors import OutputError
from synthgroup.export.tally import Tally

CHECKSUMS_FILE: Final = "checksums.sha256"

_DIGEST: Final = 64
_LINE: Final = re.compile(r"([0-9a-f]{64})  (\S.*)")
_LINES: Final = re.compile(r"^[0-9a-f]{64}  (\S.*)\n", re.MULTILINE)
_LEADS_OUT: Final = re.compile(r"(?:^|/)\.{0,2}(?:/|$)", re.MULTILINE)
_WHOLE: Final = "# whole"
_PIECE: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class FileSum:
    """A file and the hash of its content.

    Attributes:
        name: Its name in the output.
        digest: SHA-256, hexadecimal.
    """

    name: str
    digest: str

    def line(self) -> str:
        """Write it as `sha256sum` does."""
        return f"{self.digest}  {self.name}\n"


@dataclass(frozen=True, slots=True)
class Marker:
    """What says that a shard is whole; it is written last.

    Attributes:
        shard: Number of the shard.
        job: Digest of the job.
        labels: Hash of the shard's metadata lines; empty where the format does not join them.
        files: Hash of the lines with the shard's checksums.
        tally: Its counts.
    """

    shard: int
    job: str
    labels: str
    files: str
    tally: Tally

    def to_json(self) -> str:
        """Write the marker in one line."""
        content = {
            "shard": self.shard,
            "job": self.job,
            "count": self.tally.scenes,
            "labels": self.labels,
            "files": self.files,
            "tally": self.tally.to_mapping(),
        }
        return json.dumps({**content, "check": digest_of(content)})

    @classmethod
    def parsed(cls, text: str | bytes) -> Marker | None:
        """Read a marker, or None where the text is none."""
        try:
            content: Any = json.loads(text)
            check = content.pop("check")
            marker = cls(
                content["shard"], content["job"], content["labels"], content["files"], Tally(**content["tally"])
            )
            texts = (marker.job, marker.labels, marker.files)
            whole = type(marker.shard) is int and marker.shard >= 0 and all(isinstance(text, str) for text in texts)
            whole = whole and marker.tally.is_whole()
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return None
        return marker if whole and check == digest_of(content) else None


@dataclass(frozen=True, slots=True)
class Section:
    """What the checksums say of one shard, or of the whole where `marker` is None."""

    marker: Marker | None
    files: list[FileSum]


def sum_of(path: Path) -> str:
    """Give the SHA-256 of a file on this machine."""
    with path.open("rb") as file:
        return sum_of_stream(file)


def sum_of_stream(file: BinaryIO) -> str:
    """Give the SHA-256 of what is left of an open file."""
    hashed = sha256()
    while piece := file.read(_PIECE):
        hashed.update(piece)
    return hashed.hexdigest()


def to_lines(files: Iterable[FileSum]) -> str:
    """Write checksums, a line a file."""
    return "".join(one.line() for one in files)


def from_lines(text: str) -> list[FileSum] | None:
    """Read checksums, or None where a line is damaged."""
    names = names_of(text)
    if names is None:
        return None
    return [FileSum(name, line[:_DIGEST]) for name, line in zip(names, text.split("\n"), strict=False)]


def names_of(text: str) -> list[str] | None:
    """Read the names of files in checksums, or give None where a line is damaged or names a file outside the output."""
    names: list[str] = _LINES.findall(text)
    if sum(map(len, names)) + (_DIGEST + len("  \n")) * len(names) != len(text):
        return None
    return None if not names or _LEADS_OUT.search("\n".join(names)) else names


def section_head(marker: Marker | None) -> str:
    """Write what stands in `checksums.sha256` before the files of a shard, or of the whole where there is no marker."""
    return f"# {marker.to_json()}\n" if marker else f"{_WHOLE}\n"


def read_sections(lines: BinaryIO, name: str) -> Iterator[Section]:
    """Read `checksums.sha256`, section by section.

    Args:
        lines: The open file.
        name: What it is called in errors.

    Raises:
        OutputError: The file is damaged, which may be seen at its end only.
    """
    ended = False
    hashed = sha256()
    number = 0
    section: Section | None = None
    for raw in lines:
        number += 1
        line = raw.decode("utf-8", "replace").rstrip("\n")
        ended = line == f"# end {hashed.hexdigest()}"
        hashed.update(raw)
        begun = _begun(line)
        if ended or begun is not None:
            if section is not None:
                yield section
            section = begun
            continue
        file = _parsed(line)
        if file is None or section is None:
            break
        section.files.append(file)
    if not ended:
        raise OutputError(f"{name} is damaged (line {number}); run `synthgroup verify --repair`")


def whole_sections(lines: BinaryIO) -> Iterator[Section]:
    """Read those sections of shards in a damaged `checksums.sha256` that are whole."""
    section: Section | None = None
    for raw in lines:
        line = raw.decode("utf-8", "replace").rstrip("\n")
        if line.startswith("#"):
            if section is not None and _is_whole(section):
                yield section
            section = _begun(line)
        elif section is not None:
            section.files.append(_parsed(line) or FileSum("", line))
    if section is not None and _is_whole(section):
        yield section


def _parsed(line: str) -> FileSum | None:
    """Read the line of a file, or None where it is damaged or names a file outside the output."""
    found = _LINE.fullmatch(line)
    if found is None or _LEADS_OUT.search(found[2]):
        return None
    return FileSum(found[2], found[1])


def _begun(line: str) -> Section | None:
    if line == _WHOLE:
        return Section(None, [])
    marker = Marker.parsed(line[2:]) if line.startswith("# {") else None
    return None if marker is None else Section(marker, [])


def _is_whole(section: Section) -> bool:
    return section.marker is not None and section.marker.files == digest_of_files(section.files)


def digest_of_files(files: Sequence[FileSum]) -> str:
    """Give the hash of a shard's checksums, which its marker holds."""
    return sha256(to_lines(files).encode()).hexdigest()


def digest_of_labels(lines: Iterable[bytes]) -> str:
    """Give the hash of a shard's metadata lines, which its marker holds."""
    hashed = blake2b(digest_size=16)
    for line in lines:
        hashed.update(line)
    return hashed.hexdigest()


def sealed(kept: bytes, labels: str) -> bytes:
    """Put a hash before what is kept of a shard's labels, which tells damage and the labels of another shard.

    Args:
        kept: What is kept.
        labels: Hash of the shard's metadata lines.
    """
    return f"{_seal(kept, labels)}\n".encode("ascii") + kept


def unsealed(data: bytes, labels: str) -> bytes | None:
    """Undo `sealed`, or give None where something is damaged."""
    seal, _, kept = data.partition(b"\n")
    return kept if seal == _seal(kept, labels).encode("ascii") else None


def _seal(kept: bytes, labels: str) -> str:
    return digest_of_labels((labels.encode("ascii", "replace"), kept))
