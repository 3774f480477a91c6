"""Which scenes a rank and a worker draw, without torch."""

from __future__ import annotations

from itertools import chain, islice, zip_longest

from hypothesis import given, settings
from hypothesis import strategies as st

from synthgroup.order import Deal, Share

lengths = st.integers(1, 60)
few = st.integers(1, 7)


def as_a_loader(deals, batch_size):
    """Collect batches of the workers in turn, as a loader with this batch size does."""
    drawn = [list(deal.positions()) for deal in deals]
    batches = [[one[at : at + batch_size] for at in range(0, len(one), batch_size)] for one in drawn]
    return [position for turn in zip_longest(*batches, fillvalue=[]) for batch in turn for position in batch]


@settings(deadline=None)
@given(lengths, few, few, st.integers(0, 20))
def test_a_loader_sees_ascending_positions_whatever_the_number_of_workers(stop, batch_size, workers, start):
    deals = [Deal(start, stop, batch_size, worker, workers) for worker in range(workers)]
    assert as_a_loader(deals, batch_size) == list(range(start, stop))


@settings(deadline=None)
@given(lengths, few, few, few)
def test_a_loader_with_another_batch_size_loses_nothing(stop, batch_size, workers, other):
    deals = [Deal(0, stop, batch_size, worker, workers) for worker in range(workers)]
    assert sorted(as_a_loader(deals, other)) == list(range(stop))


@settings(deadline=None)
@given(lengths, few, few, st.data())
def test_an_interrupted_worker_goes_on_where_it_stopped(stop, batch_size, workers, data):
    deal = Deal(0, stop, batch_size, data.draw(st.integers(0, workers - 1)), workers)
    everything = list(deal.positions())
    drawn = data.draw(st.integers(0, len(everything)))
    assert list(deal.positions(drawn)) == everything[drawn:]
    assert list(islice(deal.positions(), drawn)) == everything[:drawn]


@settings(deadline=None)
@given(lengths, st.integers(1, 80))
def test_shares_are_equal_and_leave_nothing_out(length, world_size):
    shares = [Share(length, rank, world_size) for rank in range(world_size)]
    drawn = [[share.scene(position) for position in range(len(share))] for share in shares]
    assert {len(one) for one in drawn} == {-(-length // world_size)}
    assert set(chain(*drawn)) == set(range(length))
    twice = sum(map(len, drawn)) - length
    assert twice < world_size


def test_one_rank_draws_the_epoch_in_order():
    share = Share(5)
    assert [share.scene(position) for position in range(len(share))] == [0, 1, 2, 3, 4]


def test_the_ranks_together_draw_consecutive_scenes_at_every_step():
    shares = [Share(6, rank, 2) for rank in range(2)]
    assert [[share.scene(position) for share in shares] for position in range(3)] == [[0, 1], [2, 3], [4, 5]]
