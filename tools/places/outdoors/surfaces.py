# SPDX-License-Identifier: MIT
"""Materials that only outdoor things need: foliage, bark, lawns, paving, walls that have weathered."""

from __future__ import annotations

from typing import Any, Final

from tools.places import materials
from tools.places.draws import Draws, Rgb, blend, hex_rgb, shade
from tools.places.graph import Graph
from tools.places.outdoors.weather import Weather

_DIRT: Final = ((0.09, 0.085, 0.07), (0.12, 0.11, 0.09), (0.08, 0.09, 0.07))

LAWNS: Final = {
    "spring": ("6f9a3c", "5b8a35", "84a24a"),
    "summer": ("5f7a35", "6d8238", "4d6b2c", "7d8448", "8d8a50", "5c7d3a"),
    "autumn": ("73803a", "6a7038", "83804a", "59692f"),
    "winter": ("7a7448", "6c6a3e", "8a8058"),
    "snow": ("e6eaf0", "dfe5ee"),
}


def foliage(draws: Draws, first: Rgb, second: Rgb, name: str = "leaf") -> Any:
    """Leaves: u of the UV runs between two colours, v darkens towards the inside; every tree differs a little."""
    graph = Graph(name)
    uv = graph.node("SeparateXYZ", {0: graph.node("TexCoord").outputs["UV"]}).outputs
    own = graph.node("TexWhiteNoise", {0: graph.node("ObjectInfo").outputs["Location"]}).outputs
    colour = graph.mix(uv[0], first, second)
    colour = graph.mix(graph.math("MULTIPLY", uv[1], 0.6), colour, shade(blend(first, second, 0.4), 0.3))
    hue, value = (graph.span(own[0], 0, 1, 0.485, 0.515), graph.span(own[0], 0, 1, 0.82, 1.15))
    colour = graph.node(
        "HueSaturation", {"Hue": hue, "Saturation": draws.between(0.9, 1.05), "Value": value, "Color": colour}
    ).outputs[0]
    both = graph.node("MixShader", {0: 0.36})
    graph.link(graph.node("BsdfDiffuse", {0: colour}).outputs[0], both.inputs[1])
    graph.link(graph.node("BsdfTranslucent", {0: colour}).outputs[0], both.inputs[2])
    return graph.output(both)


def matt(draws: Draws, colour: Rgb, spread: float = 0.25, scale: float = 4.0, name: str = "bark") -> Any:
    """Plain matt surface with broad noise: bark, rock, soil."""
    graph = Graph(name)
    where = graph.coordinates("Object", (1, 1, draws.between(0.2, 0.5)))
    n = graph.noise(where, scale, 5.0, 0.65)
    col = graph.mix(graph.span(n, 0.3, 0.7), shade(colour, 1 - spread * 1.6), shade(colour, 1 + spread))
    return graph.output(graph.principled(col, 0.9, graph.bump(n, 0.6, 0.03), Specular_IOR_Level=0.15))


def birch_bark() -> Any:
    """White with dark bands."""
    graph = Graph("bark")
    n = graph.noise(graph.coordinates("Object", (1, 1, 6)), 2.2, 4.0, 0.7)
    col = graph.mix(graph.span(n, 0.52, 0.62), (0.62, 0.6, 0.56), (0.05, 0.045, 0.04))
    return graph.output(graph.principled(col, 0.8))


def lawn(draws: Draws, season: str) -> Any:
    """Grass seen from some way off: patches, clover, dry and worn spots, sometimes the stripes of a mower."""
    graph = Graph("lawn")
    at = graph.coordinates()
    base = hex_rgb(draws.choice(LAWNS[season]))
    if season == "snow":
        return _snow(graph, draws, at, base)
    large = graph.noise(at, draws.between(0.04, 0.1), 4.0, 0.6)
    middle = graph.noise(at, draws.between(0.3, 0.7), 5.0, 0.65)
    small, fine = graph.noise(at, 3.5, 4.0, 0.65), graph.noise(at, 34.0, 4.0, 0.7)
    dry = blend(base, hex_rgb(draws.choice(("a08a58", "b5a468", "8f8a4e"))), 0.6)
    tone = graph.mix(graph.span(middle, 0.3, 0.7), shade(base, 0.66), shade(base, 1.15))
    tone = graph.mix(graph.math("MULTIPLY", graph.span(large, 0.4, 0.65), draws.between(0.2, 0.7)), tone, dry)
    clover = shade(blend(base, hex_rgb("3c6a34"), 0.6), 0.8)
    tone = graph.mix(graph.math("MULTIPLY", graph.span(small, 0.5, 0.62), draws.between(0.15, 0.6)), tone, clover)
    if draws.chance(0.3):
        tone = _mown(graph, draws, tone, base)
    worn = graph.span(graph.math("ADD", middle, graph.math("MULTIPLY", small, 0.3)), 0.78, 0.86)
    tone = graph.mix(graph.math("MULTIPLY", worn, draws.choice((0, 0.5, 0.8))), tone, hex_rgb("7d684a"))
    tone = graph.mix(graph.math("MULTIPLY", graph.span(fine, 0.35, 0.65), 0.6), tone, shade(base, 0.42))
    return graph.output(graph.principled(tone, 0.92, graph.bump(fine, 0.8, 0.05), Specular_IOR_Level=0.08))


