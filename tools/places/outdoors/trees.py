# SPDX-License-Identifier: MIT
"""Trees of several kinds, and groves of trees that belong together."""

from __future__ import annotations

from typing import Final

from tools.places.draws import Draws, hex_rgb, shade
from tools.places.mesh import Mesh
from tools.places.outdoors import surfaces
from tools.places.outdoors.evergreens import EVERGREENS
from tools.places.outdoors.growth import Habit, grow
from tools.places.outdoors.leaves import leaf_colours, puffs
from tools.places.prop import Prop

_HABITS: Final = {
    "round": Habit(),
    "oak": Habit(bole=0.2, spread=0.46, limbs=11, rise=(0.15, 1.0), twigs=5, puff=0.105, bark="5a4c3e", trunk=0.034),
    "lime": Habit(bole=0.22, spread=0.27, limbs=16, rise=(0.3, 1.2), leaves=110),
    "birch": Habit(bole=0.28, spread=0.24, limbs=14, rise=(0.6, 1.2), lift=-0.15, leaves=60, leaf=0.12, trunk=0.016),
    "poplar": Habit(0.08, 0.13, limbs=26, rise=(1.15, 1.4), lift=0.3, twigs=3, leaves=80, puff=0.055, leaf=0.14),
    "blossom": Habit(
        bole=0.24, spread=0.42, limbs=11, rise=(0.3, 1.0), leaves=130, leaf=0.11, bark="4a3a34", slimness=0.8
    ),
    "young": Habit(bole=0.4, spread=0.24, limbs=9, rise=(0.5, 1.2), leaves=80, leaf=0.13, puff=0.09, trunk=0.014),
}
_REGIONS: Final = {
    "temperate": ("round", "oak", "lime", "birch", "round", "young", "spruce", "poplar"),
    "park": ("round", "oak", "lime", "willow", "blossom", "birch", "young"),
    "upland": ("spruce", "spruce", "pine", "birch"),
    "south": ("cypress", "pine", "round", "palm", "poplar"),
    "avenue": ("lime", "poplar", "blossom", "round"),
}


def grove(draws: Draws, season: str, count: int = 3, low: float = 6, high: float = 13) -> list[Prop]:
    """A few different trees that belong together, from `low` to `high` metres tall."""
    regions = [region for region in _REGIONS if not (region == "south" and season in ("winter", "snow"))]
    kinds = _REGIONS[draws.choice(regions)]
    return [tree(draws, season, draws.between(low, high), draws.choice(kinds)) for _ in range(count)]


def tree(draws: Draws, season: str, high: float, kind: str) -> Prop:
    """One tree of a kind, its foot at the origin."""
    if kind in EVERGREENS:
        return EVERGREENS[kind](draws, high, season)
    return _deciduous(draws, season, high, kind)


def _deciduous(draws: Draws, season: str, high: float, kind: str) -> Prop:
    """A tree that is bare in winter."""
    habit, mesh = _HABITS[kind], Mesh()
    if kind == "birch":
        bark = surfaces.birch_bark()
    else:
        bark = surfaces.matt(draws, shade(hex_rgb(habit.bark), draws.between(0.6, 1.1)), 0.3)
    bare = season in ("winter", "snow")
    tips = grow(mesh, draws, habit, high, bark, bare=bare)
    if not bare:
        first, second = leaf_colours(draws, season)
        if kind == "blossom" and season == "spring":
            first, second = draws.hsv((0.9, 0.98), (0.12, 0.4), (0.8, 0.92)), (0.8, 0.74, 0.76)
        material = surfaces.foliage(draws, first, second)
        thinned = draws.between(0.35, 0.7) if season == "autumn" and draws.chance(0.4) else 1.0
        leaf = (habit.leaf * (0.55 + high * 0.05), habit.slimness)
        puffs(mesh, draws, tips, (high * habit.puff, 0.8), int(habit.leaves * thinned), leaf, material)
    return mesh.build("tree", solid=False)
