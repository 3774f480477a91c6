"""The last step: what a data set has once is written, and the output becomes a finished data set."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from hashlib import blake2b, sha256
from pathlib import Path
from typing import BinaryIO, Final

from synthgroup.errors import OutputError
from synthgroup.export.checksums import CHECKSUMS_FILE, FileSum, Marker, Section, section_text, sum_of
from synthgroup.export.contents import RECIPE_FILE
from synthgroup.export.files import output_errors
from synthgroup.export.job import JOB_FILE, Job
from synthgroup.export.leases import lease
from synthgroup.export.output import Output, Place, Product
from synthgroup.export.tally import Tally
from synthgroup.export.workspace import Workspace
from synthgroup.export.writers import find_writer
from synthgroup.sources.printable import printable

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
        markers = [_whole(workspace, shard) for shard in job.shards]
        tally = Tally.sum(marker.tally for marker in markers)
        if strict:
            _refuse_replaced(tally)
        (draft / "format").mkdir()
        with output_errors(draft):
            (draft / "sums").mkdir()
            _check_files(workspace, markers, draft / "sums" / CHECKSUMS_FILE)
            products = [*writer.finish(draft / "format", job, lambda: _records(workspace, markers))]
            products += _about(draft, job)
            checksums = _finish_sums(draft / "sums" / CHECKSUMS_FILE, products, job)
        output.make_folders(writer.folders())
        output.publish(products)
        output.publish([checksums])
        output.write(JOB_FILE, job.to_json())
    workspace.close()
    return tally


def _about(draft: Path, job: Job) -> list[Product]:
    """Write what tells about the data set."""
    (draft / RECIPE_FILE).write_text(job.recipe.to_yaml(), encoding="utf-8")
    return [Product(draft / RECIPE_FILE, RECIPE_FILE)]


def _refuse_replaced(tally: Tally) -> None:
    if tally.replaced:
        name, reason = min(tally.replaced.items())
        raise OutputError(
            f"{len(tally.replaced)} backgrounds could not be read and were replaced, such as {name} ({reason}); "
            "repair or remove them, or accept the replacements without --strict"
        )


def _whole(workspace: Workspace, shard: int) -> Marker:
    marker = workspace.marker(shard)
    if marker is None:
        raise OutputError(f"{workspace.output.address}: shard {shard} is not finished; {_AGAIN}")
    return marker


def _check_files(workspace: Workspace, markers: Sequence[Marker], sums: Path) -> None:
    """Join the shards' checksums, and let shards be rendered again whose files went missing."""
    lost: list[str] = []
    with sums.open("w", encoding="utf-8") as file:
        for marker in markers:
            files = workspace.files(marker)
            gone = [workspace.sums_name(marker.shard)] if files is None else _gone(workspace.output, files)
            if gone:
                workspace.unmark(marker.shard)
            lost += gone
            file.write(section_text(Section(marker, files or [])))
    if lost:
        raise OutputError(
            f"{workspace.output.address}: {len(lost)} files went missing or are empty, such as {printable(lost[0])}; "
            f"{_AGAIN}"
        )


def _gone(output: Output, files: Sequence[FileSum]) -> list[str]:
    return [file.name for file in files if not output.size(file.name)]


def _finish_sums(sums: Path, products: Sequence[Product], job: Job) -> Product:
    """Add the files of the whole data set, and the hash of the checksums themselves."""
    whole = [FileSum(product.name, sum_of(product.draft)) for product in products]
    whole.append(FileSum(JOB_FILE, sha256(job.to_json()).hexdigest()))
    with sums.open("a", encoding="utf-8") as file:
        file.write(section_text(Section(None, whole)))
    digest = sum_of(sums)
    with sums.open("a", encoding="utf-8") as file:
        file.write(f"# end {digest}\n")
    return Product(sums, CHECKSUMS_FILE)


def _records(workspace: Workspace, markers: Sequence[Marker]) -> Iterator[bytes]:
    """Read the labels of all shards, and check them on the way."""
    for marker in markers:
        if not marker.labels:
            continue
        name = workspace.labels_name(marker.shard)
        with workspace.output.open(name) as file:
            digest = yield from _hashed(file)
        if digest != marker.labels:
            workspace.unmark(marker.shard)
            raise OutputError(f"{workspace.output.address}/{name} was damaged after it was written; {_AGAIN}")


def _hashed(lines: BinaryIO) -> Generator[bytes, None, str]:
    hashed = blake2b(digest_size=16)
    for line in lines:
        hashed.update(line)
        yield line
    return hashed.hexdigest()
