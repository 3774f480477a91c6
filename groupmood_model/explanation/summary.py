"""A focus study in words: its table, its page, and the files of a result folder."""

from __future__ import annotations

import io
from typing import Final

from PIL import Image as Picture

from groupmood_model.evaluation.output import json_bytes
from groupmood_model.evaluation.page import Image, Section, Table, page
from groupmood_model.explanation.study import MEASURES, FocusReport
from synthgroup.report.drawing import Pixels

PLAIN: Final = frozenset({"focus_score"})
"""Measures that are no shares, and are written as they are."""

_FOCUS: Final = (
    "Focus score: (heat on faces as a share of all heat - share of the picture that faces cover) / (1 - that share); 0 "
    "for a map that ignores faces, 1 for one that lies on them alone, negative for one that avoids them. The picture "
    "is what the classifier sees of it, the middle square."
)
_POINTING: Final = (
    "Pointing game: how often the hottest pixel lies on a face; chance is the share of the picture that faces cover."
)
_PAIRS: Final = (
    "Pairs: the same faces at the same places of another background, where a sound answer stays; the same people at "
    "the same places of the same background in another mood, where a sound answer follows. A classifier that always "
    "says the same has stays = 100 %, and follows as often as chance has it."
)


def focus_table(report: FocusReport) -> Table:
    """List what was measured, with intervals."""
    rows = []
    for name, title in MEASURES.items():
        interval = report.intervals[name]
        rows.append((title, interval.plain() if name in PLAIN else f"{interval.percent()} %", f"{interval.count:,}"))
    return Table(("measure", "value (95 % interval)", "scenes"), rows)


def focus_files(report: FocusReport, sheet: Pixels | None) -> dict[str, bytes]:
    """Make the files of a focus study.

    Args:
        report: What was measured.
        sheet: Pictures of some scenes, RGB, uint8, (H, W, 3), or None.

    Returns:
        Content by name: `focus.json`, `index.html`, and `focus.png` where there are pictures.
    """
    drawn = {} if sheet is None else {"focus.png": _png(sheet)}
    return {"focus.json": json_bytes(report.as_record()), **drawn, "index.html": _page(report, drawn)}


def _page(report: FocusReport, drawn: dict[str, bytes]) -> bytes:
    tried, available = report.channels
    facts = Table(
        ("what", "which"),
        [
            *((name, str(value)) for name, value in report.classifier.items()),
            ("scenes", f"{len(report.scenes):,}, split {report.split}, seed {report.seed}, recipe {report.recipe}"),
            ("scenes without another mood", f"{report.without_pair:,}"),
            ("feature maps tried by Score-CAM", f"{tried:,} of {available:,}"),
        ],
    )
    caption = "Scene, heat map of the answer (blue 0, red 1), another background, the same people in another mood"
    images = [Image(data, caption) for data in drawn.values()]
    return page(
        "Where the classifier looks",
        [
            Section("Measures", (_FOCUS, _POINTING, _PAIRS), [focus_table(report)]),
            Section("What was studied", tables=[facts]),
            *([Section("Some scenes", images=images)] if images else []),
        ],
    )


def _png(pixels: Pixels) -> bytes:
    encoded = io.BytesIO()
    Picture.fromarray(pixels).save(encoded, "PNG")
    return encoded.getvalue()
