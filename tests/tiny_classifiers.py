"""Classifiers whose behaviour is known, for tests of what is measured on them."""

from __future__ import annotations

import torch
from torch import nn

from groupmood_model.classifier import Classifier

RED, GREEN, BLUE = (1.0, -1.0, 0.0), (-1.0, 1.0, -1.0), (-1.0, 0.0, 1.0)


class ColourNet(nn.Module):
    """One feature map for each of some colours; a class's score is the mean of its map, times 100."""

    def __init__(self, *colours):
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(3, 8, 1, bias=False), nn.ReLU(inplace=True), nn.MaxPool2d(2))
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.head = nn.Linear(8, 3, bias=False)
        weight = torch.zeros(8, 3, 1, 1)
        head = torch.zeros(3, 8)
        for number, (colour, label) in enumerate(colours):
            weight[number, :, 0, 0] = torch.tensor(colour)
            head[label, number] = 100.0
        self.features[0].weight.data = weight
        self.head.weight.data = head

    def forward(self, pictures):
        return self.head(self.pool(self.features(pictures)).flatten(1))


def colour_classifier(*colours, size=64):
    """Answer by colour: pairs of a colour and the label that it speaks for."""
    return Classifier(
        model=ColourNet(*colours).eval(),
        architecture="colours",
        size=size,
        classes=("negative", "neutral", "positive"),
        mean=(0.0, 0.0, 0.0),
        std=(1.0, 1.0, 1.0),
    )


def face_watcher(size=64):
    """Answers by the faces of `scratch_banks`: red is negative, green positive."""
    return colour_classifier((RED, 0), (GREEN, 2), size=size)


def place_watcher(size=64):
    """Answers by the background: a blue one is negative, a grey one positive."""
    return colour_classifier((BLUE, 0), ((1.0, 1.0, -1.0), 2), size=size)
