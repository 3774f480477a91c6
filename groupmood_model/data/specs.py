"""Which reader a spec such as `vgaf:PATH` means, and how a bare path is recognised."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

from groupmood_model.data.folders import MoodFolders
from groupmood_model.data.picture import LabelledPictures
from groupmood_model.data.rendered import METADATA, RenderedScenes, ScenesInShards
from groupmood_model.data.scenes import FreshScenes
from groupmood_model.data.vgaf import Vgaf
from groupmood_model.errors import DataError
from synthgroup.scene import Split
from synthgroup.sources.base import SPLITS
from synthgroup.sources.printable import printable

READERS: Final[Mapping[str, Callable[..., LabelledPictures]]] = {
    "vgaf": Vgaf,
    "groupemow": partial(MoodFolders, kind="groupemow", own_splits=True),
    "gaf": partial(MoodFolders, kind="gaf", own_splits=True),
    "folder": MoodFolders,
    "rendered": RenderedScenes,
    "webdataset": ScenesInShards,
}
"""Readers by what a spec begins with. GroupEmoW and GAF come as folders of moods in folders of splits."""


def open_spec(spec: str, split: Split, *, count: int | None, seed: int, size: int) -> LabelledPictures:
    """Open what a spec names; see `open_labelled`."""
    if split not in {"all", *SPLITS}:
        raise DataError(f"split is {split!r}; allowed: all, {', '.join(SPLITS)}")
    if count is not None and count < 1:
        raise DataError(f"count is {count}; it must be at least 1")
    kind, colon, rest = spec.partition(":")
    if kind == "scenes" and (colon or not Path(spec).exists()):
        return FreshScenes(rest or "balanced", split, count=count, seed=seed, size=size)
    if not colon or (kind not in READERS and Path(spec).exists()):
        kind, rest = recognise(Path(spec)), spec
    if kind not in READERS:
        raise DataError(
            f"{printable(spec)!r} is no data set; write {', '.join(f'{name}:PATH' for name in READERS)}, scenes, "
            "scenes:PRESET, or a path"
        )
    options: dict[str, Any] = {"count": count}
    return READERS[kind](Path(rest).expanduser(), split, **options)


def recognise(path: Path) -> str:
    """Tell which reader a folder is for.

    Raises:
        DataError: There is no such folder.
    """
    root = path.expanduser()
    if not root.is_dir():
        raise DataError(f"{printable(str(path))}: there is no such folder")
    below = [root, *(root / split for split in SPLITS)]
    if any((root / f"{name}_labels.txt").is_file() for name in ("Train", "Val", "Test")):
        return "vgaf"
    if any((folder / METADATA).is_file() for folder in below):
        return "rendered"
    if any(any(place.glob("*.tar")) for folder in below for place in (folder, folder / "data")):
        return "webdataset"
    return "folder"
