# SPDX-License-Identifier: MIT
"""The shape of a person: cells of sex, age and ethnicity, and small differences within a cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from tools.people.draws import Draws

Sex = Literal["f", "m"]
Age = Literal["young", "middle", "old"]
Ethnicity = Literal["caucasian", "african", "asian"]

SEXES: Final[tuple[Sex, ...]] = ("f", "m")
AGES: Final[tuple[Age, ...]] = ("young", "middle", "old")
ETHNICITIES: Final[tuple[Ethnicity, ...]] = ("caucasian", "african", "asian")
CELLS: Final = 18
"""Combinations of sex, age and ethnicity."""

_SPREAD: Final = 0.65
"""All small differences are scaled by this."""

# Small differences and the spread of each; all of them go either way.
_MIDDLE: Final[tuple[tuple[str, float], ...]] = (
    ("nose/nose-scale-horiz", 0.5),
    ("nose/nose-scale-vert", 0.6),
    ("nose/nose-scale-depth", 0.6),
    ("nose/nose-width1", 0.6),
    ("nose/nose-width2", 0.6),
    ("nose/nose-width3", 0.6),
    ("nose/nose-hump", 0.6),
    ("nose/nose-volume", 0.5),
    ("nose/nose-point-width", 0.5),
    ("nose/nose-nostrils-width", 0.5),
    ("mouth/mouth-scale-horiz", 0.5),
    ("mouth/mouth-upperlip-height", 0.6),
    ("mouth/mouth-lowerlip-height", 0.6),
    ("mouth/mouth-upperlip-volume", 0.6),
    ("mouth/mouth-lowerlip-volume", 0.6),
    ("mouth/mouth-cupidsbow", 0.5),
    ("chin/chin-width", 0.6),
    ("chin/chin-height", 0.5),
    ("chin/chin-prominent", 0.5),
    ("chin/chin-jaw-drop", 0.4),
    ("chin/chin-bones", 0.5),
    ("head/head-fat", 0.45),
    ("head/head-scale-horiz", 0.35),
    ("head/head-scale-vert", 0.3),
    ("forehead/forehead-scale-vert", 0.4),
    ("forehead/forehead-nubian", 0.4),
    ("forehead/forehead-temple", 0.4),
    ("neck/neck-scale-horiz", 0.4),
)
# The same for what there is two of: nearly the same on both sides.
_PAIRED: Final[tuple[tuple[str, float], ...]] = (
    ("cheek/{}-cheek-bones", 0.6),
    ("cheek/{}-cheek-volume", 0.6),
    ("cheek/{}-cheek-inner", 0.5),
    ("eyes/{}-eye-scale", 0.3),
    ("eyes/{}-eye-height2", 0.35),
    ("eyes/{}-eye-bag", 0.5),
    ("ears/{}-ear-scale", 0.5),
    ("ears/{}-ear-wing", 0.5),
)
_FORMS: Final[dict[Sex, tuple[str, ...]]] = {
    "f": ("oval", "round", "diamond", "invertedtriangular", "oval"),
    "m": ("oval", "round", "square", "rectangular", "diamond", "triangular", "invertedtriangular"),
}
# The macro targets alone leave men and women too much alike.
_LEANING: Final[dict[Sex, dict[str, float]]] = {
    "f": {
        "neck/neck-scale-horiz": -0.7,
        "chin/chin-width": -0.35,
        "chin/chin-bones": -0.4,
        "chin/chin-height": -0.2,
        "mouth/mouth-upperlip-volume": 0.3,
        "mouth/mouth-lowerlip-volume": 0.3,
        "nose/nose-scale-horiz": -0.25,
        "nose/nose-width3": -0.2,
    },
    "m": {"chin/chin-bones": 0.2, "chin/chin-width": 0.1},
}


@dataclass(frozen=True)
class Cell:
    """What is dealt out by number, so that it is balanced."""

    sex: Sex
    age: Age
    ethnicity: Ethnicity

    @property
    def woman(self) -> bool:
        """Whether the sex is female."""
        return self.sex == "f"


@dataclass(frozen=True)
class Shape:
    """The settings of the mesh.

    Args:
        race: Shares of ethnicities, summing to 1.
        gender: 0 a woman to 1 a man.
        years: 0.5 young to 1 old.
        muscle: 0 to 1.
        weight: 0 to 1.
        details: Target and its weight.
    """

    race: Mapping[str, float]
    gender: float
    years: float
    muscle: float
    weight: float
    details: Mapping[str, float]

    @property
    def blend(self) -> str:
        """The shares of ethnicities as text."""
        return "+".join(f"{name} {share:.2f}" for name, share in self.race.items())

    def share(self, ethnicity: Ethnicity) -> float:
        """The share of one ethnicity."""
        return self.race.get(ethnicity, 0)

    def targets(self) -> Iterator[tuple[str, float]]:
        """The targets that make the shape, with their weights."""
        oldness = (self.years - 0.5) / 0.5
        genders = {"female": 1 - self.gender, "male": self.gender}
        ages = {"young": 1 - oldness, "old": oldness}
        for race, share in self.race.items():
            for gender, of_gender in genders.items():
                for age, of_age in ages.items():
                    yield f"macrodetails/{race}-{gender}-{age}", share * of_gender * of_age
        for gender, of_gender in genders.items():
            for age, of_age in ages.items():
                for muscle, of_muscle in _thirds(self.muscle, "muscle").items():
                    for weight, of_weight in _thirds(self.weight, "weight").items():
                        name = f"macrodetails/universal-{gender}-{age}-{muscle}-{weight}"
                        yield name, of_gender * of_age * of_muscle * of_weight
        yield from self.details.items()


def cell_of(number: int) -> Cell:
    """Sex, age and ethnicity of an identity (from 1): 18 in a row hold every combination once."""
    place = (number - 1) % CELLS
    return Cell(SEXES[place % 2], AGES[place // 2 % 3], ETHNICITIES[(place // 6 + place // 2) % 3])


def is_mixture(number: int) -> bool:
    """Whether two ethnicities are blended: every third identity of a cell, and a third of the others' blocks."""
    block, place = divmod(number - 1, CELLS)
    return block % 3 == 1 or (block % 3 == 0 and place >= 12 and block > 0)


