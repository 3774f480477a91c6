"""Progress bars with rate and time left on stderr, shown on a terminal only."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from tqdm import tqdm

from synthgroup.bank.store import Progress


@contextmanager
def progress_bar(what: str, total: int | None, unit: str) -> Iterator[tqdm[NoReturn]]:
    """Show a bar while something is done; call `update(count)` on it.

    Args:
        what: What is done, such as `rendering`.
        total: How much there is of it; None where that is not known.
        unit: What is counted, such as `scenes`.
    """
    with tqdm(desc=what, total=total, unit=f" {unit}", file=sys.stderr, disable=None, dynamic_ncols=True) as bar:
        yield bar


@contextmanager
def packing_progress() -> Iterator[Progress]:
    """Give what a bank takes as `progress`: it shows a bar a source, which vanishes when the source is packed."""
    bars: dict[str, tqdm[NoReturn]] = {}

    def told(what: str, done: int, total: int) -> None:
        if what not in bars:
            bars[what] = tqdm(
                desc=what, total=total, unit=" pictures", file=sys.stderr, disable=None, dynamic_ncols=True, leave=False
            )
        bars[what].update(done - bars[what].n)
        if done == total:
            bars[what].close()

    try:
        yield told
    finally:
        for bar in bars.values():
            bar.close()
