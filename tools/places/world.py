# SPDX-License-Identifier: MIT
"""A panorama as the surroundings of a scene."""

from __future__ import annotations

from typing import Any

import bpy
import numpy as np

from tools.places.draws import Rgb
from tools.places.panoramas import cap_highlights
from tools.places.stage import Stage


def surround(stage: Stage, name: str, strength: float, turn: float = 0.0, *, tint: Rgb = (1, 1, 1)) -> Any:
    """Show a panorama behind the windows, turned about z (radians). It is seen, but lights nothing."""
    world = bpy.data.worlds.new("w")
    bpy.context.scene.world = world
    world.use_nodes = True
    tree = world.node_tree
    background = tree.nodes["Background"]
    environment = tree.nodes.new("ShaderNodeTexEnvironment")
    environment.image = bpy.data.images.load(str(stage.panoramas / f"{name}.exr"), check_existing=True)
    environment.interpolation = "Cubic"
    coordinates, mapping = tree.nodes.new("ShaderNodeTexCoord"), tree.nodes.new("ShaderNodeMapping")
    mapping.inputs["Rotation"].default_value[2] = turn
    tinted = tree.nodes.new("ShaderNodeMix")
    tinted.data_type, tinted.blend_type = "RGBA", "MULTIPLY"
    tinted.inputs[0].default_value = 1
    tinted.inputs[7].default_value = (*tint, 1)
    tree.links.new(coordinates.outputs["Generated"], mapping.inputs[0])
    tree.links.new(mapping.outputs[0], environment.inputs[0])
    tree.links.new(environment.outputs[0], tinted.inputs[6])
    tree.links.new(tinted.outputs[2], background.inputs[0])
    background.inputs[1].default_value = strength
    world.cycles_visibility.diffuse = world.cycles_visibility.glossy = False
    world.cycles.sampling_method = "MANUAL"
    world.cycles.sample_map_resolution = 256
    return world


def expose_world(stage: Stage) -> None:
    """Cap the sun of the surrounding panorama and scale it, so that its median is `stage.world_gain`."""
    tree = bpy.context.scene.world.node_tree
    image = next(node for node in tree.nodes if node.type == "TEX_ENVIRONMENT").image
    stored = np.empty(len(image.pixels), np.float32)
    image.pixels.foreach_get(stored)
    pixels = stored.reshape(-1, 4)
    pixels[:, :3] = cap_highlights(pixels[:, :3].astype(np.float64))
    image.pixels.foreach_set(pixels.ravel())
    image.update()
    median = max(float(np.median(pixels[:, :3].mean(1))), 1e-3)
    tree.nodes["Background"].inputs[1].default_value *= stage.world_gain / median
