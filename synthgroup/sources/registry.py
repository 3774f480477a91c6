"""The registry of sources: which there are, how a user names one, and how it is opened or recognised."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

from synthgroup.errors import SourceError, SynthGroupError
from synthgroup.sources.base import BackgroundSource, FaceSource
from synthgroup.sources.printable import printable

MOST_WEIGHT: Final = 1e9
"""Largest weight of a source: in millionths, thousands of such weights still sum to a word."""

ENTRY_POINT_GROUP: Final = "synthgroup.sources"
"""Entry points of other packages: each is a callable without arguments that registers sources."""

# At least two characters, so that the drive of a Windows path is none.
_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]+")

Source = TypeVar("Source")


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """What a user writes to name a source: `builtin`, `kdef:PATH`, `PATH`, each with `=WEIGHT` at its end if they like.

    Attributes:
        name: Registered name, or an empty string where the source is to be recognised.
        path: Path as written, or an empty string where the source takes none.
        weight: How often the source is drawn from, relative to the others; above 0 and at most `MOST_WEIGHT`.
    """

    name: str
    path: str
    weight: float = 1.0

    def __post_init__(self) -> None:
        if not 0 < self.weight <= MOST_WEIGHT:
            raise SourceError(
                f"source {printable(self._place)!r}: weight {self.weight} must be above 0 and at most {MOST_WEIGHT:.0e}"
            )

    @classmethod
    def parse(cls, text: str) -> SourceSpec:
        """Read a specification.

        What follows the last `=` is the weight, unless it has a slash in it. A word of two letters or more before the
        first `:` is a name, so a relative path with a colon needs `./` before it.

        Raises:
            SourceError: It is empty, or the weight is not a positive number.
        """
        place, weight = _split_weight(text)
        if not place:
            raise SourceError(f"source {printable(text)!r} is empty; expected {_forms()}")
        name, colon, path = place.partition(":")
        if not colon:
            return cls(place, "", weight) if place in _pathless_names() else cls("", place, weight)
        if not _NAME.fullmatch(name):
            return cls("", place, weight)
        return cls(name, path, weight)

    def __str__(self) -> str:
        weight = "" if self.weight == 1 and "=" not in self._place else f"={self.weight!r}"
        return f"{self._place}{weight}"

    @property
    def _place(self) -> str:
        if not self.name:
            return self.path
        return self.name if not self.path and self.name in _pathless_names() else f"{self.name}:{self.path}"


@dataclass(frozen=True, slots=True)
class _Entry(Generic[Source]):
    name: str
    opener: Callable[[Path], Source]
    recognise: Callable[[Path], bool] | None
    takes_path: bool
    looks_like: str

    @property
    def form(self) -> str:
        """What users write."""
        return f"{self.name}:PATH" if self.takes_path else self.name


class _Registry(Generic[Source]):
    """The sources of one kind, in the order of registration, which is the order in which a bare path is tried."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.entries: dict[str, _Entry[Source]] = {}

    def add(self, entry: _Entry[Source]) -> None:
        if not _NAME.fullmatch(entry.name):
            raise SourceError(
                f"source name {entry.name!r} must be two or more letters, digits, '-' or '_', a letter first"
            )
        if entry.name in self.entries:
            raise SourceError(
                f"a source of {self.kind} named {entry.name!r} is registered already; choose another name"
            )
        self.entries[entry.name] = entry

    def open(self, spec: SourceSpec) -> Source:
        if not spec.name:
            return self._open_recognised(spec.path)
        entry = self._find(spec.name)
        if entry.takes_path != bool(spec.path):
            wanted = "needs a path" if entry.takes_path else "takes no path"
            raise SourceError(f"source {str(spec)!r}: {entry.name} {wanted}; write {entry.form}")
        return entry.opener(_absolute(spec.path) if spec.path else Path())

    def _find(self, name: str) -> _Entry[Source]:
        if name not in self.entries:
            _PLUGINS.load()
        if name in self.entries:
            return self.entries[name]
        listed = f"sources of {self.kind} are {', '.join(self.entries)}"
        if any(name in registry.entries for registry in (_FACES, _BACKGROUNDS)):
            raise SourceError(f"{name} has no {self.kind}; {listed}")
        hint = next(
            (
                f"did you mean {near!r}{'' if registry is self else f' ({registry.kind})'}? "
                for registry in (self, _FACES, _BACKGROUNDS)
                for near in get_close_matches(name.lower(), registry.entries, n=1)
            ),
            "",
        )
        raise SourceError(
            f"there is no source named {name!r}; {hint}{listed}; a path with a colon needs './' before it"
        )

    def _open_recognised(self, text: str) -> Source:
        path = _absolute(text)
        if not _exists(path):
            # A name that a plug-in has registered without a path looks like a path until the plug-ins are loaded.
            if _NAME.fullmatch(text):
                entry = self._find_word(text)
                if not entry.takes_path:
                    return entry.opener(Path())
                raise SourceError(f"source {text!r}: {text} needs a path; write {entry.form}")
            raise SourceError(f"there is nothing at {printable(str(path))}; expected {_forms()}")
        entry_found = self._recognise(path)
        if entry_found is None:
            _PLUGINS.load()
            entry_found = self._recognise(path)
        if entry_found is None:
            tried = ", ".join(
                f"{entry.name} ({entry.looks_like})" if entry.looks_like else entry.name
                for entry in self.entries.values()
                if entry.recognise is not None
            )
            raise SourceError(
                f"{printable(str(path))} is not recognised as a source of {self.kind}; looked for {tried}; "
                "say what it is, as in folder:PATH"
            )
        return entry_found.opener(path)

    def _find_word(self, word: str) -> _Entry[Source]:
        try:
            return self._find(word)
        except SourceError as error:
            raise SourceError(f"there is no file or folder {word!r} here, and {error}") from error

    def _recognise(self, path: Path) -> _Entry[Source] | None:
        for entry in self.entries.values():
            if entry.recognise is not None and _recognises(entry.recognise, path):
                return entry
        return None


