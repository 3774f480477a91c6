# SPDX-License-Identifier: MIT
"""Wood and floorboards."""

from __future__ import annotations

from typing import Any, Final

from tools.places.draws import Draws, Rgb, hex_rgb, shade
from tools.places.graph import Graph

_WOODS: Final = (
    *("a9764a", "7a4a28", "c79c6b", "4a2d1c", "d8b98a"),
    *("8d5a34", "5d3a22", "b98a5a", "e2cba4", "3a2a20"),
)
_FLOORS: Final = ("b88a58", "8a5a34", "d3b184", "5b3b26", "a57444", "c9a27a", "77706a", "e0cfb2")


def wood(draws: Draws, colour: Rgb | None = None, roughness: float | None = None, axis: int = 0) -> Any:
    """Wood with its grain along an axis of the prop; colour and roughness are drawn unless given."""
    colour = colour or hex_rgb(draws.choice(_WOODS))
    roughness = roughness or draws.between(0.25, 0.55)
    scale = [9.0, 9.0, 9.0]
    scale[axis] = 0.8
    graph = Graph("wood")
    shift = (draws.between(0, 50),) * 3
    at = graph.coordinates("Object", (scale[0], scale[1], scale[2]), shift=shift)
    grain = graph.noise(at, draws.between(1.0, 1.8), 3.0, 0.62, draws.between(0.5, 1.5))
    fine = graph.noise(at, 14.0, 1.0)
    dark = shade(colour, draws.between(0.55, 0.78))
    tone = graph.mix(graph.span(grain, 0.3, 0.7), dark, shade(colour, 1.06))
    pores = graph.math("MULTIPLY", graph.span(fine, 0.45, 0.75), 0.35)
    tone = graph.mix(pores, tone, shade(colour, 0.42))
    rough = graph.span(grain, 0.3, 0.7, roughness * 0.8, roughness * 1.2)
    return graph.output(graph.principled(tone, rough, Coat_Weight=0.15 if roughness < 0.35 else 0.0))


def planks(
    draws: Draws,
    colour: Rgb | None = None,
    width: float | None = None,
    length: float | None = None,
    roughness: float | None = None,
    turn: float = 0.0,
) -> Any:
    """Boards along u of the texture coordinates, or turned (radians); what is not given is drawn."""
    colour = colour or hex_rgb(draws.choice(_FLOORS))
    width, length = width or draws.between(0.07, 0.2), length or draws.between(0.7, 1.8)
    roughness = roughness or draws.between(0.18, 0.5)
    graph = Graph("planks")
    at = graph.coordinates("UV", turn=(0, 0, turn))
    boards = graph.bricks(at, length, width, 0.0025, draws.between(0.3, 0.5))
    tone_of_board = graph.red(boards.outputs[0])
    joint = boards.outputs[1]
    along = graph.math("MULTIPLY", graph.node("SeparateXYZ", {0: at}).outputs[0], 1.1)
    across = graph.math("MULTIPLY", graph.node("SeparateXYZ", {0: at}).outputs[1], 11.0)
    place = graph.node("CombineXYZ", {0: along, 1: across, 2: graph.math("MULTIPLY", tone_of_board, 37.0)})
    grain = graph.noise(place, 1.5, 3.0, 0.62, 0.8)
    tone = graph.mix(graph.span(grain, 0.3, 0.72), shade(colour, 0.62), shade(colour, 1.1))
    darker = shade(colour, draws.between(0.5, 0.75))
    tone = graph.mix(graph.math("MULTIPLY", tone_of_board, 0.45), tone, darker)
    tone = graph.mix(joint, tone, shade(colour, 0.18))
    rough = graph.span(grain, 0.3, 0.7, roughness * 0.8, roughness * 1.25)
    return graph.output(graph.principled(tone, rough, graph.bump(graph.math("SUBTRACT", 1.0, joint), 0.35, 0.003)))
