"""Writing results into a folder, each file whole or not at all."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from groupmood_model.evaluation.answers import Answers
from synthgroup.emotions import MOODS
from synthgroup.errors import OutputError
from synthgroup.export.files import output_errors, write_whole
from synthgroup.sources.printable import printable


def prepare_folder(folder: Path) -> Path:
    """Make a folder for results, before any work is done.

    Raises:
        OutputError: It cannot be made, or something else has its name.
    """
    with output_errors(folder):
        if folder.exists() and not folder.is_dir():
            raise OutputError(f"output {printable(str(folder))!r} is a file; name a folder")
        folder.mkdir(parents=True, exist_ok=True)
    return folder


def write_results(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a folder, in place of what was there under their names.

    Args:
        folder: Made where it is missing.
        files: Content by name.

    Raises:
        OutputError: A file cannot be written.
    """
    prepare_folder(folder)
    with output_errors(folder):
        for name, data in files.items():
            write_whole(folder / name, data)


def json_bytes(record: Any) -> bytes:
    """Write a record as JSON that people can read; equal records give equal bytes."""
    return (json.dumps(record, indent=2, allow_nan=False) + "\n").encode("utf-8")


def answers_csv(answers: Answers) -> bytes:
    """Write answers as a table: name, video, label, answer and the three probabilities."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["name", "video", "label", "answer", *MOODS])
    shown = zip(answers.names, answers.videos, answers.labels, answers.predicted, answers.probabilities, strict=True)
    for name, video, label, answer, shares in shown:
        rounded = [f"{share:.6f}" for share in shares]
        writer.writerow([printable(name), printable(video or ""), MOODS[label], MOODS[answer], *rounded])
    return text.getvalue().encode("utf-8")
