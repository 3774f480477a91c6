"""What a job will come to, without writing anything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from synthgroup.emotions import majority_mood, mood_counts
from synthgroup.export.job import Job
from synthgroup.export.metadata import record_line, scene_record
from synthgroup.generator import SceneGenerator

# a multiple of three, since the labels of balanced scenes come in blocks of three
_PLANS: Final = 999
_SCENES: Final = 10


@dataclass(frozen=True, slots=True)
class Forecast:
    """Estimates over all scenes of a job, from its first ones.

    Attributes:
        moods: Scenes that are negative, neutral and positive.
        faces: Faces in all of them, as far as they find room.
        size: Pictures and labels in bytes.
    """

    moods: tuple[int, int, int]
    faces: int
    size: int


def forecast(generator: SceneGenerator, job: Job) -> Forecast:
    """Estimate a job by the plans of its first 999 scenes and the pictures of its first 10.

    Args:
        generator: The generator that the job was made of.
        job: What is to be rendered.

    Raises:
        SynthGroupError: A scene cannot be drawn.
    """
    plans = [generator.plan(index) for index in range(min(job.n, _PLANS))]
    labels = [plan.mood or majority_mood(mood_counts(face.mood for face in plan.faces)) for plan in plans]
    scale = job.n / len(plans)
    negative, neutral, positive = (round(count * scale) for count in mood_counts(labels))
    sizes = [_size(generator, job, index) for index in range(min(job.n, _SCENES))]
    return Forecast(
        moods=(negative, neutral, positive),
        faces=round(sum(len(plan.faces) for plan in plans) * scale),
        size=round(sum(sizes) / len(sizes) * job.n),
    )


def _size(generator: SceneGenerator, job: Job, index: int) -> int:
    scene = generator[index]
    return len(job.picture.encode(scene.image)) + len(record_line(scene_record(scene, f"{scene.mood}/{index}", job)))
