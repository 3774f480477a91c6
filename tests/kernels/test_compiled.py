import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import synthgroup
from synthgroup.errors import CompilationError
from synthgroup.kernels import compiled

HITS = (
    "import numpy as np; from synthgroup.kernels.runs import mask_text; "
    "mask_text(np.ones((1, 1), np.uint8), 0, 0, 1, 1); "
    "print(sum(mask_text.stats.cache_hits.values()))"
)


def cache_hits(folder, environment):
    command = [sys.executable, "-c", HITS]
    run = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True)
    return int(run.stdout)


def test_without_a_place_for_compiled_code_the_error_says_what_to_set(monkeypatch):
    def refused(_function):
        raise RuntimeError("no locator available")

    monkeypatch.setattr(compiled, "_KeptCode", refused)
    with pytest.raises(CompilationError, match="NUMBA_CACHE_DIR"):
        compiled.compiled(lambda number: number)


def test_compiled_code_is_found_again_by_the_next_process_until_a_function_that_it_calls_changes(tmp_path):
    package = tmp_path / "code" / "synthgroup"
    modules = shutil.ignore_patterns("data", "__pycache__")
    shutil.copytree(Path(synthgroup.__file__).parent, package, ignore=modules)
    environment = os.environ | {"NUMBA_CACHE_DIR": str(tmp_path / "cache"), "PYTHONPATH": str(package.parent)}
    assert [cache_hits(tmp_path, environment) for _ in range(2)] == [0, 1]
    called = package / "kernels" / "bits.py"
    called.write_text(f"{called.read_text(encoding='utf-8')}\n# another\n", encoding="utf-8")
    assert [cache_hits(tmp_path, environment) for _ in range(2)] == [0, 1]


def test_processes_that_keep_code_at_once_never_get_one_anothers(tmp_path, monkeypatch):
    one, other = (compiled.KeptFiles(str(tmp_path), "module.function", "stamp") for _ in range(2))
    monkeypatch.setattr(other, "_load_index", dict)  # as it was before the first saved
    one.save(("int64",), "for integers")
    other.save(("float64",), "for floats")
    one.save(("int32",), "for small integers")
    reader = compiled.KeptFiles(str(tmp_path), "module.function", "stamp")
    assert reader.load(("int64",)) is None  # it is compiled again
    assert [reader.load(("float64",)), reader.load(("int32",))] == ["for floats", "for small integers"]


def test_an_index_is_never_ahead_of_the_code(tmp_path, monkeypatch):
    files = compiled.KeptFiles(str(tmp_path), "module.function", "stamp")

    def stopped(_overloads):
        raise KeyboardInterrupt

    monkeypatch.setattr(files, "_save_index", stopped)
    with pytest.raises(KeyboardInterrupt):
        files.save(("int64",), "code")
    assert compiled.KeptFiles(str(tmp_path), "module.function", "stamp").load(("int64",)) is None
