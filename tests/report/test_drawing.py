from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from synthgroup.emotions import MOODS
from synthgroup.errors import OutputError, RecipeError
from synthgroup.report import drawing
from synthgroup.report.drawing import (
    MARGIN,
    MOOD_COLOURS,
    PAPER,
    captioned,
    check_picture_path,
    checkerboard,
    headline,
    save_picture,
    shortened,
    stacked,
    text_width,
    tiled,
)

RED = np.full((4, 6, 3), (255, 0, 0), np.uint8)


def luminance(colour: tuple[int, int, int]) -> float:
    """Relative luminance after WCAG 2."""
    parts = [value / 255 for value in colour]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("mood", MOODS)
def test_white_text_is_readable_on_the_colour_of_a_mood(mood: str) -> None:
    assert 1.05 / (luminance(MOOD_COLOURS[mood]) + 0.05) > 4.5


def test_long_text_is_shortened_to_fit() -> None:
    text = "a rather long title of a picture"
    assert shortened(text, 14, 1000) == text
    short = shortened(text, 14, 80)
    assert short.endswith("...")
    assert text_width(short, 14) <= 80


def test_checkerboard_has_two_greys() -> None:
    board = checkerboard(20, 10, square=5)
    assert board.shape == (10, 20, 3)
    assert len(np.unique(board)) == 2
    assert (board[:5, :5] == board[5:, 5:10]).all()


def test_tiles_are_laid_row_by_row() -> None:
    sheet = tiled([RED, RED, RED // 2], columns=2, gap=3)
    assert sheet.shape == (11, 15, 3)
    assert (sheet[7:, :6] == RED // 2).all()
    assert (sheet[7:, 6:] == PAPER).all()


def test_blocks_are_stacked_with_a_margin() -> None:
    sheet = stacked([RED, RED[:, :2]], gap=5)
    assert sheet.shape == (4 + 5 + 4 + 2 * MARGIN, 6 + 2 * MARGIN, 3)
    assert (sheet[MARGIN : MARGIN + 4, MARGIN : MARGIN + 6] == RED).all()
    assert (sheet[:MARGIN] == PAPER).all()


def test_text_is_drawn_inside_its_block() -> None:
    title = headline("a title\nwith a line break", 300)
    assert title.shape == (26, 300, 3)
    assert title.min() < 100
    below = captioned(np.zeros((10, 50, 3), np.uint8), ["one", "two"])[10:]
    assert below.shape[1] == 50
    for edge in (below[0], below[-1], below[:, 0], below[:, -1]):
        assert (edge == PAPER).all()


@pytest.mark.parametrize("name", ["a.png", "a.PNG", "a.jpg", "a.jpeg"])
def test_saved_picture_reads_back(name: str, tmp_path: Path) -> None:
    save_picture(np.full((8, 8, 3), 77, np.uint8), tmp_path / name)
    with Image.open(tmp_path / name) as image:
        assert image.getpixel((3, 3)) == (77, 77, 77)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_saved_picture_may_be_read_by_others(tmp_path: Path) -> None:
    save_picture(RED, tmp_path / "a.png")
    (tmp_path / "plain").touch()
    assert (tmp_path / "a.png").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_failed_save_leaves_the_old_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save_picture(RED, tmp_path / "a.png")
    before = (tmp_path / "a.png").read_bytes()

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(drawing.os, "fsync", full)
    with pytest.raises(OutputError, match="No space left"):
        save_picture(RED // 2, tmp_path / "a.png")
    assert [path.name for path in tmp_path.iterdir()] == ["a.png"]
    assert (tmp_path / "a.png").read_bytes() == before


@pytest.mark.parametrize("name", ["a.gif", "a", ".png", "a.png.txt"])
def test_other_suffixes_are_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match=r"must end in one of \.png"):
        check_picture_path(tmp_path / name)


def test_path_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "folder.png").mkdir()
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="is a folder"):
        check_picture_path(tmp_path / "folder.png")
    with pytest.raises(OutputError, match="there is no folder"):
        check_picture_path(tmp_path / "missing" / "a.png")
    with pytest.raises(OutputError, match="there is no folder"):
        check_picture_path(tmp_path / "file" / "a.png")
    with pytest.raises(OutputError, match="null byte"):
        check_picture_path(tmp_path / "a\0b.png")
