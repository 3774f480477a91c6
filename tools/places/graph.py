# SPDX-License-Identifier: MIT
"""Shader graphs: a few words for nodes and links."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import bpy


class Graph:
    """The node graph of a new material, or of the given node tree.

    A value of a socket is a number, a tuple, another socket, or a node (its first output).
    """

    def __init__(self, name: str = "m", tree: Any = None, *, keep: bool = False) -> None:
        self.material: Any = None
        if tree is None:
            self.material = bpy.data.materials.new(name)
            self.material.use_nodes = True
            tree = self.material.node_tree
        self.tree = tree
        if not keep:
            tree.nodes.clear()

    def link(self, source: Any, target: Any) -> None:
        """Connect an output with an input."""
        self.tree.links.new(source, target)

    def node(self, kind: str, inputs: Mapping[Any, Any] | None = None, **properties: Any) -> Any:
        """A node of the type `ShaderNode<kind>`."""
        node = self.tree.nodes.new("ShaderNode" + kind)
        for name, value in properties.items():
            setattr(node, name, value)
        for key, value in (inputs or {}).items():
            self.set(node.inputs[key], value)
        return node

    def set(self, socket: Any, value: Any) -> None:
        """Give a socket a value or connect it."""
        if isinstance(value, bpy.types.NodeSocket):
            self.link(value, socket)
        elif isinstance(value, bpy.types.Node):
            self.link(value.outputs[0], socket)
        elif socket.type == "RGBA" and len(value) == 3:
            socket.default_value = (*value, 1)
        else:
            socket.default_value = value

    def mix(self, share: Any, first: Any, second: Any) -> Any:
        """The first colour with a share of the second."""
        node = self.node("Mix", data_type="RGBA", blend_type="MIX")
        for index, value in ((0, share), (6, first), (7, second)):
            self.set(node.inputs[index], value)
        return node.outputs[2]

    def math(self, operation: str, first: Any, second: Any = 0.0, *, clamp: bool = False) -> Any:
        """Arithmetic on two numbers."""
        return self.node("Math", {0: first, 1: second}, operation=operation, use_clamp=clamp).outputs[0]

    def mix_shaders(self, share: Any, first: Any, second: Any) -> Any:
        """The first shader with a share of the second."""
        node = self.node("MixShader", {0: share})
        self.link(first.outputs[0], node.inputs[1])
        self.link(second.outputs[0], node.inputs[2])
        return node

    def coordinates(
        self,
        kind: str = "Object",
        scale: tuple[float, float, float] = (1, 1, 1),
        turn: tuple[float, float, float] = (0, 0, 0),
        shift: tuple[float, float, float] = (0, 0, 0),
    ) -> Any:
        """Texture coordinates, scaled, turned and shifted; kind is Object, UV or Generated."""
        source = self.node("TexCoord")
        inputs: dict[int | str, Any] = {0: source.outputs[kind], "Location": shift, "Rotation": turn, "Scale": scale}
        return self.node("Mapping", inputs).outputs[0]

    def noise(
        self, at: Any, scale: float, detail: float = 3.0, roughness: float = 0.55, distortion: float = 0.0
    ) -> Any:
        """Smooth noise of about 0 to 1."""
        inputs = {"Vector": at, "Scale": scale, "Detail": detail, "Roughness": roughness, "Distortion": distortion}
        return self.node("TexNoise", inputs).outputs[0]

    def bricks(self, at: Any, width: float, height: float, gap: float, offset: float = 0.5) -> Any:
        """Brick pattern: output 0 is a tone of every brick, output 1 is 1 in the joints."""
        inputs = {
            "Vector": at,
            "Color1": (0, 0, 0),
            "Color2": (1, 1, 1),
            "Mortar": (0, 0, 0),
            "Scale": 1.0,
            "Mortar Size": gap,
            "Mortar Smooth": 0.3,
            "Bias": 0.0,
            "Brick Width": width,
            "Row Height": height,
        }
        node = self.node("TexBrick", inputs)
        node.offset, node.offset_frequency = offset, 2
        return node

    def red(self, colour: Any) -> Any:
        """The red channel."""
        return self.node("SeparateColor", {0: colour}).outputs[0]

    def span(self, value: Any, low: float, high: float, start: float = 0.0, end: float = 1.0) -> Any:
        """A number from `low` to `high` mapped to `start` to `end`."""
        return self.node("MapRange", {0: value, 1: low, 2: high, 3: start, 4: end}).outputs[0]

    def bump(self, height: Any, strength: float = 0.3, distance: float = 0.01) -> Any:
        """A normal that follows a height."""
        return self.node("Bump", {"Height": height, "Strength": strength, "Distance": distance}).outputs[0]

    def principled(self, colour: Any, roughness: Any = 0.5, normal: Any = None, **more: Any) -> Any:
        """Blender's general surface; underscores in names of inputs stand for spaces."""
        inputs = {"Base Color": colour, "Roughness": roughness}
        inputs.update({name.replace("_", " "): value for name, value in more.items()})
        if normal is not None:
            inputs["Normal"] = normal
        return self.node("BsdfPrincipled", inputs)

    def output(self, shader: Any) -> Any:
        """Finish the material and return it."""
        node = self.node("OutputMaterial")
        self.link(shader if isinstance(shader, bpy.types.NodeSocket) else shader.outputs[0], node.inputs[0])
        return self.material
