"""Pictures as bytes: the codecs that scenes are written with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from synthgroup.errors import OutputError, RecipeError

_SUFFIXES: Final = {"jpeg": ".jpg", "webp": ".webp", "png": ".png"}
_QUALITY_OPTIONS: Final = {"jpeg": cv2.IMWRITE_JPEG_QUALITY, "webp": cv2.IMWRITE_WEBP_QUALITY}

DEFAULT_QUALITY: Final = 90

_PNG_LEVEL: Final = 1
"""zlib's level: a scene of 224x224 comes to 74 kB in 4 ms; level 6 saves 8 % and takes four times as long."""


@dataclass(frozen=True, slots=True)
class PictureCodec:
    """How pictures are encoded; equal pixels give equal bytes.

    Attributes:
        codec: `jpeg`, `webp` or `png`.
        quality: From 1 (small) to 100 (good), 90 where it is left out; lossy also at 100. None for `png`, which is
            lossless.

    Raises:
        RecipeError: The codec is unknown, the quality outside its range, or given for a codec that has none.
    """

    codec: str = "jpeg"
    quality: int | None = None

    def __post_init__(self) -> None:
        if self.codec not in _SUFFIXES:
            raise RecipeError(f"picture codec is {self.codec!r}; allowed: {', '.join(_SUFFIXES)}")
        if self.codec not in _QUALITY_OPTIONS:
            if self.quality is not None:
                raise RecipeError(
                    f"quality is {self.quality!r}, but {self.codec} is lossless and has none; leave it out, or choose "
                    f"{' or '.join(_QUALITY_OPTIONS)}"
                )
            return
        quality = DEFAULT_QUALITY if self.quality is None else self.quality
        if isinstance(quality, bool) or not isinstance(quality, int) or not 1 <= quality <= 100:
            raise RecipeError(f"quality is {quality!r}; it must be an integer from 1 to 100")
        object.__setattr__(self, "quality", quality)

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
        reason = ""
        try:
            encoded, data = cv2.imencode(self.suffix, cv2.cvtColor(image, cv2.COLOR_RGB2BGR), self._options())
        except cv2.error as error:
            encoded, reason = False, f" ({error.err})"
        if not encoded:
            raise OutputError(
                f"a picture of {image.shape[1]}x{image.shape[0]} pixels cannot be written as {self.codec}{reason}; "
                "choose another codec or a smaller size"
            )
        return data.tobytes()

    def _options(self) -> list[int]:
        if self.quality is None:
            return [cv2.IMWRITE_PNG_COMPRESSION, _PNG_LEVEL]
        return [_QUALITY_OPTIONS[self.codec], self.quality]
