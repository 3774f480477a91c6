"""The plain classifier of expressions: histograms of gradients, principal components and a linear discriminant."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from pack import DISTURBANCE, EMOTIONS, Backdrops, Face, Floats, crop_head, emotions_of, moods_of
from sklearn.decomposition import PCA
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import Pipeline, make_pipeline

from synthgroup.emotions import MOODS

FOLDS = 5
COMPONENTS = 400
ORIENTATIONS = 8
CELLS = (4, 8)
# Side of what is seen, in head heights, before it is rounded to whole cells: brows to an open jaw, little of the hair.
SEEN = 0.8
SHRINKAGE = 0.2


def gradients(picture: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Spread gradient strength over directions.

    Args:
        picture: RGB, (H, W, 3). Its square root is taken, which evens out light and dark parts.

    Returns:
        One plane for each of twice `ORIENTATIONS` signed directions, (H, W, 2 * ORIENTATIONS).
    """
    grey = np.sqrt(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.float32))
    down, right = np.gradient(grey)
    count = 2 * ORIENTATIONS
    angle = np.arctan2(down, right) / (2 * np.pi) * count
    away = np.abs((angle[..., None] - np.arange(count) + count / 2) % count - count / 2)
    return np.asarray(np.hypot(down, right)[..., None] * np.maximum(0, 1 - away), np.float32)


def histograms(picture: NDArray[np.uint8], cells: Sequence[int]) -> NDArray[np.float32]:
    """Describe a square picture by histograms of gradients in cells, each divided by the strength around it."""
    planes = gradients(picture)
    found = []
    for cell in cells:
        side = picture.shape[0] // cell
        halves = cv2.resize(planes, (2 * side, 2 * side), interpolation=cv2.INTER_AREA)
        softened = cv2.GaussianBlur(halves, (0, 0), 0.8)
        sums = np.asarray(cv2.resize(softened, (side, side), interpolation=cv2.INTER_AREA), np.float32)
        unsigned = sums[..., :ORIENTATIONS] + sums[..., ORIENTATIONS:]
        energy = cv2.GaussianBlur(np.square(unsigned).sum(axis=-1), (0, 0), 1.0)
        strength = np.sqrt(energy)[..., None] + 0.01
        found.append(np.minimum(np.concatenate([sums, unsigned], axis=-1) / strength, 0.6).ravel())
    return np.concatenate(found)


def seen_side(height: int) -> int:
    """Give the side of the crop that is looked at, in pixels, for a head height."""
    return CELLS[-1] * round(SEEN * height / CELLS[-1])


def describe(
    faces: Sequence[Face], pack: Path, height: int, crops: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Describe every head on random backdrops.

    Args:
        faces: The faces.
        pack: The pack's folder.
        height: Height of the heads in pixels.
        crops: Crops of a face for training: the first is undisturbed, the others are disturbed.

    Returns:
        Features to train with, (faces, 2 * crops, features), half of them mirrored; and to test with, (faces, 2,
        features): another backdrop, undisturbed, and its mirror image.
    """
    side = seen_side(height)
    backdrops, reach = Backdrops(pack, side), side / height
    train, test = [], []
    for number, face in enumerate(faces):
        rng = np.random.default_rng([height, number])
        picture = face.read()
        disturbances = [(0.0, 0.0, 0.0, 0.0), *rng.normal(0, DISTURBANCE, (crops - 1, 4)).tolist()]
        seen = [crop_head(picture, face.head, side, disturbance, reach) for disturbance in disturbances]
        train.append([both for one in seen for both in mirrored(backdrops.under(one, rng))])
        test.append(mirrored(backdrops.under(seen[0], rng)))
    return np.array(train), np.array(test)


def mirrored(picture: NDArray[np.uint8]) -> list[NDArray[np.float32]]:
    """Describe a picture and its mirror image."""
    return [histograms(one, CELLS) for one in (picture, np.ascontiguousarray(picture[:, ::-1]))]


def classifier() -> Pipeline:
    """Make the classifier."""
    reduction = PCA(COMPONENTS, svd_solver="randomized", random_state=0)
    return make_pipeline(reduction, LinearDiscriminantAnalysis(solver="lsqr", shrinkage=SHRINKAGE))


def cross_validate(
    train: NDArray[np.float32], test: NDArray[np.float32], emotions: NDArray[np.int64], people: Sequence[str]
) -> Floats:
    """Give every picture the emotions' probabilities from a classifier that saw none of its person."""
    groups = np.array(people)
    found = np.zeros((len(emotions), len(EMOTIONS)))
    for known, unknown in GroupKFold(FOLDS, shuffle=True, random_state=0).split(groups, groups=groups):
        model = classifier()
        model.fit(train[known].reshape(-1, train.shape[-1]), np.repeat(emotions[known], train.shape[1]))
        logs = [model.predict_log_proba(test[unknown, copy]) for copy in range(test.shape[1])]
        found[unknown] = np.exp(np.mean(logs, axis=0))
    return np.asarray(found / found.sum(axis=1, keepdims=True), np.float64)


def predict_moods(probabilities: Floats) -> NDArray[np.int64]:
    """Choose the mood whose emotions are together the most probable; emotions without a mood do not count."""
    moods = moods_of(np.arange(len(EMOTIONS)))
    together = [probabilities[:, moods == mood].sum(axis=1) for mood in range(len(MOODS))]
    return np.asarray(np.argmax(together, axis=0), np.int64)


def read_expressions(faces: Sequence[Face], pack: Path, height: int, crops: int) -> Floats:
    """Cross-validate the classifier over the identities of a pack."""
    train, test = describe(faces, pack, height, crops)
    return cross_validate(train, test, emotions_of(faces), [face.identity for face in faces])
