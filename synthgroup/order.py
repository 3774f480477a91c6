"""Which scenes of an epoch a rank and a worker draw, and in which order: arithmetic on numbers alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Share:
    """A rank's part of an epoch: every `world_size`-th scene, as many for each rank.

    Where the ranks do not divide the epoch, its first scenes fill up the shares of the last ranks, as
    `DistributedSampler` does: nothing is left out, and fewer scenes than there are ranks are drawn twice.

    Attributes:
        length: Scenes of an epoch.
        rank: From 0.
        world_size: Number of ranks.
    """

    length: int
    rank: int = 0
    world_size: int = 1

    def __len__(self) -> int:
        return (self.length + self.world_size - 1) // self.world_size

    def scene(self, position: int) -> int:
        """Turn a position within the share into a scene of the epoch, both counted from 0."""
        return (position * self.world_size + self.rank) % self.length


@dataclass(frozen=True, slots=True)
class Deal:
    """The positions of a share that one worker draws, in its order: whole batches, dealt to the workers in turn.

    A loader collects one batch of each worker in turn, so that it sees the positions in ascending order however
    many workers there are.

    Attributes:
        start: First position that is dealt.
        stop: End of the share.
        batch_size: Positions dealt at a time.
        worker: From 0.
        workers: Number of workers.
    """

    start: int
    stop: int
    batch_size: int = 1
    worker: int = 0
    workers: int = 1

    def positions(self, drawn: int = 0) -> Iterator[int]:
        """List the worker's positions.

        Args:
            drawn: How many of them are passed over, since they were drawn before an interruption.
        """
        batches, within = divmod(drawn, self.batch_size)
        first = self.start + (batches * self.workers + self.worker) * self.batch_size
        for batch in range(first, self.stop, self.workers * self.batch_size):
            yield from range(batch + within, min(batch + self.batch_size, self.stop))
            within = 0
