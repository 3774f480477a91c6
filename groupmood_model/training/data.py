"""Where the epochs of a training come from."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import lightning.pytorch as pl
from torch.utils.data import DataLoader

from groupmood_model.data.augmentation import evaluation_transform, training_transform
from groupmood_model.data.frame_store import Progress
from groupmood_model.data.labelled import open_labelled
from groupmood_model.data.mixing import FixedPictures, MixedEpoch, Pictures
from groupmood_model.data.picture import LabelledPicture, LabelledPictures
from groupmood_model.data.vgaf import Vgaf, VideoFrames
from groupmood_model.errors import DataError
from groupmood_model.training.loader import EpochLoader
from groupmood_model.training.schedules import Schedule
from synthgroup.generator import SceneGenerator, Sources, as_recipe
from synthgroup.recipe import SceneRecipe
from synthgroup.scene import Split
from synthgroup.sources.base import SPLITS

Recipe = SceneRecipe | Mapping[str, Any] | str

FRAME_MARGIN = 8 / 7
"""How much larger than the network's pictures frames are kept, so that the random scale has something to take."""

_log = logging.getLogger("synthgroup.groupmood")


@dataclass(frozen=True, slots=True)
class SceneSettings:
    """What scenes are made of.

    Attributes:
        faces: Sources of faces.
        backgrounds: Sources of backgrounds.
        recipe: The recipe, where a stage has none of its own; its size is that of the network's pictures.
    """

    faces: Sources = "builtin"
    backgrounds: Sources = "builtin"
    recipe: Recipe = "balanced"


class MoodData(pl.LightningDataModule):
    """The epochs of a schedule, and the pictures that it is validated and tested on.

    Trained on are the people, places and videos of the split train. Validated and tested is on labelled data where it
    was given, else on scenes, each of its own split.

    Args:
        schedule: What is drawn.
        size: Side of the pictures in pixels.
        seed: What all draws follow from.
        scenes: What scenes are made of.
        data: Spec of labelled data as `open_labelled` takes, or None.
        workers: Processes that make samples.
        held_out: Pictures of val, and of test, at most.
        progress: Told how far the decoding of videos is.

    Attributes:
        missing: Splits that the labelled data has not, with the reason.
    """

    def __init__(
        self,
        schedule: Schedule,
        size: int,
        seed: int,
        *,
        scenes: SceneSettings,
        data: str | None = None,
        workers: int = 0,
        held_out: int = 2000,
        progress: Progress | None = None,
    ) -> None:
        super().__init__()
        self._schedule, self._size, self._seed = schedule, size, seed
        self._scenes, self._workers, self._held_out = scenes, workers, held_out
        self._epochs = list(schedule.epochs())
        self._generators: dict[tuple[str, str], SceneGenerator] = {}
        self._data, self._progress = data, progress
        self.missing: dict[str, str] = {}
        self._pictures: dict[str, Pictures | None] = {split: self._opened(split) for split in SPLITS}

    def steps(self, ranks: int = 1) -> list[int]:
        """Count the steps of each epoch.

        Args:
            ranks: On how many devices it is trained.
        """
        share = self._schedule.batch_size * ranks
        return [-(-(epoch.stage.scenes + epoch.stage.frames) // share) for epoch in self._epochs]

    def epoch(self, number: int) -> MixedEpoch:
        """Give the samples of an epoch.

        Args:
            number: From 0.

        Raises:
            SynthGroupError: A recipe or source cannot be used.
        """
        epoch = self._epochs[number]
        stage = epoch.stage
        return MixedEpoch(
            number,
            self._seed,
            training_transform(self._size),
            generator=self.generator(stage.recipe, "train") if stage.scenes else None,
            scenes=stage.scenes,
            first=epoch.first,
            pictures=self._pictures["train"],
            frames=stage.frames,
        )

    def generator(self, recipe: Recipe | None, split: Split) -> SceneGenerator:
        """Give the scenes of a recipe; None is the training's own.

        Args:
            recipe: The recipe.
            split: Which people and places are drawn from.
        """
        chosen = as_recipe(recipe if recipe is not None else self._scenes.recipe)
        sized = chosen.with_changes({"size": [self._size, self._size]})
        key = (sized.digest(), split)
        if key not in self._generators:
            self._generators[key] = SceneGenerator(
                self._scenes.faces, self._scenes.backgrounds, sized, self._seed, split
            )
        return self._generators[key]

    def train_dataloader(self) -> EpochLoader:
        """Give the batches of the trainer's epoch; the trainer asks anew for each."""
        trainer = self.trainer
        number = min(trainer.current_epoch if trainer else 0, len(self._epochs) - 1)
        return EpochLoader(
            self.epoch(number),
            number,
            self._schedule.batch_size,
            workers=self._workers,
            rank=trainer.global_rank if trainer else 0,
            ranks=trainer.world_size if trainer else 1,
        )

    def val_dataloader(self) -> DataLoader[Any]:
        """Give the pictures of the split val."""
        return self._fixed("val")

    def test_dataloader(self) -> DataLoader[Any]:
        """Give the pictures of the split test."""
        return self._fixed("test")

    def held_out(self, split: Split) -> Pictures | None:
        """Give the pictures that are held out, or None where the labelled data has no such split.

        Args:
            split: `val` or `test`.
        """
        if self._data is not None:
            return self._pictures[split]
        last = next(stage for stage in reversed(self._schedule.stages) if stage.scenes)
        return _Scenes(self.generator(last.recipe, split), self._held_out)

    def _fixed(self, split: Split) -> DataLoader[Any]:
        pictures = self.held_out(split)
        if pictures is None:
            return DataLoader(cast(Any, []))
        fixed = FixedPictures(pictures, self._held_out, evaluation_transform(self._size))
        rank, ranks = (self.trainer.global_rank, self.trainer.world_size) if self.trainer else (0, 1)
        return DataLoader(
            fixed,
            batch_size=self._schedule.batch_size,
            sampler=range(rank, len(fixed), ranks),
            num_workers=self._workers,
        )

    def _opened(self, split: Split) -> Pictures | None:
        if self._data is None:
            return None
        try:
            found: LabelledPictures | VideoFrames = open_labelled(
                self._data, split, seed=self._seed, size=self._size, count=None
            )
            if isinstance(found, Vgaf):
                side = round(self._size * FRAME_MARGIN)
                found = VideoFrames(found, side, workers=max(self._workers, 1), progress=self._progress)
        except DataError as error:
            if split == "train":
                raise
            self.missing[split] = str(error)
            return None
        for name, why in found.skipped.items():
            _log.warning("%s is left out: %s", name, why)
        return cast(Pictures, found)


class _Scenes:
    """The first scenes of a generator, as labelled pictures."""

    def __init__(self, generator: SceneGenerator, count: int) -> None:
        self._generator, self._count = generator, count

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, number: int) -> LabelledPicture:
        scene = self._generator[number]
        return LabelledPicture(scene.image, scene.label, f"{self._generator.split}/{number:08d}")
