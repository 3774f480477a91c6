# SPDX-License-Identifier: MIT
"""Who is rendered. A person follows from the number of the identity alone; no picture of theirs is drawn here."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

from tools.people.coverings import Covering, Headscarf, covering_name, draw_covering, hair_under
from tools.people.draws import Draws
from tools.people.hairstyles import Hair, draw_hair
from tools.people.outfits import (
    Beard,
    Clothes,
    Earrings,
    Features,
    Glasses,
    draw_beard,
    draw_clothes,
    draw_earrings,
    draw_features,
    draw_glasses,
)
from tools.people.shapes import Cell, Shape, cell_of, draw_shape
from tools.people.skins import Skin, draw_skin

NAMESPACE: Final = "face-pack-v1"
"""The start of every seed. Another one gives other people."""

# High hair needs a higher camera (m), and a wider frame: the height of the picture over that of the bare head.
_CAMERA_RISE: Final = {"bigafro": 0.042, "afro": 0.016, "curly": 0.016, "quiff": 0.010}
_FRAME: Final = {"bigafro": 1.64, "afro": 1.48, "curly": 1.45}
_USUAL_FRAME: Final = 1.42


@dataclass(frozen=True)
class Person:
    """All that belongs to an identity.

    Args:
        number: From 1.
        camera_rise: How much higher than usual the camera stands (m).
        frame: Height of the picture over that of the bare head.
    """

    number: int
    cell: Cell
    shape: Shape
    skin: Skin
    hair: Hair
    beard: Beard
    features: Features
    clothes: Clothes
    glasses: Glasses | None
    earrings: Earrings | None
    covering: Covering | None
    camera_rise: float
    frame: float

    @property
    def name(self) -> str:
        """The identity as files call it, such as `p012`."""
        return identity_name(self.number)

    @property
    def seed(self) -> int:
        """The seed of what grows: hair with this one, a beard and a bun with later ones."""
        return 5000 + self.number


def identity_name(number: int) -> str:
    """The identity as files call it, such as `p012`."""
    return f"p{number:03d}"


@cache
def person(number: int) -> Person:
    """The person of an identity number (from 1)."""
    draws = Draws(f"{NAMESPACE}/{number}")
    cell = cell_of(number)
    shape = draw_shape(draws, number)
    skin = draw_skin(draws, cell, shape)
    hair = draw_hair(draws, cell, shape)
    beard = draw_beard(draws, cell, hair.tone)
    features = draw_features(draws, cell, shape, dark=skin.dark)
    clothes = draw_clothes(draws, cell)
    glasses = draw_glasses(draws, cell.age)
    earrings = draw_earrings(draws, cell)
    covering = draw_covering(Draws(f"{NAMESPACE}/{number}/covering"), covering_name(number, cell.sex))
    hair = hair_under(covering, hair, curly=shape.share("african") > 0.3)
    return Person(
        number,
        cell,
        shape,
        skin,
        hair,
        beard,
        features,
        clothes,
        glasses,
        None if isinstance(covering, Headscarf) else earrings,
        covering,
        _CAMERA_RISE.get(hair.name, 0.0),
        _FRAME.get(hair.name, _USUAL_FRAME) * draws.between(0.98, 1.04),
    )
