"""Names that people give to emotions in folders and tables."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from synthgroup.emotions import Emotion

EMOTION_NAMES: Final[Mapping[str, Emotion]] = MappingProxyType(
    {
        "anger": Emotion.ANGER,
        "angry": Emotion.ANGER,
        "disgust": Emotion.DISGUST,
        "disgusted": Emotion.DISGUST,
        "afraid": Emotion.FEAR,
        "fear": Emotion.FEAR,
        "fearful": Emotion.FEAR,
        "scared": Emotion.FEAR,
        "happiness": Emotion.HAPPINESS,
        "happy": Emotion.HAPPINESS,
        "joy": Emotion.HAPPINESS,
        "neutral": Emotion.NEUTRAL,
        "sad": Emotion.SADNESS,
        "sadness": Emotion.SADNESS,
        "surprise": Emotion.SURPRISE,
        "surprised": Emotion.SURPRISE,
    }
)
"""Known names in lower case, the seven of `Emotion` among them."""


def emotion_from_name(name: str) -> Emotion | None:
    """Find the emotion that a name means, whatever its case, or None where it means none."""
    return EMOTION_NAMES.get(name.strip().casefold())
