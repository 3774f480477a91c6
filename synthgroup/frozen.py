"""Frozen data classes, made as fast as those that are not: a scene has a dozen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field, fields, make_dataclass
from typing import Any, ParamSpec, TypeVar, cast

_Fields = ParamSpec("_Fields")
_Made = TypeVar("_Made")


def maker_of(frozen: Callable[_Fields, _Made]) -> Callable[_Fields, _Made]:
    """Give a function that makes instances of a frozen data class with slots.

    A frozen class's own `__init__` has to go around the guard of every field, which takes five times as long. Here an
    instance of an open class with the same slots is filled, and then becomes one of the frozen class.

    Args:
        frozen: The class; it has no `__post_init__`.
    """
    described = [
        (one.name, Any, field(default=one.default, default_factory=one.default_factory))
        for one in fields(cast("Any", frozen))
    ]
    unguarded = make_dataclass(f"Open{frozen.__name__}", described, slots=True)

    def make(*values: _Fields.args, **named: _Fields.kwargs) -> _Made:
        one: Any = unguarded(*values, **named)
        one.__class__ = frozen
        made: _Made = one
        return made

    return make
