import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthgroup.draws import Bounds, Stream, below, between, raw_words
from synthgroup.kernels.words import mixed_word, share_of

WORDS = st.integers(0, 2**64 - 1)


@given(WORDS, st.sampled_from(Stream), WORDS, st.integers(0, 40), st.integers(0, 3))
def test_words_are_those_of_numpy(seed, stream, index, count, part):
    key, counter = np.array([seed, stream], np.uint64), np.array([0, part, index, 0], np.uint64)
    expected = np.random.Philox(key=key, counter=counter).random_raw(count)
    assert np.array_equal(raw_words(seed, stream, index, count, part), expected)


@pytest.mark.parametrize("bounds", [(-15, 15), (0.8, 1.2), (0, 0.02), (0.16, 0.34), (0.0, 0.0), (0.123457, 0.123459)])
def test_many_draws_at_once_are_those_of_one_by_one(bounds):
    drawn = np.arange(65536, dtype=np.uint64) << np.uint64(48)
    numbers = Bounds([bounds]).draw(drawn[:, None])
    expected = [between(word, *bounds) for word in drawn.tolist()]
    assert [one.hex() for (one,) in numbers] == [one.hex() for one in expected]


def test_words_that_keys_expand_to_are_fixed_for_good():
    found = [int(mixed_word(np.uint64(0), number)) for number in (1, 2)]
    assert found == [0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4]


@given(WORDS, st.integers(0, 2**26))
def test_shares_of_words_are_exact(word, count):
    assert share_of(np.uint64(word), count) == below(word, count)
