"""Placement without overlap: a mask of what is taken, and a uniform choice among the positions that are free."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from synthgroup.kernels import occupancy


class OccupancyMask:
    """Which pixels of a scene are taken, or too near to what is.

    Args:
        width: Width of the scene in pixels.
        height: Height of the scene in pixels.
        gap: Free pixels to keep between silhouettes in every direction, diagonals included; at most 64.
    """

    def __init__(self, width: int, height: int, gap: int) -> None:
        self._taken = occupancy.nothing_taken(width, height)
        self._size = width, height
        self._gap = gap

    def is_free(self, silhouette: NDArray[np.uint8], left: int, top: int) -> bool:
        """Tell whether a silhouette lies inside and keeps clear of all that was put here.

        Args:
            silhouette: 0 and 1, (h, w).
            left: Column of its left side.
            top: Row of its upper side.
        """
        return occupancy.is_free(self._taken, self._size, silhouette, left, top)

    def put(
        self, silhouette: NDArray[np.uint8], key: int, shift: tuple[float, float] = (0.0, 0.0)
    ) -> tuple[int, int] | None:
        """Put a silhouette at one of the free positions, each equally likely.

        Args:
            silhouette: 0 and 1, (h, w).
            key: Decides which position is chosen.
            shift: Columns and rows to move on by, rounded, where that is free.

        Returns:
            Left and top of the silhouette, or None where no position is free.
        """
        position = occupancy.put(self._taken, self._size, silhouette, key, shift, self._gap)
        return None if position == occupancy.NOWHERE else position

    def put_near(self, silhouette: NDArray[np.uint8], left: int, top: int) -> tuple[int, int] | None:
        """Put a silhouette at the free position that is nearest to a wanted one.

        Args:
            silhouette: 0 and 1, (h, w).
            left: Wanted column of its left side; may lie outside.
            top: Wanted row of its upper side; may lie outside.

        Returns:
            Left and top of the silhouette, or None where no position is free.
        """
        if not self.is_free(silhouette, left, top):
            free = self.free_positions(silhouette)
            if not len(free):
                return None
            columns = self._size[0] - silhouette.shape[1] + 1
            distances = (free // columns - top) ** 2 + (free % columns - left) ** 2
            top, left = divmod(int(free[np.argmin(distances)]), columns)
        occupancy.take(self._taken, silhouette, left, top, self._gap)
        return left, top

    def free_positions(self, silhouette: NDArray[np.uint8]) -> NDArray[np.int64]:
        """List every position where a silhouette keeps clear of all that was put here.

        Returns:
            Row times the number of possible columns plus column, ascending, (n,).
        """
        if silhouette.shape[0] > self._size[1] or silhouette.shape[1] > self._size[0]:
            return np.empty(0, np.int64)
        first, count = occupancy.free_spans(self._taken, self._size, silhouette).T
        before = np.cumsum(count) - count
        return np.repeat(first - before, count) + np.arange(int(count.sum()))
