"""The engine of a Ray cluster: a task a shard, done again elsewhere when its machine is lost."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from synthgroup.errors import OutputError, SynthGroupError
from synthgroup.export.executors.base import Task, Told

_PORT: Final = re.compile(r"([^/:]+):([0-9]{1,5})$")

_PATIENCE: Final = 5.0
"""Seconds that a cluster may take to answer."""

_RETRIES: Final = 5
"""How often a shard is begun anew after its machine or process was lost."""


@dataclass(frozen=True, slots=True)
class RayExecutor:
    """A Ray cluster. Its machines must see the output and the cache of packed sources (`SYNTHGROUP_CACHE`).

    Attributes:
        address: `auto` for the cluster that this machine belongs to, `ray://HOST:PORT`, or None for processes of this
            machine. A connection that is there already is used as it is.
    """

    address: str | None = None

    def run(self, task: Task, shards: Sequence[int], told: Told) -> None:
        """Do all shards; twice as many as there are processors are under way at a time."""
        ray = _imported()
        with _connected(ray, self.address):
            shared = ray.put(task)
            remote = ray.remote(num_cpus=1, max_retries=_RETRIES)(_do)
            waiting = iter(shards)
            limit = 2 * max(1, int(ray.cluster_resources().get("CPU", 1)))
            running = [remote.remote(shared, shard) for _, shard in zip(range(limit), waiting, strict=False)]
            try:
                while running:
                    ended, running = ray.wait(running, num_returns=1)
                    for count in _results(ray, ended):
                        told(count)
                    running += [remote.remote(shared, shard) for _, shard in zip(ended, waiting, strict=False)]
            finally:
                for one in running:
                    ray.cancel(one, force=True)


def _do(task: Task, shard: int) -> int:
    tally = task(shard)
    return int(tally.scenes)


def _results(ray: Any, ended: Sequence[Any]) -> Iterator[int]:
    try:
        yield from ray.get(ended)
    except ray.exceptions.RayTaskError as error:
        cause = error.cause
        if isinstance(cause, SynthGroupError):
            raise cause from error
        raise
    except ray.exceptions.RayError as error:
        raise OutputError(
            f"Ray lost a shard {_RETRIES} times ({str(error).splitlines()[0]}); what is finished is kept: run the same "
            "command again"
        ) from error


@contextmanager
def _connected(ray: Any, address: str | None) -> Iterator[None]:
    if ray.is_initialized():
        yield
        return
    try:
        _knock(address)
        ray.init(address=address, log_to_driver=False, include_dashboard=False if address is None else None)
    except (OSError, ValueError, RuntimeError) as error:
        raise OutputError(f"no Ray cluster answers at {address!r}: {str(error).splitlines()[0]}") from error
    try:
        yield
    finally:
        ray.shutdown()


def _knock(address: str | None) -> None:
    """Try a port, since Ray itself waits minutes for one that nobody listens to."""
    found = _PORT.search(address or "")
    if found:
        socket.create_connection((found[1], int(found[2])), timeout=_PATIENCE).close()


def _imported() -> Any:
    try:
        import ray  # noqa: PLC0415  an extra, and slow to import
    except ImportError as error:
        raise OutputError("rendering on Ray needs the package ray: pip install 'synthgroup[ray]'") from error
    return ray
