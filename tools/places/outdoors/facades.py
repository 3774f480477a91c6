# SPDX-License-Identifier: MIT
"""Walls of windows as one material, for buildings at a distance."""

from __future__ import annotations

from typing import Any, Final

from tools.places.draws import Draws, Rgb, shade
from tools.places.graph import Graph
from tools.places.outdoors.weather import Weather

_DARK_PANE: Rgb = (0.015, 0.02, 0.026)
_PALE_PANES: Final = ((0.06, 0.085, 0.11), (0.09, 0.1, 0.1), (0.05, 0.07, 0.075))


def facade(
    draws: Draws,
    weather: Weather,
    wall: Rgb | None = None,
    kind: str | None = None,
    bay: float = 3.0,
    storey: float = 3.2,
) -> Any:
    """A wall with windows; texture coordinates are metres from its lower left corner.

    Args:
        draws: Random draws.
        weather: Lights some windows.
        wall: Colour of the wall; drawn by default.
        kind: punched, ribbon, curtain or tall; drawn by default.
        bay: Width of a bay (m).
        storey: Height of a storey (m).
    """
    kind = kind or draws.choice(("punched", "punched", "punched", "ribbon", "curtain", "tall"))
    graph = Graph("facade")
    at = graph.node("SeparateXYZ", {0: graph.node("TexCoord").outputs["UV"]}).outputs
    across, upwards = graph.math("DIVIDE", at[0], bay), graph.math("DIVIDE", at[1], storey)
    x, y = graph.math("FRACT", across), graph.math("FRACT", upwards)
    numbers = {0: graph.math("FLOOR", across), 1: graph.math("FLOOR", upwards), 2: draws.between(0, 50)}
    cell = graph.node("CombineXYZ", numbers)
    luck = graph.node("SeparateColor", {0: graph.node("TexWhiteNoise", {0: cell}).outputs[1]}).outputs
    width, (low, high) = _opening(draws, kind)
    opening = _inside(graph, (x, 0.5 - width / 2, 0.5 + width / 2), (y, low, high))
    pane = _inside(graph, (x, 0.5 - width * 0.44, 0.5 + width * 0.44), (y, low + 0.025, high - 0.025))
    if kind in ("punched", "tall"):
        off_middle = graph.math("ABSOLUTE", graph.math("SUBTRACT", x, 0.5))
        pane = graph.math("MULTIPLY", pane, graph.math("GREATER_THAN", off_middle, 0.014))
    wall = wall or _wall_colour(draws)
    skin = _skin(graph, draws, wall, y, banded=kind == "punched")
    frame = draws.choice(((0.6, 0.6, 0.58), (0.07, 0.07, 0.075), shade(wall, 0.6)))
    glass = graph.mix(graph.math("POWER", luck[0], 2.0), _DARK_PANE, draws.choice(_PALE_PANES))
    lowered = graph.math("GREATER_THAN", y, graph.span(luck[2], 0, 1, low, high))
    blind = graph.math("MULTIPLY", graph.math("GREATER_THAN", luck[1], 0.8), lowered)
    glass = graph.mix(graph.math("MULTIPLY", blind, 0.7), glass, (0.42, 0.4, 0.36))
    colour = graph.mix(pane, graph.mix(opening, skin, frame), glass)
    roughness = graph.span(pane, 0, 1, 0.85, 0.07)
    shine = _shine(graph, luck, pane, weather.lit) if weather.lit else {}
    material = graph.output(graph.principled(colour, roughness, Specular_IOR_Level=0.5, **shine))
    material.cycles.emission_sampling = "NONE"
    return material


def _opening(draws: Draws, kind: str) -> tuple[float, tuple[float, float]]:
    """Width of an opening as a share of the bay, and its lower and upper edge as shares of the storey."""
    widths = {"punched": draws.between(0.32, 0.5), "ribbon": 0.97, "curtain": 0.94, "tall": draws.between(0.4, 0.6)}
    edges = {
        "punched": (0.28, draws.between(0.72, 0.82)),
        "ribbon": (0.3, 0.8),
        "curtain": (0.12, 0.97),
        "tall": (0.12, 0.86),
    }
    return widths[kind], edges[kind]


def _wall_colour(draws: Draws) -> Rgb:
    colours = (
        draws.hsv((0.03, 0.12), (0.05, 0.4), (0.5, 0.88)),
        draws.hsv((0.55, 0.65), (0.02, 0.12), (0.4, 0.75)),
        draws.hsv((0.0, 0.06), (0.3, 0.5), (0.4, 0.6)),
    )
    return draws.choice(colours)


def _skin(graph: Graph, draws: Draws, wall: Rgb, y: Any, *, banded: bool) -> Any:
    """Stained wall, sometimes with a band at every floor."""
    stain = graph.span(graph.noise(graph.node("NewGeometry").outputs["Position"], 0.16, 4.0, 0.6), 0.3, 0.75)
    skin = graph.mix(stain, shade(wall, 0.78), shade(wall, 1.04))
    if banded and draws.chance(0.6):
        band = graph.math("LESS_THAN", y, 0.06)
        skin = graph.mix(graph.math("MULTIPLY", band, 0.6), skin, shade(wall, draws.choice((0.6, 1.3))))
    return skin


def _shine(graph: Graph, luck: Any, pane: Any, lit: float) -> dict[str, Any]:
    """Light in a share of the windows."""
    on = graph.math("MULTIPLY", graph.math("GREATER_THAN", luck[0], 1 - lit), pane)
    return {
        "Emission_Color": graph.mix(luck[1], (1, 0.62, 0.3), (1, 0.86, 0.62)),
        "Emission_Strength": graph.math("MULTIPLY", on, graph.span(luck[2], 0, 1, 0.25, 1.3)),
    }


def _inside(graph: Graph, across: tuple[Any, float, float], upwards: tuple[Any, float, float]) -> Any:
    """1 inside a rectangle, 0 outside; each side is a coordinate and its bounds."""
    sides = []
    for value, low, high in (across, upwards):
        above, below = graph.math("GREATER_THAN", value, low), graph.math("LESS_THAN", value, high)
        sides.append(graph.math("MULTIPLY", above, below))
    return graph.math("MULTIPLY", sides[0], sides[1])
