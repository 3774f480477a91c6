# SPDX-License-Identifier: MIT
"""Build scenes and render them, one file each."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import bpy
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tools.places.categories import CATEGORIES
from tools.places.develop import develop
from tools.places.draws import Draws, Span
from tools.places.stage import Stage
from tools.places.world import expose_world

# Brightness that the middle of a picture is brought to, and how far the white balance follows the light.
_BY_LIGHT: Final[dict[str, tuple[Span, float]]] = {
    "lamps": ((0.085, 0.15), 0.45),
    "evening": ((0.12, 0.19), 0.7),
    "golden": ((0.11, 0.18), 0.5),
    "striped": ((0.12, 0.2), 0.8),
}
_BY_DAY: Final[tuple[Span, float]] = ((0.14, 0.25), 1.0)
_OUTDOOR_KEY: Final[Span] = (0.15, 0.27)
_INDOOR_SAMPLES: Final = 10
_OUTDOOR_SAMPLES: Final = 12  # leaves against the sky need more


@dataclass(frozen=True)
class Settings:
    """How pictures are rendered.

    Args:
        width: Width in pixels.
        height: Height in pixels.
        samples: Samples a pixel; None takes what the pack has, 12 outdoors and 10 indoors.
        quality: Quality of the WebP files, 0 to 100.
    """

    width: int = 512
    height: int = 384
    samples: int | None = None
    quality: int = 88


def build_scene(category: str, seed: int, panoramas: Path) -> Stage:
    """Build a scene in Blender; the same for the same category and seed."""
    stage = Stage(panoramas)
    CATEGORIES[category].build(stage, Draws.of(category, seed))
    if not CATEGORIES[category].outdoor:
        expose_world(stage)
    return stage


def picture(category: str, seed: int, panoramas: Path, settings: Settings) -> tuple[NDArray[np.uint8], Stage]:
    """Build, render and develop a scene: (height, width, 3) sRGB, and the stage with its notes."""
    stage = build_scene(category, seed, panoramas)
    outdoor = CATEGORIES[category].outdoor
    light = _render(settings, seed, outdoor=outdoor)
    key, adaptation = (_OUTDOOR_KEY, 1.0) if outdoor else _BY_LIGHT.get(stage.notes["light"], _BY_DAY)
    exposure = Draws(seed + 5).between(*key) * stage.exposure
    return develop(light, seed, exposure, adaptation * stage.adaptation), stage


def render_missing(
    categories: Sequence[str], seeds: Sequence[int], panoramas: Path, out: Path, settings: Settings
) -> Iterator[Path]:
    """Render what is not there yet as `CATEGORY/SEED.webp`, its attributes as `CATEGORY/SEED.json`; yields paths."""
    for seed in seeds:
        for category in categories:
            path = out / category / f"{seed:03d}.webp"
            if path.exists():
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            pixels, stage = picture(category, seed, panoramas, settings)
            notes = {**stage.notes, "score": round(stage.score, 2)}
            path.with_suffix(".json").write_text(json.dumps(notes), "utf-8")
            part = path.with_suffix(".part")
            Image.fromarray(pixels).save(part, "WEBP", quality=settings.quality, method=6)
            part.replace(path)
            yield path


def _render(settings: Settings, seed: int, *, outdoor: bool) -> NDArray[np.float64]:
    """Linear light (height, width, 3)."""
    scene = bpy.context.scene
    _set_up(scene, settings, seed, outdoor=outdoor)
    handle, name = tempfile.mkstemp(suffix=".exr")
    os.close(handle)
    try:
        scene.render.filepath = name
        bpy.ops.render.render(write_still=True)
        image: Any = bpy.data.images.load(name)
        pixels = np.empty(settings.width * settings.height * 4, np.float32)
        image.pixels.foreach_get(pixels)
    finally:
        Path(name).unlink()
    return pixels.reshape(settings.height, settings.width, 4)[::-1, :, :3].astype(np.float64)


def _set_up(scene: Any, settings: Settings, seed: int, *, outdoor: bool) -> None:
    render, cycles = scene.render, scene.cycles
    render.engine = "CYCLES"
    render.threads_mode, render.threads = "FIXED", 1
    render.resolution_x, render.resolution_y, render.resolution_percentage = settings.width, settings.height, 100
    image = render.image_settings
    image.file_format, image.color_mode, image.color_depth = "OPEN_EXR", "RGB", "16"
    scene.view_settings.view_transform = "Raw"
    samples = settings.samples or (_OUTDOOR_SAMPLES if outdoor else _INDOOR_SAMPLES)
    cycles.device, cycles.seed, cycles.samples = "CPU", seed, samples
    cycles.use_adaptive_sampling, cycles.adaptive_threshold = True, 0.03
    cycles.adaptive_min_samples = min(8, samples)
    cycles.use_denoising, cycles.denoiser, cycles.denoising_quality = True, "OPENIMAGEDENOISE", "HIGH"
    cycles.denoising_input_passes, cycles.denoising_prefilter = "RGB_ALBEDO_NORMAL", "FAST"
    cycles.max_bounces, cycles.diffuse_bounces = 5, 2 if outdoor else 3
    cycles.glossy_bounces = cycles.transmission_bounces = 2
    cycles.transparent_max_bounces = 12
    cycles.caustics_reflective = cycles.caustics_refractive = False
    cycles.sample_clamp_indirect, cycles.light_sampling_threshold, cycles.blur_glossy = 4.0, 0.02, 1.0
    cycles.use_light_tree = sum(thing.type == "LIGHT" for thing in scene.objects) > 10
