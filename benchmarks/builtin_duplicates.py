"""Whether pictures of a pack are near-duplicates: perceptual hashes of 256 bits, compared in pairs.

A hash holds the signs (against their median) of the 16 x 16 lowest frequencies of a picture's cosine transform at 64 x
64 pixels. Different pictures differ in about half of the bits, 128 with a standard deviation of 8. A pair is called a
near-duplicate at `--threshold` bits or fewer. As a check, every picture is compared with itself after a crop of 2 % at
each side, 10 % more light and JPEG at quality 30, all at once: the threshold should lie between these distances and
those of different pictures. Places are compared with their mirror images too. Heads are laid on grey and cut to the
head box, so that framing does not matter; people are compared at the same emotion, where they are most alike.
Run it as: python benchmarks/builtin_duplicates.py [--pack FOLDER] [--markdown FILE] [--json FILE]
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from pack import Face, crop_head, options, publish, read_faces, read_table, table
from PIL import Image

SIDE = 64
FREQUENCIES = 16
BITS = FREQUENCIES * FREQUENCIES
THRESHOLD = 64
GREY = 128
LISTED = 8
# Heads are hashed with some hair and neck.
REACH = 1.3
Pixels = NDArray[np.uint8]
Bits = NDArray[np.bool_]
Pair = tuple[int, str, str]


def perceptual_hash(picture: Pixels) -> Bits:
    """Hash an RGB picture: 256 signs of low frequencies."""
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    small = cv2.resize(grey, (SIDE, SIDE), interpolation=cv2.INTER_AREA).astype(np.float32)
    low = cv2.dct(small)[:FREQUENCIES, :FREQUENCIES].ravel()
    # The first one is the mean brightness, which is left out of the median.
    return np.asarray(low > np.median(low[1:]))


def distances(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Count the differing bits of every pair of hashes, (n, m)."""
    left, right = one.astype(np.float32), other.astype(np.float32)
    return np.rint(left @ (1 - right).T + (1 - left) @ right.T).astype(np.int64)


def disturbed(picture: Pixels) -> Pixels:
    """Crop 2 % at each side, add 10 % of light and encode as JPEG at quality 30."""
    height, width = picture.shape[:2]
    off, along = round(0.02 * height), round(0.02 * width)
    brighter = np.clip(picture[off : height - off, along : width - along] * 1.1, 0, 255).astype(np.uint8)
    done, data = cv2.imencode(".jpg", brighter[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 30])
    decoded = cv2.imdecode(data, cv2.IMREAD_COLOR)
    if not done or decoded is None:
        raise RuntimeError("OpenCV could not read its own JPEG")
    return np.ascontiguousarray(decoded[..., ::-1]).astype(np.uint8)


def nearest(found: NDArray[np.int64], names: Sequence[str], allowed: NDArray[np.bool_]) -> list[Pair]:
    """List the nearest pairs of different pictures among the allowed ones."""
    rows, columns = np.nonzero(np.triu(allowed, 1))
    order = np.argsort(found[rows, columns], kind="stable")
    return [(int(found[rows[k], columns[k]]), names[rows[k]], names[columns[k]]) for k in order]


def summary(pairs: Sequence[Pair], threshold: int) -> dict[str, Any]:
    """Give the quantiles of the distances, the pairs that are too near, and the nearest ones."""
    values = np.array([pair[0] for pair in pairs])
    return {
        "pairs": len(pairs),
        "least": int(values.min()),
        "1 in 1000": float(np.quantile(values, 0.001)),
        "median": float(np.median(values)),
        "near": int((values <= threshold).sum()),
        "nearest": list(pairs[:LISTED]),
    }


def read_place(path: Path) -> Pixels:
    """Read a background, RGB."""
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB"))


def read_head(face: Face) -> Pixels:
    """Read a head, cut to its box and laid on grey, RGB."""
    crop = crop_head(face.read(), face.head, 2 * SIDE, reach=REACH)
    return np.clip(crop[..., :3] + GREY * (1 - crop[..., 3:] / 255), 0, 255).astype(np.uint8)


