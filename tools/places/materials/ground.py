# SPDX-License-Identifier: MIT
"""Grounds and water."""

from __future__ import annotations

from typing import Any, Final

from tools.places.draws import Draws, Rgb, blend, hex_rgb, shade
from tools.places.graph import Graph

_GRASSES: Final = ("5f7a35", "73803a", "4d6b2c", "8a8a4a", "667f3f")
_GROUNDS: Final = {
    "asphalt": "55565a",
    "concrete": "a8a49c",
    "gravel": "a89a82",
    "earth": "7a6248",
    "snow": "e8ecf2",
    "sand": "c8b28a",
}
_WATERS: Final = ("2f4a4e", "3c5a66", "47553c", "20363f", "5a7272")


def ground(draws: Draws, kind: str) -> Any:
    """Grass, asphalt, concrete, gravel, earth, snow or sand."""
    graph = Graph(kind)
    at = graph.coordinates()
    large, middle = graph.noise(at, 0.12, 4.0, 0.6), graph.noise(at, 1.3, 5.0, 0.65)
    fine = graph.noise(at, 30.0, 4.0, 0.7)
    if kind == "grass":
        green = hex_rgb(draws.choice(_GRASSES))
        tone = graph.mix(graph.span(middle, 0.3, 0.7), shade(green, 0.6), shade(green, 1.15))
        dry = blend(green, hex_rgb("a08a58"), 0.5)
        tone = graph.mix(graph.math("MULTIPLY", graph.span(large, 0.45, 0.7), 0.5), tone, dry)
        tone = graph.mix(graph.math("MULTIPLY", graph.span(fine, 0.35, 0.65), 0.6), tone, shade(green, 0.4))
        return graph.output(graph.principled(tone, 0.9, graph.bump(fine, 0.8, 0.05), Specular_IOR_Level=0.1))
    colour = shade(hex_rgb(_GROUNDS[kind]), draws.between(0.75, 1.15))
    tone = graph.mix(graph.span(middle, 0.3, 0.7), shade(colour, 0.75), shade(colour, 1.1))
    tone = graph.mix(graph.math("MULTIPLY", graph.span(large, 0.45, 0.6), 0.45), tone, shade(colour, 0.6))
    dark = shade(colour, 0.5 if kind != "snow" else 0.9)
    tone = graph.mix(graph.math("MULTIPLY", graph.span(fine, 0.35, 0.7), 0.5), tone, dark)
    roughness = 0.85 if kind != "asphalt" else draws.between(0.45, 0.8)
    return graph.output(graph.principled(tone, roughness, graph.bump(fine, 0.5, 0.02)))


def water(draws: Draws, colour: Rgb | None = None, chop: float | None = None) -> Any:
    """Open water; `chop` is the height of its waves (m)."""
    colour = colour or hex_rgb(draws.choice(_WATERS))
    graph = Graph("water")
    stretch, turn = (1, draws.between(0.35, 0.8), 1), (0, 0, draws.between(0, 3))
    at = graph.coordinates("Object", stretch, turn)
    long_waves = graph.noise(at, draws.between(0.25, 0.5), 4.0, 0.6)
    ripples = graph.math("MULTIPLY", graph.noise(at, 2.2, 4.0, 0.6), 0.35)
    height = graph.math("ADD", long_waves, ripples)
    roughness = draws.between(0.03, 0.12)
    normal = graph.bump(height, 1.0, chop or draws.between(0.15, 0.7))
    return graph.output(graph.principled(colour, roughness, normal, IOR=1.33, Specular_IOR_Level=0.9))
