# SPDX-License-Identifier: MIT
"""Leaves."""

from __future__ import annotations

from typing import Any

from tools.places.draws import Draws, Rgb, blend, shade
from tools.places.graph import Graph


def leaf(colour: Rgb) -> Any:
    """Leaves that are seen from afar."""
    graph = Graph("leaf")
    at = graph.coordinates()
    large, fine = graph.noise(at, 3.0, 3.0), graph.noise(at, 40.0, 1.0)
    tone = graph.mix(graph.span(large, 0.3, 0.7), shade(colour, 0.55), shade(colour, 1.25))
    young = shade(blend(colour, (0.5, 0.5, 0.1), 0.3), 1.1)
    tone = graph.mix(graph.math("MULTIPLY", graph.span(fine, 0.4, 0.7), 0.4), tone, young)
    surface = graph.principled(tone, 0.45, Specular_IOR_Level=0.3)
    return graph.output(graph.mix_shaders(0.3, surface, graph.node("BsdfTranslucent", {0: tone})))


def foliage(draws: Draws, colour: Rgb) -> Any:
    """Leaves with a light midrib, for coordinates of (number of the leaf + across, along): each has its own tone."""
    graph = Graph("foliage")
    u = graph.node("SeparateXYZ", {0: graph.coordinates("UV")}).outputs[0]
    from_rib = graph.math("ABSOLUTE", graph.math("SUBTRACT", graph.math("FRACT", u), 0.5))
    number = graph.math("FLOOR", u)
    of_leaf = graph.node("TexWhiteNoise", {"W": number}, noise_dimensions="1D").outputs["Value"]
    stains = graph.noise(graph.coordinates(), 9.0, 2.0)
    young = shade(blend(colour, (0.5, 0.6, 0.12), draws.between(0.25, 0.5)), 1.25)
    tone = graph.mix(graph.span(of_leaf, 0, 1, 0, 1), shade(colour, 0.5), shade(colour, 1.2))
    tone = graph.mix(graph.span(of_leaf, 0.8, 0.95), tone, young)
    tone = graph.mix(graph.math("MULTIPLY", graph.span(stains, 0.35, 0.7), 0.4), tone, shade(colour, 0.45))
    rib = shade(blend(colour, (0.6, 0.7, 0.3), 0.45), 1.35)
    tone = graph.mix(graph.span(from_rib, 0.03, 0.1, 0.75, 0), tone, rib)
    surface = graph.principled(tone, draws.between(0.28, 0.5), Specular_IOR_Level=0.4)
    return graph.output(graph.mix_shaders(0.25, surface, graph.node("BsdfTranslucent", {0: tone})))
