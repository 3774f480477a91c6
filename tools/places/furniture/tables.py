# SPDX-License-Identifier: MIT
"""Tables."""

from __future__ import annotations

from typing import Any, Final

from tools.places import materials
from tools.places.draws import Draws
from tools.places.mesh import Mesh
from tools.places.prop import Prop

_STYLES: Final = ("four", "four", "taper", "slab", "frame", "trestle")


def table(
    draws: Draws,
    width: float,
    depth: float,
    height: float = 0.74,
    top: Any = None,
    leg: Any = None,
    style: str | None = None,
    *,
    is_round: bool = False,
) -> Prop:
    """Table; style is four, taper, slab, frame or trestle. What is not given is drawn."""
    top = top or materials.wood(draws)
    leg = leg or (top if draws.chance(0.6) else materials.metal(draws))
    mesh, thickness = Mesh(), draws.between(0.025, 0.05)
    below = height - thickness
    if is_round:
        edge, t = width / 2, thickness
        outline = [(0, 0), (edge - 0.01, 0), (edge, 0.008), (edge, t - 0.006), (edge - 0.006, t), (0, t)]
        mesh.lathe(outline, top, (0, 0, below), 40, smooth=False)
        foot = [(0.24 * width, 0), (0.24 * width, 0.02), (0.05, 0.05), (0.04, below - 0.05), (0.12, below)]
        mesh.lathe(foot, leg, segments=20)
        return mesh.build("table")
    mesh.block((0, 0, below), (width, depth, thickness), top, 0.006)
    style = style or draws.choice(_STYLES)
    x, y = width / 2 - 0.06, depth / 2 - 0.06
    if style in ("four", "taper"):
        _four_legs(mesh, draws, (x, y), below, top, leg, tapered=style == "taper")
    elif style == "slab":
        for side in (-x, x):
            mesh.block((side, 0, 0), (0.04, depth * 0.85, below), leg)
    elif style == "frame":
        _frame_legs(mesh, (x, y), below, leg)
    else:
        _trestle(mesh, (x, y), height, thickness, leg)
    return mesh.build("table")


def _four_legs(
    mesh: Mesh, draws: Draws, reach: tuple[float, float], below: float, top: Any, leg: Any, *, tapered: bool
) -> None:
    size = draws.between(0.04, 0.08)
    for x in (-reach[0], reach[0]):
        for y in (-reach[1], reach[1]):
            if tapered:
                mesh.cylinder((x, y, 0), size * 0.3, below, leg, size * 0.55)
            else:
                mesh.block((x, y, 0), (size, size, below), leg)
    for y in (-reach[1], reach[1]):
        mesh.block((0, y, below - 0.09), (2 * reach[0], 0.02, 0.09), top)


def _frame_legs(mesh: Mesh, reach: tuple[float, float], below: float, leg: Any) -> None:
    for x in (-reach[0], reach[0]):
        for y in (-reach[1], reach[1]):
            mesh.block((x, y, 0), (0.035, 0.035, below), leg)
        mesh.block((x, 0, 0), (0.035, 2 * reach[1], 0.035), leg)
        mesh.block((x, 0, below - 0.035), (0.035, 2 * reach[1], 0.035), leg)


def _trestle(mesh: Mesh, reach: tuple[float, float], height: float, thickness: float, leg: Any) -> None:
    depth, below = reach[1], height - thickness
    for x in (-reach[0] * 0.75, reach[0] * 0.75):
        mesh.beam((x, -depth, 0), (x, depth * 0.2, below), 0.06, 0.05, leg)
        mesh.beam((x, depth, 0), (x, -depth * 0.2, below), 0.06, 0.05, leg)
    mesh.block((0, 0, height * 0.4), (reach[0] * 1.5, 0.04, 0.07), leg)
