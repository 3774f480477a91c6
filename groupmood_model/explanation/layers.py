"""Finding the layer whose feature maps tell where a network looks."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

import torch
from torch import nn

from synthgroup.errors import RecipeError

_POOLS: Final = (
    nn.MaxPool2d,
    nn.AvgPool2d,
    nn.AdaptiveAvgPool2d,
    nn.AdaptiveMaxPool2d,
    nn.FractionalMaxPool2d,
    nn.LPPool2d,
)


def last_feature_layer(model: nn.Module, pictures: torch.Tensor, classes: int) -> nn.Module:
    """Find the last layer with feature maps: before pooling, before a layer with one map a class.

    One forward pass tells; so any network will do whose last feature maps come out of a module that it uses once.

    Args:
        model: The network; it is put into evaluation mode.
        pictures: What the network takes, float, (N, 3, size, size).
        classes: How many outputs the network has.

    Raises:
        RecipeError: The network has no such layer.
    """
    calls: Counter[nn.Module] = Counter()
    finished: list[nn.Module] = []
    pooled: list[torch.Tensor] = []

    def note(module: nn.Module, _: Any, output: Any) -> None:
        calls[module] += 1
        if not isinstance(output, torch.Tensor) or output.ndim != 4:
            return
        if isinstance(module, _POOLS) or any(output is known for known in pooled):
            pooled.append(output)
        elif min(output.shape[2:]) > 1 and output.shape[1] > classes:
            finished.append(module)

    model.eval()
    handles = [module.register_forward_hook(note) for module in model.modules() if module is not model]
    try:
        with torch.no_grad():
            model(pictures)
    finally:
        for handle in handles:
            handle.remove()
    once = [module for module in finished if calls[module] == 1]
    if not once:
        raise RecipeError(
            f"{type(model).__name__} has no layer with feature maps larger than 1x1 at pictures of "
            f"{pictures.shape[-1]} pixels; use larger pictures or another architecture"
        )
    return once[-1]
