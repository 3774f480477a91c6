# SPDX-License-Identifier: MIT
"""Gather MakeHuman's files from git clones: whatever has the name and the checksum that `inputs.sha256` lists."""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from tools.people.inputs import LIST, WHEEL, InputError, expected

Blobs = dict[str, list[tuple[Path, str, str]]]
"""Base name of a file -> clone, object and path of every file of that name."""


def collect(clones: Sequence[Path], out: Path, listing: Path = LIST) -> int:
    """Write the listed files of MakeHuman's collection below `out`; returns how many there are.

    Raises:
        InputError: A file is in none of the clones, or a folder is no clone.
    """
    blobs = _blobs(clones)
    wanted = {name: digest for name, digest in expected(listing).items() if name != WHEEL}
    for name, digest in sorted(wanted.items()):
        matching = (data for data in _contents(blobs, PurePosixPath(name).name) if _sha256(data) == digest)
        data = next(matching, None)
        if data is None:
            raise InputError(f"{name} is in none of the clones; tools/people/README.md lists them with their commits")
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return len(wanted)


def _blobs(clones: Sequence[Path]) -> Blobs:
    blobs: Blobs = {}
    for clone in clones:
        for line in _git(clone, "ls-tree", "-r", "HEAD").decode().splitlines():
            meta, path = line.split("\t", 1)
            blobs.setdefault(PurePosixPath(path).name, []).append((clone, meta.split()[2], path))
    return blobs


def _contents(blobs: Blobs, name: str) -> Iterator[bytes]:
    """Each file of that name, as git stores it and, for git-lfs, as it was checked out."""
    for clone, blob, path in blobs.get(name, []):
        yield _git(clone, "cat-file", "blob", blob)
        if (clone / path).is_file():
            yield (clone / path).read_bytes()


def _git(clone: Path, *arguments: str) -> bytes:
    command = ["git", "-C", str(clone), *arguments]
    done = subprocess.run(command, check=False, capture_output=True)  # noqa: S603  # git, on folders that the user names
    if done.returncode:
        reason = done.stderr.decode(errors="replace").strip().splitlines() or [f"git ended with {done.returncode}"]
        raise InputError(f"{str(clone)!r} cannot be read as a git clone ({reason[-1]}); clone it as the README tells")
    return done.stdout


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
