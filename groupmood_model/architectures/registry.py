"""One list of all architectures, and how a network is made of one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import torch
import torch.nn.functional as F  # noqa: N812  the name that all of torch's users know
from torch import nn

from groupmood_model.architectures.group_mood_vgg19 import GroupMoodVGG19
from groupmood_model.architectures.small_cnn import SmallCNN
from groupmood_model.architectures.smile_cnn import SmileCNN
from groupmood_model.architectures.torchvision_models import TORCHVISION_MODELS, build_torchvision, replace_heads
from groupmood_model.architectures.weights import read_weights
from groupmood_model.errors import ModelError

LEAST_SIZE: Final = 64
MOST_SIZE: Final = 1024
"""Sides of pictures that a classifier takes, in pixels."""

_MOST_CLASSES: Final = 1000


@dataclass(frozen=True, slots=True)
class Architecture:
    """One architecture.

    Attributes:
        name: What it is asked for by.
        title: What people call it; for torchvision's, its name in the paper's table 1.
        size: Usual side of its pictures in pixels.
        build: Makes it of a number of classes and options, with random weights.
        heads: Dotted names of its output layers, the main one first; the others are auxiliary.
        options: Names of the options it takes.
        backbone: torchvision's name of the network that named weights are for, or an empty string.
        inside: Where the backbone is in the network, as the beginning of its tensors' names.
        auxiliary_weight: Weight of each auxiliary output in the loss: 0.4 for Inception V3 (torchvision's fine-tuning
            tutorial), 0.3 for GoogLeNet (Szegedy et al. 2015, section 5).
    """

    name: str
    title: str
    size: int
    build: Callable[..., nn.Module]
    heads: tuple[str, ...]
    options: tuple[str, ...] = ()
    backbone: str = ""
    inside: str = ""
    auxiliary_weight: float = 0.0


def _from_torchvision(name: str) -> Architecture:
    known = TORCHVISION_MODELS[name]

    def build(classes: int) -> nn.Module:
        return build_torchvision(name, classes)

    auxiliary = {"inception_v3": 0.4, "googlenet": 0.3}.get(name, 0.0)
    return Architecture(name, known.title, known.size, build, known.heads, backbone=name, auxiliary_weight=auxiliary)


_OTHERS: Final = (
    Architecture("smile_cnn", "Smile-CNN", 64, SmileCNN, ("classifier.4",)),
    Architecture(
        "group_mood_vgg19",
        "VGG-19 with added layers",
        224,
        GroupMoodVGG19,
        ("added",),
        ("hidden", "dropout", "trained"),
        backbone="vgg19",
        inside="backbone.",
    ),
    Architecture("small_cnn", "Small CNN", 80, SmallCNN, ("classifier.2",), ("dropout", "stride")),
)

ARCHITECTURES: Final[Mapping[str, Architecture]] = {
    one.name: one for one in (*map(_from_torchvision, TORCHVISION_MODELS), *_OTHERS)
}
"""The paper's thirteen, Smile-CNN and the challenge model, and one that is not in the paper: `small_cnn`."""


def build_model(
    name: str, *, classes: int = 3, size: int = 224, weights: str | Path | None = None, **options: Any
) -> nn.Module:
    """Build a network.

    In evaluation it gives logits (N, classes) of float pictures (N, 3, size, size). In training, Inception V3 and
    GoogLeNet give torchvision's tuples of the main and the auxiliary logits; `trainable` adds up their losses.

    Args:
        name: One of `ARCHITECTURES`.
        classes: Number of outputs, from 1 to 1000.
        size: Side of the pictures in pixels, from 64 to 1024. All architectures take all sizes, so it is only checked.
        weights: torchvision's name of weights such as `IMAGENET1K_V1`, a file of a state dictionary, or None for random
            ones. Output layers for another number of classes are replaced by fresh ones.
        options: What the architecture itself takes; see its class.

    Raises:
        ModelError: A name, number, option or weights cannot be used.
    """
    architecture = architecture_named(name)
    _check(name, "classes", classes, 1, _MOST_CLASSES)
    _check(name, "size", size, LEAST_SIZE, MOST_SIZE)
    unknown = sorted(set(options) - set(architecture.options))
    if unknown:
        allowed = ", ".join(architecture.options) or "none"
        raise ModelError(f"{name}: there is no option {unknown[0]!r}; its options: {allowed}")
    if weights is None:
        return architecture.build(classes, **options)
    return _with_weights(architecture, classes, read_weights(weights, architecture.backbone or name), options)


def architecture_named(name: str) -> Architecture:
    """Find an architecture.

    Raises:
        ModelError: There is none of that name.
    """
    if name not in ARCHITECTURES:
        raise ModelError(f"there is no architecture {name!r}; allowed: {', '.join(ARCHITECTURES)}")
    return ARCHITECTURES[name]


def trainable(architecture: Architecture, outputs: Any, labels: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Give the loss of a training step and its main logits, whether or not there are auxiliary outputs.

    Args:
        architecture: What the network is.
        outputs: What the network gave: logits (N, classes), or a tuple of them with the main ones first.
        labels: Class indices (N,), int64.

    Returns:
        Cross-entropy, a scalar, and the main logits (N, classes).
    """
    main, *others = outputs if isinstance(outputs, tuple) else (outputs,)
    loss = F.cross_entropy(main, labels)
    for one in others:
        if one is not None:
            loss = loss + architecture.auxiliary_weight * F.cross_entropy(one, labels)
    return loss, main


def _with_weights(
    architecture: Architecture, classes: int, tensors: dict[str, torch.Tensor], options: Mapping[str, Any]
) -> nn.Module:
    head = f"{architecture.heads[0]}.weight"
    if architecture.inside and not any(name.startswith(architecture.inside) for name in tensors):
        model = architecture.build(classes, **options)
        _load(architecture, model.get_submodule(architecture.inside.rstrip(".")), tensors)
        return model
    outputs = tensors[head].shape[0] if head in tensors and tensors[head].dim() else classes
    model = architecture.build(min(max(outputs, 1), _MOST_CLASSES), **options)
    _load(architecture, model, tensors)
    if outputs != classes:
        replace_heads(model, architecture.heads, classes)
    return model


def _load(architecture: Architecture, model: nn.Module, tensors: dict[str, torch.Tensor]) -> None:
    if architecture.name == "googlenet":  # its published weights may lack the auxiliary outputs
        tensors = {**{name: value for name, value in model.state_dict().items() if name.startswith("aux")}, **tensors}
    try:
        model.load_state_dict(tensors)
    except RuntimeError as error:
        reason = " ".join(str(error).split())[:300]
        raise ModelError(f"the weights do not fit {architecture.name}: {reason}") from error


def _check(name: str, what: str, value: int, least: int, most: int) -> None:
    if type(value) is not int or not least <= value <= most:
        raise ModelError(f"{name}: {what} is {value!r}; it must be a whole number from {least} to {most}")
