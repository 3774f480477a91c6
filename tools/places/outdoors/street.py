# SPDX-License-Identifier: MIT
"""Street furniture: lamps, benches, bins, bollards, signs, fountains, monuments, flags."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from mathutils import Matrix

from tools.places import materials
from tools.places.draws import Draws, grey, hex_rgb
from tools.places.mesh import Array, Mesh, Point, Surface
from tools.places.prop import Prop

_IRON: Final = ((0.02, 0.025, 0.02), (0.25, 0.26, 0.27), (0.03, 0.06, 0.05), (0.015, 0.015, 0.017))
_BOWLS: Final = (
    *((0.5, 0.3), (0.3, 0.6), (0.22, 1.4), (0.9, 1.75), (0.95, 1.85), (0.8, 1.82), (0.15, 1.6)),
    *((0.15, 2.3), (0.5, 2.5), (0.45, 2.55), (0.1, 2.4), (0.08, 2.9), (0, 3.0)),
)
_URN: Final = ((0.3, 0), (0.15, 0.2), (0.55, 0.7), (0.5, 1.1), (0.6, 1.2), (0.4, 1.15), (0, 1.1))


def lamp_post(draws: Draws, high: float = 4.2, *, on: bool = False) -> Prop:
    """Lamp: globe, lantern, two-armed lantern or a street light on an arm."""
    mesh, iron = Mesh(), materials.plain(draws.choice(_IRON), 0.4, 0.5)
    mesh.lathe([(0.12, 0), (0.12, 0.2), (0.07, 0.35), (0.05, 0.6), (0.035, high)], iron, segments=12)
    light = materials.lampshade((1, 0.85, 0.6), 14 if on else 0)
    kind = draws.choice(("globe", "lantern", "lantern", "arm", "double"))
    if kind == "globe":
        mesh.ball((0, 0, high + 0.2), 0.2, light, 14)
    elif kind == "arm":
        mesh.tube([(0, 0, high), (0, -0.4, high + 0.35), (0, -1.2, high + 0.4)], 0.035, iron)
        mesh.block((0, -1.25, high + 0.33), (0.18, 0.5, 0.08), iron)
        mesh.block((0, -1.25, high + 0.32), (0.12, 0.4, 0.03), light)
    elif kind == "lantern":
        _lantern(mesh, (0.0, 0.0, high), iron, light)
    else:
        bow = ((-0.55, -0.35), (-0.3, -0.55), (0, -0.25), (0.3, -0.55), (0.55, -0.35))
        mesh.tube([(x, 0, high + lift) for x, lift in bow], 0.025, iron)
        mesh.ball((0, 0, high + 0.06), 0.08, iron, 8)
        for x in (-0.55, 0.55):
            _lantern(mesh, (x, 0, high - 0.35), iron, light)
    return mesh.build("lamp")


def _lantern(mesh: Mesh, place: Point, iron: Any, light: Any) -> None:
    mesh.lathe([(0.09, 0), (0.18, 0.36), (0.03, 0.5)], light, place, 6, smooth=False)
    mesh.lathe([(0.22, 0.35), (0.08, 0.5), (0, 0.62)], iron, place, 6, smooth=False)


def bench(draws: Draws) -> Prop:
    """Bench of slats on iron feet, with or without a back."""
    mesh, slat, iron = Mesh(), materials.wood(draws), materials.metal(draws, dark=True)
    for i in range(4):
        mesh.block((0, -0.2 + i * 0.12, 0.43), (1.6, 0.09, 0.03), slat)
    back = draws.chance(0.75)
    for i in range(3 if back else 0):
        mesh.box((-0.8, 0.22 + i * 0.02, 0.55 + i * 0.12), (0.8, 0.25 + i * 0.02, 0.64 + i * 0.12), slat)
    for x in (-0.65, 0.65):
        mesh.block((x, 0, 0), (0.05, 0.45, 0.43), iron)
        if back:
            mesh.beam((x, 0.22, 0.4), (x, 0.3, 0.9), 0.05, 0.03, iron)
            mesh.beam((x, -0.22, 0.62), (x, 0.26, 0.64), 0.05, 0.03, iron)
            mesh.beam((x, -0.21, 0.4), (x, -0.21, 0.63), 0.05, 0.03, iron)
    return mesh.build("bench")


def litter_bin(draws: Draws) -> Prop:
    """Litter bin."""
    iron = materials.plain(draws.choice((*_IRON, (0.05, 0.12, 0.07))), 0.5, 0.3)
    outline = [(0, 0), (0.2, 0), (0.25, 0.8), (0.27, 0.82), (0.22, 0.86), (0.2, 0.8), (0, 0.7)]
    return Mesh().lathe(outline, iron, segments=16).build("bin")


def bollard(draws: Draws) -> Prop:
    """Post that keeps cars out."""
    if draws.chance(0.6):
        material = materials.plain(draws.choice(_IRON), 0.45, 0.4)
    else:
        material = materials.stone(draws, None, 2, 2)
    outline = [(0.12, 0), (0.12, 0.1), (0.085, 0.15), (0.08, 0.75), (0.1, 0.8), (0.07, 0.9), (0, 0.95)]
    return Mesh().lathe(outline, material, segments=14).build("bollard")


def sign(draws: Draws) -> Prop:
    """Notice board or pointers, without writing."""
    mesh = Mesh()
    post = materials.wood(draws) if draws.chance(0.5) else materials.plain(draws.choice(_IRON), 0.5, 0.4)
    if draws.chance(0.5):
        for x in (-0.6, 0.6):
            mesh.block((x, 0, 0), (0.08, 0.08, 1.9), post)
        mesh.block((0, 0, 0.85), (1.3, 0.06, 0.9), post)
        sheet = [(-0.56, -0.035, 0.92), (0.56, -0.035, 0.92), (0.56, -0.035, 1.68), (-0.56, -0.035, 1.68)]
        mesh.quad(sheet, materials.abstract_print(draws))
        mesh.prism([(-0.8, 1.85), (0.8, 1.85), (0, 2.15)], post, 0.3, "y", -0.15)
    else:
        mesh.cylinder((0, 0, 0), 0.035, 2.5, post)
        for i in range(draws.randrange(1, 4)):
            turned = Matrix.Rotation(draws.between(0, 6.28), 4, "Z")
            low, high = (0.02, -0.015, 2.1 + i * 0.2 - 0.4), (0.75, 0.015, 2.26 + i * 0.2 - 0.4)
            mesh.box(low, high, materials.plain(draws.vivid(), 0.4), 0.005, turned)
    return mesh.build("sign")


def fountain(draws: Draws) -> Prop:
    """Stone basin with two bowls."""
    mesh, stone, radius = Mesh(), materials.stone(draws, None, 0.8, 0.4), draws.between(1.8, 3.2)
    rim = (
        *((0.4, 0), (0.4, 0.18), (0, 0.2), (0, 0.6), (0.1, 0.62)),
        *((0.1, 0.72), (-0.3, 0.72), (-0.3, 0.4)),
    )
    basin = [(radius + out, level) for out, level in rim]
    mesh.lathe([*basin, (0, 0.4)], stone, segments=draws.choice((8, 6, 32)), smooth=False)
    mesh.lathe([(0, 0.55), (radius - 0.3, 0.55)], materials.water(draws, chop=0.1), segments=32)
    mesh.lathe(_BOWLS, stone, segments=24)
    return mesh.build("fountain")


def monument(draws: Draws) -> Prop:
    """Obelisk, column with a ball, urn or cross on a plinth."""
    mesh, stone = Mesh(), materials.stone(draws, None, 0.9, 0.6)
    plinth = ((0, 3.2, 0.2, 0.02), (0.2, 2.4, 0.2, 0.02), (0.4, 1.5, 1.5, 0.04), (1.9, 1.75, 0.18, 0.04))
    for z, wide, tall, bevel in plinth:
        mesh.block((0, 0, z), (wide, wide, tall), stone, bevel)
    kind, high, foot = draws.choice(("obelisk", "column", "urn", "cross")), draws.between(3, 7), (0, 0, 2.08)
    if kind == "obelisk":
        mesh.lathe([(0.7, 0), (0.45, high), (0, high + 0.6)], stone, foot, 4, smooth=False)
    elif kind == "column":
        capital = [(0.3, high), (0.48, high + 0.2), (0.48, high + 0.35)]
        mesh.lathe([(0.5, 0), (0.5, 0.2), (0.36, 0.35), *capital], stone, foot, 20)
        mesh.ball((0, 0, 2.4 + high + 0.4), 0.42, materials.plain(hex_rgb("a8803c"), 0.35, 0.9))
    elif kind == "urn":
        mesh.lathe(_URN, stone, foot, 20)
    else:
        mesh.block(foot, (0.35, 0.3, high), stone, 0.03)
        mesh.block((0, 0, 2.08 + high * 0.62), (1.5, 0.3, 0.35), stone, 0.03)
    return mesh.build("monument")


def flagpole(draws: Draws) -> Prop:
    """White pole with a striped cloth; its colours are drawn."""
    mesh, high = Mesh(), draws.between(6, 9)
    mesh.cylinder((0, 0, 0), 0.06, high, materials.plain(grey(0.75), 0.3), 0.035, 10)
    first = materials.plain(draws.vivid(), 0.8)
    second = materials.plain(draws.choice((draws.vivid(), grey(0.8))), 0.8)
    phase = draws.between(0, 6)
    for k in range(3):
        stripe = _stripe(high - 0.2 - 0.45 * (k + 1), high - 0.2 - 0.45 * k, phase)
        mesh.sheet(stripe, 16, 2, (first, second)[k % 2])
    return mesh.build("flag")


def _stripe(low: float, high: float, phase: float) -> Surface:
    def surface(u: Array, v: Array) -> Array:
        wave, drop = 0.16 * u * np.sin(u * 7 + phase), 0.3 * u * u
        return np.stack([0.06 + u * 1.9, wave, low + (high - low) * v - drop], 1)

    return surface
