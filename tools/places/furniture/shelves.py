# SPDX-License-Identifier: MIT
"""Bookshelves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tools.places import materials
from tools.places.draws import Draws
from tools.places.furniture.tableware import vase
from tools.places.mesh import Mesh
from tools.places.prop import Prop

_BOARD = 0.025
"""Thickness of boards (m)."""


def bookshelf(draws: Draws, width: float, height: float, full: float = 0.8) -> Prop:
    """Bookshelf; `full` is the share of its compartments that hold books."""
    depth = 0.3
    wood, mesh = materials.wood(draws), Mesh()
    bindings = [materials.plain(draws.choice([draws.muted, draws.vivid, draws.pastel])(), 0.6) for _ in range(12)]
    for x in (-width / 2 + _BOARD / 2, width / 2 - _BOARD / 2):
        mesh.block((x, 0, 0), (_BOARD, depth, height), wood)
    mesh.block((0, depth / 2 - 0.005, 0), (width, 0.01, height), wood, 0)
    rows = max(2, round(height / draws.between(0.32, 0.42)))
    columns = max(1, round(width / 0.9))
    for column in range(1, columns):
        mesh.block((-width / 2 + width * column / columns, 0, 0), (_BOARD, depth - 0.01, height), wood)
    gap = (height - 0.05) / rows - _BOARD
    for row in range(rows + 1):
        z = 0.05 + (height - 0.05 - _BOARD) * row / rows
        mesh.block((0, 0, z), (width - 2 * _BOARD, depth - 0.01, _BOARD), wood)
        if row == rows:
            break
        for column in range(columns):
            left = -width / 2 + width * column / columns + _BOARD
            right = -width / 2 + width * (column + 1) / columns - _BOARD
            _fill_compartment(mesh, draws, (left, right), z + _BOARD, gap, bindings, full)
    return mesh.build("bookshelf")


def _fill_compartment(
    mesh: Mesh,
    draws: Draws,
    span: tuple[float, float],
    z: float,
    gap: float,
    bindings: Sequence[Any],
    full: float,
) -> None:
    left, right = span
    depth = 0.3
    what = draws.random()
    if what < full:
        end = right if draws.chance(0.5) else left + (right - left) * draws.between(0.4, 0.95)
        _books(mesh, draws, (left + 0.01, end), (-depth / 2 + 0.04, z), gap, depth * 0.7, bindings)
        if end < right - 0.15:
            vase(mesh, draws, ((end + right) / 2, 0, z), min(gap * 0.8, 0.2))
    elif what < full + 0.12:
        box = ((right - left) * 0.8, depth * 0.8, gap * 0.7)
        mesh.soft(((left + right) / 2, 0, z), box, materials.fabric(draws, draws.muted()), 0.02, 8)
    else:
        for _ in range(draws.randrange(1, 4)):
            at = (draws.between(left + 0.08, right - 0.08), draws.between(-0.06, 0.06), z)
            vase(mesh, draws, at, min(gap * 0.8, draws.between(0.08, 0.24)))


def _books(
    mesh: Mesh,
    draws: Draws,
    span: tuple[float, float],
    at: tuple[float, float],
    highest: float,
    depth: float,
    bindings: Sequence[Any],
) -> None:
    """A row of books standing along x, their spines at y and their feet at z."""
    x, end = span
    y, z = at
    while x < end - 0.02:
        if draws.chance(0.04):
            x += draws.between(0.03, 0.15)
            continue
        thickness = draws.between(0.012, 0.05)
        height = min(highest - 0.02, draws.between(0.17, 0.31))
        back = y + draws.between(0.6, 1) * depth
        if x + thickness > end:
            break
        mesh.box((x, y, z), (x + thickness - 0.001, back, z + height), draws.choice(bindings), 0.002)
        x += thickness
