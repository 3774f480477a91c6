"""The paper's thirteen networks from torchvision, with an output layer for as many classes as are wanted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import torch
import torch.nn.functional as F  # noqa: N812  the name that all of torch's users know
from torch import nn
from torchvision import models
from torchvision.models import inception


@dataclass(frozen=True, slots=True)
class TorchvisionModel:
    """What is particular to one of torchvision's networks.

    Attributes:
        title: Its name in the paper's table 1.
        heads: Dotted names of its output layers, the main one first.
        size: Side of the pictures that its ImageNet weights were made with, in pixels.
    """

    title: str
    heads: tuple[str, ...]
    size: int = 224


TORCHVISION_MODELS: Final[Mapping[str, TorchvisionModel]] = {
    "wide_resnet50_2": TorchvisionModel("Wide ResNet-50", ("fc",)),
    "resnet34": TorchvisionModel("ResNet-34", ("fc",)),
    "mobilenet_v2": TorchvisionModel("MobileNet v2", ("classifier.1",)),
    "densenet121": TorchvisionModel("DenseNet", ("classifier",)),
    "resnext50_32x4d": TorchvisionModel("ResNeXt", ("fc",)),
    "inception_v3": TorchvisionModel("Inception V3", ("fc", "AuxLogits.fc"), 299),
    "resnet50": TorchvisionModel("ResNet-50", ("fc",)),
    "googlenet": TorchvisionModel("GoogLeNet", ("fc", "aux1.fc2", "aux2.fc2")),
    "vgg11": TorchvisionModel("VGG-11", ("classifier.6",)),
    "resnet18": TorchvisionModel("ResNet-18", ("fc",)),
    "vgg16": TorchvisionModel("VGG-16", ("classifier.6",)),
    "squeezenet1_0": TorchvisionModel("SqueezeNet", ("classifier.1",)),
    "vgg19": TorchvisionModel("VGG-19", ("classifier.6",)),
}
"""By torchvision's names, in the order of the paper's table 1, the worst first.

DenseNet-121, ResNeXt-50 32x4d and SqueezeNet 1.0 are ours: the paper does not say which variant it took.
"""

_LEAST_INCEPTION: Final = 75
"""Smallest side that Inception V3's pooling layers leave anything of (torchvision's own limit)."""


class _InceptionAux(inception.InceptionAux):  # type: ignore[misc]  # torchvision has no types
    """The auxiliary output, which at torchvision's own pooling needs pictures of 299 pixels."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if min(x.shape[-2:]) < 17:  # the side of these maps at 299 pixels
            x = F.interpolate(x, size=(17, 17))
        logits: torch.Tensor = super().forward(x)
        return logits


class _Inception3(models.Inception3):  # type: ignore[misc]  # as above
    """Inception V3 that takes pictures from 64 pixels up: those below 75 are enlarged to that."""

    def forward(self, x: torch.Tensor) -> Any:
        if min(x.shape[-2:]) < _LEAST_INCEPTION:
            x = F.interpolate(x, size=(_LEAST_INCEPTION, _LEAST_INCEPTION), mode="bilinear", align_corners=False)
        return super().forward(x)


def build_torchvision(name: str, classes: int) -> nn.Module:
    """Build one of torchvision's networks with random weights.

    Inception V3 and GoogLeNet keep their auxiliary outputs and give them in training, and expect the mean and spread
    of ImageNet like all the others, as torchvision's `transform_input` provides.

    Args:
        name: One of `TORCHVISION_MODELS`.
        classes: Number of outputs.
    """
    if name == "inception_v3":
        blocks = [
            inception.BasicConv2d,
            inception.InceptionA,
            inception.InceptionB,
            inception.InceptionC,
            inception.InceptionD,
            inception.InceptionE,
            _InceptionAux,
        ]
        # torchvision's own initial weights are several times as large as PyTorch's, and begin far above a guess's loss
        return _Inception3(classes, transform_input=True, inception_blocks=blocks, init_weights=False)
    build = getattr(models, name)
    if name == "googlenet":
        build = partial(models.GoogLeNet, transform_input=True, init_weights=True)
    model: nn.Module = build(num_classes=classes)
    return model


def replace_heads(model: nn.Module, heads: tuple[str, ...], classes: int) -> None:
    """Replace the output layers by fresh ones with as many outputs as there are classes.

    Args:
        model: The network, changed in place.
        heads: Dotted names of its output layers, each linear or a 1x1 convolution.
        classes: Number of outputs.
    """
    for name in heads:
        old = model.get_submodule(name)
        if isinstance(old, nn.Linear):
            model.set_submodule(name, nn.Linear(old.in_features, classes))
        elif isinstance(old, nn.Conv2d):
            model.set_submodule(name, nn.Conv2d(old.in_channels, classes, 1))
