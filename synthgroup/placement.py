"""Placement without overlap: a mask of what is taken, and a uniform choice among the positions that are free."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from synthgroup.draws import below, mixed_words
from synthgroup.kernels import occupancy


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
        return occupancy.is_free(self._taken, silhouette, left, top)

    def add(self, silhouette: NDArray[np.uint8], left: int, top: int) -> None:
        """Take a silhouette's pixels, and those within the gap."""
        occupancy.take(self._taken, silhouette, left, top, self._gap)

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
        left, top = occupancy.random_position(self._taken, silhouette, key)
        if left >= 0:
            return left, top
        spans = occupancy.free_spans(self._taken, silhouette)
        if not len(spans):
            return None
        ends = np.cumsum(spans[:, 1])
        chosen = below(mixed_words(key, occupancy.RANDOM_TRIES + 1)[-1], int(ends[-1]))
        span = int(np.searchsorted(ends, chosen, side="right"))
        top, left = divmod(int(spans[span, 0]) + chosen - int(ends[span] - spans[span, 1]), columns)
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
        first, count = occupancy.free_spans(self._taken, silhouette).T
        before = np.cumsum(count) - count
        return np.repeat(first - before, count) + np.arange(int(count.sum()))
