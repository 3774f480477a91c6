import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from scratch_banks import background_folder, face_folder

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


SCENE = """
import sys
import numpy as np
from synthgroup import SceneGenerator
from synthgroup.kernels.bits import packed
from synthgroup.kernels.compiled import compiled
from synthgroup.rle import decode_mask, encode_mask

@compiled
def packed_sum(plane):
    return packed(plane).sum()

faces, places, *more = sys.argv[1:]
recipe = {"size": [64, 64], "faces": {"emotions": ["anger", "happiness", "neutral"]}}
scene = SceneGenerator(f"csv:{faces}", f"folder:{places}", recipe)[0]
for face in scene.faces:
    assert (decode_mask(encode_mask(face.silhouette, *face.box[:2], *face.size)) == face.mask).all()
print([name for name in ("scipy.linalg", "numba.np.linalg", "numba.typed.typedlist") if name in sys.modules])
if more:
    print(packed_sum(np.ones((3, 5), np.uint8)))
"""


def test_kept_code_is_loaded_without_what_could_be_compiled_and_more_can_be_compiled_then(bank_cache, tmp_path):
    faces, places = face_folder(tmp_path / "faces"), background_folder(tmp_path / "places")
    (tmp_path / "scene.py").write_text(SCENE, encoding="utf-8")

    def printed(*more):
        command = [sys.executable, "scene.py", str(faces), str(places), *more]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout

    printed()  # which may have to compile
    assert printed("more") == "[]\n93\n"
