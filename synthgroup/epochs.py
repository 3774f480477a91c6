"""The number of the epoch, agreed on without locks by a process and the loader workers that it starts."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.context import get_spawning_popen
from multiprocessing.sharedctypes import RawArray
from typing import Any, Final

from synthgroup.errors import RecipeError

LAST_EPOCH: Final = 2**31 - 1
"""Largest epoch: it shares a 64-bit word with a 31-bit key, so that both are written at once."""

_Board = ctypes.Array[ctypes.c_longlong]
_NONE: Final = -1
_PINNED, _RESUMED, _START, _RESUMER = range(4)
"""The epoch that was set; the epoch to resume, from where, and the key of the iteration that does."""

_RECENT: Final = range(4, 4 + 16)
"""The last iterations, as key << 32 | epoch, each at the place that its epoch gives."""

_WORKERS: Final = 1024
_SIZE: Final = _RECENT.stop + len(_RECENT) * _WORKERS
"""After the iterations, for each of them a word a worker: the iteration + 1 once that worker has begun it."""


@dataclass(frozen=True, slots=True)
class Worker:
    """A worker process of a data loader.

    Attributes:
        number: From 0.
        count: How many workers there are.
        key: A number that the workers of one iteration have in common, and few iterations share.
    """

    number: int
    count: int
    key: int


class EpochCounter:
    """Tells every iteration which epoch to draw: the one that was set, or else the one after the last.

    All workers of an iteration get the same answer, whether they live on or are started anew, by fork, spawn or
    forkserver. The process that owns a loader and its workers share a board of 64-bit words. A worker looks there
    for the iteration that it belongs to; the first one enters it. Two that are first at the same time enter the same
    word, so no lock is needed. Only iterations that overlap may take their epochs in either order.

    Each process that the counter comes to owns a board of its own, so that ranks do not advance each other.
    """

    def __init__(self) -> None:
        self._boards = {os.getpid(): _board()}
        self._begun = 0

    def __getstate__(self) -> dict[str, Any]:
        """Hand over the board itself to a process that is being started, and its words anywhere else."""
        board = self._own()
        shared = {os.getpid(): board} if get_spawning_popen() else {}
        return {"boards": shared, "words": _summary(board), "begun": self._begun}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self._boards = {**state["boards"], os.getpid(): _board(state["words"])}
        self._begun = state["begun"]

    def pin(self, epoch: int) -> None:
        """Set the epoch of all iterations to come."""
        self._own()[_PINNED] = epoch

    def pinned(self, worker: Worker | None) -> int | None:
        """Tell the epoch that was set, if any.

        Args:
            worker: Who asks; None in the process that owns the loader.
        """
        epoch = self._shared(worker)[_PINNED]
        return None if epoch == _NONE else epoch

    def upcoming(self) -> int:
        """Tell the epoch that the next iteration draws."""
        board = self._own()
        return _last(board) + 1 if board[_PINNED] == _NONE else board[_PINNED]

    def resume(self, epoch: int, start: int) -> None:
        """Let the next iteration draw an epoch from a position on, and those after it the epochs that follow."""
        board = self._own()
        _fill(board, [_NONE, epoch, start, _NONE, epoch - 1])

    def begin(self, worker: Worker | None) -> tuple[int, int]:
        """Begin an iteration.

        Args:
            worker: Who iterates; None in the process that owns the loader.

        Returns:
            The epoch and the position in it to start from.

        Raises:
            RecipeError: The counter came to the worker's parent by fork and was not used there.
        """
        board = self._shared(worker)
        self._begun += 1
        epoch = board[_PINNED]
        if epoch == _NONE:
            epoch = self._next(board, worker)
            self._note(board, worker, epoch)
        if epoch != board[_RESUMED] or board[_RESUMER] not in {_NONE, self._key(worker)}:
            return epoch, 0
        board[_RESUMER] = self._key(worker)
        return epoch, board[_START]

    def rejoin(self, worker: Worker | None, epoch: int) -> None:
        """Let the iteration that was begun last go on with an epoch that an earlier process had begun."""
        board = self._shared(worker)
        for place in _RECENT:
            if _epoch(board[place]) > epoch:
                board[place] = _NONE
        self._note(board, worker, epoch)

    def _next(self, board: _Board, worker: Worker | None) -> int:
        words = [board[place] for place in _RECENT]
        if worker:
            word = max((word for word in words if word >> 32 == self._key(worker)), default=_NONE)
            # a key is met again where a program resets torch's seed, but no worker begins an iteration twice
            if word != _NONE and board[_begun_place(word, worker)] != word + 1:
                return _epoch(word)
        return max(map(_epoch, words)) + 1

    def _note(self, board: _Board, worker: Worker | None, epoch: int) -> None:
        word = self._key(worker) << 32 | epoch
        board[_place(epoch)] = word
        if worker:
            board[_begun_place(word, worker)] = word + 1

    def _key(self, worker: Worker | None) -> int:
        # workers that live on keep their key, and count their iterations alike
        return hash((worker.key, worker.count, self._begun) if worker else (self._begun,)) & LAST_EPOCH

    def _own(self) -> _Board:
        if os.getpid() not in self._boards:
            self._boards[os.getpid()] = _board(_summary(next(reversed(self._boards.values()))))
        return self._boards[os.getpid()]

    def _shared(self, worker: Worker | None) -> _Board:
        parent = multiprocessing.parent_process()
        if worker is None or parent is None:
            return self._own()
        if parent.pid not in self._boards:
            raise RecipeError(
                "the data set was made in another process and came by fork to the one that iterates over it with "
                "workers; call its set_epoch() there before each epoch, or make the data set there"
            )
        return self._boards[parent.pid]


def _board(summary: Sequence[int] = (_NONE,) * 5) -> _Board:
    board = RawArray(ctypes.c_longlong, _SIZE)
    _fill(board, summary)
    return board


def _summary(board: _Board) -> list[int]:
    """Tell what a board holds but for which iteration drew what: pinned, resumed, start, resumer, last epoch."""
    return [*(board[place] for place in range(_RECENT.start)), _last(board)]


def _fill(board: _Board, summary: Sequence[int]) -> None:
    *head, last = summary
    words = [*head, *[_NONE] * len(_RECENT)]
    if last != _NONE:
        words[_place(last)] = last
    ctypes.memset(board, 0, ctypes.sizeof(board))
    for place, word in enumerate(words):
        board[place] = word


def _place(epoch: int) -> int:
    return _RECENT[epoch % len(_RECENT)]


def _begun_place(word: int, worker: Worker) -> int:
    return _RECENT.stop + _epoch(word) % len(_RECENT) * _WORKERS + range(_WORKERS)[worker.number]


def _epoch(word: int) -> int:
    return _NONE if word == _NONE else word & LAST_EPOCH


def _last(board: _Board) -> int:
    return max(_epoch(board[place]) for place in _RECENT)
