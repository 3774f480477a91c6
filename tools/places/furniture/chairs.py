# SPDX-License-Identifier: MIT
"""Chairs and stools."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from tools.places import materials
from tools.places.draws import Draws
from tools.places.mesh import Mesh
from tools.places.prop import Prop

Array = NDArray[np.float64]

_STYLES: Final = ("slat", "slat", "ladder", "pad", "shell", "cross", "tub")
_SEAT: Final = 0.46
_WIDTH: Final = 0.42


def chair(draws: Draws, style: str | None = None, frame: Any = None, seat: Any = None) -> Prop:
    """Chair; style is slat, ladder, pad, shell, cross or tub. What is not given is drawn."""
    style = style or draws.choice(_STYLES)
    frame = frame or materials.wood(draws)
    seat = seat or frame
    mesh = Mesh()
    if style == "tub":
        _tub(mesh, frame, seat)
    elif style == "shell":
        _shell(mesh, frame, seat)
    else:
        _wooden(mesh, draws, style, frame, seat)
    return mesh.build("chair")


def _tub(mesh: Mesh, frame: Any, seat: Any) -> None:
    mesh.soft((0, 0, 0.28), (0.56, 0.54, 0.18), seat, 0.06)
    mesh.soft((0, 0.24, 0.3), (0.58, 0.12, 0.52), seat, 0.06)
    for side in (-1, 1):
        mesh.soft((side * 0.27, 0.02, 0.3), (0.1, 0.52, 0.34), seat, 0.05)
    for x in (-0.2, 0.2):
        for y in (-0.2, 0.2):
            mesh.cylinder((x, y, 0), 0.012, 0.3, frame, 0.02)


def _shell(mesh: Mesh, frame: Any, seat: Any) -> None:
    def surface(u: Array, v: Array) -> Array:
        x, t = (u - 0.5) * 0.46, v * 2 - 1
        y = np.where(t < 0, t * 0.24, 0.0 + t * 0.06) + np.where(t > 0, 0.18 * np.minimum(t * 3, 1), 0.0)
        rise = np.where(t > 0, 0.42 * np.clip(t, 0, 1) ** 1.15, -0.015 * t**2)
        z = _SEAT + rise + 0.10 * np.abs(u * 2 - 1) ** 2.5 * (1 - 0.5 * np.abs(t))
        return np.stack([x * (1 - 0.12 * np.clip(t, 0, 1)), y, z], 1)

    mesh.sheet(surface, 13, 17, seat)
    for x in (-0.17, 0.17):
        for y in (-0.17, 0.15):
            mesh.tube([(x * 0.7, y * 0.7, _SEAT - 0.01), (x * 1.25, y * 1.25, 0)], 0.012, frame)


def _wooden(mesh: Mesh, draws: Draws, style: str, frame: Any, seat: Any) -> None:
    thick = 0.036 if style != "pad" else 0.04
    w = _WIDTH
    for x in (-w / 2 + 0.02, w / 2 - 0.02):
        mesh.beam((x, -w / 2 + 0.02, 0), (x, -w / 2 + 0.02, _SEAT), thick, thick, frame)
        mesh.beam((x, w / 2 + 0.02, 0), (x, w / 2 - 0.02, _SEAT), thick, thick, frame)
        mesh.beam((x, w / 2 - 0.02, _SEAT), (x, w / 2 + 0.07, 0.92), thick, thick * 0.8, frame)
        mesh.block((x, 0, 0.2), (0.02, w - 0.06, 0.025), frame)
    mesh.block((0, 0, 0.3), (w - 0.06, 0.02, 0.025), frame)
    if style == "pad":
        mesh.soft((0, 0, _SEAT - 0.02), (w + 0.02, w + 0.02, 0.08), seat, 0.035)
        mesh.soft((0, w / 2 + 0.03, 0.62), (w, 0.06, 0.3), seat, 0.03)
    else:
        board = seat if style != "ladder" else frame
        mesh.block((0, 0, _SEAT - 0.01), (w, w, 0.03), board, 0.01)
        if seat is not frame and style == "slat":
            mesh.soft((0, 0, _SEAT + 0.015), (w - 0.03, w - 0.03, 0.04), seat, 0.02)
    _back(mesh, draws, style, frame)


def _back(mesh: Mesh, draws: Draws, style: str, frame: Any) -> None:
    w = _WIDTH

    def at(z: float) -> float:
        return w / 2 - 0.02 + (z - _SEAT) / 0.46 * 0.09

    if style == "ladder":
        for z in (0.58, 0.7, 0.82):
            mesh.block((0, at(z + 0.03), z), (w - 0.05, 0.018, 0.065), frame)
    elif style == "cross":
        for side in (-1, 1):
            low, high = (side * w * 0.42, at(0.56), 0.56), (-side * w * 0.42, at(0.88), 0.88)
            mesh.beam(low, high, 0.022, 0.02, frame)
        mesh.block((0, at(0.9), 0.87), (w - 0.02, 0.024, 0.06), frame)
    elif style == "slat":
        count = draws.randrange(3, 7)
        for i in range(count):
            x = (i - (count - 1) / 2) * (w - 0.1) / count
            mesh.beam((x, at(_SEAT), _SEAT), (x, at(0.88), 0.88), 0.022, 0.014, frame)
        mesh.block((0, at(0.9), 0.86), (w, 0.024, 0.08), frame)


def school_chair(shell: Any, tube: Any) -> Prop:
    """Stackable chair of plastic and steel tubes."""
    mesh = Mesh()
    mesh.soft((0, 0, 0.43), (0.4, 0.38, 0.03), shell, 0.014)

    def back(u: Array, v: Array) -> Array:
        x = (u - 0.5) * 0.4
        return np.stack([x, 0.19 + 0.05 * v - 0.06 * (2 * u - 1) ** 2 + 0.02, 0.6 + 0.24 * v], 1)

    mesh.sheet(back, 10, 6, shell)
    for s in (-1, 1):
        front = [(s * 0.19, -0.2, 0), (s * 0.17, -0.14, 0.43), (s * 0.17, 0.15, 0.43)]
        mesh.tube([*front, (s * 0.18, 0.2, 0.62), (s * 0.16, 0.235, 0.83)], 0.011, tube)
        mesh.tube([(s * 0.19, 0.24, 0), (s * 0.17, 0.1, 0.42)], 0.011, tube)
    return mesh.build("chair")


def office_chair(draws: Draws, cover: Any) -> Prop:
    """Swivel chair with arms."""
    base = materials.metal(draws, dark=True)
    mesh = Mesh()
    for k in range(5):
        angle = k * 2 * math.pi / 5 + 0.3
        c, s = math.cos(angle), math.sin(angle)
        mesh.beam((0, 0, 0.1), (0.3 * c, 0.3 * s, 0.07), 0.04, 0.025, base)
        mesh.ball((0.29 * c, 0.29 * s, 0.03), 0.03, base, 8)
    mesh.cylinder((0, 0, 0.1), 0.025, 0.34, base)
    mesh.soft((0, 0, 0.43), (0.5, 0.48, 0.09), cover, 0.04)
    height = draws.between(0.45, 0.68)

    def back(u: Array, v: Array) -> Array:
        x = (u - 0.5) * 0.48 * (1 - 0.25 * v**2)
        return np.stack([x, 0.22 + 0.1 * v - 0.1 * (2 * u - 1) ** 2 * 0.5, 0.56 + height * v], 1)

    mesh.sheet(back, 10, 10, cover)
    mesh.beam((0, 0.2, 0.42), (0, 0.27, 0.75), 0.06, 0.02, base)
    for s in (-1, 1):
        mesh.block((s * 0.28, 0, 0.66), (0.05, 0.26, 0.025), base)
        mesh.beam((s * 0.28, 0.05, 0.66), (s * 0.22, 0.05, 0.46), 0.03, 0.02, base)
    return mesh.build("chair")


def stool(draws: Draws, height: float = 0.72) -> Prop:
    """Bar stool."""
    seat, mesh = materials.wood(draws), Mesh()
    leg = materials.metal(draws) if draws.chance(0.5) else seat
    mesh.lathe([(0, 0), (0.16, 0), (0.175, 0.012), (0.17, 0.04), (0, 0.045)], seat, (0, 0, height - 0.04))
    for k in range(4):
        angle = k * math.pi / 2 + math.pi / 4
        c, s = math.cos(angle), math.sin(angle)
        mesh.beam((0.11 * c, 0.11 * s, height - 0.04), (0.19 * c, 0.19 * s, 0), 0.028, 0.028, leg)
    mesh.lathe([(0.16, 0), (0.175, 0.01), (0.16, 0.02)], leg, (0, 0, 0.25), 16)
    return mesh.build("stool")
