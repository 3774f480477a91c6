"""Format-exact miniatures of the data sets that synthgroup reads, with drawn people; all of it is deterministic.

Every builder makes the folder it is given and returns it. A `scale` below 1 makes the pictures smaller than the data
set's own, so that tests stay quick.
"""

from __future__ import annotations

import csv
import hashlib
import io
import pickle
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import cv2
import lmdb
import numpy as np
from numpy.typing import NDArray
from PIL import Image

Pixels = NDArray[np.uint8]

KDEF_CODES: Final = {
    "AF": "fear",
    "AN": "anger",
    "DI": "disgust",
    "HA": "happiness",
    "NE": "neutral",
    "SA": "sadness",
    "SU": "surprise",
}
FACES_CODES: Final = {"a": "anger", "d": "disgust", "f": "fear", "h": "happiness", "n": "neutral", "s": "sadness"}
EMOTIONS: Final = tuple(sorted(KDEF_CODES.values()))
KDEF_MALFORMED: Final = {"AF31V": ("fear", "HL"), "AM31H": ("surprise", "HR")}

_SKINS: Final = ((241, 205, 178), (224, 172, 135), (198, 138, 98), (150, 98, 66), (110, 70, 48))
_HAIRS: Final = ((28, 22, 20), (74, 48, 30), (130, 92, 52), (196, 160, 96), (120, 116, 112))
_IRISES: Final = ((70, 110, 160), (80, 60, 40), (90, 120, 80))
_SHIRTS: Final = ((70, 88, 120), (120, 52, 60), (52, 90, 70), (235, 235, 238))
_TURNS: Final = {"S": 0.0, "HL": -0.12, "HR": 0.12, "FL": -0.24, "FR": 0.24}


def draw_person(
    size: tuple[int, int], person: int, emotion: str, *, crown: float, chin: float, angle: str = "S"
) -> Pixels:
    """Draw head, neck and shoulders as straight RGBA.

    Args:
        size: Width and height of the picture in pixels.
        person: Number that skin, hair, eyes, shirt and proportions follow from.
        emotion: Value of an `Emotion`.
        crown: Top of the head, as a fraction of the height.
        chin: Bottom of the head, as a fraction of the height.
        angle: KDEF's code of the view; the features move sideways.
    """
    factor = 2 if size[0] < 400 else 1
    width, height = size[0] * factor, size[1] * factor
    rng = np.random.default_rng(person)
    skin, hair, iris, shirt = (table[int(rng.integers(len(table)))] for table in (_SKINS, _HAIRS, _IRISES, _SHIRTS))
    head = (chin - crown) * height
    x, y = width / 2, (crown + chin) / 2 * height
    half = np.array([head * rng.uniform(0.30, 0.34), head / 2])
    colour = np.zeros((height, width, 3), np.uint8)
    alpha = np.zeros((height, width), np.uint8)

    def oval(at: Any, axes: Any, paint: tuple[int, ...], start: int = 0, end: int = 360) -> None:
        place = tuple(round(value) for value in at)
        radii = tuple(max(round(value), 1) for value in axes)
        cv2.ellipse(colour, place, radii, 0, start, end, paint, -1, cv2.LINE_AA)
        cv2.ellipse(alpha, place, radii, 0, start, end, 255, -1, cv2.LINE_AA)

    shade = tuple(int(value * 0.88) for value in skin)
    oval((width / 2, chin * height + head * 0.62), (head * 0.78, head * 0.46), shirt)
    oval((width / 2, chin * height + head * 0.02), (head * 0.20, head * 0.26), shade)
    if person % 2:
        oval((x, y - head * 0.06), half * (1.16, 0.98), hair)
    else:
        for side in (-1, 1):
            oval((x + side * half[0], y + head * 0.02), (head * 0.05, head * 0.09), shade)
    oval((x, y), half, skin)
    oval((x, y - head * 0.12), half * (1.02, 0.77), hair, 180, 360)
    oval((x, y - head * 0.10), half * (0.88, 0.42), skin, 180, 360)
    _draw_features(colour, (x + head * _TURNS[angle], y), head, emotion, (skin, hair, iris))
    # Both were drawn on black with soft edges, so the colours are premultiplied.
    mean, cover = (cv2.resize(part, size, interpolation=cv2.INTER_AREA) for part in (colour, alpha))
    straight = mean.astype(np.float32) * 255 / np.maximum(cover, 1)[..., None]
    return np.dstack([np.clip(straight.round(), 0, 255).astype(np.uint8), cover])


