"""Any place that fsspec knows: object stores above all, where a file is one PUT and therefore whole or not there."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Final, cast

from synthgroup.errors import OutputError
from synthgroup.export.output.base import Output, Product
from synthgroup.sources.printable import printable

try:
    import fsspec
except ImportError:  # pragma: no cover  the extra is part of the tests' environment
    fsspec = None

_BUCKETS: Final = frozenset({"abfs", "abfss", "adl", "az", "gcs", "gs", "oci", "oss", "s3", "s3a"})
"""Protocols of object stores, as fsspec calls them."""

_CALLS: Final = 16
"""Requests at a time; each waits for the network most of its time."""


class RemoteOutput:
    """A folder of a file system that fsspec knows.

    Args:
        address: Such as `s3://bucket/folder`; credentials come from where the file system looks for them.

    Raises:
        OutputError: fsspec or the package for this kind of address is not installed, or the address is wrong.
    """

    def __init__(self, address: str) -> None:
        if fsspec is None:
            raise OutputError(f"{printable(address)} needs fsspec: pip install 'synthgroup[remote]'")
        self._address = address.rstrip("/")
        with self._errors():
            self._fs, self._root = self._connect()

    @property
    def address(self) -> str:
        """How users name it."""
        return printable(self._address)

    def __getstate__(self) -> str:
        return self._address

    def __setstate__(self, address: str) -> None:
        self.__init__(address)  # type: ignore[misc]  # a connection of its own in every process

    def check(self) -> None:
        """Refuse an address at which there is an object."""
        with self._errors():
            if self._fs.isfile(self._root):
                raise OutputError(f"{self.address} is a file; choose a folder")

    def begin(self, name: str, data: bytes) -> None:
        """Put the first file, unless it is there."""
        if self.size(name) is None:
            self.write(name, data)

    @contextmanager
    def drafts(self) -> Iterator[Path]:
        """Give a temporary folder."""
        folder = Path(tempfile.mkdtemp(prefix="synthgroup-"))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def publish(self, products: Sequence[Product], last: Product | None = None) -> None:
        """Put every draft, many at a time where the file system can."""
        with self._errors():
            for several in filter(None, (products, [last] if last else [])):
                for name in sorted({product.name.rpartition("/")[0] for product in several}):
                    self._make_parent(f"{name}/")
                self._fs.put([str(one.draft) for one in several], [self._path(one.name) for one in several])

    def write(self, name: str, data: bytes) -> None:
        """Put a small file."""
        with self._errors():
            self._make_parent(name)
            self._fs.pipe_file(self._path(name), data)

    def create(self, name: str, data: bytes) -> bool:
        """Put a small file on condition that there is none."""
        with self._errors():
            self._make_parent(name)
            try:
                self._fs.pipe_file(self._path(name), data, mode="create")
            except FileExistsError:
                return False
            return True

    def move(self, source: str, target: str) -> bool:
        """Copy a file, then delete it: object stores know no other way."""
        data = self.read(source)
        if data is None:
            return False
        self.write(target, data)
        self.delete([source])
        return True

    def read(self, name: str) -> bytes | None:
        """Get a small file, or None where there is none."""
        with self._errors():
            try:
                return cast(bytes, self._fs.cat_file(self._path(name)))
            except (FileNotFoundError, IsADirectoryError):
                return None

    def read_all(self, names: Sequence[str]) -> list[bytes | None]:
        """Get small files, many at a time."""
        with ThreadPoolExecutor(_CALLS) as pool:
            return list(pool.map(self.read, names))

    def absent(self, names: Sequence[str]) -> list[str]:
        """Pick names without a file, or with an empty one, asking for many at a time."""
        with ThreadPoolExecutor(_CALLS) as pool:
            sizes = pool.map(self.size, names)
            return [name for name, size in zip(names, sizes, strict=True) if not size]

    def open(self, name: str) -> BinaryIO:
        """Open a file."""
        with self._errors():
            return cast(BinaryIO, self._fs.open(self._path(name), "rb"))

    def size(self, name: str) -> int | None:
        """Bytes of a file, or None where there is no file of that name."""
        with self._errors():
            try:
                info = self._fs.info(self._path(name))
            except FileNotFoundError:
                return None
            return int(info["size"]) if info["type"] == "file" else None

    def names(self, folder: str = "") -> Iterator[str]:
        """List files."""
        with self._errors():
            top = self._path(folder)
            found = sorted(self._fs.find(top)) if self._fs.isdir(top) else []
        skipped = len(self._root.rstrip("/")) + 1
        yield from (path[skipped:] for path in found)

    def entries(self) -> list[str]:
        """List what lies at the top."""
        with self._errors():
            if not self._fs.isdir(self._root):
                return []
            return sorted({path.rstrip("/").rpartition("/")[2] for path in self._fs.ls(self._root, detail=False)})

    def delete(self, names: Iterable[str]) -> None:
        """Delete files."""
        with self._errors():
            for name in names:
                try:
                    self._fs.rm_file(self._path(name))
                except FileNotFoundError:
                    continue

    def make_folders(self, names: Iterable[str]) -> None:
        """Do nothing: a folder without files is nothing here."""

    def delete_folders(self, names: Iterable[str]) -> None:
        """Do nothing, as above."""

    def part(self, name: str) -> Output:
        """Give a folder of the folder."""
        return RemoteOutput(f"{self._address}/{name}")

    def _connect(self) -> tuple[Any, str]:
        # what a listing showed a moment ago may have been changed by another run
        return cast("tuple[Any, str]", fsspec.core.url_to_fs(self._address, use_listings_cache=False))

    def _path(self, name: str) -> str:
        return f"{self._root.rstrip('/')}/{name}" if name else self._root

    def _make_parent(self, name: str) -> None:
        protocols = {self._fs.protocol} if isinstance(self._fs.protocol, str) else set(self._fs.protocol)
        if protocols & _BUCKETS:  # there are no folders, and a misspelt bucket would be made
            return
        self._fs.makedirs(self._path(name).rpartition("/")[0], exist_ok=True)

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """Turn what file systems raise, which is of many kinds, into one line."""
        try:
            yield
        except OutputError:
            raise
        except Exception as error:  # each file system raises what its client raises
            reason = printable(str(error).splitlines()[0] if str(error) else type(error).__name__)
            raise OutputError(f"{self.address}: {reason}; check the address and its credentials") from error
