# SPDX-License-Identifier: MIT
"""The hair styles, and which of them, in which colour, a person wears."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final, Literal

from tools.people.draws import Draws, Rgba
from tools.people.shapes import Age, Cell, Shape

Flow = Literal["radial", "forward", "back", "sweep", "part"]


@dataclass(frozen=True)
class Style:
    """How hair grows. Lengths in base mesh units (dm).

    Args:
        top: Length on the top of the head.
        side: Length at the sides.
        front: Length above the forehead.
        flow: Which way the hair lies: away from the crown, to the face, back, swept aside, or parted.
        part: Where the parting is, to the left (> 0) or the right of the middle.
        sweep: How far swept hair goes aside.
        back_flow: How far parted hair goes back.
        recede: How far the hairline has receded, 0 to 1.
        crown: Share of the length that is left where radial flow starts, so that no tuft stands there; 0 for all of it.
        lift: How far the hair stands off at its root, 0 to 1.
        side_lift: Share of this at the sides.
        gravity: How strongly it falls.
        steer: How strongly it keeps to its flow.
        curl: How strongly it curls.
        curl_turn: How far it turns from point to point (radians).
        volume: How far it keeps off the skin.
        hug: How strongly it is drawn to the skin above the height `hug_above`.
        hug_above: See `hug`.
        avoid: Half the width of the face that is kept free.
        guides: Number of grown hairs; the others follow them.
        strands: Number of hairs to render.
        points: Points a hair when it grows.
        thin: Every how many points are rendered.
        soft: Width of the hairline, where hair gets thinner.
        clump: How far hairs join their guide, 0 to 1.
        frizz: How far they stray.
    """

    top: float
    side: float
    front: float
    flow: Flow
    lift: float
    side_lift: float
    gravity: float
    volume: float
    frizz: float
    clump: float
    strands: int
    guides: int
    part: float = 0.0
    sweep: float = 0.9
    back_flow: float = 0.5
    recede: float = 0.0
    crown: float = 0.0
    steer: float = 0.0
    curl: float = 0.0
    curl_turn: float = 1.6
    hug: float = 0.0
    hug_above: float = 7.5
    avoid: float = 0.0
    points: int = 10
    thin: int = 1
    soft: float = 0.08


# fmt: off
STYLES: Final[dict[str, Style]] = {
    "bun": Style(
        top=1.15, side=0.8, front=1.25, flow="back", lift=0.12, side_lift=0.5, gravity=0.10, volume=0.05, frizz=0.008,
        clump=0.15, strands=22000, guides=1000, hug=0.75, hug_above=6.9, steer=0.25, points=12, soft=0.04,
    ),
    "crop": Style(
        top=0.26, side=0.12, front=0.30, flow="forward", lift=0.36, side_lift=0.12, gravity=0.2, volume=0.05,
        frizz=0.02, clump=0.35, strands=16000, guides=700, hug=0.3,
    ),
    "fringe": Style(
        top=0.5, side=0.16, front=0.46, flow="forward", lift=0.30, side_lift=0.12, gravity=0.3, volume=0.06,
        frizz=0.02, clump=0.45, strands=15000, guides=700, hug=0.5,
    ),
    "quiff": Style(
        top=0.42, side=0.13, front=0.60, flow="sweep", lift=0.42, side_lift=0.1, gravity=0.2, volume=0.10, frizz=0.02,
        clump=0.5, strands=15000, guides=700, sweep=0.8, hug=0.35, steer=0.15,
    ),
    "sidepart": Style(
        top=0.75, side=0.20, front=0.8, flow="part", lift=0.34, side_lift=0.1, gravity=0.35, volume=0.07, frizz=0.015,
        clump=0.45, strands=15000, guides=800, part=0.26, back_flow=0.45, hug=0.2, hug_above=7.7, avoid=0.55,
    ),
    "pixie": Style(
        top=0.7, side=0.34, front=0.72, flow="part", lift=0.28, side_lift=0.15, gravity=0.4, volume=0.08, frizz=0.02,
        clump=0.45, strands=15000, guides=800, part=0.3, back_flow=0.3, hug=0.4, hug_above=7.4, avoid=0.5,
    ),
    "bob": Style(
        top=1.75, side=0.75, front=1.75, flow="part", lift=0.16, side_lift=0.2, gravity=0.6, volume=0.07, frizz=0.02,
        clump=0.5, strands=12000, guides=900, part=0.15, back_flow=0.5, hug=0.2, hug_above=7.7, avoid=0.66, points=15,
        thin=2,
    ),
    "long": Style(
        top=3.4, side=2.4, front=3.4, flow="part", lift=0.14, side_lift=0.2, gravity=0.55, volume=0.07, frizz=0.035,
        clump=0.55, strands=12000, guides=900, part=0.0, back_flow=0.45, hug=0.2, hug_above=7.7, avoid=0.64,
        points=19, thin=2,
    ),
    "wavy": Style(
        top=2.7, side=2.0, front=2.7, flow="part", lift=0.20, side_lift=0.3, gravity=0.5, volume=0.10, frizz=0.05,
        clump=0.7, strands=12000, guides=700, part=-0.2, back_flow=0.5, curl=0.28, curl_turn=0.8, hug=0.2,
        hug_above=7.7, avoid=0.66, points=20, thin=2,
    ),
    "afro": Style(
        top=0.42, side=0.30, front=0.38, flow="radial", lift=0.95, side_lift=0.95, gravity=0.0, volume=0.0,
        frizz=0.04, clump=0.2, strands=18000, guides=1000, curl=0.9, curl_turn=2.2, points=12,
    ),
    "bigafro": Style(
        top=0.85, side=0.70, front=0.75, flow="radial", lift=0.95, side_lift=0.95, gravity=0.0, volume=0.0,
        frizz=0.05, clump=0.2, strands=20000, guides=1000, curl=0.8, curl_turn=2.0, points=14,
    ),
    "coils": Style(
        top=0.16, side=0.08, front=0.16, flow="forward", lift=0.6, side_lift=0.3, gravity=0.05, volume=0.02,
        frizz=0.02, clump=0.3, strands=18000, guides=900, curl=0.6, curl_turn=2.0, points=8,
    ),
    "curly": Style(
        top=0.75, side=0.42, front=0.6, flow="radial", lift=0.5, side_lift=0.4, gravity=0.25, volume=0.08, frizz=0.03,
        clump=0.75, strands=15000, guides=600, crown=0.45, curl=0.7, curl_turn=1.3, points=14,
    ),
    "curlylong": Style(
        top=2.3, side=1.7, front=2.2, flow="part", lift=0.3, side_lift=0.4, gravity=0.45, volume=0.12, frizz=0.06,
        clump=0.75, strands=15000, guides=600, part=0.1, back_flow=0.45, curl=0.6, curl_turn=1.1, hug=0.1,
        hug_above=7.7, avoid=0.68, points=22,
    ),
}
# fmt: on

_WOMEN: Final[dict[Age, tuple[str, ...]]] = {
    "young": ("long", "bob", "wavy", "bun", "long", "wavy", "pixie"),
    "middle": ("bob", "long", "wavy", "pixie", "bun", "sidepart"),
    "old": ("bob", "pixie", "bun", "sidepart", "curly"),
}
_WOMEN_CURLY: Final[dict[Age, tuple[str, ...]]] = {
    "young": ("curlylong", "bigafro", "afro", "bun", "wavy"),
    "middle": ("curlylong", "afro", "bun", "coils", "bigafro"),
    "old": ("afro", "curly", "coils", "bun"),
}
_MEN: Final[dict[Age, tuple[str, ...]]] = {
    "young": ("crop", "quiff", "sidepart", "fringe", "curly", "buzz"),
    "middle": ("crop", "sidepart", "quiff", "buzz", "fringe"),
    "old": ("crop", "sidepart", "buzz", "buzz", "bald"),
}
_MEN_CURLY: Final[dict[Age, tuple[str, ...]]] = {
    "young": ("coils", "afro", "buzz", "coils", "curly"),
    "middle": ("coils", "buzz", "afro", "bald"),
    "old": ("buzz", "coils", "bald", "coils"),
}

# Melanin and redness of hair, as Blender's hair shader takes them: from blond over red to black.
_EUROPEAN_TONES: Final = (
    (0.18, 0.3), (0.28, 0.4), (0.40, 0.4), (0.42, 0.95), (0.55, 0.5),
    (0.62, 0.4), (0.72, 0.4), (0.80, 0.3), (0.90, 0.3),
)  # fmt: skip

_SHORT: Final = ("bald", "buzz", "crop", "coils")
_PARTED: Final = ("long", "wavy", "bob", "curlylong", "sidepart", "pixie")


@dataclass(frozen=True)
class Tone:
    """Colour of hair, brows and stubble.

    Args:
        melanin: 0 blond to 1 black.
        redness: 0 to 1.
        variation: How far single hairs differ.
        grey: The colour of grey hair, which has no melanin; None for any other.
        brows: The colour of the brows.
    """

    melanin: float
    redness: float
    variation: float
    grey: Rgba | None
    brows: Rgba


@dataclass(frozen=True)
class Bun:
    """A bun: how far below the top of the head, how far to the front (negative: back), and its radius (dm)."""

    below: float
    front: float
    radius: float


@dataclass(frozen=True)
class Scalp:
    """The tone of the skin under the hair: how strong, how soft its edge (dm), which colour."""

    strength: float
    soft: float
    colour: Rgba = (0.03, 0.02, 0.015, 1)


@dataclass(frozen=True)
class Hair:
    """The hair of a head. `bald` and `buzz` have no `style`."""

    name: str
    style: Style | None
    recede: float
    bun: Bun | None
    tone: Tone
    scalp: Scalp = field(default_factory=lambda: Scalp(0.0, 0.05))


def draw_tone(draws: Draws, cell: Cell, shape: Shape) -> Tone:
    """The colour of a person's hair."""
    if cell.age == "old" and draws.chance(0.85):
        value = draws.between(0.22, 0.75)
        grey = (value, value * draws.between(0.93, 0.99), value * draws.between(0.84, 0.97), 1)
        brow = 0.14 * value + 0.03
        return Tone(0.1, 0.2, 0.25, grey, (brow, brow * 0.9, brow * 0.8, 1))
    melanin, redness = draws.between(0.92, 0.98), draws.between(0.1, 0.3)
    european = shape.share("caucasian")
    if european > 0.7:
        melanin, redness = draws.choice(_EUROPEAN_TONES)
    elif european > 0.3:
        melanin, redness = draws.between(0.68, 0.95), draws.between(0.2, 0.6)
    darkness = max(0, min(1, (melanin - 0.2) / 0.65))
    dark, fair = (0.012, 0.008, 0.006), (0.20, 0.12, 0.06)
    red, green, blue = (light * (1 - darkness) + deep * darkness for deep, light in zip(dark, fair, strict=True))
    variation = 0.9 if cell.age == "middle" and draws.chance(0.3) else 0.25
    return Tone(melanin, redness, variation, None, (red, green, blue, 1))


