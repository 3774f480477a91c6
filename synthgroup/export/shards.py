"""A shard: a fixed range of scenes that one worker renders and writes as one unit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from synthgroup.export.checksums import FileSum, Marker, digest_of_files, digest_of_labels, sealed, sum_of, to_lines
from synthgroup.export.files import output_errors
from synthgroup.export.job import Job
from synthgroup.export.leases import lease
from synthgroup.export.metadata import record_line, scene_record
from synthgroup.export.output import Output, Place, Product
from synthgroup.export.tally import Tally
from synthgroup.export.workspace import Workspace
from synthgroup.export.writers import Sample, Writer, find_writer
from synthgroup.generator import SceneGenerator

OnScene = Callable[[], None]
"""Called after every scene; what it raises ends the shard."""


def render_shard(out: Place, job: Job, generator: SceneGenerator, shard: int, on_scene: OnScene | None = None) -> Tally:
    """Render one shard into an output that was prepared for the job.

    Files get their final names when they are on the disk, the marker comes last: a run that is stopped at any moment
    leaves a shard that is whole, or one that the next run renders again to the same bytes.

    Args:
        out: Where the job is.
        job: What is to be rendered.
        generator: The generator that the job was made of, or an equal one.
        shard: Number of the shard.
        on_scene: Called after every scene; what it raises ends the shard.

    Returns:
        Counts over the shard's scenes.

    Raises:
        OutputError: A file cannot be written, or another run is rendering the shard.
        SynthGroupError: A scene cannot be drawn.
    """
    workspace = Workspace(out, job)
    output = workspace.output
    writer = find_writer(job.format)
    with lease(output, f"shard-{shard:06d}", f"rendering shard {shard}"), output.drafts() as draft:
        with output_errors(draft):
            products, lines, tally = _draw(writer, job, generator, shard, draft, on_scene)
            sums = [FileSum(product.name, product.digest or sum_of(product.draft)) for product in products]
            (draft / "sums").write_text(to_lines(sums), encoding="utf-8")
            notes = [Product(draft / "sums", workspace.sums_name(shard))]
            labels = digest_of_labels(lines) if writer.joins_labels else ""
            if writer.joins_labels:
                (draft / "labels").write_bytes(sealed(writer.kept(lines, job), labels))
                notes.append(Product(draft / "labels", workspace.labels_name(shard)))
            marker = Marker(shard=shard, job=job.digest(), labels=labels, files=digest_of_files(sums), tally=tally)
            (draft / "marker").write_bytes(marker.to_json().encode() + b"\n")
        output.publish([*products, *notes], last=Product(draft / "marker", workspace.marker_name(shard)))
    return tally


def _draw(
    writer: Writer,
    job: Job,
    generator: SceneGenerator,
    shard: int,
    draft: Path,
    on_scene: OnScene | None,
) -> tuple[Sequence[Product], list[bytes], Tally]:
    """Draw a shard's scenes into drafts; gives the files, the lines of labels to keep, and the counts."""
    tally = Tally()
    lines: list[bytes] = []
    files = writer.begin(draft, job, shard)
    for index in job.indices(shard):
        scene = generator[index]
        picture = job.picture.encode(scene.image)
        mood = scene.mood
        record = scene_record(scene, writer.file_name(index, mood, job.picture.suffix), job)
        files.add(Sample(scene, picture, record))
        if writer.joins_labels:
            lines.append(record_line(record))
        tally.count(scene, mood)
        if on_scene:
            on_scene()
    return files.close(), lines, tally


@dataclass(frozen=True, slots=True)
class ShardTask:
    """A function of a shard's number that can be sent to other processes and machines.

    Attributes:
        output: Where the job is.
        job: What is to be rendered.
        generator: Makes the scenes.
    """

    output: Output
    job: Job
    generator: SceneGenerator

    def __call__(self, shard: int, on_scene: OnScene | None = None) -> Tally:
        """Render a shard."""
        return render_shard(self.output, self.job, self.generator, shard, on_scene)
