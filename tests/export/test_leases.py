import json
import multiprocessing
import os
import threading

import pytest

from synthgroup.errors import OutputError
from synthgroup.export import find_output
from synthgroup.export.leases import LEASES, holders, lease

ELSEWHERE = {"machine": "other", "host": "node7", "process": 12, "started": "5", "run": "a", "count": 3}


@pytest.fixture
def output(tmp_path, monkeypatch):
    monkeypatch.setattr("synthgroup.export.leases.PATIENCE", 0.4)
    monkeypatch.setattr("synthgroup.export.leases.BEAT", 0.05)
    return find_output(tmp_path)


def test_lease_is_held_once_and_given_back(output):
    with lease(output, "shard-000001", "rendering shard 1"):
        with pytest.raises(OutputError, match=rf"another run is rendering shard 1 \(process {os.getpid()} on "):
            lease(output, "shard-000001", "rendering shard 1").__enter__()
        with lease(output, "shard-000002", "rendering shard 2"):
            assert len(holders(output)) == 1
    assert list(output.names()) == []
    assert holders(output) == []


def hold(folder, begun):
    with lease(find_output(folder), "finalize", "finishing"):
        begun.set()
        threading.Event().wait()


def test_lease_of_a_killed_process_is_taken_over_at_once(output, tmp_path, monkeypatch):
    monkeypatch.setattr("synthgroup.export.leases.PATIENCE", 1e9)
    context = multiprocessing.get_context("spawn")
    begun = context.Event()
    process = context.Process(target=hold, args=(tmp_path, begun))
    process.start()
    assert begun.wait(60)
    with pytest.raises(OutputError, match=f"process {process.pid} on"):
        lease(output, "finalize", "finishing").__enter__()
    process.kill()
    process.join()
    with lease(output, "finalize", "finishing"):
        assert holders(output)


def test_lease_of_another_machine_that_stands_still_is_taken_over(output):
    output.write(f"{LEASES}/finalize", json.dumps(ELSEWHERE).encode())
    assert holders(output) == []
    with lease(output, "finalize", "finishing"):
        assert json.loads(output.read(f"{LEASES}/finalize"))["process"] == os.getpid()


def test_lease_of_another_machine_that_moves_is_respected(output):
    ended = threading.Event()

    def beat():
        count = 0
        while not ended.wait(0.02):
            count += 1
            output.write(f"{LEASES}/finalize", json.dumps(ELSEWHERE | {"count": count}).encode())

    output.write(f"{LEASES}/finalize", json.dumps(ELSEWHERE).encode())
    thread = threading.Thread(target=beat)
    thread.start()
    try:
        assert holders(output) == ["process 12 on node7"]
        with pytest.raises(OutputError, match=r"another run is finishing \(process 12 on node7\)"):
            lease(output, "finalize", "finishing").__enter__()
    finally:
        ended.set()
        thread.join()


def test_process_number_that_was_given_again_is_another_process(output):
    with lease(output, "shard-000000", "rendering"):
        stored = json.loads(output.read(f"{LEASES}/shard-000000"))
    output.write(f"{LEASES}/shard-000000", json.dumps(stored | {"started": "1"}).encode())
    with lease(output, "shard-000000", "rendering"):
        pass


def test_holder_that_was_taken_for_dead_leaves_the_new_one_its_lease(output):
    with lease(output, "finalize", "finishing"):
        output.write(f"{LEASES}/finalize", json.dumps(ELSEWHERE).encode())
    assert json.loads(output.read(f"{LEASES}/finalize")) == ELSEWHERE


@pytest.mark.parametrize("text", ["", "{", "[]", '{"run": 1}', "\x00"])
def test_damaged_lease_is_nobodys(text, output):
    output.write(f"{LEASES}/finalize", text.encode())
    assert holders(output) == []
    with lease(output, "finalize", "finishing"):
        pass
