# SPDX-License-Identifier: MIT
"""Plain surfaces: paint, metal, leather, glass and what shines."""

from __future__ import annotations

from typing import Any

from tools.places.draws import Draws, Rgb, shade
from tools.places.graph import Graph


def plain(colour: Rgb, roughness: float = 0.5, metallic: float = 0.0, coat: float = 0.0) -> Any:
    """One colour with a little variation; `coat` is a clear varnish."""
    graph = Graph("plain")
    noise = graph.noise(graph.coordinates(), 9.0, 2.0)
    tone = graph.mix(graph.span(noise, 0.35, 0.7), shade(colour, 0.9), shade(colour, 1.06))
    rough = graph.span(noise, 0.3, 0.7, roughness * 0.85, min(1, roughness * 1.15))
    return graph.output(graph.principled(tone, rough, Metallic=metallic, Coat_Weight=coat))


def metal(draws: Draws, *, dark: bool | None = None) -> Any:
    """Bright steel or black metal; drawn unless `dark` says."""
    if dark is None:
        dark = draws.chance(0.4)
    return plain((0.03, 0.03, 0.035), 0.35, 0.3) if dark else plain((0.62, 0.62, 0.63), 0.22, 1.0)


def paint(draws: Draws, colour: Rgb, roughness: float = 0.6) -> Any:
    """Painted plaster with faint stains."""
    graph = Graph("paint")
    stains = graph.noise(graph.coordinates(), draws.between(0.5, 1.2), 3.0, 0.65)
    tone = graph.mix(graph.span(stains, 0.35, 0.7), shade(colour, draws.between(0.86, 0.95)), shade(colour, 1.02))
    return graph.output(graph.principled(tone, roughness))


def leather(colour: Rgb, roughness: float = 0.38) -> Any:
    """Smooth leather."""
    graph = Graph("leather")
    grain = graph.noise(graph.coordinates(), 9.0, 4.0, 0.6)
    tone = graph.mix(graph.span(grain, 0.35, 0.7), shade(colour, 0.7), shade(colour, 1.1))
    return graph.output(graph.principled(tone, roughness, graph.bump(grain, 0.3, 0.01)))


def glass(tint: Rgb = (1, 1, 1), gloss: float = 0.08) -> Any:
    """Thin pane: see-through without refraction, reflects at grazing angles."""
    graph = Graph("glass")
    grazing = graph.node("LayerWeight", {0: 0.35}).outputs["Fresnel"]
    share = graph.math("ADD", graph.math("MULTIPLY", grazing, 0.6), gloss * 0.3, clamp=True)
    clear = graph.node("BsdfTransparent", {0: tint})
    mirror = graph.node("BsdfGlossy", {0: (1, 1, 1), "Roughness": 0.02})
    return graph.output(graph.mix_shaders(share, clear, mirror))


def emission(colour: Rgb, power: float) -> Any:
    """Something that shines; it is seen and reflected, but lamps light the room in its place."""
    graph = Graph("emit")
    return _not_sampled(graph.output(graph.node("Emission", {0: colour, 1: power})))


def lampshade(colour: Rgb, power: float) -> Any:
    """Lampshade or frosted cover: bright, with some diffuse body."""
    graph = Graph("lit")
    total = graph.node("AddShader")
    graph.link(graph.node("BsdfDiffuse", {0: colour}).outputs[0], total.inputs[0])
    graph.link(graph.node("Emission", {0: colour, 1: power}).outputs[0], total.inputs[1])
    return _not_sampled(graph.output(total))


def _not_sampled(material: Any) -> Any:
    material.cycles.emission_sampling = "NONE"
    return material
