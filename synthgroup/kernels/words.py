"""Random words and their exact use as numbers, compiled."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from synthgroup.kernels.compiled import compiled

Words = NDArray[np.uint64]
Block = tuple[np.uint64, np.uint64, np.uint64, np.uint64]

_LOW: Final = np.uint64(0xFFFFFFFF)
_HALF: Final = np.uint64(32)
# multipliers and key steps of Philox4x64 (Salmon, Moraes, Dror and Shaw 2011)
_FIRST: Final = np.uint64(0xD2E7470EE14C6C93)
_SECOND: Final = np.uint64(0xCA5A826395121157)
_FIRST_STEP: Final = np.uint64(0x9E3779B97F4A7C15)
_SECOND_STEP: Final = np.uint64(0xBB67AE8584CAA73B)
_ROUNDS: Final = 10

UNCLEAR: Final = 1e-4
"""How near to the middle of two millionths a number may lie before rounding it is left to exact arithmetic."""


@compiled
def _high(a: np.uint64, b: np.uint64) -> np.uint64:
    """Upper 64 bits of a product of 128."""
    a_low, a_high, b_low, b_high = a & _LOW, a >> _HALF, b & _LOW, b >> _HALF
    middle = a_high * b_low + ((a_low * b_low) >> _HALF)
    carried = a_low * b_high + (middle & _LOW)
    return a_high * b_high + (middle >> _HALF) + (carried >> _HALF)


@compiled
def _philox_block(seed: np.uint64, stream: np.uint64, part: np.uint64, index: np.uint64, block: int) -> Block:
    """Draw the four words of a block, counted from 0."""
    # numpy counts before it draws
    a, b, c, d = np.uint64(block + 1), part, index, np.uint64(0)
    first, second = seed, stream
    for _ in range(_ROUNDS):
        a, b, c, d = _high(_SECOND, c) ^ b ^ first, _SECOND * c, _high(_FIRST, a) ^ d ^ second, _FIRST * a
        first += _FIRST_STEP
        second += _SECOND_STEP
    return a, b, c, d


@compiled
def philox_words(seed: np.uint64, stream: np.uint64, part: np.uint64, index: np.uint64, count: int) -> Words:
    """Draw raw words as numpy's `Philox(key=[seed, stream], counter=[0, part, index, 0])` does.

    Args:
        seed: Key.
        stream: Key.
        part: Counter.
        index: Counter.
        count: How many words.

    Returns:
        Words, uint64, (count,).
    """
    drawn = np.empty((count + 3) // 4 * 4, np.uint64)
    for block in range(len(drawn) // 4):
        a, b, c, d = _philox_block(seed, stream, part, index, block)
        drawn[4 * block], drawn[4 * block + 1], drawn[4 * block + 2], drawn[4 * block + 3] = a, b, c, d
    return drawn[:count]


@compiled
def first_words(seed: np.uint64, streams: Words, part: np.uint64, indices: Words) -> Words:
    """Draw the first four words of several streams, each at an index of its own, uint64, (n, 4)."""
    drawn = np.empty((len(streams), 4), np.uint64)
    for row in range(len(streams)):
        a, b, c, d = _philox_block(seed, streams[row], part, indices[row], 0)
        drawn[row, 0], drawn[row, 1], drawn[row, 2], drawn[row, 3] = a, b, c, d
    return drawn


@compiled
def mixed_word(key: np.uint64, number: int) -> np.uint64:
    """Give one of the words that a key expands to (SplitMix64, Steele, Lea and Flood 2014).

    Args:
        key: 64 bits.
        number: Which word, from 1.
    """
    word = key + np.uint64(number) * np.uint64(0x9E3779B97F4A7C15)
    word = (word ^ (word >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    word = (word ^ (word >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return word ^ (word >> np.uint64(31))


@compiled
def share_of(word: np.uint64, count: int) -> int:
    """Turn a word into an integer from 0 to `count - 1`, as `draws.below` does."""
    return np.int64(_high(word, np.uint64(count)))  # type: ignore[return-value]  # compiled, it is one


@compiled
def quantised(drawn: Words, low: NDArray[np.float64], high: NDArray[np.float64]) -> tuple[NDArray[np.float64], int]:
    """Turn words into numbers of 65,536 steps between two bounds, rounded to millionths as Python rounds.

    Args:
        drawn: Words, (n, m).
        low: Lower bounds, (m,).
        high: Upper bounds, (m,).

    Returns:
        Numbers, (n, m); NaN where only exact arithmetic can tell which millionth is nearest; and how often that is.
    """
    numbers = np.empty(drawn.shape, np.float64)
    unclear = 0
    for row in range(drawn.shape[0]):
        for column in range(drawn.shape[1]):
            share = np.float64(drawn[row, column] >> np.uint64(48)) / 65535
            millionths = (low[column] + (high[column] - low[column]) * share) * 1e6
            nearest = np.rint(millionths)
            clear = abs(abs(millionths - nearest) - 0.5) > UNCLEAR
            numbers[row, column] = nearest / 1e6 if clear else np.nan
            unclear += not clear
    return numbers, unclear
