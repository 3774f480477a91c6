"""All four baselines on the scenes of two generators, with a linear classifier for the pictures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Self

import cv2
import numpy as np
from numpy.typing import NDArray

from groupmood_model.evaluation.baselines import (
    PICTURE_BASELINES,
    BaselineResult,
    FaceCount,
    MajorityClass,
    baseline_result,
)
from groupmood_model.evaluation.bootstrap import REPEATS
from groupmood_model.evaluation.metrics import CLASSES
from synthgroup.errors import RecipeError
from synthgroup.generator import SceneGenerator

SIDE: Final = 16
"""Side in pixels that pictures are shrunk to for the linear classifier."""

RIDGE: Final = 10.0
"""Strength of the penalty on the weights of standardised values."""

_SMALLEST_SPREAD: Final = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class LinearPictures:
    """A linear classifier of shrunk pictures: ridge regression on the classes, solved exactly.

    It finds any difference between the classes' mean pictures. A network sees more; a baseline that is trained with
    the study's own network on `PICTURE_BASELINES` says more, and costs more.

    Attributes:
        mean: Mean of every value, (V,).
        spread: Standard deviation of every value, (V,).
        weights: (V, 3).
        offset: (3,).
    """

    mean: NDArray[np.float64]
    spread: NDArray[np.float64]
    weights: NDArray[np.float64]
    offset: NDArray[np.float64]

    @classmethod
    def fit(cls, images: Sequence[NDArray[np.uint8]], labels: NDArray[np.int64]) -> Self:
        """Solve for the weights.

        Args:
            images: RGB, uint8, (H, W, 3) each.
            labels: Class indices, (N,).

        Raises:
            RecipeError: There are not as many pictures as labels, or none.
        """
        if len(images) != len(labels) or not len(labels):
            raise RecipeError(f"there are {len(images)} pictures for {len(labels)} labels; give one for each")
        values = _shrunk(images)
        mean, spread = values.mean(axis=0), np.maximum(values.std(axis=0), _SMALLEST_SPREAD)
        standard = (values - mean) / spread
        wanted = np.eye(CLASSES)[labels]
        offset = wanted.mean(axis=0)
        penalty = RIDGE * np.eye(standard.shape[1])
        weights = np.linalg.solve(standard.T @ standard + penalty, standard.T @ (wanted - offset))
        return cls(mean, spread, weights, offset)

    def predict(self, images: Sequence[NDArray[np.uint8]]) -> NDArray[np.int64]:
        """Answer for pictures: int64, (N,)."""
        scores = (_shrunk(images) - self.mean) / self.spread @ self.weights + self.offset
        return np.asarray(scores.argmax(axis=1), dtype=np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class _Seen:
    labels: NDArray[np.int64]
    counts: NDArray[np.int64]
    pictures: dict[str, list[NDArray[np.uint8]]]


def run_baselines(
    train: SceneGenerator,
    test: SceneGenerator,
    *,
    train_count: int = 4000,
    test_count: int = 4000,
    seed: int = 0,
    repeats: int = REPEATS,
    progress: Callable[[int], object] | None = None,
) -> tuple[BaselineResult, ...]:
    """Fit the four baselines on scenes of one generator and measure them on those of another.

    Args:
        train: Such as a generator of the split train.
        test: With the same recipe, such as a generator of the split test.
        train_count: Scenes of the first, from number 0 on.
        test_count: Scenes of the second.
        seed: Of the bootstrap.
        repeats: Resamples of the bootstrap.
        progress: Told that another scene was drawn.

    Returns:
        Majority class, number of faces, background only, silhouettes only.

    Raises:
        RecipeError: A number of scenes is below 1.
    """
    if min(train_count, test_count) < 1:
        raise RecipeError(f"baselines need scenes: {train_count} to train and {test_count} to test are too few")
    learnt, held = _drawn(train, train_count, progress), _drawn(test, test_count, progress)
    answers = {
        "majority class": MajorityClass.fit(learnt.labels).predict(test_count),
        "number of faces": FaceCount.fit(learnt.counts, learnt.labels).predict(held.counts),
    }
    for name in PICTURE_BASELINES:
        linear = LinearPictures.fit(learnt.pictures[name], learnt.labels)
        answers[f"{name} only"] = linear.predict(held.pictures[name])
    return tuple(
        baseline_result(name, held.labels, predicted, seed=seed, repeats=repeats) for name, predicted in answers.items()
    )


def _drawn(generator: SceneGenerator, count: int, progress: Callable[[int], object] | None) -> _Seen:
    labels, counts = np.empty(count, np.int64), np.empty(count, np.int64)
    pictures: dict[str, list[NDArray[np.uint8]]] = {name: [] for name in PICTURE_BASELINES}
    for index in range(count):
        scene = generator[index]
        labels[index], counts[index] = scene.label, len(scene.faces)
        for name, edit in PICTURE_BASELINES.items():
            pictures[name].append(_small(edit(scene)))
        if progress:
            progress(1)
    return _Seen(labels, counts, pictures)


def _small(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.asarray(cv2.resize(image, (SIDE, SIDE), interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _shrunk(images: Sequence[NDArray[np.uint8]]) -> NDArray[np.float64]:
    return np.stack([_small(image).astype(np.float64).ravel() for image in images])
