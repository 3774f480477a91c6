"""The focus study: heat maps, the focus score and counterfactual pairs over many scenes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from groupmood_model.classifier import Classifier
from groupmood_model.evaluation.bootstrap import LEVEL, REPEATS, Interval, mean_interval
from groupmood_model.explanation import CHANNELS
from groupmood_model.explanation.counterfactual import elsewhere, other_mood
from groupmood_model.explanation.focus import faces_mask, focus_score, pointing_hit
from groupmood_model.explanation.score_cam import HeatMap, ScoreCamMaps, middle_square
from synthgroup.errors import RecipeError
from synthgroup.generator import SceneGenerator
from synthgroup.scene import Scene

FORMAT: Final = 1
"""Version of the record."""

MEASURES: Final = {
    "accuracy": "right answers",
    "focus_score": "focus score",
    "pointing": "pointing game: hottest pixel on a face",
    "pointing_chance": "pointing game, chance: share of the picture that faces cover",
    "stays": "another background, same faces: the answer stays",
    "follows": "faces of another mood, same background: the answer follows",
    "both": "both pairs as they should be, and the scene itself right",
}
"""What is measured, with a title each."""


@dataclass(frozen=True, slots=True)
class SceneFocus:
    """What was measured on one scene; None where it was not.

    Attributes:
        index: Number of the scene.
        label: Its class.
        answer: The classifier's answer.
        focus: Focus score of the heat map of that answer, within the middle square.
        pointing: Result of the pointing game.
        share: Share of what the classifier sees, the middle square, that faces cover.
        elsewhere: Answer on another background.
        other_label: Class after the faces took another mood.
        other_answer: Answer to that.
    """

    index: int
    label: int
    answer: int
    share: float
    focus: float | None
    pointing: float | None
    elsewhere: int
    other_label: int | None
    other_answer: int | None

    def value(self, measure: str) -> float:
        """Give one of `MEASURES`, NaN where it was not measured."""
        found = getattr(self, f"_{measure}")()
        return float("nan") if found is None else float(found)

    def _accuracy(self) -> bool:
        return self.answer == self.label

    def _focus_score(self) -> float | None:
        return self.focus

    def _pointing(self) -> float | None:
        return self.pointing

    def _pointing_chance(self) -> float | None:
        return None if self.pointing is None else self.share

    def _stays(self) -> bool:
        return self.elsewhere == self.answer

    def _follows(self) -> bool | None:
        return None if self.other_label is None else self.other_answer == self.other_label

    def _both(self) -> bool | None:
        follows = self._follows()
        return None if follows is None else follows and self._stays() and self._accuracy()

    def as_record(self) -> dict[str, Any]:
        """Give what a JSON file holds."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """Pictures of one scene that a page shows.

    Attributes:
        focus: What was measured.
        original: The scene.
        heat: Its heat map.
        elsewhere: The scene on another background.
        other: The scene with faces of another mood; None where there is none.
    """

    focus: SceneFocus
    original: Scene
    heat: HeatMap = field(repr=False)
    elsewhere: Scene
    other: Scene | None


@dataclass(frozen=True, slots=True, eq=False)
class FocusReport:
    """The result of a focus study.

    Attributes:
        classifier: What is known of the classifier.
        scenes: What was measured, scene by scene.
        without_pair: Scenes that could not be given another mood.
        channels: Feature maps that were tried for each heat map, and how many the layer has.
        intervals: `MEASURES` with their intervals.
        seed: Of the scenes, the pairs and the bootstrap.
        split: Part of the people and places.
        recipe: Digest of the scenes' recipe.
    """

    classifier: dict[str, Any]
    scenes: tuple[SceneFocus, ...]
    without_pair: int
    channels: tuple[int, int]
    intervals: dict[str, Interval]
    seed: int
    split: str
    recipe: str

    def as_record(self) -> dict[str, Any]:
        """Give what a JSON file holds."""
        return {
            "format": FORMAT,
            "classifier": self.classifier,
            "split": self.split,
            "seed": self.seed,
            "recipe": self.recipe,
            "channels": {"tried": self.channels[0], "available": self.channels[1]},
            "without_pair": self.without_pair,
            "level": LEVEL,
            "measures": {name: interval.as_record() for name, interval in self.intervals.items()},
            "scenes": [one.as_record() for one in self.scenes],
        }


class FocusStudy:
    """Measures where a classifier looks, on scenes whose faces are known.

    Args:
        classifier: What is studied.
        generator: Where the scenes come from.
        seed: Of the counterfactual pairs and the bootstrap.
        channels: Feature maps a heat map, 0 for all.

    Raises:
        RecipeError: The network has no feature maps, or a number is out of range.
    """

    def __init__(
        self, classifier: Classifier, generator: SceneGenerator, *, seed: int = 0, channels: int = CHANNELS
    ) -> None:
        self._classifier = classifier
        self._generator = generator
        self._seed = seed
        self._maps = ScoreCamMaps(classifier, channels=channels)
        self._channels = (0, 0)

    def run(
        self,
        count: int,
        *,
        maps: int | None = None,
        repeats: int = REPEATS,
        show: Callable[[Shown], object] | None = None,
        progress: Callable[[int], object] | None = None,
        about: dict[str, Any] | None = None,
    ) -> FocusReport:
        """Measure a number of scenes, from number 0 on.

        Args:
            count: Scenes.
            maps: How many of them, the first ones, get a heat map; by default all.
            repeats: Resamples of the bootstrap.
            show: Given the pictures of every scene that has a heat map.
            progress: Told that another scene is done.
            about: What is known of the classifier, for the record.

        Raises:
            RecipeError: There is no scene to measure.
        """
        if count < 1:
            raise RecipeError(f"{count} scenes cannot be measured; use at least 1")
        scenes = []
        for one in self._measured(count, count if maps is None else maps, show):
            scenes.append(one)
            if progress:
                progress(1)
        intervals = {
            name: mean_interval(np.array([one.value(name) for one in scenes]), seed=self._seed, repeats=repeats)
            for name in MEASURES
        }
        return FocusReport(
            classifier=about or {},
            scenes=tuple(scenes),
            without_pair=sum(one.other_label is None for one in scenes),
            channels=self._channels,
            intervals=intervals,
            seed=self._seed,
            split=self._generator.split,
            recipe=self._generator.recipe.digest(),
        )

    def _measured(self, count: int, maps: int, show: Callable[[Shown], object] | None) -> Iterator[SceneFocus]:
        for index in range(count):
            scene = self._generator[index]
            moved = elsewhere(self._generator, scene, seed=self._seed).edited
            pair = other_mood(self._generator, scene, seed=self._seed)
            other = pair.edited if pair else None
            answers = self._answers([scene, moved, *([other] if other else [])])
            seen = middle_square(*scene.image.shape[:2])
            mask = faces_mask(scene)[seen]
            found = self._maps(scene.image, answers[0]) if index < maps else None
            heat = found.heat[seen] if found and mask.any() and not mask.all() else None
            measured = SceneFocus(
                index=index,
                label=scene.label,
                answer=answers[0],
                share=float(mask.mean()),
                focus=None if heat is None else focus_score(heat, mask),
                pointing=None if heat is None else pointing_hit(heat, mask),
                elsewhere=answers[1],
                other_label=other.label if other else None,
                other_answer=answers[2] if other else None,
            )
            if found:
                self._channels = (found.channels, found.available)
            if show and found:
                show(Shown(measured, scene, found, moved, other))
            yield measured

    def _answers(self, scenes: list[Scene]) -> list[int]:
        scores = self._classifier.scores([scene.image for scene in scenes])
        return [int(answer) for answer in scores.argmax(axis=1)]