def draw_hair(draws: Draws, cell: Cell, shape: Shape) -> Hair:
    """The hair of a person."""
    tone = draw_tone(draws, cell, shape)
    curly = shape.share("african") > 0.3
    table = (_WOMEN_CURLY if curly else _WOMEN) if cell.woman else (_MEN_CURLY if curly else _MEN)
    names = [name for name in table[cell.age] if name != "curly" or cell.woman or shape.share("asian") <= 0.5]
    name = draws.choice(names)
    recede = 0.0
    if not cell.woman and cell.age != "young" and name != "bald":
        recede = draws.between(0, 0.5) if cell.age == "middle" else draws.between(0.2, 1.0)
    style = STYLES.get(name)
    if style is not None:
        style = replace(style, recede=recede)
        if name in _PARTED:
            style = _vary(draws, name, style)
    bun = _draw_bun(draws) if name == "bun" else None
    return Hair(name, style, recede, bun, tone, scalp_under(name, tone))


def _vary(draws: Draws, name: str, style: Style) -> Style:
    """Another parting and another length."""
    part = draws.side() * (draws.between(0.22, 0.32) if name in {"sidepart", "pixie"} else draws.between(0.05, 0.3))
    length = draws.between(0.75, 1.05)
    return replace(style, part=part, top=style.top * length, side=style.side * length, front=style.front * length)


def _draw_bun(draws: Draws) -> Bun:
    high = draws.chance(0.5)
    below = -0.12 if high else draws.between(0.0, 0.6)
    front = -0.25 if high else draws.between(-0.75, -0.6)
    return Bun(below, front, draws.between(0.24, 0.36))


def scalp_under(name: str, tone: Tone) -> Scalp:
    """The scalp that shows through a hair style."""
    strength = {"bald": 0.12, "buzz": 0.55, "crop": 0.6, "coils": 0.7}.get(name, 0.92)
    soft = 0.12 if name in _SHORT else 0.05
    if tone.grey is None:
        return Scalp(strength, soft, (0.13, 0.075, 0.035, 1)) if tone.melanin < 0.6 else Scalp(strength, soft)
    if name in {"bald", "buzz"}:
        return Scalp(strength * 0.35, soft)
    red, green, blue = (0.55 * channel for channel in tone.grey[:3])
    return Scalp(strength, soft, (red, green, blue, 1))
