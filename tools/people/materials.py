# SPDX-License-Identifier: MIT
"""All materials but that of the skin."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bpy

from tools.people.draws import Rgba
from tools.people.graph import Graph
from tools.people.hairstyles import Tone
from tools.people.outfits import Clothes, Features


def eye_material(texture: Path) -> Any:
    """Eyes: glossy, and transparent where the texture is."""
    graph = Graph("eye")
    picture = graph.picture(texture)
    colour = graph.node("HueSaturation", {"Color": picture.outputs[0], "Saturation": 0.8, "Value": 0.92, "Hue": 0.5})
    alpha = graph.multiply(picture.outputs[1], 1.0, clamp=True)
    shader = {"Base Color": colour, "Roughness": 0.06, "Specular IOR Level": 0.35, "Alpha": alpha}
    return graph.finished(graph.node("BsdfPrincipled", shader))


def teeth_material(texture: Path, features: Features) -> Any:
    """Teeth; they glow a little, since little light reaches them."""
    graph = Graph("teeth")
    tint = {"Saturation": features.teeth_saturation, "Value": features.teeth_value, "Hue": 0.5}
    colour = graph.node("HueSaturation", {"Color": graph.picture(texture).outputs[0], **tint})
    shader = {"Base Color": colour, "Roughness": 0.25, "Specular IOR Level": 0.5}
    glow = {"Emission Color": colour, "Emission Strength": 0.03}
    return graph.finished(graph.node("BsdfPrincipled", {**shader, **glow}))


def tongue_material(texture: Path) -> Any:
    """The tongue: soft and wet."""
    graph = Graph("tongue")
    shader = {"Base Color": graph.picture(texture).outputs[0], "Roughness": 0.35, "Specular IOR Level": 0.5}
    soft = {"Subsurface Weight": 0.3, "Subsurface Scale": 0.003}
    return graph.finished(graph.node("BsdfPrincipled", {**shader, **soft}))


def cloth_material(texture: Path, clothes: Clothes) -> Any:
    """Clothes, dyed or with their texture's colours changed."""
    graph = Graph("cloth")
    colour = graph.picture(texture).outputs[0]
    if clothes.dye is not None:
        colour = graph.mix(1.0, clothes.dye, graph.grey(colour, 0.6, 1.35), "MULTIPLY")
    else:
        hue = (0.5 + clothes.hue) % 1.0
        tint = {"Saturation": clothes.saturation, "Value": clothes.value, "Hue": hue}
        colour = graph.node("HueSaturation", {"Color": colour, **tint})
    shader = {"Base Color": colour, "Roughness": 0.85, "Specular IOR Level": 0.2}
    return graph.finished(graph.node("BsdfPrincipled", shader))


def card_material(texture: Path, colour: Rgba, strength: float) -> Any:
    """Brows and lashes: one colour, alpha from the texture."""
    graph = Graph("card")
    alpha = graph.multiply(graph.picture(texture).outputs[1], strength, clamp=True)
    shader = {"Base Color": colour, "Roughness": 0.6, "Specular IOR Level": 0.2, "Alpha": alpha}
    return graph.finished(graph.node("BsdfPrincipled", shader))


def plain_material(name: str, colour: Rgba, roughness: float, *, metallic: bool) -> Any:
    """Frames and earrings."""
    graph = Graph(name)
    shader = {"Base Color": colour, "Roughness": roughness, "Metallic": float(metallic)}
    return graph.finished(graph.node("BsdfPrincipled", shader))


def knit_material(name: str, colour: Rgba, waves: float, roughness: float, axis: str) -> Any:
    """Knitted or woven cloth: waves (1/m) along an axis as bump, and a little unevenness of colour."""
    graph = Graph(name)
    place = graph.node("TexCoord").outputs["Object"]
    shade = (colour[0] * 0.6, colour[1] * 0.6, colour[2] * 0.6, 1)
    uneven = graph.mix(graph.multiply(graph.noise(place, 30.0, 2.0), 0.5, clamp=True), colour, shade)
    wave = {"Vector": place, "Scale": waves, "Distortion": 1.5, "Detail": 1.0}
    height = graph.node("TexWave", wave, bands_direction=axis).outputs[1]
    bump = graph.node("Bump", {"Height": height, "Strength": 0.35, "Distance": 0.004})
    shader = {"Base Color": uneven, "Roughness": roughness, "Specular IOR Level": 0.15, "Normal": bump}
    return graph.finished(graph.node("BsdfPrincipled", shader))


def hair_material(tone: Tone) -> Any:
    """Hair and beard: by melanin, or grey by colour."""
    material = bpy.data.materials.new("hair")
    material.use_nodes = True
    tree = material.node_tree
    tree.nodes.clear()
    shader, output, info = (
        tree.nodes.new(f"ShaderNode{k}") for k in ("BsdfHairPrincipled", "OutputMaterial", "HairInfo")
    )
    shader.parametrization = "MELANIN" if tone.grey is None else "COLOR"
    values: dict[str, Any] = {"Roughness": 0.32, "Radial Roughness": 0.5, "Random Roughness": 0.2}
    if tone.grey is None:
        values |= {"Melanin": tone.melanin, "Melanin Redness": tone.redness, "Random Color": tone.variation}
    else:
        values |= {"Color": tone.grey}
    for name, value in values.items():
        shader.inputs[name].default_value = value
    tree.links.new(info.outputs["Random"], shader.inputs["Random"])
    tree.links.new(shader.outputs[0], output.inputs[0])
    return material
