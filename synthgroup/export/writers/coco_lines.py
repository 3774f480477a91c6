"""Turning lines of `metadata.jsonl` into COCO's images and annotations.

Both are JSON in our own writing, so most of an annotation is a piece of the line: the pieces are found by a pattern and
put together. Whatever the pattern does not know is parsed and written anew, to the same bytes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from synthgroup.emotions import Emotion

PICTURES: Final = "images"

FACES_OF_IMAGE: Final = 1000
"""Ids of annotations that an image has to itself; recipes stop at 200 faces."""

CATEGORY_IDS: Final = {emotion: number for number, emotion in enumerate(Emotion, start=1)}

ENCODER: Final = json.JSONEncoder(ensure_ascii=True, allow_nan=False, separators=(",", ":"))

_CATEGORIES: Final = {emotion.value.encode(): number for emotion, number in CATEGORY_IDS.items()}
_TEXT: Final = rb'"[^"\\]*(?:\\.[^"\\]*)*"'
_ROW: Final = rb"\[[^\[\]]*\]"
_SCENE: Final = re.compile(
    rb'\{"file_name":"images/([^"\\]*)","mood":"(\w+)","label":(\d+),"moods":(%(row)b),"tie":(true|false),'
    rb'"shortfall":(\d+),"split":"\w+","seed":\d+,"index":(\d+),"background":\{"source":%(text)b,'
    rb'"file":%(text)b,"category":%(text)b\},"replaced":\[(?:%(text)b(?:,)?)*\],"faces":\['
    % {b"row": _ROW, b"text": _TEXT}
)
_FACE: Final = re.compile(
    rb'\{"emotion":"(\w+)",("mood":"\w+",)("identity":%(text)b,"source":%(text)b,)'
    rb'"file":(?:null|%(text)b),("bbox":%(row)b,)("head":%(row)b,)("area":\d+,)'
    rb'"mask":(\{"size":%(row)b,"counts":%(text)b\}),"transform":(?:null|\[(?:%(row)b(?:,)?)*\]),'
    rb'("attributes":\{(?:%(text)b:%(text)b(?:,)?)*\}\})(?:,|\]\}\n)' % {b"row": _ROW, b"text": _TEXT}
)
_FACE_BEGINS: Final = b'{"emotion":"'
"""Begins every face and stands nowhere else: in a text, quotes have a backslash before them."""


def image_id(index: int) -> int:
    """Number an image from 1 on, because some tools take an id of 0 for none."""
    return index + 1


def annotation_id(index: int, face: int) -> int:
    """Number a face, whatever the number of scenes is; pycocotools takes an id of 0 for an unmatched face.

    Args:
        index: Number of the scene.
        face: Place of the face in the scene's record, from 0.
    """
    return image_id(index) * FACES_OF_IMAGE + face + 1


def coco_parts(line: bytes, width: int, height: int) -> tuple[bytes, bytes]:
    """Give a scene's image and its annotations.

    Args:
        line: Its line of `metadata.jsonl`, with its end.
        width: Width of the picture in pixels.
        height: Height of the picture in pixels.

    Returns:
        A JSON object, and JSON objects with commas between them; the latter is empty where no face was placed.
    """
    return _pieced(line, width, height) or parsed_parts(line, width, height)


def parsed_parts(line: bytes, width: int, height: int) -> tuple[bytes, bytes]:
    """Do what `coco_parts` does, by parsing the line."""
    record = json.loads(line)
    return _encoded([_image(record, width, height)]), _encoded(_annotations(record))


def _pieced(line: bytes, width: int, height: int) -> tuple[bytes, bytes] | None:
    scene = _SCENE.match(line)
    if scene is None:
        return None
    name, mood, label, moods, tie, shortfall, number = scene.groups()
    index = int(number)
    image = (
        b'{"id":%d,"file_name":"%b","width":%d,"height":%d,"license":1,"mood":"%b","label":%b,'
        b'"moods":%b,"tie":%b,"shortfall":%b,"index":%b}'
        % (image_id(index), name, width, height, mood, label, moods, tie, shortfall, number)
    )
    found = _FACE.findall(line, scene.end())
    if len(found) != line.count(_FACE_BEGINS) or not line.endswith(b"]}\n"):
        return None
    first = annotation_id(index, 0)
    of_image = b',"image_id":%d,"category_id":' % image_id(index)
    faces = [
        b'{"id":%d%b%d,%b%b"iscrowd":0,"segmentation":%b,%b%b%b%b'
        % (first + number, of_image, _CATEGORIES[emotion], box, area, mask, mood_of, head, who, attributes)
        for number, (emotion, mood_of, who, box, head, area, mask, attributes) in enumerate(found)
    ]
    return image, b",".join(faces)


def _encoded(items: Sequence[Mapping[str, Any]]) -> bytes:
    return ENCODER.encode(items)[1:-1].encode("ascii")


def _image(record: Mapping[str, Any], width: int, height: int) -> dict[str, Any]:
    return {
        "id": image_id(record["index"]),
        "file_name": record["file_name"].removeprefix(f"{PICTURES}/"),
        "width": width,
        "height": height,
        "license": 1,
        "mood": record["mood"],
        "label": record["label"],
        "moods": record["moods"],
        "tie": record["tie"],
        "shortfall": record["shortfall"],
        "index": record["index"],
    }


def _annotations(record: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "id": annotation_id(record["index"], number),
            "image_id": image_id(record["index"]),
            "category_id": CATEGORY_IDS[face["emotion"]],
            "bbox": face["bbox"],
            "area": face["area"],
            "iscrowd": 0,
            "segmentation": face["mask"],
            "mood": face["mood"],
            "head": face["head"],
            "identity": face["identity"],
            "source": face["source"],
            "attributes": face["attributes"],
        }
        for number, face in enumerate(record["faces"])
    ]
