"""Law 1 in two halves: nothing in the sources may vary from run to run, and what is made twice is the same.

The second half is in the tests of the generator, the data sets and the export; this file is the first half.
"""

import ast
from pathlib import Path

import pytest

import synthgroup

ROOT = Path(synthgroup.__file__).parent.parent
MODULES = sorted(path for name in ("synthgroup", "groupmood_model") for path in (ROOT / name).rglob("*.py"))
# all watch a clock that only goes forwards: leases, of which nothing is left in a finished data set, and what tells
# how long a training waited for its data
CLOCK_MODULES = {
    "synthgroup/export/leases.py",
    "groupmood_model/training/callbacks.py",
    "groupmood_model/training/loader.py",
}
FORBIDDEN_MODULES = {"uuid", "secrets", "pickle", "shelve", "marshal", "dill"}
SEEDED = {"default_rng", "Philox", "Generator", "Random"}


def names_of(node):
    parts = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if isinstance(node, ast.Name):
        parts.append(node.id)
    return parts[::-1]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_module_draws_on_global_state(path):
    name = path.relative_to(ROOT).as_posix()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            assert not FORBIDDEN_MODULES & {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert (node.module or "").split(".")[0] not in FORBIDDEN_MODULES | {"random", "time"} - (
                {"time"} if name in CLOCK_MODULES else set()
            )
        elif isinstance(node, ast.Attribute):
            names = names_of(node)
            if names[:1] == ["random"] or names[:2] == ["np", "random"]:
                assert names == ["np", "random"] or names[-1] in SEEDED, f"line {node.lineno}: {'.'.join(names)}"
            if names[:1] == ["time"]:
                assert name in CLOCK_MODULES, f"line {node.lineno}: {'.'.join(names)}"
            assert names != ["np", "load"] or _without_pickle(path, node), f"line {node.lineno}"
            assert names[-2:] != ["yaml", "unsafe_load"]
        elif isinstance(node, ast.Call):
            called = names_of(node.func)
            if called and called[-1] in {"default_rng", "Random"}:
                assert node.args, f"line {node.lineno}: a generator without a seed"
            if called[-1:] in (["iterdir"], ["glob"], ["rglob"], ["listdir"], ["scandir"]):
                assert _is_sorted(path, node), f"line {node.lineno}: a listing that is not sorted"


def _without_pickle(path, node):
    return "allow_pickle=False" in path.read_text(encoding="utf-8").splitlines()[node.lineno - 1]


def _is_sorted(path, node):
    lines = path.read_text(encoding="utf-8").splitlines()
    nearby = "\n".join(lines[max(0, node.lineno - 4) : node.lineno + 5])
    return "sorted(" in nearby or ".sort(" in nearby or "any(" in nearby
