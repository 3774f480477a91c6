"""The table of backgrounds, its splits, and the command line."""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tools.places import __main__ as command_line
from tools.places import listing
from tools.places.categories import CATEGORIES
from tools.places.listing import Background
from tools.places.panoramas import CROPS


def _rows(count: int = 31) -> list[Background]:
    rendered = [
        Background(f"{category}/{seed:03d}.webp", category, "rendered", seed)
        for category in CATEGORIES
        for seed in range(count)
    ]
    crops = [
        Background(f"{category}/{number:03d}.webp", category, "panorama", yaw, group=category)
        for category, (_, yaws) in CROPS.items()
        for number, yaw in enumerate(yaws)
    ]
    return rendered + crops


def test_every_rendered_category_is_split_eighty_ten_ten() -> None:
    rows = _rows()
    splits = listing.split_of(rows)
    for category in CATEGORIES:
        counts = Counter(splits[row.file] for row in rows if row.category == category)
        assert counts == {"train": 25, "val": 3, "test": 3}


def test_crops_of_one_panorama_share_a_split_and_keep_that_of_the_first_pack() -> None:
    rows = _rows()
    splits = listing.split_of(rows)
    by_category = {row.category: {splits[row.file]} for row in rows if row.origin == "panorama"}
    for row in rows:
        if row.origin == "panorama":
            by_category[row.category].add(splits[row.file])
    assert all(len(found) == 1 for found in by_category.values())
    held_out = {name: found.pop() for name, found in by_category.items() if found != {"train"}}
    assert held_out == {"city": "val", "warehouse": "val", "lobby": "test", "waterfront": "test"}


def test_splits_do_not_depend_on_the_order_of_rows() -> None:
    rows = _rows()
    assert listing.split_of(rows) == listing.split_of(rows[::-1])


def _picture(path: Path, pixels: np.ndarray, **notes: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels.astype(np.uint8)).save(path, "WEBP", lossless=True)
    if notes:
        path.with_suffix(".json").write_text(json.dumps(notes), "utf-8")


def _lively(seed: int) -> np.ndarray:
    blocks = np.random.default_rng(seed).integers(40, 220, (12, 16, 3))
    return np.kron(blocks, np.ones((4, 4, 1)))


@pytest.mark.parametrize(
    ("pixels", "expected"),
    [
        (np.zeros((48, 64, 3)), ["dark", "flat", "blank"]),
        (np.full((48, 64, 3), 250), ["bright", "flat", "blank"]),
        (np.stack([np.tile(np.linspace(20, 200, 64), (48, 1))] * 3, -1), ["blank"]),
        (_lively(0), []),
    ],
)
def test_failures_are_seen_in_their_pixels(tmp_path: Path, pixels: np.ndarray, expected: list[str]) -> None:
    _picture(tmp_path / "a.webp", pixels)
    assert listing.faults(tmp_path / "a.webp") == expected


def test_a_pack_is_collected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rendered, crops, pack = tmp_path / "rendered", tmp_path / "crops", tmp_path / "pack"
    pack.mkdir()
    for seed in range(4):
        _picture(rendered / f"kitchen/{seed:03d}.webp", _lively(seed), light="sunny", score=12.5)
    _picture(rendered / "kitchen/004.webp", np.zeros((48, 64, 3)), light="lamps")
    _picture(crops / "park/001.webp", _lively(9))
    dropped = tmp_path / "dropped.txt"
    dropped.write_text("# why\n\nkitchen/002 a pot fills the view\n", "utf-8")
    monkeypatch.setattr(listing, "DROPPED", dropped)
    monkeypatch.setattr(listing.read_dropped, "__defaults__", (dropped,))
    rows = listing.collect(rendered, crops, pack)
    assert [row.file for row in rows] == ["kitchen/000.webp", "kitchen/001.webp", "kitchen/003.webp", "park/001.webp"]
    with (pack / "backgrounds.csv").open(encoding="utf-8", newline="") as stream:
        table = list(csv.DictReader(stream))
    assert tuple(table[0]) == (*listing.COLUMNS, "light")
    assert table[0]["light"] == "sunny"
    assert table[3] | {"split": ""} == {
        "file": "park/001.webp",
        "category": "park",
        "origin": "panorama",
        "seed": "190",
        "group": "park",
        "split": "",
        "light": "",
    }
    assert sorted(path.relative_to(pack / "backgrounds").as_posix() for path in pack.glob("backgrounds/*/*")) == [
        row.file for row in rows
    ]
    assert listing.draw_sheet(pack, 32, 2).size == (96 + 2 * 34, 3 * 26)


def test_reasons_for_dropping_can_be_read() -> None:
    assert all("/" in name and reason for name, reason in listing.read_dropped().items())


def test_seeds_and_categories_are_parsed(capsys: pytest.CaptureFixture[str]) -> None:
    options = command_line._parser().parse_args(
        ["render", "--panoramas", "p", "--out", "o", "--categories", "kitchen,tower", "--seeds", "3,7-9"]
    )
    assert options.categories == ["kitchen", "tower"]
    assert options.seeds == [3, 7, 8, 9]
    with pytest.raises(SystemExit):
        command_line.main(["render", "--panoramas", "p", "--out", "o", "--categories", "garage"])
    assert "unknown: garage" in capsys.readouterr().err


def test_nothing_of_this_needs_blender() -> None:
    assert "bpy" not in sys.modules
