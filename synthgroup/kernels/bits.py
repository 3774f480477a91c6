"""Planes of zeros and ones, compiled: 64 pixels a word, the first in its lowest bit.

Numbers of words and bits are shifted and masked as unsigned words: mixed with signed ones they would become floats.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from synthgroup.kernels.compiled import compiled

Bits = NDArray[np.uint64]
"""Rows of words, (h, n); bits beyond the plane's width are 0."""

Runs = NDArray[np.int32]
"""Runs of ones: row, first column, column behind, (n, 3)."""

_ONE: Final = np.uint64(1)
_ALL: Final = np.uint64(2**64 - 1)
_BITS: Final = np.uint64(63)
_LAST_BYTE: Final = np.uint64(56)
# eight bytes of 0 and 1 times this have the eight bits in their highest byte
_GATHER: Final = np.uint64(0x0102040810204080)
# a power of two times this has another number in its highest six bits than any other one (de Bruijn)
_DE_BRUIJN: Final = np.uint64(0x03F79D71B4CB0A89)
_TOP_SIX: Final = np.uint64(58)


def _bit_numbers() -> NDArray[np.int64]:
    numbers = np.zeros(64, np.int64)
    for bit in range(64):
        numbers[((int(_DE_BRUIJN) << bit) & (2**64 - 1)) >> 58] = bit
    return numbers


_BIT_NUMBERS: Final = _bit_numbers()


@compiled
def words_of(width: int) -> int:
    """Tell how many words so many bits take."""
    return (width + 63) >> 6


@compiled
def packed(plane: NDArray[np.uint8]) -> Bits:
    """Pack a plane.

    Args:
        plane: 0 and 1, uint8, contiguous, (h, w).
    """
    height, width = plane.shape
    count = words_of(width)
    bits = _strung(plane, plane.size // 64 + count + 2)
    rows = np.empty((height, count), np.uint64)
    for y in range(height):
        first, bit = place_of(y * width)
        for word in range(count):
            rows[y, word] = across(bits[first + word], bits[first + word + 1], bit)
        rows[y, count - 1] &= _ALL >> np.uint64(64 * count - width)
    return rows


@compiled
def _strung(plane: NDArray[np.uint8], count: int) -> NDArray[np.uint64]:
    """Pack all rows of a plane one behind the other into so many words."""
    source, size = plane.reshape(plane.size), plane.size // 8 + 1
    eights = np.empty(size, np.uint64)
    eights[size - 1] = 0
    padded = eights.view(np.uint8)
    # an assignment of the whole takes twice as long
    for at in range(len(source)):
        padded[at] = source[at]
    bits = np.zeros(count, np.uint64)
    eight_bits = bits.view(np.uint8)
    for at in range(size):
        eight_bits[at] = np.uint8((eights[at] * _GATHER) >> _LAST_BYTE)
    return bits


@compiled
def place_of(column: int) -> tuple[int, np.uint64]:
    """Tell in which word a column lies, and at which bit of it."""
    return column >> 6, np.uint64(column & 63)


@compiled
def across(word: np.uint64, after: np.uint64, bit: np.uint64) -> np.uint64:
    """Give the 64 bits from a bit of a word on, which may reach into the word after it."""
    return (word >> bit) | ((after << _ONE) << (_BITS - bit))


@compiled
def lower_part(word: np.uint64, bit: np.uint64) -> np.uint64:
    """Give what a word brings to its own place where it is moved on by some bits, at most 63."""
    return word << bit


@compiled
def upper_part(word: np.uint64, bit: np.uint64) -> np.uint64:
    """Give what a word brings to the next place where it is moved on by some bits, at most 63."""
    return (word >> _ONE) >> (_BITS - bit)


@compiled
def spread_right(rows: Bits, reach: int) -> None:
    """Let every one reach so many columns further, in place; the rows must have room for that."""
    flat = rows.reshape(rows.size)
    covered = 1
    while covered <= reach:
        step = min(covered, reach + 1 - covered, 63)
        bit = np.uint64(step)
        for at in range(len(flat) - 1, 0, -1):
            flat[at] |= lower_part(flat[at], bit) | upper_part(flat[at - 1], bit)
        flat[0] |= lower_part(flat[0], bit)
        covered += step


@compiled
def spread_down(rows: Bits, reach: int) -> None:
    """Let every one reach so many rows further, in place."""
    flat, stride = rows.reshape(rows.size), rows.shape[1]
    covered = 1
    while covered <= reach:
        step = min(covered, reach + 1 - covered)
        for at in range(len(flat) - 1, step * stride - 1, -1):
            flat[at] |= flat[at - step * stride]
        covered += step


@compiled
def lowest_bit(word: np.uint64) -> tuple[int, np.uint64]:
    """Give the number of a word's lowest one, and the word without it; the word is not 0."""
    lowest = word & (~word + _ONE)
    return _BIT_NUMBERS[np.int64((lowest * _DE_BRUIJN) >> _TOP_SIX)], word ^ lowest


@compiled
def list_runs(rows: Bits, y: int, first: int, width: int, runs: Runs, count: int) -> int:
    """List the runs of a row.

    Args:
        rows: The plane.
        y: Number of the row.
        first: Word that holds column 0.
        width: Columns that count.
        runs: Is filled from `count` on.
        count: How many runs there are.

    Returns:
        How many runs there are then.
    """
    carried = np.uint64(0)
    for word in range(words_of(width)):
        value = rows[y, first + word]
        if 64 * word + 64 > width:
            value &= _ALL >> np.uint64(64 * word + 64 - width)
        edges = value ^ ((value << _ONE) | carried)
        carried = value >> _BITS
        while edges:
            bit, edges = lowest_bit(edges)
            if (value >> np.uint64(bit)) & _ONE:
                runs[count, 0], runs[count, 1] = y, 64 * word + bit
            else:
                runs[count, 2] = 64 * word + bit
                count += 1
    if carried and width & 63 == 0:
        runs[count, 2] = width
        count += 1
    return count
