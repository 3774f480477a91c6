"""The processor's caches, compiled: pixels are brought there before they are read in another order."""

from __future__ import annotations

from typing import Any, Final

from numpy.typing import NDArray

from synthgroup.kernels.compiled import compiled

_LINE: Final = 64
"""Bytes that processors fetch at a time; where it is more, every second reading costs nothing."""


@compiled
def read_ahead(plane: NDArray[Any]) -> int:
    """Read something of every line that a plane takes in a cache, in the order of memory.

    Processors see such an order and fetch what comes next while they wait. A turned face is read across its rows,
    where they see none: of a large one, half of the time went into waiting.

    Args:
        plane: Unsigned whole numbers, (h, w).

    Returns:
        Bits of what was read: compilers would leave out a reading without a result.
    """
    seen = 0
    step = _LINE // plane.itemsize
    for y in range(plane.shape[0]):
        for x in range(0, plane.shape[1], step):
            seen |= plane[y, x]
    return seen
