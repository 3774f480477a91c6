# SPDX-License-Identifier: MIT
"""Paths, streets, fences and graves before a building."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from tools.places import materials
from tools.places.draws import Draws, grey, hex_rgb
from tools.places.mesh import Array, Mesh
from tools.places.outdoors import plants, surfaces
from tools.places.outdoors.openings import pointed
from tools.places.outdoors.railings import railing
from tools.places.outdoors.site import Site
from tools.places.outdoors.weather import Weather
from tools.places.stage import Stage

PI = math.pi


def lay_path(stage: Stage, draws: Draws, site: Site, pave: Any) -> plants.Keep:
    """Curved path to the door, sometimes with kerbs; returns where grass may stand."""
    x0, y0 = site.door
    wide, bend, reach = draws.between(1.4, 3.6), draws.between(-7, 7), site.distance + 15

    def surface(u: Array, v: Array) -> Array:
        x = x0 + bend * np.sin(u * PI * 0.8) + (v - 0.5) * wide * (1 + u) + 0.06 * np.sin(u * 90 + v * 5)
        return np.stack([x, y0 - 1 - u * reach, np.full_like(u, 0.02)], 1)

    mesh = Mesh().sheet(surface, 60, 5, pave, uv_size=(reach, wide))
    if draws.chance(0.35):
        for v in (0.0, 1.0):
            edge = surface(np.linspace(0, 1, 50), np.full(50, v)) + np.array([0, 0, 0.02])
            mesh.tube(edge, 0.07, materials.stone(draws, None, 0.6, 0.3), 6)
    stage.put(mesh.build("ground"))

    def keep(points: Array) -> Array:
        u = np.clip((y0 - 1 - points[:, 1]) / reach, 0, 1)
        off = np.abs(points[:, 0] - x0 - bend * np.sin(u * PI * 0.8))
        return np.asarray(off > wide * 0.5 * (1 + u))

    return keep


def lay_street(stage: Stage, draws: Draws, weather: Weather, site: Site, pave: Any) -> None:
    """Road across the view with kerbs and pavements; its middle is the first spot of the site."""
    x0, y = site.door[0], site.before(draws.between(0.3, 0.5))
    tar = materials.ground(draws, "asphalt")
    if weather.wet:
        surfaces.soak(tar)
    half, kerb = draws.between(3.0, 4.2), materials.stone(draws, None, 1.0, 0.3)
    mesh = Mesh().box((-140, y - half, 0), (140, y + half, 0.012), tar, 0)
    for side in (-1, 1):
        mesh.box((-140, y + side * half - 0.08, 0), (140, y + side * half + 0.08, 0.14), kerb, 0.02)
    mesh.box((x0 - 140, y - half - 60, 0), (x0 + 140, y - half, 0.12), pave, 0)
    end = site.door[1] - 1 if draws.chance(0.4) else y + half + 3
    mesh.box((-140, y + half, 0), (140, end, 0.12), pave, 0)
    line = materials.plain((0.7, 0.7, 0.66), 0.7)
    for i in range(46):
        mesh.block((-138 + i * 6, y, 0.012), (2.6, 0.13, 0.004), line, 0)
    site.take(x0, y, 1.0)
    stage.put(mesh.build("ground"))


def graves(stage: Stage, draws: Draws, site: Site) -> None:
    """Old headstones either side of the path."""
    stones = [
        materials.stone(draws, None, 2, 2),
        materials.plain(grey(0.25), 0.4),
        surfaces.matt(draws, hex_rgb("8a8474"), 0.3, name="stone"),
    ]
    for _ in range(44):
        x = draws.choice([-1, 1]) * draws.between(4, 19)
        y = draws.between(site.before(0.6), site.door[1] + 3)
        grave = _grave(draws, stones)
        if site.free(x, y, 0.5):
            turn, tilt, roll = draws.gauss(0, 0.1), draws.gauss(0, 0.05), draws.gauss(0, 0.03)
            stage.put(grave.build("grave"), (x, y, -0.03), turn=turn, tilt=tilt, roll=roll)


def _grave(draws: Draws, stones: list[Any]) -> Mesh:
    kind, stone = draws.choice(("slab", "slab", "slab", "cross", "obelisk", "chest")), draws.choice(stones)
    mesh = Mesh()
    if kind == "slab":
        wide, high = draws.between(0.5, 0.7), draws.between(0.7, 1.1)
        mesh.prism(pointed(wide, high, gothic=draws.chance(0.4)), stone, 0.14, "y", -0.07)
    elif kind == "cross":
        mesh.block((0, 0, 0), (0.12, 0.12, 1.2), stone).block((0, 0, 0.75), (0.6, 0.12, 0.12), stone)
    elif kind == "obelisk":
        mesh.block((0, 0, 0), (0.6, 0.6, 0.35), stone)
        mesh.lathe([(0.3, 0.35), (0.2, 1.7), (0, 1.95)], stone, segments=4, smooth=False)
    else:
        mesh.block((0, 0, 0), (0.8, 1.7, 0.55), stone).block((0, 0, 0.55), (0.95, 1.85, 0.1), stone)
    return mesh


def fence(stage: Stage, draws: Draws, site: Site) -> None:
    """Railing or low wall across, with a gap at the path."""
    x0, y, mesh = site.door[0], site.before(draws.between(0.3, 0.55)), Mesh()
    if draws.chance(0.4):
        _low_wall(mesh, draws, x0, y)
    else:
        black, white = materials.plain(grey(0.02), 0.4, 0.5), materials.plain((0.75, 0.75, 0.73), 0.5)
        material = draws.choice([black, materials.wood(draws), white])
        for side in (-1, 1):
            high, kind = draws.between(0.9, 1.3), draws.choice(["bars", "bars", "cross"])
            railing(mesh, draws, (x0 + side * 3, y, 0), (x0 + side * 30, y, 0), high, kind, material)
    stage.put(mesh.build("fence"))


def _low_wall(mesh: Mesh, draws: Draws, x0: float, y: float) -> None:
    """Wall with a coping, and a gate post either side of the gap."""
    wall = surfaces.weathered(draws, materials.stone(draws, None, 0.45, 0.2), 0.5)
    cap, high = materials.stone(draws, None, 0.9, 0.4), draws.between(0.7, 1.2)
    for side in (-1, 1):
        near, far, post = x0 + side * 3, x0 + side * 45, x0 + side * 2.8
        mesh.box((near, y - 0.2, 0), (far, y + 0.2, high), wall, 0.01)
        mesh.box((near, y - 0.26, high), (far, y + 0.26, high + 0.12), cap, 0.02)
        mesh.block((post, y, 0), (0.7, 0.7, high + 0.6), wall, 0.02)
        mesh.lathe([(0.55, 0), (0, 0.4)], cap, (post, y, high + 0.6), 4, smooth=False)
