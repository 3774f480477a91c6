"""Emotions of faces, moods of groups, and the rule that leads from the first to the second."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Emotion(StrEnum):
    """One face's expression: the six basic emotions and neutral."""

    ANGER = "anger"
    DISGUST = "disgust"
    FEAR = "fear"
    HAPPINESS = "happiness"
    NEUTRAL = "neutral"
    SADNESS = "sadness"
    SURPRISE = "surprise"


class Mood(StrEnum):
    """The group's label; its class indices 0, 1, 2 are alphabetical and ordinal."""

    NEGATIVE = "negative"
    NEUTRAL = "neutral"
    POSITIVE = "positive"

    @property
    def label(self) -> int:
        """Class index: 0 negative, 1 neutral, 2 positive."""
        return _LABELS[self]


MOODS: Final[tuple[Mood, Mood, Mood]] = (Mood.NEGATIVE, Mood.NEUTRAL, Mood.POSITIVE)
_LABELS: Final = {mood: label for label, mood in enumerate(MOODS)}

EMOTION_MOODS: Final[Mapping[Emotion, Mood]] = MappingProxyType(
    {
        Emotion.ANGER: Mood.NEGATIVE,
        Emotion.DISGUST: Mood.NEGATIVE,
        Emotion.FEAR: Mood.NEGATIVE,
        Emotion.SADNESS: Mood.NEGATIVE,
        Emotion.HAPPINESS: Mood.POSITIVE,
        Emotion.NEUTRAL: Mood.NEUTRAL,
    }
)
"""The paper's map (section 4.2.1). Surprise has no mood there, so it is left out unless a recipe maps it."""


def mood_counts(moods: Iterable[Mood]) -> tuple[int, int, int]:
    """Count the moods of a group's members.

    Returns:
        How many members are negative, neutral and positive, in this order.
    """
    every = list(moods)
    return every.count(Mood.NEGATIVE), every.count(Mood.NEUTRAL), every.count(Mood.POSITIVE)


def majority_mood(counts: tuple[int, int, int]) -> Mood:
    """Name the mood of a group: the most common one, or neutral where the most common is not unique.

    The rule of the paper's section 4.2.1, counted over moods rather than emotions. A group of nobody is neutral.

    Args:
        counts: Members that are negative, neutral and positive.
    """
    most = max(counts)
    if counts.count(most) > 1:
        return Mood.NEUTRAL
    return MOODS[counts.index(most)]


def is_tie(counts: tuple[int, int, int]) -> bool:
    """Tell whether the most common mood of a group is not unique, so that its label is neutral by default."""
    most = max(counts)
    return most > 0 and counts.count(most) > 1
