# SPDX-License-Identifier: MIT
"""Smooth noise on points."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from tools.places.draws import Draws


def waves(points: NDArray[np.float64], draws: Draws, frequency: float, count: int = 7) -> NDArray[np.float64]:
    """A sum of `count` random plane waves over the points (N, k): smooth noise (N,) in about -1 to 1."""
    total: NDArray[np.float64] = np.zeros(len(points))
    for _ in range(count):
        direction = np.array([draws.gauss(0, 1) for _ in range(points.shape[1])])
        direction *= frequency * draws.between(0.5, 1.6) / (np.linalg.norm(direction) + 1e-9)
        total += np.sin(points @ direction * 2 * math.pi + draws.between(0, 6.28))
    return total / math.sqrt(count) * 0.8
