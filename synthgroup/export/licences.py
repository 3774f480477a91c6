"""The licence of a rendered data set, which is that of its sources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from synthgroup.export.job import Job, JobSource
from synthgroup.sources.printable import printable
from synthgroup.sources.terms import terms_of

FREE: Final = "CC0-1.0"


@dataclass(frozen=True, slots=True)
class Licence:
    """What applies to a data set as a whole.

    Attributes:
        name: `CC0-1.0`, or the licences of the sources with their names.
        url: Its text; empty where it has no single address.
        forbidding: Sources that forbid to publish what is made of them, by name.
        unknown: Sources of which that is not known.
    """

    name: str
    url: str
    forbidding: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def free(self) -> bool:
        """Whether the data set may be passed on like its sources, without any condition."""
        return self.name == FREE


def job_sources(job: Job) -> list[JobSource]:
    """List a job's sources, each name once."""
    return list({source.source: source for source in (*job.faces, *job.backgrounds)}.values())


def licence_of(job: Job) -> Licence:
    """Work out what applies to a job's pictures: each shows some of every source."""
    sources = job_sources(job)
    known = {source.source: terms_of(source.source).publishable for source in sources}
    free = all(source.licence == FREE and known[source.source] for source in sources)
    return Licence(
        name=FREE if free else "; ".join(printable(f"{one.source}: {one.licence}") for one in sources),
        url=terms_of("builtin").url if free else "",
        forbidding=tuple(name for name, publishable in known.items() if publishable is False),
        unknown=tuple(name for name, publishable in known.items() if publishable is None),
    )
