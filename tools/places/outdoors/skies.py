# SPDX-License-Identifier: MIT
"""Painted skies: a gradient, the light round the sun, and layers of cloud from noise on a plane overhead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import bpy

from tools.places.draws import Draws, Rgb, blend, shade
from tools.places.graph import Graph


@dataclass(frozen=True)
class Clouds:
    """One layer: its form, the share of sky it takes, the size of its noise, how dark and how warm it is."""

    form: str
    cover: float
    scale: float
    dark: float = 0.35
    warm: float = 0.0


@dataclass(frozen=True)
class SkyLook:
    """How a sky looks.

    Args:
        zenith: Colour overhead.
        low: Colour of the lower sky.
        horizon: Colour at the horizon.
        glow: Colour round the sun.
        clouds: Layers of cloud.
        strength: Brightness.
        seen: Share of the brightness that the camera sees.
    """

    zenith: Rgb
    low: Rgb
    horizon: Rgb
    glow: Rgb
    clouds: tuple[Clouds, ...] = ()
    strength: float = 1.0
    seen: float = 1.0


class Sky:
    """The node graph of one sky while it is put together."""

    def __init__(self, draws: Draws, look: SkyLook, sun: Rgb) -> None:
        world = bpy.data.worlds.new("sky")
        bpy.context.scene.world = world
        world.use_nodes = True
        world.cycles.sampling_method = "MANUAL"
        world.cycles.sample_map_resolution = 128
        self.background = world.node_tree.nodes["Background"]
        self.draws, self.look, self.sun = (draws, look, sun)
        self.graph = Graph(tree=world.node_tree, keep=True)
        self.direction = self.graph.node("TexCoord").outputs["Generated"]
        self.parts = self.graph.node("SeparateXYZ", {0: self.direction}).outputs
        self.height = self.graph.math("MAXIMUM", self.parts[2], 0.0)

    def smooth(self, value: Any, low: float, high: float) -> Any:
        """Smooth step of a value from 0 to 1 between two bounds."""
        return self.graph.node("MapRange", {0: value, 1: low, 2: high}, interpolation_type="SMOOTHSTEP").outputs[0]

    def gradient(self) -> Any:
        """Horizon, low sky and zenith."""
        graph = self.graph
        low = graph.mix(self.smooth(self.height, 0.0, self.draws.between(0.14, 0.3)), self.look.horizon, self.look.low)
        return graph.mix(self.smooth(self.height, 0.1, self.draws.between(0.6, 0.95)), low, self.look.zenith)

    def glow(self, colour: Any) -> Any:
        """Wide and narrow light round the sun."""
        graph = self.graph
        dot = graph.node("VectorMath", {0: self.direction, 1: self.sun}, operation="DOT_PRODUCT").outputs["Value"]
        near = graph.math("MAXIMUM", dot, 0.0)
        wide = graph.math("MULTIPLY", graph.math("POWER", near, self.draws.between(5, 16)), 0.6)
        bright = tuple(c * 2.5 for c in self.look.glow)
        narrow = graph.math("MULTIPLY", graph.math("POWER", near, self.draws.between(150, 400)), 0.6)
        return graph.mix(narrow, graph.mix(wide, colour, self.look.glow), bright)

    def plane(
        self,
        stretch: tuple[float, float] = (1.0, 1.0),
        turn: float = 0.0,
        shift: tuple[float, float] = (0.0, 0.0),
        layer: float = 0.0,
    ) -> Any:
        """Where a ray meets the plane of the clouds."""
        graph = self.graph
        depth = graph.math("ADD", self.height, 0.07)
        x = graph.math("ADD", graph.math("DIVIDE", self.parts[0], depth), shift[0])
        y = graph.math("ADD", graph.math("DIVIDE", self.parts[1], depth), shift[1])
        flat = graph.node("CombineXYZ", {0: x, 1: y, 2: layer})
        return graph.node("Mapping", {0: flat.outputs[0], "Rotation": (0, 0, turn), "Scale": (*stretch, 1)}).outputs[0]

    def noise(self, where: Any, scale: float, detail: float = 8.0, rough: float = 0.55, twist: float = 0.2) -> Any:
        """Fractal noise on the plane."""
        return self.graph.noise(where, scale, detail, rough, twist)

    def fade(self, cover: Any) -> Any:
        """Clouds vanish in the haze above the horizon."""
        return self.graph.math("MULTIPLY", cover, self.smooth(self.height, 0.0, 0.13))

    def tints(self, layer: Clouds) -> tuple[Rgb, Rgb]:
        """Lit and shaded side of a cloud."""
        base = blend((0.92, 0.93, 0.95), self.look.glow, layer.warm)
        if self.look.strength < 0.75:
            base = blend(base, blend(self.look.horizon, self.look.low, 0.4), 0.85)
        dim = blend(self.look.low, (0.34, 0.37, 0.42), 0.55)
        return (base, blend(blend(base, dim, 0.55), shade(dim, 0.62), layer.dark))

    def heap(self, colour: Any, layer: Clouds) -> Any:
        """Cumulus: lit towards the sun, grey in the middle."""
        graph, z = (self.graph, self.draws.between(0, 99))
        twist, rough = (self.draws.between(0, 0.4), self.draws.between(0.5, 0.6))
        body = self.noise(self.plane(layer=z), layer.scale, 9.0, rough, twist)
        towards = (self.sun[0] * 0.16, self.sun[1] * 0.16)
        ahead = self.noise(self.plane(shift=towards, layer=z), layer.scale, 4.0, rough, twist)
        edge = 0.66 - layer.cover * 0.32
        cover = self.smooth(body, edge, edge + self.draws.between(0.06, 0.12))
        lit = self.smooth(graph.math("SUBTRACT", body, ahead), -0.07, 0.09)
        thick = self.smooth(body, edge + 0.04, edge + 0.3)
        bright, dim = self.tints(layer)
        side = graph.mix(graph.math("MULTIPLY", graph.math("SUBTRACT", 1.0, lit), 0.8), bright, dim)
        tone = graph.mix(graph.math("MULTIPLY", thick, 0.35 + 0.5 * layer.dark), side, dim)
        return graph.mix(self.fade(cover), colour, tone)

    def wisp(self, colour: Any, layer: Clouds) -> Any:
        """Cirrus: long thin streaks."""
        graph = self.graph
        where = self.plane(
            (self.draws.between(0.16, 0.35), 1.0), self.draws.between(0, 3.14), layer=self.draws.between(0, 99)
        )
        streak = self.noise(where, layer.scale * 2.2, 9.0, 0.62, self.draws.between(0.3, 1.0))
        patch = self.noise(self.plane(layer=self.draws.between(0, 99)), layer.scale * 0.5, 2.0)
        edge = 0.62 - layer.cover * 0.25
        thin = graph.math("MULTIPLY", self.smooth(streak, edge, edge + 0.3), self.smooth(patch, 0.35, 0.6))
        return graph.mix(self.fade(graph.math("MULTIPLY", thin, 0.9)), colour, self.tints(layer)[0])

    def cells(self, colour: Any, layer: Clouds) -> Any:
        """Altocumulus: fields of small heaps."""
        graph = self.graph
        where = self.plane(
            (1.0, self.draws.between(0.5, 1.0)), self.draws.between(0, 3.14), layer=self.draws.between(0, 99)
        )
        small = self.noise(where, layer.scale * 5.0, 4.0, 0.5, 0.1)
        field = self.noise(self.plane(layer=self.draws.between(0, 99)), layer.scale * 0.45, 3.0)
        edge = 0.58 - layer.cover * 0.2
        cover = graph.math("MULTIPLY", self.smooth(small, edge, edge + 0.14), self.smooth(field, 0.38, 0.6))
        bright, dim = self.tints(layer)
        return graph.mix(
            self.fade(graph.math("MULTIPLY", cover, 0.85)),
            colour,
            graph.mix(self.smooth(small, edge + 0.1, 0.8), bright, dim),
        )

    def deck(self, colour: Any, layer: Clouds) -> Any:
        """Closed cloud with darker and lighter parts."""
        graph = self.graph
        big = self.noise(
            self.plane((1, self.draws.between(0.4, 1)), self.draws.between(0, 3.14), layer=self.draws.between(0, 99)),
            layer.scale * 0.7,
            8.0,
            0.58,
            0.4,
        )
        fine = self.noise(self.plane(layer=self.draws.between(0, 99)), layer.scale * 2.0, 6.0, 0.6)
        tone = graph.mix(
            self.smooth(
                graph.math("ADD", graph.math("MULTIPLY", big, 0.75), graph.math("MULTIPLY", fine, 0.25)), 0.3, 0.7
            ),
            shade(self.look.low, 1.15 - 0.75 * layer.dark),
            shade(self.look.low, 1.12),
        )
        cover = min(1.0, layer.cover + 0.2)
        return graph.mix(graph.math("MULTIPLY", self.smooth(self.height, 0.0, 0.22), cover), colour, tone)


def paint_sky(draws: Draws, look: SkyLook, sun: Rgb) -> None:
    """Make the world of the scene a painted sky."""
    sky = Sky(draws, look, sun)
    colour = sky.glow(sky.gradient())
    for layer in look.clouds:
        colour = getattr(sky, layer.form)(colour, layer)
    sky.graph.link(colour, sky.background.inputs[0])
    camera = sky.graph.node("LightPath").outputs["Is Camera Ray"]
    sky.graph.link(sky.graph.span(camera, 0, 1, look.strength, look.strength * look.seen), sky.background.inputs[1])
