"""Reader of KDEF, the Karolinska Directed Emotional Faces, raw or in its cropped variant."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import ClassVar, Final

import numpy as np

from synthgroup.emotions import Emotion
from synthgroup.errors import SourceError
from synthgroup.sources.base import FaceItem, Picture, Skipped, SourceInfo
from synthgroup.sources.files import FaceFiles, existing_folder, first_pictures, walk_pictures
from synthgroup.sources.pictures import picture_size

ANGLES: Final = ("S", "HL", "HR", "FL", "FR")
"""Views: straight, half left, half right, full left, full right."""

RAW_CROP: Final = (0.12, 0.10, 0.88, 0.87)
"""Box (left, top, right, bottom) that is kept of a raw picture, as fractions of its width and height.

KDEF was scanned with the eyes and the mouth at fixed coordinates of its 562 x 762 pixels, so one box serves all
straight views. It runs from above the crown to just below the chin of an open mouth, takes the hair at the sides with
it, and leaves the shoulders out. The numbers are ours, estimated from a head with its eyes on that grid, and wide on
purpose.
"""

RAW_HEAD: Final = (0.16, 0.14, 0.84, 0.84)
"""Box (left, top, right, bottom) of the head in a raw straight view, crown to chin, as fractions of width and height.

Ours, like `RAW_CROP`: the eyes are halfway between crown and chin, and a head is about 0.7 times as wide as it is high.
"""

_CODE: Final = re.compile(r"([AB])([FM])(\d\d)(AF|AN|DI|HA|NE|SA|SU)(S|HL|HR|FL|FR)")
_PEOPLE: Final = range(1, 36)
_MALFORMED: Final = {"AF31V": "AF31SAHL", "AM31H": "AM31SUHR"}
_EMOTIONS: Final = {
    "AF": Emotion.FEAR,
    "AN": Emotion.ANGER,
    "DI": Emotion.DISGUST,
    "HA": Emotion.HAPPINESS,
    "NE": Emotion.NEUTRAL,
    "SA": Emotion.SADNESS,
    "SU": Emotion.SURPRISE,
}


@dataclass(frozen=True, slots=True)
class KdefName:
    """What the name of a KDEF picture says.

    Attributes:
        session: `A` or `B`; both show the same person.
        sex: `f` or `m`.
        number: 1 to 35, counted apart for women and men.
        angle: One of `ANGLES`.
    """

    session: str
    sex: str
    number: int
    emotion: Emotion
    angle: str

    @property
    def identity(self) -> str:
        """Who it is, whatever the session: `kdef-f01`."""
        return f"kdef-{self.sex}{self.number:02d}"

    @property
    def folder(self) -> str:
        """Name of the folder that the raw data set keeps the picture in: `AF01`."""
        return f"{self.session}{self.sex.upper()}{self.number:02d}"


def parse_kdef_name(stem: str) -> KdefName | None:
    """Read a file name without its suffix, such as `AF01HAS`, or the two that are malformed in the data set itself.

    Returns:
        None where the name is not one of KDEF's.
    """
    code = _CODE.fullmatch(_MALFORMED.get(stem.upper(), stem.upper()))
    if code is None or not code[3].isascii() or int(code[3]) not in _PEOPLE:
        return None
    return KdefName(code[1], code[2].lower(), int(code[3]), _EMOTIONS[code[4]], code[5])


def recognise_kdef(path: Path) -> bool:
    """Tell whether a folder holds KDEF, from the names of the first few pictures in it."""
    found = first_pictures(existing_folder(path, "kdef"))
    return any(parse_kdef_name(PurePosixPath(picture.key).stem) for picture in found)


class KdefFaces(FaceFiles):
    """KDEF on disk: 70 people, 7 expressions, 5 angles, 2 sessions.

    A picture that lies in the folder of its person and session (`AF01/AF01HAS.JPG`) is a raw one and is cropped to the
    head; any other is taken as it is, as in the published cropped variant, which is one flat folder.

    Args:
        path: The folder, at any level above the pictures.
        angles: The views to list; the others are left out. `crop` fits straight views.
        crop: Box kept of a raw picture (left, top, right, bottom), fractions from 0 to 1; None keeps all of it.

    Raises:
        SourceError: The folder does not exist, or an argument is outside its range.
    """

    name: ClassVar[str] = "kdef"
    expected: ClassVar[str] = "names such as AF01/AF01HAS.JPG (session, sex, number, emotion, angle)"

    def __init__(
        self,
        path: Path,
        *,
        angles: Collection[str] = ("S",),
        crop: tuple[float, float, float, float] | None = RAW_CROP,
    ) -> None:
        if not angles or not set(angles) <= set(ANGLES):
            raise SourceError(f"kdef: angles must be some of {', '.join(ANGLES)}, not {angles!r}")
        if crop is not None and not (0 <= crop[0] < crop[2] <= 1 and 0 <= crop[1] < crop[3] <= 1):
            raise SourceError(f"kdef: crop must be (left, top, right, bottom) between 0 and 1, not {crop!r}")
        self._root = existing_folder(path, self.name)
        self._angles = frozenset(angles)
        self._crop = crop

    @property
    def info(self) -> SourceInfo:
        """What is true of the source as a whole."""
        return SourceInfo(
            name=self.name,
            path=str(self._root),
            notice="KDEF may be used for non-commercial research only, and must not be passed on.",
            licence="KDEF, non-commercial research only",
            shared_names=True,
        )

    def read(self, key: str) -> Picture:
        """Decode one picture, cropped to the head where it is a raw one.

        Raises:
            PictureError: It is missing, empty, truncated, too large or not a picture.
        """
        picture = super().read(key)
        name = parse_kdef_name(PurePosixPath(key).stem)
        if self._crop is None or name is None or not _is_raw(key, name):
            return picture
        height, width = picture.shape[:2]
        left, top, right, bottom = (round(edge) for edge in _scaled(self._crop, width, height))
        return np.ascontiguousarray(picture[top : max(bottom, top + 1), left : max(right, left + 1)])

    def _scan(self) -> Iterator[FaceItem | Skipped]:
        for found in walk_pictures(self._root):
            name = parse_kdef_name(PurePosixPath(found.key).stem)
            if name is None:
                yield self._skip(found.key, found.problem or "name is not one of KDEF's")
            elif name.angle not in self._angles:
                continue
            elif found.problem:
                yield self._skip(found.key, found.problem)
            else:
                yield FaceItem(
                    key=found.key,
                    emotion=name.emotion,
                    length=found.length,
                    identity=name.identity,
                    attributes={"sex": name.sex, "session": name.session, "angle": name.angle},
                    head=self._head(found.key, name),
                )

    def _head(self, key: str, name: KdefName) -> tuple[float, float, float, float] | None:
        """Find the head box in what `read` returns; known for raw straight views alone."""
        if name.angle != "S" or not _is_raw(key, name):
            return None
        size = picture_size(self._root / key)
        if size is None:
            return None
        left, top, right, bottom = _scaled(RAW_HEAD, *size)
        crop_left, crop_top, _, _ = _scaled(self._crop or (0, 0, 1, 1), *size)
        return left - round(crop_left), top - round(crop_top), right - left, bottom - top


def _is_raw(key: str, name: KdefName) -> bool:
    return PurePosixPath(key).parent.name.upper() == name.folder


def _scaled(box: tuple[float, float, float, float], width: int, height: int) -> tuple[float, float, float, float]:
    return box[0] * width, box[1] * height, box[2] * width, box[3] * height
