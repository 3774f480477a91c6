"""A finished classifier: a network with all that is needed to ask it, in one file of plain tensors."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import safe_open
from safetensors.torch import save
from torch import nn

from groupmood_model.architectures.registry import ARCHITECTURES, LEAST_SIZE, MOST_SIZE, build_model
from groupmood_model.data.augmentation import IMAGENET_MEAN, IMAGENET_STD, evaluation_transform
from groupmood_model.errors import ModelError
from synthgroup.emotions import MOODS
from synthgroup.export.files import output_errors, write_whole
from synthgroup.sources.printable import printable

CLASSES: Final = tuple(mood.value for mood in MOODS)
"""Names of the classes in the order of their indices: negative, neutral, positive."""

CHECKPOINT_KEY: Final = "groupmood"
"""Where a Lightning checkpoint of ours keeps the same JSON text that a safetensors file has in its metadata."""

_PREFIX: Final = "model."
_FORMAT: Final = 1
_BATCH: Final = 32

Triple = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Classifier:
    """A classifier of whole pictures.

    Attributes:
        model: The network; gives logits (N, classes) of pictures (N, 3, size, size) that are normalised.
        architecture: Its name in `ARCHITECTURES`.
        size: Side of its pictures in pixels.
        classes: Names of its classes in the order of their indices.
        mean: What is subtracted from red, green and blue, which are 0 to 1.
        std: What they are divided by after that.
        options: The options that the architecture was built with, of types that JSON knows.
    """

    model: nn.Module
    architecture: str
    size: int = 224
    classes: tuple[str, ...] = CLASSES
    mean: Triple = IMAGENET_MEAN
    std: Triple = IMAGENET_STD
    options: Mapping[str, Any] = field(default_factory=dict)

    def save(self, path: str | Path) -> None:
        """Write the classifier as safetensors; a file of that name is replaced, and never half-written.

        Raises:
            OutputError: The file cannot be written.
        """
        tensors = {name: tensor.detach().cpu().contiguous() for name, tensor in self.model.state_dict().items()}
        target = Path(path)
        with output_errors(target):
            write_whole(target, save(tensors, {CHECKPOINT_KEY: self.description()}))

    def description(self) -> str:
        """Describe all but the weights as JSON, which `load` reads again."""
        return json.dumps(
            {
                "format": _FORMAT,
                "architecture": self.architecture,
                "size": self.size,
                "classes": list(self.classes),
                "mean": list(self.mean),
                "std": list(self.std),
                "options": dict(self.options),
            },
            sort_keys=True,
        )

    @classmethod
    def load(cls, path: str | Path) -> Classifier:
        """Read a classifier from a file that `save` wrote, or from a checkpoint of a training.

        Returns:
            The classifier on the processor, in evaluation mode.

        Raises:
            ModelError: There is no such file, or it is no classifier of ours.
        """
        file = Path(path)
        name = printable(str(file))
        if not file.is_file():
            raise ModelError(f"{name}: there is no such file; expected is a classifier (.safetensors) or a checkpoint")
        text, tensors = _read(file, name)
        described = _described(text, name)
        model = build_model(
            described.architecture, classes=len(described.classes), size=described.size, **described.options
        )
        try:
            model.load_state_dict(tensors)
        except RuntimeError as error:
            raise ModelError(f"{name}: its weights do not fit {described.architecture}") from error
        return cls(
            model.eval(),
            described.architecture,
            described.size,
            described.classes,
            described.mean,
            described.std,
            described.options,
        )

    def scores(self, images: Sequence[NDArray[np.uint8]]) -> NDArray[np.float64]:
        """Score pictures; each is resized so that its shorter side is `size`, and its middle square is seen.

        Args:
            images: RGB pictures (H, W, 3), uint8, of any size.

        Returns:
            Softmax of the logits (N, classes), each row summing to 1.
        """
        prepare = evaluation_transform(self.size, self.mean, self.std)
        device = next(self.model.parameters()).device
        training = self.model.training
        parts = [np.zeros((0, len(self.classes)))]
        self.model.eval()
        try:
            with torch.inference_mode():
                for begin in range(0, len(images), _BATCH):
                    some = [prepare(_as_tensor(image)) for image in images[begin : begin + _BATCH]]
                    logits = self.model(torch.stack(some).to(device))
                    parts.append(torch.softmax(logits.double(), 1).cpu().numpy())
        finally:
            self.model.train(training)
        return np.concatenate(parts)


@dataclass(frozen=True, slots=True)
class _Description:
    architecture: str
    size: int
    classes: tuple[str, ...]
    mean: Triple
    std: Triple
    options: dict[str, Any]


def _as_tensor(image: NDArray[np.uint8]) -> torch.Tensor:
    if image.dtype != np.uint8 or image.ndim != 3 or image.shape[2] != 3 or 0 in image.shape:
        raise ModelError(f"a picture is {image.dtype} {image.shape}; expected is uint8 RGB (H, W, 3)")
    return torch.from_numpy(np.array(image.transpose(2, 0, 1)))


def _read(file: Path, name: str) -> tuple[Any, dict[str, torch.Tensor]]:
    try:
        if file.suffix == ".safetensors":
            with safe_open(file, framework="pt") as opened:
                text = (opened.metadata() or {}).get(CHECKPOINT_KEY)
                return text, {key: opened.get_tensor(key) for key in sorted(opened.keys())}
        found = torch.load(file, map_location="cpu", weights_only=True)
        state = found["state_dict"]
        return found[CHECKPOINT_KEY], {
            key.removeprefix(_PREFIX): state[key] for key in sorted(state) if key.startswith(_PREFIX)
        }
    except Exception as error:
        reason = str(error).partition("\n")[0][:200] or type(error).__name__
        raise ModelError(f"{name}: is no classifier: {printable(reason)}") from error


def _described(text: Any, name: str) -> _Description:
    try:
        data = json.loads(text)
        if data["format"] != _FORMAT:
            raise ModelError(f"{name}: is of format {data['format']!r}; this version reads {_FORMAT}")
        found = _Description(
            data["architecture"],
            data["size"],
            tuple(data["classes"]),
            _triple(data["mean"]),
            _triple(data["std"]),
            dict(data["options"]),
        )
        valid = (
            found.architecture in ARCHITECTURES
            and type(found.size) is int
            and LEAST_SIZE <= found.size <= MOST_SIZE
            and 1 <= len(found.classes) <= 1000
            and all(isinstance(one, str) for one in found.classes)
            and all(part > 0 for part in found.std)
        )
    except (TypeError, ValueError, KeyError, RecursionError) as error:
        raise ModelError(f"{name}: is no classifier of ours: its description is missing or damaged") from error
    if not valid:
        raise ModelError(f"{name}: is no classifier that this version knows: {printable(text[:300])}")
    return found


def _triple(values: Any) -> Triple:
    red, green, blue = (float(value) for value in values)
    if not all(map(math.isfinite, (red, green, blue))):
        raise ValueError("not finite")
    return red, green, blue
