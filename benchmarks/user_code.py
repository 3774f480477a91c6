"""What a competent user writes without the library: the contender of `throughput.py`.

The cutouts are ready in memory (straight RGBA at the stored size next above the wanted one, so that little is resized),
and so are the decoded backgrounds. Every face goes through one `albumentations.Compose` of the paper's augmentations,
set up once. Places are found by random tries on an occupancy mask. The mood is the majority's.
"""

from __future__ import annotations

import csv
import random
from collections import Counter
from pathlib import Path
from typing import Any

import albumentations as A  # noqa: N812  as its documentation imports it
import cv2
import numpy as np

from synthgroup import SceneGenerator

TRIES = 100


class UserScenes:
    """Scenes in a loop of albumentations and numpy.

    Args:
        generator: Tells how many faces at which sizes on which backgrounds, so that both do the same work.
    """

    def __init__(self, generator: SceneGenerator) -> None:
        self._recipe = recipe = generator.recipe
        self._plan = generator.plan
        self._width, self._height = recipe.size
        self._faces = generator.faces
        self._backgrounds = generator.backgrounds
        self._cutouts: dict[tuple[int, int], tuple[Any, Any, float]] = {}
        most = recipe.augment
        self._augment = A.Compose(
            [
                A.RandomBrightnessContrast(most.brightness, most.contrast, p=1),
                A.HorizontalFlip(p=most.flip),
                A.Affine(
                    translate_percent=(-most.shift, most.shift),
                    shear={"x": (-most.shear, most.shear), "y": (0, 0)},
                    rotate=(-most.rotate, most.rotate),
                    scale=(1 - most.scale, 1 + most.scale),
                    p=1,
                ),
                A.ElasticTransform(alpha=20, sigma=6, approximate=True, p=1),
                A.Perspective(scale=(0, most.perspective), p=1),
            ]
        )

    def __getitem__(self, index: int) -> tuple[Any, str]:
        """Make a scene: RGB, uint8, (H, W, 3), and its mood."""
        plan = self._plan(index)
        draw = random.Random(index)
        image = self._background(plan.background, draw)
        taken = np.zeros(image.shape[:2], np.bool_)
        moods: Counter[str] = Counter()
        for face in plan.faces:
            colour, alpha = self._cutout(face.face, face.head_height * self._height)
            augmented = self._augment(image=colour, mask=alpha)
            if self._paste(image, taken, augmented["image"], augmented["mask"], draw):
                moods[face.mood] += 1
        return image, max(moods, key=lambda mood: moods[mood], default="neutral")

    def _background(self, plan: Any, draw: random.Random) -> Any:
        picture = self._backgrounds.read(plan.background)
        zoom = draw.uniform(*self._recipe.background.zoom)
        unit = min(picture.shape[1] / self._width, picture.shape[0] / self._height) * zoom
        across, down = round(unit * self._width), round(unit * self._height)
        left, top = draw.randint(0, picture.shape[1] - across), draw.randint(0, picture.shape[0] - down)
        method = cv2.INTER_AREA if unit > 1 else cv2.INTER_LINEAR
        image = cv2.resize(
            picture[top : top + down, left : left + across], (self._width, self._height), interpolation=method
        )
        return image[:, ::-1].copy() if draw.random() < self._recipe.background.flip else image

    def _cutout(self, number: int, head: float) -> tuple[Any, Any]:
        level = self._faces.level(number, head)
        key = number, level.pixels.shape[0]
        if key not in self._cutouts:
            self._cutouts[key] = *straight(level.pixels), level.head[3]
        colour, alpha, stored = self._cutouts[key]
        scale = head / stored
        size = max(1, round(colour.shape[1] * scale)), max(1, round(colour.shape[0] * scale))
        return cv2.resize(colour, size), cv2.resize(alpha, size)

    def _paste(self, image: Any, taken: Any, colour: Any, alpha: Any, draw: random.Random) -> bool:
        height, width = alpha.shape
        if height > self._height or width > self._width:
            return False
        solid = alpha >= 128
        for _ in range(TRIES):
            left, top = draw.randint(0, self._width - width), draw.randint(0, self._height - height)
            place = np.s_[top : top + height, left : left + width]
            if not (taken[place] & solid).any():
                taken[place] |= solid
                share = alpha[..., None].astype(np.float32) / 255
                image[place] = (colour * share + image[place] * (1 - share)).astype(np.uint8)
                return True
        return False


def straight(pixels: Any) -> tuple[Any, Any]:
    """Give colour (RGB, uint8, (h, w, 3)) and alpha (uint8, (h, w)) of a premultiplied cutout."""
    alpha = pixels[..., 3]
    colour = pixels[..., :3] * 255.0 / np.maximum(alpha, 1)[..., None]
    return np.clip(np.rint(colour), 0, 255).astype(np.uint8), alpha.copy()


def write_as_user(scenes: UserScenes, indices: range, folder: Path) -> None:
    """Write scenes as a JPEG file each, and their moods into one CSV file."""
    with (folder / "labels.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        for index in indices:
            image, mood = scenes[index]
            name = f"{index:08d}.jpg"
            cv2.imwrite(str(folder / name), cv2.cvtColor(image, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, 90])
            table.writerow([name, mood])
