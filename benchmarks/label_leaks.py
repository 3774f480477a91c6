"""Whether anything but expressions tells the label: classifiers that see only a nuisance must stay at chance.

Seen are the number of faces in the picture, the layout (sizes and places of the silhouettes), or the background alone
(which picture, and a thumbnail of the crop that is shown). A planted leak, the number of positive faces, must be found.
Half of the scenes train, the other half tests. Run it as: python benchmarks/label_leaks.py [--scenes N] [--json FILE]
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


def measure(preset: str, count: int, seed: int) -> dict[str, dict[str, float]]:
    """Train and test a classifier on each description of `count` scenes."""
    generator = SceneGenerator(recipe=preset, seed=seed)
    scenes = []
    labels = []
    for index in range(count):
        scene = generator[index]
        scenes.append(features(generator, scene))
        labels.append(scene.label)
    truth = np.array(labels)
    half = count // 2
    found = {}
    for name in scenes[0]:
        table = np.array([scene[name] for scene in scenes])
        model = HistGradientBoostingClassifier(max_iter=60, class_weight="balanced", random_state=0)
        answers = model.fit(table[:half], truth[:half]).predict(table[half:])
        accuracy = balanced_accuracy_score(truth[half:], answers)
        found[name] = {"balanced accuracy": accuracy, "standard error": float(np.sqrt(2 / 9 / (count - half)))}
    return found


def main() -> None:
    """Print a table, and write it as JSON where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenes", type=int, default=30_000)
    parser.add_argument("--preset", default="balanced", choices=preset_names())
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    found = measure(options.preset, options.scenes, options.seed)
    print(f"{options.scenes} scenes of preset {options.preset}, half of them to test; chance is 33.3 %.")
    print(describe_machine())
    print("\n| seen by the classifier | balanced accuracy, % |\n|---|---|")
    for name, values in found.items():
        print(f"| {name} | {100 * values['balanced accuracy']:.1f} +- {196 * values['standard error']:.1f} |")
    if options.json:
        options.json.write_text(json.dumps({"machine": describe_machine(), "results": found}, indent=1))


if __name__ == "__main__":
    main()
