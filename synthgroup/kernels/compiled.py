"""The one way in which loops are compiled: by numba, once a machine, and kept on disk."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeVar, cast

from numba import njit
from numba.core.caching import FunctionCache, IndexDataCacheFile
from numba.core.runtime.nrt import rtsys

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
    dispatcher: Any = njit(nogil=True, error_model="numpy")(function)
    try:
        dispatcher._cache = _KeptCode(function)  # noqa: SLF001  numba offers no other way
    except RuntimeError as error:
        raise CompilationError(
            f"compiled code cannot be kept ({error}); set NUMBA_CACHE_DIR to a folder that can be written"
        ) from None
    return cast("F", dispatcher)


class _KeptCode(FunctionCache):
    """What numba keeps of a function, renewed when any of our loops has changed.

    Compiled code has that of the functions that it calls in it, but numba looks at the file of the function alone.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        super().__init__(function)
        self._cache_file = KeptFiles(self.cache_path, self._impl.filename_base, _source_digest())

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """Load code, with numba's memory management alone.

        Otherwise numba first imports all that it can compile, scipy included: most of the time to a first scene. Code
        that uses `sum`, `max` and the like of numpy still has it do so.
        """
        rtsys.initialize(target_context)
        with self._guard_against_spurious_io_errors():
            return self._load_overload(sig, target_context)


class KeptFiles(IndexDataCacheFile):
    """The files of one function: an index, and the code for each combination of types.

    numba numbers the latter in the order in which they come, so that of two processes which compile for different types
    at the same time each may be given the other's code. Here their names follow from the types.
    """

    def save(self, key: Any, data: Any) -> None:
        """Keep code; of two processes that do so at once, one may have to compile again."""
        digest = blake2b(repr(key).encode(), digest_size=8).digest()
        name = self._data_name(int.from_bytes(digest, "big"))
        self._save_data(name, data)
        self._save_index({**self._load_index(), key: name})


@cache
def _source_digest() -> str:
    """Identify the code of all loops."""
    hashed = blake2b(digest_size=16)
    for path in sorted(Path(__file__).parent.glob("*.py")):
        source = path.read_bytes()
        hashed.update(f"{path.name}\0{len(source)}\0".encode() + source)
    return hashed.hexdigest()
