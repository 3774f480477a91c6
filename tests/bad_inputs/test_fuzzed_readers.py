"""A short run of what `benchmarks/fuzz.py` does for an hour, with inputs that hypothesis shrinks."""

import random
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))

import fuzzed_readers
from fuzz import mutated

QUICK = settings(max_examples=60, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("name", fuzzed_readers.READERS)
def test_whole_files_are_taken(name, tmp_path):
    assert {fuzzed_readers.read(name, data, tmp_path) for data in fuzzed_readers.seeds(name)} & {"taken"}
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", fuzzed_readers.READERS)
@QUICK
@given(seed=st.integers(0, 2**32))
def test_changed_files_are_taken_or_refused(name, seed, tmp_path):
    draws = random.Random(seed)
    fuzzed_readers.read(
        name, mutated(draws.choice(fuzzed_readers.seeds(name)), draws, fuzzed_readers.seeds(name)), tmp_path
    )


@pytest.mark.parametrize("name", fuzzed_readers.READERS)
@QUICK
@given(data=st.binary(max_size=300))
def test_random_bytes_are_taken_or_refused(name, data, tmp_path):
    fuzzed_readers.read(name, data, tmp_path)


@pytest.mark.parametrize("name", ["recipe", "setting", "plan", "job", "pack", "marker", "lease", "source", "faces"])
@QUICK
@given(text=st.text(max_size=200))
def test_random_text_is_taken_or_refused(name, text, tmp_path):
    fuzzed_readers.read(name, text.encode(errors="surrogatepass"), tmp_path)


def test_findings_are_told(tmp_path, monkeypatch):
    monkeypatch.setitem(fuzzed_readers.READERS, "marker", lambda *_: 1 / 0)
    with pytest.raises(fuzzed_readers.Broken, match="marker: ZeroDivisionError"):
        fuzzed_readers.read("marker", b"", tmp_path)
