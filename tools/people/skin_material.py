# SPDX-License-Identifier: MIT
"""The material of the skin: a tinted texture, lips, spots, stubble, creases, and pores and wrinkles as bump."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

from tools.people.expressions import Wrinkles
from tools.people.graph import Graph, Socket
from tools.people.hairstyles import Scalp
from tools.people.inputs import Inputs
from tools.people.outfits import Features
from tools.people.skins import Skin

STUBBLE: Final = "stub"
"""Attribute of the mesh: how much hair shows through the skin, 0 to 1."""

REST: Final = ("rx", "ry", "rz")
"""Attributes of the mesh: the place of each point on the base mesh (dm). Wrinkles lie at fixed places of it."""

_FOREHEAD, _GLABELLA, _NOSE, _CROW = "fore", "glab", "nose", "crow"
_BLOTCH, _DARK_BLOTCH = (0.55, 0.20, 0.15, 1), (0.10, 0.03, 0.02, 1)
_CREASE, _DARK_CREASE = (0.16, 0.045, 0.03, 1), (0.02, 0.007, 0.004, 1)
_SPOT = (0.20, 0.07, 0.03, 1)
_FRONT: Final = 1.0
"""Wrinkles lie on the face: before this depth (dm)."""


@dataclass(frozen=True)
class _Grain:
    """Noise of three sizes, the object's coordinates, and the mask of the lips."""

    place: Socket
    coarse: Socket
    middle: Socket
    fine: Socket
    lips: Socket


def skin_material(inputs: Inputs, skin: Skin, features: Features, scalp: Scalp) -> Any:
    """The material; `set_wrinkles` changes it from picture to picture."""
    graph = Graph("skin")
    texture = graph.picture(inputs.makehuman / f"skins/textures/{skin.texture}.png").outputs[0]
    tint = {"Color": texture, "Hue": 0.5 + skin.hue, "Saturation": skin.saturation, "Value": skin.value}
    colour = graph.node("HueSaturation", tint).outputs[0]
    grain = _grain(graph, inputs)
    colour = _blotched(graph, colour, skin, grain)
    colour = graph.mix(graph.multiply(grain.lips, features.lip_strength), colour, features.lips)
    if skin.spots:
        colour = _spotted(graph, colour, skin, grain)
    stubble = graph.multiply(graph.attribute(STUBBLE), graph.add(0.45, grain.fine), clamp=True)
    colour = graph.mix(stubble, colour, scalp.colour)
    colour = _creased(graph, colour, skin)
    aside = graph.attribute(REST[0])
    height = graph.add(graph.add(graph.multiply(grain.fine, 0.8), grain.middle), _relief(graph, skin, grain, aside))
    shader = {
        "Base Color": colour,
        "Roughness": _roughness(graph, skin, grain, aside),
        "Normal": graph.node("Bump", {"Height": height, "Strength": skin.bump, "Distance": 0.002}),
        "Specular IOR Level": 0.40,
    }
    return graph.finished(graph.node("BsdfPrincipled", shader))


def set_wrinkles(material: Any, wrinkles: Wrinkles) -> None:
    """Set the depths of the wrinkles."""
    depths = {_FOREHEAD: wrinkles.forehead, _GLABELLA: wrinkles.glabella, _NOSE: wrinkles.nose, _CROW: wrinkles.crow}
    for name, depth in depths.items():
        material.node_tree.nodes[name].outputs[0].default_value = depth


def _grain(graph: Graph, inputs: Inputs) -> _Grain:
    place = graph.node("TexCoord").outputs["Object"]
    return _Grain(
        place,
        coarse=graph.noise(place, 45.0, 3.0, Roughness=0.6),
        middle=graph.noise(place, 130.0, 3.0),
        fine=graph.noise(place, 800.0, 2.0),
        lips=graph.picture(inputs.lips, "Non-Color").outputs[0],
    )


def _blotched(graph: Graph, colour: Socket, skin: Skin, grain: _Grain) -> Socket:
    share = graph.multiply(graph.subtract(grain.coarse, 0.45, clamp=True), skin.blotches, clamp=True)
    return graph.mix(share, colour, _DARK_BLOTCH if skin.dark else _BLOTCH)


def _spotted(graph: Graph, colour: Socket, skin: Skin, grain: _Grain) -> Socket:
    """Freckles and age spots."""
    noise = graph.noise(grain.place, skin.spot_scale, 1.0)
    sharp = graph.multiply(graph.subtract(noise, 0.60), 9.0, clamp=True)
    return graph.mix(graph.multiply(sharp, skin.spots, clamp=True), colour, graph.mix(0.65, colour, _SPOT))


