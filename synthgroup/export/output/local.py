"""A folder of this machine, or of a file system that it shares with others."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from synthgroup.errors import OutputError
from synthgroup.export.files import flush, flush_all, output_errors, write_whole
from synthgroup.export.output.base import Output, Product
from synthgroup.sources.printable import printable

WORK_FOLDER: Final = ".synthgroup"
"""Folder of an output for what is not finished: the job, markers, leases, drafts."""

_MOST_READ: Final = 1 << 28
"""Bytes of a small file at most: checksums of some million files."""


@dataclass(frozen=True, slots=True)
class LocalOutput:
    """A folder.

    Attributes:
        folder: Where it is.
    """

    folder: Path

    @property
    def address(self) -> str:
        """How users name it."""
        return printable(str(self.folder))

    def check(self) -> None:
        """Refuse a file, a folder below a file, and a folder that cannot be written."""
        with output_errors(self.folder):
            if self.folder.exists() and not self.folder.is_dir():
                raise OutputError(f"{self.address} is a file; choose a folder")
            there = next(folder for folder in (self.folder, *self.folder.absolute().parents) if folder.exists())
            name = printable(str(there))
            if not there.is_dir():
                raise OutputError(f"{self.address} cannot be made: {name} is a file")
            if not os.access(there, os.W_OK | os.X_OK):
                raise OutputError(f"{name} cannot be written; choose another folder or change its permissions")

    def begin(self, name: str, data: bytes) -> None:
        """Make the folder with its first file, unless it has that."""
        path = self._path(name)
        made = [folder for folder in path.parents if not folder.exists()]
        with output_errors(self.folder):
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                if not path.exists():
                    write_whole(path, data)
            except OSError:
                if made:
                    shutil.rmtree(made[0], ignore_errors=True)
                for folder in made[1:]:
                    with suppress(OSError):
                        folder.rmdir()
                raise

    @contextmanager
    def drafts(self) -> Iterator[Path]:
        """Give an empty folder on the same disk."""
        with output_errors(self.folder):
            folder = Path(tempfile.mkdtemp(prefix="draft-", dir=self._path(f"{WORK_FOLDER}/")))
            try:
                yield folder
            finally:
                shutil.rmtree(folder, ignore_errors=True)

    def publish(self, products: Sequence[Product], last: Product | None = None) -> None:
        """Flush all drafts at once, because that costs less, and rename them."""
        with output_errors(self.folder):
            flush_all([product.draft for product in (*products, *((last,) if last else ()))])
            self._rename(products)
            if last:
                self._rename([last])

    def write(self, name: str, data: bytes) -> None:
        """Write a file by way of a temporary one beside it."""
        with output_errors(self.folder):
            path = self._path(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, data)

    def create(self, name: str, data: bytes) -> bool:
        """Write a file unless there is one, by a link, which no file system makes twice.

        It is not flushed: a lease is of no use to anybody once the machine has lost its power.
        """
        with output_errors(self.folder):
            path = self._path(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            descriptor, draft = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(data)
                return _linked(Path(draft), path)
            finally:
                Path(draft).unlink(missing_ok=True)

    def move(self, source: str, target: str) -> bool:
        """Rename a file."""
        with output_errors(self.folder):
            path = self._path(target)
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                self._path(source).replace(path)
            except FileNotFoundError:
                return False
            flush(path.parent)
            return True

    def read(self, name: str) -> bytes | None:
        """Read a file, or None where there is none."""
        with output_errors(self.folder):
            path = self._path(name)
            try:
                if not path.is_file():  # a pipe would keep us waiting
                    return None
                if path.stat().st_size > _MOST_READ:
                    raise OutputError(f"{printable(str(path))}: is larger than anything that synthgroup keeps there")
                return path.read_bytes()
            except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
                return None

    def read_all(self, names: Sequence[str]) -> list[bytes | None]:
        """Read files one by one."""
        return [self.read(name) for name in names]

    def absent(self, names: Sequence[str]) -> list[str]:
        """Pick names without a file, or with an empty one."""
        with output_errors(self.folder):
            return [name for name in names if not _size(f"{self.folder}/{name}")]

    def open(self, name: str) -> BinaryIO:
        """Open a file."""
        with output_errors(self.folder):
            return self._path(name).open("rb")

    def size(self, name: str) -> int | None:
        """Bytes of a file; a link is none."""
        with output_errors(self.folder):
            return _size(f"{self.folder}/{name}")

    def names(self, folder: str = "") -> Iterator[str]:
        """List files; links count as files and are not followed."""
        with output_errors(self.folder):
            yield from self._names(self._path(folder), f"{folder}/" if folder else "")

    def entries(self) -> list[str]:
        """List what lies at the top."""
        with output_errors(self.folder):
            return sorted(path.name for path in self.folder.iterdir()) if self.folder.is_dir() else []

    def delete(self, names: Iterable[str]) -> None:
        """Delete files, and the folders that are empty thereby."""
        with output_errors(self.folder):
            folders: set[Path] = set()
            for name in names:
                path = self._path(name)
                with suppress(FileNotFoundError, NotADirectoryError):
                    path.unlink()
                folders.update(above for above in path.parents if self.folder in above.parents)
            for folder in sorted(folders, reverse=True):
                with suppress(OSError):
                    folder.rmdir()

    def make_folders(self, names: Iterable[str]) -> None:
        """Make folders."""
        with output_errors(self.folder):
            for name in names:
                self._path(f"{name}/").mkdir(parents=True, exist_ok=True)

    def delete_folders(self, names: Iterable[str]) -> None:
        """Delete folders that are empty."""
        for name in names:
            path = self._path(name)
            if path.is_dir() and not path.is_symlink():
                with suppress(OSError):
                    path.rmdir()

    def part(self, name: str) -> Output:
        """Give a folder of the folder."""
        return LocalOutput(self.folder / name)

    def _path(self, name: str) -> Path:
        """Give the place of a name; that of a folder may end in a slash.

        No folder on the way may be a link, which might lead out of the output: nor may one that is named by a slash.
        """
        path = self.folder
        *folders, last = name.split("/")
        for folder in folders:
            path /= folder
            if path.is_symlink():
                raise OutputError(
                    f"{printable(str(path))} is a link, which files of the data set would follow; "
                    "put a folder in its place, or choose another folder for the data set"
                )
        return path / last if last else path

    def _rename(self, products: Sequence[Product]) -> None:
        """Give drafts that were flushed their final names, and wait until these are on the disk."""
        folders = {self._path(name) for name in {"".join(product.name.rpartition("/")[:2]) for product in products}}
        made = {above for folder in folders for above in self._missing_above(folder)}
        for folder in sorted(folders):
            folder.mkdir(parents=True, exist_ok=True)
        for product in products:
            os.replace(product.draft, f"{self.folder}/{product.name}")  # noqa: PTH105  no paths, for millions
        for folder in sorted(folders | made):
            flush(folder)  # the first takes the others along

    def _missing_above(self, folder: Path) -> Iterator[Path]:
        for above in folder.parents:
            if above.is_dir():
                yield above
                return
            yield above

    def _names(self, folder: Path, prefix: str) -> Iterator[str]:
        if not folder.is_dir() or folder.is_symlink():
            return
        with os.scandir(folder) as found:
            entries = sorted((entry.name, entry.is_dir(follow_symlinks=False)) for entry in found)
        for name, is_folder in entries:
            if is_folder:
                yield from self._names(folder / name, f"{prefix}{name}/")
            else:
                yield f"{prefix}{name}"


def _size(path: str) -> int | None:
    """Give the length of a file that is no link; one call of the system, for a million files."""
    try:
        found = os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    return found.st_size if stat.S_ISREG(found.st_mode) else None


def _linked(draft: Path, path: Path) -> bool:
    try:
        os.link(draft, path)
    except FileExistsError:
        return False
    except OSError:  # a file system without links
        return _created(draft.read_bytes(), path)
    return True


def _created(data: bytes, path: Path) -> bool:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    except FileExistsError:
        return False
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
    return True
