"""Plans: all draws of a scene, made before a pixel is touched."""

from __future__ import annotations

from functools import cache, partial
from math import sqrt
from typing import Final, get_args

from synthgroup.bank.backgrounds import BackgroundPools
from synthgroup.bank.faces import FacePools
from synthgroup.composition import CompositionDraw, Counts, emotions_by_mood
from synthgroup.draws import Bounds, Stream, between, chance, whole_number, words
from synthgroup.frozen import maker_of
from synthgroup.people import PeopleDraw
from synthgroup.recipe import SceneRecipe
from synthgroup.scene import BackgroundPlan, FacePlan, ScenePlan, Split

CROWDING: Final = 0.42
"""Share of the picture that silhouettes may cover; random placement of equal discs jams at 0.547."""

SILHOUETTE: Final = 1.3
"""Typical area of a cutout with shoulders, in squared head heights (mean of the built-in pack: 1.28)."""

STEEPEST: Final = 0.6
"""Least ratio of the smallest to the largest head height where room forces heads below the recipe's range."""

SPLITS: Final[tuple[Split, ...]] = get_args(Split)

_scene_plan: Final = maker_of(ScenePlan)
_background_plan: Final = maker_of(BackgroundPlan)
_face_plan: Final = maker_of(FacePlan)


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
        self._backgrounds = backgrounds
        self._banks = banks
        self._seed = whole_number(seed, "seed")
        self._split = split
        self._part = SPLITS.index(split)
        self._composition = CompositionDraw(recipe)
        self._people = PeopleDraw(
            faces, emotions_by_mood(recipe), flip=recipe.augment.flip, seed=self._seed, part=self._part
        )
        self._emotions = [(emotion, recipe.moods[emotion]) for emotion in self._people.emotions]
        self._amounts = cache(partial(_amount_bounds, recipe))

    def draw(self, index: int) -> ScenePlan:
        """Draw the plan of one scene.

        Args:
            index: Number of the scene, from 0.
        """
        mood, counts = self._composition.draw(self._seed, index, self._part)
        background = self._background(self._words(Stream.BACKGROUND, index, 6))
        faces = self._faces(index, counts)
        size, gap = self._recipe.size, self._recipe.placement.gap
        # in the order of the fields
        return _scene_plan(self._seed, self._split, index, self._banks, size, gap, mood, background, faces)

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
        position = between(drawn[3], 0, 1), between(drawn[4], 0, 1)
        return _background_plan(
            self._backgrounds.draw(drawn[0], drawn[1]),
            between(drawn[2], *settings.zoom),
            position,
            chance(drawn[5], settings.flip),
        )

    def _faces(self, index: int, counts: Counts) -> tuple[FacePlan, ...]:
        whole, amounts = self._people.draw(index, counts, self._amounts(sum(counts)))
        return tuple(map(self._face, whole, amounts))

    def _face(self, whole: list[int], amounts: list[float]) -> FacePlan:
        number, face, flip, elastic_key, place = whole
        head, gain, contrast, _, x, y, shear, rotate, scale, across, down, elastic, _, _ = amounts
        emotion, mood = self._emotions[number]
        # in the order of the fields
        return _face_plan(
            face, emotion, mood, head, gain, contrast, flip == 1, (x, y), shear, rotate, scale, (across, down), elastic,
            elastic_key, place,
        )  # fmt: skip


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
