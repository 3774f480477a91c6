# SPDX-License-Identifier: MIT
"""Parked cars: a lofted body with rounded shoulders, glass, lights and wheels in their arches."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from mathutils import Matrix
from numpy.typing import NDArray

from tools.places import materials
from tools.places.draws import Draws
from tools.places.mesh import Array, Mesh
from tools.places.outdoors.car_bodies import BODIES, Body
from tools.places.prop import Prop

_KINDS: Final = ("saloon", "hatch", "hatch", "estate", "suv", "suv", "van")
_PAINTS: Final = (
    *((0.62, 0.63, 0.64), (0.02, 0.02, 0.024), (0.12, 0.125, 0.14), (0.3, 0.31, 0.33), (0.3, 0.02, 0.02)),
    *((0.02, 0.05, 0.2), (0.72, 0.72, 0.71), (0.05, 0.09, 0.07), (0.35, 0.28, 0.2), (0.1, 0.2, 0.32)),
)
_SECTIONS: Final = 72
_AROUND: Final = 34
_AXLES: Final = (0.185, 0.81)
_PAINT, _PANE, _DARK = range(3)


@dataclass(frozen=True)
class _Outline:
    """Shares of the length (N,), and heights of the top and of the waist there (m)."""

    shares: Array
    top: Array
    waist: Array


def car(draws: Draws, *, lit: bool = False) -> Prop:
    """A car along x, front towards +x, standing on z = 0; `lit` turns its lamps on."""
    body, paint = BODIES[draws.choice(_KINDS)], draws.choice((*_PAINTS, draws.muted()))
    mesh = Mesh()
    skin = materials.plain(paint, 0.22, 0.15, 1.0)
    skin.name = "car_paint"
    pane = materials.plain((0.012, 0.015, 0.018), 0.04, 0, 1)
    pane.name = "car_glass"
    dark = materials.plain((0.012, 0.012, 0.013), 0.75)
    _shell(mesh, body, (skin, pane, dark))
    for axle in _AXLES:
        for side in (-1, 1):
            _wheel(mesh, draws, body, (body.length / 2 - axle * body.length, side), dark)
    _trim(mesh, body, dark, lit=lit)
    return mesh.build("car")


def _shell(mesh: Mesh, body: Body, looks: tuple[Any, Any, Any]) -> None:
    """Grid of cross-sections; each face gets paint, glass or the dark below by where it is."""
    shares = np.linspace(0, 1, _SECTIONS)
    top = body.top(shares)
    outline = _Outline(shares, top, np.minimum(top, body.waist))
    points = _sections(body, outline)
    vertices = points.reshape(-1, 3)
    i, j = np.meshgrid(np.arange(_SECTIONS - 1), np.arange(_AROUND - 1), indexing="ij")
    first, following = i * _AROUND + j, (i + 1) * _AROUND + j
    faces = np.stack([first, first + 1, following + 1, following], -1).reshape(-1, 4)
    kinds = _kinds(body, outline, vertices[faces].mean(1))
    for kind, material in enumerate(looks):
        if (kinds == kind).any():
            mesh.add(vertices, faces[kinds == kind], material, smooth=True)
    for end in (0, _SECTIONS - 1):
        mesh.add(points[end], [list(range(_AROUND))], looks[_PAINT])
    mesh.block((0, 0, 0.2), (body.length * 0.9, body.width * 0.86, 0.2), looks[_DARK], 0.05)


def _sections(body: Body, outline: _Outline) -> Array:
    """Points (sections, around, 3): flanks below the waist, windows and roof above it."""
    shares = outline.shares
    floors = 0.24 + 0.1 * np.clip(1 - np.minimum(shares, 1 - shares) / 0.06, 0, 1)
    nose, tail = np.clip(1 - shares / 0.12, 0, 1) ** 2.2, np.clip(1 - (1 - shares) / 0.1, 0, 1) ** 2.2
    halves = body.width / 2 * (1 - 0.5 * nose - 0.3 * tail)
    around = np.linspace(-1, 1, _AROUND)
    out = np.abs(around)
    low = np.clip((1 - out) / 0.45, 0, 1)
    high = np.clip((0.55 - out) / 0.55, 0, 1)
    flank, roof = np.clip(high / 0.62, 0, 1), np.clip((high - 0.62) / 0.38, 0, 1)
    bulge = 1 - 0.06 * (1 - low) ** 2 - 0.03 * low**2
    rounding = np.where(high > 0.62, np.cos(roof * math.pi / 2).clip(0) ** 0.8, 1.0)
    points = np.zeros((_SECTIONS, _AROUND, 3))
    for i, half in enumerate(halves):
        tall, waist = max(outline.top[i] - outline.waist[i], 0.0), outline.waist[i]
        upper = half * (0.97 - 0.17 * min(tall / 0.5, 1.0) * flank) * rounding
        points[i, :, 0] = body.length * (0.5 - shares[i])
        points[i, :, 1] = np.where(out > 0.55, half * bulge, upper) * np.sign(around + 1e-9)
        above = waist + tall * flank * 0.94 + tall * 0.06 * roof
        points[i, :, 2] = np.where(out > 0.55, floors[i] + (waist - floors[i]) * low, above)
    return points


def _kinds(body: Body, outline: _Outline, middles: Array) -> NDArray[np.int64]:
    """Paint, pane or dark for the middles of faces (N, 3)."""
    share = 0.5 - middles[:, 0] / body.length
    waist = np.interp(share, outline.shares, outline.waist)
    tall = np.interp(share, outline.shares, outline.top) - waist
    level = (middles[:, 2] - waist) / np.maximum(tall, 1e-6)
    front, back = body.glass
    side = np.abs(middles[:, 1]) > body.width * 0.3
    pane = (tall > 0.12) & (level > 0.1) & (level < 0.86) & (share > front + 0.06) & (share < back - 0.03)
    for pillar in body.pillars:
        pane &= ~(side & (np.abs(share - pillar) < 0.012))
    kinds = np.where(side & pane, _PANE, _PAINT)
    steep = np.abs(np.interp(share, outline.shares, np.gradient(outline.top, outline.shares))) > 1.6
    kinds[(tall > 0.1) & steep & ~side & (level > 0.12) & (share > front - 0.02)] = _PANE
    kinds[(middles[:, 2] < 0.33) & (kinds == _PAINT)] = _DARK
    return kinds


def _wheel(mesh: Mesh, draws: Draws, body: Body, where: tuple[float, int], dark: Any) -> None:
    """Arch, tyre and rim at an x and a side."""
    (x, side), r = where, body.wheel
    hub = Matrix.Translation((x, side * (body.width / 2 - 0.085), r))
    frame = hub @ Matrix.Rotation(-side * math.pi / 2, 4, "X")
    arch = Matrix.Translation((0, 0, -0.012)) @ frame
    mesh.lathe([(0, 0.083), (r * 1.16, 0.083), (r * 1.18, 0.03)], dark, segments=28, transform=arch)
    tread = [(0, -0.1), (r * 0.96, -0.1), (r, -0.06), (r, 0.07), (r * 0.94, 0.1), (r * 0.66, 0.1)]
    mesh.lathe(tread, dark, segments=24, transform=frame)
    rim = [(r * 0.67, 0.1), (r * 0.6, 0.06), (r * 0.2, 0.075), (0, 0.08)]
    mesh.lathe(rim, materials.metal(draws, dark=False), segments=20, transform=frame)
    for k in range(5):
        turned = frame @ Matrix.Rotation(k * math.tau / 5, 4, "Z")
        mesh.box((r * 0.24, -0.035, 0.068), (r * 0.58, 0.035, 0.0705), dark, 0, turned)


def _trim(mesh: Mesh, body: Body, dark: Any, *, lit: bool) -> None:
    """Lamps, number plates, mirrors, grille."""
    end, z = body.length / 2, float(body.top(np.array([0.03]))[0])
    if lit:
        head, tail = materials.lampshade((1, 0.95, 0.85), 6), materials.lampshade((1, 0.03, 0.02), 2)
    else:
        head, tail = materials.plain((0.75, 0.76, 0.74), 0.08, 0, 1), materials.plain((0.35, 0.008, 0.008), 0.12, 0, 1)
    plate = materials.plain((0.7, 0.7, 0.66), 0.5)
    for side in (-1, 1):
        mirror = (end - body.length * 0.31, side * (body.width / 2 + 0.07), z + 0.3)
        mesh.soft((end - 0.13, side * body.width * 0.31, z - 0.12), (0.22, 0.3, 0.13), head, 0.05, 5)
        mesh.soft((-end + 0.06, side * body.width * 0.36, z - 0.02), (0.14, 0.24, 0.2), tail, 0.04, 5)
        mesh.soft(mirror, (0.12, 0.16, 0.12), dark, 0.05, 5)
    mesh.block((end - 0.04, 0, z - 0.27), (0.1, body.width * 0.5, 0.12), dark, 0.01)
    mesh.block((end - 0.01, 0, z - 0.32), (0.06, 0.5, 0.11), plate, 0)
    mesh.block((-end, 0, z - 0.1), (0.05, 0.5, 0.11), plate, 0)
