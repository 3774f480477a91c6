"""Pictures as bytes: the codecs that scenes are written with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from synthgroup.errors import OutputError, RecipeError

_SUFFIXES: Final = {"jpeg": ".jpg"}
_OPTIONS: Final = {"jpeg": cv2.IMWRITE_JPEG_QUALITY}


@dataclass(frozen=True, slots=True)
class PictureCodec:
    """How pictures are encoded; equal pixels give equal bytes.

    Attributes:
        codec: `jpeg`.
        quality: From 1 (small) to 100 (good).

    Raises:
        RecipeError: The codec is unknown or the quality outside its range.
    """

    codec: str = "jpeg"
    quality: int = 90

    def __post_init__(self) -> None:
        if self.codec not in _SUFFIXES:
            raise RecipeError(f"picture codec is {self.codec!r}; allowed: {', '.join(_SUFFIXES)}")
        if isinstance(self.quality, bool) or not isinstance(self.quality, int) or not 1 <= self.quality <= 100:
            raise RecipeError(f"quality is {self.quality!r}; it must be an integer from 1 to 100")

    @property
    def suffix(self) -> str:
        """End of the file names, with its dot."""
        return _SUFFIXES[self.codec]

    def encode(self, image: NDArray[np.uint8]) -> bytes:
        """Encode a picture.

        Args:
            image: RGB, uint8, (H, W, 3).

        Raises:
            OutputError: The codec refuses the picture.
        """
        encoded, data = cv2.imencode(
            self.suffix, cv2.cvtColor(image, cv2.COLOR_RGB2BGR), [_OPTIONS[self.codec], self.quality]
        )
        if not encoded:
            raise OutputError(
                f"a picture of {image.shape[1]}x{image.shape[0]} pixels cannot be written as {self.codec}"
            )
        return data.tobytes()
