from __future__ import annotations

import numpy as np
import pytest

from synthgroup.generator import SceneGenerator
from synthgroup.recipe import AugmentSettings
from synthgroup.report import augmentation_sheet as module
from synthgroup.report.augmentation_sheet import augmentation_sheet
from synthgroup.sources.builtin import BuiltinFaces

OFF = AugmentSettings(brightness=0, contrast=0, flip=0, shift=0, shear=0, elastic=0, rotate=0, scale=0, perspective=0)


@pytest.fixture
def tiles(monkeypatch: pytest.MonkeyPatch) -> dict[str, np.ndarray]:
    """Collect the tiles of the next sheet by what is written below them."""
    found: dict[str, np.ndarray] = {}

    def captioned(picture: np.ndarray, lines: tuple[str, str]) -> np.ndarray:
        found["|".join(lines)] = picture
        return picture

    monkeypatch.setattr(module, "captioned", captioned)
    return found


def test_each_augmentation_has_a_tile_of_its_own(generator: SceneGenerator, tiles: dict[str, np.ndarray]) -> None:
    face = generator.plan(0).faces[0]
    picture = BuiltinFaces().read(generator.faces.record(face.face).file)
    augmentation_sheet(generator.faces, face, generator.recipe.augment, picture)
    assert {name.partition("|")[0] for name in tiles} == {
        *("source", "cut out", "brightness", "contrast", "flip", "translation", "shear", "elastic", "rotation"),
        *("scale", "perspective", "all together"),
    }
    assert len({tile.shape for tile in tiles.values()}) == 1
    assert len({tile.tobytes() for tile in tiles.values()}) == 12
    assert "rotation|15 degrees" in tiles
    assert "brightness|+20%" in tiles


def test_augmentations_that_are_off_show_the_face_as_it_is(
    generator: SceneGenerator, tiles: dict[str, np.ndarray]
) -> None:
    face = generator.plan(0).faces[0]
    augmentation_sheet(generator.faces, face, OFF)
    off = [tile for name, tile in tiles.items() if name.endswith("|off")]
    assert len(off) == 9
    assert len({tile.tobytes() for tile in off}) == 1


def test_no_tile_cuts_the_face(generator: SceneGenerator, tiles: dict[str, np.ndarray]) -> None:
    most = AugmentSettings(shift=0.5, shear=45, elastic=0.1, rotate=90, scale=0.5, perspective=0.2)
    augmentation_sheet(generator.faces, generator.plan(1).faces[0], most)
    board = module.checkerboard(*next(iter(tiles.values())).shape[1::-1])
    for tile in tiles.values():
        for edge in (np.s_[:2], np.s_[-2:], np.s_[:, :2], np.s_[:, -2:]):
            np.testing.assert_array_equal(tile[edge], board[edge])


def test_source_lies_exactly_where_the_cutout_does(generator: SceneGenerator, tiles: dict[str, np.ndarray]) -> None:
    face = generator.plan(3).faces[0]
    picture = BuiltinFaces().read(generator.faces.record(face.face).file)
    augmentation_sheet(generator.faces, face, OFF, picture)
    source, cut = tiles["source|"].astype(int), tiles["cut out|"].astype(int)
    board = module.checkerboard(cut.shape[1], cut.shape[0]).astype(int)
    inside = (abs(source - module.BACKDROP).max(axis=-1) > 60) & (abs(cut - board).max(axis=-1) > 60)
    assert inside.sum() > 2000
    assert abs(source - cut)[inside].mean() < 6
