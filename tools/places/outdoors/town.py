# SPDX-License-Identifier: MIT
"""Town houses in rows, blocks and high-rises. Their windows are painted on (`facades.facade`)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from mathutils import Matrix

from tools.places import materials
from tools.places.draws import Draws, Rgb, shade
from tools.places.mesh import Mesh
from tools.places.outdoors import surfaces
from tools.places.outdoors.facades import facade
from tools.places.outdoors.weather import Weather
from tools.places.prop import Prop

PI = math.pi

_GREYS: Final = ((0.5, 0.49, 0.47), (0.3, 0.3, 0.31), (0.62, 0.6, 0.56))


@dataclass(frozen=True)
class _Plot:
    """Where a house of a row begins, its width and depth, and the height of its shop and of its eaves (m)."""

    x: float
    wide: float
    deep: float
    base: float
    eaves: float

    @property
    def end(self) -> float:
        return self.x + self.wide


def row(draws: Draws, weather: Weather, length: float, floors: tuple[int, int] = (2, 4), *, solid: bool = True) -> Prop:
    """Row of town houses along x, centred, fronts towards -y."""
    mesh, x = Mesh(), -length / 2
    roofs = [surfaces.weathered(draws, materials.roofing(draws), 0.1) for _ in range(2)]
    deep = draws.between(9, 13)
    while x < length / 2 - 3:
        wide = draws.between(5.5, 11)
        storeys = draws.randrange(floors[0], floors[1] + 1)
        _town_house(mesh, draws, weather, (x, wide, deep), storeys, draws.choice(roofs))
        x += wide
    return mesh.build("house", solid=solid)


def _town_house(
    mesh: Mesh, draws: Draws, weather: Weather, plot: tuple[float, float, float], storeys: int, roof: Any
) -> None:
    """One house of a row, front at y = 0; plot is where it begins, its width and its depth."""
    x, wide, deep = plot
    bay, storey = wide / max(2, round(wide / 2.6)), draws.between(2.9, 3.4)
    colour = _front_colour(draws)
    front = facade(draws, weather, colour, draws.choice(("punched", "punched", "tall")), bay, storey)
    base = 3.6 if draws.chance(0.5) else 0.0
    built = _Plot(x, wide, deep, base, base + storeys * storey)
    walls(mesh, (x, 0, base), (x + wide, deep, built.eaves), front)
    trim = materials.plain(shade(colour, draws.choice((0.7, 1.2))), 0.7)
    if base:
        _shop(mesh, draws, weather, built, trim)
    mesh.box((x, -0.3, built.eaves - 0.25), (x + wide, deep, built.eaves + 0.05), trim, 0.02)
    form = draws.choice(("gable", "gable", "front", "mansard", "flat"))
    rise = min(deep, 12) * draws.between(0.3, 0.5)
    _top(mesh, draws, built, form, rise, (roof, trim, colour))
    for _ in range(draws.randrange(3)):
        foot = (x + draws.between(0.15, 0.85) * wide, deep * draws.between(0.35, 0.6), built.eaves)
        mesh.block(foot, (0.8, 0.6, rise + draws.between(0.5, 1.5)), materials.brick(draws), 0.02)


def _front_colour(draws: Draws) -> Rgb:
    colours = (
        draws.pastel(),
        draws.hsv((0.03, 0.14), (0.1, 0.5), (0.6, 0.9)),
        draws.hsv((0.0, 0.06), (0.3, 0.55), (0.4, 0.65)),
        draws.hsv((0.08, 0.13), (0.08, 0.2), (0.7, 0.85)),
    )
    return draws.choice(colours)


def _top(mesh: Mesh, draws: Draws, built: _Plot, form: str, rise: float, look: tuple[Any, Any, Rgb]) -> None:
    """Gable, gable to the street, mansard, or flat roof with a hut; look is roof, trim and colour."""
    (roof, trim, colour), x, wide, deep, high = look, built.x, built.wide, built.deep, built.eaves
    if form == "front":
        peak = wide * draws.between(0.4, 0.7)
        wall = materials.plain(colour, 0.8)
        mesh.prism([(x, high), (built.end, high), (x + wide / 2, high + peak)], wall, 0.3, "y", -0.02)
        mesh.prism([(x, high), (built.end, high), (x + wide / 2, high + peak - 0.3)], roof, deep, "y", 0.3)
    elif form == "flat":
        mesh.box((x, 0, high), (built.end, deep, high + 0.7), trim, 0)
        hut = (x + wide * 0.6, deep * 0.6, high + draws.between(1.5, 3))
        mesh.box((x + wide * 0.3, deep * 0.3, high), hut, trim, 0)
    elif form == "gable":
        mesh.prism([(-0.35, high), (deep + 0.35, high), (deep * 0.5, high + rise)], roof, wide, "x", x)
    else:
        crown = [(deep - 1.3, high + 2.7), (deep / 2, high + 3.8), (1.3, high + 2.7)]
        mesh.prism([(-0.2, high), (deep + 0.2, high), *crown], roof, wide, "x", x)


def _shop(mesh: Mesh, draws: Draws, weather: Weather, built: _Plot, trim: Any) -> None:
    """Shop front: panes, a sign, perhaps an awning."""
    x, end, wide, base = built.x, built.end, built.wide, built.base
    paint, pane = materials.plain(draws.muted(), 0.5), materials.plain((0.02, 0.024, 0.028), 0.05, 0, 1)
    pane.name = "window"
    if draws.chance(weather.lit * 1.8):
        pane = materials.emission((1, 0.78, 0.5), 1.4)
    mesh.box((x, 0, 0), (end, built.deep, base), trim, 0)
    mesh.box((x + 0.2, -0.08, 0), (end - 0.2, 0, base - 0.3), paint, 0.01)
    panes = max(2, int(wide / 1.9))
    for i in range(panes):
        left = x + 0.35 + (wide - 0.7) * i / panes
        right = left + (wide - 0.7) / panes
        mesh.box((left + 0.06, -0.1, 0.45 if i else 0.05), (right - 0.06, 0, base - 1.0), pane, 0)
    sign = materials.plain(draws.vivid(), 0.5)
    mesh.box((x + 0.3, -0.14, base - 0.9), (end - 0.3, 0, base - 0.45), sign, 0.01)
    if draws.chance(0.45):
        cloth = materials.plain(draws.vivid(), 0.8)
        edges = ((-0.1, base - 0.95), (-1.4, base - 1.6), (-1.42, base - 1.85))
        for (y0, z0), (y1, z1) in pairwise(edges):
            mesh.quad([(x + 0.3, y0, z0), (end - 0.3, y0, z0), (end - 0.3, y1, z1), (x + 0.3, y1, z1)], cloth)


def walls(mesh: Mesh, low: tuple[float, float, float], high: tuple[float, float, float], material: Any) -> None:
    """Four walls between two corners; their UV runs in metres from the foot of every left edge."""
    (x0, y0, z0), (x1, y1, z1) = low, high
    corners = [(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)]
    for (ax, ay), (bx, by) in pairwise(corners):
        run = math.hypot(bx - ax, by - ay)
        quad = [(ax, ay, z0), (bx, by, z0), (bx, by, z1), (ax, ay, z1)]
        mesh.quad(quad, material, uv=((0, 0), (run, 0), (run, z1 - z0), (0, z1 - z0)))


def high_rise(draws: Draws, weather: Weather, high: float) -> Prop:
    """Block or tower with setbacks, a cap and things on its roof, centred; rays of the camera search ignore it."""
    mesh = Mesh()
    bay, storey = draws.between(2.6, 4.2), draws.between(3.0, 3.8)
    skin = facade(draws, weather, None, None, bay, storey)
    trim = materials.plain(draws.choice(_GREYS), 0.8)
    wide, deep = bay * draws.randrange(4, 9), bay * draws.randrange(3, 7)
    steps = draws.choice((1, 1, 2, 3)) if high > 22 else 1
    z = 0.0
    for k in range(steps):
        share = 1.0 if k == steps - 1 else 0.45 + 0.3 * k
        top = storey * max(1, round(high * share / storey))
        if top <= z:
            continue
        walls(mesh, (-wide / 2, -deep / 2, z), (wide / 2, deep / 2, top), skin)
        mesh.block((0, 0, top), (wide + 0.3, deep + 0.3, draws.between(0.5, 1.4)), trim, 0)
        z = top
        wide = max(bay * 2, wide - 2 * bay * draws.choice((0.5, 1)))
        deep = max(bay * 2, deep - 2 * bay * draws.choice((0.5, 1)))
    _roof_things(mesh, draws, (wide, deep, z), trim)
    return mesh.build("building", solid=False)


def _roof_things(mesh: Mesh, draws: Draws, size: tuple[float, float, float], trim: Any) -> None:
    """Lift hut, tanks, fans and a mast, or a pyramid."""
    wide, deep, z = size
    if draws.chance(0.2):
        cone = [(max(wide, deep) * 0.7, 0), (0, draws.between(4, 12))]
        diagonal = Matrix.Rotation(PI / 4, 4, "Z")
        mesh.lathe(cone, materials.roofing(draws), (0, 0, z + 0.6), 4, smooth=False, transform=diagonal)
        return
    foot = (draws.between(-0.2, 0.2) * wide, draws.between(-0.2, 0.2) * deep, z)
    hut = (wide * draws.between(0.25, 0.5), deep * draws.between(0.25, 0.5), draws.between(2.5, 4.5))
    mesh.block(foot, hut, trim, 0)
    for _ in range(draws.randrange(2, 5)):
        foot = (draws.between(-0.38, 0.38) * wide, draws.between(-0.38, 0.38) * deep, z)
        mesh.block(foot, (draws.between(1, 2.5), draws.between(1, 2.5), draws.between(1.6, 2.6)), trim, 0)
    if draws.chance(0.35):
        mesh.cylinder((draws.between(-0.2, 0.2) * wide, 0, z), 0.16, draws.between(6, 14), trim, 0.04, 6)
