"""Small sources made on the spot, for tests that need a bank of known content."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

MOODS = {"anger": (200, 40, 40), "happiness": (40, 200, 40), "neutral": (90, 90, 200), "fear": (200, 40, 200)}


def face_folder(path: Path, emotions=tuple(MOODS), people=3, size=96) -> Path:
    """A CSV source of discs with alpha: one a person and emotion, coloured by emotion."""
    path.mkdir(parents=True)
    rows, columns = np.mgrid[0:size, 0:size] + 0.5
    lines = ["file,emotion,identity,age"]
    for person in range(people):
        radius = size * (0.38 + 0.001 * person)
        alpha = np.clip(radius - np.hypot(rows - size / 2, columns - size / 2) + 0.5, 0, 1) * 255
        for emotion in emotions:
            pixels = np.empty((size, size, 4), np.uint8)
            pixels[..., :3] = MOODS[emotion]
            pixels[..., 3] = np.round(alpha)
            name = f"{emotion}-{person}.png"
            Image.fromarray(pixels).save(path / name)
            lines.append(f"{name},{emotion},p{person},{'old' if person == 0 else 'young'}")
    (path / "faces.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path / "faces.csv"


def background_folder(path: Path, count=6, size=(160, 120)) -> Path:
    """A folder of two categories with flat, distinct pictures."""
    for number in range(count):
        folder = path / ("hall" if number % 2 else "yard")
        folder.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", size, (10 * number, 120, 255 - 10 * number)).save(folder / f"{number:03d}.png")
    return path
