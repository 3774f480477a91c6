"""Readers of pictures that a CSV table lists, with one row a picture."""

from __future__ import annotations

import csv
import io
from abc import abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import ClassVar, Final

from synthgroup.emotions import Emotion
from synthgroup.errors import PictureError, SourceError
from synthgroup.sources.base import SPLITS, BackgroundItem, FaceItem, Skipped, SourceInfo, SplitName
from synthgroup.sources.files import BackgroundFiles, FaceFiles, FileSource, Item, existing_folder, path_inside
from synthgroup.sources.labels import emotion_from_name
from synthgroup.sources.pack import PackFacts, read_pack
from synthgroup.sources.pictures import MAX_SIDE
from synthgroup.sources.printable import printable

_MAX_LENGTH: Final = 500_000_000
"""Bytes of a table that are read at most: some million rows."""


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    cells: Mapping[str, str]
    too_long: bool


class _UnusableRowError(Exception):
    """A row that is left out; the text says why."""


def recognise_csv(path: Path) -> bool:
    """Tell whether a path is a file with the suffix `.csv`."""
    return path.is_file() and path.suffix.lower() == ".csv"


class _Table(FileSource[Item]):
    """What both kinds of table share: the file, its rows, where the pictures lie, and the `pack.json` beside it.

    Args:
        path: The table, UTF-8 with or without a byte order mark, comma-separated.
        folder: Folder that the column `file` is relative to; the table's own folder where not given.

    Raises:
        SourceError: The table or the folder does not exist, the table cannot be read or lacks a column, or the
            `pack.json` is damaged.
    """

    columns: ClassVar[tuple[str, ...]]
    """Columns that must be there."""
    own_columns: ClassVar[frozenset[str]]
    """Columns that have a meaning of their own; every other one becomes an attribute."""

    def __init__(self, path: Path, *, folder: Path | None = None) -> None:
        if path.is_dir():
            raise SourceError(
                f"{self.name}: {printable(str(path))} is a folder; give the path of the table, such as "
                f"{self.name}:{printable(str(path / 'labels.csv'))}, or read the folder as folder:PATH"
            )
        if not path.is_file():
            raise SourceError(f"{self.name}: there is no file {printable(str(path))}")
        self._table = path.absolute()
        self._root = existing_folder(folder or self._table.parent, self.name)
        self._pack = read_pack(self._table.parent)
        self._check_header()

    @property
    def info(self) -> SourceInfo:
        """What is true of the source as a whole; the licence is unknown where no `pack.json` tells it."""
        return _info(self.name, str(self._table), self._pack)

    @abstractmethod
    def _item(self, row: _Row, key: str, length: int) -> Item:
        """Turn a row into an item, or raise `_UnusableRowError`."""

    @abstractmethod
    def _unit(self, item: Item) -> str | None:
        """Name what must not be shared between splits."""

    def _scan(self) -> Iterator[Item | Skipped]:
        lines: dict[str, int] = {}
        splits: dict[str, SplitName | None] = {}
        row = None
        for row in self._rows():
            try:
                key, length = self._file(row, lines)
                item = self._item(row, key, length)
            except (_UnusableRowError, PictureError) as error:
                yield self._skip(row.cells["file"], f"line {row.line}: {error}")
                continue
            lines[key] = row.line
            unit = self._unit(item)
            if unit is not None and splits.setdefault(unit, item.split) != item.split:
                raise SourceError(
                    f"{self._shown}, line {row.line}: {printable(unit)} is in two splits, {splits[unit] or 'none'} and "
                    f"{item.split or 'none'}; give all its rows the same"
                )
            yield item
        if row is None:
            raise SourceError(f"{self._shown}: has no rows below its first line; expected {self.expected}")

    @property
    def _shown(self) -> str:
        return printable(str(self._table))

    def _reader(self) -> csv.DictReader[str]:
        try:
            if (length := self._table.stat().st_size) > _MAX_LENGTH:
                raise SourceError(f"{self._shown}: {length} bytes are more than the {_MAX_LENGTH} allowed; split it")
            text = self._table.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise SourceError(f"{self._shown}: cannot be read as UTF-8 text: {error}") from error
        return csv.DictReader(io.StringIO(text, newline=""), restval="", strict=True)

    def _check_header(self) -> None:
        try:
            header = [name.strip() for name in self._reader().fieldnames or ()]
        except csv.Error as error:
            raise SourceError(f"{self._shown}: is not a CSV table: {error}") from error
        found = ", ".join(printable(name) for name in header) or "nothing"
        separator = next((sign for sign in ";\t|" if len(header) == 1 and sign in header[0]), None)
        if separator:
            raise SourceError(
                f"{self._shown}: its columns are separated by {separator!r}; the separator must be a comma"
            )
        for column in self.columns:
            if column not in header:
                raise SourceError(f"{self._shown}: lacks the column {column!r}; its first line has {found}")
        for column in header:
            if header.count(column) > 1:
                raise SourceError(f"{self._shown}: has more than one column {column!r}; its first line has {found}")

    def _rows(self) -> Iterator[_Row]:
        reader = self._reader()
        while True:
            try:
                cells = next(reader, None)
            except csv.Error as error:
                raise SourceError(f"{self._shown}, line {reader.line_num}: is not a CSV table: {error}") from error
            if cells is None:
                return
            # The cells of a row that the header has no names for come as a list under the key None.
            named = {name.strip(): cell.strip() for name, cell in cells.items() if isinstance(cell, str)}
            yield _Row(reader.line_num, named, too_long=len(named) < len(cells))

    def _file(self, row: _Row, lines: Mapping[str, int]) -> tuple[str, int]:
        if row.too_long:
            raise _UnusableRowError("has more cells than the first line; put quotes around cells with commas")
        if not row.cells["file"]:
            raise _UnusableRowError("names no file")
        path = path_inside(self._root, row.cells["file"])
        try:
            length = path.stat().st_size if path.is_file() else None
        except OSError as error:  # such as a name that is too long
            raise _UnusableRowError(f"cannot be looked at: {error.strerror}") from error
        if length is None:
            raise _UnusableRowError("there is no such file")
        if not length:
            raise _UnusableRowError("is empty (0 bytes)")
        key = path.relative_to(self._root).as_posix()
        if key in lines:
            raise _UnusableRowError(f"names the same file as line {lines[key]}")
        return key, length

    def _attributes(self, row: _Row) -> dict[str, str]:
        return {name: cell for name, cell in row.cells.items() if cell and name not in self.own_columns}


