"""How sharp a pack's faces and backgrounds are at the size at which they are used: in scenes of the presets.

Sharpness is 1 over the width of the strongest edges: the 98 % quantile of the Laplacian's strength over 0.6 times that
of the gradient's, which is 1 / sigma for a step blurred by sigma pixels. So it depends neither on contrast nor on how
much there is to see. It is measured inside silhouettes (4 pixels off their edges, heads of at least 24 pixels) and on
the background (8 pixels off any silhouette). A ratio near 1 means that both look like one photograph's. Beside it
stands how often a face is drawn larger than its pixels, and how many pixels of the scene a background's pixel becomes.
Run it as: python benchmarks/builtin_sharpness.py [--pack FOLDER] [--scenes N] [--markdown FILE] [--json FILE]
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from pack import BUILTIN, options, publish, read_table, table

from synthgroup import SceneGenerator
from synthgroup.bank.background_packing import pack_backgrounds
from synthgroup.bank.backgrounds import BackgroundBank, BackgroundPack
from synthgroup.bank.face_packing import pack_faces
from synthgroup.bank.faces import FaceBank, FacePack
from synthgroup.recipe import preset_names
from synthgroup.scene import FaceAnnotation, Scene
from synthgroup.sources.builtin import BuiltinBackgrounds, BuiltinFaces

INSIDE, OUTSIDE = 4, 8
SMALLEST_HEAD = 24
FEWEST_PIXELS = 300
HEAD_SIDE = 256
STRONGEST = 0.98
# Grey values a pixel: flatter pictures have no edge to measure.
FAINTEST = 2.0
# The steepest second derivative of a blurred step is exp(-1/2) / sigma times its steepest slope.
BEND_OF_A_STEP = float(np.exp(-0.5))


@dataclass(frozen=True)
class Measured:
    """A face in a scene: sharpness of it and of the background, and pixels of the scene for each of its own."""

    preset: str
    category: str
    origin: str
    head: int
    face: float
    background: float
    magnified: float
    background_magnified: float


def sharpness(grey: NDArray[np.float32], mask: NDArray[np.bool_]) -> float | None:
    """Give 1 / sigma of the strongest edges, or None where there is too little to see."""
    if np.count_nonzero(mask) < FEWEST_PIXELS:
        return None
    down, right = np.gradient(grey)
    slope = float(np.quantile(np.hypot(down, right)[mask], STRONGEST))
    bend = float(np.quantile(np.abs(np.gradient(down, axis=0) + np.gradient(right, axis=1))[mask], STRONGEST))
    return bend / (BEND_OF_A_STEP * slope) if slope > FAINTEST else None


def shrunk(mask: NDArray[np.bool_], by: int) -> NDArray[np.bool_]:
    """Take pixels away from a mask's edges."""
    kernel = np.ones((2 * by + 1, 2 * by + 1), np.uint8)
    return np.asarray(cv2.erode(mask.astype(np.uint8), kernel, borderValue=1), np.bool_)


def magnification(face: FaceAnnotation) -> float:
    """Give how many pixels of the scene a pixel of the picture becomes, along a side."""
    if face.transform is None:
        return float("nan")
    matrix = np.array(face.transform)
    x, y, width, height = face.head
    here = np.linalg.solve(matrix, np.array([x + width / 2, y + height / 2, 1.0]))
    source = here / here[2]
    moved = [matrix @ (source + step) for step in (np.zeros(3), np.array([1.0, 0, 0]), np.array([0, 1.0, 0]))]
    middle, right, lower = (point[:2] / point[2] for point in moved)
    return float(np.sqrt(abs(np.linalg.det(np.stack([right - middle, lower - middle])))))


def measure(scene: Scene, preset: str, origins: Mapping[str, str], enlarged: float) -> list[Measured]:
    """Measure the faces of a scene."""
    grey = cv2.cvtColor(scene.image, cv2.COLOR_RGB2GRAY).astype(np.float32)
    masks = [face.mask for face in scene.faces]
    around = sharpness(grey, shrunk(~np.any(masks, axis=0), OUTSIDE)) if masks else None
    if around is None:
        return []
    found = []
    for face, mask in zip(scene.faces, masks, strict=True):
        own = sharpness(grey, shrunk(mask, INSIDE)) if face.head[3] >= SMALLEST_HEAD else None
        if own is not None:
            category = scene.background.category
            origin = origins.get(scene.background.file, "unknown")
            found.append(Measured(preset, category, origin, face.head[3], own, around, magnification(face), enlarged))
    return found


def banks(pack: Path) -> tuple[FaceBank, BackgroundBank]:
    """Open the banks of a pack, wherever it lies."""
    if pack.resolve() == BUILTIN.resolve():
        generator = SceneGenerator()
        return generator.faces, generator.backgrounds
    faces = FacePack(pack_faces(BuiltinFaces(pack), HEAD_SIDE, 1, None))
    places = BuiltinBackgrounds(pack)
    return FaceBank([faces], [1]), BackgroundBank([BackgroundPack(pack_backgrounds(places), places)], [1])


def scenes(pack: Path, preset: str, count: int) -> list[Measured]:
    """Measure the first scenes of a preset."""
    generator = SceneGenerator(*banks(pack), recipe=preset)
    origins = {row["file"]: row.get("origin", "") for row in read_table(pack / "backgrounds.csv")}
    found = []
    for index in range(count):
        scene = generator[index]
        plan = scene.plan.background
        height, width = generator.backgrounds.read(plan.background).shape[:2]
        enlarged = max(scene.plan.size[0] / width, scene.plan.size[1] / height) / plan.zoom
        found += measure(scene, preset, origins, enlarged)
    return found


def summarise(name: str, group: Sequence[Measured]) -> dict[str, Any]:
    """Summarise the faces of a group."""
    face, background = (np.array([getattr(one, key) for one in group]) for key in ("face", "background"))
    ratio, magnified = face / background, np.array([one.magnified for one in group])
    return {
        "group": name,
        "faces": len(group),
        "head, px": float(np.median([one.head for one in group])),
        "face": float(np.median(face)),
        "background": float(np.median(background)),
        "ratio": float(np.median(ratio)),
        "lower decile": float(np.quantile(ratio, 0.1)),
        "upper decile": float(np.quantile(ratio, 0.9)),
        "magnified": float((magnified > 1).mean()),
        "most magnified": float(magnified.max()),
        "background magnified by": float(np.median([one.background_magnified for one in group])),
    }


def grouped(found: Sequence[Measured], key: str) -> list[dict[str, Any]]:
    """Summarise by an attribute of the measured faces."""
    names = sorted({getattr(one, key) for one in found})
    return [summarise(name, [one for one in found if getattr(one, key) == name]) for name in names]


def main() -> None:
    """Measure and print."""
    parser = options(__doc__)
    parser.add_argument("--scenes", type=int, default=150, help="scenes of every preset")
    parser.add_argument("--presets", nargs="+", default=list(preset_names()), choices=preset_names())
    chosen = parser.parse_args()
    found = [one for preset in chosen.presets for one in scenes(chosen.pack, preset, chosen.scenes)]
    results = {key: grouped(found, key) for key in ("preset", "origin", "category")}
    parts = [
        table([f"by {key}", *list(lines[0])[1:]], [list(line.values()) for line in lines])
        for key, lines in results.items()
    ]
    publish(chosen, [f"{chosen.scenes} scenes of every preset.", *parts], results)


if __name__ == "__main__":
    main()
