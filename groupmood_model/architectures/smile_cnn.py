"""Smile-CNN: the small network for smiles in 64x64 pictures that the paper's section 4.2.4 begins with."""

from __future__ import annotations

import torch
from torch import nn

_CHANNELS = (32, 64, 128, 256)
_GRID = 4


class SmileCNN(nn.Module):
    """Four convolutions with max pooling, then two fully connected layers, after Chen et al. (2017).

    The paper names the network and its 64x64 input only; the numbers of channels and units are ours.

    Args:
        classes: Number of outputs.
    """

    def __init__(self, classes: int = 3) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        before = 3
        for channels in _CHANNELS:
            layers += [nn.Conv2d(before, channels, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)]
            before = channels
        self.features = nn.Sequential(*layers)
        # at 64x64 the maps are 4x4 already; larger pictures are averaged to that
        self.pool = nn.AdaptiveAvgPool2d(_GRID)
        self.classifier = nn.Sequential(
            nn.Flatten(), nn.Linear(before * _GRID**2, 256), nn.ReLU(), nn.Dropout(0.5), nn.Linear(256, classes)
        )

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        """Give logits (N, classes) of pictures (N, 3, H, W), H and W at least 16."""
        logits: torch.Tensor = self.classifier(self.pool(self.features(pictures)))
        return logits
