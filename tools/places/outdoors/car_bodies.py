# SPDX-License-Identifier: MIT
"""Forms of car bodies: side views as numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Body:
    """Side view of a car. Shares are of its length, from the front.

    Args:
        length: Length (m).
        width: Width (m).
        deck: Top edge: share and height (m).
        glass: Shares where the windscreen begins and the rear window ends.
        pillars: Shares of the pillars between the side windows.
        wheel: Radius of a wheel (m).
    """

    length: float
    width: float
    deck: tuple[tuple[float, float], ...]
    glass: tuple[float, float]
    pillars: tuple[float, ...]
    wheel: float = 0.31

    def top(self, shares: NDArray[np.float64]) -> NDArray[np.float64]:
        """Height of the top edge at shares of the length, smoothed (m)."""
        x, z = np.array(self.deck).T
        fine = np.linspace(0, 1, 241)
        window = np.hanning(13)
        soft = np.convolve(np.pad(np.interp(fine, x, z), 5, "edge"), window[1:-1] / window.sum(), "valid")
        return np.interp(shares, fine, soft)

    @property
    def waist(self) -> float:
        """Height of the lower edge of the windows (m)."""
        return 0.62 * max(z for _, z in self.deck) + 0.02


BODIES: Final = {
    "saloon": Body(
        4.6,
        1.78,
        (
            *((0, 0.55), (0.02, 0.68), (0.1, 0.78), (0.29, 0.92), (0.42, 1.38)),
            *((0.5, 1.43), (0.66, 1.4), (0.82, 1.02), (0.97, 0.98), (1, 0.62)),
        ),
        (0.3, 0.84),
        (0.31, 0.5, 0.66, 0.78),
    ),
    "hatch": Body(
        3.95,
        1.72,
        (
            *((0, 0.55), (0.02, 0.7), (0.1, 0.8), (0.25, 0.95), (0.39, 1.42)),
            *((0.5, 1.5), (0.8, 1.45), (0.93, 1.05), (0.985, 0.9), (1, 0.6)),
        ),
        (0.26, 0.9),
        (0.3, 0.5, 0.72, 0.86),
    ),
    "estate": Body(
        4.7,
        1.8,
        (
            *((0, 0.55), (0.02, 0.68), (0.1, 0.8), (0.28, 0.94), (0.4, 1.4)),
            *((0.5, 1.46), (0.88, 1.42), (0.965, 1.0), (0.99, 0.9), (1, 0.6)),
        ),
        (0.29, 0.94),
        (0.3, 0.5, 0.74, 0.9),
    ),
    "suv": Body(
        4.5,
        1.86,
        (
            *((0, 0.62), (0.015, 0.86), (0.08, 0.98), (0.26, 1.08), (0.38, 1.6)),
            *((0.5, 1.68), (0.86, 1.62), (0.95, 1.15), (0.99, 1.0), (1, 0.62)),
        ),
        (0.27, 0.93),
        (0.3, 0.52, 0.74, 0.88),
        0.36,
    ),
    "van": Body(
        4.9,
        1.92,
        (
            *((0, 0.6), (0.02, 0.95), (0.06, 1.05), (0.16, 1.18), (0.28, 1.82)),
            *((0.36, 1.95), (0.94, 1.95), (0.985, 1.7), (0.99, 0.9), (1, 0.6)),
        ),
        (0.17, 0.36),
        (0.24, 0.36, 0.36, 0.36),
        0.34,
    ),
}
