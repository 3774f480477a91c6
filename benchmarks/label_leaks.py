"""Whether anything but expressions tells the label: classifiers that see only a nuisance must stay at chance.

Seen are the number of faces in the picture, the layout (sizes and places of the silhouettes), or the background alone
(which picture, and a thumbnail of the crop that is shown). A planted leak, the number of positive faces, must be found.
Once the first half of the scenes trains and the other half tests; once the splits train and test do, with one seed.
Run it as: python benchmarks/label_leaks.py [--scenes N] [--json FILE]
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import cv2
import numpy as np
from machine import describe_machine
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import balanced_accuracy_score

from synthgroup import SceneGenerator
from synthgroup.compose import background_image
from synthgroup.recipe import preset_names
from synthgroup.scene import Scene

LARGEST = 9


def features(generator: SceneGenerator, scene: Scene) -> dict[str, NDArray[np.float64]]:
    """Describe a scene by what must not tell its label, and by what must."""
    boxes = np.zeros((LARGEST, 5))
    for row, face in zip(boxes, scene.faces, strict=False):
        row[:] = (*face.box, face.area)
    plan = scene.plan
    shown = background_image(generator.backgrounds.read(plan.background.background), plan.background, plan.size)
    thumbnail = cv2.resize(shown, (4, 4), interpolation=cv2.INTER_AREA).ravel()
    return {
        "number of faces": np.array([len(scene.faces)], float),
        "layout": boxes.ravel(),
        "background": np.concatenate([[plan.background.background, plan.background.zoom], thumbnail]),
        "planted: positive faces": np.array([scene.moods[2], len(scene.faces)], float),
    }


def describe(generator: SceneGenerator, indices: range) -> tuple[dict[str, NDArray[np.float64]], NDArray[np.int64]]:
    """Describe scenes, and give their labels."""
    rows = []
    labels = []
    for index in indices:
        scene = generator[index]
        rows.append(features(generator, scene))
        labels.append(scene.label)
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}, np.array(labels)


def accuracies(
    train: tuple[dict[str, NDArray[np.float64]], NDArray[np.int64]],
    test: tuple[dict[str, NDArray[np.float64]], NDArray[np.int64]],
) -> dict[str, float]:
    """Train and test a classifier on each description."""
    found = {}
    for name in train[0]:
        model = HistGradientBoostingClassifier(max_iter=60, class_weight="balanced", random_state=0)
        answers = model.fit(train[0][name], train[1]).predict(test[0][name])
        found[name] = float(balanced_accuracy_score(test[1], answers))
    return found


def measure(preset: str, count: int, seed: int) -> dict[str, dict[str, float]]:
    """Measure on halves of one set, and between two splits."""
    half = count // 2
    whole, train, test = (SceneGenerator(recipe=preset, seed=seed, split=split) for split in ("all", "train", "test"))
    return {
        "halves": accuracies(describe(whole, range(half)), describe(whole, range(half, count))),
        "train and test": accuracies(describe(train, range(half)), describe(test, range(half))),
    }


def main() -> None:
    """Print a table, and write it as JSON where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenes", type=int, default=30_000)
    parser.add_argument("--preset", default="balanced", choices=preset_names())
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    found = measure(options.preset, options.scenes, options.seed)
    error = 196 * float(np.sqrt(2 / 9 / (options.scenes // 2)))
    print(f"{options.scenes} scenes of preset {options.preset}; chance is 33.3 +- {error:.1f} %. {describe_machine()}")
    print(f"\n| seen by the classifier | {' | '.join(found)} |\n|---|---|---|")
    for name in found["halves"]:
        print(f"| {name} | {' | '.join(f'{100 * values[name]:.1f}' for values in found.values())} |")
    if options.json:
        options.json.write_text(json.dumps({"machine": describe_machine(), "results": found}, indent=1))


if __name__ == "__main__":
    main()
