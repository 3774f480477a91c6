"""The card of data sets of splits that lie side by side: one `README.md` above them, for the Hugging Face Hub."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import yaml

from synthgroup.export.card import head, listed, table, warnings_of
from synthgroup.export.contents import CARD_FILE, PARENT_TITLE, is_parent_card, split_outputs
from synthgroup.export.job import JOB_FILE, Job
from synthgroup.export.layouts import layout_of, split_name
from synthgroup.export.licences import licence_of
from synthgroup.export.output import Place, find_output
from synthgroup.export.verify import read_job
from synthgroup.sources.base import SPLITS

_SENTENCES: Final = (
    "Every folder is a data set of its own, with a card that tells how it was made and from which sources. No person "
    "and no background that a source tells apart is in two of them."
)


def write_parent_card(out: Place) -> bool:
    """Write or renew the card above data sets of splits, once all that are there are finished.

    Args:
        out: The folder in which the splits' folders lie.

    Returns:
        Whether it was written; it is not where no splits are there, one is not finished, or somebody else's is there.

    Raises:
        OutputError: The folder cannot be read or written.
    """
    output = find_output(out)
    splits = split_outputs(output)
    if not splits or any(output.part(name).size(JOB_FILE) is None for name in splits):
        return False
    there = output.read(CARD_FILE)
    if there is not None and not is_parent_card(there):
        return False
    output.write(CARD_FILE, parent_card({name: read_job(output.part(name))[0] for name in splits}).encode())
    return True


def parent_card(jobs: Mapping[str, Job]) -> str:
    """Write the card; equal jobs give equal texts.

    Args:
        jobs: What was rendered, by the split's folder.
    """
    ordered: dict[str, Job] = {name: jobs[name] for name in SPLITS if name in jobs}
    licence = licence_of(next(iter(ordered.values())))
    parts = [
        f"---\n{yaml.safe_dump(_head(ordered), sort_keys=False, width=1_000)}---",
        PARENT_TITLE,
        *warnings_of(licence),
        _SENTENCES,
        table(("folder", "scenes", "seed", "format"), [_row(name, job) for name, job in ordered.items()]),
        "All at once:",
        '```python\nfrom datasets import load_dataset\n\ndata = load_dataset("DIR")\n```',
        listed(f"[`{name}`]({name}/{CARD_FILE})" for name in ordered),
    ]
    return "\n\n".join(parts) + "\n"


def _head(jobs: Mapping[str, Job]) -> dict[str, Any]:
    first = next(iter(jobs.values()))
    files = [{"split": split_name(job), "path": _paths(name, job)} for name, job in jobs.items()]
    whole = head(first, licence_of(first), scenes=sum(job.n for job in jobs.values()))
    return {**whole, "configs": [{"config_name": "default", "data_files": files}]}


def _paths(name: str, job: Job) -> Sequence[str]:
    return [f"{name}/{pattern}" for pattern in layout_of(job).data_files]


def _row(name: str, job: Job) -> tuple[str, ...]:
    return f"`{name}`", f"{job.n:,}", str(job.seed), job.format
