# SPDX-License-Identifier: MIT
"""What weather does to every surface: haze that grows with distance, snow on what faces up."""

from __future__ import annotations

from typing import Any

import bpy

from tools.places.graph import Graph
from tools.places.outdoors.weather import Weather

BARE_OF_SNOW = ("glass", "water", "emit", "lit", "window", "tyre", "blade", "car_glass")


def put_air_on_everything(weather: Weather) -> None:
    """Change every material of the scene; called once, after all of it is built."""
    haze = haze_group(weather)
    for material in bpy.data.materials:
        if not material.use_nodes:
            continue
        if weather.snowy and (not material.name.startswith(BARE_OF_SNOW)):
            lay_snow(material.node_tree)
        veil(material.node_tree, haze)
        material.cycles.emission_sampling = "NONE"


def haze_group(weather: Weather) -> Any:
    """Node group that mixes a shader with the colour of the air, by distance, for what the camera sees."""
    group = bpy.data.node_groups.new("haze", "ShaderNodeTree")
    group.interface.new_socket("In", in_out="INPUT", socket_type="NodeSocketShader")
    group.interface.new_socket("Out", in_out="OUTPUT", socket_type="NodeSocketShader")
    graph = Graph(tree=group, keep=True)
    entry, leave = (group.nodes.new("NodeGroupInput"), group.nodes.new("NodeGroupOutput"))
    far = graph.node("CameraData").outputs["View Distance"]
    clear = graph.math("POWER", 2.718, graph.math("MULTIPLY", far, -1.0 / weather.haze_distance))
    seen = graph.node("LightPath").outputs["Is Camera Ray"]
    amount = graph.math("MULTIPLY", graph.math("SUBTRACT", 1.0, clear), seen)
    away = graph.node(
        "VectorMath",
        {0: graph.node("NewGeometry").outputs["Incoming"], 1: tuple(-c for c in weather.sun)},
        operation="DOT_PRODUCT",
    )
    near_sun = graph.math("POWER", graph.math("MAXIMUM", away.outputs["Value"], 0.0), 8.0)
    colour = graph.mix(graph.math("MULTIPLY", near_sun, 0.6), weather.haze, weather.glow)
    mixed = graph.node("MixShader", {0: amount})
    graph.link(entry.outputs[0], mixed.inputs[1])
    graph.link(graph.node("Emission", {0: colour, 1: 1.0}).outputs[0], mixed.inputs[2])
    graph.link(mixed.outputs[0], leave.inputs[0])
    return group


def veil(tree: Any, haze: Any) -> None:
    """Put the haze between a material's shader and its output."""
    for output in [n for n in tree.nodes if n.bl_idname == "ShaderNodeOutputMaterial"]:
        if not output.inputs[0].links:
            continue
        source = output.inputs[0].links[0].from_socket
        node = tree.nodes.new("ShaderNodeGroup")
        node.node_tree = haze
        tree.links.new(source, node.inputs[0])
        tree.links.new(node.outputs[0], output.inputs[0])


def lay_snow(tree: Any) -> None:
    """Whiten what faces up."""
    graph = Graph(tree=tree, keep=True)
    targets = [n for n in tree.nodes if n.bl_idname in ("ShaderNodeBsdfPrincipled", "ShaderNodeBsdfDiffuse")]
    if not targets:
        return
    up = graph.node("SeparateXYZ", {0: graph.node("NewGeometry").outputs["True Normal"]}).outputs[2]
    patch = graph.noise(graph.node("NewGeometry").outputs["Position"], 1.1, 4.0, 0.6)
    amount = graph.span(graph.math("ADD", up, graph.math("MULTIPLY", patch, 0.6)), 0.75, 0.95)
    amount = graph.math("MINIMUM", graph.math("MAXIMUM", amount, 0.0), 0.96)
    for node in targets:
        socket = node.inputs[0]
        old = socket.links[0].from_socket if socket.links else tuple(socket.default_value)
        graph.link(graph.mix(amount, old, (0.78, 0.82, 0.88)), socket)
