"""One iteration over a data set: which scenes come in this process, and how to go on after an interruption."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Self

from synthgroup.epochs import EpochCounter, Worker
from synthgroup.errors import RecipeError
from synthgroup.order import Deal, Share


class SceneIterator(Iterator[tuple[Any, Any]]):
    """One iteration over a `GroupSceneDataset` in one process.

    Args:
        sample: Makes a sample of an epoch and the number of a scene in it.
        share: The rank's part of the epoch.
        batch_size: Scenes dealt to a worker at a time.
        epochs: Tells which epoch to draw.
        worker: The worker that iterates, or None in the process that owns the loader.
        settings: What must be equal for a state to be loaded.
    """

    def __init__(
        self,
        sample: Callable[[int, int], tuple[Any, Any]],
        share: Share,
        batch_size: int,
        epochs: EpochCounter,
        worker: Worker | None,
        settings: Mapping[str, Any],
    ) -> None:
        self._sample = sample
        self._share = share
        self._batch_size = batch_size
        self._epochs = epochs
        self._worker = worker
        self._settings = settings
        self._go_on(*epochs.begin(worker), drawn=0)

    def _go_on(self, epoch: int, start: int, drawn: int) -> None:
        self.epoch = epoch
        self.start = start
        self.drawn = drawn
        number, count = (self._worker.number, self._worker.count) if self._worker else (0, 1)
        self._positions = Deal(start, len(self._share), self._batch_size, number, count).positions(drawn)
        self._upcoming: int | None = None

    @property
    def place(self) -> int:
        """Position in the rank's share that comes next, where no workers share in it."""
        return self.start + self.drawn

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> tuple[Any, Any]:
        if self._upcoming is None:
            self._upcoming = next(self._positions)
        # where this raises, the scene stays the upcoming one: it is tried again and not lost
        sample = self._sample(self.epoch, self._share.scene(self._upcoming))
        self._upcoming = None
        self.drawn += 1
        return sample

    def state_dict(self) -> dict[str, Any]:
        """Tell where this iteration is; torchdata's StatefulDataLoader keeps one state a worker."""
        return {
            "epoch": self.epoch,
            "start": self.start,
            "drawn": self.drawn,
            "worker": self._named(),
            "settings": dict(self._settings),
        }

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Go on from a state of the same worker.

        Raises:
            RecipeError: The state is of a data set with other settings, or of another number of workers.
        """
        check_state(state, self._settings)
        if state["worker"] != self._named():
            raise RecipeError(
                f"the state is of {state['worker']}, this is {self._named()}; use as many workers as before"
            )
        self._epochs.rejoin(self._worker, state["epoch"])
        self._go_on(state["epoch"], state["start"], state["drawn"])

    def _named(self) -> str:
        return f"worker {self._worker.number} of {self._worker.count}" if self._worker else "no worker"


def check_state(state: Mapping[str, Any], settings: Mapping[str, Any]) -> None:
    """Check that a state belongs to a data set.

    Args:
        state: What `state_dict` made.
        settings: The data set's.

    Raises:
        RecipeError: It is no state, or of a data set with other settings.
    """
    saved = state.get("settings")
    if not isinstance(saved, Mapping):
        raise RecipeError(f"this is no state of a GroupSceneDataset: its keys are {', '.join(map(str, state))}")
    for name, value in settings.items():
        if saved.get(name) != value:
            raise RecipeError(
                f"the state is of a data set with {name} {saved.get(name)!r}, this one has {value!r}; "
                "make the data set with the same arguments"
            )
