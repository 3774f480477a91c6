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


def checked_stride(stride: int) -> int:
    """Return the step of a first convolution.

    Raises:
        ModelError: It is neither 1 nor 2.
    """
    if type(stride) is not int or stride not in (1, 2):
        raise ModelError(f"stride is {stride!r}; it must be 1 or 2")
    return stride
