"""Checks of options that several architectures take."""

from __future__ import annotations

from groupmood_model.errors import ModelError


def checked_dropout(dropout: float) -> float:
    """Return a share that may be dropped.

    Raises:
        ModelError: It is not from 0 to below 1.
    """
    if isinstance(dropout, bool) or not isinstance(dropout, int | float) or not 0 <= dropout < 1:
        raise ModelError(f"dropout is {dropout!r}; it must be from 0 to below 1")
    return dropout
