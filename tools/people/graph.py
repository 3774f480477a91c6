# SPDX-License-Identifier: MIT
"""Short-hand for Blender's shader graphs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import bpy

Socket = Any
"""An output of a node, a number or a colour: whatever an input takes."""


class Graph:
    """The graph of a new material."""

    def __init__(self, name: str) -> None:
        self.material = bpy.data.materials.new(name)
        self.material.use_nodes = True
        self.tree = self.material.node_tree
        self.tree.nodes.clear()

    def node(
        self, kind: str, inputs: Mapping[str, Socket] | Mapping[int, Socket] | None = None, **settings: Any
    ) -> Any:
        """A node of type `ShaderNode<kind>`, its settings made and its inputs set."""
        node = self.tree.nodes.new(f"ShaderNode{kind}")
        for key, value in settings.items():
            setattr(node, key, value)
        for place, value in (inputs or {}).items():
            self._set(node, place, value)
        return node

    def _set(self, node: Any, place: str | int, value: Socket) -> None:
        """A node stands for its first output."""
        socket = node.inputs[place]
        if isinstance(value, bpy.types.NodeSocket):
            self.tree.links.new(value, socket)
        elif isinstance(value, bpy.types.Node):
            self.tree.links.new(value.outputs[0], socket)
        else:
            socket.default_value = value

    def mix(self, share: Socket, first: Socket, second: Socket, blend: str = "MIX") -> Socket:
        """The first colour with a share of the second mixed in."""
        return self.node("Mix", {0: share, 6: first, 7: second}, data_type="RGBA", blend_type=blend).outputs[2]

    def math(self, operation: str, first: Socket, second: Socket = 0.0, *, clamp: bool = False) -> Socket:
        """An operation on numbers; `clamp` holds it within 0 and 1."""
        return self.node("Math", {0: first, 1: second}, operation=operation, use_clamp=clamp).outputs[0]

    def add(self, first: Socket, second: Socket) -> Socket:
        """The sum."""
        return self.math("ADD", first, second)

    def subtract(self, first: Socket, second: Socket, *, clamp: bool = False) -> Socket:
        """The difference."""
        return self.math("SUBTRACT", first, second, clamp=clamp)

    def multiply(self, first: Socket, second: Socket, *, clamp: bool = False) -> Socket:
        """The product."""
        return self.math("MULTIPLY", first, second, clamp=clamp)

    def value(self, name: str) -> Socket:
        """A number that can be changed later, by name."""
        node = self.node("Value")
        node.name = node.label = name
        return node.outputs[0]

    def attribute(self, name: str) -> Socket:
        """A number that the mesh carries."""
        return self.node("Attribute", attribute_name=name).outputs["Fac"]

    def noise(self, place: Socket, scale: float, detail: float, **inputs: float) -> Socket:
        """Noise, 0 to 1."""
        return self.node("TexNoise", {"Vector": place, "Scale": scale, "Detail": detail} | inputs).outputs[0]

    def picture(self, path: Path, colours: str = "sRGB") -> Any:
        """The node of a picture file: colour, then alpha."""
        image = bpy.data.images.load(str(path), check_existing=True)
        image.colorspace_settings.name = colours
        return self.node("TexImage", image=image)

    def grey(self, colour: Socket, power: float, gain: float) -> Socket:
        """The brightness of a colour, raised to a power, times a gain."""
        brightness = self.node("RGBToBW", {"Color": colour}).outputs[0]
        value = self.multiply(self.math("POWER", brightness, power), gain)
        return self.node("CombineColor", {0: value, 1: value, 2: value}).outputs[0]

    def finished(self, shader: Any) -> Any:
        """The material with this shader as its surface."""
        self.node("OutputMaterial", {0: shader})
        return self.material
