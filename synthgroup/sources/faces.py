"""Reader of FACES, the Max Planck Institute's pictures of young, middle-aged and older people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import ClassVar, Final

from synthgroup.emotions import Emotion
from synthgroup.sources.base import FaceItem, Skipped, SourceInfo
from synthgroup.sources.files import FaceFiles, existing_folder, first_pictures, walk_pictures

_CODE: Final = re.compile(r"([0-9]{1,3})_([ymo])_([mf])_([adfhns])_([ab])")
_AGES: Final = {"y": "young", "m": "middle", "o": "old"}
_EMOTIONS: Final = {
    "a": Emotion.ANGER,
    "d": Emotion.DISGUST,
    "f": Emotion.FEAR,
    "h": Emotion.HAPPINESS,
    "n": Emotion.NEUTRAL,
    "s": Emotion.SADNESS,
}


def recognise_faces(path: Path) -> bool:
    """Tell whether a folder holds FACES, from the names of the first few pictures in it."""
    return any(_parse(picture.key) for picture in first_pictures(existing_folder(path, "faces")))


class FacesFaces(FaceFiles):
    """FACES on disk: 171 people, 6 expressions, 2 sets, with head, neck and shoulders on grey.

    Names are `004_o_m_a_a.jpg`: number, age (y, m, o), sex (m, f), expression (a, d, f, h, n, s), set (a, b). The
    numbers have gaps. The pictures may lie in `bilder/` or anywhere else below the folder.

    Args:
        path: The folder, at any level above the pictures.

    Raises:
        SourceError: The folder does not exist.
    """

    name: ClassVar[str] = "faces"
    expected: ClassVar[str] = "names such as bilder/004_o_m_a_a.jpg (number, age, sex, emotion, set)"

    def __init__(self, path: Path) -> None:
        self._root = existing_folder(path, self.name)

    @property
    def info(self) -> SourceInfo:
        """What is true of the source as a whole."""
        return SourceInfo(
            name=self.name,
            path=str(self._root),
            notice="FACES forbids changing or showing most of its photographs without the owners' agreement.",
            licence="FACES, research only by agreement",
            shared_names=True,
        )

    def _scan(self) -> Iterator[FaceItem | Skipped]:
        for found in walk_pictures(self._root):
            code = _parse(found.key)
            if found.problem or code is None:
                yield self._skip(found.key, found.problem or "name is not one of FACES'")
                continue
            number, age, sex, emotion, version = code.groups()
            yield FaceItem(
                key=found.key,
                emotion=_EMOTIONS[emotion],
                length=found.length,
                identity=f"{self.name}-{int(number):03d}",
                attributes={"age": _AGES[age], "sex": sex, "set": version},
            )


def _parse(key: str) -> re.Match[str] | None:
    return _CODE.fullmatch(PurePosixPath(key).stem.lower())
