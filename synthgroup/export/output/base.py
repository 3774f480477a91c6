"""What an output is. Names in it are relative and `/` separated; what stands at one is whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol


@dataclass(frozen=True, slots=True)
class Product:
    """A file that waits for its final name.

    Attributes:
        draft: Where it lies, in a draft folder of the output.
        name: Its final name.
        digest: SHA-256 of its content, hexadecimal, where that is known already.
    """

    draft: Path
    name: str
    digest: str | None = None


class Output(Protocol):
    """A place for a data set; must pickle.

    Every method raises OutputError where the place cannot be read or written.
    """

    @property
    def address(self) -> str:
        """How users name it, safe to print."""

    def check(self) -> None:
        """Refuse a place that can never be written, as far as that is seen without writing."""

    def begin(self, name: str, data: bytes) -> None:
        """Make the place with its first file, unless it has that file; where that fails, nothing is left."""

    def drafts(self) -> AbstractContextManager[Path]:
        """Give an empty folder on this machine for drafts, deleted afterwards; the place must have been begun."""

    def publish(self, products: Sequence[Product], last: Product | None = None) -> None:
        """Flush drafts and give them their final names, in order; each appears whole or not at all.

        `last` appears only when all the others have their names, whenever the machine stops.
        """

    def write(self, name: str, data: bytes) -> None:
        """Write a small file, whole or not at all; what is there is replaced."""

    def create(self, name: str, data: bytes) -> bool:
        """Write a small file unless there is one; tells whether it was written. Of several writers one succeeds.

        Whoever reads must be prepared that it is lost or damaged where the power fails.
        """

    def move(self, source: str, target: str) -> bool:
        """Give a file another name; what has that name is replaced. Tells whether there was such a file."""

    def read(self, name: str) -> bytes | None:
        """Read a small file, or None where there is none."""

    def read_all(self, names: Sequence[str]) -> list[bytes | None]:
        """Read small files, many at a time where that is faster; None stands for those that are not there."""

    def absent(self, names: Sequence[str]) -> list[str]:
        """Pick those of some names at which there is no file, or an empty one."""

    def open(self, name: str) -> BinaryIO:
        """Open a file for reading from the beginning."""

    def size(self, name: str) -> int | None:
        """Bytes of a file, or None where there is no file of that name."""

    def names(self, folder: str = "") -> Iterator[str]:
        """List the files below a folder, those of its folders too, in the order of their names."""

    def entries(self) -> list[str]:
        """List what lies at the top: files and folders, sorted."""

    def delete(self, names: Iterable[str]) -> None:
        """Delete files, then the folders that are empty thereby; what is not there is passed over."""

    def make_folders(self, names: Iterable[str]) -> None:
        """Make folders, where the place has folders."""

    def delete_folders(self, names: Iterable[str]) -> None:
        """Delete those of some folders that are empty, where the place has folders."""

    def part(self, name: str) -> Output:
        """Give the place of a folder in this one."""
