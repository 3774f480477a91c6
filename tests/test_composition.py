from collections import Counter
from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synthgroup.composition import CompositionDraw
from synthgroup.emotions import MOODS, Emotion, Mood, majority_mood
from synthgroup.errors import RecipeError
from synthgroup.recipe import SceneRecipe

emotion_sets = st.sets(st.sampled_from([one for one in Emotion if one is not Emotion.SURPRISE]), min_size=1)


def scenes(recipe, count, seed=0):
    draw = CompositionDraw(recipe)
    return [draw.draw(seed, index) for index in range(count)]


@settings(max_examples=40, deadline=None)
@given(
    emotion_sets,
    st.tuples(st.integers(1, 12), st.integers(0, 12)),
    st.sampled_from(["any", "mixed"]),
    st.sampled_from(["uniform", "natural"]),
    st.integers(0, 2**64 - 1),
)
def test_the_wanted_mood_is_the_majority(emotions, span, composition, balance, seed):
    changes = {"emotions": sorted(emotions), "count": [span[0], span[0] + span[1]], "composition": composition}
    recipe = SceneRecipe.from_mapping({"faces": changes, "balance": balance})
    try:
        drawn = scenes(recipe, 30, seed)
    except RecipeError as error:
        assert composition == "mixed"
        assert "faces.composition=any" in str(error)
        return
    possible = [any(recipe.moods[emotion] is mood for emotion in emotions) for mood in MOODS]
    for mood, counts in drawn:
        assert recipe.faces.count[0] <= sum(counts) <= recipe.faces.count[1]
        assert not any(count for count, known in zip(counts, possible, strict=True) if not known)
        assert mood is None or majority_mood(counts) is mood
        if composition == "mixed" and sum(counts) >= 3:
            assert sum(count > 0 for count in counts) >= 2


def test_uniform_classes_are_equal_and_independent_of_the_number_of_faces():
    drawn = scenes(SceneRecipe(), 30_000)
    table = np.zeros((3, 9))
    for mood, counts in drawn:
        table[mood.label, sum(counts) - 1] += 1
    assert np.ptp(table.sum(axis=1)) <= 1
    expected = table.sum(axis=1, keepdims=True) @ table.sum(axis=0, keepdims=True) / table.sum()
    assert ((table - expected) ** 2 / expected).sum() < 39.3  # chi-square, 16 degrees, p = 0.001


def test_every_three_scenes_have_each_mood_once():
    drawn = scenes(SceneRecipe(), 300)
    assert all(len({mood for mood, _ in drawn[first : first + 3]}) == 3 for first in range(0, 300, 3))


def test_faces_are_independent_but_for_the_label():
    """Two faces, neutral label: (0, 2, 0) has one arrangement, each of the three ties has two."""
    recipe = SceneRecipe.from_mapping({"faces": {"count": [2, 2]}})
    seen = Counter(counts for mood, counts in scenes(recipe, 21_000) if mood is Mood.NEUTRAL)
    assert set(seen) == {(0, 2, 0), (1, 1, 0), (1, 0, 1), (0, 1, 1)}
    assert abs(seen[0, 2, 0] / 7000 - 1 / 7) < 4 * sqrt(6 / 49 / 7000)


def test_natural_balance_gives_the_shares_of_independent_faces():
    """The paper's own draw, six emotions equally likely: 77 % negative, 18 % neutral, 5 % positive."""
    recipe = SceneRecipe.from_mapping({"balance": "natural"})
    seen = Counter(majority_mood(counts) for _, counts in scenes(recipe, 20_000))
    assert abs(seen[Mood.NEGATIVE] / 20_000 - 0.77) < 0.015
    assert abs(seen[Mood.NEUTRAL] / 20_000 - 0.18) < 0.015
    assert abs(seen[Mood.POSITIVE] / 20_000 - 0.05) < 0.01


def test_two_moods_alone_are_balanced_without_ties():
    recipe = SceneRecipe.from_mapping({"faces": {"emotions": ["anger", "happiness"]}})
    drawn = scenes(recipe, 2000)
    assert Counter(mood for mood, _ in drawn) == {Mood.NEGATIVE: 1000, Mood.POSITIVE: 1000}


def test_crowds_have_vgafs_counts():
    drawn = Counter(sum(counts) for _, counts in scenes(SceneRecipe.preset("crowd"), 20_000))
    assert min(drawn) >= 2
    assert max(drawn) <= 62
    assert 7 <= drawn.most_common(1)[0][0] <= 11
    assert 0.75 < sum(drawn[count] for count in range(4, 19)) / 20_000 < 0.9


def test_impossible_recipes_are_refused():
    with pytest.raises(RecipeError, match="composition 'mixed'"):
        CompositionDraw(SceneRecipe.from_mapping({"faces": {"emotions": ["anger"], "composition": "mixed"}}))
    with pytest.raises(RecipeError, match="two moods"):
        CompositionDraw(
            SceneRecipe.from_mapping(
                {"balance": "natural", "faces": {"emotions": ["anger", "fear"], "composition": "mixed"}}
            )
        )
