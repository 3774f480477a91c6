"""A shard: a fixed range of scenes that one worker renders and writes as one unit."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from synthgroup.export.files import output_errors
from synthgroup.export.job import Job
from synthgroup.export.metadata import record_line, scene_record
from synthgroup.export.tally import Tally
from synthgroup.export.workspace import Workspace
from synthgroup.export.writers import Sample, find_writer
from synthgroup.generator import SceneGenerator


def render_shard(
    out: Path, job: Job, generator: SceneGenerator, shard: int, on_scene: Callable[[], None] | None = None
) -> Tally:
    """Render one shard into a folder that was prepared for the job.

    Pictures and labels get their final names when they are on the disk, the marker comes last: a run that is stopped
    at any moment leaves a shard that is whole, or one that the next run renders again to the same bytes.

    Args:
        out: The output folder.
        job: What is to be rendered.
        generator: The generator that the job was made of, or an equal one.
        shard: Number of the shard.
        on_scene: Called after every scene; what it raises ends the shard.

    Returns:
        Counts over the shard's scenes.

    Raises:
        OutputError: A file cannot be written.
        SynthGroupError: A scene cannot be drawn.
    """
    workspace = Workspace(out, job)
    writer = find_writer(job.format)
    tally = Tally()
    metadata = blake2b(digest_size=16)
    with output_errors(out), workspace.draft(shard) as draft:
        (draft / "data").mkdir()
        files = writer.begin(draft / "data")
        with (draft / "labels").open("wb") as labels:
            for index in job.indices(shard):
                scene = generator[index]
                picture = job.picture.encode(scene.image)
                record = scene_record(scene, writer.file_name(index, scene.mood, job.picture.suffix), job)
                line = record_line(record)
                files.add(Sample(scene, picture, record))
                labels.write(line)
                metadata.update(line)
                tally.count(scene)
                if on_scene:
                    on_scene()
            labels.flush()
            os.fsync(labels.fileno())
        files.publish(out)
        (draft / "labels").replace(workspace.labels(shard))
        workspace.mark(shard, metadata.hexdigest(), tally)
    return tally


@dataclass(frozen=True, slots=True)
class ShardTask:
    """A function of a shard's number that can be sent to other processes and machines.

    Attributes:
        out: The output folder.
        job: What is to be rendered.
        generator: Makes the scenes.
    """

    out: Path
    job: Job
    generator: SceneGenerator

    def __call__(self, shard: int, on_scene: Callable[[], None] | None = None) -> Tally:
        """Render a shard."""
        return render_shard(self.out, self.job, self.generator, shard, on_scene)
