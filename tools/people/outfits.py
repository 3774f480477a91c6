# SPDX-License-Identifier: MIT
"""What a person wears, and the parts of the face that are no skin: beard, eyes, brows, lashes, lips, teeth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from tools.people.draws import Draws, Rgba, hsv
from tools.people.hairstyles import Tone
from tools.people.shapes import Age, Cell, Shape

BeardForm = Literal["full", "goatee", "moustache"]

_SUITS: Final = (
    "male_casualsuit02",
    "male_casualsuit03",
    "male_casualsuit04",
    "male_casualsuit04",
    "male_casualsuit06",
)
_WOMENS_SUITS: Final = ("female_casualsuit01", "female_elegantsuit01", "female_sportsuit01")
_MENS_SUITS: Final = ("male_casualsuit05", "male_elegantsuit01", "male_worksuit01")
_LIPSTICKS: Final[tuple[Rgba, ...]] = (
    (0.42, 0.09, 0.10, 1),
    (0.45, 0.14, 0.13, 1),
    (0.30, 0.04, 0.06, 1),
    (0.50, 0.16, 0.15, 1),
)
_DARK_LIPSTICKS: Final[tuple[Rgba, ...]] = ((0.22, 0.04, 0.045, 1), (0.28, 0.06, 0.06, 1), (0.16, 0.03, 0.04, 1))
_LIPS: Final[Rgba] = (0.45, 0.12, 0.11, 1)
_METALS: Final[tuple[Rgba, ...]] = ((0.8, 0.6, 0.3, 1), (0.6, 0.6, 0.62, 1), (0.1, 0.1, 0.1, 1))
_PLASTICS: Final[tuple[Rgba, ...]] = (
    (0.01, 0.01, 0.01, 1), (0.05, 0.02, 0.01, 1), (0.12, 0.05, 0.02, 1), (0.03, 0.05, 0.12, 1), (0.2, 0.02, 0.03, 1),
)  # fmt: skip
_JEWELLERY: Final[tuple[Rgba, ...]] = ((0.9, 0.65, 0.25, 1), (0.8, 0.8, 0.82, 1))
_GLASSES_BY_AGE: Final[dict[Age, float]] = {"young": 0.18, "middle": 0.26, "old": 0.4}


@dataclass(frozen=True)
class Beard:
    """Beard and beard shadow.

    Args:
        name: none, stubble, or the form.
        form: Where hair grows; None where there is a shadow at most.
        shadow: Strength of the shadow on the skin.
        length: Of the hairs (dm).
        strands: Number of hairs.
    """

    name: str = "none"
    form: BeardForm | None = None
    shadow: float = 0.0
    length: float = 0.0
    strands: int = 0


@dataclass(frozen=True)
class Features:
    """Eyes, brows, lashes, lips and teeth: MakeHuman's names, strengths of their alpha, colours, factors."""

    eyes: str
    brows: str
    brow_strength: float
    lashes: str
    lash_strength: float
    lips: Rgba
    lip_strength: float
    teeth: str
    teeth_value: float
    teeth_saturation: float


@dataclass(frozen=True)
class Clothes:
    """A suit, and its texture either with hue, saturation and value changed, or dyed in one colour."""

    suit: str
    hue: float = 0.0
    saturation: float = 1.0
    value: float = 1.0
    dye: Rgba | None = None


@dataclass(frozen=True)
class Glasses:
    """Frames: half width and half height of a rim, exponent of its superellipse, radius of the wire (dm)."""

    width: float
    height: float
    exponent: float
    wire: float
    metallic: bool
    colour: Rgba


@dataclass(frozen=True)
class Earrings:
    """Studs or hoops."""

    form: Literal["stud", "hoop"]
    colour: Rgba


