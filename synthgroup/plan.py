"""Plans: all draws of a scene, made before a pixel is touched."""

from __future__ import annotations

from functools import cache, partial
from math import sqrt
from typing import Final, get_args

import numpy as np

from synthgroup.bank.backgrounds import BackgroundPools
from synthgroup.bank.faces import FacePools
from synthgroup.composition import CompositionDraw
from synthgroup.draws import Bounds, Stream, Weighted, below, between, chance, key48, raw_words, whole_number, words
from synthgroup.emotions import Emotion
from synthgroup.recipe import SceneRecipe
from synthgroup.scene import BackgroundPlan, FacePlan, ScenePlan, Split

CROWDING: Final = 0.42
"""Share of the picture that silhouettes may cover; random placement of equal discs jams at 0.547."""

SILHOUETTE: Final = 1.3
"""Typical area of a cutout with shoulders, in squared head heights (mean of the built-in pack: 1.28)."""

STEEPEST: Final = 0.6
"""Least ratio of the smallest to the largest head height where room forces heads below the recipe's range."""

SPLITS: Final[tuple[Split, ...]] = get_args(Split)
_PERSON_TRIES: Final = 8
_FACE_WORDS: Final = 14


class PlanDraw:
    """Draws the plans of a recipe.

    Args:
        recipe: Distribution of scenes.
        faces: Cutouts to draw from.
        backgrounds: Backgrounds to draw from.
        banks: Identity of the banks.
        seed: From 0 to 2**64 - 1.
        split: What the draws are for; each split has its own, so that scenes of two splits have nothing in common.

    Raises:
        RecipeError: The recipe allows no composition, or the seed is no seed.
    """

    def __init__(
        self,
        recipe: SceneRecipe,
        faces: FacePools,
        backgrounds: BackgroundPools,
        *,
        banks: str,
        seed: int,
        split: Split = "all",
    ) -> None:
        self._recipe = recipe
        self._faces = faces
        self._backgrounds = backgrounds
        self._banks = banks
        self._seed = whole_number(seed, "seed")
        self._split = split
        self._part = SPLITS.index(split)
        self._composition = CompositionDraw(recipe)
        self._amounts = cache(partial(_amount_bounds, recipe))

    def draw(self, index: int) -> ScenePlan:
        """Draw the plan of one scene.

        Args:
            index: Number of the scene, from 0.
        """
        mood, emotions = self._composition.draw(self._seed, index, self._part)
        return ScenePlan(
            seed=self._seed,
            split=self._split,
            index=index,
            banks=self._banks,
            size=self._recipe.size,
            gap=self._recipe.placement.gap,
            mood=mood,
            background=self._background(self._words(Stream.BACKGROUND, index, 6)),
            faces=self._people(index, emotions),
        )

    def replacement(self, plan: ScenePlan, attempt: int) -> ScenePlan:
        """Draw another background for a scene whose own cannot be read.

        Args:
            plan: The scene's plan.
            attempt: How many replacements were tried before.
        """
        drawn = plan_words(plan, Stream.REPLACEMENT, 2 * attempt + 2)[-2:]
        return plan.with_background(self._backgrounds.draw(*drawn))

    def _words(self, stream: Stream, index: int, count: int) -> list[int]:
        return words(self._seed, stream, index, count, self._part)

    def _background(self, drawn: list[int]) -> BackgroundPlan:
        settings = self._recipe.background
        return BackgroundPlan(
            background=self._backgrounds.draw(drawn[0], drawn[1]),
            zoom=between(drawn[2], *settings.zoom),
            position=(between(drawn[3], 0, 1), between(drawn[4], 0, 1)),
            flip=chance(drawn[5], settings.flip),
        )

    def _people(self, index: int, emotions: list[Emotion]) -> tuple[FacePlan, ...]:
        count = len(emotions)
        people = self._words(Stream.PEOPLE, index, 2 * _PERSON_TRIES * count)
        amounts = raw_words(self._seed, Stream.AUGMENT, index, _FACE_WORDS * count, self._part)
        amounts = amounts.reshape(count, _FACE_WORDS)
        numbers = self._amounts(count).draw(amounts)
        drawn = amounts.tolist()
        met: list[int] = []
        faces = []
        for number, emotion in enumerate(emotions):
            tries = people[2 * _PERSON_TRIES * number : 2 * _PERSON_TRIES * (number + 1)]
            face = self._person(emotion, tries, met)
            faces.append(self._face(emotion, face, numbers[number], drawn[number]))
        return tuple(faces)

    def _person(self, emotion: Emotion, tries: list[int], met: list[int]) -> int:
        """Draw a cutout of somebody who is not in the scene yet, else a cutout that is not, else any."""
        packs, rows = self._faces.emotions[emotion]
        people = self._faces.people
        known = {people.item(one) for one in met}
        *few, pack_word, face_word = tries
        for first, second in zip(few[::2], few[1::2], strict=True):
            among = rows[packs.draw(first)]
            face = among.item(below(second, len(among)))
            if people.item(face) not in known:
                break
        else:
            strangers = [some[~np.isin(people[some], people[met])] for some in rows]
            unseen = [some[~np.isin(some, met)] for some in rows]
            left = next(choice for choice in (strangers, unseen, rows) if any(len(some) for some in choice))
            weights = [weight if len(some) else 0 for weight, some in zip(packs.weights, left, strict=True)]
            among = left[Weighted(weights).draw(pack_word)]
            face = int(among[below(face_word, len(among))])
        met.append(face)
        return face

    def _face(self, emotion: Emotion, face: int, amounts: list[float], drawn: list[int]) -> FacePlan:
        head, gain, contrast, _, x, y, shear, rotate, scale, across, down, elastic, _, _ = amounts
        return FacePlan(
            face=face,
            emotion=emotion,
            mood=self._recipe.moods[emotion],
            head_height=head,
            gain=gain,
            contrast=contrast,
            flip=chance(drawn[3], self._recipe.augment.flip),
            shift=(x, y),
            shear=shear,
            rotate=rotate,
            scale=scale,
            perspective=(across, down),
            elastic=elastic,
            elastic_key=key48(drawn[12]),
            place=key48(drawn[13]),
        )


