"""Folders of pictures: a sorted walk that stays inside its root, and what all sources made of files have in common."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from itertools import islice
from pathlib import Path, PurePath
from typing import Any, ClassVar, Final, Generic, TypeVar

from synthgroup.errors import PictureError, SourceError
from synthgroup.sources.base import BackgroundIndex, BackgroundItem, FaceItem, Picture, Skipped, SourceInfo
from synthgroup.sources.pictures import PICTURE_SUFFIXES, drop_alpha, read_encoded, read_picture
from synthgroup.sources.printable import printable

_THUMBNAIL_FOLDERS: Final = frozenset({"__MACOSX", "@eaDir"})

Item = TypeVar("Item", FaceItem, BackgroundItem)


@dataclass(frozen=True, slots=True)
class FoundPicture:
    """A file that looks like a picture by its name.

    Attributes:
        key: Path below the root, `/` separated; escaped where a `problem` is that it has no such form.
        length: Size in bytes.
        problem: Why it cannot be used, or an empty string.
    """

    key: str
    length: int
    problem: str = ""


def walk_pictures(root: Path, *, max_folders: int | None = None) -> Iterator[FoundPicture]:
    """Find the pictures in a folder, at any depth, in an order that does not depend on the file system.

    Hidden files and folders (also `._*`), folders of thumbnails and files without a picture's suffix are passed over.
    Links to folders are not followed; links to files are, as long as they stay inside the root.

    Args:
        root: An existing folder, with symbolic links resolved.
        max_folders: How many folders to look into at most; None for all.

    Raises:
        SourceError: The root itself cannot be listed.
    """
    folders = [root]
    seen = 0
    while folders and (max_folders is None or seen < max_folders):
        folder = folders.pop()
        seen += 1
        try:
            with os.scandir(folder) as found:
                entries = sorted(found, key=lambda entry: os.fsencode(entry.name))
        except OSError as error:
            if folder == root:
                raise SourceError(f"{printable(str(root))}: cannot be listed: {error.strerror}") from error
            yield FoundPicture(_key_of(folder, root), 0, f"folder cannot be listed: {error.strerror}")
            continue
        subfolders = []
        for entry in entries:
            if entry.name.startswith(".") or entry.name in _THUMBNAIL_FOLDERS:
                continue
            if entry.is_dir(follow_symlinks=False):
                subfolders.append(Path(entry.path))
            elif _is_link_to_folder(entry):
                if not is_inside(Path(entry.path), root):
                    yield FoundPicture(_key_of(Path(entry.path), root), 0, "is a link that leads out of the folder")
            elif PurePath(entry.name).suffix.lower() in PICTURE_SUFFIXES:
                yield _examine(entry, root)
        folders.extend(reversed(subfolders))


def first_pictures(root: Path) -> Iterator[FoundPicture]:
    """Find the first few pictures of a folder: enough to recognise it, and quick even where it is a whole disk."""
    return islice(walk_pictures(root, max_folders=500), 300)


def is_inside(path: Path, root: Path) -> bool:
    """Tell whether a path lies below a root after symbolic links are resolved; the root must be resolved already."""
    return Path(os.path.realpath(path)).is_relative_to(root)


def path_inside(root: Path, key: str) -> Path:
    """Turn a key into a path below a root.

    Args:
        root: Folder with symbolic links resolved.
        key: `/` separated name.

    Raises:
        PictureError: The key is absolute, has `..` in it, or leads out of the root through a link.
    """
    plain = PurePath(key)
    if not key or "\0" in key or plain.is_absolute() or plain.drive or ".." in plain.parts:
        raise PictureError(f"{printable(key)}: must be a path below {root}, neither absolute nor with '..'")
    path = root / plain
    if not is_inside(path, root):
        raise PictureError(f"{printable(key)}: leads out of {root} through a link")
    return path


def existing_folder(path: Path, name: str) -> Path:
    """Resolve a source's folder.

    Args:
        path: The folder as the user gave it.
        name: Name of the source, for the error.

    Raises:
        SourceError: It does not exist or is not a folder.
    """
    try:
        resolved = path.resolve(strict=True)
    except (OSError, ValueError, RuntimeError) as error:
        raise SourceError(f"{name}: there is no folder {printable(str(path))}") from error
    if not resolved.is_dir():
        raise SourceError(f"{name}: {printable(str(path))} is not a folder; expected is a folder")
    return resolved


class FileSource(ABC, Generic[Item]):
    """What sources made of files share: one listing, kept while the source lives, and left out when it is pickled."""

    name: ClassVar[str]
    expected: ClassVar[str]
    """What a usable folder contains, for errors."""

    _root: Path

    @property
    @abstractmethod
    def info(self) -> SourceInfo:
        """What is true of the source as a whole."""

    @abstractmethod
    def _scan(self) -> Iterator[Item | Skipped]:
        """Look at every candidate once, in any order."""

    def skipped(self) -> Sequence[Skipped]:
        """List what the listing passed over although it looked like a picture, sorted by key."""
        return self._listing[1]

    def read(self, key: str) -> Picture:
        """Decode one picture.

        Raises:
            PictureError: It is missing, empty, truncated, too large or not a picture.
        """
        return read_picture(path_inside(self._root, key))

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name != "_listing"}

    @cached_property
    def _listing(self) -> tuple[list[Item], list[Skipped]]:
        items: list[Item] = []
        skipped: list[Skipped] = []
        for found in self._scan():
            if isinstance(found, Skipped):
                skipped.append(found)
            else:
                items.append(found)
        return sorted(items, key=lambda item: item.key), sorted(skipped, key=lambda item: (item.key, item.reason))

    def _items(self, noun: str) -> list[Item]:
        items, skipped = self._listing
        if not items:
            raise SourceError(
                f"{self.name}: no usable {noun} in {printable(str(self._root))}; "
                f"found {_summary(self._root, skipped)}; expected {self.expected}"
            )
        return items

    def _skip(self, key: str, reason: str) -> Skipped:
        return Skipped(self.name, key, reason)


class FaceFiles(FileSource[FaceItem]):
    """A face source made of files."""

    def faces(self) -> Sequence[FaceItem]:
        """List the faces, sorted by key.

        Raises:
            SourceError: Nothing usable is there.
        """
        return self._items("face")

    def content_digest(self, key: str) -> str:
        """Hash the encoded picture to 16 hexadecimal digits: what stands for a person whom the source does not name.

        Raises:
            PictureError: The picture is missing.
        """
        return blake2b(read_encoded(path_inside(self._root, key)), digest_size=8).hexdigest()


class BackgroundFiles(FileSource[BackgroundItem]):
    """A background source made of files."""

    def stamp(self) -> str:
        """Name no state: to know whether files have changed is as dear as to list them."""
        return ""

    def backgrounds(self) -> BackgroundIndex:
        """List the backgrounds.

        Raises:
            SourceError: Nothing usable is there.
        """
        return BackgroundIndex.from_items(self._items("background"))

    def read(self, key: str) -> Picture:
        """Decode one picture as RGB; alpha is dropped onto black.

        Raises:
            PictureError: It is missing, empty, truncated, too large or not a picture.
        """
        return drop_alpha(super().read(key))


def _is_link_to_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_symlink() and entry.is_dir()
    except OSError:
        return False


def _examine(entry: os.DirEntry[str], root: Path) -> FoundPicture:
    key = _key_of(Path(entry.path), root)
    if Path(entry.path) != root / key:
        return FoundPicture(key, 0, "name is not valid UTF-8; rename it")
    try:
        if entry.is_symlink() and not is_inside(Path(entry.path), root):
            return FoundPicture(key, 0, "is a link that leads out of the folder")
        length = entry.stat().st_size
        if not entry.is_file():
            return FoundPicture(key, 0, "is not a regular file")
    except OSError as error:
        return FoundPicture(key, 0, f"cannot be looked at: {error.strerror}")
    return FoundPicture(key, length, "" if length else "is empty (0 bytes)")


def _key_of(path: Path, root: Path) -> str:
    return os.fsencode(path.relative_to(root).as_posix()).decode("utf-8", "backslashreplace")


def _summary(place: Path, skipped: Sequence[Skipped]) -> str:
    if skipped:
        first = skipped[0]
        return f"{len(skipped)} that cannot be used, the first: {printable(first.key)}: {first.reason}"
    names = sorted(entry.name for entry in place.iterdir()) if place.is_dir() else []
    if not names:
        return "nothing"
    return f"{', '.join(printable(name) for name in names[:5])}{', ...' if len(names) > 5 else ''}"
