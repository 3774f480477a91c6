"""A small network of eight convolutions, quick enough to train from scratch on two processor cores."""

from __future__ import annotations

import torch
from torch import nn

from groupmood_model.architectures.options import checked_dropout, checked_stride

_CHANNELS = (32, 64, 128, 256)


class SmallCNN(nn.Module):
    """Four pairs of 3x3 convolutions with batch normalisation, max pooling between them, then an average.

    Not in the paper. At three classes it has 1.17 million parameters.

    Args:
        classes: Number of outputs.
        dropout: Share of features that are dropped before the last layer in training, from 0 to below 1.
        stride: Step of the first convolution, 1 or 2; 2 makes all maps half as wide and the network four times as
            quick, for larger pictures.

    Raises:
        ModelError: One is outside its range.
    """

    def __init__(self, classes: int = 3, dropout: float = 0.0, stride: int = 1) -> None:
        super().__init__()
        step = checked_stride(stride)
        layers: list[nn.Module] = []
        before = 3
        for number, channels in enumerate(_CHANNELS):
            if number:
                layers.append(nn.MaxPool2d(2))
            for _ in range(2):
                convolution = nn.Conv2d(before, channels, 3, stride=step, padding=1, bias=False)
                layers += [convolution, nn.BatchNorm2d(channels), nn.ReLU()]
                before, step = channels, 1
        self.features = nn.Sequential(*layers)
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.classifier = nn.Sequential(nn.Flatten(), nn.Dropout(checked_dropout(dropout)), nn.Linear(before, classes))

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        """Give logits (N, classes) of pictures (N, 3, H, W), H and W at least 8 times the stride."""
        logits: torch.Tensor = self.classifier(self.pool(self.features(pictures)))
        return logits
