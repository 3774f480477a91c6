"""Raw random bits as a pure function of (seed, stream, index), and exact ways to turn them into draws.

Only integer arithmetic and correctly rounded float operations are used, so that plans agree to the byte on every
platform. A new kind of draw gets a stream of its own, which leaves all others as they were.
"""

from __future__ import annotations

import operator
from bisect import bisect_right
from collections.abc import Sequence
from enum import IntEnum
from itertools import accumulate
from typing import Any, Final, SupportsIndex

import numpy as np
from numpy.typing import NDArray

from synthgroup.errors import RecipeError
from synthgroup.kernels.words import philox_words, quantised

WORD = 1 << 64


class Stream(IntEnum):
    """What a sequence of words is for; the numbers are part of what fixes a plan and never change."""

    LABEL = 1
    COUNT = 2
    COMPOSITION = 3
    PEOPLE = 4
    BACKGROUND = 5
    AUGMENT = 6
    REPLACEMENT = 7
    SCENE_TRANSFORM = 8


_STREAM_WORDS: Final = {stream: np.uint64(stream) for stream in Stream}


def streams_array(*streams: Stream) -> NDArray[np.uint64]:
    """Give streams as compiled loops take them, uint64, (n,)."""
    return np.array(streams, np.uint64)


def words(seed: int, stream: Stream, index: int, count: int, part: int = 0) -> list[int]:
    """Draw raw 64-bit words.

    Args:
        seed: From 0 to 2**64 - 1.
        stream: What the words are for.
        index: Number of the scene, from 0 to 2**64 - 1.
        count: How many words; asking for more does not change the first ones.
        part: Tells parts of a data set apart that share a seed, such as its splits.
    """
    drawn: list[int] = raw_words(seed, stream, index, count, part).tolist()
    return drawn


def raw_words(seed: int, stream: Stream, index: int, count: int, part: int = 0) -> NDArray[np.uint64]:
    """Draw the words of `words` as an array, uint64, (count,)."""
    return philox_words(np.uint64(seed), _STREAM_WORDS[stream], np.uint64(part), np.uint64(index), count)


def whole_number(value: SupportsIndex, name: str) -> int:
    """Return a value as an integer that fits a word.

    Raises:
        RecipeError: It is no integer from 0 to 2**64 - 1.
    """
    if type(value) is int and 0 <= value < WORD:
        return value
    number = operator.index(value) if isinstance(value, SupportsIndex) and not isinstance(value, bool) else -1
    if not 0 <= number < WORD:
        raise RecipeError(f"{name} is {value!r}; it must be an integer from 0 to 2**64 - 1")
    return number


def below(word: int, count: int) -> int:
    """Turn a word into an integer from 0 to `count - 1`."""
    return (word * count) >> 64


def chance(word: int, probability: float) -> bool:
    """Turn a word into True with a probability, exact to 2**-53."""
    return (word >> 11) < probability * (1 << 53)


def between(word: int, low: float, high: float) -> float:
    """Turn a word into one of 65,536 equally spaced numbers from `low` to `high`, rounded to six decimals."""
    return round(low + (high - low) * ((word >> 48) / 65535), 6)


class Bounds:
    """Several draws of `between` at once, each with bounds of its own.

    Args:
        pairs: Lower and upper bound of each.

    Attributes:
        arrays: Lower and upper bounds, as compiled loops take them.
    """

    def __init__(self, pairs: Sequence[tuple[float, float]]) -> None:
        self._pairs = tuple(pairs)
        low, high = (np.array(one, np.float64) for one in zip(*pairs, strict=True))
        self.arrays = low, high

    def draw(self, drawn: NDArray[np.uint64]) -> list[list[float]]:
        """Turn words into numbers.

        Args:
            drawn: Words, (n, m), a column a pair of bounds.
        """
        numbers, unclear = quantised(drawn, *self.arrays)
        rows: list[list[float]] = numbers.tolist()
        if unclear:
            for row, column in np.argwhere(np.isnan(numbers)).tolist():
                rows[row][column] = between(int(drawn[row, column]), *self._pairs[column])
        return rows


def shuffle(items: list[Any], source: Sequence[int]) -> None:
    """Put items in random order, in place, with one word an item."""
    for last in range(len(items) - 1, 0, -1):
        other = below(source[last], last + 1)
        items[last], items[other] = items[other], items[last]


def key48(word: int) -> int:
    """Turn a word into a 48-bit key that JSON readers keep exactly."""
    return word >> 16


class Weighted:
    """An exact draw among options with integer weights.

    Args:
        weights: One integer an option, not all 0; their sum may exceed 64 bits.
    """

    def __init__(self, weights: Sequence[int]) -> None:
        self.weights = tuple(weights)
        self._ends = list(accumulate(weights))

    def draw(self, high: int, low: int = 0) -> int:
        """Turn one word, or two where the weights sum to more than a word resolves, into the number of an option."""
        target = (((high << 64) | low) * self._ends[-1]) >> 128
        return bisect_right(self._ends, target)