class _Plugins:
    """The entry points of other packages, each called once."""

    def __init__(self) -> None:
        self._loaded: set[tuple[str, str]] = set()

    def load(self) -> None:
        broken = []
        for point in sorted(entry_points(group=ENTRY_POINT_GROUP), key=lambda point: (point.name, point.value)):
            if (point.name, point.value) in self._loaded:
                continue
            try:
                point.load()()
            except Exception as error:  # noqa: BLE001 - another package's code may raise anything
                broken.append((f"source plug-in {point.name} ({point.value}): {type(error).__name__}: {error}", error))
            else:
                self._loaded.add((point.name, point.value))
        if broken:
            text = "; ".join(message for message, _ in broken)
            raise SourceError(f"{text}; update or uninstall the package that brings it") from broken[0][1]


def register_face_source(
    name: str,
    opener: Callable[[Path], FaceSource],
    recognise: Callable[[Path], bool] | None = None,
    *,
    takes_path: bool = True,
    looks_like: str = "",
) -> None:
    """Add a source of faces.

    Args:
        name: What users call it: two or more letters, digits, `-` or `_`, a letter first.
        opener: Opens it at an absolute path, or at an empty one where it takes none. What it returns must be picklable.
        recognise: Tells cheaply whether what lies at an existing path is of this kind; None where it is never guessed.
        takes_path: Whether users give a path.
        looks_like: An example of what is recognised, for the error where nothing is.

    Raises:
        SourceError: The name is taken or malformed.
    """
    _FACES.add(_Entry(name, opener, recognise, takes_path, looks_like))


def register_background_source(
    name: str,
    opener: Callable[[Path], BackgroundSource],
    recognise: Callable[[Path], bool] | None = None,
    *,
    takes_path: bool = True,
    looks_like: str = "",
) -> None:
    """Add a source of backgrounds; arguments and errors are those of `register_face_source`."""
    _BACKGROUNDS.add(_Entry(name, opener, recognise, takes_path, looks_like))


def face_source_names() -> tuple[str, ...]:
    """List the registered sources of faces, those of other packages among them.

    Raises:
        SourceError: A plug-in is broken.
    """
    _PLUGINS.load()
    return tuple(_FACES.entries)


