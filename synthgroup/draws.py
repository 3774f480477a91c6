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
from typing import Any, SupportsIndex

import numpy as np

from synthgroup.errors import RecipeError

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


def words(seed: int, stream: Stream, index: int, count: int, part: int = 0) -> list[int]:
    """Draw raw 64-bit words.

    Args:
        seed: From 0 to 2**64 - 1.
        stream: What the words are for.
        index: Number of the scene, from 0 to 2**64 - 1.
        count: How many words; asking for more does not change the first ones.
        part: Tells parts of a data set apart that share a seed, such as its splits.
    """
    key, counter = np.array([seed, stream], np.uint64), np.array([0, part, index, 0], np.uint64)
    philox = np.random.Philox(key=key, counter=counter)
    drawn: list[int] = philox.random_raw(count).tolist()
    return drawn


def whole_number(value: SupportsIndex, name: str) -> int:
    """Return a value as an integer that fits a word.

    Raises:
        RecipeError: It is no integer from 0 to 2**64 - 1.
    """
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


def mixed_words(key: int, count: int) -> list[int]:
    """Expand a key into 64-bit words that look independent (SplitMix64, Steele, Lea and Flood 2014)."""
    drawn = []
    for number in range(1, count + 1):
        word = (key + number * 0x9E3779B97F4A7C15) % WORD
        word = ((word ^ (word >> 30)) * 0xBF58476D1CE4E5B9) % WORD
        word = ((word ^ (word >> 27)) * 0x94D049BB133111EB) % WORD
        drawn.append(word ^ (word >> 31))
    return drawn
