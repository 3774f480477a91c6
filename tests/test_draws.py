import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthgroup.draws import Stream, Weighted, below, between, chance, key48, shuffle, whole_number, words
from synthgroup.errors import RecipeError

word = st.integers(0, 2**64 - 1)


def test_words_are_fixed_for_good():
    assert words(0, Stream.LABEL, 0, 2) == [0xD037F8C3F9A1D176, 0xC057419B4C210765]


@given(word, st.sampled_from(Stream), word, st.integers(1, 9))
def test_asking_for_more_words_leaves_the_first_as_they_were(seed, stream, index, count):
    assert words(seed, stream, index, 12)[:count] == words(seed, stream, index, count)


def test_seeds_streams_and_indices_give_words_of_their_own():
    drawn = [tuple(words(seed, stream, index, 2)) for seed in (0, 1) for stream in Stream for index in (0, 1, 2**40)]
    assert len(set(drawn)) == len(drawn)


@given(word, st.integers(1, 2**70))
def test_below_stays_below(drawn, count):
    assert 0 <= below(drawn, count) < count


@given(word, st.floats(-100, 100), st.floats(0, 100))
def test_between_stays_between_and_short(drawn, low, width):
    value = between(drawn, low, low + width)
    assert low - 1e-6 <= value <= low + width + 1e-6
    assert value == round(value, 6)


def test_between_reaches_both_ends():
    assert between(0, 0.6, 1.0) == 0.6
    assert between(2**64 - 1, 0.6, 1.0) == 1.0


@given(word)
def test_certain_and_impossible_are_exact(drawn):
    assert chance(drawn, 1.0)
    assert not chance(drawn, 0.0)
    assert 0 <= key48(drawn) < 2**48


def test_chance_keeps_its_probability():
    drawn = words(3, Stream.AUGMENT, 0, 20_000)
    assert abs(sum(chance(one, 0.3) for one in drawn) / 20_000 - 0.3) < 4 * math.sqrt(0.21 / 20_000)


def test_weights_are_respected_also_beyond_64_bits():
    huge = 3**150
    draw = Weighted([huge, 0, 2 * huge])
    drawn = words(1, Stream.COMPOSITION, 0, 20_000)
    picked = [draw.draw(high, low) for high, low in zip(drawn[::2], drawn[1::2], strict=True)]
    assert set(picked) == {0, 2}
    assert abs(picked.count(0) / 10_000 - 1 / 3) < 4 * math.sqrt(2 / 9 / 10_000)


@given(st.lists(st.integers(), max_size=20), st.randoms(use_true_random=False))
def test_shuffling_keeps_the_items(items, random):
    mixed = list(items)
    shuffle(mixed, [random.getrandbits(64) for _ in items])
    assert sorted(mixed) == sorted(items)


def test_every_order_is_equally_likely():
    seen: dict[tuple[int, ...], int] = {}
    for index in range(6000):
        items = [0, 1, 2]
        shuffle(items, words(0, Stream.LABEL, index, 3))
        seen[tuple(items)] = seen.get(tuple(items), 0) + 1
    assert len(seen) == 6
    assert sum((count - 1000) ** 2 / 1000 for count in seen.values()) < 20.5  # chi-square, 5 degrees, p = 0.001


@pytest.mark.parametrize("seed", [-1, 2**64, 1.5, True, "0", None])
def test_what_is_no_seed_is_refused(seed):
    with pytest.raises(RecipeError, match=r"seed is .*2\*\*64"):
        whole_number(seed, "seed")


def test_whole_numbers_of_any_type_are_seeds():
    assert whole_number(np.int64(3), "seed") == whole_number(3, "seed") == 3
    assert type(whole_number(np.uint8(3), "seed")) is int


def test_parts_of_a_data_set_have_words_of_their_own():
    drawn = [tuple(words(0, Stream.LABEL, 5, 3, part)) for part in range(4)]
    assert len(set(drawn)) == 4
    assert drawn[0] == tuple(words(0, Stream.LABEL, 5, 3))
