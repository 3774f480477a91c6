# SPDX-License-Identifier: MIT
"""Sofas and cushions."""

from __future__ import annotations

from typing import Any

from mathutils import Matrix

from tools.places import materials
from tools.places.draws import Draws
from tools.places.mesh import Mesh
from tools.places.prop import Prop


def sofa(draws: Draws, width: float = 2.1, cover: Any = None) -> Prop:
    """Sofa, or an armchair if it is narrow."""
    cover = cover or materials.fabric(draws, draws.muted())
    mesh, depth = Mesh(), draws.between(0.85, 1.0)
    seat, arm, arm_height = draws.between(0.4, 0.46), draws.between(0.12, 0.24), draws.between(0.54, 0.66)
    leg = materials.wood(draws)
    mesh.soft((0, 0, 0.12), (width, depth, seat - 0.22), cover, 0.04)
    back = (width, 0.24, draws.between(0.62, 0.76))
    mesh.soft((0, depth / 2 - 0.12, 0.14), back, cover, 0.08, lump=0.008, draws=draws)
    for side in (-1, 1):
        foot, size = (side * (width / 2 - arm / 2), 0, 0.12), (arm, depth, arm_height - 0.12)
        mesh.soft(foot, size, cover, min(0.09, arm / 2.2), lump=0.006, draws=draws)
    count = max(1, round((width - 2 * arm) / 0.75))
    each = (width - 2 * arm) / count
    for i in range(count):
        x = -width / 2 + arm + each * (i + 0.5)
        mesh.soft((x, -0.1, seat - 0.12), (each - 0.01, depth - 0.22, 0.17), cover, 0.06, 12, 0.014, draws)
        lean = Matrix.Translation((x, depth / 2 - 0.27, seat + 0.04)) @ Matrix.Rotation(-0.22, 4, "X")
        mesh.soft((0, 0, 0), (each - 0.02, 0.18, 0.44), cover, 0.08, 12, 0.016, draws, transform=lean)
    for x in (-width / 2 + 0.1, width / 2 - 0.1):
        for y in (-depth / 2 + 0.08, depth / 2 - 0.08):
            mesh.cylinder((x, y, 0), 0.018, 0.13, leg, 0.028)
    return mesh.build("sofa")


def cushion(draws: Draws, cover: Any, size: float = 0.44) -> Prop:
    """Cushion that lies flat."""
    mesh = Mesh()
    mesh.soft((0, 0, 0), (size, size * draws.between(0.75, 1), 0.16), cover, 0.07, 14, 0.01, draws, puff=0.75)
    return mesh.build("cushion")
