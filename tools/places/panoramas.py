# SPDX-License-Identifier: MIT
"""CC0 panoramas from the npm package @pmndrs/assets: unpack them, and cut perspective pictures out of them."""

from __future__ import annotations

import base64
import re
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tools.places.develop import blur
from tools.places.inputs import checked

Array = NDArray[np.float64]

# Category of our own -> panorama, and yaw angles of its crops in degrees. The skyway is called "bridge" in the npm
# package. The crops of "hall" are left out: saw-tooth edges and blown-out windows.
CROPS: Final[dict[str, tuple[str, tuple[int, ...]]]] = {
    "apartment": ("apartment", (20, 190, 300)),
    "skyway": ("bridge", (0, 85, 180, 290)),
    "city": ("city", (10, 100, 190, 280)),
    "desert": ("dawn", (30, 150, 270)),
    "gallery": ("esplanade", (0, 75, 145, 215, 290)),
    "forest": ("forest", (0, 95, 185, 275)),
    "machine_shop": ("lab", (0, 75, 150, 220, 290)),
    "lobby": ("lobby", (10, 80, 150, 220, 290)),
    "savanna": ("night", (60, 200)),
    "park": ("park", (100, 190, 280)),
    "meadow": ("sunrise", (120, 240)),
    "square": ("sunset", (130, 200, 270)),
    "waterfront": ("venice", (60, 170)),
    "warehouse": ("warehouse", (20, 160)),
    "workshop": ("workshop", (60, 250)),
}

CROP_SIZE: Final = (256, 192)
"""Width and height of a crop. The panoramas are 512 x 256, so a crop is enlarged about twice already."""


def unpack(archive: Path, out: Path) -> Iterator[str]:
    """Write the panoramas of the npm tarball as `NAME.exr` and, tone-mapped, `NAME.png`; yields their names.

    Raises:
        InputError: The archive is not the one that the pack was made from.
    """
    out.mkdir(parents=True, exist_ok=True)
    with tarfile.open(checked(archive)) as package:
        members = [member for member in package.getmembers() if re.fullmatch(r"package/hdri/.+\.exr\.js", member.name)]
        for member in sorted(members, key=lambda member: member.name):
            name = Path(member.name).name.removesuffix(".exr.js")
            stored = package.extractfile(member)
            found = re.search(rb"base64,([A-Za-z0-9+/=]+)", stored.read()) if stored else None
            if found is None:
                raise ValueError(f"{archive}: {member.name} holds no picture; get the file again")
            path = out / f"{name}.exr"
            path.write_bytes(base64.b64decode(found[1]))
            coded = (tone_map(read_linear(path)) * 255 + 0.5).astype(np.uint8)
            Image.fromarray(coded).save(out / f"{name}.png")
            yield name


def read_linear(path: Path) -> Array:
    """Linear RGB (H, W, 3) of an OpenEXR file; needs Blender's module."""
    import bpy  # noqa: PLC0415  # everything else here runs without Blender

    image: Any = bpy.data.images.load(str(path))
    width, height = image.size
    pixels = np.empty(width * height * 4, np.float32)
    image.pixels.foreach_get(pixels)
    return pixels.reshape(height, width, 4)[::-1, :, :3].astype(np.float64)


def cap_highlights(light: Array, top: float = 25.0) -> Array:
    """Make white, at most `top` times the median, what overflowed or turned negative in the place of the sun."""
    light = np.nan_to_num(light, nan=0.0, posinf=1e4, neginf=-1.0)
    cap = top * np.median(light)
    hot = (light.max(-1) > cap) | ((light.min(-1) < -0.01) & (light.max(-1) > 0.2 * cap))
    light[hot] = cap
    return np.clip(light, 0, None)


def mend_rings(light: Array) -> Array:
    """Fill the black or negative rings that downsizing left round lamps from their sound neighbours."""
    light = cap_highlights(light, 60.0)
    for _ in range(3):
        bad = light.min(-1) < 0.02 * np.median(light)
        around = np.pad(np.concatenate([light, ~bad[..., None]], -1), ((1, 1), (1, 1), (0, 0)), "wrap")
        height, width = bad.shape
        near = np.array([around[i : i + height, j : j + width] for i in range(3) for j in range(3)])
        sound = near[..., 3:]
        mean = (near[..., :3] * sound).sum(0) / np.maximum(sound.sum(0), 1)
        chosen = bad & ((near[..., :3] * sound).max(0).mean(-1) > 4 * np.median(light))
        if not chosen.any():
            break
        light[chosen] = mean[chosen]
    return np.clip(light, 0, 60)


