import os
import subprocess
import sys

import pytest

from synthgroup.errors import CompilationError
from synthgroup.kernels import compiled


def test_without_a_place_for_compiled_code_the_error_says_what_to_set(monkeypatch):
    def refused(**_):
        def decorate(_function):
            raise RuntimeError("no locator available")

        return decorate

    monkeypatch.setattr(compiled, "njit", refused)
    with pytest.raises(CompilationError, match="NUMBA_CACHE_DIR"):
        compiled.compiled(abs)


def test_compiled_code_is_found_again_by_the_next_process(tmp_path):
    code = (
        "import numpy as np; from synthgroup.kernels.bits import packed; "
        "packed(np.ones((1, 1), np.uint8)); "
        "print(sum(packed.stats.cache_hits.values()))"
    )
    environment = os.environ | {"NUMBA_CACHE_DIR": str(tmp_path)}
    hits = [
        subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    ]
    assert [int(one) for one in hits] == [0, 1]
