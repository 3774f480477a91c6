"""Placement without overlap: a mask of what is taken, and a uniform choice among the positions that are free."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from synthgroup.draws import below, mixed_words

RANDOM_TRIES: Final = 12
"""Random positions that are tried before all free positions are searched for; both choose uniformly."""


class OccupancyMask:
    """Which pixels of a scene are taken, or too near to what is.

    Args:
        width: Width of the scene in pixels.
        height: Height of the scene in pixels.
        gap: Free pixels to keep between silhouettes in every direction, diagonals included.
    """

    def __init__(self, width: int, height: int, gap: int) -> None:
        self._taken = np.zeros((height, width), np.uint8)
        self._gap = gap

    def is_free(self, silhouette: NDArray[np.uint8], left: int, top: int) -> bool:
        """Tell whether a silhouette lies inside and keeps clear of all that was added.

        Args:
            silhouette: 0 and 1, (h, w).
            left: Column of its left side.
            top: Row of its upper side.
        """
        height, width = silhouette.shape
        if min(left, top) < 0 or left + width > self._taken.shape[1] or top + height > self._taken.shape[0]:
            return False
        return not np.any(self._taken[top : top + height, left : left + width] & silhouette)

    def add(self, silhouette: NDArray[np.uint8], left: int, top: int) -> None:
        """Take a silhouette's pixels, and those within the gap."""
        gap = self._gap
        if gap:
            silhouette = np.pad(silhouette, gap)
            silhouette = cv2.dilate(silhouette, np.ones((2 * gap + 1, 2 * gap + 1), np.uint8)).astype(np.uint8)
        upper, lower = max(0, top - gap), min(self._taken.shape[0], top - gap + silhouette.shape[0])
        first, last = max(0, left - gap), min(self._taken.shape[1], left - gap + silhouette.shape[1])
        part = silhouette[upper - top + gap : lower - top + gap, first - left + gap : last - left + gap]
        self._taken[upper:lower, first:last] |= part

    def choose(self, silhouette: NDArray[np.uint8], key: int) -> tuple[int, int] | None:
        """Choose one of the free positions, each equally likely.

        Args:
            silhouette: 0 and 1, (h, w).
            key: Decides which position is chosen.

        Returns:
            Left and top of the silhouette, or None where no position is free.
        """
        rows, columns = self._room(silhouette)
        if rows < 1 or columns < 1:
            return None
        *tries, last = mixed_words(key, RANDOM_TRIES + 1)
        for word in tries:
            # a half of the word a coordinate: an outline that differs by a pixel moves by a pixel, not anywhere
            top, left = (word >> 32) * rows >> 32, (word & 0xFFFFFFFF) * columns >> 32
            if self.is_free(silhouette, left, top):
                return left, top
        free = self.free_positions(silhouette)
        if not len(free):
            return None
        top, left = divmod(int(free[below(last, len(free))]), columns)
        return left, top

    def choose_near(self, silhouette: NDArray[np.uint8], left: int, top: int) -> tuple[int, int] | None:
        """Choose the free position that is nearest to a wanted one.

        Args:
            silhouette: 0 and 1, (h, w).
            left: Wanted column of its left side; may lie outside.
            top: Wanted row of its upper side; may lie outside.

        Returns:
            Left and top of the silhouette, or None where no position is free.
        """
        if self.is_free(silhouette, left, top):
            return left, top
        rows, columns = self._room(silhouette)
        free = self.free_positions(silhouette) if rows > 0 and columns > 0 else np.empty(0, np.int64)
        if not len(free):
            return None
        distances = (free // columns - top) ** 2 + (free % columns - left) ** 2
        top, left = divmod(int(free[np.argmin(distances)]), columns)
        return left, top

    def _room(self, silhouette: NDArray[np.uint8]) -> tuple[int, int]:
        """Count the rows and columns in which a silhouette's upper left corner can lie."""
        height, width = silhouette.shape
        return self._taken.shape[0] - height + 1, self._taken.shape[1] - width + 1

    def free_positions(self, silhouette: NDArray[np.uint8]) -> NDArray[np.int64]:
        """List every position where a silhouette keeps clear of all that was added.

        Returns:
            Row times the number of possible columns plus column, ascending, (n,).
        """
        # the correlation counts common pixels; its rounding error stays far below the half pixel that decides
        common = cv2.matchTemplate(self._taken.astype(np.float32), silhouette.astype(np.float32), cv2.TM_CCORR)
        return np.flatnonzero(common < 0.5)