def _mown(graph: Graph, draws: Draws, tone: Any, base: Rgb) -> Any:
    """Stripes of a mower."""
    along = graph.coordinates("Object", turn=(0, 0, draws.between(0, 3.14)))
    inputs = {"Vector": along, "Scale": draws.between(0.12, 0.25), "Distortion": 0.6}
    stripe = graph.span(graph.node("TexWave", inputs).outputs[1], 0.4, 0.6)
    return graph.mix(graph.math("MULTIPLY", stripe, 0.28), tone, shade(base, 1.35))


def _snow(graph: Graph, draws: Draws, at: Any, base: Rgb) -> Any:
    """Snow, with grass that shows through in places."""
    large, fine = graph.noise(at, 0.5, 5.0, 0.6), graph.noise(at, 9.0, 4.0, 0.65)
    tone = graph.mix(graph.span(large, 0.35, 0.7), base, blend(base, (0.5, 0.58, 0.7), 0.35))
    worn = graph.span(graph.math("ADD", large, graph.math("MULTIPLY", fine, 0.25)), 0.72, 0.8)
    tone = graph.mix(graph.math("MULTIPLY", worn, draws.choice((0, 0.7, 0.9))), tone, hex_rgb("6b6440"))
    return graph.output(graph.principled(tone, 0.7, graph.bump(fine, 0.5, 0.05), Specular_IOR_Level=0.25))


def paving(draws: Draws, weather: Weather, *, loose: bool = True) -> Any:
    """Slabs, setts, brick, asphalt or, if it may be loose, gravel and earth; wet ones shine in patches."""
    firm = ("slabs", "flags", "setts", "brick", "concrete", "asphalt")
    kind = draws.choice((*firm, "gravel", "earth", "gravel") if loose else firm)
    if kind == "slabs":
        material = materials.tiles(draws, (0.42, 0.4, 0.37), None, 0.5, 0.35, 0.75, 0.5, 0.35)
    elif kind == "flags":
        colour = blend((0.5, 0.48, 0.45), draws.muted(), 0.15)
        material = materials.tiles(draws, colour, None, 0.9, 0.9, 0.7, variation=0.3)
    elif kind == "setts":
        colour = shade((0.3, 0.29, 0.28), draws.between(0.7, 1.2))
        material = materials.tiles(draws, colour, None, 0.16, 0.12, 0.7, 0.5, 0.5, 0.014)
    elif kind == "brick":
        material = materials.brick(draws, hex_rgb(draws.choice(("9a8a78", "8f5a44", "a07860"))), 0.22, 0.11)
    else:
        material = materials.ground(draws, kind)
    if weather.wet:
        soak(material)
    return material


def soak(material: Any) -> None:
    """Darken a material and give it puddles."""
    graph = Graph(tree=material.node_tree, keep=True)
    for node in _principled_of(material):
        where = graph.node("NewGeometry").outputs["Position"]
        puddle = _clamp(graph, graph.span(graph.noise(where, 0.35, 3.0, 0.5), 0.42, 0.62))
        _stain(graph, node, 0.45, (0.05, 0.05, 0.055))
        graph.link(graph.span(puddle, 0, 1, 0.5, 0.05), node.inputs["Roughness"])


def weathered(draws: Draws, material: Any, foot: float = 1.2) -> Any:
    """Streaks of damp and dirt over a wall, below about `foot` metres and in blotches; returns the material."""
    graph = Graph(tree=material.node_tree, keep=True)
    place = graph.node("NewGeometry").outputs["Position"]
    height = graph.node("SeparateXYZ", {0: place}).outputs[2]
    stretched = graph.node("Mapping", {0: place, "Scale": (1.0, 1.0, 0.22)}).outputs[0]
    noise = graph.noise(stretched, draws.between(0.5, 1.0), 6.0, 0.65)
    wavering = graph.math("SUBTRACT", height, graph.math("MULTIPLY", noise, foot * 2))
    low = graph.span(wavering, -foot, foot * 0.6, 1.0, 0.0)
    streak = graph.math("MULTIPLY", graph.span(noise, 0.5, 0.72), 0.6)
    both = _clamp(graph, graph.math("MAXIMUM", low, streak))
    dirt = graph.math("MULTIPLY", both, draws.between(0.25, 0.6))
    for node in _principled_of(material):
        if node.inputs["Base Color"].links:
            _stain(graph, node, dirt, draws.choice(_DIRT))
    return material


def _principled_of(material: Any) -> list[Any]:
    return [node for node in material.node_tree.nodes if node.bl_idname == "ShaderNodeBsdfPrincipled"]


def _clamp(graph: Graph, value: Any) -> Any:
    return graph.math("MINIMUM", graph.math("MAXIMUM", value, 0.0), 1.0)


def _stain(graph: Graph, node: Any, share: Any, colour: Rgb) -> None:
    """Mix a colour into what a surface's colour is linked to."""
    socket = node.inputs["Base Color"]
    if socket.links:
        graph.link(graph.mix(share, socket.links[0].from_socket, colour), socket)
