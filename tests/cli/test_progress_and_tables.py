from __future__ import annotations

import io

import pytest

from synthgroup.sources.base import Skipped
from synthgroup_cli.fork_server import usable_processors
from synthgroup_cli.messages import escaped
from synthgroup_cli.progress import packing_progress, progress_bar
from synthgroup_cli.tables import file_size, show_skipped, table


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def draw_bars(stream: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr("sys.stderr", stream)
    with progress_bar("rendering", 3, "scenes") as bar:
        bar.update(3)
    with packing_progress() as progress:
        progress("packing a", 1, 2)
        progress("packing a", 2, 2)
        progress("packing b", 1, 2)
    return stream.getvalue()


def test_bars_on_a_terminal_name_what_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = draw_bars(Terminal(), monkeypatch)
    for what in ("rendering", "packing a", "packing b", "scenes/s", "<"):
        assert what in seen


def test_bars_are_silent_where_there_is_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not draw_bars(io.StringIO(), monkeypatch)


def test_there_is_a_processor() -> None:
    assert usable_processors() >= 1


def test_table_aligns_words_left_and_numbers_right() -> None:
    assert table([("name", "n"), ("a", 5), ("longer", 123)], indent=1) == " name      n\n a         5\n longer  123"


def test_table_escapes_what_cannot_be_shown() -> None:
    assert table([("a\nb\x1b", "é")]) == "a\\nb\\x1b  é"


def test_escaping_leaves_readable_text_alone() -> None:
    assert escaped("ä\\n ") == "ä\\n "
    assert escaped("\udcff\t") == "\\udcff\\t"


@pytest.mark.parametrize(
    ("length", "text"), [(0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (2_500_000, "2.5 MB"), (3 * 10**12, "3.0 TB")]
)
def test_sizes_are_readable(length: int, text: str) -> None:
    assert file_size(length) == text


def test_skipped_inputs_are_counted_and_the_first_ones_named(capsys: pytest.CaptureFixture[str]) -> None:
    show_skipped([Skipped("folder", f"{n}.jpg", f"/data/{n}.jpg: is empty") for n in range(12)], "faces")
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["skipped 12 faces:", "  folder:0.jpg: is empty"]
    assert lines[-1] == "  ... and 2 more"


def test_nothing_skipped_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    show_skipped([], "faces")
    assert not capsys.readouterr().out
