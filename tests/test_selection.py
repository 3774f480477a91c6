import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthgroup.selection import NumberRange, as_wanted, explain_unknown, is_wanted, shown_values, shown_wanted

NUMBERS = st.floats(-1e6, 1e6)


@given(NUMBERS, NUMBERS, NUMBERS)
def test_a_range_holds_its_ends_and_what_lies_between(low, high, value):
    wanted = as_wanted("x", {"min": min(low, high), "max": max(low, high)})
    assert is_wanted(repr(value), wanted) == (min(low, high) <= value <= max(low, high))
    assert is_wanted(repr(low), wanted)
    assert is_wanted(repr(high), wanted)


def test_ranges_may_be_open_and_take_no_words():
    assert "1e3" in NumberRange(min=3)
    assert "-1" in NumberRange(max=3)
    assert not [word for word in ("old", "", "nan", "inf") if word in NumberRange(min=-1)]


@pytest.mark.parametrize(
    ("value", "wanted", "taken"),
    [
        ("old", ("old", "young"), True),
        ("Old", ("old",), False),
        ("0.70", ("0.7",), True),
        ("0.70", ("0.71",), False),
        ("007", ("7",), True),
        ("nan", ("nan",), True),
        ("0.00", ("0", NumberRange(min=0.9)), True),
    ],
)
def test_equal_numbers_are_the_same_value(value, wanted, taken):
    assert is_wanted(value, wanted) is taken


def test_what_is_wanted_is_said_in_words():
    assert shown_wanted(("old", NumberRange(min=0.5))) == "old or of at least 0.5"
    assert shown_wanted((NumberRange(max=2), NumberRange(3, 4))) == "of at most 2 or from 3 to 4"


def test_many_numbers_are_shown_by_their_range_and_many_words_in_part():
    assert shown_values(["b", "a", "b"]) == "a, b"
    assert shown_values(str(number) for number in range(-9, 30)) == "39 numbers from -9 to 29"
    assert shown_values(f"w{number:02d}" for number in range(50)).endswith("w39 and 10 more")


KNOWN = {"age": ["old", "young"], "height": ["1.5", "2"]}


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ({"ages": ("old",)}, "w names 'ages' (did you mean 'age'?), which no face has; known attributes: age, height"),
        (
            {"age": ("old", "odl")},
            "w.age asks for 'odl', which no face has; there are old, young",
        ),
        (
            {"height": (NumberRange(3),)},
            "w.height asks for a number of at least 3, which no face has; there are 1.5, 2",
        ),
        ({"age": (NumberRange(3),)}, "w.age asks for a number of at least 3, which no face has; there are old, young"),
    ],
)
def test_what_nobody_has_is_explained(where, words):
    assert explain_unknown("w", "face", where, KNOWN) == words


def test_where_nothing_is_known_that_is_said():
    assert explain_unknown("w", "face", {"age": ("old",)}, {}).endswith("known attributes: none")


def test_what_exists_needs_no_explanation():
    assert explain_unknown("w", "face", {"age": ("old", "young"), "height": (NumberRange(2), "1.50")}, KNOWN) is None
