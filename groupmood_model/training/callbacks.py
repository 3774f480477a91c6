"""What is watched while a training runs."""

from __future__ import annotations

from time import perf_counter
from typing import Any

import lightning.pytorch as pl

from groupmood_model.training.loader import EpochLoader


class DataWait(pl.Callback):
    """Logs how long each step waited for its data, and which share of an epoch's time that was."""

    def __init__(self) -> None:
        self._begun = 0.0
        self._time = self._waited = 0.0

    @property
    def share(self) -> float:
        """Share of the time of all epochs in this process that was spent waiting, 0 to 1."""
        return self._waited / self._time if self._time else 0.0

    def on_train_epoch_start(self, trainer: pl.Trainer, pl_module: pl.LightningModule) -> None:  # noqa: ARG002  Lightning's
        """Look at the clock."""
        self._begun = perf_counter()

    def on_train_start(self, trainer: pl.Trainer, pl_module: pl.LightningModule) -> None:  # noqa: ARG002  as above
        """Look at the clock; a training that goes on in mid-epoch does not start that epoch again."""
        self._begun = perf_counter()

    def on_train_batch_end(
        self,
        trainer: pl.Trainer,
        pl_module: pl.LightningModule,
        outputs: Any,  # noqa: ARG002  the signature is Lightning's
        batch: Any,  # noqa: ARG002  as above
        batch_idx: int,  # noqa: ARG002  as above
    ) -> None:
        """Log how long this step's data took."""
        loader = trainer.train_dataloader
        if isinstance(loader, EpochLoader):
            pl_module.log("data_wait", loader.waited, on_step=True)

    def on_train_epoch_end(self, trainer: pl.Trainer, pl_module: pl.LightningModule) -> None:
        """Log the epoch's share."""
        loader = trainer.train_dataloader
        if isinstance(loader, EpochLoader):
            passed = max(perf_counter() - self._begun, 1e-9)
            self._time += passed
            self._waited += loader.waited_in_all
            pl_module.log("data_wait_share", min(loader.waited_in_all / passed, 1.0), rank_zero_only=True)
