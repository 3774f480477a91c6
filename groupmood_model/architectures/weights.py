"""Weights from torchvision's names or from a local file, as plain tensors; nothing is ever unpickled."""

from __future__ import annotations

import re
from collections.abc import Mapping
from http.client import HTTPException
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import torch
from safetensors.torch import load_file
from torchvision.models import WeightsEnum, get_model_weights

from groupmood_model.errors import ModelError
from synthgroup.sources.printable import printable

Tensors = Mapping[str, torch.Tensor]

_DENSE: Final = re.compile(r"^(.*denselayer\d+\.(?:norm|relu|conv))\.([12]\..*)$")
"""Names that DenseNet's layers have in the files, where torch no longer allows the dot."""


def read_weights(weights: str | Path, architecture: str) -> dict[str, torch.Tensor]:
    """Read weights.

    Args:
        weights: A name of torchvision's, such as `IMAGENET1K_V1` or `DEFAULT`, or a file: safetensors, or a
            state dictionary that torch wrote.
        architecture: torchvision's name of the network that they are for.

    Raises:
        ModelError: There are no such weights, the file cannot be read, or the network cannot be reached.
    """
    path = Path(weights)
    named = None if path.suffix or path.exists() else _named(str(weights), architecture)
    tensors = _read_file(path) if named is None else _fetch(named)
    return {_DENSE.sub(r"\1\2", name): tensor for name, tensor in tensors.items()}


def _named(name: str, architecture: str) -> WeightsEnum:
    try:
        known: Any = get_model_weights(architecture)
    except ValueError as error:
        raise ModelError(f"{architecture}: torchvision has no weights for it; give a file, or none") from error
    if name not in known.__members__:
        raise ModelError(
            f"weights are {printable(name)!r}; for {architecture} allowed are {', '.join(known.__members__)}, "
            "or a file that exists"
        )
    found: WeightsEnum = known[name]
    return found


def _fetch(weights: WeightsEnum) -> Tensors:
    """Take the weights from torch's folder, or from the network where they are not there yet."""
    address = weights.url
    place = Path(torch.hub.get_dir()) / "checkpoints" / Path(urlsplit(address).path).name
    if place.exists():
        return _read_file(place)
    try:
        tensors: Tensors = weights.get_state_dict(progress=False, check_hash=True, weights_only=True)
    except (OSError, HTTPException, RuntimeError) as error:
        raise ModelError(
            f"{weights.name}: cannot be fetched ({error}); download {address} elsewhere and put it at {place}, "
            "or give the file itself as weights"
        ) from error
    return tensors


def _read_file(path: Path) -> Tensors:
    name = printable(str(path))
    if not path.is_file():
        raise ModelError(f"{name}: there is no such file of weights")
    try:
        if path.suffix == ".safetensors":
            return load_file(path)
        found = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:
        reason = str(error).partition("\n")[0][:200]
        raise ModelError(
            f"{name}: is no file of plain weights ({reason}); expected is safetensors or a state dictionary of tensors"
        ) from error
    if not isinstance(found, Mapping) or not all(
        isinstance(key, str) and isinstance(value, torch.Tensor) for key, value in found.items()
    ):
        raise ModelError(f"{name}: holds something else than a state dictionary of tensors")
    return found
