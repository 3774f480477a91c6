"""Choosing faces and backgrounds by what their source knows of them: `where` in a recipe."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Final, TypeAlias

NUMBERS_LISTED: Final = 12
"""Numbers that an attribute may have and still be listed one by one; of more, the range is shown."""

WORDS_LISTED: Final = 40
"""Values that an attribute may have and still be listed one by one."""

_BOUNDS: Final = ("min", "max")


@dataclass(frozen=True, slots=True)
class NumberRange:
    """Numbers from `min` to `max`, both included; None leaves a side open."""

    min: float | None = None
    max: float | None = None

    def __contains__(self, value: str) -> bool:
        number = number_of(value)
        if number is None:
            return False
        return (self.min is None or number >= self.min) and (self.max is None or number <= self.max)

    def __str__(self) -> str:
        if self.max is None:
            return f"of at least {self.min:g}"
        return f"of at most {self.max:g}" if self.min is None else f"from {self.min:g} to {self.max:g}"


Wanted: TypeAlias = Sequence[str | NumberRange]
"""What is wanted of an attribute: any of some values and ranges. An item that lacks the attribute is never taken."""

Selection: TypeAlias = Mapping[str, Wanted]
"""What is wanted, by attribute; all of it must be met."""


def as_wanted(attribute: str, value: object) -> tuple[str | NumberRange, ...]:
    """Read what a recipe wants of an attribute: a value, a range `{min: 0.9, max: 1.2}`, or a list of such.

    Args:
        attribute: Its name, for the error.
        value: As it was written.

    Raises:
        ValueError: There is no value, or a range has other keys than `min` and `max` or no numbers.
    """
    values = value if isinstance(value, list | tuple) else [value]
    if not values or any(one is None or isinstance(one, list | tuple) for one in values):
        raise ValueError(
            f"{attribute} is {value!r}; name a value, a list of values such as [young, middle], or a range of numbers "
            "such as {min: 0.9, max: 1.2}"
        )
    return tuple(_as_range(attribute, one) if isinstance(one, Mapping | NumberRange) else str(one) for one in values)


def is_wanted(value: str, wanted: Wanted) -> bool:
    """Tell whether a value of an attribute is among those that are wanted; equal numbers are the same value."""
    return any(_meets(value, one) for one in wanted)


def shown_wanted(wanted: Wanted) -> str:
    """Say what is wanted in words, such as `young or middle`."""
    return " or ".join(str(one) for one in wanted)


def number_of(value: str) -> float | None:
    """Read a value as a finite number, or give None where it is none."""
    try:
        number = float(value)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def are_numbers(values: Iterable[str]) -> bool:
    """Tell whether all values of an attribute are numbers."""
    return all(number_of(value) is not None for value in values)


def shown_values(values: Iterable[str]) -> str:
    """List the values of an attribute, or sum them up where there are many."""
    known = sorted(set(values))
    if are_numbers(known) and len(known) > NUMBERS_LISTED:
        return f"{len(known)} numbers from {min(known, key=float)} to {max(known, key=float)}"
    if len(known) > WORDS_LISTED:
        return f"{', '.join(known[:WORDS_LISTED])} and {len(known) - WORDS_LISTED} more"
    return ", ".join(known)


def explain_unknown(key: str, noun: str, where: Selection, known: Mapping[str, Iterable[str]]) -> str | None:
    """Say which attribute or value of a selection no item has, and what there is instead.

    Args:
        key: Recipe key of the selection, such as `faces.where`.
        noun: What is selected, such as `face`.
        where: The selection.
        known: Values of every attribute that any item has.

    Returns:
        One sentence, or None where everything that is named exists.
    """
    for name, wanted in where.items():
        if name not in known:
            names = ", ".join(sorted(known)) or "none"
            return f"{key} names {name!r}{_nearest(name, known)}, which no {noun} has; known attributes: {names}"
        values = sorted(set(known[name]))
        for one in wanted:
            if not any(_meets(value, one) for value in values):
                shown = f"a number {one}" if isinstance(one, NumberRange) else f"{one!r}{_nearest(one, values)}"
                return f"{key}.{name} asks for {shown}, which no {noun} has; there are {shown_values(values)}"
    return None


def _meets(value: str, one: str | NumberRange) -> bool:
    if isinstance(one, NumberRange):
        return value in one
    number = number_of(value)
    return value == one or (number is not None and number == number_of(one))


def _as_range(attribute: str, value: Mapping[Any, Any] | NumberRange) -> NumberRange:
    if isinstance(value, NumberRange):
        return value
    bounds = {name: bound for name, bound in value.items() if bound is not None}
    for name, bound in bounds.items():
        if name not in _BOUNDS:
            raise ValueError(f"a range of {attribute} has min and max, not {name!r}")
        if isinstance(bound, bool) or not isinstance(bound, int | float) or not math.isfinite(bound):
            raise ValueError(f"{name} of {attribute} is {bound!r}; it must be a number")
    if not bounds:
        raise ValueError(f"a range of {attribute} needs min, max or both, as in {{min: 0.9}}")
    low, high = (bounds.get(name) for name in _BOUNDS)
    if low is not None and high is not None and low > high:
        raise ValueError(f"min of {attribute} is {low:g}, which is above its max, {high:g}")
    return NumberRange(None if low is None else float(low), None if high is None else float(high))


def _nearest(name: str, names: Iterable[str]) -> str:
    close = get_close_matches(name, list(names), n=1, cutoff=0.76)
    return f" (did you mean {close[0]!r}?)" if close else ""
