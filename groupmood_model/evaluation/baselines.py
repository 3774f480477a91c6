"""Baselines that must fail: classifiers and pictures that hold a nuisance alone.

A network that is right for the right reason must lie above all of them. The first two need labels and numbers of
faces only; the other two are pictures to train a network on, made from scenes whose masks are known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from groupmood_model.evaluation.bootstrap import REPEATS, Interval, metric_intervals
from groupmood_model.evaluation.metrics import CLASSES
from synthgroup.errors import RecipeError, SourceError
from synthgroup.scene import Scene


@dataclass(frozen=True, slots=True)
class BaselineResult:
    """How a baseline fares on a test set.

    Attributes:
        name: What the baseline sees.
        balanced_accuracy: With its 95 % interval.
        accuracy: Likewise.
    """

    name: str
    balanced_accuracy: Interval
    accuracy: Interval

    def as_record(self) -> dict[str, Any]:
        """Give what a JSON file holds."""
        return {
            "name": self.name,
            "balanced_accuracy": self.balanced_accuracy.as_record(),
            "accuracy": self.accuracy.as_record(),
        }


def baseline_result(
    name: str, labels: NDArray[np.int64], predicted: NDArray[np.int64], *, seed: int = 0, repeats: int = REPEATS
) -> BaselineResult:
    """Measure the answers of a baseline.

    Args:
        name: What the baseline sees.
        labels: Class indices, (N,).
        predicted: Class indices, (N,).
        seed: Of the bootstrap.
        repeats: Resamples of the bootstrap.
    """
    intervals = metric_intervals(labels, predicted, seed=seed, repeats=repeats)
    return BaselineResult(name, intervals["balanced_accuracy"], intervals["accuracy"])


@dataclass(frozen=True, slots=True)
class MajorityClass:
    """Always answers with the most common class.

    Attributes:
        label: The class.
    """

    label: int

    @classmethod
    def fit(cls, labels: NDArray[np.int64]) -> Self:
        """Find the most common class of training labels, the first of equals.

        Args:
            labels: Class indices, (N,).

        Raises:
            SourceError: There are none.
        """
        return cls(_most_common(labels))

    def predict(self, count: int) -> NDArray[np.int64]:
        """Answer for a number of pictures: int64, (count,)."""
        return np.full(count, self.label, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class FaceCount:
    """Answers by the number of faces alone: a table of the most common class of each number.

    Attributes:
        labels: Class by number of faces.
        otherwise: Class for a number that was not met in training.
    """

    labels: Mapping[int, int]
    otherwise: int

    @classmethod
    def fit(cls, counts: NDArray[np.int64], labels: NDArray[np.int64]) -> Self:
        """Find the most common class for each number of faces.

        Args:
            counts: Faces in each picture, (N,).
            labels: Class indices, (N,).

        Raises:
            RecipeError: The lengths differ.
            SourceError: There are none.
        """
        if counts.shape != labels.shape:
            raise RecipeError(f"there are {len(counts)} numbers of faces for {len(labels)} labels; give one for each")
        otherwise = _most_common(labels)
        met = np.unique(counts).tolist()
        table = {count: _most_common(labels[counts == count]) for count in met}
        return cls(MappingProxyType(table), otherwise)

    def predict(self, counts: NDArray[np.int64]) -> NDArray[np.int64]:
        """Answer for pictures with some numbers of faces: int64, (N,)."""
        return np.array([self.labels.get(count, self.otherwise) for count in counts.tolist()], dtype=np.int64)


def background_only(scene: Scene) -> NDArray[np.uint8]:
    """Replace every face of a scene by its mean colour, which leaves the background and where people are.

    Args:
        scene: The scene with its masks.

    Returns:
        RGB, uint8, (H, W, 3), a new array.
    """
    image = scene.image.copy()
    for face in scene.faces:
        left, top, width, height = face.box
        window = image[top : top + height, left : left + width]
        window[face.silhouette] = np.round(window[face.silhouette].mean(axis=0)).astype(np.uint8)
    return image


def silhouettes_only(scene: Scene) -> NDArray[np.uint8]:
    """Show every face of a scene as a white silhouette on black: how many, how large, and where.

    Args:
        scene: The scene with its masks.

    Returns:
        RGB, uint8, (H, W, 3), with values 0 and 255.
    """
    image = np.zeros_like(scene.image)
    for face in scene.faces:
        left, top, width, height = face.box
        image[top : top + height, left : left + width][face.silhouette] = 255
    return image


PICTURE_BASELINES: Final = MappingProxyType({"background": background_only, "silhouettes": silhouettes_only})
"""What is done to a scene before a network sees it, by the name of the baseline."""


def _most_common(labels: NDArray[np.int64]) -> int:
    if not len(labels):
        raise SourceError("a baseline needs training labels; none were given")
    return int(np.bincount(labels, minlength=CLASSES).argmax())