def _draw_features(colour: Pixels, centre: Any, head: float, emotion: str, paints: tuple[tuple[int, ...], ...]) -> None:
    skin, hair, iris = paints
    dark = tuple(int(value * 0.55) for value in skin)
    stroke = max(int(head * 0.014), 1)

    def at(x: float, y: float) -> tuple[int, int]:
        return round(centre[0] + x * head), round(centre[1] + y * head)

    def oval(x: float, y: float, rx: float, ry: float, paint: tuple[int, ...], thick: int = -1) -> None:
        radii = max(round(rx * head), 1), max(round(ry * head), 1)
        cv2.ellipse(colour, at(x, y), radii, 0, 0, 360, paint, thick, cv2.LINE_AA)

    wide = {"surprise": 1.5, "fear": 1.4, "happiness": 0.8, "disgust": 0.6, "anger": 0.9}.get(emotion, 1.0)
    tilt = {"anger": 0.05, "disgust": 0.03, "sadness": -0.04, "fear": -0.03}.get(emotion, 0.0)
    lift = {"surprise": 0.05, "fear": 0.03, "anger": -0.02}.get(emotion, 0.0)
    for side in (-1, 1):
        oval(side * 0.14, -0.02, 0.055, 0.026 * wide, (250, 250, 250))
        oval(side * 0.14, -0.02, 0.024, min(0.024, 0.026 * wide), iris)
        oval(side * 0.14, -0.02, 0.010, 0.010, (10, 10, 10))
        inner, outer = at(side * 0.08, -0.09 - lift + tilt), at(side * 0.21, -0.09 - lift - tilt * 0.5)
        cv2.line(colour, inner, outer, hair, stroke * 2, cv2.LINE_AA)
    cv2.line(colour, at(0, 0.02), at(0.025, 0.12), dark, stroke, cv2.LINE_AA)
    cv2.line(colour, at(0.025, 0.12), at(-0.02, 0.13), dark, stroke, cv2.LINE_AA)
    lips = (176, 82, 84)
    if emotion == "happiness":
        radii = int(head * 0.13), int(head * 0.09)
        cv2.ellipse(colour, at(0, 0.22), radii, 0, 0, 180, (252, 252, 252), -1, cv2.LINE_AA)
        cv2.ellipse(colour, at(0, 0.22), radii, 0, 0, 180, lips, stroke, cv2.LINE_AA)
    elif emotion in {"surprise", "fear"}:
        oval(0, 0.28, 0.07 if emotion == "surprise" else 0.10, 0.09 if emotion == "surprise" else 0.045, (60, 20, 24))
        oval(0, 0.28, 0.07 if emotion == "surprise" else 0.10, 0.09 if emotion == "surprise" else 0.045, lips, stroke)
    else:
        bend = {"sadness": -0.05, "anger": -0.02, "disgust": -0.03}.get(emotion, 0.0)
        skew = 0.02 if emotion == "disgust" else 0.0
        x = np.linspace(-0.11, 0.11, 15)
        y = 0.26 + bend * (1 - (x / 0.11) ** 2) - bend / 2 + skew * x / 0.11
        line = np.array([at(*point) for point in zip(x, y, strict=True)])
        cv2.polylines(colour, [line], isClosed=False, color=lips, thickness=stroke * 2, lineType=cv2.LINE_AA)


