"""What a user of synthtiger writes for the same scenes: a contender of `throughput.py`, in an environment of its own.

synthtiger needs an older numpy and the OpenCV wheel with windows, so it cannot be installed beside the library:
    python -m venv other && other/bin/pip install "synthtiger==1.2.1" "numpy<2" "opencv-python<5"
    python benchmarks/throughput.py --synthtiger other/bin/python
Its components change the layer of every face, which is drawn once; places are found by random tries on an occupancy
mask; a group of layers is the picture. Reads numbers of scenes from standard input and answers with seconds.
"""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from synthtiger.components import Brightness, Contrast, ElasticDistortion, Iterator, Perspective, Rotate, Skew
from synthtiger.layers import Group, Layer

TRIES = 100


class SynthtigerScenes:
    """Scenes of synthtiger's layers.

    Args:
        file: What `throughput.py` recorded: of every scene the background and the cutouts, straight RGBA, with their
            sizes in the picture; and what its recipe allows.
    """

    def __init__(self, file: Path) -> None:
        with np.load(file, allow_pickle=False) as recorded:
            arrays = dict(recorded)
        self._width, self._height = arrays["size"].tolist()
        self._scenes = []
        for number in range(int(arrays["scenes"])):
            faces = [
                (arrays[f"{number}/{face}/cutout"], arrays[f"{number}/{face}/size"])
                for face in range(int(arrays[f"{number}/faces"]))
            ]
            self._scenes.append((arrays[f"{number}/background"], faces))
        self._zoom = arrays["zoom"].tolist()
        brightness, contrast, self._flip, shear, rotate, perspective = arrays["augment"].tolist()
        self._augment = Iterator(
            [
                ElasticDistortion(alpha=(20, 20), sigma=(6, 6)),
                Brightness(beta=(-round(128 * brightness), round(128 * brightness))),
                Contrast(alpha=(1 - contrast, 1 + contrast)),
                Skew(weights=(0, 1), angle=(-shear, shear)),
                Rotate(angle=(-rotate, rotate)),
                Perspective(percents=[(1 - perspective, 1 + perspective)] * 4, aligns=[(0, 0)] * 4),
            ]
        )

    def __getitem__(self, index: int) -> Any:
        """Make a scene: RGB, uint8, (H, W, 3)."""
        background, faces = self._scenes[index % len(self._scenes)]
        draw = random.Random(index)
        below = self._background(background, draw)
        taken = np.zeros((self._height, self._width), np.bool_)
        layers = []
        for cutout, size in faces:
            layer = Layer(cutout[:, ::-1] if draw.random() < self._flip else cutout)
            layer.size = size
            self._augment.apply([layer])
            drawn = Layer(layer.output())
            if self._place(drawn, taken, draw):
                layers.append(drawn)
        return Group([*layers, below]).output(below.bbox)[..., :3].astype(np.uint8)

    def _background(self, picture: Any, draw: random.Random) -> Any:
        unit = min(picture.shape[1] / self._width, picture.shape[0] / self._height) * draw.uniform(*self._zoom)
        across, down = round(unit * self._width), round(unit * self._height)
        left, top = draw.randint(0, picture.shape[1] - across), draw.randint(0, picture.shape[0] - down)
        layer = Layer(picture[top : top + down, left : left + across])
        layer.bbox = [0, 0, self._width, self._height]
        return layer

    def _place(self, layer: Any, taken: Any, draw: random.Random) -> bool:
        height, width = layer.image.shape[:2]
        if height > self._height or width > self._width:
            return False
        solid = layer.image[..., 3] >= 128
        for _ in range(TRIES):
            left, top = draw.randint(0, self._width - width), draw.randint(0, self._height - height)
            place = np.s_[top : top + height, left : left + width]
            if not (taken[place] & solid).any():
                taken[place] |= solid
                layer.topleft = (left, top)
                return True
        return False


def main() -> None:
    """Answer with the seconds that as many scenes took as each line asks for."""
    cv2.setNumThreads(0)
    scenes = SynthtigerScenes(Path(sys.argv[1]))
    for line in sys.stdin:
        start = time.perf_counter()
        for index in range(int(line)):
            scenes[index]
        print(time.perf_counter() - start, flush=True)


if __name__ == "__main__":
    main()
