"""An epoch in batches, for each rank its part, from any batch on."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from time import perf_counter
from typing import Any

import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset

Batch = list[torch.Tensor]


class EpochLoader:
    """Batches of one epoch in a fixed order; Lightning stores and restores how many were taken.

    All batches are of the same size to within one sample, so that none is too small for batch normalisation.

    Args:
        dataset: The samples.
        epoch: Number of the epoch.
        batch_size: Samples of a batch at most.
        workers: Processes that make samples; 0 for none.
        rank: Number of this rank, from 0.
        ranks: How many there are; each takes every `ranks`-th sample of a batch that is `ranks` times as large.

    Attributes:
        waited: Seconds that the last batch was waited for.
        waited_in_all: Seconds that all batches since the beginning of the iteration were waited for.
    """

    def __init__(
        self, dataset: Dataset[Any], epoch: int, batch_size: int, *, workers: int = 0, rank: int = 0, ranks: int = 1
    ) -> None:
        total = len(dataset)  # type: ignore[arg-type]  # a data set of a known size
        self._dataset, self._epoch, self._workers = dataset, epoch, workers
        count = math.ceil(total / (batch_size * ranks))
        self._batches = [part[rank::ranks].tolist() for part in np.array_split(np.arange(total), count)]
        self._taken = 0
        self.waited = 0.0
        self.waited_in_all = 0.0

    def __len__(self) -> int:
        """Count the batches of the whole epoch."""
        return len(self._batches)

    def __iter__(self) -> Iterator[Batch]:
        """Go on behind the batches that were taken before the state was stored, or begin."""
        loader: DataLoader[Any] = DataLoader(
            self._dataset,
            batch_sampler=self._batches[self._taken :],
            num_workers=self._workers,
            generator=torch.Generator().manual_seed(0),  # else it draws from the global generator
        )
        batches = iter(loader)
        while True:
            begun = perf_counter()
            batch = next(batches, None)
            if batch is None:
                break
            self.waited = perf_counter() - begun
            self.waited_in_all += self.waited
            self._taken += 1
            yield batch

    def state_dict(self) -> dict[str, Any]:
        """Tell how many batches were taken."""
        return {"epoch": self._epoch, "taken": self._taken}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Go on where the state was taken, if it is of this epoch."""
        self._taken = int(state["taken"]) if state["epoch"] == self._epoch else 0
