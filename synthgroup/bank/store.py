"""Where packed banks lie, how they come into being whole, and how their content is checked."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final, TypeVar

import numpy as np
import platformdirs
from numpy.typing import DTypeLike, NDArray

from synthgroup.environment import Environment
from synthgroup.errors import BankError
from synthgroup.sources.base import Skipped, SourceInfo
from synthgroup.version import VERSION

FORMAT: Final = 1
"""Version of the packed format; a bank of another version is packed anew."""

HEADER: Final = "bank.json"
T = TypeVar("T")
Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done and how much there is."""


@dataclass(frozen=True, slots=True)
class Header:
    """What `bank.json` says of a packed bank.

    Attributes:
        kind: `faces` or `backgrounds`.
        identity: Hash over the keys, lengths and labels of the items that were kept, in order, and the settings of
            the packing: banks that number alike have the same.
        source: What is true of the source as a whole.
        count: Items in the bank.
        skipped: Inputs that were left out.
        notes: What a user should know, such as licence terms.
        files: Hash of every file of the bank by name.
        extra: Whatever the kind needs besides.
    """

    kind: str
    identity: str
    source: SourceInfo
    count: int
    skipped: tuple[Skipped, ...]
    notes: tuple[str, ...]
    files: Mapping[str, str]
    extra: Mapping[str, Any]


def cache_folder() -> Path:
    """Name the folder of packed banks: `SYNTHGROUP_CACHE` if set, else the user's cache folder."""
    chosen = os.environ.get("SYNTHGROUP_CACHE")
    return Path(chosen).expanduser() if chosen else Path(platformdirs.user_cache_dir("synthgroup", appauthor=False))


def bank_folder(kind: str, source: SourceInfo, listing: str) -> Path:
    """Name the folder of a bank by a hash of its source's listing.

    Where the source lies is part of the name: uncompressed pictures of two folders may agree in all keys and lengths.
    So is what made the pixels: after an update they may be others, which a bank packed before would hide.
    """
    made_by: tuple[object, ...] = (VERSION, asdict(Environment.here()))
    if source.version:  # what a pack says of itself may change while its pictures stay
        made_by += (source.version, source.licence, source.notice, source.real_people)
    return cache_folder() / f"{kind}-{source.name}-{digest_of(FORMAT, listing, source.path, made_by)}"


def digest_of(*parts: object) -> str:
    """Hash JSON-able values to 24 hexadecimal digits."""
    hashed = blake2b(digest_size=12)
    for part in parts:
        hashed.update(json.dumps(part, sort_keys=True, separators=(",", ":")).encode())
        hashed.update(b"\0")
    return hashed.hexdigest()