def _creased(graph: Graph, colour: Socket, skin: Skin) -> Socket:
    """Darker where the skin folds."""
    open_sky = graph.node("AmbientOcclusion", {"Distance": 0.008}, samples=2, only_local=True).outputs["AO"]
    share = graph.multiply(graph.subtract(1.0, open_sky), skin.creases, clamp=True)
    return graph.mix(share, colour, _DARK_CREASE if skin.dark else _CREASE)


def _roughness(graph: Graph, skin: Skin, grain: _Grain, aside: Socket) -> Socket:
    """Shinier nose and forehead, matte cheeks, broken up by noise."""
    front = graph.math("GREATER_THAN", graph.attribute(REST[2]), _FRONT)
    shine = graph.multiply(graph.multiply(_bell(graph, aside, 0.0, 0.38), front), -0.10)
    uneven = graph.multiply(graph.add(grain.coarse, grain.middle), 0.20)
    broken = graph.subtract(uneven, graph.multiply(grain.lips, 0.14))
    return graph.add(graph.add(0.43 + skin.roughness, shine), broken)


def _relief(graph: Graph, skin: Skin, grain: _Grain, aside: Socket) -> Socket:
    """The wrinkles as heights."""
    height, depth = graph.attribute(REST[1]), graph.attribute(REST[2])
    waver = graph.multiply(graph.subtract(graph.noise(grain.place, 25.0, 1.0), 0.5), 0.09)
    distance = graph.math("ABSOLUTE", aside)
    upper = graph.add(_forehead(graph, height, waver, aside, distance), _glabella(graph, height, waver, distance))
    lower = graph.add(_nose(graph, height, aside, distance), _crow(graph, height, distance))
    relief = graph.multiply(graph.math("GREATER_THAN", depth, _FRONT), graph.add(upper, lower))
    return graph.multiply(relief, skin.wrinkles * 3.0)


def _forehead(graph: Graph, height: Socket, waver: Socket, aside: Socket, distance: Socket) -> Socket:
    """Lines across the forehead, which fall to the sides."""
    line = graph.add(graph.add(height, waver), graph.multiply(distance, 0.12))
    region = graph.multiply(_bell(graph, line, 7.70, 0.22), _bell(graph, aside, 0.0, 0.52))
    return graph.multiply(
        region, graph.multiply(_lines(graph, line, 0.085), graph.multiply(graph.value(_FOREHEAD), 2.2))
    )


def _glabella(graph: Graph, height: Socket, waver: Socket, distance: Socket) -> Socket:
    """Two furrows between the brows."""
    furrow = _bell(graph, graph.add(distance, graph.multiply(waver, 0.3)), 0.055, 0.03)
    region = graph.multiply(_bell(graph, height, 7.45, 0.12), furrow)
    return graph.multiply(region, graph.multiply(graph.value(_GLABELLA), -1.7))


def _nose(graph: Graph, height: Socket, aside: Socket, distance: Socket) -> Socket:
    """Lines on the root of the nose."""
    region = graph.multiply(_bell(graph, height, 7.22, 0.16), _bell(graph, aside, 0.0, 0.15))
    lines = _lines(graph, graph.add(height, graph.multiply(distance, 0.5)), 0.05)
    return graph.multiply(region, graph.multiply(lines, graph.multiply(graph.value(_NOSE), 1.3)))


def _crow(graph: Graph, height: Socket, distance: Socket) -> Socket:
    """A fan of lines beside each eye."""
    spread = graph.multiply(graph.subtract(height, 7.26), 4.0)
    fan = graph.subtract(height, graph.multiply(graph.subtract(distance, 0.5), spread))
    region = graph.multiply(_bell(graph, height, 7.26, 0.14), _bell(graph, distance, 0.60, 0.09))
    return graph.multiply(region, graph.multiply(_lines(graph, fan, 0.045), graph.multiply(graph.value(_CROW), 1.3)))


def _bell(graph: Graph, value: Socket, centre: float, width: float) -> Socket:
    """1 at the centre, 0 at `width` from it."""
    distance = graph.math("DIVIDE", graph.subtract(value, centre), width)
    return graph.subtract(1.0, graph.multiply(distance, distance), clamp=True)


def _lines(graph: Graph, value: Socket, period: float) -> Socket:
    """Parallel furrows, one in each period."""
    wave = graph.math("ABSOLUTE", graph.math("SINE", graph.multiply(value, math.pi / period)))
    return graph.math("POWER", wave, 0.5)
