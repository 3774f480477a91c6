"""Scenes on the fly as labelled pictures."""

from __future__ import annotations

from collections.abc import Iterator

from groupmood_model.data.picture import LabelledPicture
from groupmood_model.errors import DataError
from synthgroup.generator import SceneGenerator, Sources
from synthgroup.recipe import SceneRecipe
from synthgroup.scene import Split

USUAL_COUNT = 1000


class FreshScenes:
    """The first scenes of a generator.

    Args:
        preset: Name of the recipe.
        split: Which people and places are drawn from.
        count: How many scenes.
        seed: From 0 to 2**64 - 1.
        size: Side of the scenes in pixels; None for what the preset says.
        faces: Sources of faces.
        backgrounds: Sources of backgrounds.

    Raises:
        SynthGroupError: The preset, a source or a number cannot be used.
    """

    def __init__(
        self,
        preset: str = "balanced",
        split: Split = "all",
        *,
        count: int | None = None,
        seed: int = 0,
        size: int | None = None,
        faces: Sources = "builtin",
        backgrounds: Sources = "builtin",
    ) -> None:
        recipe = SceneRecipe.preset(preset)
        if size is not None:
            recipe = recipe.with_changes({"size": [size, size]})
        self._count = USUAL_COUNT if count is None else count
        if self._count < 1:
            raise DataError(f"count is {count}; it must be at least 1")
        self.generator = SceneGenerator(faces, backgrounds, recipe, seed, split)
        self.skipped: dict[str, str] = {}

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, number: int) -> LabelledPicture:
        scene = self.generator[number]
        return LabelledPicture(scene.image, scene.label, f"{self.generator.split}/{number:08d}")

    def __iter__(self) -> Iterator[LabelledPicture]:
        return (self[number] for number in range(len(self)))
