"""The classifier that comes with the package, where there is one, and how a classifier is found.

`MODEL_CARD.md` tells what it is, how good it is, and what it must not be used for. Another one is bundled by laying it
into this folder as `classifier.safetensors`; a test compares its checksum with the card's.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from groupmood_model.classifier import Classifier
from synthgroup.errors import SourceError

FILE: Final = "classifier.safetensors"
"""Name of the bundled classifier in this folder."""


def bundled_classifier() -> Path | None:
    """Give the path of the bundled classifier, or None where none is bundled."""
    path = Path(__file__).parent / FILE
    return path if path.is_file() else None


def classifier_file(wanted: str | Path | None) -> Path:
    """Choose the file of a classifier: the one that is wanted, else the bundled one.

    Raises:
        SourceError: None is wanted, and none is bundled.
    """
    if wanted is not None:
        return Path(wanted)
    path = bundled_classifier()
    if path is None:
        raise SourceError(
            "no classifier comes with this version; name one with --classifier FILE "
            "('groupmood train' writes such files)"
        )
    return path


def open_classifier(wanted: str | Path | None) -> Classifier:
    """Load the classifier that is wanted, else the bundled one.

    Raises:
        SourceError: There is none, or the file is no classifier.
    """
    return Classifier.load(classifier_file(wanted))
