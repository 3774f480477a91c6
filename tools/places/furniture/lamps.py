# SPDX-License-Identifier: MIT
"""Lamps to look at; what they shine is a light of the stage."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np

from tools.places import materials
from tools.places.draws import Draws, Rgb, grey, hex_rgb
from tools.places.furniture.tableware import vase
from tools.places.mesh import Mesh, Point
from tools.places.prop import Prop

_PENDANTS: Final = ("dome", "globe", "drum", "cone", "bulb", "basket")
_WARM: Final = (1, 0.8, 0.55)


def table_lamp(mesh: Mesh, draws: Draws, at: Point, *, on: bool | None = None) -> bool:
    """Table lamp, drawn into a mesh; returns whether it is on, which is drawn unless given."""
    x, y, z = at
    vase(mesh, draws, at, 0.26)
    mesh.cylinder((x, y, z + 0.25), 0.008, 0.12, materials.metal(draws))
    radius = draws.between(0.1, 0.17)
    colour = draws.hsv((0.05, 0.14), (0.05, 0.4), (0.8, 1))
    lit = draws.chance(0.6) if on is None else on
    shade = [(radius, 0), (radius * draws.between(0.55, 1), 0.2)]
    mesh.lathe(shade, materials.lampshade(colour, 1.5 if lit else 0), (x, y, z + 0.32))
    return lit


def floor_lamp(draws: Draws, *, on: bool = False) -> Prop:
    """Standard lamp; unless it has to be on, that is drawn."""
    mesh, steel = Mesh(), materials.metal(draws)
    mesh.cylinder((0, 0, 0), 0.15, 0.02, steel)
    height = draws.between(1.45, 1.7)
    mesh.cylinder((0, 0, 0.02), 0.012, height - 0.2, steel)
    radius = draws.between(0.17, 0.26)
    shade = [(radius, 0), (radius * draws.between(0.5, 1), 0.3)]
    colour = draws.hsv((0.05, 0.14), (0.05, 0.4), (0.8, 1))
    power = draws.choice([1.3, 1.8] if on else [0, 1.3, 2.2])
    mesh.lathe(shade, materials.lampshade(colour, power), (0, 0, height - 0.2))
    return mesh.build("lamp")


def pendant(draws: Draws, drop: float, *, on: bool = True) -> Prop:
    """Hanging lamp of a drawn kind; origin at the ceiling, `drop` is the length of its cord (m)."""
    mesh = Mesh()
    cord = materials.plain(grey(0.03), 0.6)
    mesh.cylinder((0, 0, -drop), 0.005, drop, cord, segments=6).cylinder((0, 0, -0.03), 0.05, 0.03, cord)
    kind = draws.choice(_PENDANTS)
    radius = draws.between(0.12, 0.24)
    colour = draws.choice([draws.muted(), (0.02, 0.02, 0.02), (0.8, 0.8, 0.78), hex_rgb("b07a40")])
    body = materials.plain(colour, 0.35, draws.choice([0, 0, 0.8]))
    if kind in ("globe", "drum"):
        _shaded_pendant(mesh, draws, kind, radius, drop, on=on)
    elif kind == "basket":
        _basket(mesh, draws, radius, drop, on=on)
    else:
        _open_pendant(mesh, kind, radius, drop, body, on=on)
    return mesh.build("pendant")


def _bulb(mesh: Mesh, z: float, size: float, segments: int, *, on: bool) -> None:
    mesh.ball((0, 0, z), size, materials.emission(_WARM, 12 if on else 0), segments)


def _open_pendant(mesh: Mesh, kind: str, radius: float, drop: float, body: Any, *, on: bool) -> None:
    if kind == "dome":
        angle = np.linspace(0.15, math.pi / 2, 9)
        profile = np.stack([radius * np.sin(angle), radius * 0.9 * np.cos(angle)], 1)
        mesh.lathe(profile, body, (0, 0, -drop - radius * 0.8))
        _bulb(mesh, -drop - radius * 0.6, 0.045, 10, on=on)
    elif kind == "cone":
        mesh.lathe([(0.03, 0.2), (radius, 0)], body, (0, 0, -drop - 0.2))
        _bulb(mesh, -drop - 0.15, 0.04, 10, on=on)
    else:
        mesh.cylinder((0, 0, -drop - 0.06), 0.02, 0.06, body)
        _bulb(mesh, -drop - 0.11, 0.045, 12, on=on)


def _shaded_pendant(mesh: Mesh, draws: Draws, kind: str, radius: float, drop: float, *, on: bool) -> None:
    if kind == "globe":
        shade = materials.lampshade((1, 0.93, 0.82), 1.7 if on else 0)
        mesh.ball((0, 0, -drop - radius * 0.7), radius * 0.75, shade, 18)
    else:
        colour = draws.hsv((0.05, 0.14), (0.0, 0.35), (0.8, 1))
        outline = [(radius * 1.2, 0), (radius * 1.2, 0.22)]
        mesh.lathe(outline, materials.lampshade(colour, 2 if on else 0), (0, 0, -drop - 0.22))


def _basket(mesh: Mesh, draws: Draws, radius: float, drop: float, *, on: bool) -> None:
    cane = materials.wood(draws)
    for k in range(14):
        angle = k * 2 * math.pi / 14
        c, s = math.cos(angle), math.sin(angle)
        arc = [
            (radius * math.sin(t) * c, radius * math.sin(t) * s, radius * math.cos(t)) for t in np.linspace(0.2, 2.5, 8)
        ]
        mesh.tube([(x, y, -drop - radius + up) for x, y, up in arc], 0.006, cane, 5)
    _bulb(mesh, -drop - radius, 0.05, 10, on=on)


def chandelier(draws: Draws, drop: float) -> Prop:
    """Chandelier with candle lamps; origin at the ceiling."""
    colours: list[Rgb] = [hex_rgb("a8803c"), grey(0.02), grey(0.6)]
    mesh, brass = Mesh(), materials.plain(draws.choice(colours), 0.3, 0.9)
    mesh.cylinder((0, 0, -drop), 0.01, drop, brass)
    mesh.ball((0, 0, -drop), 0.06, brass)
    arms = draws.randrange(5, 9)
    reach = draws.between(0.3, 0.45)
    for k in range(arms):
        angle = k * 2 * math.pi / arms
        x, y = reach * math.cos(angle), reach * math.sin(angle)
        middle = (reach * 0.5 * math.cos(angle), reach * 0.5 * math.sin(angle), -drop - 0.12)
        mesh.tube([(0, 0, -drop), middle, (x, y, -drop - 0.05), (x, y, -drop + 0.03)], 0.009, brass)
        mesh.cylinder((x, y, -drop + 0.03), 0.012, 0.08, materials.plain((0.9, 0.87, 0.8), 0.5))
        mesh.ball((x, y, -drop + 0.135), 0.022, materials.emission((1, 0.8, 0.5), 25), 8, 1.5)
    return mesh.build("chandelier")
