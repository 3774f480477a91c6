"""The generator: scene i as a pure function of (recipe, banks, seed, i)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from synthgroup.bank import BackgroundBank, FaceBank
from synthgroup.bank.packs import log_once
from synthgroup.bank.store import Progress, digest_of
from synthgroup.compose import compose
from synthgroup.draws import whole_number
from synthgroup.emotions import Emotion
from synthgroup.errors import PictureError, PlanError, RecipeError
from synthgroup.plan import PlanDraw
from synthgroup.recipe import SceneRecipe, preset_names
from synthgroup.scene import Scene, ScenePlan, Split
from synthgroup.sources.base import SPLITS
from synthgroup.sources.registry import SourceSpec
from synthgroup.transforms import FaceTransform, SceneTransform, check_transform

Sources = str | Path | Sequence[str | Path]
"""A source such as `builtin`, `kdef:PATH`, `kdef:PATH=0.5` or a path, or several of them."""

__all__ = ["SceneGenerator", "Sources", "Split", "as_recipe", "as_specs"]

REPLACEMENTS: Final = 100
"""Unreadable backgrounds in a row after which a scene gives up."""


class SceneGenerator:
    """Makes scenes, each on its own and in any order.

    Args:
        faces: Sources of faces, or an open bank.
        backgrounds: Sources of backgrounds, or an open bank.
        recipe: A recipe, the name of a preset, or what differs from the preset `balanced`.
        seed: From 0 to 2**64 - 1.
        split: Which identities and backgrounds are drawn from: `all`, `train`, `val` or `test`.
        face_transform: An albumentations transform for every cutout, seeded per scene; must keep the size.
        scene_transform: An albumentations transform for the finished picture and its masks, seeded per scene.
        workers: Processes that pack sources which are not in the cache yet.
        progress: Told how far the packing is.

    Raises:
        RecipeError: The recipe, seed, split or a transform is invalid.
        SourceError: A source cannot be used.
        BankError: An emotion of the recipe, the split, or what the recipe selects by is not there.
    """

    def __init__(
        self,
        faces: Sources | FaceBank = "builtin",
        backgrounds: Sources | BackgroundBank = "builtin",
        recipe: SceneRecipe | Mapping[str, Any] | str | None = None,
        seed: int = 0,
        split: Split = "all",
        *,
        face_transform: FaceTransform | None = None,
        scene_transform: SceneTransform | None = None,
        workers: int = 1,
        progress: Progress | None = None,
    ) -> None:
        self.recipe = as_recipe(recipe)
        self.seed = whole_number(seed, "seed")
        self.split = _checked_split(split)
        self.face_transform = check_transform(face_transform, "face_transform")
        self.scene_transform = check_transform(scene_transform, "scene_transform")
        self.faces = (
            faces
            if isinstance(faces, FaceBank)
            else FaceBank.open(as_specs(faces), head_side=_head_side(self.recipe), workers=workers, progress=progress)
        )
        self.backgrounds = (
            backgrounds
            if isinstance(backgrounds, BackgroundBank)
            else BackgroundBank.open(
                as_specs(backgrounds), side=_background_side(self.recipe), workers=workers, progress=progress
            )
        )
        if split != "all":
            log_once(self.faces.split_notes())
        log_once(self.faces.selection_notes(self.recipe.faces.where))
        log_once(self.backgrounds.selection_notes(self.recipe.background.where))
        self.banks = digest_of(self.faces.identity, self.backgrounds.identity)
        self._prepare()

    def _prepare(self) -> None:
        self._plans = PlanDraw(
            self.recipe,
            self.faces.pools(self.recipe.drawn_emotions, split=self.split, where=self.recipe.faces.where),
            self.backgrounds.pools(split=self.split, where=self.recipe.background.where),
            banks=self.banks,
            seed=self.seed,
            split=self.split,
        )

    def __repr__(self) -> str:
        sources = [sorted({info.name for info in bank.sources}) for bank in (self.faces, self.backgrounds)]
        return (
            f"SceneGenerator(faces={sources[0]}, backgrounds={sources[1]}, recipe={self.recipe.digest()}, "
            f"seed={self.seed}, split={self.split!r})"
        )

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what can be made anew from the banks, so that starting a worker costs little."""
        return {name: value for name, value in self.__dict__.items() if name != "_plans"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._prepare()

    def plan(self, index: int) -> ScenePlan:
        """Draw the plan of a scene without touching a pixel.

        Args:
            index: Number of the scene, from 0.

        Raises:
            RecipeError: The index is no number of a scene.
        """
        return self._plans.draw(whole_number(index, "index of a scene"))

    def draw(self, plan: ScenePlan) -> Scene:
        """Draw a plan, one of this generator or an edited one.

        A background that cannot be read is replaced by a draw of the scene's own; the scene says so.

        Raises:
            PlanError: The plan belongs to other banks, or its faces cannot be placed.
            BankError: A number of the plan is outside its bank.
            PictureError: No readable background was found.
        """
        if plan.banks != self.banks:
            raise PlanError(
                f"the plan of scene {plan.index} was drawn from banks {plan.banks}, not from these ({self.banks}); "
                "open the same faces and backgrounds"
            )
        self._check_faces(plan)
        return self._draw(plan)

    def _draw(self, plan: ScenePlan) -> Scene:
        replaced: list[tuple[str, str]] = []
        drawn = plan
        while True:
            try:
                scene = compose(
                    drawn,
                    self.faces,
                    self.backgrounds,
                    face_transform=self.face_transform,
                    scene_transform=self.scene_transform,
                )
            except PictureError as error:
                broken = self.backgrounds.annotation(drawn.background.background)
                replaced.append((f"{broken.source}:{broken.file}", str(error)))
                if len(replaced) > REPLACEMENTS:
                    raise
                drawn = self._plans.replacement(plan, len(replaced) - 1)
            else:
                return replace(scene, replaced=tuple(replaced)) if replaced else scene

    def _check_faces(self, plan: ScenePlan) -> None:
        for number, face in enumerate(plan.faces):
            shown = self.faces.record(face.face).emotion
            if shown is not face.emotion:
                raise PlanError(
                    f"face {number} of the plan says {face.emotion}, but cutout {face.face} shows {shown}; "
                    "SceneGenerator.with_emotions changes both"
                )
            mood = self.recipe.moods.get(shown)
            if mood is not face.mood:
                raise PlanError(f"face {number} of the plan counts {shown} as {face.mood}; the recipe says {mood}")

    def __getitem__(self, index: int) -> Scene:
        """Make a scene.

        Args:
            index: Number of the scene, from 0.
        """
        return self._draw(self.plan(index))

    __iter__ = None  # without an end, iteration would never stop; a data set has a length

    def with_emotions(self, plan: ScenePlan, emotions: Mapping[int, Emotion | str]) -> ScenePlan:
        """Give faces of a plan another emotion: the same people.

        They stay at their places where the plan is a scene's `layout`. The plan's mood is dropped, so that the label
        follows from the faces.

        Args:
            plan: The plan to edit.
            emotions: New emotion by number of the face in the plan.

        Raises:
            PlanError: The plan has no such face, or nothing shows that person with that emotion.
        """
        faces = list(plan.faces)
        for number, name in emotions.items():
            if not 0 <= number < len(faces):
                raise PlanError(f"the plan of scene {plan.index} has faces 0 to {len(faces) - 1}, not {number}")
            if name not in list(Emotion):
                raise PlanError(f"emotion is {str(name)!r}; allowed: {', '.join(Emotion)}")
            emotion = Emotion(name)
            if emotion not in self.recipe.moods:
                raise PlanError(f"emotion {emotion} has no mood in the recipe; set moods.{emotion}")
            shown = self.faces.alike(faces[number].face, emotion)
            if not shown:
                person = self.faces.record(faces[number].face).identity
                raise PlanError(f"no cutout of the bank shows {person} with {emotion}")
            faces[number] = replace(faces[number], face=shown[0], emotion=emotion, mood=self.recipe.moods[emotion])
        return replace(plan, faces=tuple(faces), mood=None)


def as_recipe(recipe: SceneRecipe | Mapping[str, Any] | str | None) -> SceneRecipe:
    """Make a recipe of what a caller gave: a recipe, a preset's name, changes to `balanced`, or nothing.

    Raises:
        RecipeError: It is none of these, or invalid.
    """
    if isinstance(recipe, SceneRecipe):
        return recipe
    if recipe is None:
        return SceneRecipe()
    if isinstance(recipe, str):
        return SceneRecipe.preset(recipe)
    if isinstance(recipe, Mapping):
        return SceneRecipe.from_mapping(recipe)
    raise RecipeError(
        f"recipe is {type(recipe).__name__}; it must be a SceneRecipe, a mapping or the name of a preset "
        f"({', '.join(preset_names())})"
    )


def as_specs(sources: Sources) -> list[SourceSpec]:
    """Parse one source or several.

    Raises:
        SourceError: A text is not a source.
    """
    several = [sources] if isinstance(sources, str | Path) else list(sources)
    return [SourceSpec.parse(str(source)) for source in several]


def _checked_split(split: str) -> Split:
    if split not in {"all", *SPLITS}:
        raise RecipeError(f"split is {split!r}; allowed: all, {', '.join(SPLITS)}")
    return split  # type: ignore[return-value]  # checked above


def _head_side(recipe: SceneRecipe) -> int:
    """Give the head height to pack faces at: 256 pixels, doubled until the recipe's largest head is not enlarged."""
    return _doubled(256, recipe.faces.head_height[1] * recipe.size[1])


def _background_side(recipe: SceneRecipe) -> int:
    """Give the longer side to pack backgrounds at: 1024 pixels, doubled until a whole background is not enlarged."""
    return _doubled(1024, max(recipe.size))


def _doubled(side: int, needed: float) -> int:
    while side < needed:
        side *= 2
    return side
