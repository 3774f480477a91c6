"""What lies in a folder, to compare data sets by their bytes."""

from pathlib import Path


def content(folder: Path) -> dict[str, bytes]:
    """Read every file of a folder, by its name there."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }
