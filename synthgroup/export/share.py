"""A share of a job: which shards one of several runs renders."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from synthgroup.errors import RecipeError

_SHARE: Final = re.compile(r"([0-9]{1,9})/([0-9]{1,9})")


@dataclass(frozen=True, slots=True)
class Share:
    """Every `count`-th shard, from shard `number` on.

    Attributes:
        number: From 0 to `count` - 1.
        count: How many runs share the job.

    Raises:
        RecipeError: `number` is outside its range.
    """

    number: int
    count: int

    def __post_init__(self) -> None:
        if not 0 <= self.number < self.count:
            raise RecipeError(
                f"--shard is {self.number}/{self.count}; write K/N with K from 0 to N - 1, such as 0/4 to 3/4"
            )

    def of(self, shards: Sequence[int]) -> tuple[int, ...]:
        """Pick this share's shards."""
        return tuple(shard for shard in shards if shard % self.count == self.number)


def parsed_share(text: str, environment: Mapping[str, str] = os.environ) -> Share:
    """Read `K/N`, or where this process stands in a cluster.

    Args:
        text: `K/N`, `slurm` (the task of a job array, of a step, or of both) or `torchrun` (RANK and WORLD_SIZE).
        environment: Variables of the environment, read for `slurm` and `torchrun` only.

    Raises:
        RecipeError: The text has another form, or the variables are not there.
    """
    if text == "slurm":
        return _slurm(environment)
    if text == "torchrun":
        return Share(_variable(environment, "RANK", text), _variable(environment, "WORLD_SIZE", text))
    found = _SHARE.fullmatch(text)
    if found is None:
        raise RecipeError(f"--shard is {text!r}; write K/N with K from 0 to N - 1, or slurm, or torchrun")
    return Share(int(found[1]), int(found[2]))


def _slurm(environment: Mapping[str, str]) -> Share:
    number, count = 0, 1
    if "SLURM_ARRAY_TASK_ID" in environment:
        first = _variable(environment, "SLURM_ARRAY_TASK_MIN", "slurm")
        step = _variable(environment, "SLURM_ARRAY_TASK_STEP", "slurm")
        count = _variable(environment, "SLURM_ARRAY_TASK_COUNT", "slurm")
        number = (_variable(environment, "SLURM_ARRAY_TASK_ID", "slurm") - first) // max(step, 1)
        if number >= count:
            raise RecipeError(
                "--shard slurm needs an array without gaps, such as --array=0-15; or write --shard K/N yourself"
            )
    if "SLURM_ARRAY_TASK_ID" not in environment or "SLURM_PROCID" in environment:
        tasks = _variable(environment, "SLURM_NTASKS", "slurm")
        number, count = number * tasks + _variable(environment, "SLURM_PROCID", "slurm"), count * tasks
    return Share(number, count)


def _variable(environment: Mapping[str, str], name: str, kind: str) -> int:
    value = environment.get(name, "")
    if not value.isascii() or not value.isdecimal():
        raise RecipeError(
            f"--shard {kind} needs the variable {name}, which is {value!r}; start the command with "
            f"{'srun or as a job array' if kind == 'slurm' else 'torchrun'}, or write --shard K/N"
        )
    return int(value)