def background_source_names() -> tuple[str, ...]:
    """List the registered sources of backgrounds, those of other packages among them.

    Raises:
        SourceError: A plug-in is broken.
    """
    _PLUGINS.load()
    return tuple(_BACKGROUNDS.entries)


def open_face_source(spec: SourceSpec | str) -> FaceSource:
    """Open a source of faces.

    Args:
        spec: The source, or its text form. A relative path is taken from the current folder, `~` is the home folder.

    Raises:
        SourceError: The name is not known or has no faces, the path does not exist or is not recognised, or the source
            cannot be opened.
    """
    return _FACES.open(SourceSpec.parse(spec) if isinstance(spec, str) else spec)


def open_background_source(spec: SourceSpec | str) -> BackgroundSource:
    """Open a source of backgrounds; argument and errors are those of `open_face_source`."""
    return _BACKGROUNDS.open(SourceSpec.parse(spec) if isinstance(spec, str) else spec)


_FACES: Final[_Registry[FaceSource]] = _Registry("faces")
_BACKGROUNDS: Final[_Registry[BackgroundSource]] = _Registry("backgrounds")
_PLUGINS: Final = _Plugins()


def _pathless_names() -> set[str]:
    return {entry.name for entry in _all_entries() if not entry.takes_path}


def _all_entries() -> list[_Entry[Any]]:
    return [*_FACES.entries.values(), *_BACKGROUNDS.entries.values()]


def _split_weight(text: str) -> tuple[str, float]:
    place, equals, number = text.rpartition("=")
    if not equals or "/" in number or "\\" in number:
        return text, 1.0
    try:
        return place, float(number)
    except ValueError:
        raise SourceError(
            f"source {printable(text)!r}: weight {printable(number)!r} is not a number; "
            "a path with '=' in it needs a weight too, as in PATH=1"
        ) from None


def _absolute(text: str) -> Path:
    try:
        return Path(text).expanduser().absolute()
    except RuntimeError as error:
        raise SourceError(f"{printable(text)}: the home folder that ~ stands for is not known") from error


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _recognises(recognise: Callable[[Path], bool], path: Path) -> bool:
    try:
        return recognise(path)
    except (OSError, SynthGroupError):
        return False


def _forms() -> str:
    return f"{', '.join(dict.fromkeys(entry.form for entry in _all_entries()))}, or a bare path"


def _reader(module: str, name: str) -> Any:
    """Fetch a reader when it is needed: neither LMDB nor Pillow is imported to parse a specification."""
    return getattr(import_module(f"synthgroup.sources.{module}"), name)


def _lazy(module: str, name: str) -> Callable[[Path], Any]:
    def call(path: Path) -> Any:
        return _reader(module, name)(path)

    return call


def _register_own() -> None:
    """Register the library's own readers; a bare path is tried in this order."""
    for name, module, reader, recognise, example in (
        ("kdef", "kdef", "KdefFaces", "recognise_kdef", "AF01/AF01HAS.JPG"),
        ("faces", "faces", "FacesFaces", "recognise_faces", "bilder/004_o_m_a_a.jpg"),
        ("folder", "folder", "FolderFaces", "recognise_face_folder", "a folder per emotion, such as happiness/"),
        ("csv", "csv_table", "CsvFaces", "recognise_csv", "a .csv file"),
    ):
        register_face_source(name, _lazy(module, reader), _lazy(module, recognise), looks_like=example)
    for name, module, reader, recognise, example in (
        ("lsun", "lsun", "LsunBackgrounds", "recognise_lsun", "classroom_train_lmdb/data.mdb"),
        ("folder", "folder", "FolderBackgrounds", "recognise_background_folder", "pictures at any depth"),
        ("csv", "csv_table", "CsvBackgrounds", "recognise_csv", "a .csv file"),
    ):
        register_background_source(name, _lazy(module, reader), _lazy(module, recognise), looks_like=example)
    register_face_source("builtin", lambda _: _reader("builtin", "BuiltinFaces")(), takes_path=False)
    register_background_source("builtin", lambda _: _reader("builtin", "BuiltinBackgrounds")(), takes_path=False)


_register_own()
