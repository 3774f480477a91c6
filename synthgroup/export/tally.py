"""What is counted while scenes are rendered: a shard's counts stand in its marker, their sum is shown at the end."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any, Final, Self

from synthgroup.emotions import MOODS, Mood
from synthgroup.scene import Scene

_PLACE: Final = re.compile(r"(?<![\w.])(?:/|[A-Za-z]:[\\/]|\\\\)[\w.]")
"""The beginning of an absolute path."""


def placeless(name: str, reason: str) -> str:
    """Leave out where a source lies on this machine: what reaches a data set is the same wherever it is rendered.

    Args:
        name: What could not be read, as `source:key`.
        reason: Why; mostly with the path of the file before it.
    """
    file = re.split(r"[/:]", name)[-1]
    rest = reason.rpartition(f"{file}: ")[2] if file else reason
    return "cannot be read" if _PLACE.search(rest) else rest


@dataclass(slots=True)
class Tally:
    """Counts over scenes.

    Attributes:
        scenes: How many.
        moods: How many are negative, neutral and positive.
        faces: Faces in all of them.
        short_scenes: Scenes in which a face found no room.
        short_faces: Faces that found no room.
        replacements: Draws of a background that could not be read.
        replaced: Those backgrounds, each with the reason.
    """

    scenes: int = 0
    moods: list[int] = field(default_factory=lambda: [0, 0, 0])
    faces: int = 0
    short_scenes: int = 0
    short_faces: int = 0
    replacements: int = 0
    replaced: dict[str, str] = field(default_factory=dict)

    def count(self, scene: Scene, mood: Mood) -> None:
        """Count a scene of a mood."""
        self.scenes += 1
        self.moods[mood.label] += 1
        self.faces += len(scene.faces)
        self.short_scenes += scene.shortfall > 0
        self.short_faces += scene.shortfall
        self.replacements += len(scene.replaced)
        self.replaced.update((name, placeless(name, reason)) for name, reason in scene.replaced)

    @classmethod
    def sum(cls, tallies: Iterable[Tally]) -> Self:
        """Add tallies up."""
        total = cls()
        for tally in tallies:
            total.scenes += tally.scenes
            total.moods = [one + other for one, other in zip(total.moods, tally.moods, strict=True)]
            total.faces += tally.faces
            total.short_scenes += tally.short_scenes
            total.short_faces += tally.short_faces
            total.replacements += tally.replacements
            total.replaced.update(tally.replaced)
        return total

    def is_whole(self) -> bool:
        """Tell whether counts that were read from a file are counts at all."""
        numbers = [self.scenes, *self.moods, self.faces, self.short_scenes, self.short_faces, self.replacements]
        texts = [*self.replaced, *self.replaced.values()]
        return (
            len(self.moods) == len(MOODS)
            and all(type(number) is int and number >= 0 for number in numbers)
            and all(isinstance(text, str) for text in texts)
        )

    def to_mapping(self) -> dict[str, Any]:
        """Give the counts as they stand in a marker."""
        return asdict(self)
