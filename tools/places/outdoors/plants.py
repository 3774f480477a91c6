# SPDX-License-Identifier: MIT
"""Low plants: bushes, hedges, flower beds, blades of grass, leaves on the ground."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tools.places import materials
from tools.places.draws import Draws, Rgb, blend, hex_rgb, shade
from tools.places.mesh import Array, Mesh
from tools.places.noise import waves
from tools.places.outdoors import surfaces
from tools.places.outdoors.leaves import Spread, cards, generator_of, leaf_colours, puffs
from tools.places.prop import Prop
from tools.places.stage import Stage

Height = Callable[[Array], Array]
"""Height of the land (N,) at places (N, 2)."""

Keep = Callable[[Array], Array]
"""Which of the places (N, 2) may have grass (N,)."""

_BLOSSOMS = ((0.9, 1.0), (0.75, 0.85), (0.13, 0.16), (0, 1))
_DAISIES = ((0.8, 0.8, 0.78), (0.8, 0.62, 0.05), (0.5, 0.35, 0.7))


def bush(draws: Draws, season: str, radius: float = 0.8) -> Prop:
    """Round shrub, sometimes in flower; brown and thin in winter unless evergreen."""
    mesh, generator = Mesh(), generator_of(draws)
    cold = season in ("winter", "snow")
    evergreen = draws.chance(0.6 if cold else 0.25)
    first, second = _shrub_colours(draws, season, evergreen=evergreen)
    away = generator.normal(size=(26, 3))
    away /= np.linalg.norm(away, axis=1, keepdims=True)
    centres = away * radius * (0.55 + 0.3 * generator.random((26, 1))) * (1, 1, 0.75) + (0, 0, radius * 0.62)
    centres[:, 2] = np.maximum(centres[:, 2], radius * 0.18)
    material = surfaces.foliage(draws, first, second)
    leaf = (0.06 + radius * 0.055, draws.between(0.35, 0.7))
    puffs(mesh, draws, centres, (radius * 0.33, 0.9), 90 if evergreen or not cold else 40, leaf, material)
    if season in ("spring", "summer") and draws.chance(0.4):
        tint = draws.hsv(draws.choice(_BLOSSOMS), (0.1, 0.75), (0.75, 0.95))
        petals = surfaces.foliage(draws, tint, shade(tint, 0.8))
        puffs(mesh, draws, centres * 1.05, (radius * 0.36, 0.9), 7, (0.09 + radius * 0.03, 0.9), petals)
    for _ in range(7):
        x, y = draws.between(-0.4, 0.4) * radius, draws.between(-0.4, 0.4) * radius
        bark = surfaces.matt(draws, hex_rgb("5a4a38"))
        mesh.tube([(x * 0.2, y * 0.2, -0.05), (x, y, radius * 0.6)], 0.02, bark, 4, 0.01)
    return mesh.build("bush", solid=False)


def _shrub_colours(draws: Draws, season: str, *, evergreen: bool) -> tuple[Rgb, Rgb]:
    if evergreen:
        first = draws.hsv((0.24, 0.36), (0.35, 0.5), (0.26, 0.36))
        return first, draws.hsv((0.2, 0.28), (0.35, 0.5), (0.4, 0.5))
    if season in ("winter", "snow"):
        return hex_rgb("5a4a38"), hex_rgb("7a5c40")
    return leaf_colours(draws, season)


def hedge(draws: Draws, length: float, wide: float, high: float) -> Prop:
    """Clipped hedge along x, centred."""
    mesh, generator = Mesh(), generator_of(draws)
    hue = draws.between(0.22, 0.32)
    first = draws.hsv((hue, hue), (0.4, 0.55), (0.26, 0.36))
    material = surfaces.foliage(draws, first, draws.hsv((hue - 0.05, hue - 0.01), (0.4, 0.55), (0.42, 0.54)))
    heart = surfaces.matt(draws, hex_rgb("2c3420"), name="leaf")
    mesh.block((0, 0, 0), (length - 0.12, wide - 0.12, high - 0.08), heart, 0.05)
    count = min(int(700 * (length * high * 2 + length * wide)), 16000)
    areas = np.array([length * high, length * high, length * wide])
    face = generator.choice(3, count, p=areas / (length * (2 * high + wide)))
    x, share = (generator.random(count) - 0.5) * length, generator.random(count)
    y = np.where(face == 0, -wide / 2, np.where(face == 1, wide / 2, (share - 0.5) * wide))
    z, top = np.where(face == 2, high, share * high), np.where(face == 2, 1.0, 0.15)
    normals = np.stack([np.zeros(count), np.where(face == 0, -1.0, np.where(face == 1, 1.0, 0.0)), top], 1)
    places = np.stack([x, y, z], 1) + generator.normal(size=(count, 3)) * 0.035
    normals = normals + generator.normal(size=(count, 3)) * 0.5
    spread = Spread(places, normals, generator.random(count), 0.5 * generator.random(count))
    cards(mesh, generator, spread, 0.09, 0.55, material)
    return mesh.build("hedge", solid=False)


def flower_bed(draws: Draws, length: float, wide: float) -> Prop:
    """Bed of low plants in bloom with an edge of stone, along x."""
    mesh, generator = Mesh(), generator_of(draws)
    edge = materials.stone(draws, None, 0.4, 0.2)
    for side in (-1, 1):
        mesh.block((0, side * wide / 2, 0), (length, 0.12, 0.14), edge, 0.01)
        mesh.block((side * length / 2, 0, 0), (0.12, wide, 0.14), edge, 0.01)
    mesh.block((0, 0, 0), (length, wide, 0.08), surfaces.matt(draws, hex_rgb("4a3626")), 0)
    count = int(min(9000, 1500 * length * wide))
    places = _in_bed(generator, (length, wide), count, (0.1, 0.22))
    normals = generator.normal(size=(count, 3)) * 0.6 + (0, 0, 0.8)
    first = draws.hsv((0.22, 0.3), (0.4, 0.6), (0.35, 0.45))
    material = surfaces.foliage(draws, first, draws.hsv((0.2, 0.25), (0.4, 0.6), (0.5, 0.6)))
    spread = Spread(places, normals, generator.random(count), 0.6 * generator.random(count))
    cards(mesh, generator, spread, 0.1, 0.35, material)
    for _ in range(draws.randrange(1, 4)):
        tint, blooms = draws.hsv((0, 1), (0.5, 0.9), (0.7, 0.95)), count // 4
        places = _in_bed(generator, (length, wide), blooms, (0.26, 0.1))
        normals = generator.normal(size=(blooms, 3)) * 0.5 + (0, 0, 1)
        spread = Spread(places, normals, generator.random(blooms), 0.2 * generator.random(blooms))
        cards(mesh, generator, spread, 0.08, 0.9, surfaces.foliage(draws, tint, shade(tint, 0.75)))
    return mesh.build("flowers", solid=False)


def _in_bed(generator: np.random.Generator, size: tuple[float, float], count: int, level: tuple[float, float]) -> Array:
    """Places above a bed; level is the lowest height and the span above it."""
    x, y = (generator.random(count) - 0.5) * size[0] * 0.95, (generator.random(count) - 0.5) * size[1] * 0.9
    return np.stack([x, y, level[0] + level[1] * generator.random(count)], 1)


def blades(
    stage: Stage,
    draws: Draws,
    season: str,
    middle: tuple[float, float],
    radius: float,
    count: int,
    height: Height | None = None,
    z: float = 0.0,
    keep: Keep | None = None,
) -> None:
    """Blades of grass near the camera.

    Args:
        stage: Where they grow.
        draws: Seeds their generator.
        season: Colours them.
        middle: Where they are densest (x, y).
        radius: How far they reach (m).
        count: How many are tried.
        height: Height of the land; `z` by default.
        z: Height of level land (m).
        keep: Which places may have grass; all by default.
    """
    generator = generator_of(draws)
    away, turn = radius * np.sqrt(generator.random(count)) ** 1.4, generator.random(count) * 6.2832
    places = np.stack([middle[0] + away * np.cos(turn), middle[1] + away * np.sin(turn)], 1)
    waves(places, draws, 0.4)  # its draws precede those of the tufts; without them every scene would change
    if keep is not None:
        places = places[keep(places)]
    tufts = waves(places, draws, 0.35)
    if not len(places):
        return
    feet = np.c_[places, height(places) if height else np.full(len(places), z)]
    mesh = _blades(generator, draws, season, feet, tufts)
    if season in ("spring", "summer") and draws.chance(0.5):
        _daisies(mesh, generator, draws, feet)
    stage.put(mesh.build("grass", solid=False))


def _blades(generator: np.random.Generator, draws: Draws, season: str, feet: Array, tufts: Array) -> Mesh:
    """Triangles on the feet (N, 3), taller and paler where the tufts (N,) are high."""
    count = len(feet)
    turn = generator.random(count) * 6.2832
    wide = 0.01 + 0.011 * generator.random(count)
    tall = np.clip((0.05 + 0.1 * generator.random(count) ** 2) * (1 + 0.6 * tufts), 0.02, 0.4)
    side = np.stack([np.cos(turn) * wide, np.sin(turn) * wide], 1)
    lean = generator.normal(size=(count, 2)) * 0.05
    ground, level = feet[:, :2], feet[:, 2]
    vertices = [np.c_[ground - side, level], np.c_[ground + side, level], np.c_[ground + lean, level + tall]]
    faces = np.stack([np.arange(count), np.arange(count) + count, np.arange(count) + 2 * count], 1)
    tone = np.clip(0.5 + 0.3 * tufts + 0.3 * generator.normal(size=count), 0, 1)
    uv = np.stack([np.repeat(tone[:, None], 3, 1), np.tile([0.5, 0.5, 0.0], (count, 1))], -1)
    base = hex_rgb(draws.choice(surfaces.LAWNS["autumn" if season == "snow" else season]))
    pale = shade(blend(base, hex_rgb("b0a860"), 0.25), 1.15)
    return Mesh().add(np.concatenate(vertices), faces, surfaces.foliage(draws, shade(base, 0.7), pale, "blade"), uv=uv)


def _daisies(mesh: Mesh, generator: np.random.Generator, draws: Draws, feet: Array) -> None:
    """Small flowers strewn in the grass."""
    count = min(len(feet), draws.randrange(60, 900))
    tint = draws.choice(_DAISIES)
    places = feet[:count].copy()
    places[:, 2] = feet[:count, 2] + 0.05 + 0.05 * generator.random(count)
    normals = generator.normal(size=(count, 3)) * 0.3 + (0, 0, 1)
    spread = Spread(places, normals, generator.random(count), 0.1 * generator.random(count))
    cards(mesh, generator, spread, 0.035, 1.0, surfaces.foliage(draws, tint, shade(tint, 0.85)))


def litter(
    stage: Stage,
    draws: Draws,
    middle: tuple[float, float],
    radius: float,
    count: int,
    height: Height | None = None,
) -> None:
    """Fallen leaves in drifts round a place (x, y)."""
    generator = generator_of(draws)
    away, turn = radius * generator.random(count) ** 0.7, generator.random(count) * 6.2832
    places = np.stack([middle[0] + away * np.cos(turn), middle[1] + away * np.sin(turn)], 1)
    places = places[waves(places, draws, 0.12) + 0.5 * generator.normal(size=count) > 0.0]
    count = len(places)
    level = height(places) if height else np.zeros(count)
    first = draws.hsv((0.03, 0.1), (0.6, 0.8), (0.45, 0.6))
    material = surfaces.foliage(draws, first, draws.hsv((0.09, 0.14), (0.6, 0.8), (0.65, 0.8)))
    lying = np.c_[places, level + 0.03 + 0.03 * generator.random(count)]
    normals = generator.normal(size=(count, 3)) * 0.35 + (0, 0, 1)
    spread = Spread(lying, normals, generator.random(count), 0.3 * generator.random(count))
    mesh = Mesh()
    cards(mesh, generator, spread, 0.11, 0.7, material)
    stage.put(mesh.build("litter", solid=False))
