"""The split by identity: balanced, and stable."""

from collections import Counter

import pytest

from tools.people.identities import person
from tools.people.shapes import cell_of
from tools.people.splits import TEST, VAL, split_of


def test_val_and_test_are_two_tenths_of_ninety_and_all_below_85():
    counts = Counter(split_of(number) for number in range(1, 91))
    assert counts == {"train": 72, "val": 9, "test": 9}
    assert max(VAL | TEST) < 85


@pytest.mark.parametrize("chosen", [VAL, TEST])
def test_margins_are_as_equal_as_nine_identities_allow(chosen):
    cells = [cell_of(number) for number in chosen]
    assert len({(cell.age, cell.ethnicity) for cell in cells}) == 9
    assert sorted(Counter(cell.sex for cell in cells).values()) == [4, 5]


@pytest.mark.parametrize("chosen", [VAL, TEST])
def test_what_is_rare_is_there(chosen):
    people = [person(number) for number in chosen]
    assert sum(drawn.covering is not None for drawn in people) == 2
    assert sum(drawn.glasses is not None for drawn in people) in (2, 3)
    assert sum(drawn.beard.form is not None for drawn in people) in (2, 3)
    assert len({drawn.hair.name for drawn in people}) >= 8


def test_later_identities_repeat_the_table():
    assert [split_of(number + 90) for number in range(1, 91)] == [split_of(number) for number in range(1, 91)]
