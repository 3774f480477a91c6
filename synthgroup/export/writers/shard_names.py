"""Names of files that hold a whole shard."""

from __future__ import annotations

import re
from dataclasses import dataclass

from synthgroup.export.job import Job


@dataclass(frozen=True, slots=True)
class ShardNames:
    """Names such as `data/train-000003.tar`.

    The folder holds shards alone, so that readers need no pattern. The split stands in front, where Hugging Face looks
    for it. How many shards there are does not show, because it may grow.

    Attributes:
        suffix: End of the names, with its dot.
    """

    suffix: str

    def of(self, job: Job, shard: int) -> str:
        """Name a shard's file."""
        return f"data/{job.split}-{shard:06d}{self.suffix}"

    def owns(self, name: str, n: int, shard_size: int, split: str) -> bool:
        """Tell whether a file of that name can belong to a data set of so many scenes."""
        found = re.fullmatch(rf"data/{re.escape(split)}-([0-9]{{6,20}}){re.escape(self.suffix)}", name)
        return found is not None and int(found[1]) * shard_size < n and found[1] == f"{int(found[1]):06d}"
