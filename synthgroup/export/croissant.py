"""A data set described as Croissant 1.1: JSON-LD that data-set search engines and loaders read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any, Final

from synthgroup.emotions import MOODS
from synthgroup.export.card import PAPER, TITLE
from synthgroup.export.job import Job
from synthgroup.export.layouts import Layout, layout_of
from synthgroup.export.licences import licence_of
from synthgroup.export.tally import Tally

VERSION: Final = "http://mlcommons.org/croissant/1.1"

_TYPES: Final = {
    ".jpg": "image/jpeg",
    ".json": "application/json",
    ".jsonl": "application/jsonlines",
    ".parquet": "application/x-parquet",
    ".png": "image/png",
    ".tar": "application/x-tar",
    ".webp": "image/webp",
    ".yaml": "application/yaml",
}

_CONTEXT: Final = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "arrayShape": "cr:arrayShape",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "containedIn": "cr:containedIn",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "description": {"@container": "@language"},
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isArray": "cr:isArray",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "name": {"@container": "@language"},
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
"""The context of the specification, which readers want to find unchanged."""

_COLUMNS: Final = {
    "mood": "sc:Text",
    "label": "sc:Integer",
    "moods": "sc:Integer",
    "tie": "sc:Boolean",
    "shortfall": "sc:Integer",
    "split": "sc:Text",
    "seed": "cr:UInt64",
    "index": "sc:Integer",
}
_SHAPES: Final = {"moods": "3"}
_FACE: Final = {
    "emotion": "sc:Text",
    "mood": "sc:Text",
    "identity": "sc:Text",
    "source": "sc:Text",
    "bbox": "sc:Integer",
    "head": "sc:Integer",
    "area": "sc:Integer",
}
_MEANINGS: Final = {
    "mood": "mood of the group: negative, neutral or positive",
    "label": "0 negative, 1 neutral, 2 positive",
    "moods": "number of negative, neutral and positive faces",
    "tie": "whether the most common mood is not unique",
    "shortfall": "faces that found no room",
    "split": "part of the people and backgrounds that the scene was drawn from",
    "seed": "seed of the data set",
    "index": "number of the scene",
    "file_name": "name of the picture",
    "emotion": "expression of the face",
    "identity": "who it is, or a pseudonym that holds within the data set",
    "source": "source of the photograph",
    "bbox": "box of the silhouette: left, top, width, height in pixels",
    "head": "box of the head, crown to chin: left, top, width, height in pixels",
    "area": "pixels of the silhouette",
}

Node = dict[str, Any]


def croissant(job: Job, tally: Tally, sums: Mapping[str, str]) -> bytes:
    """Write `croissant.json`; equal jobs give equal bytes, and no date is in it.

    Args:
        job: What was rendered.
        tally: Counts over all scenes.
        sums: SHA-256 of the files that the data set has once, by name.
    """
    layout = layout_of(job)
    content = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": VERSION,
        "name": TITLE,
        "description": (
            f"{tally.scenes} pictures of groups with {tally.faces} faces, each labelled with the group's mood; split "
            f"{job.split}, seed {job.seed}. Single faces with a known emotion were put on unrelated backgrounds."
        ),
        "license": _licence(job),
        "version": job.version,
        "citeAs": PAPER,
        "keywords": ["synthetic", "group emotion", "emotion recognition"],
        "rai:dataCollectionType": ["Synthetic data"],
        "rai:personalSensitiveInformation": [_people(job)],
        "distribution": [*_files(sums), *_file_sets(job, layout)],
        "recordSet": [_moods(), *_scenes(layout)],
    }
    return (json.dumps(content, indent=1, ensure_ascii=True) + "\n").encode("ascii")


def _licence(job: Job) -> str:
    licence = licence_of(job)
    forbidden = f"; do not publish what is made of {', '.join(licence.forbidding)}" if licence.forbidding else ""
    return licence.url or f"{licence.name}{forbidden}"


def _people(job: Job) -> str:
    if all(source.source == "builtin" for source in job.faces):
        return "Nobody who is shown exists."
    return "The pictures may show faces of real people."


def _files(sums: Mapping[str, str]) -> Iterator[Node]:
    for name, digest in sums.items():
        yield {
            "@type": "cr:FileObject",
            "@id": name,
            "name": name,
            "contentUrl": name,
            "encodingFormat": _type_of(name),
            "sha256": digest,
        }


def _file_sets(job: Job, layout: Layout) -> Iterator[Node]:
    suffix = job.picture.suffix
    inside = {"containedIn": {"@id": "shards"}} if layout.archives else {}
    if layout.archives:
        yield _file_set("shards", [layout.archives])
        yield _file_set("labels", ["*.json"], inside)
    if layout.pictures:
        yield _file_set("pictures", [name.replace(".{suffix}", suffix) for name in layout.pictures], inside)
    if layout.masks and job.masks:
        yield _file_set("masks", [layout.masks], inside)
    if "*" in layout.labels:
        yield _file_set("labels", [layout.labels])
    if layout.tables:
        yield _file_set("tables", [layout.tables])


def _file_set(name: str, includes: Sequence[str], more: Node | None = None) -> Node:
    return {
        "@type": "cr:FileSet",
        "@id": name,
        "name": name,
        **(more or {}),
        "includes": list(includes),
        "encodingFormat": _type_of(includes[0]),
    }


def _moods() -> Node:
    return {
        "@type": "cr:RecordSet",
        "@id": "moods",
        "name": "moods",
        "description": "The classes.",
        "dataType": "sc:Enumeration",
        "key": {"@id": "moods/label"},
        "field": [
            {"@type": "cr:Field", "@id": "moods/label", "name": "label", "dataType": "sc:Integer"},
            {"@type": "cr:Field", "@id": "moods/name", "name": "name", "dataType": "sc:Text"},
        ],
        "data": [{"moods/label": mood.label, "moods/name": mood.value} for mood in MOODS],
    }


def _scenes(layout: Layout) -> Iterator[Node]:
    if layout.tables:
        fields = [*_columns({"fileSet": {"@id": "tables"}}), _picture_column()]
    elif layout.archives:
        fields = _archived()
    elif layout.labels:
        kind = "fileSet" if "*" in layout.labels else "fileObject"
        labels = {kind: {"@id": "labels" if kind == "fileSet" else layout.labels}}
        fields = [*_joined(labels), *_columns(labels)]
    else:
        return
    yield {
        "@type": "cr:RecordSet",
        "@id": "scenes",
        "name": "scenes",
        "description": "One record a scene.",
        "field": fields,
    }


def _joined(labels: Node) -> list[Node]:
    """Give each picture with its name, which finds its line of labels.

    Of the two sides of a join, mlcroissant turns only the first from a path into text, and only where a transform asks.
    """
    pictures = {"fileSet": {"@id": "pictures"}}
    path = {"extract": {"fileProperty": "fullpath"}, "transform": {"regex": "^(.+)$"}}
    return [
        {
            **_field("file_name", "sc:Text", {**pictures, **path}),
            "references": {**labels, "extract": {"column": "file_name"}},
        },
        _field("picture", "sc:ImageObject", {**pictures, "extract": {"fileProperty": "content"}}),
    ]


def _picture_column() -> Node:
    source = {"fileSet": {"@id": "tables"}, "extract": {"column": "image"}, "transform": {"jsonPath": "bytes"}}
    return _field("picture", "sc:ImageObject", source)


def _archived() -> list[Node]:
    """Give the pictures and labels of an archive, which belong together by the beginning of their names."""
    pictures, labels = ({"fileSet": {"@id": name}} for name in ("pictures", "labels"))
    key = {"extract": {"fileProperty": "filename"}, "transform": {"regex": r"^([0-9]+)\."}}
    return [
        {**_field("key", "sc:Text", {**pictures, **key}), "references": {**labels, **key}},
        _field("picture", "sc:ImageObject", {**pictures, "extract": {"fileProperty": "content"}}),
        *(_field(name, kind, {**labels, "extract": {"jsonPath": f"$.{name}"}}) for name, kind in _COLUMNS.items()),
    ]


def _columns(labels: Node) -> list[Node]:
    plain = [_field(name, kind, {**labels, "extract": {"column": name}}) for name, kind in _COLUMNS.items()]
    parts = [
        _field(f"faces/{name}", kind, {**labels, "extract": {"column": "faces"}, "transform": {"jsonPath": name}})
        for name, kind in _FACE.items()
    ]
    faces = {
        "@type": "cr:Field",
        "@id": "scenes/faces",
        "name": "faces",
        "description": "the faces that found room, largest first",
        "isArray": True,
        "arrayShape": "-1",
        "subField": parts,
    }
    return [*plain, faces]


def _field(name: str, kind: str, source: Node) -> Node:
    last = name.rpartition("/")[2]
    meaning = {"description": _MEANINGS[last]} if last in _MEANINGS else {}
    shape = _SHAPES.get(name, "4" if last in {"bbox", "head"} else "")
    array = {"isArray": True, "arrayShape": shape} if shape else {}
    return {
        "@type": "cr:Field",
        "@id": f"scenes/{name}",
        "name": last,
        **meaning,
        "dataType": kind,
        **array,
        "source": source,
    }


def _type_of(name: str) -> str:
    return _TYPES.get(PurePosixPath(name).suffix, "application/octet-stream")
