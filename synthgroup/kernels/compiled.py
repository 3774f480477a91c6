"""The one way in which loops are compiled: by numba, once a machine, and kept on disk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit

from synthgroup.errors import CompilationError

F = TypeVar("F", bound=Callable[..., Any])


def compiled(function: F) -> F:
    """Compile a function at its first call, or load what an earlier process compiled.

    Floating-point operations keep their order and are never fused, so results depend on numba's version alone.

    Args:
        function: Works on numbers, tuples and arrays only.

    Raises:
        CompilationError: No folder can be written that compiled code could be kept in.
    """
    try:
        return cast("F", njit(cache=True, nogil=True, error_model="numpy")(function))
    except RuntimeError as error:
        raise CompilationError(
            f"compiled code cannot be kept ({error}); set NUMBA_CACHE_DIR to a folder that can be written"
        ) from None