def read_header(folder: Path) -> Header | None:
    """Read the header of a bank, or None where no whole bank of this format version lies there.

    Raises:
        BankError: A header is there but may not be read or cannot be understood.
    """
    try:
        data = json.loads((folder / HEADER).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise BankError(
            f"bank {str(folder)!r} cannot be opened ({HEADER}: {error.strerror}); "
            "make it readable, or set SYNTHGROUP_CACHE to another folder"
        ) from None
    except (ValueError, RecursionError) as error:
        raise BankError(f"bank {str(folder)!r} has a damaged {HEADER} ({error}); delete the folder") from None
    try:
        if data.pop("format") != FORMAT:
            return None
        source = SourceInfo(**data.pop("source"))
        skipped = tuple(Skipped(**one) for one in data.pop("skipped"))
        return Header(source=source, skipped=skipped, notes=tuple(data.pop("notes")), **data)
    except (KeyError, TypeError, AttributeError) as error:
        raise BankError(f"bank {str(folder)!r} has a damaged {HEADER} ({error!r}); delete the folder") from None


@contextmanager
def publish(target: Path, outdated: Header | None = None) -> Iterator[Path]:
    """Give a folder to fill and rename it to its final name once it is whole.

    Where another process has published the same bank meanwhile, that one is kept.

    Args:
        target: The final name.
        outdated: Header of the bank that is to be replaced, if there is one.

    Raises:
        BankError: The cache folder cannot be written.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        workshop = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
        # only its maker may enter the workshop itself; a folder made in it has the usual permissions
        draft = workshop / "draft"
        draft.mkdir()
    except OSError as error:
        raise BankError(
            f"bank folder {str(target.parent)!r} cannot be written ({error.strerror}); "
            "set SYNTHGROUP_CACHE to a folder that can"
        ) from None
    try:
        yield draft
        try:
            if target.exists() and read_header(target) == outdated:
                target.rename(workshop / "outdated")
            draft.rename(target)
        except OSError:
            if not target.exists():
                raise
    except OSError as error:
        raise BankError(f"bank {str(target)!r} cannot be written: {error.strerror or error}") from None
    finally:
        shutil.rmtree(workshop, ignore_errors=True)


def write_header(folder: Path, header: Header) -> None:
    """Write the header of a bank whose other files are complete, and flush all to disk."""
    data = {"format": FORMAT, **asdict(header), "files": _file_digests(folder)}
    for name in data["files"]:
        # Windows flushes only what is open for writing
        with (folder / name).open("r+b") as file:
            os.fsync(file.fileno())
    with (folder / HEADER).open("w", encoding="utf-8") as file:
        json.dump(data, file, indent=1, sort_keys=True)
        file.flush()
        os.fsync(file.fileno())


def verify(folder: Path, header: Header) -> list[str]:
    """Hash every file of a bank and name those that are missing or damaged."""
    seen = _file_digests(folder)
    return [name for name, digest in sorted(header.files.items()) if seen.get(name) != digest]


def damaged(folder: Path, name: str, what: str) -> BankError:
    """Make the error for a file of a bank that does not hold what it should."""
    return BankError(
        f"bank {str(folder)!r} is damaged ({name} {what}); delete the folder and it is packed anew, "
        "or run 'synthgroup bank verify' to check all"
    )


def load_array(folder: Path, name: str, dtype: DTypeLike, count: int | None = None) -> NDArray[Any]:
    """Memory-map a one-dimensional array of a bank.

    Args:
        folder: The bank.
        name: The file.
        dtype: What it holds.
        count: How many of them, where that is known.

    Raises:
        BankError: It is missing or damaged.
    """
    try:
        array = np.lib.format.open_memmap(folder / name, mode="r")
    except FileNotFoundError:
        raise damaged(folder, name, "is missing") from None
    except Exception:  # noqa: BLE001 - on damaged headers, numpy raises nearly anything
        raise damaged(folder, name, "cannot be read as an array") from None
    wanted = np.dtype(dtype)
    # byte strings are wanted of any length
    fits = array.dtype == wanted or (wanted.itemsize == 0 and array.dtype.kind == wanted.kind)
    if array.ndim != 1 or not fits:
        raise damaged(folder, name, f"holds {array.dtype} of shape {array.shape}")
    if count not in (None, len(array)):
        raise damaged(folder, name, f"holds {len(array)} items, not {count}")
    return array.view(np.ndarray)  # parts of a plain array cost less time and memory than those of a memmap


def open_pixels(folder: Path, entries: NDArray[Any], channels: int) -> NDArray[np.uint8]:
    """Memory-map the pixels of a bank as one run of bytes.

    Args:
        folder: The bank.
        entries: What lies in it, with fields `offset` in bytes, `height` and `width`, (n,).
        channels: Bytes a pixel.

    Raises:
        BankError: The file is missing, empty or shorter than its entries need.
    """
    name = "pixels.bin"
    try:
        pixels = np.memmap(folder / name, np.uint8, "r")
    except FileNotFoundError:
        raise damaged(folder, name, "is missing") from None
    except (OSError, ValueError) as error:
        raise damaged(folder, name, f"cannot be mapped: {error}") from None
    sizes = entries["height"].astype(np.uint64) * entries["width"] * np.uint64(channels)
    needed = int((entries["offset"] + sizes).max(initial=0))
    if len(pixels) < needed:
        raise damaged(folder, name, f"has {len(pixels)} bytes of {needed}")
    return pixels.view(np.ndarray)


def listed_banks() -> Sequence[tuple[Path, Header]]:
    """List the whole banks in the cache folder, sorted by name."""
    folder = cache_folder()
    if not folder.is_dir():
        return []
    found = [(path, read_header(path)) for path in sorted(folder.iterdir()) if path.is_dir()]
    return [(path, header) for path, header in found if header is not None]


def told(items: Iterator[T], total: int, what: str, progress: Progress | None) -> Iterator[T]:
    """Pass items on and report how many have gone by."""
    for done, item in enumerate(items, 1):
        yield item
        if progress:
            progress(what, done, total)


def _file_digests(folder: Path) -> dict[str, str]:
    return {path.name: _file_digest(path) for path in sorted(folder.iterdir()) if path.name != HEADER}


def _file_digest(path: Path) -> str:
    hashed = blake2b(digest_size=16)
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            hashed.update(chunk)
    return hashed.hexdigest()