def draw_shape(draws: Draws, number: int) -> Shape:
    """The shape of an identity."""
    cell = cell_of(number)
    other = draws.choice([name for name in ETHNICITIES if name != cell.ethnicity])
    main = draws.between(0.55, 0.66) if is_mixture(number) else draws.choice([1.0, 1.0, draws.between(0.82, 0.95)])
    race: dict[str, float] = {cell.ethnicity: main, other: 1 - main} if main < 1 else {cell.ethnicity: 1.0}
    gender = draws.between(0, 0.04) if cell.woman else draws.between(0.93, 1)
    years = {"young": draws.between(0.5, 0.57), "middle": draws.between(0.66, 0.78), "old": draws.between(0.90, 1.0)}
    muscle = draws.between(0.25, 0.42) if cell.woman else draws.between(0.4, 0.65)
    weight = draws.between(0.38, 0.72)
    return Shape(race, gender, years[cell.age], muscle, weight, _draw_details(draws, cell.sex))


def _draw_details(draws: Draws, sex: Sex) -> dict[str, float]:
    details: dict[str, float] = {}

    def add(name: str, weight: float) -> None:
        weight = max(-1, min(1, weight))
        details[name + ("-incr" if weight > 0 else "-decr")] = abs(weight)

    for name, spread in _MIDDLE:
        add(name, draws.gauss(0, spread) * _SPREAD + _LEANING[sex].get(name, 0))
    for name, spread in _PAIRED:
        wider_eyes = 0.45 if sex == "f" and "eye-scale" in name else 0
        weight = draws.gauss(0, spread) * _SPREAD + wider_eyes
        for side in "lr":
            add(name.format(side), weight * draws.between(0.9, 1.0))
    for form in dict.fromkeys(draws.sample(_FORMS[sex], 2)):
        details[f"head/head-{form}"] = draws.between(0, 0.6) * _SPREAD
    weight = draws.gauss(0, 0.3) * _SPREAD
    details["eyebrows/eyebrows-trans-" + ("up" if weight > 0 else "down")] = abs(weight)
    weight = draws.gauss(0, 0.3) * _SPREAD
    for side in "lr":
        details[f"eyes/{side}-eye-trans-" + ("in" if weight > 0 else "out")] = abs(weight)
    for crooked in ("mouth", "nose", "jaw", "brown"):
        details[f"asym/asym-{crooked}-1-" + draws.choice("lr")] = draws.between(0, 0.3) * _SPREAD
    return details


def _thirds(value: float, name: str) -> dict[str, float]:
    """A value from 0 to 1 as shares of the least, the average and the most."""
    return {
        f"min{name}": max(0, 1 - 2 * value),
        f"average{name}": 1 - abs(2 * value - 1),
        f"max{name}": max(0, 2 * value - 1),
    }
