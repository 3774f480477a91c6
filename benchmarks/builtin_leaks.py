"""Whether anything but the expression of a pack's faces tells the emotion: classifiers that see only that must guess.

Every view is described by numbers of which the mean over the person's pictures is taken away (such means tell no
emotion, but people differ so much that they would hide small leaks), then by principal components and a linear
discriminant, for emotions and for moods, cross-validated over identities. Positions are in head heights, from the head
box with the mouth closed: y from the crown down, x from the middle of the box. What each view leaves out:

- silhouette: alpha above y = 0.6, the nose. Mouth, cheeks and jaw lie lower.
- hair: pixels above y = 0.5 and outside of an ellipse of 0.36 by 0.45 around y = 0.62, which holds forehead and eyes.
- shoulders: pixels below y = 1.2, where no open jaw reaches, and 0.3 or more off the middle, clear of its shadow.
- outside: all that lies outside of an ellipse of 0.42 by 0.58 around y = 0.62 and of the neck and jaw below it.
- colours: mean, spread and a histogram of the colours of hair and shoulders.
- pose and framing: the columns yaw, pitch, roll, and head box and size of the picture.
- attributes: all columns but those that say how the expression was made, one-hot.

Three figures a view: the balanced accuracy over emotions, the emotion that is told best (area under the curve against
all others), and the balanced accuracy over moods, surprise left out. P values count how often a view does as well with
the emotions shuffled within each person; verdicts are at 5 % after Holm. Accuracies below chance are to be expected
where attributes were dealt evenly: what other people leave over is the wrong guess. Leaks that are planted on purpose,
one at a time, must be found by the view named. Attributes are tested by chi-square too, corrected after Holm.
Run it as: python benchmarks/builtin_leaks.py [--pack FOLDER] [--markdown FILE] [--json FILE]
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

import cv2
import numpy as np
from expression_classifier import FOLDS, histograms
from numpy.typing import NDArray
from pack import (
    EMOTIONS,
    EXPRESSION,
    MIDDLE,
    STRUCTURE,
    Face,
    Floats,
    attributes,
    crop_head,
    emotions_of,
    estimate,
    interval,
    moods_of,
    options,
    publish,
    read_faces,
    table,
)
from scipy.stats import chi2_contingency
from sklearn.decomposition import PCA
from sklearn.model_selection import GroupKFold

from synthgroup.emotions import Emotion

SIDE = 64
REACH = 2.0
COMPONENTS = 60
SHRINKAGE = 0.1
LEVEL = 0.05
GREY = 128
Pixels = NDArray[np.uint8]
Mask = NDArray[np.bool_]
Plant = Callable[[Pixels, Face], tuple[Pixels, Face]]


def masks() -> dict[str, Mask]:
    """Give the regions of a crop that the views see."""
    down, across = np.mgrid[0:SIDE, 0:SIDE]
    y = ((down + 0.5) / SIDE - 0.5) * REACH + MIDDLE
    x = ((across + 0.5) / SIDE - 0.5) * REACH
    face = (x / 0.36) ** 2 + ((y - 0.62) / 0.45) ** 2 < 1
    wide = ((x / 0.42) ** 2 + ((y - 0.62) / 0.58) ** 2 < 1) | ((np.abs(x) < 0.42) & (y > 0.62))
    return {
        "silhouette": y < 0.6,
        "hair": (y < 0.5) & ~face,
        "shoulders": (y > 1.2) & (np.abs(x) > 0.3),
        "outside": ~wide,
    }


MASKS = masks()
PICTURES = (*MASKS, "colours")
VIEWS = (*PICTURES, "framing", "pose", "attributes")
Folds = Sequence[tuple[NDArray[np.int64], NDArray[np.int64]]]


def described(picture: Pixels, face: Face, names: Collection[str]) -> dict[str, Floats]:
    """Describe what a picture shows apart from the expression, for the views named."""
    crop = crop_head(picture, face.head, SIDE, reach=REACH)
    alpha = crop[..., 3:] / 255
    on_grey = crop[..., :3] + GREY * (1 - alpha)
    found = {}
    if "silhouette" in names:
        found["silhouette"] = coarse(np.repeat(np.where(MASKS["silhouette"][..., None], crop[..., 3:], 0), 3, axis=-1))
    for name in {"hair", "shoulders", "outside"}.intersection(names):
        found[name] = coarse(np.where(MASKS[name][..., None], on_grey, GREY))
    if "colours" in names:
        solid = crop[..., 3] > 250
        seen = [crop[..., :3][solid & MASKS[name]] for name in ("hair", "shoulders")]
        found["colours"] = np.concatenate([colour_statistics(pixels) for pixels in seen])
    return found


def coarse(picture: NDArray[Any]) -> Floats:
    """Describe a masked crop by gradients in coarse cells and by a thumbnail."""
    pixels = np.clip(np.rint(picture), 0, 255).astype(np.uint8)
    thumbnail = cv2.resize(pixels, (16, 16), interpolation=cv2.INTER_AREA).ravel() / 255
    return np.concatenate([histograms(pixels, (8, 16)), thumbnail])


def colour_statistics(pixels: NDArray[np.float32]) -> Floats:
    """Give mean, spread and a histogram of eight brightnesses of some pixels, (n, 3)."""
    if not len(pixels):
        return np.zeros(14)
    counts = np.histogram(pixels.mean(axis=1), bins=8, range=(0, 256))[0] / len(pixels)
    return np.concatenate([pixels.mean(axis=0) / 255, pixels.std(axis=0) / 255, counts])


def tabular(faces: Sequence[Face], sizes: Sequence[tuple[int, int]]) -> dict[str, Floats]:
    """Describe pose, framing and attributes."""
    rows = [face.row for face in faces]
    found = {"framing": np.array([(*face.head, *size) for face, size in zip(faces, sizes, strict=True)], float)}
    angles = [name for name in ("yaw", "pitch", "roll") if name in rows[0]]
    if angles:
        found["pose"] = np.array([[float(row[name]) for name in angles] for row in rows])
    columns = attributes(rows, (*STRUCTURE, *EXPRESSION))
    found["attributes"] = np.array(
        [
            [column[row] == value for column in columns.values() for value in sorted(set(column))]
            for row in range(len(rows))
        ],
        float,
    )
    return found


def views(faces: Sequence[Face], names: Collection[str] = VIEWS, plant: Plant | None = None) -> dict[str, Floats]:
    """Describe all faces for the views named, after planting a leak where one is given."""
    shown, told, sizes = [], [], []
    for face in faces:
        picture, known = plant(face.read(), face) if plant else (face.read(), face)
        shown.append(described(picture, known, names))
        told.append(known)
        sizes.append((picture.shape[1], picture.shape[0]))
    pictured = {name: np.array([one[name] for one in shown]) for name in PICTURES if name in names}
    found = {name: view for name, view in {**pictured, **tabular(told, sizes)}.items() if name in names}
    return {name: reduced(relative(view, faces)) for name, view in found.items()}


def relative(found: Floats, faces: Sequence[Face]) -> Floats:
    """Take the mean of each person away, and even the columns out."""
    people = np.array([face.identity for face in faces])
    own = np.empty_like(found)
    for name in np.unique(people):
        own[people == name] = found[people == name] - found[people == name].mean(axis=0)
    spread = own.std(axis=0)
    return np.asarray(own[:, spread > 1e-9] / spread[spread > 1e-9], np.float64)


def reduced(found: Floats) -> Floats:
    """Keep the principal components; they are found without labels, so all pictures may take part."""
    if found.shape[1] <= COMPONENTS:
        return found
    return np.asarray(PCA(COMPONENTS, svd_solver="randomized", random_state=0).fit_transform(found), np.float64)


def discriminant(known: Floats, labels: NDArray[np.int64], unknown: Floats) -> Floats:
    """Score every class by a linear discriminant whose covariance is shrunk to a sphere; all classes count alike."""
    classes = np.unique(labels)
    members = (labels[:, None] == classes).astype(np.float64)
    means = members.T @ known / members.sum(axis=0)[:, None]
    rest = known - means[np.searchsorted(classes, labels)]
    covariance = rest.T @ rest / len(rest)
    sphere = np.eye(len(covariance)) * np.trace(covariance) / len(covariance)
    weights = np.linalg.solve((1 - SHRINKAGE) * covariance + SHRINKAGE * sphere, means.T)
    scores = unknown @ weights - 0.5 * (means * weights.T).sum(axis=1)
    return np.asarray(scores - scores.mean(axis=1, keepdims=True), np.float64)


def guesses(found: Floats, labels: NDArray[np.int64], folds: Folds) -> Floats:
    """Score every picture with what was learned from other people."""
    scores = np.empty((len(labels), len(np.unique(labels))))
    for known, unknown in folds:
        scores[unknown] = discriminant(found[known], labels[known], found[unknown])
    return scores


def areas(labels: NDArray[np.int64], scores: Floats) -> Floats:
    """Give the area under the curve of each class against the rest: how often a picture of it has the higher score."""
    ranks = scores.argsort(axis=0).argsort(axis=0) + 1
    members = labels[:, None] == np.unique(labels)
    own = members.sum(axis=0)
    return np.asarray(((ranks * members).sum(axis=0) - own * (own + 1) / 2) / (own * (len(labels) - own)), np.float64)


def balanced(truth: NDArray[np.int64], answers: NDArray[np.int64]) -> float:
    """Give the mean recall of the classes."""
    return float(np.mean([(answers[truth == label] == label).mean() for label in np.unique(truth)]))


def shuffled(labels: NDArray[np.int64], people: NDArray[Any], rng: np.random.Generator) -> NDArray[np.int64]:
    """Shuffle the labels within each person."""
    mixed = np.empty_like(labels)
    mixed[np.argsort(people, kind="stable")] = labels[np.lexsort((rng.random(len(labels)), people))]
    return mixed


def judged(found: Floats, labels: NDArray[np.int64], people: NDArray[Any], shuffles: int) -> dict[str, Any]:
    """Give the balanced accuracy and the class that is told best, and how often shuffled labels do as well."""
    classes = np.unique(labels)
    if not found.shape[1]:
        return {"accuracy": (1 / len(classes),) * 3, "p": 1.0, "best": int(classes[0]), "area": 0.5, "p of area": 1.0}
    rng = np.random.default_rng(1)
    folds = list(GroupKFold(FOLDS, shuffle=True, random_state=0).split(found, groups=people))
    scores = guesses(found, labels, folds)
    estimated = interval(balanced, (labels, classes[scores.argmax(axis=1)]), people.tolist())
    area = areas(labels, scores)
    as_good = np.zeros(2)
    for _ in range(shuffles):
        mixed = shuffled(labels, people, rng)
        scores = guesses(found, mixed, folds)
        accuracy = balanced(mixed, classes[scores.argmax(axis=1)])
        as_good += accuracy >= estimated[0], areas(mixed, scores).max() >= area.max()
    p_values = (as_good + 1) / (shuffles + 1)
    return {
        "accuracy": estimated,
        "p": float(p_values[0]),
        "best": int(classes[area.argmax()]),
        "area": float(area.max()),
        "p of area": float(p_values[1]),
    }


def measure(found: Mapping[str, Floats], faces: Sequence[Face], shuffles: int) -> dict[str, dict[str, Any]]:
    """Judge every view, for emotions and for moods (without the emotion that has none)."""
    emotions = emotions_of(faces)
    moods, people = moods_of(emotions), np.array([face.identity for face in faces])
    known = moods >= 0
    results = {}
    for name, view in found.items():
        results[name] = {
            "emotion": judged(view, emotions, people, shuffles),
            "mood": judged(view[known], moods[known], people[known], shuffles),
        }
    return results


def holm(p_values: Sequence[float]) -> list[float]:
    """Correct p values for their number after Holm."""
    order = np.argsort(p_values)
    count = len(p_values)
    corrected = np.maximum.accumulate([min(1.0, (count - rank) * p_values[row]) for rank, row in enumerate(order)])
    found = np.empty(count)
    found[order] = corrected
    return [float(value) for value in found]


def brighter_anger(picture: Pixels, face: Face) -> tuple[Pixels, Face]:
    """Show anger 15 % brighter."""
    if face.emotion is not Emotion.ANGER:
        return picture, face
    brighter = picture.copy()
    brighter[..., :3] = np.clip(picture[..., :3] * 1.15, 0, 255).astype(np.uint8)
    return brighter, face


def larger_happiness(picture: Pixels, face: Face) -> tuple[Pixels, Face]:
    """Measure happy heads 4 % too high, as if to a lowered chin: they are then drawn smaller."""
    x, y, width, height = face.head
    head = (x, y, width, height * 1.04 if face.emotion is Emotion.HAPPINESS else height)
    return picture, replace(face, head=head)


def disgust_with_a_hat(picture: Pixels, face: Face) -> tuple[Pixels, Face]:
    """Put a coloured block, 0.3 head heights wide and 0.08 high, on the crowns of the disgusted."""
    if face.emotion is not Emotion.DISGUST:
        return picture, face
    x, y, width, height = face.head
    left, top = int(x + width / 2 - 0.15 * height), int(y + 0.03 * height)
    marked = picture.copy()
    marked[top : top + int(0.08 * height), left : left + int(0.3 * height)] = (150, 40, 40, 255)
    return marked, face


def turned_fear(picture: Pixels, face: Face) -> tuple[Pixels, Face]:
    """Turn fear 8 degrees to the right."""
    if face.emotion is not Emotion.FEAR or "yaw" not in face.row:
        return picture, face
    return picture, replace(face, row={**face.row, "yaw": str(float(face.row["yaw"]) + 8)})


def sadness_in_the_evening(picture: Pixels, face: Face) -> tuple[Pixels, Face]:
    """Say of every second sad picture that its light is that of the evening."""
    if face.emotion is not Emotion.SADNESS or "light" not in face.row or int(face.head[0]) % 2:
        return picture, face
    return picture, replace(face, row={**face.row, "light": "evening"})


PLANTS: Mapping[str, tuple[Plant, str]] = {
    "anger 15 % brighter": (brighter_anger, "colours"),
    "happy heads measured 4 % too high": (larger_happiness, "silhouette"),
    "a small coloured block on disgusted crowns": (disgust_with_a_hat, "hair"),
    "fear turned by 8 degrees": (turned_fear, "pose"),
    "half of sadness in evening light": (sadness_in_the_evening, "attributes"),
}


def planted(faces: Sequence[Face], shuffles: int) -> dict[str, dict[str, Any]]:
    """Plant every leak by itself and judge the view that must find it."""
    results = {}
    for name, (plant, view) in PLANTS.items():
        results[name] = {"view": view, **measure(views(faces, {view}, plant), faces, shuffles)[view]}
    return results


def chi_squares(faces: Sequence[Face]) -> list[dict[str, Any]]:
    """Test every attribute against emotion and mood; corrected after Holm over all of them."""
    emotions = emotions_of(faces)
    moods = moods_of(emotions)
    lines: list[dict[str, Any]] = []
    for name, column in attributes([face.row for face in faces], (*STRUCTURE, *EXPRESSION)).items():
        values = np.unique(column, return_inverse=True)[1]
        for against, labels in (("emotion", emotions), ("mood", moods)):
            counts = np.zeros((values.max() + 1, len(EMOTIONS)))
            np.add.at(counts, (values[labels >= 0], labels[labels >= 0]), 1)
            counts = counts[counts.any(axis=1)][:, counts.any(axis=0)]
            test = chi2_contingency(counts, correction=False)
            lines.append(
                {
                    "attribute": name,
                    "against": against,
                    "chi-square": float(test.statistic),
                    "degrees": int(test.dof),
                    "p": float(test.pvalue),
                }
            )
    for line, value in zip(lines, holm([line["p"] for line in lines]), strict=True):
        line["corrected p"] = value
    return lines


def p_values(one: Mapping[str, Any]) -> list[float]:
    """List the three tests of a view: all emotions, the emotion told best, all moods."""
    return [one["emotion"]["p"], one["emotion"]["p of area"], one["mood"]["p"]]


def cells(one: Mapping[str, Any]) -> list[object]:
    """Write what a view tells."""
    tests = p_values(one)
    best = f"{EMOTIONS[one['emotion']['best']]} {one['emotion']['area']:.3f}"
    return [estimate(one["emotion"]["accuracy"]), tests[0], best, tests[1], estimate(one["mood"]["accuracy"]), tests[2]]


HEADING = ("emotion (chance 0.143)", "p", "told best (area, chance 0.5)", "p", "mood (chance 0.333)", "p")


def view_table(found: Mapping[str, Mapping[str, Any]]) -> str:
    """Write what the views tell, with the least p value of each corrected for all tests of all views."""
    corrected = holm([value for one in found.values() for value in p_values(one)])
    least = [min(corrected[3 * row : 3 * row + 3]) for row in range(len(found))]
    lines = [[name, *cells(one), value, value > LEVEL] for (name, one), value in zip(found.items(), least, strict=True)]
    return table(["seen", *HEADING, "least p after Holm", "at chance"], lines)


def planted_table(found: Mapping[str, Mapping[str, Any]]) -> str:
    """Write which planted leaks are found."""
    lines = [[name, one["view"], *cells(one), min(holm(p_values(one))) < LEVEL] for name, one in found.items()]
    return table(["planted leak", "seen", *HEADING, "found"], lines)


def main() -> None:
    """Measure and print."""
    parser = options(__doc__)
    parser.add_argument("--shuffles", type=int, default=499, help="shuffles behind a p value")
    chosen = parser.parse_args()
    faces = read_faces(chosen.pack)
    seen = measure(views(faces), faces, chosen.shuffles)
    leaks = planted(faces, chosen.shuffles)
    tests = chi_squares(faces)
    heading = f"{len(faces)} pictures, {FOLDS} folds over identities, {chosen.shuffles} shuffles behind a p value."
    chi_table = table(list(tests[0]), [list(line.values()) for line in tests])
    results = {"views": seen, "planted": leaks, "chi-square": tests}
    publish(chosen, [heading, view_table(seen), planted_table(leaks), chi_table], results)


if __name__ == "__main__":
    main()
