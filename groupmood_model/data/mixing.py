"""The paper's epochs: fresh scenes and labelled pictures together, shuffled, each sample a function of its place.

Whatever is drawn follows from (seed, epoch, place in the epoch) alone: which scene or picture it is, and how it is
augmented. So neither the number of workers nor an interruption changes anything.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Final, Literal, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch.utils.data import Dataset, get_worker_info

from groupmood_model.data.augmentation import Transform, seeded
from groupmood_model.data.picture import LabelledPicture
from groupmood_model.errors import DataError
from synthgroup.errors import PictureError
from synthgroup.generator import SceneGenerator

Sample = tuple[torch.Tensor, int]

_ORDER, _CHOICE, _AUGMENTATION, _REPLACEMENT = range(4)
"""What a stream of draws is for."""

_TRIES: Final = 100
"""Unreadable pictures in a row after which a sample gives up."""

_log = logging.getLogger("synthgroup.groupmood")


class Pictures(Protocol):
    """Labelled pictures in any order."""

    def __len__(self) -> int:
        """Count them."""

    def __getitem__(self, number: int) -> LabelledPicture:
        """Give one of them."""


@dataclass(frozen=True, slots=True)
class Draw:
    """What a place in an epoch holds.

    Attributes:
        kind: A fresh `scene`, or a labelled `picture`.
        number: Number of the scene, or of the picture among all.
    """

    kind: Literal["scene", "picture"]
    number: int


class MixedEpoch(Dataset[Sample]):
    """One epoch of fresh scenes and labelled pictures, every picture equally likely at every draw.

    Args:
        epoch: Its number, from 0.
        seed: What order, choice and augmentation follow from.
        transform: Takes uint8 RGB (3, H, W), gives what the network wants; may draw from torch's global generator.
        generator: Where scenes come from; may be None where `scenes` is 0.
        scenes: How many scenes.
        first: Number of the first scene, so that each epoch has new ones.
        pictures: Where pictures come from; may be None where `frames` is 0.
        frames: How many pictures are drawn, with replacement.

    Raises:
        DataError: There is nothing to draw from.
    """

    def __init__(
        self,
        epoch: int,
        seed: int,
        transform: Transform,
        *,
        generator: SceneGenerator | None = None,
        scenes: int = 0,
        first: int = 0,
        pictures: Pictures | None = None,
        frames: int = 0,
    ) -> None:
        if scenes + frames < 1 or (scenes and generator is None) or (frames and not pictures):
            raise DataError(f"epoch {epoch} wants {scenes} scenes and {frames} pictures, and there are none of them")
        self._epoch, self._seed, self._transform = epoch, seed, transform
        self._generator, self._scenes, self._first = generator, scenes, first
        self._pictures = pictures
        self._order: NDArray[np.int64] = self._rng(_ORDER).permutation(scenes + frames)
        total = len(pictures) if pictures is not None else 1
        self._chosen: NDArray[np.int64] = self._rng(_CHOICE).integers(0, total, frames)

    def __len__(self) -> int:
        return len(self._order)

    def draw(self, place: int) -> Draw:
        """Tell what a place of the epoch holds.

        Args:
            place: From 0.
        """
        number = int(self._order[place])
        if number < self._scenes:
            return Draw("scene", self._first + number)
        return Draw("picture", int(self._chosen[number - self._scenes]))

    def __getitem__(self, place: int) -> Sample:
        """Make the sample of a place: the picture as the transform gives it, and its class index."""
        _keep_to_one_thread()
        draw = self.draw(place)
        if draw.kind == "scene" and self._generator is not None:
            scene = self._generator[draw.number]
            image, label = scene.image, scene.label
        else:
            picture = self._readable(place, draw.number)
            image, label = picture.image, picture.label
        tensor = torch.from_numpy(np.array(image.transpose(2, 0, 1)))
        return seeded(self._transform, tensor, int(self._rng(_AUGMENTATION, place).integers(2**63))), label

    def _readable(self, place: int, number: int) -> LabelledPicture:
        """Read a picture, or another one in its place, which follows from the place too."""
        pictures = self._pictures
        if pictures is None:
            raise DataError("there are no pictures")
        others = self._rng(_REPLACEMENT, place)
        for _ in range(_TRIES):
            try:
                return pictures[number]
            except PictureError as error:
                _log.warning("%s; another picture takes its place", error)
                number = int(others.integers(len(pictures)))
        raise DataError(f"{_TRIES} pictures in a row cannot be read; see the notes above")

    def _rng(self, *stream: int) -> np.random.Generator:
        return np.random.default_rng([self._seed, self._epoch, *stream])


class FixedPictures(Dataset[Sample]):
    """The same pictures every time, evenly spread over all there are: what validation sees.

    Args:
        pictures: Where they come from.
        count: How many at most.
        transform: Takes uint8 RGB (3, H, W), gives what the network wants; must not draw.
    """

    def __init__(self, pictures: Pictures, count: int, transform: Transform) -> None:
        self._pictures, self._transform = pictures, transform
        total = len(pictures)
        self._numbers = np.linspace(0, total - 1, min(count, total)).round().astype(np.int64)

    def __len__(self) -> int:
        return len(self._numbers)

    def __getitem__(self, place: int) -> Sample:
        """Make a sample.

        Raises:
            IndexError: There is no such place.
        """
        _keep_to_one_thread()
        picture = self._pictures[int(self._numbers[place])]
        return self._transform(torch.from_numpy(np.array(picture.image.transpose(2, 0, 1)))), picture.label


def _keep_to_one_thread() -> None:
    """Switch off OpenCV's threads in a worker, so that workers do not compete."""
    if get_worker_info():
        import cv2  # noqa: PLC0415  only workers need it here

        cv2.setNumThreads(0)
