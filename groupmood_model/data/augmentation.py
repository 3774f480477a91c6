"""What pictures go through on their way to the network, by torchvision's transforms."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import torch
from torchvision.transforms import v2

IMAGENET_MEAN: Final = (0.485, 0.456, 0.406)
IMAGENET_STD: Final = (0.229, 0.224, 0.225)
"""Mean and spread of ImageNet's red, green and blue, as torchvision documents them for all its weights."""

ROTATION: Final = 10.0
"""Degrees to either side, from the paper's section 5."""

MOST_SCALE: Final = 8 / 7
"""Largest enlargement before the crop: 256 to 224 as is usual for ImageNet. Ours: the paper says `random scaling`."""

Transform = Callable[[torch.Tensor], torch.Tensor]


def training_transform(
    size: int, mean: Sequence[float] = IMAGENET_MEAN, std: Sequence[float] = IMAGENET_STD
) -> Transform:
    """Make the paper's augmentation: rotation, horizontal flip, random scale, random crop; then normalise.

    It draws from torch's global generator, as torchvision's transforms do; `seeded` fixes what it draws.

    Args:
        size: Side of the result in pixels.
        mean: Mean of red, green and blue.
        std: Their spread.

    Returns:
        Takes uint8 RGB (3, H, W) of any size, gives float32 (3, size, size).
    """
    transform: Transform = v2.Compose(
        [
            v2.RandomResize(size, round(size * MOST_SCALE) + 1, antialias=True),
            v2.RandomRotation(ROTATION, interpolation=v2.InterpolationMode.BILINEAR),
            v2.RandomHorizontalFlip(),
            v2.RandomCrop(size),
            *_to_normalised(mean, std),
        ]
    )
    return transform


def evaluation_transform(
    size: int, mean: Sequence[float] = IMAGENET_MEAN, std: Sequence[float] = IMAGENET_STD
) -> Transform:
    """Make what pictures go through when they are scored: the shorter side becomes `size`, the middle square stays.

    Args:
        size: Side of the result in pixels.
        mean: Mean of red, green and blue.
        std: Their spread.

    Returns:
        Takes uint8 RGB (3, H, W) of any size, gives float32 (3, size, size).
    """
    transform: Transform = v2.Compose(
        [v2.Resize(size, antialias=True), v2.CenterCrop(size), *_to_normalised(mean, std)]
    )
    return transform


def seeded(transform: Transform, image: torch.Tensor, seed: int) -> torch.Tensor:
    """Apply a transform with draws that depend on a seed alone, and leave torch's global generator as it was.

    Args:
        transform: What draws from torch's global generator.
        image: What it is applied to.
        seed: From 0 to 2**64 - 1.
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return transform(image)


def _to_normalised(mean: Sequence[float], std: Sequence[float]) -> list[torch.nn.Module]:
    return [v2.ToDtype(torch.float32, scale=True), v2.Normalize(list(mean), list(std))]