def on_backdrop(
    rgba: Pixels, backdrop: tuple[int, int, int] = (196, 196, 194), *, gradient: float = 0.06, noise: float = 1.5
) -> Pixels:
    """Lay a drawn person on a backdrop that is lit unevenly, brighter at the top left, and a little noisy."""
    height, width = rgba.shape[:2]
    light = 1 + gradient * (np.linspace(0.5, -0.5, height)[:, None] + np.linspace(0.4, -0.4, width)[None])
    alpha = rgba[..., 3:].astype(np.float32) / 255
    lit = np.asarray(backdrop, np.float32) * light[..., None].astype(np.float32)
    grain = np.random.default_rng(height * 7919 + width).standard_normal((height, width, 1), np.float32)
    rgb = lit + (rgba[..., :3] - lit) * alpha + grain * np.float32(noise)
    return np.clip(rgb + 0.5, 0, 255).astype(np.uint8)


def encoded(picture: Pixels, kind: str = "JPEG", **options: Any) -> bytes:
    """Encode a picture with Pillow."""
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, kind, **({"quality": 90} | options if kind != "PNG" else options))
    return buffer.getvalue()


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _scaled(width: int, height: int, scale: float) -> tuple[int, int]:
    return max(round(width * scale), 8), max(round(height * scale), 8)


def kdef_picture(person: str, emotion: str, angle: str = "S", *, session: str = "A", scale: float = 1.0) -> Pixels:
    """Draw a raw KDEF picture, 562 x 762: head, neck and shoulders in a grey shirt on light grey."""
    number = int(person[1:]) * 2 + (person[0] == "F")
    rgba = draw_person(_scaled(562, 762, scale), number, emotion, crown=0.14, chin=0.84, angle=angle)
    return on_backdrop(rgba, (206, 206, 204) if session == "A" else (200, 201, 203))


def kdef_tree(
    root: Path,
    *,
    people: Sequence[str] = ("F01", "M02"),
    sessions: str = "A",
    all_angles: Sequence[str] = ("F01",),
    malformed: bool = True,
    suffix: str = ".JPG",
    scale: float = 1.0,
) -> Path:
    """Make a raw KDEF: a folder per session and person, all seven expressions, all five angles for some.

    Args:
        root: The folder to make.
        people: Sex and number, such as `F01`.
        sessions: `A`, `B` or `AB`.
        all_angles: The people who are also shown from the sides.
        malformed: Whether to add the two pictures whose names are malformed in the data set itself.
        suffix: `.JPG` or `.jpg`.
        scale: 1 for the data set's own 562 x 762 pixels.
    """
    root.mkdir(parents=True, exist_ok=True)
    for session in sessions:
        for person in people:
            for code, emotion in KDEF_CODES.items():
                for angle in _TURNS if person in all_angles else ("S",):
                    picture = kdef_picture(person, emotion, angle, session=session, scale=scale)
                    _write(root / f"{session}{person}" / f"{session}{person}{code}{angle}{suffix}", encoded(picture))
    if malformed:
        for stem, (emotion, angle) in KDEF_MALFORMED.items():
            picture = kdef_picture(stem[1:4], emotion, angle, scale=scale)
            _write(root / stem[:4] / f"{stem}{suffix}", encoded(picture))
    return root


def kdef_flat_tree(
    root: Path, *, people: Sequence[str] = ("F01", "M02"), sessions: str = "A", scale: float = 1.0
) -> Path:
    """Make a cropped KDEF: straight views from the top of the forehead to the chin, all in one folder."""
    root.mkdir(parents=True, exist_ok=True)
    for session in sessions:
        for person in people:
            for code, emotion in KDEF_CODES.items():
                picture = kdef_picture(person, emotion, session=session, scale=scale)
                height, width = picture.shape[:2]
                crop = picture[round(0.28 * height) : round(0.84 * height), round(0.24 * width) : round(0.76 * width)]
                _write(root / f"{session}{person}{code}S.JPG", encoded(np.ascontiguousarray(crop)))
    return root


