"""Readers of plain folders: faces in a folder per emotion, backgrounds in a folder per category or in none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

from synthgroup.sources.base import BackgroundItem, FaceItem, Skipped, SourceInfo
from synthgroup.sources.files import BackgroundFiles, FaceFiles, existing_folder, first_pictures, walk_pictures
from synthgroup.sources.labels import EMOTION_NAMES, emotion_from_name


def recognise_face_folder(path: Path) -> bool:
    """Tell whether a folder has at least one folder in it that is named after an emotion."""
    root = existing_folder(path, "folder")
    return any(entry.is_dir() and emotion_from_name(entry.name) for entry in root.iterdir())


def recognise_background_folder(path: Path) -> bool:
    """Tell whether a folder has at least one picture in it, at any depth."""
    return any(True for _ in first_pictures(existing_folder(path, "folder")))


class FolderFaces(FaceFiles):
    """Faces as `<emotion>/*.jpg`, at any depth below the emotion's folder.

    The folders may be called by `Emotion` or by a common synonym (`happy`, `afraid`), in any case. Who is
    who is not known.

    Args:
        path: The folder that the emotions' folders lie in.

    Raises:
        SourceError: The folder does not exist.
    """

    name: ClassVar[str] = "folder"
    expected: ClassVar[str] = f"a folder per emotion, named {', '.join(EMOTION_NAMES)}"

    def __init__(self, path: Path) -> None:
        self._root = existing_folder(path, self.name)

    @property
    def info(self) -> SourceInfo:
        """What is true of the source as a whole."""
        # nobody is named, so people are told by the content of the picture, which is the same everywhere
        return SourceInfo(name=self.name, path=str(self._root), shared_names=True)

    def _scan(self) -> Iterator[FaceItem | Skipped]:
        unknown: Counter[str] = Counter()
        for found in walk_pictures(self._root):
            folder, slash, _ = found.key.partition("/")
            emotion = emotion_from_name(folder) if slash else None
            if slash and emotion is None:
                unknown[folder] += 1
            elif found.problem:
                yield self._skip(found.key, found.problem)
            elif emotion is None:
                yield self._skip(found.key, "does not lie in a folder that is named after an emotion")
            else:
                yield FaceItem(key=found.key, emotion=emotion, length=found.length)
        for folder, count in unknown.items():
            yield self._skip(folder, f"folder is not named after an emotion; {count} pictures in it are left out")


class FolderBackgrounds(BackgroundFiles):
    """Backgrounds as `<category>/*.jpg`, at any depth below the category's folder, or without categories.

    Args:
        path: The folder.

    Raises:
        SourceError: The folder does not exist.
    """

    name: ClassVar[str] = "folder"
    expected: ClassVar[str] = "pictures, in a folder per category or in none"

    def __init__(self, path: Path) -> None:
        self._root = existing_folder(path, self.name)

    @property
    def info(self) -> SourceInfo:
        """What is true of the source as a whole."""
        return SourceInfo(name=self.name, path=str(self._root))

    def _scan(self) -> Iterator[BackgroundItem | Skipped]:
        for found in walk_pictures(self._root):
            folder, slash, _ = found.key.partition("/")
            if found.problem:
                yield self._skip(found.key, found.problem)
            else:
                yield BackgroundItem(key=found.key, category=folder if slash else "", length=found.length)
