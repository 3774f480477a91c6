from __future__ import annotations

from pathlib import Path

import pytest
from console import run

from synthgroup.recipe import SceneRecipe, preset_names


@pytest.mark.parametrize("preset", preset_names())
def test_printed_recipe_reads_back(preset: str) -> None:
    assert SceneRecipe.from_yaml(run("recipe", "--preset", preset).out) == SceneRecipe.preset(preset)


def test_without_options_the_default_is_printed() -> None:
    assert SceneRecipe.from_yaml(run("recipe").out) == SceneRecipe()


def test_later_layers_win_over_earlier_ones(tmp_path: Path) -> None:
    file = tmp_path / "recipe.yaml"
    file.write_text("size: 100\nbalance: uniform\nfaces: {count: [3, 4]}\nplacement: {gap: 5}\n")
    ran = run(
        *("recipe", "--preset", "crowd", "--recipe", file, "--set", "faces.count=[5,6]", "--set", "size=[50,60]"),
        *("--size", "70x80", "--balance", "natural"),
    )
    made = SceneRecipe.from_yaml(ran.out)
    assert made.faces.count_shape == "vgaf"
    assert made.placement.gap == 5
    assert made.faces.count == (5, 6)
    assert made.size == (70, 80)
    assert made.balance == "natural"


def test_size_may_be_one_number() -> None:
    assert SceneRecipe.from_yaml(run("recipe", "--size", "96").out).size == (96, 96)


def test_list_describes_every_preset() -> None:
    lines = run("recipe", "--list").out.splitlines()
    assert [line.split()[0] for line in lines] == list(preset_names())
    assert all(len(line.split()) > 4 for line in lines)
