# SPDX-License-Identifier: MIT
"""What a scene needs besides a person: how it is rendered, camera, lamps, light from everywhere."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bpy
from mathutils import Vector

from tools.people.camera import DISTANCE, SENSOR, View
from tools.people.lights import LIGHTS, Lamp
from tools.people.pictures import Lighting

_TARGET_RISE = 0.03
"""Lamps point so much (m) above the middle of the picture."""


@dataclass(frozen=True)
class Quality:
    """How pictures are rendered: samples a pixel, pixels a side, threads."""

    samples: int = 12
    size: int = 256
    threads: int = 1


class Stage:
    """An empty scene with a camera. There is one at a time: another one removes it."""

    def __init__(self, quality: Quality) -> None:
        self.scene = _empty_scene(quality)
        self.lamps: list[Any] = []

    def add_camera(self, view: View) -> None:
        """Put up the camera and the light from everywhere, once the person is there."""
        self.view = view
        lens = bpy.data.cameras.new("c")
        self.camera = bpy.data.objects.new("c", lens)
        bpy.context.collection.objects.link(self.camera)
        self.scene.camera = self.camera
        lens.sensor_width = SENSOR
        world = bpy.data.worlds.new("w")
        self.scene.world = world
        world.use_nodes = True
        nodes = world.node_tree.nodes
        self.background = nodes.get("Background") or nodes.new("ShaderNodeBackground")

    def aim(self, frame: float, rise: float) -> None:
        """Point the camera at the face, `rise` metres higher than usual."""
        view = self.view
        self.camera.data.lens = view.lens(frame)
        self.camera.location = (0, view.depth - DISTANCE, view.height + rise)
        self.camera.rotation_euler = (math.pi / 2, 0, 0)

    def light(self, lighting: Lighting) -> None:
        """Replace all light."""
        for lamp in self.lamps:
            data = lamp.data
            bpy.data.objects.remove(lamp)
            bpy.data.lights.remove(data)
        lights = LIGHTS[lighting.name]
        target = Vector((0, self.view.depth, self.view.height + _TARGET_RISE))
        self.lamps = [_lamp(lamp, lighting, target) for lamp in lights.lamps]
        ambient = [channel * tint for channel, tint in zip(lights.colour, lighting.tint, strict=True)]
        self.background.inputs[0].default_value = (*ambient, 1)
        self.background.inputs[1].default_value = lights.ambient * lighting.gain
        self.scene.view_settings.exposure = lighting.exposure

    def render(self, path: Path) -> None:
        """Write the picture as PNG."""
        self.scene.render.filepath = str(path)
        bpy.ops.render.render(write_still=True)


def _lamp(lamp: Lamp, lighting: Lighting, target: Any) -> Any:
    data = bpy.data.lights.new("l", "AREA")
    data.size, data.energy = lamp.size, lamp.watts * lighting.gain
    data.color = [channel * tint for channel, tint in zip(lamp.colour, lighting.tint, strict=True)]
    placed = bpy.data.objects.new("l", data)
    bpy.context.collection.objects.link(placed)
    right, away, up = lamp.place
    placed.location = (target[0] + right * lighting.flip, target[1] + away, target[2] + up)
    placed.rotation_euler = (target - placed.location).to_track_quat("-Z", "Y").to_euler()
    return placed


def _empty_scene(quality: Quality) -> Any:
    bpy.ops.wm.read_factory_settings(use_empty=True)
    scene = bpy.context.scene
    scene.render.engine = "CYCLES"
    cycles = scene.cycles
    cycles.device = "CPU"
    cycles.samples = quality.samples
    cycles.use_adaptive_sampling, cycles.adaptive_threshold, cycles.adaptive_min_samples = True, 0.02, 0
    cycles.use_denoising, cycles.denoiser = True, "OPENIMAGEDENOISE"
    cycles.denoising_prefilter, cycles.denoising_quality = "FAST", "BALANCED"
    cycles.max_bounces, cycles.diffuse_bounces = 4, 2
    cycles.glossy_bounces, cycles.transmission_bounces = 2, 2
    cycles.transparent_max_bounces = 12
    cycles.caustics_reflective = cycles.caustics_refractive = False
    cycles.pixel_filter_type = "BLACKMAN_HARRIS"
    scene.cycles_curves.shape, scene.cycles_curves.subdivisions = "RIBBONS", 1
    _set_output(scene.render, quality)
    scene.view_settings.view_transform = "AgX"
    scene.view_settings.look = "AgX - Medium High Contrast"
    return scene


def _set_output(render: Any, quality: Quality) -> None:
    render.threads_mode, render.threads = "FIXED", quality.threads
    render.film_transparent = True
    render.use_persistent_data = True
    render.resolution_x = render.resolution_y = quality.size
    render.resolution_percentage = 100
    render.image_settings.file_format, render.image_settings.color_mode = "PNG", "RGBA"
