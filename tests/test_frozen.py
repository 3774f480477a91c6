import copy
import pickle
from dataclasses import FrozenInstanceError, dataclass, field, replace

import pytest

from synthgroup.frozen import maker_of


@dataclass(frozen=True, slots=True)
class Pair:
    left: int
    right: tuple[int, ...] = field(default_factory=tuple, repr=False)
    name: str = "none"


make = maker_of(Pair)


@pytest.mark.parametrize("given", [(1,), (1, (2,)), (1, (2,), "some")])
def test_what_is_made_is_what_the_class_makes(given):
    made, plain = make(*given), Pair(*given)
    assert made == plain == make(left=1, **dict(zip(("right", "name"), given[1:], strict=False)))
    assert (type(made), hash(made), repr(made)) == (Pair, hash(plain), repr(plain))
    assert pickle.loads(pickle.dumps(made)) == copy.copy(made) == replace(made) == plain


def test_what_is_made_is_frozen():
    with pytest.raises(FrozenInstanceError):
        make(1).left = 2
    with pytest.raises(FrozenInstanceError):
        del make(1).left


def test_fields_without_a_default_are_asked_for():
    with pytest.raises(TypeError, match="left"):
        make()
