"""The last step: what a data set has once is written, and the output becomes a finished data set."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from typing import Final

from synthgroup.errors import OutputError
from synthgroup.export.card import card
from synthgroup.export.checksums import CHECKSUMS_FILE, FileSum, Marker, names_of, section_head, sum_of, to_lines
from synthgroup.export.contents import CARD_FILE, CROISSANT_FILE, RECIPE_FILE
from synthgroup.export.croissant import croissant
from synthgroup.export.files import output_errors
from synthgroup.export.job import JOB_FILE, Job
from synthgroup.export.leases import lease
from synthgroup.export.output import Place, Product
from synthgroup.export.tally import Tally
from synthgroup.export.workspace import Workspace
from synthgroup.export.writers import find_writer
from synthgroup.sources.printable import printable

_AHEAD: Final = 2
"""Shards whose labels are read and checked while those before them are written."""

_AGAIN: Final = "run the same command again to render it anew"


def finalize(out: Place, job: Job, *, strict: bool = False) -> Tally:
    """Finish a data set whose shards are all there.

    Args:
        out: Where it is.
        job: What was rendered.
        strict: Whether a background that could not be read is an error; the data set is then left unfinished.

    Returns:
        Counts over all scenes.

    Raises:
        OutputError: A shard is missing or damaged, a file cannot be written, another run is finishing, or `strict`
            found something.
    """
    workspace = Workspace(out, job)
    output = workspace.output
    writer = find_writer(job.format)
    with lease(output, "finalize", "finishing this data set"), output.drafts() as draft:
        markers = _whole(workspace)
        tally = Tally.sum(marker.tally for marker in markers)
        if strict:
            _refuse_replaced(tally)
        (draft / "format").mkdir()
        with output_errors(draft):
            (draft / "sums").mkdir()
            _check_files(workspace, markers, draft / "sums" / CHECKSUMS_FILE)
            products = [*writer.finish(draft / "format", job, lambda: _records(workspace, markers))]
            sums = [FileSum(product.name, sum_of(product.draft)) for product in products]
            about = _about(draft, job, tally, sums)
            sums += [FileSum(product.name, sum_of(product.draft)) for product in about]
            products += about
            checksums = _finish_sums(draft / "sums" / CHECKSUMS_FILE, sums, job)
        output.make_folders(writer.folders())
        output.publish(products, last=checksums)
        output.write(JOB_FILE, job.to_json())
    workspace.close()
    return tally


def _about(draft: Path, job: Job, tally: Tally, sums: Sequence[FileSum]) -> list[Product]:
    """Write what tells about the data set; `sums` are those of the files that its format has once."""
    recipe = job.recipe.to_yaml().encode()
    digests = {one.name: one.digest for one in sums} | {RECIPE_FILE: sha256(recipe).hexdigest()}
    texts = {
        RECIPE_FILE: recipe,
        CARD_FILE: card(job, tally).encode(),
        CROISSANT_FILE: croissant(job, tally, digests),
    }
    for name, text in texts.items():
        (draft / name).write_bytes(text)
    return [Product(draft / name, name) for name in texts]


def _refuse_replaced(tally: Tally) -> None:
    if tally.replaced:
        name, reason = min(tally.replaced.items())
        raise OutputError(
            f"{len(tally.replaced)} backgrounds could not be read and were replaced, such as {name} ({reason}); "
            "repair or remove them, or accept the replacements without --strict"
        )


def _whole(workspace: Workspace) -> list[Marker]:
    whole: list[Marker] = []
    for shard, marker in workspace.all_markers():
        if marker is None:
            raise OutputError(f"{workspace.output.address}: shard {shard} is not finished; {_AGAIN}")
        whole.append(marker)
    return whole


def _check_files(workspace: Workspace, markers: Sequence[Marker], sums: Path) -> None:
    """Join the shards' checksums, and let shards be rendered again whose files went missing."""
    lost: list[str] = []
    with sums.open("w", encoding="utf-8") as file:
        for marker in markers:
            text = workspace.sums(marker) or ""
            names = names_of(text)
            gone = [workspace.sums_name(marker.shard)] if names is None else workspace.output.absent(names)
            if gone:
                workspace.unmark(marker.shard)
            lost += gone
            file.write(section_head(marker) + text)
    if lost:
        raise OutputError(
            f"{workspace.output.address}: {len(lost)} files went missing or are empty, such as {printable(lost[0])}; "
            f"{_AGAIN}"
        )


def _finish_sums(sums: Path, files: Sequence[FileSum], job: Job) -> Product:
    """Add the files of the whole data set, and the hash of the checksums themselves."""
    whole = [*files, FileSum(JOB_FILE, sha256(job.to_json()).hexdigest())]
    with sums.open("a", encoding="utf-8") as file:
        file.write(section_head(None) + to_lines(whole))
    digest = sum_of(sums)
    with sums.open("a", encoding="utf-8") as file:
        file.write(f"# end {digest}\n")
    return Product(sums, CHECKSUMS_FILE)


def _records(workspace: Workspace, markers: Sequence[Marker]) -> Iterator[bytes]:
    """Read the labels of all shards, some of them ahead."""
    with ThreadPoolExecutor(_AHEAD) as pool:
        waiting: deque[Future[bytes]] = deque()
        try:
            for marker in markers:
                if marker.labels:
                    waiting.append(pool.submit(workspace.kept, marker))
                if len(waiting) > _AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            pool.shutdown(cancel_futures=True)
