"""The types of a scene: its plan (draws only, no pixels) and what was drawn from it (pixels with labels)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from hashlib import blake2b
from typing import Annotated, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import ConfigDict, Field, TypeAdapter, ValidationError

from synthgroup.emotions import Emotion, Mood, is_tie, majority_mood, mood_counts
from synthgroup.errors import PlanError

Split = Literal["all", "train", "val", "test"]
_STRICT = ConfigDict(extra="forbid", allow_inf_nan=False)
Number = Annotated[int, Field(ge=0, lt=2**64)]
Tilt = Annotated[float, Field(ge=-0.3, le=0.3)]
Place = Annotated[float, Field(ge=-8192, le=16384)]
Shift = Annotated[float, Field(ge=-10, le=10)]
Key48 = Annotated[int, Field(ge=0, lt=2**48)]
Side = Annotated[int, Field(ge=16, le=8192)]
Share = Annotated[float, Field(ge=0, le=1)]
Box = tuple[int, int, int, int]
"""Left, top, width, height in pixels."""


@dataclass(frozen=True, slots=True)
class FacePlan:
    """The draws of one face.

    Attributes:
        face: Number of the cutout in the face bank.
        head_height: Wanted head height, chin to crown, as a share of the picture's height.
        gain: Brightness factor.
        contrast: Contrast factor about the face's own mean.
        flip: Whether left and right are exchanged.
        shift: Translation inside the face's own canvas (x, y), in head heights; moves the place, where that is free.
        shear: Horizontal shear in degrees.
        rotate: Rotation in degrees, clockwise.
        scale: Factor on the head height.
        perspective: Change of size from the middle of the head to its right and its lower side, as shares.
        elastic: Amplitude of the elastic distortion in head heights.
        elastic_key: 48-bit key of the distortion's field.
        place: 48-bit key of the position: tells which of the free positions the face takes.
        at: Where the middle of the head goes (x, y), in pixels, or else as near as is free; None lets `place` decide.
    """

    __pydantic_config__ = _STRICT

    face: Number
    emotion: Emotion
    mood: Mood
    head_height: Annotated[float, Field(gt=0, le=1)]
    gain: Annotated[float, Field(ge=0, le=4)] = 1.0
    contrast: Annotated[float, Field(ge=0, le=4)] = 1.0
    flip: bool = False
    shift: tuple[Shift, Shift] = (0.0, 0.0)
    shear: Annotated[float, Field(ge=-60, le=60)] = 0.0
    rotate: Annotated[float, Field(ge=-360, le=360)] = 0.0
    scale: Annotated[float, Field(ge=0.1, le=10)] = 1.0
    perspective: tuple[Tilt, Tilt] = (0.0, 0.0)
    elastic: Annotated[float, Field(ge=0, le=0.2)] = 0.0
    elastic_key: Key48 = 0
    place: Key48 = 0
    at: tuple[Place, Place] | None = None


@dataclass(frozen=True, slots=True)
class BackgroundPlan:
    """The draws of the background.

    Attributes:
        background: Number of the picture in the background bank.
        zoom: Share of the largest crop of the scene's proportions that is shown.
        position: Where the crop lies (x, y), as shares of the room that it leaves.
        flip: Whether left and right are exchanged.
    """

    __pydantic_config__ = _STRICT

    background: Number
    zoom: Annotated[float, Field(gt=0, le=1)] = 1.0
    position: tuple[Share, Share] = (0.5, 0.5)
    flip: bool = False


@dataclass(frozen=True, slots=True)
class ScenePlan:
    """One scene's draws: data only, which can be printed, stored, edited and drawn again.

    Attributes:
        seed: Seed of the generator.
        split: Part of the people and places that it draws from; scenes of other splits have draws of their own.
        index: Number of the scene.
        banks: Identity of the banks that the numbers of cutouts and backgrounds refer to.
        size: Width and height in pixels.
        gap: Free pixels between silhouettes.
        mood: The label that the scene must have whatever finds room, or None where the label follows from the faces.
        background: Draws of the background.
        faces: Draws of the faces.
    """

    __pydantic_config__ = _STRICT

    seed: Number
    split: Split
    index: Number
    banks: str
    size: tuple[Side, Side]
    gap: Annotated[int, Field(ge=0, le=64)]
    mood: Mood | None
    background: BackgroundPlan
    faces: tuple[FacePlan, ...]

    def to_json(self) -> str:
        """Write the plan as one line of JSON; equal plans give equal bytes."""
        return json.dumps(asdict(self), separators=(",", ":"))

    @staticmethod
    def from_json(text: str) -> ScenePlan:
        """Read what `to_json` wrote, edited or not.

        Raises:
            PlanError: The text is no plan; the message names what is wrong.
        """
        try:
            return _plan_reader().validate_json(text)
        except ValidationError as error:
            first = error.errors()[0]
            where = f"{'.'.join(map(str, first['loc']))}: " if first["loc"] else ""
            raise PlanError(f"this is no plan: {where}{first['msg'][0].lower()}{first['msg'][1:]}") from None

    def with_background(self, background: int) -> Self:
        """Put the same faces at the same places of another background."""
        return replace(self, background=replace(self.background, background=background))

    def digest(self) -> str:
        """Identify the plan: 16 hexadecimal digits that change with any draw."""
        return blake2b(self.to_json().encode(), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True, eq=False)
class FaceAnnotation:
    """One face of a scene, as it was placed.

    Attributes:
        emotion: Its expression.
        mood: What the expression counts as.
        identity: Who it is, as the source names it.
        source: Name of the source.
        file: Name of the photograph within the source.
        box: Bounding box of the silhouette (alpha >= 0.5).
        head: Head box, chin to crown, clipped to the picture.
        silhouette: The mask within `box`, bool, (h, w).
        size: Width and height of the scene in pixels.
        transform: Maps pixels of the photograph, as (x, y, 1), to pixels of the scene, but for the elastic distortion;
            3 rows. None after a scene transform that may have moved pixels.
        attributes: What the source knows of the person, in the order of names.
        synthetic: Whether the person does not exist.
    """

    emotion: Emotion
    mood: Mood
    identity: str
    source: str
    file: str
    box: Box
    head: Box
    silhouette: NDArray[np.bool_] = field(repr=False)
    size: tuple[int, int]
    transform: tuple[tuple[float, float, float], ...] | None
    attributes: Mapping[str, str]
    synthetic: bool

    @property
    def mask(self) -> NDArray[np.bool_]:
        """Silhouette in the picture: bool, (H, W)."""
        full = np.zeros((self.size[1], self.size[0]), np.bool_)
        left, top, width, height = self.box
        full[top : top + height, left : left + width] = self.silhouette
        return full

    @property
    def area(self) -> int:
        """Pixels of the silhouette."""
        return int(np.count_nonzero(self.silhouette))


@dataclass(frozen=True, slots=True)
class BackgroundAnnotation:
    """Where the background of a scene comes from."""

    source: str
    file: str
    category: str


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """A picture of a group with its labels.

    Attributes:
        image: RGB, uint8, (H, W, 3).
        plan: The draws that it was made from.
        placed: Draws of the faces that found room, at their sizes, with where the middle of each head came to lie
            (x, y), in pixels.
        background: Where the background comes from.
        faces: The faces that found room, largest first.
        shortfall: Faces of the plan that are not in the picture.
        replaced: Backgrounds that could not be read and were replaced by another draw: name and reason.
    """

    image: NDArray[np.uint8] = field(repr=False)
    plan: ScenePlan = field(repr=False)
    placed: Sequence[tuple[FacePlan, tuple[float, float]]] = field(repr=False)
    background: BackgroundAnnotation
    faces: Sequence[FaceAnnotation]
    shortfall: int = 0
    replaced: Sequence[tuple[str, str]] = field(default_factory=tuple)

    @property
    def layout(self) -> ScenePlan:
        """Where the draws led: the plan of the faces that found room, at their sizes and places.

        Drawn again it gives the same picture; edited, faces stay where they are.
        """
        pinned = tuple(replace(face, at=(round(x, 3), round(y, 3))) for face, (x, y) in self.placed)
        return replace(self.plan, faces=pinned)

    @property
    def moods(self) -> tuple[int, int, int]:
        """Faces that are negative, neutral and positive."""
        return mood_counts(face.mood for face in self.faces)

    @property
    def mood(self) -> Mood:
        """The group's mood, computed from the faces that were placed."""
        return majority_mood(self.moods)

    @property
    def label(self) -> int:
        """Class index of the mood: 0 negative, 1 neutral, 2 positive."""
        return self.mood.label

    @property
    def tie(self) -> bool:
        """Whether the most common mood is not unique."""
        return is_tie(self.moods)


@cache
def _plan_reader() -> TypeAdapter[ScenePlan]:
    return TypeAdapter(ScenePlan)
