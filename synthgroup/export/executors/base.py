"""What executors share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol


class Task(Protocol):
    """Does one shard."""

    def __call__(self, shard: int, on_scene: Callable[[], None] | None = None) -> Any:
        """Do a shard and write what comes of it; must pickle, and may be called more than once for a shard.

        Args:
            shard: Number of the shard.
            on_scene: To be called after every scene; what it raises ends the shard.
        """


Told = Callable[[int], None]
"""Told how many scenes have been done since it was told last."""


class Executor(Protocol):
    """An engine that does shards; it knows no format."""

    def run(self, task: Task, shards: Sequence[int], told: Told) -> None:
        """Do all shards, in any order.

        Args:
            task: Does one of them.
            shards: Numbers of the shards.
            told: Told about progress.

        Raises:
            OutputError: A worker died.
            SynthGroupError: Whatever a task raises; the other shards that were begun are given up.
            KeyboardInterrupt: The user interrupted; shards that were begun are given up.
        """
