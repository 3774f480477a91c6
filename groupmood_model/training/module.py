"""The network in training, as Lightning wants it."""

from __future__ import annotations

import math
from typing import Any

import lightning.pytorch as pl
import torch
from torch import nn
from torchmetrics import MetricCollection
from torchmetrics.classification import MulticlassAccuracy

from groupmood_model.architectures import trainable
from groupmood_model.architectures.registry import architecture_named
from groupmood_model.classifier import CHECKPOINT_KEY, Classifier
from groupmood_model.training.schedules import Schedule


class MoodModule(pl.LightningModule):
    """Trains the network of a classifier by a schedule.

    The random numbers of a step, such as those of dropout, follow from the seed and the step's number alone, and so
    does the learning rate: a training that was interrupted goes on as if it had not been.

    Args:
        classifier: The network and what goes with it.
        schedule: What is trained.
        steps: Steps of each epoch.
        seed: From 0.
    """

    def __init__(self, classifier: Classifier, schedule: Schedule, steps: list[int], seed: int) -> None:
        super().__init__()
        # channels last: the same numbers in an order that convolutions on processors and tensor cores are quicker in
        self.model: nn.Module = classifier.model.to(memory_format=torch.channels_last)
        self._classifier = classifier
        self._architecture = architecture_named(classifier.architecture)
        self._schedule, self._steps, self._seed = schedule, steps, seed
        self._rates = [epoch.stage.learning_rate or schedule.learning_rate for epoch in schedule.epochs()]
        classes = len(classifier.classes)
        self.val_scores = _scores("val", classes)
        self.test_scores = _scores("test", classes)

    def forward(self, pictures: torch.Tensor) -> Any:
        """Give what the network gives."""
        return self.model(pictures)

    def learning_rate(self, step: int) -> float:
        """Tell the learning rate of a step.

        Args:
            step: Its number over all epochs, from 0.
        """
        schedule = self._schedule
        total, seen = sum(self._steps), 0
        rate = self._rates[-1]
        for steps, one in zip(self._steps, self._rates, strict=True):
            seen += steps
            if step < seen:
                rate = one
                break
        if step < schedule.warmup:
            return rate * (step + 1) / schedule.warmup
        if schedule.decay == "cosine":
            done = (step - schedule.warmup) / max(total - schedule.warmup, 1)
            rate *= (1 + math.cos(math.pi * min(done, 1))) / 2
        return rate

    def configure_optimizers(self) -> torch.optim.Optimizer:
        """Make the optimiser of all that learns."""
        schedule = self._schedule
        learning = [parameter for parameter in self.model.parameters() if parameter.requires_grad]
        if schedule.optimizer == "adamw":
            return torch.optim.AdamW(learning, schedule.learning_rate, weight_decay=schedule.weight_decay)
        return torch.optim.SGD(
            learning, schedule.learning_rate, momentum=schedule.momentum, weight_decay=schedule.weight_decay
        )

    def on_train_batch_start(self, batch: Any, batch_idx: int) -> None:  # noqa: ARG002  the signature is Lightning's
        """Fix what the step draws, and how far it goes."""
        step = self.global_step
        torch.manual_seed((self._seed * 1_000_003 + step) * 4096 + self.global_rank)
        rate = self.learning_rate(step)
        for group in self.trainer.optimizers[0].param_groups:
            group["lr"] = rate
        self.log("learning_rate", rate)

    def training_step(self, batch: Any, batch_idx: int) -> torch.Tensor:  # noqa: ARG002  as above
        """Give the loss of a batch."""
        pictures, labels = batch
        loss, logits = trainable(self._architecture, self(pictures), labels)
        self.log("train_loss", loss.detach(), prog_bar=True)
        self.log("train_accuracy", (logits.detach().argmax(1) == labels).float().mean())
        return loss

    def validation_step(self, batch: Any, batch_idx: int) -> None:  # noqa: ARG002  as above
        """Score a batch of the split val."""
        self._score(batch, "val")

    def test_step(self, batch: Any, batch_idx: int) -> None:  # noqa: ARG002  as above
        """Score a batch of the split test."""
        self._score(batch, "test")

    def on_save_checkpoint(self, checkpoint: dict[str, Any]) -> None:
        """Say in the checkpoint what the network is, so that `Classifier.load` can read it."""
        checkpoint[CHECKPOINT_KEY] = self._classifier.description()

    def _score(self, batch: Any, split: str) -> None:
        pictures, labels = batch
        logits = self(pictures)
        scores = self.val_scores if split == "val" else self.test_scores
        scores.update(logits, labels)
        loss = nn.functional.cross_entropy(logits, labels)
        self.log(f"{split}_loss", loss, on_epoch=True, sync_dist=True, batch_size=len(labels))
        self.log_dict(scores, on_epoch=True, batch_size=len(labels), prog_bar=True)


def _scores(split: str, classes: int) -> MetricCollection:
    return MetricCollection(
        {
            f"{split}_accuracy": MulticlassAccuracy(classes, average="micro"),
            f"{split}_balanced_accuracy": MulticlassAccuracy(classes, average="macro"),
        }
    )
