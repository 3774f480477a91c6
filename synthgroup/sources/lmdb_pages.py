"""Checks of an LMDB file: LMDB trusts what its pages say, so a damaged or hostile one would end the process.

What is checked is what reading follows: the two headers, and of the tree of keys every page, its nodes, and where long
values lie. Values themselves are not read. The layout is that of LMDB 0.9 on machines of 64 bits, little endian
(`lmdb.h` and `mdb.c` of LMDB).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

import numpy as np
from numpy.typing import NDArray

from synthgroup.errors import PictureError

_PAGE_HEAD: Final = struct.Struct("<QHHHH")  # number, padding, flags, end of the list of nodes, begin of the nodes
_META: Final = struct.Struct("<IIQQ")  # magic, version, address, size of the map
_TREE: Final = struct.Struct("<IHHQQQQQ")  # page size, flags, depth, three counts of pages, entries, root
_STATE: Final = struct.Struct("<QQ")  # last page, transaction
_META_LENGTH: Final = _PAGE_HEAD.size + _META.size + 2 * _TREE.size + _STATE.size
_MAGIC: Final = 0xBEEFC0DE
_VERSION: Final = 1
_NO_PAGE: Final = 2**64 - 1

_BRANCH: Final = 0x01
_LEAF: Final = 0x02
_META_PAGE: Final = 0x08
_KINDS: Final = 0x6F
_LONG_VALUE: Final = 0x01
_NODE_HEAD: Final = 8


@dataclass(frozen=True, slots=True)
class LmdbHeader:
    """The newest of a file's two headers, as far as it tells where the keys are.

    Attributes:
        page_size: Bytes of a page.
        last_page: Number of the last page that is used.
        root: Page at which the tree of keys begins; None where there is no key.
        depth: Pages from the root to a leaf, both included.
        entries: Number of keys.
    """

    page_size: int
    last_page: int
    root: int | None
    depth: int
    entries: int


def read_lmdb_header(path: Path) -> LmdbHeader:
    """Read and check the headers of an LMDB file, and whether all of its pages are there.

    Args:
        path: The `data.mdb`.

    Raises:
        PictureError: It is no LMDB file, or is truncated or damaged.
    """
    try:
        with path.open("rb") as file:
            older, first = _read_meta(file, 0, path.name)
            newer, second = _read_meta(file, first.page_size, path.name)
            length = file.seek(0, 2)
    except OSError as error:
        raise PictureError(f"{path.name}: {error.strerror or error}") from error
    if first.page_size != second.page_size:
        raise _damaged(path.name, "its two headers differ in the size of pages")
    header = second if newer > older else first
    needed = (header.last_page + 1) * header.page_size
    if length < needed:
        # LMDB maps the file, and to read beyond its end would kill the process
        raise PictureError(f"{path.name} is truncated: {length} bytes of {needed}; copy it again")
    return header


def check_lmdb_pages(path: Path) -> None:
    """Walk over the whole tree of keys; about a second a million.

    Args:
        path: The `data.mdb`.

    Raises:
        PictureError: It is no LMDB file, is truncated or damaged, or has more than one value a key.
    """
    header = read_lmdb_header(path)
    try:
        data = np.memmap(path, np.uint8, "r", shape=((header.last_page + 1) * header.page_size,))
    except (OSError, ValueError) as error:
        raise PictureError(f"{path.name}: cannot be mapped: {error}") from error
    entries = 0
    seen: set[int] = set()
    waiting = [] if header.root is None else [(header.root, 1)]
    while waiting:
        number, depth = waiting.pop()
        if not 2 <= number <= header.last_page or number in seen or depth > header.depth:
            raise _damaged(path.name, f"its tree leads to page {number}, which cannot be")
        seen.add(number)
        page = data[number * header.page_size : (number + 1) * header.page_size]
        leaf = depth == header.depth
        nodes = _nodes(page, number, _LEAF if leaf else _BRANCH, path.name)
        if leaf:
            entries += len(nodes.at)
            _check_values(page, nodes, header, path.name)
        else:
            children = nodes.low | nodes.high << 16 | nodes.flags << 32
            waiting += [(child, depth + 1) for child in children.tolist()]
    if entries != header.entries:
        raise _damaged(path.name, f"it has {entries} keys and tells of {header.entries}")


@dataclass(frozen=True, slots=True, eq=False)
class _Nodes:
    """The nodes of a page, int64, (n,) each: where they begin, their two numbers, flags, and where their keys end."""

    at: NDArray[np.int64]
    low: NDArray[np.int64]
    high: NDArray[np.int64]
    flags: NDArray[np.int64]
    key_end: NDArray[np.int64]


def _read_meta(file: BinaryIO, offset: int, name: str) -> tuple[int, LmdbHeader]:
    """Read the header at an offset, with the number of its transaction."""
    file.seek(offset)
    data = file.read(_META_LENGTH)
    if len(data) < _META_LENGTH:
        raise PictureError(f"{name} is truncated: it ends within its header; copy it again")
    flags = _PAGE_HEAD.unpack_from(data)[2]
    magic, version, _, _ = _META.unpack_from(data, _PAGE_HEAD.size)
    if not flags & _META_PAGE or magic != _MAGIC:
        raise PictureError(f"{name} is not an LMDB file")
    if version != _VERSION:
        raise PictureError(f"{name} is an LMDB file of version {version}; version {_VERSION} is read")
    at = _PAGE_HEAD.size + _META.size
    page_size = _TREE.unpack_from(data, at)[0]
    _, tree_flags, depth, _, _, _, entries, root = _TREE.unpack_from(data, at + _TREE.size)
    last_page, transaction = _STATE.unpack_from(data, at + 2 * _TREE.size)
    if page_size.bit_count() != 1 or not 512 <= page_size <= 65_536:
        raise _damaged(name, f"its pages have {page_size} bytes")
    if tree_flags:
        raise _damaged(name, "its keys are of a kind that LSUN has not")
    header = LmdbHeader(page_size, last_page, None if root == _NO_PAGE else root, depth, entries)
    return transaction, header


def _nodes(page: NDArray[np.uint8], number: int, kind: int, name: str) -> _Nodes:
    """Find the nodes of a page, all of whose heads and keys lie in it."""
    stored, _, flags, lower, upper = _PAGE_HEAD.unpack(page[: _PAGE_HEAD.size].tobytes())
    least = 1 if kind == _LEAF else 2
    count = (lower - _PAGE_HEAD.size) // 2
    if stored != number or flags & _KINDS != kind or count < least or lower % 2 or not lower <= upper <= len(page):
        raise _damaged(name, f"page {number} has a wrong head")
    at = page[_PAGE_HEAD.size : lower].view("<u2").astype(np.int64)
    if at.min() < upper or at.max() + _NODE_HEAD > len(page):
        raise _damaged(name, f"a node of page {number} lies outside")
    low, high, node_flags, key_length = (_word(page, at + offset) for offset in (0, 2, 4, 6))
    key_end = at + _NODE_HEAD + key_length
    if key_end.max() > len(page):
        raise _damaged(name, f"a key of page {number} lies outside")
    return _Nodes(at, low, high, node_flags, key_end)


def _check_values(page: NDArray[np.uint8], nodes: _Nodes, header: LmdbHeader, name: str) -> None:
    """Refuse values that do not lie in the page, or, where they are long, in the file."""
    lengths = nodes.low | nodes.high << 16
    long = nodes.flags == _LONG_VALUE
    if (nodes.flags[~long] != 0).any():
        raise _damaged(name, "it has more than one value a key")
    if (nodes.key_end + np.where(long, 8, lengths) > len(page)).any():
        raise _damaged(name, "a value lies outside its page")
    places = nodes.key_end[long]
    pages = sum(_word(page, places + 2 * part).astype(np.uint64) << np.uint64(16 * part) for part in range(4))
    first: NDArray[Any] = np.asarray(pages, dtype=np.uint64)
    if not len(first):
        return
    if first.max() > header.last_page or first.min() < 2:
        raise _damaged(name, "a value lies outside the file")
    ends = first.astype(np.int64) * header.page_size + _PAGE_HEAD.size + lengths[long]
    if ends.max() > (header.last_page + 1) * header.page_size:
        raise _damaged(name, "a value lies outside the file")


def _word(page: NDArray[np.uint8], at: NDArray[np.int64]) -> NDArray[np.int64]:
    return page[at].astype(np.int64) | page[at + 1].astype(np.int64) << 8


def _damaged(name: str, what: str) -> PictureError:
    return PictureError(f"{name} is damaged ({what}); copy it again")