class CsvFaces(_Table[FaceItem], FaceFiles):
    """Faces of a table with the columns `file,emotion` and, if it likes, `identity`, `split` and `head`.

    `head` is a box "x y width height" in pixels; every other column becomes an attribute. Rows that cannot be used are
    passed over and named with their line.
    """

    name: ClassVar[str] = "csv"
    expected: ClassVar[str] = "rows with a file and an emotion"
    columns: ClassVar[tuple[str, ...]] = ("file", "emotion")
    own_columns: ClassVar[frozenset[str]] = frozenset({"file", "emotion", "identity", "split", "head"})

    def _item(self, row: _Row, key: str, length: int) -> FaceItem:
        cells = row.cells
        identity = cells.get("identity")
        return FaceItem(
            key=key,
            emotion=_emotion(cells["emotion"]),
            length=length,
            identity=f"{self.name}-{identity}" if identity else None,
            attributes=self._attributes(row),
            split=_split(cells.get("split", "")),
            head=_head(cells.get("head", "")),
        )

    def _unit(self, item: FaceItem) -> str | None:
        return item.identity


class CsvBackgrounds(_Table[BackgroundItem], BackgroundFiles):
    """Backgrounds of a table with the column `file` and, if it likes, `category`, `split` and `group`.

    Backgrounds of one `group` show the same place and share a split; every other column becomes an attribute. Rows that
    cannot be used are passed over and named with their line.
    """

    name: ClassVar[str] = "csv"
    expected: ClassVar[str] = "rows with a file"
    columns: ClassVar[tuple[str, ...]] = ("file",)
    own_columns: ClassVar[frozenset[str]] = frozenset({"file", "category", "split", "group"})

    def _item(self, row: _Row, key: str, length: int) -> BackgroundItem:
        cells = row.cells
        return BackgroundItem(
            key=key,
            category=cells.get("category", ""),
            length=length,
            split=_split(cells.get("split", "")),
            group=cells.get("group") or None,
            attributes=self._attributes(row),
        )

    def _unit(self, item: BackgroundItem) -> str | None:
        return item.group


def _info(name: str, path: str, pack: PackFacts | None) -> SourceInfo:
    return SourceInfo(name=name, path=path) if pack is None else SourceInfo(name=name, path=path, **asdict(pack))


def _emotion(cell: str) -> Emotion:
    emotion = emotion_from_name(cell)
    if emotion is None:
        raise _UnusableRowError(f"emotion {cell!r} is not one of {', '.join(Emotion)}")
    return emotion


def _split(cell: str) -> SplitName | None:
    if not cell:
        return None
    if cell not in SPLITS:
        raise _UnusableRowError(f"split {cell!r} is not one of {', '.join(SPLITS)}")
    return cell


def _head(cell: str) -> tuple[float, float, float, float] | None:
    if not cell:
        return None
    try:
        x, y, width, height = (float(number) for number in cell.split())
    except ValueError:
        raise _UnusableRowError(f"head {cell!r} is not four numbers 'x y width height'") from None
    sizes_fit = 1 <= width <= MAX_SIDE and 1 <= height <= MAX_SIDE
    if not (sizes_fit and abs(x) <= MAX_SIDE and abs(y) <= MAX_SIDE):  # nor is anything true of what is no number
        raise _UnusableRowError(f"head {cell!r} is not a box of at least a pixel, within {MAX_SIDE} pixels")
    return x, y, width, height
