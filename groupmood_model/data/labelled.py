"""Labelled pictures of one split, from whatever a spec names: what evaluation reads, and training on pictures too."""

from __future__ import annotations

from groupmood_model.data.picture import LabelledPicture, LabelledPictures
from groupmood_model.data.specs import open_spec
from synthgroup.scene import Split

__all__ = ["LabelledPicture", "LabelledPictures", "open_labelled"]


def open_labelled(
    spec: str, split: Split, *, count: int | None = None, seed: int = 0, size: int = 224
) -> LabelledPictures:
    """Open labelled pictures.

    Args:
        spec: `vgaf:PATH`, `groupemow:PATH`, `gaf:PATH`, `folder:PATH`, `rendered:PATH`, `webdataset:PATH`,
            `scenes` or `scenes:PRESET`, or a bare path that is recognised.
        split: `train`, `val` or `test`; `all` for all there is.
        count: How many pictures at most; of videos, how many frames of each, evenly spread. None for all; of scenes,
            which never end, 1,000.
        seed: What scenes are drawn with.
        size: Side of scenes in pixels.

    Raises:
        DataError: The spec is not understood, or nothing there is usable.
    """
    return open_spec(spec, split, count=count, seed=seed, size=size)
