"""Whether the expressions of a pack can be read: a plain classifier, cross-validated over identities.

Heads are cropped by their head boxes alone, at 64 and 48 pixels of head height (what is seen is a square of about 0.8
head heights), and laid on plain colours and crops of backgrounds. Histograms of gradients, principal components and a
linear discriminant learn the emotion from four fifths of the identities (with mirrored and slightly disturbed copies)
and name it for the others. The mood is the one whose emotions are together the most probable; surprise has no mood and
is left out of the figures for moods. Intervals are 95 % bootstrap intervals over identities. The classifier's settings
were chosen on version 0 of the pack.
Run it as: python benchmarks/builtin_readability.py [--pack FOLDER] [--markdown FILE] [--json FILE]
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from expression_classifier import COMPONENTS, FOLDS, predict_moods, read_expressions
from numpy.typing import NDArray
from pack import EMOTIONS, Floats, emotions_of, estimate, interval, moods_of, options, publish, read_faces, table

from synthgroup.emotions import MOODS

Numbers = NDArray[np.int64]


def accuracy(truth: Numbers, answers: Numbers) -> float:
    """Give the share of right answers."""
    return float((truth == answers).mean())


def balanced(truth: Numbers, answers: Numbers) -> float:
    """Give the mean recall of the classes that are there."""
    return float(np.mean([(answers[truth == label] == label).mean() for label in np.unique(truth)]))


def confusion(truth: Numbers, answers: Numbers, count: int) -> NDArray[np.int64]:
    """Count the answers (columns) to every truth (rows)."""
    found = np.zeros((count, count), np.int64)
    np.add.at(found, (truth, answers), 1)
    return found


def f1(truth: Numbers, answers: Numbers, label: int) -> float:
    """Give the harmonic mean of a class's precision and recall."""
    right = int(((truth == label) & (answers == label)).sum())
    return 2 * right / max(1, int((truth == label).sum() + (answers == label).sum()))


def summarise(emotions: Numbers, probabilities: Floats, people: Sequence[str]) -> dict[str, Any]:
    """Give accuracies and recalls with their intervals, and confusion matrices."""
    answers = probabilities.argmax(axis=1)
    moods, read = moods_of(emotions), predict_moods(probabilities)
    known = moods >= 0
    names = [name for name, kept in zip(people, known, strict=True) if kept]
    shown, told = moods[known], read[known]
    return {
        "scores": {
            "emotion, accuracy": interval(accuracy, (emotions, answers), people),
            "mood, accuracy": interval(accuracy, (shown, told), names),
            "mood, balanced accuracy": interval(balanced, (shown, told), names),
        },
        "emotions": {
            emotion: {
                "recall": interval(accuracy, (emotions[own], answers[own]), np.array(people)[own].tolist()),
                "F1": f1(emotions, answers, label),
            }
            for label, emotion in enumerate(EMOTIONS)
            if (own := emotions == label).any()
        },
        "confusion": confusion(emotions, answers, len(EMOTIONS)).tolist(),
        "mood confusion": confusion(shown, told, len(MOODS)).tolist(),
    }


def tables(found: Mapping[int, Mapping[str, Any]]) -> list[str]:
    """Write the tables."""
    heights = list(found)
    columns = [f"{height} px" for height in heights]
    first = found[heights[0]]
    parts = [
        table(
            ["read on held-out identities", *columns],
            [[name, *(estimate(found[height]["scores"][name]) for height in heights)] for name in first["scores"]],
        ),
        table(
            ["emotion", *(f"{word}, {column}" for column in columns for word in ("recall", "F1"))],
            [
                [
                    name,
                    *(
                        cell
                        for height in heights
                        for cell in (
                            estimate(found[height]["emotions"][name]["recall"]),
                            found[height]["emotions"][name]["F1"],
                        )
                    ),
                ]
                for name in first["emotions"]
            ],
        ),
    ]
    for height in heights:
        parts += [
            table([f"shown / read at {height} px", *EMOTIONS], named(EMOTIONS, found[height]["confusion"])),
            table([f"shown / read at {height} px", *MOODS], named(MOODS, found[height]["mood confusion"])),
        ]
    return parts


def named(names: Sequence[str], matrix: Sequence[Sequence[int]]) -> list[list[object]]:
    """Put the names before the rows."""
    return [[name, *row] for name, row in zip(names, matrix, strict=True)]


def main() -> None:
    """Measure and print."""
    parser = options(__doc__)
    parser.add_argument("--heights", type=int, nargs="+", default=[64, 48], help="head heights in pixels")
    parser.add_argument("--crops", type=int, default=4, help="crops of a face that train, mirrored copies apart")
    chosen = parser.parse_args()
    faces = read_faces(chosen.pack)
    people = [face.identity for face in faces]
    found = {}
    for height in chosen.heights:
        probabilities = read_expressions(faces, chosen.pack, height, chosen.crops)
        found[height] = summarise(emotions_of(faces), probabilities, people)
    heading = (
        f"{len(faces)} pictures of {len(set(people))} identities, {FOLDS} folds over identities; {chosen.crops} crops "
        f"of a picture and their mirror images train; {COMPONENTS} components"
    )
    publish(chosen, [heading, *tables(found)], found)


if __name__ == "__main__":
    main()