def draw_beard(draws: Draws, cell: Cell, tone: Tone) -> Beard:
    """The beard of a man; nothing is drawn for women."""
    if cell.woman:
        return Beard()
    kind = draws.random()
    grey = tone.grey is not None
    shadow = draws.between(0, 0.22) * (0 if grey else 1)
    if kind < 0.42:
        form: BeardForm = draws.choice(["full", "full", "goatee", "moustache"])
        shadow = 0.12 if grey else 0.35 if tone.melanin > 0.5 else 0.2
        return Beard(form, form, shadow, draws.between(0.05, 0.11), 13000 if form == "full" else 6000)
    if kind < 0.55 and not grey:
        return Beard("stubble", None, draws.between(0.3, 0.42))
    return Beard(shadow=shadow)


def draw_features(draws: Draws, cell: Cell, shape: Shape, *, dark: bool) -> Features:
    """Eyes, brows, lashes, lips and teeth of a person; `dark` skins take darker lipstick."""
    eyes = draws.choice(_eyes(shape.share("caucasian")))
    if cell.woman:
        brows, strength = (
            draws.choice(["eyebrow010", "eyebrow001", "eyebrow010", "eyebrow012"]),
            draws.between(1.0, 1.3),
        )
        lashes = draws.choice(["eyelashes02", "eyelashes03", "eyelashes01"])
        lash_strength, lip_strength = draws.between(0.9, 1.2), draws.between(0.35, 0.8)
        lips = draws.choice(_DARK_LIPSTICKS if dark else _LIPSTICKS)
    else:
        brows, strength = (
            draws.choice(["eyebrow001", "eyebrow012", "eyebrow001", "eyebrow010"]),
            draws.between(1.15, 1.5),
        )
        lashes, lash_strength, lip_strength, lips = "eyelashes01", 0.5, 0.25, _LIPS
    teeth = draws.choice(["teeth_base", *(f"teeth_shape0{k}" for k in range(1, 6))])
    value = draws.between(1.5, 1.85) - (0.2 if cell.age == "old" else 0)
    saturation = draws.between(0.6, 0.9) + (0.3 if cell.age == "old" else 0)
    return Features(eyes, brows, strength, lashes, lash_strength, lips, lip_strength, teeth, value, saturation)


def _eyes(european: float) -> tuple[str, ...]:
    if european < 0.3:
        return ("brown_eye", "brown_eye", "brownlight_eye")
    if european > 0.7:
        light = ("deepblue_eye", "green_eye", "grey_eye", "brownlight_eye", "bluegreen_eye", "deepblue_eye")
        return ("brown_eye", *light)
    return ("brown_eye", "brownlight_eye", "green_eye", "brown_eye")


def draw_clothes(draws: Draws, cell: Cell) -> Clothes:
    """The clothes of a person."""
    suit = draws.choice(_SUITS + (_WOMENS_SUITS if cell.woman else _MENS_SUITS))
    if draws.chance(0.45):
        return Clothes(suit, draws.random(), draws.between(0.3, 1.1), draws.between(0.6, 1.3))
    hue, saturation = draws.random(), draws.choice([0, 0.25, 0.5, 0.7, 0.85])
    return Clothes(suit, dye=hsv(hue, saturation, draws.choice([0.06, 0.15, 0.3, 0.5, 0.75])))


def draw_glasses(draws: Draws, age: Age) -> Glasses | None:
    """The glasses of a person, if any."""
    if not draws.chance(_GLASSES_BY_AGE[age]):
        return None
    metallic = draws.chance(0.4)
    width, height = draws.between(0.185, 0.215), draws.between(0.115, 0.165)
    exponent = draws.choice([2.2, 2.8, 3.6])
    wire = draws.between(0.009, 0.012) if metallic else draws.between(0.016, 0.026)
    return Glasses(width, height, exponent, wire, metallic, draws.choice(_METALS if metallic else _PLASTICS))


def draw_earrings(draws: Draws, cell: Cell) -> Earrings | None:
    """The earrings of a woman, if any; nothing is drawn for men."""
    if not cell.woman or not draws.chance(0.5):
        return None
    form: Literal["stud", "hoop"] = draws.choice(["stud", "hoop"])
    return Earrings(form, draws.choice(_JEWELLERY))
