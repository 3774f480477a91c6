# SPDX-License-Identifier: MIT
"""Arched windows and doors."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from mathutils import Matrix

from tools.places.mesh import Mesh

Outline = list[tuple[float, float]]


def pointed(width: float, height: float, *, gothic: bool = True, steps: int = 9) -> Outline:
    """Outline of a pointed or round arch over a rectangle; its foot is at (0, 0), centred."""
    radius = width / 2
    spring = height - (width * 0.87 if gothic else radius)
    foot = [(-radius, 0.0), (radius, 0.0)]
    if gothic:
        angles = np.linspace(0, math.pi / 3, steps)
        right = [(radius - width + width * math.cos(a), spring + width * math.sin(a)) for a in angles]
        left = [(-x, z) for x, z in right[::-1]]
        return foot + right + left[1:]
    angles = np.linspace(0, math.pi, 2 * steps)
    return foot + [(radius * math.cos(a), spring + radius * math.sin(a)) for a in angles]


def graft(mesh: Mesh, other: Mesh, frame: Any) -> None:
    """Add what another mesh collected, moved by a matrix."""
    for part in other.parts:
        material = other.materials[part.material]
        mesh.add(part.vertices, part.faces, material, smooth=part.smooth, uv=part.uv, transform=frame)


def arch_window(
    mesh: Mesh,
    foot: tuple[float, float],
    size: tuple[float, float],
    trim: Any,
    pane: Any,
    frame: Any,
    *,
    gothic: bool = True,
    bars: Any = None,
) -> None:
    """Arched opening with a surround, in the wall y = 0 of a frame (a matrix).

    Args:
        mesh: What it is drawn into.
        foot: Middle of its sill (x, z).
        size: Its width and height (m).
        trim: Material of the surround.
        pane: Material of the glass or the leaf of a door.
        frame: Matrix that moves the wall into place.
        gothic: Whether the arch is pointed.
        bars: Material of glazing bars, if it has any.
    """
    (x, z), (width, height) = foot, size
    outline = pointed(width, height, gothic=gothic)
    opening = Mesh()
    larger = 1.16
    lowered = (larger - 1) * height * 0.3
    opening.prism([(x + a * larger, z + b * larger - lowered) for a, b in outline], trim, 0.16, "y", -0.1)
    opening.prism([(x + a, z + b) for a, b in outline], pane, 0.16, "y", -0.13)
    graft(mesh, opening, frame)
    if bars:
        mesh.box((x - 0.04, -0.18, z), (x + 0.04, -0.1, z + height * 0.95), bars, 0, frame)
        for share in (0.25, 0.45, 0.65):
            low, high = z + height * share, z + height * share + 0.05
            mesh.box((x - width * 0.5, -0.17, low), (x + width * 0.5, -0.1, high), bars, 0, frame)


def wall_frame(quarter: int, outward: float, at: tuple[float, float] = (0, 0), level: float = 0.0) -> Any:
    """Matrix of one of the four walls of a square tower: turned by quarters, moved outwards."""
    turned = Matrix.Translation((*at, level)) @ Matrix.Rotation(quarter * math.pi / 2, 4, "Z")
    return turned @ Matrix.Translation((0, -outward, 0))
