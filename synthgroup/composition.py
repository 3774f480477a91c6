"""How many faces a scene has and of which moods, drawn so that neither tells the label unless asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from math import comb
from typing import Final

import numpy as np

from synthgroup.draws import Stream, Weighted, shuffle, streams_array
from synthgroup.emotions import MOODS, Emotion, Mood, majority_mood
from synthgroup.errors import RecipeError
from synthgroup.kernels.words import first_words
from synthgroup.recipe import SceneRecipe

Counts = tuple[int, int, int]
"""Faces that are negative, neutral and positive."""

MIXED_FROM: Final = 3
"""Smallest number of faces from which `composition: mixed` asks for two moods; with two it would force a tie."""

_STREAMS: Final = streams_array(Stream.LABEL, Stream.COUNT, Stream.COMPOSITION)

# Log-normal with mode 9 and sigma 0.5, in thousandths of its peak, for 1 to 62 faces: the paper's section 4.2.1 gives
# mode and range of VGAF and "most 4 to 18", which sigma 0.5 makes 82 %.
# fmt: off
_VGAF_WEIGHTS: Final = (
    1, 11, 89, 268, 501, 720, 881, 973, 1000, 978, 923, 847, 763, 677, 593, 516, 445, 383, 327, 279, 238, 202, 172, 146,
    124, 105, 89, 76, 65, 55, 47, 40, 34, 29, 25, 21, 18, 16, 14, 12, 10, 9, 8, 6, 6, 5, 4, 4, 3, 3, 2, 2, 2, 2,
    1, 1, 1, 1, 1, 1, 1, 1,
)
# fmt: on


class CompositionDraw:
    """Draws the wanted label of scenes and the moods of their faces.

    Args:
        recipe: Distribution of scenes.

    Raises:
        RecipeError: No composition that the recipe allows exists.
    """

    def __init__(self, recipe: SceneRecipe) -> None:
        self._mixed = recipe.faces.composition == "mixed"
        low, high = recipe.faces.count
        sizes = range(low, high + 1)
        self._sizes = Weighted([_count_weight(size) if recipe.faces.count_shape == "vgaf" else 1 for size in sizes])
        self._smallest = low
        kinds = [len(some) for some in emotions_by_mood(recipe)]
        uniform = recipe.balance == "uniform"
        # under `uniform` moods are equally likely a face; under `natural` emotions are
        self._weights = (
            (min(kinds[0], 1), min(kinds[1], 1), min(kinds[2], 1)) if uniform else (kinds[0], kinds[1], kinds[2])
        )
        self.moods = self._possible_moods(sizes) if uniform else ()
        if uniform and not self.moods:
            raise RecipeError(
                f"no mood can be the majority at every number of faces from {low} to {high} with emotions "
                f"{', '.join(recipe.drawn_emotions)} and composition {recipe.faces.composition!r}; "
                "allow more emotions, set faces.composition=any or balance=natural"
            )
        if not uniform:
            for size in sizes:
                _compositions(size, None, self._weights, self._mixed)

    def draw(self, seed: int, index: int, part: int = 0) -> tuple[Mood | None, Counts]:
        """Draw one scene's label, and how many of its faces are of each mood.

        Args:
            seed: From 0 to 2**64 - 1.
            index: Number of the scene.
            part: Tells splits apart that share a seed.

        Returns:
            The mood that the scene must have (None under `natural`, where it follows from the faces), and the counts.
        """
        block, position = divmod(index, len(self.moods) or 1)
        indices = np.array((block, index, index), np.uint64)
        drawn: list[list[int]] = first_words(np.uint64(seed), _STREAMS, np.uint64(part), indices).tolist()
        label, (count, *_), (high, low, *_) = drawn
        mood = self._mood(label, position) if self.moods else None
        table, draw = _compositions(self._smallest + self._sizes.draw(count), mood, self._weights, self._mixed)
        return mood, table[draw.draw(high, low)]

    def _possible_moods(self, sizes: Sequence[int]) -> tuple[Mood, ...]:
        """List the moods that a scene of every size can have, so that the label does not tell the size."""

        def possible(mood: Mood) -> bool:
            return all(any(_weighted_counts(size, mood, self._weights, mixed=self._mixed)) for size in sizes)

        return tuple(mood for mood in MOODS if possible(mood))

    def _mood(self, drawn: list[int], position: int) -> Mood:
        """Draw the label: every block of three scenes has each mood once, in random order, so classes stay equal."""
        moods = list(self.moods)
        shuffle(moods, drawn)
        return moods[position]


def emotions_by_mood(recipe: SceneRecipe) -> tuple[tuple[Emotion, ...], ...]:
    """List the emotions that a recipe draws for each mood, in the order of `MOODS`."""
    return tuple(tuple(one for one in recipe.drawn_emotions if recipe.moods[one] is mood) for mood in MOODS)


def _count_weight(size: int) -> int:
    return _VGAF_WEIGHTS[size - 1] if size <= len(_VGAF_WEIGHTS) else 1


def _weighted_counts(size: int, mood: Mood | None, weights: Counts, *, mixed: bool) -> Iterator[tuple[Counts, int]]:
    for negative in range(size + 1 if weights[0] else 1):
        ways = comb(size, negative) * weights[0] ** negative
        rest = size - negative
        for neutral in range(rest + 1 if weights[1] else 1):
            counts = (negative, neutral, rest - neutral)
            if mood is not None and majority_mood(counts) is not mood:
                continue
            if mixed and size >= MIXED_FROM and max(counts) == size:
                continue
            weight = ways * comb(rest, neutral) * weights[1] ** neutral * weights[2] ** counts[2]
            if weight:
                yield counts, weight


@cache
def _compositions(
    size: int,
    mood: Mood | None,
    weights: Counts,
    mixed: bool,  # noqa: FBT001  a cached function is called by position
) -> tuple[tuple[Counts, ...], Weighted]:
    """List what a scene of some size and label can consist of, with a draw among them.

    A composition's weight is the number of ways to deal its moods to the faces, times the weights of the moods: the
    distribution of independent faces, conditioned on the label.
    """
    found = list(_weighted_counts(size, mood, weights, mixed=mixed))
    if not found:
        raise RecipeError(
            f"composition 'mixed' needs emotions of at least two moods for scenes of {size} faces; "
            "allow more emotions or set faces.composition=any"
        )
    return tuple(counts for counts, _ in found), Weighted([weight for _, weight in found])
