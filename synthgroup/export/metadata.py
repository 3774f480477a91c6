"""A scene's labels as one line of `metadata.jsonl`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from synthgroup.emotions import is_tie, majority_mood
from synthgroup.export.job import Job
from synthgroup.rle import encode_mask
from synthgroup.scene import FaceAnnotation, Scene
from synthgroup.sources.builtin import TABLE_ONLY, BuiltinFaces

_ENCODER: Final = msgspec.json.Encoder()


def scene_record(scene: Scene, file_name: str, job: Job) -> dict[str, Any]:
    """Describe a scene.

    Every record has the same keys, so that typed readers find one schema. `replaced` names the backgrounds that could
    not be read and that the one of the scene stands for.

    Args:
        scene: The scene.
        file_name: Name of its picture, relative to the data set, `/` separated.
        job: What the scene belongs to.
    """
    moods = scene.moods
    mood = majority_mood(moods)
    return {
        "file_name": file_name,
        "mood": mood.value,
        "label": mood.label,
        "moods": moods,
        "tie": is_tie(moods),
        "shortfall": scene.shortfall,
        "split": job.split,
        "seed": scene.plan.seed,
        "index": scene.plan.index,
        "background": {
            "source": scene.background.source,
            "file": scene.background.file,
            "category": scene.background.category,
        },
        "replaced": [name for name, _ in scene.replaced],
        "faces": [_face_record(face, job) for face in scene.faces],
    }


def record_line(record: Mapping[str, Any]) -> bytes:
    """Write a record as one line: ASCII, so that no reader takes a character of a file name for the end of a line."""
    return ascii_json(record) + b"\n"


def ascii_json(value: Any) -> bytes:
    """Write compact JSON in ASCII; bytes of file names that are no UTF-8 become escapes."""
    try:
        text = _ENCODER.encode(value)
    except UnicodeEncodeError:  # such a byte
        text = b"\xff"
    if text.isascii():
        return text
    return json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":")).encode("ascii")


def _face_record(face: FaceAnnotation, job: Job) -> dict[str, Any]:
    shown = face.synthetic or job.identities
    return {
        "emotion": face.emotion.value,
        "mood": face.mood.value,
        "identity": face.identity if shown else job.pseudonym(face.identity),
        "source": face.source,
        "file": face.file if shown else None,
        "bbox": face.box,
        "head": face.head,
        "area": face.area,
        "mask": encode_mask(face.silhouette, face.box[0], face.box[1], *face.size),
        "transform": face.transform,
        "attributes": _written_attributes(face) if shown else {},
    }


def _written_attributes(face: FaceAnnotation) -> dict[str, str]:
    written = dict(face.attributes)
    if face.source == BuiltinFaces.name:
        for name in TABLE_ONLY:
            written.pop(name, None)
    return written
