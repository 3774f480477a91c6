# SPDX-License-Identifier: MIT
"""Clean edges: sampling noise lives in alpha, which the denoiser does not touch."""

from __future__ import annotations

from typing import Final

import numpy as np
from PIL import Image
from scipy.ndimage import gaussian_filter

_BLUR: Final = 0.65
"""Of edges, in pixels (standard deviation)."""

_LOOK: Final = 1.0
"""How far around a pixel (standard deviation) its evenness is judged."""

_EVEN: Final = 0.03
"""Alpha that spreads less than this is left as it is."""

_FAINT: Final = 0.012
"""Alpha below this is none."""


def clean(picture: Image.Image) -> Image.Image:
    """The picture (RGBA, straight alpha), blurred where its alpha is uneven and neither nearly 0 nor nearly 1."""
    straight = np.asarray(picture.convert("RGBA"), np.float32) / 255
    sharp = straight.copy()
    sharp[..., :3] *= straight[..., 3:]
    soft = np.stack([gaussian_filter(sharp[..., channel], _BLUR) for channel in range(4)], -1)
    alpha = straight[..., 3]
    mean = gaussian_filter(alpha, _LOOK)
    spread = np.sqrt(np.maximum(gaussian_filter(alpha**2, _LOOK) - mean * mean, 0))
    at_edge = np.clip(1.25 - np.abs(2 * mean - 1), 0, 1) > 0
    share = np.clip((spread - _EVEN) * 6, 0, 1)[..., None] * at_edge[..., None]
    mixed = soft * share + sharp * (1 - share)
    mixed[..., 3] = np.where(mixed[..., 3] < _FAINT, 0, mixed[..., 3])
    mixed[..., :3] /= np.maximum(mixed[..., 3:], 1e-4)
    return Image.fromarray((np.clip(mixed, 0, 1) * 255 + 0.5).astype(np.uint8))
