# SPDX-License-Identifier: MIT
"""Cupboards, chests of drawers and kitchen units."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from tools.places import materials
from tools.places.draws import Draws
from tools.places.mesh import Mesh
from tools.places.prop import Prop

_STYLES: Final = ("flat", "shaker", "shaker")
_HANDLES: Final = ("bar", "knob", "bar", "none")
_GAP: Final = 0.003
_BORDER: Final = 0.055
"""Width of the frame of a shaker door (m)."""


@dataclass(frozen=True)
class Look:
    """Materials and style of a cabinet; what is not given is drawn.

    Args:
        front: Material of body and fronts.
        top: Material of a worktop; none by default.
        handle: Material of the handles.
        style: flat or shaker.
        kind: door or drawer.
        plinth: Height of the foot (m).
    """

    front: Any = None
    top: Any = None
    handle: Any = None
    style: str | None = None
    kind: str = "door"
    plinth: float = 0.06


@dataclass(frozen=True)
class _Front:
    """One door or drawer: centre x and lower edge z, its size, and depth of the cabinet."""

    x: float
    z: float
    width: float
    height: float
    depth: float


def cabinet(
    draws: Draws, width: float, depth: float, height: float, columns: int = 2, rows: int = 1, look: Look | None = None
) -> Prop:
    """Cabinet with columns x rows fronts."""
    look = look or Look()
    front = look.front or materials.wood(draws, axis=draws.choice([0, 2, 2]))
    handle = look.handle or materials.metal(draws)
    mesh, foot = Mesh(), look.plinth
    mesh.block((0, 0.01, foot), (width, depth - 0.02, height - foot), front, 0.003)
    mesh.block((0, 0.03, 0), (width - 0.06, depth - 0.08, foot), materials.plain((0.03, 0.03, 0.03), 0.6))
    if look.top:
        mesh.block((0, -0.01, height), (width + 0.02, depth + 0.03, 0.03), look.top, 0.005)
    style = look.style or draws.choice(_STYLES)
    handle_kind = draws.choice(_HANDLES)
    w, h = width / columns, (height - foot) / rows
    for i in range(columns):
        for j in range(rows):
            panel = _Front(-width / 2 + w * (i + 0.5), foot + h * j, w, h, depth)
            low = (panel.x - w / 2 + _GAP, -depth / 2 - 0.018, panel.z + _GAP)
            mesh.box(low, (panel.x + w / 2 - _GAP, -depth / 2 + 0.002, panel.z + h - _GAP), front, 0.003)
            if style == "shaker" and w > 0.2 and h > 0.15:
                _shaker_frame(mesh, panel, front)
            is_drawer = look.kind == "drawer" or h < 0.32
            if is_drawer:
                at = (panel.x, panel.z + h - min(0.06, h * 0.4))
            else:
                side = 1 if i % 2 == 0 else -1
                at = (panel.x + (w / 2 - 0.05) * side, panel.z + h * (0.5 if height > 1.4 else 0.8))
            _handle(mesh, handle_kind, at, panel, handle, is_drawer=is_drawer)
    return mesh.build("cabinet")


def _shaker_frame(mesh: Mesh, panel: _Front, front: Any) -> None:
    left, right = panel.x - panel.width / 2, panel.x + panel.width / 2
    low, high = panel.z, panel.z + panel.height
    y0, y1 = -panel.depth / 2 - 0.026, -panel.depth / 2 - 0.016
    mesh.box((left + _GAP, y0, low + _GAP), (left + _BORDER, y1, high - _GAP), front, 0.002)
    mesh.box((right - _BORDER, y0, low + _GAP), (right - _GAP, y1, high - _GAP), front, 0.002)
    mesh.box((left + _BORDER, y0, low + _GAP), (right - _BORDER, y1, low + _BORDER), front, 0.002)
    mesh.box((left + _BORDER, y0, high - _BORDER), (right - _BORDER, y1, high - _GAP), front, 0.002)


def _handle(mesh: Mesh, kind: str, at: tuple[float, float], panel: _Front, material: Any, *, is_drawer: bool) -> None:
    x, z = at
    y = -panel.depth / 2 - 0.045
    if kind == "knob":
        mesh.ball((x, y + 0.005, z), 0.016, material, 10)
    elif kind == "bar":
        half = min(0.16, panel.width * 0.4) / 2
        dx, dz = (half, 0.006) if is_drawer else (0.006, half)
        mesh.box((x - dx, y - 0.004, z - dz), (x + dx, y + 0.008, z + dz), material)
