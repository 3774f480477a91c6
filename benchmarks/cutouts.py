"""Measure cutouts against the truth: built-in faces pasted on grey, white, green and blue backdrops.

Run `python benchmarks/cutouts.py [--count N] [--json FILE]`. Every face is composited on a backdrop with a light
gradient (10 to 15 % across the picture, any direction), gets Gaussian noise (sigma 2) and is encoded as JPEG at quality
85. The matte that comes back is compared with the matte it was composited with: soft IoU (sum of minima over sum of
maxima) and mean absolute alpha error over the picture. A plain HSV threshold and GrabCut see the same pictures.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import platform
import time
from collections.abc import Callable, Sequence
from importlib import metadata
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

import synthgroup
from synthgroup.cutout import cut_out

PACK = Path(synthgroup.__file__).parent / "builtin"
# Studio values: a mid-grey roll, white paper just below clipping, and painted chroma walls under soft light.
BACKDROPS = {"grey": (150, 150, 150), "white": (238, 238, 238), "green": (60, 170, 85), "blue": (45, 85, 175)}
NOISE_SIGMA = 2.0
JPEG_QUALITY = 85
Method = Callable[[NDArray[np.uint8]], NDArray[np.float64]]


def composite(face: NDArray[np.uint8], colour: tuple[int, int, int], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Paste a straight RGBA face (H, W, 4) on an unevenly lit backdrop, with noise and JPEG losses; returns RGB."""
    height, width = face.shape[:2]
    angle, strength = rng.uniform(0, 2 * np.pi), rng.uniform(0.10, 0.15)
    y, x = np.mgrid[0:height, 0:width]
    along = np.cos(angle) * (x / (width - 1) - 0.5) + np.sin(angle) * (y / (height - 1) - 0.5)
    # Scaled so that the whole strength lies between the two corners or sides that the gradient runs between.
    light = 1 + strength * along / (abs(np.cos(angle)) + abs(np.sin(angle)))
    backdrop = np.array(colour) * light[..., None]
    alpha = face[..., 3:] / 255
    picture = alpha * face[..., :3] + (1 - alpha) * backdrop + rng.normal(0, NOISE_SIGMA, (height, width, 3))
    rgb = np.clip(np.rint(picture), 0, 255).astype(np.uint8)
    done, data = cv2.imencode(".jpg", rgb[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    if not done:
        raise RuntimeError("OpenCV could not encode a JPEG")
    decoded = cv2.imdecode(data, cv2.IMREAD_COLOR)
    if decoded is None:
        raise RuntimeError("OpenCV could not decode its own JPEG")
    return np.ascontiguousarray(decoded[..., ::-1]).astype(np.uint8)


def ours(picture: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return the matte of `cut_out` in the picture's frame, 0 to 1; a poor cutout counts as it is."""
    cutout = cut_out(picture)
    (left, top), (height, width) = cutout.offset, cutout.pixels.shape[:2]
    alpha = np.zeros(picture.shape[:2])
    alpha[top : top + height, left : left + width] = cutout.pixels[..., 3] / 255
    return alpha


def hsv_threshold(picture: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Key the colour of the upper corners with `inRange`, open the mask and fill the largest contour."""
    hsv = cv2.cvtColor(picture, cv2.COLOR_RGB2HSV)
    hue, saturation, value = np.median(np.concatenate([hsv[:8, :8], hsv[:8, -8:]], axis=1), axis=(0, 1))
    # Hue means nothing on a grey or white backdrop, so it is left open there.
    hue_low, hue_high = (hue - 12, hue + 12) if saturation > 40 else (0, 180)
    low = np.clip([hue_low, saturation - 40, value - 40], 0, 255)
    high = np.clip([hue_high, saturation + 40, value + 40], 0, 255)
    face = cv2.bitwise_not(cv2.inRange(hsv, low, high))
    face = cv2.morphologyEx(face, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 5)))
    contours, _ = cv2.findContours(face, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    alpha = np.zeros(face.shape, np.uint8)
    if contours:
        cv2.drawContours(alpha, [max(contours, key=cv2.contourArea)], -1, 1, cv2.FILLED)
    return alpha.astype(np.float64)


def grab_cut(picture: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Run GrabCut for five iterations from a rectangle that leaves a border at the top and the sides."""
    height, width = picture.shape[:2]
    margin = max(2, round(0.03 * width))
    mask = np.full((height, width), cv2.GC_BGD, np.uint8)
    mask[margin:, margin:-margin] = cv2.GC_PR_FGD
    # Shoulders reach the sides at the bottom: there the border is only probably backdrop.
    mask[height * 2 // 3 :, :margin] = mask[height * 2 // 3 :, -margin:] = cv2.GC_PR_BGD
    cv2.setRNGSeed(0)
    models = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.grabCut(picture, mask, (0, 0, 1, 1), *models, 5, cv2.GC_INIT_WITH_MASK)
    return np.isin(mask, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.float64)


METHODS: dict[str, Method] = {"synthgroup": ours, "HSV threshold": hsv_threshold, "GrabCut": grab_cut}


def read_faces(count: int | None) -> list[tuple[str, NDArray[np.uint8]]]:
    """Read straight RGBA faces of the built-in pack, spread evenly over its table where `count` is less than all."""
    with (PACK / "faces.csv").open(newline="", encoding="utf-8") as table:
        names = [row["file"] for row in csv.DictReader(table)]
    chosen = range(len(names)) if count is None else np.linspace(0, len(names) - 1, min(count, len(names))).astype(int)
    faces = []
    for index in chosen:
        with Image.open(PACK / "faces" / names[index]) as image:
            faces.append((names[index], np.asarray(image.convert("RGBA"))))
    return faces


def measure(faces: Sequence[tuple[str, NDArray[np.uint8]]], methods: dict[str, Method]) -> list[dict[str, object]]:
    """Return one row per face, backdrop and method: soft IoU, mean absolute alpha error and seconds."""
    rows: list[dict[str, object]] = []
    for number, (name, face) in enumerate(faces):
        truth = face[..., 3] / 255
        for code, (backdrop, colour) in enumerate(BACKDROPS.items()):
            picture = composite(face, colour, np.random.default_rng([number, code]))
            for method, run in methods.items():
                start = time.perf_counter()
                alpha = run(picture)
                seconds = time.perf_counter() - start
                iou = float(np.minimum(alpha, truth).sum() / max(np.maximum(alpha, truth).sum(), 1e-9))
                error = float(np.abs(alpha - truth).mean())
                rows.append(
                    {
                        "file": name,
                        "backdrop": backdrop,
                        "method": method,
                        "iou": iou,
                        "error": error,
                        "seconds": seconds,
                    }
                )
    return rows


def summarise(rows: Sequence[dict[str, object]]) -> list[dict[str, object]]:
    """Return one line per method and backdrop, and one per method over all backdrops."""
    lines: list[dict[str, object]] = []
    for method in dict.fromkeys(row["method"] for row in rows):
        for backdrop in (*BACKDROPS, "all"):
            own = [row for row in rows if row["method"] == method and backdrop in {row["backdrop"], "all"}]
            iou, error, seconds = (np.array([row[key] for row in own], float) for key in ("iou", "error", "seconds"))
            lines.append(
                {
                    "method": method,
                    "backdrop": backdrop,
                    "pictures": len(own),
                    "iou_mean": float(iou.mean()),
                    "iou_median": float(np.median(iou)),
                    "iou_worst_decile": float(np.quantile(iou, 0.1)),
                    "error_mean": float(error.mean()),
                    "error_median": float(np.median(error)),
                    "error_worst_decile": float(np.quantile(error, 0.9)),
                    "ms_median": float(np.median(seconds) * 1000),
                }
            )
    return lines


def processor() -> str:
    """Name the processor where Linux tells it, the architecture elsewhere."""
    info = Path("/proc/cpuinfo")
    names = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    return next((line.split(":")[1].strip() for line in names if line.startswith("model name")), platform.machine())


def print_table(lines: Sequence[dict[str, object]], count: int) -> None:
    """Print the summary as a Markdown table, with the machine and the versions."""
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in ("numpy", "opencv-python-headless", "pillow"))
    print(f"{count} faces; {processor()}, {os.cpu_count()} cores; Python {platform.python_version()}, {versions}\n")
    print("| method | backdrop | soft IoU | median | worst decile | alpha error | median | worst decile | ms |")
    print("|---|---|---|---|---|---|---|---|---|")
    for line in lines:
        ious = " | ".join(f"{line[key]:.4f}" for key in ("iou_mean", "iou_median", "iou_worst_decile"))
        errors = " | ".join(f"{line[key]:.4f}" for key in ("error_mean", "error_median", "error_worst_decile"))
        print(f"| {line['method']} | {line['backdrop']} | {ious} | {errors} | {line['ms_median']:.0f} |")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, help="number of faces, spread over the pack (default: all)")
    parser.add_argument("--json", type=Path, help="write every single measurement here too")
    arguments = parser.parse_args()
    faces = read_faces(arguments.count)
    rows = measure(faces, METHODS)
    lines = summarise(rows)
    print_table(lines, len(faces))
    if arguments.json:
        arguments.json.write_text(json.dumps({"summary": lines, "rows": rows}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
