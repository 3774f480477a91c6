"""Instance masks as pictures: which face of a scene each pixel belongs to."""

from __future__ import annotations

import cv2
import numpy as np

from synthgroup.errors import OutputError
from synthgroup.scene import Scene


def instance_mask(scene: Scene) -> bytes:
    """Draw the silhouettes of a scene into one grey PNG of its size; equal scenes give equal bytes.

    Pixels are 0 where the background is seen, and k on the k-th face of the scene's record, counted from 1. They have
    8 bits, or 16 where there are more than 255 faces.

    Args:
        scene: The scene.

    Raises:
        OutputError: The picture cannot be encoded.
    """
    width, height = scene.plan.size
    pixels = np.zeros((height, width), np.uint8 if len(scene.faces) <= 255 else np.uint16)
    for number, face in enumerate(scene.faces, start=1):
        left, top, columns, rows = face.box
        pixels[top : top + rows, left : left + columns][face.silhouette] = number
    encoded, data = cv2.imencode(".png", pixels)
    if not encoded:
        raise OutputError(f"a mask of {width}x{height} pixels cannot be written as png")
    return data.tobytes()
