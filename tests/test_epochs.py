"""Which epoch an iteration draws: workers are played by counters that share the owner's board, as a fork does."""

from __future__ import annotations

import copy
import os
import pickle
import random
from types import SimpleNamespace

import pytest

from synthgroup.epochs import EpochCounter, Worker
from synthgroup.errors import RecipeError


def forked(counter):
    child = EpochCounter.__new__(EpochCounter)
    child.__dict__.update(counter.__dict__)
    return child


class Loader:
    """Plays a data loader; its workers begin in any order."""

    def __init__(self, counter, workers, *, persistent, draw):
        self.counter, self.workers, self.persistent, self.draw = counter, workers, persistent, draw
        self.alive = []

    def iterate(self, key):
        if not self.workers:
            return self.counter.begin(None)
        if not (self.persistent and self.alive):
            self.alive = [(forked(self.counter), Worker(one, self.workers, key)) for one in range(self.workers)]
        begun = {child.begin(worker) for child, worker in self.draw.sample(self.alive, len(self.alive))}
        assert len(begun) == 1, "the workers of one iteration disagree"
        return begun.pop()


def test_iterations_draw_the_next_epoch():
    counter = EpochCounter()
    assert [counter.begin(None) for _ in range(3)] == [(0, 0), (1, 0), (2, 0)]


@pytest.mark.parametrize("seed", range(30))
def test_epochs_follow_each_other_whichever_loaders_iterate(seed):
    draw = random.Random(seed)
    counter = EpochCounter()
    loaders = [Loader(counter, draw.randrange(5), persistent=draw.random() < 0.5, draw=draw) for _ in range(4)]
    keys = range(draw.choice([1, 3, 10**9]))  # few keys: a program that resets torch's seed
    epochs = [draw.choice(loaders).iterate(draw.choice(keys))[0] for _ in range(200)]
    assert epochs == list(range(200))


def test_workers_that_were_late_find_the_iteration_that_they_belong_to():
    counter = EpochCounter()
    first = [(forked(counter), Worker(number, 3, 11)) for number in range(3)]
    assert first[1][0].begin(first[1][1]) == (0, 0)
    second = [(forked(counter), Worker(number, 3, 12)) for number in range(3)]
    assert second[2][0].begin(second[2][1]) == (1, 0)
    assert [child.begin(worker)[0] for child, worker in (first[0], second[0], first[2], second[1])] == [0, 1, 0, 1]


def test_a_worker_that_iterates_again_and_again_stays_in_step_with_the_others():
    counter = EpochCounter()
    ahead, behind = ((forked(counter), Worker(number, 2, 5)) for number in range(2))
    assert [ahead[0].begin(ahead[1])[0] for _ in range(3)] == [0, 1, 2]
    assert [behind[0].begin(behind[1])[0] for _ in range(4)] == [0, 1, 2, 3]


@pytest.mark.parametrize("workers", [0, 2])
def test_a_set_epoch_stays_until_another_is_set(workers):
    draw = random.Random(0)
    counter = EpochCounter()
    loader = Loader(counter, workers, persistent=True, draw=draw)
    assert loader.iterate(1) == (0, 0)
    counter.pin(7)
    assert counter.upcoming() == 7
    assert [loader.iterate(1), loader.iterate(1)] == [(7, 0), (7, 0)]
    counter.pin(2)
    assert loader.iterate(1) == (2, 0)


@pytest.mark.parametrize("pinned", [False, True])
@pytest.mark.parametrize("workers", [0, 3])
def test_an_epoch_is_resumed_once(workers, pinned):
    draw = random.Random(1)
    counter = EpochCounter()
    for key in range(9):
        Loader(counter, workers, persistent=False, draw=draw).iterate(key)
    counter.resume(4, 12)
    assert counter.upcoming() == 4
    if pinned:
        counter.pin(4)
    loader = Loader(counter, workers, persistent=False, draw=draw)
    assert [loader.iterate(key) for key in range(20, 23)] == (
        [(4, 12), (4, 0), (4, 0)] if pinned else [(4, 12), (5, 0), (6, 0)]
    )


@pytest.mark.parametrize("earlier", [0, 9])
def test_workers_rejoin_an_epoch_and_the_next_iteration_draws_the_one_after(earlier):
    counter = EpochCounter()
    draw = random.Random(2)
    for key in range(earlier):
        Loader(counter, 2, persistent=False, draw=draw).iterate(key)
    for number in (1, 0):
        worker = Worker(number, 2, 99)
        child = forked(counter)
        child.begin(worker)
        child.rejoin(worker, 3)
    assert Loader(counter, 2, persistent=False, draw=draw).iterate(100) == (4, 0)


@pytest.mark.parametrize("duplicate", [copy.deepcopy, lambda counter: pickle.loads(pickle.dumps(counter))])
def test_a_copy_goes_on_by_itself(duplicate):
    counter = EpochCounter()
    counter.begin(None)
    other = duplicate(counter)
    assert [other.begin(None)[0], other.begin(None)[0], counter.begin(None)[0]] == [1, 2, 1]
    other.pin(8)
    assert counter.pinned(None) is None
    assert other.pinned(None) == 8


def parent_of_workers(monkeypatch, pid):
    parent = SimpleNamespace(parent_process=lambda: SimpleNamespace(pid=pid))
    monkeypatch.setattr("synthgroup.epochs.multiprocessing", parent)


def test_workers_use_the_board_of_the_process_that_started_them(monkeypatch):
    counter = EpochCounter()
    counter.begin(None)
    parent_of_workers(monkeypatch, os.getpid())
    assert forked(counter).begin(Worker(0, 1, 3)) == (1, 0)


def test_workers_of_a_process_that_inherited_the_counter_unused_say_what_to_do(monkeypatch):
    counter = EpochCounter()
    parent_of_workers(monkeypatch, -5)
    with pytest.raises(RecipeError, match=r"call its set_epoch\(\) there before each epoch"):
        counter.begin(Worker(0, 1, 3))


def test_a_forked_process_gets_a_board_of_its_own(monkeypatch):
    counter = EpochCounter()
    counter.begin(None)
    monkeypatch.setattr("synthgroup.epochs.os", SimpleNamespace(getpid=lambda: -7))
    rank = forked(counter)
    assert [rank.begin(None)[0], rank.begin(None)[0]] == [1, 2]
    monkeypatch.undo()
    assert counter.begin(None) == (1, 0)
