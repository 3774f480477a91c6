# SPDX-License-Identifier: MIT
"""From linear light to a picture: exposure, tone curve, white balance, vignette, faults of lens and sensor."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

LUMINANCE: Final = np.array([0.2126, 0.7152, 0.0722])
"""Weights of red, green and blue (ITU-R BT.709)."""


def filmic(light: Array) -> Array:
    """Filmic curve (Narkowicz's rational fit of ACES), linear in, display-linear out."""
    return np.clip(light * (2.51 * light + 0.03) / (light * (2.43 * light + 0.59) + 0.14), 0, 1)


def blur(picture: Array, sigma: float) -> Array:
    """Gaussian blur along the first two axes."""
    kernel = np.exp(-(np.arange(-int(3 * sigma) - 1, int(3 * sigma) + 2) ** 2) / (2 * sigma * sigma))
    kernel /= kernel.sum()
    radius = len(kernel) // 2
    for axis in (0, 1):
        width = [(radius, radius) if i == axis else (0, 0) for i in range(picture.ndim)]
        padded, size = np.pad(picture, width, "edge"), picture.shape[axis]
        total = np.zeros_like(picture)
        for i, weight in enumerate(kernel):
            total = total + weight * np.take(padded, range(i, i + size), axis)
        picture = total
    return picture


def magnify(channel: Array, share: float) -> Array:
    """A channel (H, W) scaled about the centre by 1 + share: lateral colour fringes."""
    height, width = channel.shape
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    across, down = (x - width / 2) * (1 + share) + width / 2, (y - height / 2) * (1 + share) + height / 2
    across, down = np.clip(across, 0, width - 1.001), np.clip(down, 0, height - 1.001)
    left, top = across.astype(int), down.astype(int)
    right_share, low_share = across - left, down - top
    upper = channel[top, left] * (1 - right_share) * (1 - low_share) + channel[top, left + 1] * right_share * (
        1 - low_share
    )
    lower = channel[top + 1, left] * (1 - right_share) * low_share
    return np.asarray(upper + lower + channel[top + 1, left + 1] * right_share * low_share, np.float64)


def develop(light: Array, seed: int, key: float | None = None, adaptation: float = 1.0) -> NDArray[np.uint8]:
    """Make a photograph.

    Args:
        light: (H, W, 3) linear RGB.
        seed: Seed of the camera's faults.
        key: Brightness that the middle of the picture is brought to; drawn from 0.14 to 0.25 by default.
        adaptation: How far the white balance follows the light, 0 to 1.

    Returns:
        (H, W, 3) sRGB.
    """
    draws = np.random.default_rng([seed, 77])
    light = np.nan_to_num(np.clip(light, 0, 1e4)).astype(np.float64)
    exposed = _expose(light, key or draws.uniform(0.14, 0.25))
    balanced = _balance(exposed, light, draws, adaptation)
    seen = _through_lens(balanced, draws)
    return _on_sensor(filmic(seen), draws)


def _expose(light: Array, key: float) -> Array:
    """Bring the middle of the picture to the key, without letting more than a few pixels be far too bright."""
    height, width = light.shape[:2]
    luminance = light @ LUMINANCE
    y, x = np.mgrid[0:height, 0:width]
    weight = np.exp(-(((x / width - 0.5) / 0.45) ** 2 + ((y / height - 0.55) / 0.45) ** 2))
    capped = np.clip(luminance, 1e-4, np.percentile(luminance, 97))
    mean = np.exp((np.log(capped) * weight).sum() / weight.sum())
    exposed: Array = light * (key / mean)
    highlights = np.percentile(exposed @ LUMINANCE, 92)
    return exposed * (2.6 / highlights) if highlights > 2.6 else exposed


def _balance(exposed: Array, light: Array, draws: np.random.Generator, adaptation: float) -> Array:
    """Imperfect automatic white balance: a part of the way to a grey mean."""
    luminance = light @ LUMINANCE
    mean = exposed.reshape(-1, 3)[np.percentile(luminance, 15) < luminance.ravel()].mean(0)
    gain = (mean.mean() / np.maximum(mean, 1e-6)) ** (draws.uniform(0.25, 0.75) * adaptation)
    cast = np.array([1 + draws.normal(0, 0.025), 1, 1 + draws.normal(0, 0.03)])
    return np.asarray(exposed * np.clip(gain, 0.8, 1.3) * cast)


def _through_lens(light: Array, draws: np.random.Generator) -> Array:
    """Glow round highlights, vignette, colour fringes."""
    height, width = light.shape[:2]
    glow = blur(np.clip(light - 1.2, 0, 6), 5.0)
    light = light + glow * draws.uniform(0.02, 0.1)
    y, x = np.mgrid[0:height, 0:width]
    square = ((x - width / 2) ** 2 + (y - height / 2) ** 2) / ((width / 2) ** 2 + (height / 2) ** 2)
    light = light * (1 - draws.uniform(0.05, 0.3) * square)[..., None]
    share = draws.uniform(0, 0.0016)
    light[..., 0], light[..., 2] = magnify(light[..., 0], share), magnify(light[..., 2], -share)
    return light


def _on_sensor(shown: Array, draws: np.random.Generator) -> NDArray[np.uint8]:
    """Saturation, contrast, sharpening and grain."""
    luminance = (shown @ LUMINANCE)[..., None]
    coded = np.clip(luminance + (shown - luminance) * draws.uniform(0.8, 1.12), 0, 1) ** (1 / 2.2)
    coded = np.clip(draws.uniform(0, 0.025) + coded * draws.uniform(0.96, 1.0), 0, 1)
    coded = coded + (coded - blur(coded, 1.0)) * draws.uniform(0.2, 0.6)
    grain = draws.normal(0, 1, (*coded.shape[:2], 1)) * 0.75 + draws.normal(0, 1, coded.shape) * 0.4
    grain = blur(grain, 0.55) * 1.6
    coded = coded + grain * draws.uniform(0.004, 0.016) * (1.15 - np.clip(coded, 0, 1))
    return np.asarray(np.clip(coded, 0, 1) * 255 + 0.5).astype(np.uint8)
