"""A labelled picture, and what all readers of them are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class LabelledPicture:
    """A picture with the mood of its group.

    Attributes:
        image: RGB (H, W, 3), uint8.
        label: 0 negative, 1 neutral, 2 positive.
        name: What it is called in its data set, `/` separated; of a frame also its number: `video.mp4#12`.
        video: Name of the video that it is a frame of, or None.
    """

    image: NDArray[np.uint8]
    label: int
    name: str
    video: str | None = None


class LabelledPictures(Protocol):
    """Labelled pictures that can be gone through again and again, in the same order.

    Attributes:
        skipped: What was left out because it cannot be read, with the reason, once it was met.
    """

    skipped: dict[str, str]

    def __iter__(self) -> Iterator[LabelledPicture]:
        """Give one picture after the other."""