def hashes(count: int, read: Callable[[int], Pixels]) -> tuple[Bits, Bits, NDArray[np.int64]]:
    """Hash pictures and their mirror images, and measure how far the disturbed ones are from themselves."""
    straight, mirrored, moved = [], [], []
    for number in range(count):
        picture = read(number)
        straight.append(perceptual_hash(picture))
        mirrored.append(perceptual_hash(np.ascontiguousarray(picture[:, ::-1])))
        moved.append(int((straight[-1] != perceptual_hash(disturbed(picture))).sum()))
    return np.array(straight), np.array(mirrored), np.array(moved)


def measure_places(pack: Path, threshold: int) -> dict[str, Any]:
    """Compare the backgrounds: crops of one panorama apart from all other pairs."""
    rows = read_table(pack / "backgrounds.csv")
    names = [row["file"] for row in rows]
    straight, mirrored, moved = hashes(len(rows), lambda number: read_place(pack / "backgrounds" / names[number]))
    found = np.minimum(distances(straight, straight), distances(straight, mirrored))
    groups = np.array([row.get("group") or row["file"] for row in rows])
    kinds = np.array([row["category"] for row in rows])
    one_place, one_kind = groups[:, None] == groups, kinds[:, None] == kinds
    chosen = {
        "backgrounds of a category": one_kind & ~one_place,
        "backgrounds of different categories": ~one_kind,
        "crops of a panorama": one_place & ~np.eye(len(rows), dtype=np.bool_),
    }
    return {"itself disturbed: backgrounds": quantiles(moved)} | compared(found, names, chosen, threshold)


def measure_faces(pack: Path, threshold: int) -> dict[str, Any]:
    """Compare the heads: different people with one emotion, and one person's takes and emotions."""
    faces = read_faces(pack)
    names = [face.row["file"] for face in faces]
    straight, _, moved = hashes(len(faces), lambda number: read_head(faces[number]))
    found = distances(straight, straight)
    people = np.array([face.identity for face in faces])
    shown = np.array([face.emotion.value for face in faces])
    one_person, one_emotion = people[:, None] == people, shown[:, None] == shown
    chosen = {
        "heads of different people, one emotion": ~one_person & one_emotion,
        "heads of one person, different emotions": one_person & ~one_emotion,
        "heads of one person, one emotion": one_person & one_emotion & ~np.eye(len(faces), dtype=np.bool_),
    }
    return {"itself disturbed: heads": quantiles(moved)} | compared(found, names, chosen, threshold)


def compared(
    found: NDArray[np.int64], names: Sequence[str], chosen: dict[str, NDArray[np.bool_]], threshold: int
) -> dict[str, Any]:
    """Summarise the distances of every kind of pair that occurs."""
    return {
        name: summary(nearest(found, names, allowed), threshold) for name, allowed in chosen.items() if allowed.any()
    }


def quantiles(values: NDArray[np.int64]) -> dict[str, Any]:
    """Summarise distances of pictures from their own disturbed copies."""
    return {"pictures": len(values), "median": float(np.median(values)), "most": int(values.max())}


def tables(found: dict[str, dict[str, Any]], threshold: int) -> list[str]:
    """Write the tables."""
    copies = {name: one for name, one in found.items() if "most" in one}
    pairs = {name: one for name, one in found.items() if "pairs" in one}
    columns = ("pairs", "least", "1 in 1000", "median", "near")
    return [
        table(["distance in bits of 256", "pictures", "median", "most"], [[k, *v.values()] for k, v in copies.items()]),
        table(
            ["distance in bits of 256", *columns[:-1], f"at most {threshold}"],
            [[name, *(one[column] for column in columns)] for name, one in pairs.items()],
        ),
        *(
            table([f"nearest {name}", "", "bits"], [[one, other, far] for far, one, other in pair["nearest"]])
            for name, pair in pairs.items()
        ),
    ]


def main() -> None:
    """Compare and print."""
    parser = options(__doc__)
    parser.add_argument("--threshold", type=int, default=THRESHOLD, help="bits of 256 that near-duplicates differ in")
    chosen = parser.parse_args()
    found = measure_places(chosen.pack, chosen.threshold) | measure_faces(chosen.pack, chosen.threshold)
    publish(chosen, tables(found, chosen.threshold), found)


if __name__ == "__main__":
    main()
