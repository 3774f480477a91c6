# SPDX-License-Identifier: MIT
"""Cloth and carpets."""

from __future__ import annotations

from typing import Any

from tools.places.draws import Draws, Rgb, shade
from tools.places.graph import Graph


def fabric(
    draws: Draws,
    colour: Rgb,
    second: Rgb | None = None,
    pattern: str | None = None,
    scale: float = 1.0,
    roughness: float = 0.9,
    sheer: float = 0.0,
) -> Any:
    """Cloth.

    Args:
        draws: Draws of the pattern.
        colour: Its colour.
        second: Colour of the pattern; a darker one by default.
        pattern: None, stripe, check, spots or weave.
        scale: Size of the pattern; larger is finer.
        roughness: 0 is shiny.
        sheer: How much light comes through; above 0.5 one can look through it.
    """
    graph = Graph("fabric")
    at = graph.coordinates("UV" if pattern else "Object")
    place = graph.coordinates("Object")
    folds = graph.noise(place, 6.0, 3.0, 0.6)
    tone = graph.mix(graph.span(folds, 0.35, 0.7), shade(colour, 0.82), shade(colour, 1.06))
    tone = _patterned(graph, draws, at, tone, second or shade(colour, 0.5), pattern, scale)
    weave = graph.bump(graph.noise(place, 16.0, 2.0), 0.35, 0.012)
    surface = graph.principled(tone, roughness, weave, Specular_IOR_Level=0.2)
    if sheer:
        through = graph.node("BsdfTranslucent", {0: tone})
        surface = graph.mix_shaders(min(0.5, sheer), surface, through)
        if sheer > 0.5:
            surface = graph.mix_shaders(sheer - 0.35, surface, graph.node("BsdfTransparent"))
    return graph.output(surface)


def _patterned(graph: Graph, draws: Draws, at: Any, tone: Any, second: Rgb, pattern: str | None, scale: float) -> Any:
    if pattern == "stripe":
        inputs = {"Vector": at, "Scale": 1.6 * scale, "Distortion": 0.0}
        wave = graph.node("TexWave", inputs, bands_direction=draws.choice(["X", "Y"])).outputs[1]
        return graph.mix(graph.span(wave, 0.55, 0.6), tone, second)
    if pattern == "check":
        for direction in "XY":
            inputs = {"Vector": at, "Scale": 1.3 * scale}
            wave = graph.node("TexWave", inputs, bands_direction=direction).outputs[1]
            tone = graph.mix(graph.math("MULTIPLY", graph.span(wave, 0.6, 0.65), 0.55), tone, second)
        return tone
    if pattern == "spots":
        inputs = {"Vector": at, "Scale": 7.0 * scale, "Randomness": draws.between(0.2, 1)}
        distance = graph.node("TexVoronoi", inputs).outputs[0]
        return graph.mix(graph.span(distance, 0.3, 0.33), second, tone)
    if pattern == "weave":
        inputs = {"Vector": at, "Scale": 3.0 * scale, "Distortion": 1.5}
        swirl = graph.node("TexMagic", inputs, turbulence_depth=2).outputs[1]
        return graph.mix(graph.span(swirl, 0.45, 0.55), tone, second)
    return tone


def carpet(colour: Rgb, second: Rgb | None = None) -> Any:
    """Carpet of one or two mingled colours."""
    graph = Graph("carpet")
    at = graph.coordinates()
    pile, wear = graph.noise(at, 260.0, 1.0), graph.noise(at, 2.5, 3.0, 0.65)
    tone = graph.mix(graph.span(pile, 0.3, 0.7), shade(colour, 0.6), shade(second or colour, 1.15))
    tone = graph.mix(graph.math("MULTIPLY", graph.span(wear, 0.4, 0.7), 0.3), tone, shade(colour, 0.6))
    return graph.output(graph.principled(tone, 0.97, graph.bump(pile, 0.6, 0.006), Specular_IOR_Level=0.1))
