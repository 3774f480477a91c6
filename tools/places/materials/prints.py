# SPDX-License-Identifier: MIT
"""Pictures on walls and screens."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bpy

from tools.places.draws import Draws
from tools.places.graph import Graph

Crop = tuple[float, float, float, float]


def picture(path: Path, crop: Crop = (0, 0, 1, 1), power: float = 0.0, saturation: float = 1.0) -> Any:
    """A part (u0, v0, u1, v1) of an image on a quad whose coordinates run from 0 to 1; with power a lit screen."""
    graph = Graph("picture")
    image = bpy.data.images.load(str(path), check_existing=True)
    at = graph.coordinates("UV", (crop[2] - crop[0], crop[3] - crop[1], 1), shift=(crop[0], crop[1], 0))
    texture = graph.node("TexImage", {0: at}, image=image)
    inputs = {"Hue": 0.5, "Saturation": saturation, "Value": 1.0, "Color": texture.outputs[0]}
    tone = graph.node("HueSaturation", inputs).outputs[0]
    if not power:
        return graph.output(graph.principled(tone, 0.35))
    material = graph.output(graph.node("Emission", {0: tone, 1: power}))
    material.cycles.emission_sampling = "NONE"
    return material


def abstract_print(draws: Draws) -> Any:
    """Abstract print for frames and posters."""
    graph = Graph("art")
    scale = (draws.between(0.6, 2.5), draws.between(0.6, 2.5), 1)
    turn = (0, 0, draws.between(0, 3))
    shift = (draws.between(0, 30), draws.between(0, 30), 0)
    at = graph.coordinates("UV", scale, turn, shift)
    colours = [draws.vivid() if draws.chance(0.6) else draws.pastel() for _ in range(4)]
    ramp = graph.node("ValToRGB", {0: _motif(graph, draws, at)})
    stops = ramp.color_ramp.elements
    for i, colour in enumerate(colours):
        if i > 1:
            stops.new(0.2 + 0.2 * i)
        stops[i].position = 0.25 + 0.18 * i
        stops[i].color = (*colour, 1)
    if draws.chance(0.5):
        ramp.color_ramp.interpolation = "CONSTANT"
    return graph.output(graph.principled(ramp.outputs[0], 0.4))


def _motif(graph: Graph, draws: Draws, at: Any) -> Any:
    kind = draws.randrange(4)
    if kind == 0:
        return graph.noise(at, draws.between(1, 3), draws.between(0, 6), 0.6, draws.between(0, 3))
    if kind == 1:
        inputs = {"Vector": at, "Scale": draws.between(1.5, 5)}
        cells = graph.node("TexVoronoi", inputs, feature=draws.choice(["F1", "SMOOTH_F1"]))
        return cells.outputs[draws.choice([0, 1])]
    if kind == 2:
        inputs = {"Vector": at, "Scale": draws.between(0.4, 1.6), "Distortion": draws.between(0, 12), "Detail": 2.0}
        return graph.node("TexWave", inputs, wave_type=draws.choice(["BANDS", "RINGS"])).outputs[1]
    inputs = {"Vector": at, "Scale": draws.between(0.6, 2), "Distortion": draws.between(0.5, 2)}
    return graph.node("TexMagic", inputs, turbulence_depth=draws.randrange(1, 4)).outputs[1]