def faces_tree(
    root: Path,
    *,
    people: Sequence[str] = ("004_o_m", "066_y_m", "182_m_f"),
    sets: str = "ab",
    folder: str = "bilder",
    scale: float = 1.0,
) -> Path:
    """Make a FACES: six expressions and two sets a person, 819 x 1024, head to shoulders on light grey.

    Args:
        root: The folder to make.
        people: Number, age and sex, such as `004_o_m`.
        sets: `a`, `b` or `ab`.
        folder: Where the pictures lie below the root; an empty string for the root itself.
        scale: 1 for the data set's own 819 x 1024 pixels.
    """
    (root / folder).mkdir(parents=True, exist_ok=True)
    for person in people:
        number = int(person[:3]) * 2 + person.endswith("f")
        for code, emotion in FACES_CODES.items():
            rgba = draw_person(_scaled(819, 1024, scale), number, emotion, crown=0.16, chin=0.66)
            for index, version in enumerate(sets):
                data = encoded(on_backdrop(rgba, (188 + index, 188, 190)))
                _write(root / folder / f"{person}_{code}_{version}.jpg", data)
    return root


def draw_place(size: tuple[int, int], number: int) -> Pixels:
    """Draw something like a room or a street: a floor, a wall, boxes; colours and positions follow from the number."""
    width, height = size
    rng = np.random.default_rng(number)
    colours = rng.integers(40, 220, (8, 3))
    picture = np.empty((height, width, 3), np.uint8)
    horizon = int(height * rng.uniform(0.4, 0.7))
    picture[:horizon], picture[horizon:] = colours[0], colours[1]
    for colour in colours[2:]:
        x, y = int(rng.integers(width)), int(rng.integers(height // 4, height))
        right, bottom = x + int(rng.integers(4, width // 3 + 5)), y + int(rng.integers(4, height // 3 + 5))
        cv2.rectangle(picture, (x, y), (right, bottom), [int(value) for value in colour], -1)
    light = np.linspace(1.1, 0.85, width)[None, :, None]
    return np.clip(picture * light, 0, 255).astype(np.uint8)


def lsun_key(folder: str, number: int) -> str:
    """Name a record as LSUN does: 40 hexadecimal characters."""
    return hashlib.sha1(f"{folder}/{number}".encode(), usedforsecurity=False).hexdigest()


def lsun_records(folder: str, count: int, *, side: int = 256, empty: bool = True) -> dict[bytes, bytes]:
    """Make the records of one LSUN folder: WebP and JPEG in turn, and one more with an empty value."""
    records = {}
    for number in range(count):
        wide = (side * 4 // 3, side) if number % 3 else (side, side * 5 // 4)
        picture = draw_place(wide, int(lsun_key(folder, number)[:8], 16))
        records[lsun_key(folder, number).encode()] = encoded(picture, "JPEG" if number % 2 else "WEBP", quality=85)
    if empty:
        records[lsun_key(folder, count).encode()] = b""
    return records


def write_lmdb(folder: Path, records: Mapping[bytes, bytes]) -> Path:
    """Write records to an LMDB folder (`data.mdb` and `lock.mdb`)."""
    folder.mkdir(parents=True, exist_ok=True)
    size = sum(map(len, records.values())) * 2 + 8192 * len(records) + (1 << 20)
    environment = lmdb.open(str(folder), map_size=size)
    with environment.begin(write=True) as transaction:
        for key, value in records.items():
            transaction.put(key, value)
    environment.close()
    return folder


def lsun_tree(
    root: Path,
    *,
    folders: Sequence[str] = ("classroom_train_lmdb", "classroom_val_lmdb", "dining_room_train_lmdb"),
    count: int = 4,
    side: int = 256,
    empty: bool = True,
) -> Path:
    """Make an LSUN: real LMDB folders with WebP and JPEG values of a shorter side of 256, and an empty value each."""
    for folder in folders:
        write_lmdb(root / folder, lsun_records(folder, count, side=side, empty=empty))
    return root


def folder_tree(
    root: Path,
    *,
    emotions: Iterable[str] = EMOTIONS,
    people: Sequence[int] = (1, 2),
    size: tuple[int, int] = (164, 205),
    backdrop: tuple[int, int, int] = (196, 196, 194),
    alpha: bool = False,
) -> Path:
    """Make a plain folder of faces, `<emotion>/person1.jpg`, or `.png` with alpha."""
    root.mkdir(parents=True, exist_ok=True)
    for emotion in emotions:
        for person in people:
            rgba = draw_person(size, person, emotion, crown=0.16, chin=0.70)
            if alpha:
                _write(root / emotion / f"person{person}.png", encoded(rgba, "PNG"))
            else:
                _write(root / emotion / f"person{person}.jpg", encoded(on_backdrop(rgba, backdrop)))
    return root


def write_table(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> Path:
    """Write a CSV table."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])
    return path


def csv_tree(root: Path, *, people: Sequence[int] = (1, 2), size: tuple[int, int] = (164, 205)) -> Path:
    """Make a table of faces with all its columns, `faces.csv`, and its pictures; returns the table."""
    folder_tree(root / "pictures", people=people, size=size)
    head = f"{round(size[0] * 0.25)} {round(size[1] * 0.16)} {round(size[0] * 0.5)} {round(size[1] * 0.54)}"
    rows = [
        (f"pictures/{emotion}/person{person}.jpg", emotion, f"p{person}", 20 + person, "fm"[person % 2], head)
        for emotion in EMOTIONS
        for person in people
    ]
    return write_table(root / "faces.csv", ("file", "emotion", "identity", "age", "sex", "head"), rows)


def background_tree(
    root: Path,
    *,
    categories: Sequence[str] = ("classroom", "kitchen"),
    count: int = 3,
    size: tuple[int, int] = (160, 120),
) -> Path:
    """Make a plain folder of backgrounds, `<category>/000.jpg`; the category "" lies flat in the root."""
    root.mkdir(parents=True, exist_ok=True)
    for category in categories:
        for number in range(count):
            seed = int(lsun_key(category, number)[:8], 16)
            _write(root / category / f"{number:03d}.jpg", encoded(draw_place(size, seed)))
    return root


def builtin_tree(root: Path, *, people: Sequence[int] = (1, 2), size: tuple[int, int] = (96, 96)) -> Path:
    """Make a folder laid out as the built-in pack: two tables, `faces/`, `backgrounds/` and `pack.json` (version 7)."""
    faces, backgrounds = [], []
    for person in people:
        for emotion in EMOTIONS:
            rgba = draw_person(size, person, emotion, crown=0.1, chin=0.8)
            name = f"p{person:03d}_{emotion}.webp"
            _write(root / "faces" / name, encoded(rgba, "WEBP", quality=85))
            split = ("train", "val", "test")[person % 3]
            faces.append((name, f"p{person:03d}", emotion, "0.7", "fm"[person % 2], "young", "20 10 56 67", split))
    for category, split in (("classroom", "train"), ("tower", "test")):
        name = f"{category}/000.webp"
        _write(root / "backgrounds" / name, encoded(draw_place(size, len(category)), "WEBP"))
        backgrounds.append((name, category, "rendered", 0, "", split))
    header = ("file", "identity", "emotion", "intensity", "sex", "age", "head", "split")
    write_table(root / "faces.csv", header, faces)
    write_table(root / "backgrounds.csv", ("file", "category", "origin", "seed", "group", "split"), backgrounds)
    _write(root / "pack.json", b'{"version": "7", "licence": "CC0-1.0", "real_people": false}')
    return root


def truncated_jpeg(path: Path, *, share: float = 0.5) -> Path:
    """Write a JPEG whose later part is missing, which many decoders fill up with grey."""
    data = encoded(kdef_picture("F01", "neutral", scale=0.3))
    _write(path, data[: int(len(data) * share)])
    return path


def not_a_picture(path: Path) -> Path:
    """Write a file that holds text, whatever its name says."""
    _write(path, b"this is text, not a picture\n" * 20)
    return path


def through_pickle(value: Any) -> Any:
    """Send a value through pickle, as to a worker that is spawned."""
    return pickle.loads(pickle.dumps(value))
