"""Counterfactual pairs: a scene and the same scene with one thing changed, through edited plans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final, TypeVar

import numpy as np

from synthgroup.draws import below, whole_number
from synthgroup.emotions import Emotion, Mood, majority_mood
from synthgroup.errors import SourceError
from synthgroup.generator import SceneGenerator
from synthgroup.scene import Scene, ScenePlan

T = TypeVar("T")

_TRIES: Final = 100


class _Part(IntEnum):
    """What words are drawn for; the numbers lie above those of `synthgroup.draws.Stream`, which share the seed."""

    BACKGROUND = 1001
    MOOD = 1002


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """A scene and what became of it.

    Attributes:
        original: The scene as it was drawn.
        edited: The same with one thing changed.
    """

    original: Scene
    edited: Scene


def elsewhere(generator: SceneGenerator, scene: Scene, *, seed: int = 0) -> Pair:
    """Put the same faces at the same places of another background, drawn from those of the generator's split.

    Args:
        generator: What the scene was drawn by.
        scene: The scene.
        seed: Of the draw, from 0 to 2**64 - 1.

    Raises:
        SourceError: There is no other background.
    """
    pools = generator.backgrounds.pools(split=generator.split, where=generator.recipe.background.where)
    present = scene.layout.background.background
    drawn = _words(seed, scene.plan.index, _Part.BACKGROUND, 2 * _TRIES)
    for first, second in zip(drawn[::2], drawn[1::2], strict=True):
        other = pools.draw(first, second)
        if other != present:
            return Pair(scene, generator.draw(scene.layout.with_background(other)))
    raise SourceError(
        f"no background other than {scene.background.source}:{scene.background.file} was met in {_TRIES} draws; "
        "add backgrounds"
    )


def other_mood(generator: SceneGenerator, scene: Scene, *, seed: int = 0) -> Pair | None:
    """Give faces at the same places of the same background another emotion, so that the group has another mood.

    The people stay the same. The new mood is drawn from the others that the recipe knows. Faces of the group's mood
    and of the new one change sides, so that the group stays as mixed as it was; where that does not lead to the new
    mood, as in a tie, all faces take it.

    Args:
        generator: What the scene was drawn by.
        scene: The scene.
        seed: Of the draws, from 0 to 2**64 - 1.

    Returns:
        The pair, or None where the bank shows nobody of the scene with the emotions that it takes, the recipe knows
        one mood alone, or a face that found no room any more left the group without the new mood.
    """
    layout = scene.layout
    by_mood = _emotions(generator)
    others = [mood for mood in by_mood if mood is not scene.mood]
    if not others:
        return None
    words = _words(seed, scene.plan.index, _Part.MOOD, 1 + len(layout.faces))
    target = _choice(others, words[0])
    chosen: dict[int, Emotion] = {}
    for number, mood in _changes(layout, scene.mood, target).items():
        person = layout.faces[number].face
        shown = [emotion for emotion in by_mood[mood] if generator.faces.alike(person, emotion)]
        if not shown:
            return None
        chosen[number] = _choice(shown, words[1 + number])
    edited = generator.draw(generator.with_emotions(layout, chosen))
    return Pair(scene, edited) if edited.mood is target else None


def _changes(layout: ScenePlan, mood: Mood, target: Mood) -> dict[int, Mood]:
    """Say which faces take which mood so that the group has the target."""
    sides = {mood: target, target: mood}
    moods = [face.mood for face in layout.faces]
    counts = [0, 0, 0]
    for one in moods:
        counts[sides.get(one, one).label] += 1
    if majority_mood((counts[0], counts[1], counts[2])) is target:
        return {number: sides[one] for number, one in enumerate(moods) if one in sides}
    return {number: target for number, one in enumerate(moods) if one is not target}


def _emotions(generator: SceneGenerator) -> dict[Mood, list[Emotion]]:
    """List the emotions that the recipe draws, by mood."""
    found: dict[Mood, list[Emotion]] = {}
    for emotion in generator.recipe.drawn_emotions:
        found.setdefault(generator.recipe.moods[emotion], []).append(emotion)
    return {mood: found[mood] for mood in sorted(found)}


def _choice(options: Sequence[T], word: int) -> T:
    return options[below(word, len(options))]


def _words(seed: int, index: int, part: _Part, count: int) -> list[int]:
    key = np.array([whole_number(seed, "seed"), part], dtype=np.uint64)
    counter = np.array([0, 0, index, 0], dtype=np.uint64)
    drawn: list[int] = np.random.Philox(key=key, counter=counter).random_raw(count).tolist()
    return drawn