def _amount_bounds(recipe: SceneRecipe, count: int) -> Bounds:
    """Give the bounds of what a face's words become in scenes of so many; words that become no number have none."""
    most, none = recipe.augment, (0.0, 0.0)
    return Bounds(
        [
            head_heights(recipe, count),
            (1 - most.brightness, 1 + most.brightness),
            (1 - most.contrast, 1 + most.contrast),
            none,
            (-most.shift, most.shift),
            (-most.shift, most.shift),
            (-most.shear, most.shear),
            (-most.rotate, most.rotate),
            (1 - most.scale, 1 + most.scale),
            (-most.perspective, most.perspective),
            (-most.perspective, most.perspective),
            (0, most.elastic),
            none,
            none,
        ]
    )


def plan_words(plan: ScenePlan, stream: Stream, count: int) -> list[int]:
    """Draw words of a plan's own, for what is decided after it was drawn."""
    return words(plan.seed, stream, plan.index, count, SPLITS.index(plan.split))


def head_heights(recipe: SceneRecipe, count: int) -> tuple[float, float]:
    """Give the smallest and largest head height for a number of faces, as shares of the picture's height.

    The recipe's own range, unless `CROWDING` leaves less room than its upper end needs: then the upper end is what
    fits, and the lower end follows so that sizes still vary.
    """
    low, high = recipe.faces.head_height
    width, height = recipe.size
    fits = sqrt(CROWDING * width / (count * SILHOUETTE * height))
    if fits >= high:
        return low, high
    return round(min(low, fits * max(low / high, STEEPEST)), 6), round(fits, 6)
