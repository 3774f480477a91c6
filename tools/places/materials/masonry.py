# SPDX-License-Identifier: MIT
"""Tiles, bricks and stones, in metres of the texture coordinates."""

from __future__ import annotations

from typing import Any, Final

from tools.places.draws import Draws, Rgb, blend, grey, hex_rgb, shade
from tools.places.graph import Graph

_BRICKS: Final = ("8c4632", "a35a3e", "6d3a2e", "b98a68", "c9b39a", "7d5040", "d9d2c6")
_MORTARS: Final = ("b8b0a2", "8d877d", "d5cfc4")
_STONES: Final = ("b5a98f", "9a948a", "c8b993", "8b8175", "d2c7b0", "a79a86")
_STONE_MORTARS: Final = ("9a9284", "7b756a", "b9b2a3")
_ROOFS: Final = ("8a4b36", "5a4a44", "3d4248", "6b3a2c", "70665c", "4d5a52")


def tiles(
    draws: Draws,
    colour: Rgb,
    grout: Rgb | None = None,
    width: float = 0.3,
    height: float = 0.3,
    roughness: float = 0.2,
    offset: float = 0.0,
    variation: float = 0.12,
    gap: float = 0.006,
    second: Rgb | None = None,
) -> Any:
    """Tiles; `second` makes them a chequerboard, `offset` shifts every other row (share of a tile)."""
    graph = Graph("tiles")
    at = graph.coordinates("UV")
    grout = grout or shade(blend(colour, grey(0.5), 0.6), draws.between(0.4, 0.9))
    base: Any = colour
    if second:
        inputs = {"Vector": at, "Color1": colour, "Color2": second, "Scale": 1 / width}
        base = graph.node("TexChecker", inputs).outputs[0]
    pattern = graph.bricks(at, width, height, gap, offset)
    joint = pattern.outputs[1]
    stains = graph.noise(at, 5.0, 3.0, 0.6)
    of_tile = graph.math("MULTIPLY", graph.red(pattern.outputs[0]), variation * 2)
    tone = graph.mix(of_tile, base, shade(colour, 0.55))
    tone = graph.mix(graph.math("MULTIPLY", graph.span(stains, 0.4, 0.7), 0.25), tone, shade(colour, 0.7))
    tone = graph.mix(joint, tone, grout)
    rough = graph.red(graph.mix(joint, grey(roughness), grey(0.8)))
    return graph.output(graph.principled(tone, rough, graph.bump(graph.math("SUBTRACT", 1.0, joint), 0.5, 0.004)))


def brick(
    draws: Draws,
    colour: Rgb | None = None,
    width: float = 0.23,
    height: float = 0.075,
    mortar: Rgb | None = None,
    age: float = 0.5,
) -> Any:
    """Weathered bricks; `age` is the strength of their stains."""
    colour = colour or hex_rgb(draws.choice(_BRICKS))
    mortar = mortar or hex_rgb(draws.choice(_MORTARS))
    graph = Graph("brick")
    at = graph.coordinates("UV")
    wobble = graph.node("TexNoise", {"Vector": at, "Scale": 7.0, "Detail": 2.0}).outputs[1]
    shift = graph.node("VectorMath", {0: wobble, 1: (0.006,) * 3}, operation="MULTIPLY").outputs[0]
    crooked = graph.node("VectorMath", {0: at, 1: shift}, operation="ADD").outputs[0]
    pattern = graph.bricks(crooked, width, height, 0.007 * max(1, height / 0.075), 0.5)
    joint = pattern.outputs[1]
    rough, stains = graph.noise(at, 6.0, 6.0, 0.65), graph.noise(at, 0.5, 4.0, 0.6)
    tone = graph.math("MULTIPLY", graph.red(pattern.outputs[0]), 0.75)
    tone = graph.mix(tone, shade(colour, 1.15), shade(colour, 0.5))
    burnt = shade(blend(colour, (0.4, 0.35, 0.3), 0.5), 0.7)
    tone = graph.mix(graph.math("MULTIPLY", graph.span(rough, 0.35, 0.75), 0.5), tone, burnt)
    tone = graph.mix(joint, tone, mortar)
    dirty = shade(blend(colour, (0.25, 0.24, 0.2), 0.6), 0.55)
    tone = graph.mix(graph.math("MULTIPLY", graph.span(stains, 0.42, 0.7), age), tone, dirty)
    relief = graph.math("ADD", graph.math("SUBTRACT", 1.0, joint), graph.math("MULTIPLY", rough, 0.5))
    return graph.output(graph.principled(tone, 0.85, graph.bump(relief, 0.7, 0.012 * max(1, height / 0.15))))


def stone(draws: Draws, colour: Rgb | None = None, width: float = 0.7, height: float = 0.35) -> Any:
    """Blocks of stone."""
    colour = colour or hex_rgb(draws.choice(_STONES))
    mortar = hex_rgb(draws.choice(_STONE_MORTARS))
    return brick(draws, colour, width, height, mortar, draws.between(0.35, 0.8))


def roofing(draws: Draws, colour: Rgb | None = None, width: float = 0.22, height: float = 0.28) -> Any:
    """Roof tiles."""
    colour = colour or hex_rgb(draws.choice(_ROOFS))
    return tiles(draws, colour, (0.1, 0.09, 0.08), width, height, 0.75, 0.5, 0.3, 0.014)