def tone_map(light: Array, key: float = 0.22) -> Array:
    """Display values (0 to 1) of linear light, whose median comes to the key."""
    light = mend_rings(light)
    exposed = light * key / np.median(light.mean(-1))
    return np.asarray(np.clip(1 - np.exp(-1.25 * exposed), 0, 1) ** (1 / 2.2))


def perspective(panorama: Array, yaw: float, pitch: float, fov: float, size: tuple[int, int] = CROP_SIZE) -> Array:
    """Cut a view out of an equirectangular picture.

    Args:
        panorama: (H, W, 3), 0 to 1.
        yaw: Degrees to the right of its middle.
        pitch: Degrees downwards.
        fov: Horizontal field of view in degrees.
        size: Width and height of the view.

    Returns:
        (height, width, 3), sampled by a cubic (Catmull-Rom) filter.
    """
    width, height = size
    focal = width / 2 / np.tan(np.radians(fov) / 2)
    x, y = np.meshgrid(np.arange(width) - width / 2 + 0.5, np.arange(height) - height / 2 + 0.5)
    rays = np.stack([x / focal, -y / focal, np.ones_like(x)], -1)
    rays /= np.linalg.norm(rays, axis=-1, keepdims=True)
    c, s = np.cos(np.radians(pitch)), np.sin(np.radians(pitch))
    rays = rays @ np.array([[1, 0, 0], [0, c, s], [0, -s, c]]).T
    c, s = np.cos(np.radians(yaw)), np.sin(np.radians(yaw))
    rays = rays @ np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]]).T
    rows, columns = panorama.shape[:2]
    u = (np.arctan2(rays[..., 0], rays[..., 2]) / (2 * np.pi) + 0.5) * columns - 0.5
    v = (0.5 - np.arcsin(np.clip(rays[..., 1], -1, 1)) / np.pi) * rows - 0.5
    return np.clip(_sample(panorama, u, v), 0, 1)


def _sample(panorama: Array, u: Array, v: Array) -> Array:
    """Values at columns u (wrapping round) and rows v."""
    rows, columns = panorama.shape[:2]
    left, top = np.floor(u).astype(int), np.floor(v).astype(int)
    total: Array = np.zeros((*u.shape, panorama.shape[2]))
    for j in range(-1, 3):
        for i in range(-1, 3):
            weight = _catmull_rom(u - left - i) * _catmull_rom(v - top - j)
            total = total + weight[..., None] * panorama[np.clip(top + j, 0, rows - 1), (left + i) % columns]
    return total


def _catmull_rom(distance: Array) -> Array:
    t = np.abs(distance)
    outer = np.where(t < 2, -0.5 * t**3 + 2.5 * t**2 - 4 * t + 2, 0)
    return np.where(t < 1, 1.5 * t**3 - 2.5 * t**2 + 1, outer)


def cut_crops(panoramas: Path, out: Path, quality: int = 88) -> Iterator[Path]:
    """Write every crop as `CATEGORY/NUMBER.webp`, with slightly drawn direction, field of view, light and grain."""
    for category, (name, yaws) in CROPS.items():
        light = read_linear(panoramas / f"{name}.exr")
        for number, yaw in enumerate(yaws):
            path = out / category / f"{number:03d}.webp"
            path.parent.mkdir(parents=True, exist_ok=True)
            Image.fromarray(crop_picture(light, name, yaw)).save(path, "WEBP", quality=quality, method=6)
            yield path


def crop_picture(light: Array, name: str, yaw: int) -> NDArray[np.uint8]:
    """One crop (192, 256, 3) of a panorama's linear light."""
    draws = np.random.default_rng([len(name), ord(name[0]), yaw])
    shown = tone_map(light, draws.uniform(0.2, 0.34))
    turn, pitch, fov = yaw + draws.uniform(-12, 12), draws.uniform(-6, 3), draws.uniform(68, 88)
    view = perspective(shown, turn, pitch, fov)
    view = view + (view - blur(view, 1.3)) * 0.7
    view = view + blur(draws.normal(0, 1, (*view.shape[:2], 1)), 0.6) * draws.uniform(0.012, 0.022)
    return np.asarray(np.clip(view, 0, 1) * 255 + 0.5).astype(np.uint8)
