"""Schedules: what a training draws, epoch after epoch, and how it steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from groupmood_model.errors import TrainingError
from synthgroup.sources.printable import printable

_MOST_BYTES: Final = 1_000_000


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Stage(_Strict):
    """Some epochs of one kind.

    Attributes:
        name: What logs call it.
        epochs: How many.
        scenes: Fresh scenes an epoch.
        frames: Labelled frames or pictures an epoch, drawn with replacement, all equally likely.
        recipe: The scenes' recipe: name of a preset, or what differs from `balanced`. A curriculum is several stages
            with recipes of their own. None for the training's recipe.
        learning_rate: None for the schedule's.
    """

    name: str
    epochs: int = Field(ge=1, le=100_000)
    scenes: int = Field(default=0, ge=0, le=2**31)
    frames: int = Field(default=0, ge=0, le=2**31)
    recipe: str | dict[str, Any] | None = None
    learning_rate: float | None = Field(default=None, gt=0)


class Schedule(_Strict):
    """All of a training but the network and the data.

    Attributes:
        stages: One after the other.
        optimizer: `sgd` or `adamw`.
        learning_rate: Before any decay.
        momentum: Of SGD.
        weight_decay: Of either.
        batch_size: Pictures a step and a device.
        warmup: Steps over which the learning rate rises from 0.
        decay: `none`, or `cosine`: to 0 over all steps.
    """

    stages: list[Stage] = Field(min_length=1)
    optimizer: Literal["sgd", "adamw"] = "sgd"
    learning_rate: float = Field(default=0.001, gt=0)
    momentum: float = Field(default=0.9, ge=0, lt=1)
    weight_decay: float = Field(default=0.0, ge=0)
    batch_size: int = Field(default=32, ge=1, le=65536)
    warmup: int = Field(default=0, ge=0)
    decay: Literal["none", "cosine"] = "none"

    def scaled(self, scale: float) -> Schedule:
        """Multiply the scenes and frames of every epoch, but not the epochs; what is not 0 stays at least 1.

        Args:
            scale: Above 0.

        Raises:
            TrainingError: It is not.
        """
        if not 0 < scale <= 1000:
            raise TrainingError(f"scale is {scale}; it must be above 0 and at most 1000")

        def times(count: int) -> int:
            return max(round(count * scale), 1) if count else 0

        stages = [
            stage.model_copy(update={"scenes": times(stage.scenes), "frames": times(stage.frames)})
            for stage in self.stages
        ]
        return self.model_copy(update={"stages": stages})

    def without_frames(self) -> Schedule:
        """Leave out all frames, and stages of nothing else.

        Raises:
            TrainingError: Nothing is left.
        """
        stages = [stage.model_copy(update={"frames": 0}) for stage in self.stages if stage.scenes]
        if not stages:
            raise TrainingError("the schedule has frames alone, and no labelled data was given; give --data")
        return self.model_copy(update={"stages": stages})

    def epochs(self) -> Iterator[Epoch]:
        """Give every epoch in turn."""
        number = first = 0
        for stage in self.stages:
            for _ in range(stage.epochs):
                yield Epoch(number, stage, first)
                number += 1
                first += stage.scenes


@dataclass(frozen=True, slots=True)
class Epoch:
    """One epoch of a schedule.

    Attributes:
        number: From 0, over all stages.
        stage: What it is part of.
        first: Number of its first scene: no two epochs share one.
    """

    number: int
    stage: Stage
    first: int


SCHEDULES: Final[Mapping[str, Schedule]] = {
    "paper": Schedule(
        stages=[
            Stage(name="mixed", epochs=10, scenes=10_000, frames=10_000),
            Stage(name="frames", epochs=10, frames=20_000),
        ]
    ),
    "scenes": Schedule(stages=[Stage(name="scenes", epochs=10, scenes=20_000)]),
    "frames": Schedule(stages=[Stage(name="frames", epochs=10, frames=20_000)]),
    "quick": Schedule(
        stages=[Stage(name="scenes", epochs=3, scenes=320)], optimizer="adamw", batch_size=16, decay="cosine", warmup=10
    ),
}
"""Schedules by name. `paper`: section 5 of the paper; the epochs of its second stage and the batch size are ours."""


def schedule_from(text: str) -> Schedule:
    """Find a schedule by its name, or read it from a YAML file.

    Raises:
        TrainingError: It is neither, or a value is outside its range.
    """
    if text in SCHEDULES:
        return SCHEDULES[text]
    path = Path(text)
    name = printable(text)
    if not path.is_file():
        raise TrainingError(f"schedule is {name!r}; allowed: {', '.join(SCHEDULES)}, or a YAML file")
    if path.stat().st_size > _MOST_BYTES:
        raise TrainingError(f"{name}: is larger than {_MOST_BYTES} bytes, so it is no schedule")
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
        return Schedule.model_validate(found)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "the file"
        raise TrainingError(f"{name}: {place}: {first['msg']}") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # dates that are none are a ValueError
        raise TrainingError(f"{name}: is no YAML: {' '.join(str(error).split())[:200]}") from error
