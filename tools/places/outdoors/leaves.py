# SPDX-License-Identifier: MIT
"""Leaves as small cards: where they are, how they are turned, and the tones that they have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from tools.places.draws import Draws, Rgb, shade
from tools.places.mesh import Array, Mesh

_GREENS: Final = {
    "spring": ((0.19, 0.24), (0.5, 0.68), (0.6, 0.74)),
    "summer": ((0.2, 0.27), (0.42, 0.62), (0.46, 0.62)),
    "autumn": ((0.025, 0.15), (0.55, 0.8), (0.6, 0.84)),
}


@dataclass(frozen=True)
class Spread:
    """Leaves of one kind.

    Args:
        places: Where their stalks are (N, 3).
        normals: What they face (N, 3), of any length.
        tones: 0 to 1 (N,), between the two colours of their material.
        depths: 0 to 1 (N,), darker towards the inside.
        along: Directions of their long axes (N, 3); random by default.
    """

    places: Array
    normals: Array
    tones: Array
    depths: Array
    along: Array | None = None


def generator_of(draws: Draws) -> np.random.Generator:
    """A generator of arrays that depends on the draws."""
    return np.random.default_rng(draws.randrange(1 << 30))


def unit(vectors: Array) -> Array:
    """The vectors (N, 3) at length 1."""
    return np.asarray(vectors / (np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9))


def cards(
    mesh: Mesh, generator: np.random.Generator, spread: Spread, size: float, slimness: float, material: Any
) -> None:
    """Draw rhombic leaves of about `size` metres, `slimness` times as wide as long, slightly folded."""
    count, normals = len(spread.places), unit(spread.normals)
    if spread.along is None:
        long = np.cross(normals, generator.normal(size=(count, 3)))
    else:
        long = spread.along - normals * (spread.along * normals).sum(1, keepdims=True)
    long = unit(long)
    wide = np.cross(normals, long)
    length = size * (0.6 + 0.8 * generator.random((count, 1)))
    fold, place = normals * length * 0.14, spread.places
    middle, half = place + long * length * 0.5, wide * length * slimness * 0.5
    corners = [place, middle + half + fold, place + long * length, middle - half + fold]
    uv = np.repeat(np.stack([spread.tones, spread.depths], 1)[:, None], 4, 1)
    mesh.add(np.stack(corners, 1).reshape(-1, 3), np.arange(count * 4).reshape(count, 4), material, uv=uv)


def puffs(
    mesh: Mesh,
    draws: Draws,
    centres: Array,
    shape: tuple[float, float],
    each: int,
    leaf: tuple[float, float],
    material: Any,
) -> None:
    """Clusters of leaves that face outwards.

    Args:
        mesh: What they are drawn into.
        draws: Seeds their generator.
        centres: Middles of the clusters (N, 3).
        shape: Radius of a cluster (m), and its height over its width.
        each: Leaves a cluster.
        leaf: Length of a leaf (m), and its width over its length.
        material: Material of the leaves.
    """
    generator, (radius, flatness) = generator_of(draws), shape
    count = len(centres) * each
    heart = centres.mean(0)
    reach = np.abs(centres - heart).max(0) + radius
    away = generator.normal(size=(count, 3))
    away /= np.linalg.norm(away, axis=1, keepdims=True)
    radii = np.repeat(radius * (0.7 + 0.6 * generator.random(len(centres))), each)[:, None]
    hollow = 0.35 + 0.65 * generator.random((count, 1)) ** 0.5
    places = np.repeat(centres, each, 0) + away * radii * hollow * (1, 1, flatness)
    outward = (places - heart) / reach
    inside = np.clip(1.15 - np.linalg.norm(outward, axis=1), 0, 1)
    normals = outward * 0.8 + away * 0.7 + generator.normal(size=(count, 3)) * 0.55 + (0, 0, 0.25)
    of_cluster = np.repeat(generator.random(len(centres)), each)
    tones = np.clip(of_cluster * 0.5 + generator.random(count) * 0.5, 0, 1)
    depths = np.clip(inside * 0.8 + 0.35 * (0.5 - away[:, 2] * 0.5), 0, 1)
    cards(mesh, generator, Spread(places, normals, tones, depths), *leaf, material)


def leaf_colours(draws: Draws, season: str) -> tuple[Rgb, Rgb]:
    """Two colours that the leaves of one plant run between."""
    if season == "autumn" and draws.chance(0.3):
        return draws.hsv((0.14, 0.2), (0.5, 0.7), (0.45, 0.6)), draws.hsv((0.07, 0.12), (0.7, 0.85), (0.55, 0.8))
    hues, saturation, value = _GREENS.get(season, _GREENS["summer"])
    hue = draws.between(*hues)
    first = draws.hsv((hue, hue + 0.01), saturation, value)
    second = draws.hsv((hue - 0.05, hue - 0.01), saturation, (value[0] * 1.1, value[1] * 1.2))
    return shade(first, 0.8), second
