# SPDX-License-Identifier: MIT
"""Books, papers, flowers and other small things, and tops covered with them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
from mathutils import Matrix
from numpy.typing import NDArray

from tools.places import materials
from tools.places.draws import Draws, hex_rgb
from tools.places.furniture import tableware
from tools.places.furniture.foliage import folded_leaves
from tools.places.furniture.lamps import table_lamp
from tools.places.furniture.plants import leaf_material
from tools.places.mesh import Mesh, Point
from tools.places.noise import waves

Array = NDArray[np.float64]


def fill(
    mesh: Mesh,
    draws: Draws,
    size: tuple[float, float],
    height: float,
    things: Sequence[str],
    count: int = 6,
    centre: tuple[float, float] = (0, 0),
) -> None:
    """Put up to `count` things (names of `THINGS`) on a top of a size (m) at a height, some distance apart."""
    glass = materials.glass(gloss=0.25)
    china = materials.plain(draws.pastel(), 0.2, 0, 0.4)
    (width, depth), (cx, cy) = size, centre
    used: list[tuple[float, float]] = []
    for _ in range(count * 3):
        if len(used) >= count:
            break
        x = cx + draws.between(-width / 2 + 0.1, width / 2 - 0.1)
        y = cy + draws.between(-depth / 2 + 0.08, depth / 2 - 0.08)
        if any((x - a) ** 2 + (y - b) ** 2 < 0.03 for a, b in used):
            continue
        used.append((x, y))
        _put(mesh, draws, draws.choice(things), (x, y, height), glass, china)


def _put(mesh: Mesh, draws: Draws, name: str, at: Point, glass: Any, china: Any) -> None:
    if name == "glass":
        tableware.drinking_glass(mesh, at, glass, stem=draws.chance(0.4))
    elif name == "plate":
        tableware.plate(mesh, at, china)
    elif name == "bowl":
        glaze = china if draws.chance(0.5) else materials.wood(draws)
        tableware.bowl(mesh, draws, at, glaze, draws.between(0.09, 0.15), fruit=draws.chance(0.7))
    else:
        THINGS[name](mesh, draws, at)


def book_stack(mesh: Mesh, draws: Draws, at: Point) -> None:
    """Books that lie on each other."""
    x, y, z = at
    for _ in range(draws.randrange(1, 5)):
        w, d, t = draws.between(0.13, 0.22), draws.between(0.18, 0.3), draws.between(0.012, 0.04)
        frame = Matrix.Translation((x, y, z)) @ Matrix.Rotation(draws.between(-0.4, 0.4), 4, "Z")
        binding = materials.plain(draws.choice([draws.muted, draws.vivid, draws.pastel])(), 0.55)
        mesh.box((-w / 2, -d / 2, 0), (w / 2, d / 2, t), binding, 0.002, frame)
        low, high = (-w / 2 + 0.004, -d / 2 - 0.001, 0.003), (w / 2 + 0.002, d / 2 + 0.001, t - 0.003)
        mesh.box(low, high, materials.plain((0.8, 0.77, 0.68), 0.9), 0, frame)
        z += t


def paper(mesh: Mesh, draws: Draws, at: Point, count: int = 1) -> None:
    """Sheets of paper, most of them written on."""
    x, y, z = at
    sheet = materials.plain((0.85, 0.85, 0.83), 0.8)
    for k in range(count):
        place = (x + draws.between(-0.05, 0.05), y + draws.between(-0.05, 0.05), z + 0.001 + k * 0.0012)
        frame = Matrix.Translation(place) @ Matrix.Rotation(draws.between(0, 6), 4, "Z")
        mesh.box((-0.105, -0.148, 0), (0.105, 0.148, 0.001), sheet, 0, frame)
        if draws.chance(0.6):
            ink = materials.plain((0.08, 0.08, 0.1), 0.8)
            for row in range(9):
                low, y1 = (-0.08, 0.11 - row * 0.027, 0.0011), 0.113 - row * 0.027
                mesh.box(low, (draws.between(0, 0.08), y1, 0.0014), ink, 0, frame)


def flowers(mesh: Mesh, draws: Draws, at: Point, height: float = 0.35) -> None:
    """Bunch of flowers in a vase."""
    x, y, z = at
    tableware.vase(mesh, draws, at, height * 0.5)
    stalk = materials.foliage(draws, hex_rgb("4a7030"))
    colours = [materials.leaf(draws.hsv((0, 1), (0.2, 0.9), (0.6, 0.95))) for _ in range(2)]
    for _ in range(draws.randrange(7, 16)):
        angle, out = draws.between(0, 6.28), draws.between(0.02, 0.16)
        c, s = math.cos(angle), math.sin(angle)
        head = (x + out * c, y + out * s, z + height * draws.between(0.75, 1.15))
        middle = (x + out * 0.4 * c, y + out * 0.4 * s, z + height * 0.7)
        mesh.tube([(x, y, z + height * 0.4), middle, head], 0.003, stalk, 5)
        colour = draws.choice(colours)
        for k in range(6):
            petal = k * math.pi / 3 + angle
            dx, dy = 0.016 * math.cos(petal), 0.016 * math.sin(petal)
            mesh.ball((head[0] + dx, head[1] + dy, head[2] + draws.between(-0.004, 0.008)), 0.016, colour, 6, 0.6)
        folded_leaves(mesh, draws, (head[0], head[1], head[2] - 0.07), 0.05, 5, 0.05, stalk)


def _cup(mesh: Mesh, draws: Draws, at: Point) -> None:
    tableware.cup(mesh, draws, at, materials.plain(draws.choice([draws.pastel, draws.vivid])(), 0.25))


def _papers(mesh: Mesh, draws: Draws, at: Point) -> None:
    paper(mesh, draws, at, draws.randrange(1, 4))


def _vase(mesh: Mesh, draws: Draws, at: Point) -> None:
    tableware.vase(mesh, draws, at, draws.between(0.1, 0.3))


def _flowers(mesh: Mesh, draws: Draws, at: Point) -> None:
    flowers(mesh, draws, at, draws.between(0.28, 0.45))


def _laptop(mesh: Mesh, draws: Draws, at: Point) -> None:
    tableware.laptop(mesh, draws, at, draws.between(-0.5, 0.5) + draws.choice([0, 0, math.pi]))


def _box(mesh: Mesh, draws: Draws, at: Point) -> None:
    mesh.at(*at, draws.between(0, 1))
    size = (draws.between(0.08, 0.22), draws.between(0.08, 0.2), draws.between(0.05, 0.2))
    mesh.block((0, 0, 0), size, materials.plain(draws.choice([draws.muted, draws.vivid])(), 0.6)).home()


def _board(mesh: Mesh, draws: Draws, at: Point) -> None:
    mesh.at(*at, draws.between(0, 3)).block((0, 0, 0), (0.26, 0.38, 0.02), materials.wood(draws), 0.006).home()


def _small_plant(mesh: Mesh, draws: Draws, at: Point) -> None:
    height = draws.between(0.18, 0.35)
    tableware.vase(mesh, draws, at, height * 0.5, materials.plain(hex_rgb("a5583a"), 0.8))
    crown = (at[0], at[1], at[2] + height * 0.72)
    folded_leaves(mesh, draws, crown, height * 0.4, 75, 0.05, leaf_material(draws, 0.5))


def _candle(mesh: Mesh, draws: Draws, at: Point) -> None:
    height = draws.between(0.05, 0.2)
    mesh.cylinder(at, draws.between(0.012, 0.03), height, materials.plain((0.85, 0.8, 0.65), 0.6))


def _cloth(mesh: Mesh, draws: Draws, at: Point) -> None:
    first, second = draws.pastel(), draws.vivid()
    cover = materials.fabric(draws, first, second, draws.choice(["check", "stripe"]), 4)
    angle = draws.between(0, 3)
    c, s = math.cos(angle), math.sin(angle)

    def surface(u: Array, v: Array) -> Array:
        p, q = (u - 0.5) * 0.3, (v - 0.5) * 0.4
        height = at[2] + 0.02 + 0.014 * waves(np.stack([p, q], 1), draws, 5)
        return np.stack([at[0] + p * c - q * s, at[1] + p * s + q * c, height], 1)

    mesh.sheet(surface, 16, 16, cover, uv_size=(0.3, 0.4))


def _lamp(mesh: Mesh, draws: Draws, at: Point) -> None:
    table_lamp(mesh, draws, at)


THINGS: Final[dict[str, Callable[[Mesh, Draws, Point], None]]] = {
    "board": _board,
    "books": book_stack,
    "bottle": tableware.bottle,
    "box": _box,
    "candle": _candle,
    "cloth": _cloth,
    "cup": _cup,
    "flowers": _flowers,
    "jar": tableware.jar,
    "kettle": tableware.kettle,
    "knives": tableware.knife_block,
    "lamp": _lamp,
    "laptop": _laptop,
    "paper": _papers,
    "plant": _small_plant,
    "pot": tableware.pot,
    "toaster": tableware.toaster,
    "vase": _vase,
}
"""What can stand on a top; also glass, plate and bowl, which share their material."""
