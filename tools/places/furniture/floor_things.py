# SPDX-License-Identifier: MIT
"""What lies or stands on the floor: rugs, bags, bins, clothes, fireplaces."""

from __future__ import annotations

from tools.places import materials
from tools.places.draws import Draws, grey, hex_rgb
from tools.places.furniture.clutter import fill
from tools.places.mesh import Mesh
from tools.places.prop import Prop


def rug(draws: Draws, width: float, depth: float, *, is_round: bool = False) -> Prop:
    """Rug, plain, with a border or with a pattern."""
    mesh = Mesh()
    first = draws.choice([draws.muted, draws.pastel, draws.vivid])()
    second = draws.choice([draws.muted, draws.pastel])()
    if is_round:
        outline = [(0, 0.012), (width / 2, 0.012), (width / 2, 0)]
        mesh.lathe(outline, materials.carpet(first, second), segments=40)
        return mesh.build("floor")
    kind = draws.choice(["plain", "border", "pattern", "pattern"])
    if kind == "pattern":
        pattern = draws.choice(["stripe", "check", "weave", "spots"])
        base = materials.fabric(draws, first, second, pattern, draws.between(0.4, 1.3))
    else:
        base = materials.carpet(first, second)
    mesh.block((0, 0, 0), (width, depth, 0.012), base, 0.004)
    if kind != "plain":
        border = materials.carpet(second)
        for s in (-1, 1):
            mesh.block((s * (width / 2 - 0.08), 0, 0), (0.08, depth - 0.08, 0.0135), border, 0)
            mesh.block((0, s * (depth / 2 - 0.08), 0), (width - 0.24, 0.08, 0.0135), border, 0)
    return mesh.build("floor")


def backpack(draws: Draws) -> Prop:
    """Backpack."""
    mesh, cloth = Mesh(), materials.fabric(draws, draws.vivid())
    mesh.soft((0, 0, 0), (0.32, 0.2, 0.44), cloth, 0.09, 10, 0.02, draws)
    mesh.soft((0, -0.1, 0.04), (0.24, 0.08, 0.2), cloth, 0.04, 8, 0.01, draws)
    mesh.tube([(-0.06, 0.05, 0.43), (0, 0.05, 0.49), (0.06, 0.05, 0.43)], 0.01, cloth)
    return mesh.build("bag")


def waste_bin(draws: Draws) -> Prop:
    """Waste bin."""
    colour = draws.choice([draws.muted(), grey(0.05), grey(0.6)])
    outline = [(0, 0.01), (0.11, 0), (0.15, 0.32), (0.145, 0.32), (0.11, 0.02)]
    return Mesh().lathe(outline, materials.plain(colour, 0.4)).build("bin")


def clothes(draws: Draws) -> Prop:
    """Heap of cloth."""
    mesh, width = Mesh(), 0.6
    for _ in range(draws.randrange(1, 4)):
        foot = (draws.between(-0.15, 0.15), draws.between(-0.15, 0.15), 0)
        size = (width * draws.between(0.5, 1), width * draws.between(0.4, 0.8), draws.between(0.06, 0.16))
        cloth = materials.fabric(draws, draws.choice([draws.vivid, draws.muted, draws.pastel])())
        mesh.soft(foot, size, cloth, 0.05, 16, 0.05, draws)
    return mesh.build("cloth")


def fireplace(draws: Draws, width: float = 1.4) -> Prop:
    """Fireplace with a mantelpiece and things on it."""
    mesh = Mesh()
    if draws.chance(0.4):
        wall = materials.stone(draws, None, 0.4, 0.2)
    else:
        wall = materials.brick(draws) if draws.chance(0.5) else materials.plain((0.8, 0.79, 0.75), 0.4)
    soot = materials.plain((0.012, 0.011, 0.01), 0.95)
    for s in (-1, 1):
        mesh.block((s * (width / 2 - 0.16), 0, 0), (0.32, 0.3, 1.05), wall, 0.01)
    mesh.block((0, 0, 0.75), (width - 0.6, 0.3, 0.3), wall, 0.01)
    mesh.block((0, 0.1, 0), (width - 0.6, 0.1, 0.76), soot, 0)
    mesh.block((0, -0.04, 1.05), (width + 0.16, 0.4, 0.06), materials.wood(draws), 0.01)
    mesh.block((0, -0.3, 0), (width + 0.1, 0.4, 0.03), materials.plain((0.2, 0.19, 0.18), 0.5))
    for k in range(4):
        start, end = (-0.25 + 0.1 * k, -0.02, 0.06 + 0.04 * k), (0.25 - 0.05 * k, 0.02, 0.06 + 0.05 * k)
        mesh.beam(start, end, 0.07, 0.07, materials.wood(draws, hex_rgb("5a4030"), 0.9))
    fill(mesh, draws, (width, 0.22), 1.11, ["vase", "candle", "books", "plant", "vase"], 5, (0, -0.04))
    return mesh.build("fireplace")
