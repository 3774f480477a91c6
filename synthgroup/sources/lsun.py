"""Reader of LSUN's scene categories, which stay in their LMDB files."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any, ClassVar, Final
from weakref import WeakValueDictionary

import lmdb
import numpy as np
from numpy.typing import NDArray

from synthgroup.errors import PictureError, SourceError
from synthgroup.sources.base import SPLITS, BackgroundIndex, Picture, Skipped, SourceInfo, split_by_hash
from synthgroup.sources.files import existing_folder, is_inside
from synthgroup.sources.lmdb_pages import check_lmdb_pages, read_lmdb_header
from synthgroup.sources.pictures import decode_picture, drop_alpha
from synthgroup.sources.printable import printable

_KEY_LENGTH: Final = 40
_KEY: Final = re.compile(r"[0-9a-fA-F]{40}")
_IS_HEX: Final = np.isin(np.arange(256), list(b"0123456789abcdefABCDEF"))
_FOLDER: Final = re.compile(r"(?:(?P<category>.+)_)?(?:train|val|test)_lmdb")
_DATA: Final = "data.mdb"
_MOST_NAMED: Final = 1000  # skipped records of a folder that are named one by one; the rest is counted
# One byte more than a key has, so that longer keys can be told.
_RECORD: Final = np.dtype([("key", f"S{_KEY_LENGTH + 1}"), ("length", np.int64)])


@dataclass(frozen=True, slots=True)
class _Folder:
    """One LMDB folder: its name is the first part of its keys."""

    name: str
    path: Path
    category: str


@dataclass(frozen=True, slots=True)
class _Records:
    """The usable records of one folder, in the order of their keys."""

    folder: _Folder
    keys: NDArray[np.bytes_]
    lengths: NDArray[np.int64]


def recognise_lsun(path: Path) -> bool:
    """Tell whether a folder is an LMDB, or has folders named `*_lmdb` in it that are."""
    root = existing_folder(path, "lsun")
    return (root / _DATA).is_file() or any((entry / _DATA).is_file() for entry in root.glob("*_lmdb"))


class LsunBackgrounds:
    """LSUN on disk: `{category}_{train|val}_lmdb/` folders, or a single one of them.

    LSUN's train and val parts are made for telling scene categories apart and play no part here: every picture is
    assigned to a split by the hash of its own key, so that one that occurs in two folders is in one split.

    The files are opened read-only and without a lock, on the first read in each process, so that a source can be
    pickled, forked and spawned.

    Args:
        path: The folder that holds the LMDB folders, or one LMDB folder.
        categories: Categories to list, such as `classroom`; None lists all.

    Raises:
        SourceError: The folder does not exist or holds no LMDB, or a category is not there.
    """

    name: ClassVar[str] = "lsun"

    def __init__(self, path: Path, *, categories: Collection[str] | None = None) -> None:
        self._root = existing_folder(path, self.name)
        self._outside: tuple[Skipped, ...] = ()
        folders = self._find_folders()
        if categories is not None:
            known = sorted({folder.category for folder in folders})
            if not categories or not set(categories) <= set(known):
                raise SourceError(f"lsun: categories must be some of {', '.join(known)}, not {sorted(categories)}")
            folders = [folder for folder in folders if folder.category in categories]
        self._folders = {folder.name: folder for folder in folders}
        self._listing: tuple[BackgroundIndex, tuple[Skipped, ...]] | None = None
        self._opened: tuple[int, dict[str, lmdb.Environment]] = (os.getpid(), {})

    @property
    def info(self) -> SourceInfo:
        """What is true of the source as a whole."""
        return SourceInfo(name=self.name, path=str(self._root))

    def stamp(self) -> str:
        """Name the state of the listing: a hash over the folders' names and their files' sizes and times.

        Raises:
            SourceError: A file is gone.
        """
        digest = blake2b(digest_size=16)
        for folder in self._folders.values():
            try:
                state = (folder.path / _DATA).stat()
            except OSError as error:
                raise SourceError(f"lsun: {printable(str(folder.path / _DATA))}: {error.strerror}") from error
            digest.update(f"{folder.name}\0{state.st_size}\0{state.st_mtime_ns}\0".encode())
        return digest.hexdigest()

    def backgrounds(self) -> BackgroundIndex:
        """List the backgrounds; about 5 seconds a million.

        Raises:
            SourceError: Nothing usable is there, or a file is damaged.
        """
        index, skipped = self._list()
        if not len(index):
            first = f", the first: {skipped[0].key}: {skipped[0].reason}" if skipped else ""
            raise SourceError(
                f"lsun: no usable background in {printable(str(self._root))}; found {len(skipped)} unusable records"
                f"{first}; expected keys of {_KEY_LENGTH} hexadecimal characters with WebP or JPEG values"
            )
        return index

    def skipped(self) -> Sequence[Skipped]:
        """List records with an empty value or a strange key, and links that lead out of the folder, sorted by key."""
        return self._list()[1]

    def read(self, key: str) -> Picture:
        """Decode one picture as RGB; alpha is dropped onto black. WebP and JPEG are told by their first bytes.

        Raises:
            PictureError: It is missing, empty, truncated, too large or not a picture.
        """
        name, _, record = key.partition("/")
        folder = self._folders.get(name)
        if folder is None or not _KEY.fullmatch(record):
            raise PictureError(f"lsun: {printable(key)} is not a record of {printable(str(self._root))}")
        try:
            with self._environment(folder).begin() as transaction:
                value = transaction.get(record.encode())
        except lmdb.Error as error:
            raise PictureError(f"lsun: {printable(str(folder.path))}: {error}") from error
        if value is None:
            raise PictureError(f"lsun: there is no record {record} in {printable(str(folder.path))}")
        return drop_alpha(decode_picture(value, f"{folder.path}:{record}"))

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_listing": None, "_opened": (0, {})}

    def _find_folders(self) -> list[_Folder]:
        if (self._root / _DATA).is_file():
            return [_describe(self._root)]
        found = [entry for entry in self._root.iterdir() if not entry.name.startswith(".") and entry.is_dir()]
        candidates = [entry for entry in found if (entry / _DATA).is_file()]
        inside = [entry for entry in candidates if is_inside(entry / _DATA, self._root)]
        self._outside = tuple(
            Skipped(self.name, entry.name, "is a link that leads out of the folder")
            for entry in sorted(set(candidates) - set(inside))
        )
        if not inside:
            raise SourceError(
                f"lsun: no LMDB in {printable(str(self._root))}; expected {_DATA} in it, or in folders such as "
                "classroom_train_lmdb"
            )
        # Keys are sorted bytewise, and the folder's name ends with a slash in them.
        return sorted((_describe(entry) for entry in inside), key=lambda folder: f"{folder.name}/".encode())

    def _list(self) -> tuple[BackgroundIndex, tuple[Skipped, ...]]:
        if self._listing is None:
            skipped = list(self._outside)
            parts = [self._list_folder(folder, skipped) for folder in self._folders.values()]
            self._listing = _join(parts), tuple(sorted(skipped, key=lambda item: item.key))
        return self._listing

    def _list_folder(self, folder: _Folder, skipped: list[Skipped]) -> _Records:
        try:
            check_lmdb_pages(folder.path / _DATA)
            with self._environment(folder).begin(buffers=True) as transaction:
                count = transaction.stat()["entries"]
                pairs = ((bytes(key), len(value)) for key, value in transaction.cursor())
                records = np.fromiter(pairs, dtype=_RECORD, count=count)
        except (lmdb.Error, PictureError, ValueError) as error:
            raise SourceError(f"lsun: {printable(str(folder.path))}: cannot be listed: {error}") from error
        letters = _letters(np.ascontiguousarray(records["key"]))
        strange = (letters[:, _KEY_LENGTH] != 0) | ~_IS_HEX[letters[:, :_KEY_LENGTH]].all(axis=1)
        empty = (records["length"] == 0) & ~strange
        self._skip(folder, records["key"][strange], f"key is not {_KEY_LENGTH} hexadecimal characters", skipped)
        self._skip(folder, records["key"][empty], "is empty (0 bytes)", skipped)
        usable = records[~(strange | empty)]
        return _Records(folder, usable["key"].astype(f"S{_KEY_LENGTH}"), np.ascontiguousarray(usable["length"]))

    def _skip(self, folder: _Folder, keys: NDArray[np.bytes_], reason: str, skipped: list[Skipped]) -> None:
        for key in keys[:_MOST_NAMED].tolist():
            name = key.decode("ascii", "backslashreplace")
            skipped.append(Skipped(self.name, f"{folder.name}/{name}", reason))
        if len(keys) > _MOST_NAMED:
            skipped.append(Skipped(self.name, folder.name, f"{len(keys) - _MOST_NAMED} more: {reason}"))

    def _environment(self, folder: _Folder) -> lmdb.Environment:
        process, environments = self._opened
        if process != os.getpid():
            environments = {}
            self._opened = os.getpid(), environments
        environment = environments.get(folder.name)
        if environment is None:
            environment = environments[folder.name] = _ENVIRONMENTS.open(folder.path)
        return environment


class _Environments:
    """The LMDBs that this process has open: LMDB allows each only once, whatever the number of sources that read it."""

    def __init__(self) -> None:
        self._start()

    def _start(self) -> None:
        self._process = os.getpid()
        self._lock = threading.Lock()
        self._known: WeakValueDictionary[Path, lmdb.Environment] = WeakValueDictionary()

    def open(self, path: Path) -> lmdb.Environment:
        if self._process != os.getpid():
            # What came through a fork must not be used, and must be closed before it can be opened here.
            inherited = list(self._known.values())
            self._start()
            for environment in inherited:
                environment.close()
        with self._lock:
            known = self._known.get(path)
            environment = _open(path) if known is None else known
            self._known[path] = environment
            return environment


_ENVIRONMENTS: Final = _Environments()


def _open(path: Path) -> lmdb.Environment:
    read_lmdb_header(path / _DATA)
    try:
        return lmdb.open(str(path), readonly=True, lock=False, readahead=False, create=False)
    except lmdb.Error as error:
        raise PictureError(f"cannot be opened as an LMDB: {error}") from error


def _describe(path: Path) -> _Folder:
    match = _FOLDER.fullmatch(path.name)
    return _Folder(path.name, path, path.name if match is None else match["category"] or "")


def _letters(keys: NDArray[np.bytes_]) -> NDArray[np.uint8]:
    """View an array of byte strings, shape (n,), as its single bytes, shape (n, length)."""
    return keys.view(np.uint8).reshape(len(keys), keys.dtype.itemsize)


def _join(parts: Sequence[_Records]) -> BackgroundIndex:
    """Put the folders' records one after the other; folders and records are sorted already."""
    categories = tuple(sorted({part.folder.category for part in parts}))
    prefixes = [f"{part.folder.name}/".encode() for part in parts]
    width = max(map(len, prefixes)) + _KEY_LENGTH
    count = sum(len(part.keys) for part in parts)
    keys = np.zeros(count, dtype=f"S{width}")
    codes = np.empty(count, dtype=np.uint16)
    start = 0
    for part, prefix in zip(parts, prefixes, strict=True):
        rows = slice(start, start := start + len(part.keys))
        letters = _letters(keys)[rows]
        letters[:, : len(prefix)] = np.frombuffer(prefix, dtype=np.uint8)
        letters[:, len(prefix) : len(prefix) + _KEY_LENGTH] = _letters(part.keys)
        codes[rows] = categories.index(part.folder.category)
    splits = (SPLITS.index(split_by_hash(key)) for part in parts for key in part.keys)
    return BackgroundIndex(
        keys=keys,
        lengths=np.concatenate([part.lengths for part in parts]),
        category_codes=codes,
        categories=categories,
        split_codes=np.fromiter(splits, dtype=np.int8, count=count),
    )
