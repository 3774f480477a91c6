"""The paper's challenge model: VGG-19 with fully connected layers added at its end (section 5, figure 7)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final, Literal, get_args

import torch
from torch import nn
from torchvision.models import vgg19

from groupmood_model.architectures.options import checked_dropout
from groupmood_model.errors import ModelError

Trained = Literal["all", "added", "last"]

HIDDEN: Final = (512, 128)
"""Sizes of the added layers between VGG-19's 1000 outputs and the classes. Ours: figure 7 is a picture."""

DROPOUT: Final = 0.5
"""Share that is dropped before each added layer. Ours."""

_MOST_LAYERS: Final = 8
_MOST_UNITS: Final = 8192


class GroupMoodVGG19(nn.Module):
    """VGG-19 as it is, down to its 1000 outputs, then ReLU, dropout and linear layers.

    Args:
        classes: Number of outputs.
        hidden: Sizes of the added layers before the last, up to 8 of them, each from 1 to 8192; may be empty.
        dropout: Share of features that are dropped before each added layer in training, from 0 to below 1.
        trained: Which layers learn: `all`, the `added` ones, or the `last` one.

    Raises:
        ModelError: An option is outside its range.
    """

    def __init__(
        self,
        classes: int = 3,
        hidden: Sequence[int] = HIDDEN,
        dropout: float = DROPOUT,
        trained: Trained = "all",
    ) -> None:
        super().__init__()
        sizes = _checked(hidden)
        if trained not in get_args(Trained):
            raise ModelError(f"trained is {trained!r}; allowed: {', '.join(get_args(Trained))}")
        self.backbone = vgg19(weights=None)
        layers: list[nn.Module] = []
        for before, after in pairwise((1000, *sizes, classes)):
            layers += [nn.ReLU(), nn.Dropout(checked_dropout(dropout)), nn.Linear(before, after)]
        self.added = nn.Sequential(*layers)
        if trained != "all":
            self.requires_grad_(requires_grad=False)
            (self.added if trained == "added" else self.added[-1]).requires_grad_(requires_grad=True)

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        """Give logits (N, classes) of pictures (N, 3, H, W), H and W at least 32."""
        logits: torch.Tensor = self.added(self.backbone(pictures))
        return logits


def _checked(hidden: Sequence[int]) -> tuple[int, ...]:
    whole = isinstance(hidden, Sequence) and not isinstance(hidden, str)
    if whole and len(hidden) <= _MOST_LAYERS:
        sizes = tuple(hidden)
        if all(type(size) is int and 1 <= size <= _MOST_UNITS for size in sizes):
            return sizes
    raise ModelError(f"hidden is {hidden!r}; it must be up to {_MOST_LAYERS} sizes, each from 1 to {_MOST_UNITS}")
