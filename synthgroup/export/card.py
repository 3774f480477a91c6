"""The card of a data set: `README.md` with the head that the Hugging Face Hub reads."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

import yaml

from synthgroup.emotions import MOODS
from synthgroup.export.checksums import CHECKSUMS_FILE
from synthgroup.export.command import command_of
from synthgroup.export.job import Job, JobSource
from synthgroup.export.layouts import layout_of, split_name
from synthgroup.export.licences import Licence, job_sources, licence_of
from synthgroup.export.tally import Tally
from synthgroup.sources.printable import printable
from synthgroup.sources.terms import terms_of

TITLE: Final = "Groups with a mood, rendered by synthgroup"

PAPER: Final = """@inproceedings{petrova2020group,
  author        = {Petrova, Anastasia and Vaufreydaz, Dominique and Dessus, Philippe},
  title         = {Group-Level Emotion Recognition Using a Unimodal Privacy-Safe Non-Individual Approach},
  booktitle     = {EmotiW2020 Challenge at the 22nd ACM International Conference on Multimodal Interaction},
  year          = {2020},
  eprint        = {2009.07013},
  archivePrefix = {arXiv}
}"""

_SHOWN: Final = 20
"""Replaced backgrounds that are listed by name."""

_MARKS: Final = re.compile(r"[\\`*_{}\[\]#!|~$@^]|(?<=www)\.|:(?=//)")
_SIZES: Final = ("1K", "10K", "100K", "1M", "10M", "100M", "1B", "10B", "100B", "1T")


def card(job: Job, tally: Tally) -> str:
    """Write the card; equal jobs give equal texts.

    Args:
        job: What was rendered.
        tally: Counts over all scenes.
    """
    licence = licence_of(job)
    parts = [
        f"---\n{yaml.safe_dump(head(job, licence), sort_keys=False, width=1_000)}---",
        f"# {TITLE}",
        *warnings_of(licence),
        _summary(job),
        _counts(job, tally),
        *_shortcomings(tally),
        "## What lies where",
        listed(_holds(job)),
        *_loading(job),
        "## How it was made",
        *_making(job),
        "## Sources",
        *_sources(job),
        _people(job),
        "## Citation",
        *(_fenced("bibtex", entry) for entry in _citations(job)),
    ]
    return "\n\n".join(parts) + "\n"


def head(job: Job, licence: Licence, *, scenes: int | None = None) -> dict[str, Any]:
    """Give the card's head, in the keys of the Hub.

    Args:
        job: What was rendered.
        licence: What applies to it.
        scenes: How many there are, where it is not the job's number.
    """
    named: dict[str, Any] = {"license": "cc0-1.0"}
    if not licence.free:
        named = {"license": "other", "license_name": "terms-of-the-sources"}
    files = [{"split": split_name(job), "path": list(layout_of(job).data_files)}]
    return {
        **named,
        "pretty_name": TITLE,
        "task_categories": ["image-classification", "object-detection", "image-segmentation"],
        "size_categories": [size_category(job.n if scenes is None else scenes)],
        "annotations_creators": ["machine-generated"],
        "tags": ["synthetic", "emotion-recognition", "group-emotion", "affective-computing", "synthgroup"],
        "configs": [{"config_name": "default", "data_files": files}],
        **({"dataset_info": {"features": _archived_features(job)}} if layout_of(job).archives else {}),
    }


def _archived_features(job: Job) -> list[dict[str, Any]]:
    """Give the types of what is in an archive, which Hugging Face takes from a few scenes otherwise."""
    classes = {str(mood.label): mood.value for mood in MOODS}
    features: list[dict[str, Any]] = [
        {"name": "__key__", "dtype": "string"},
        {"name": "__url__", "dtype": "string"},
        {"name": job.picture.suffix.removeprefix("."), "dtype": "image"},
        {"name": "cls", "dtype": {"class_label": {"names": classes}}},
        {"name": "json", "dtype": "json"},
    ]
    masks = [{"name": "mask.png", "dtype": "image"}] if job.masks else []
    return [*features, *masks]


def size_category(n: int) -> str:
    """Name the Hub's category of a data set of so many scenes."""
    bounds = [1000 * 10**power for power in range(len(_SIZES))]
    place = sum(n >= bound for bound in bounds)
    if place == 0:
        return "n<1K"
    return f"n>{_SIZES[-1]}" if place == len(_SIZES) else f"{_SIZES[place - 1]}<n<{_SIZES[place]}"


def escaped(text: str) -> str:
    """Make text that comes from files or users plain in Markdown: no markup, no HTML, no links, one line."""
    marked = _MARKS.sub(r"\\\g<0>", printable(text))
    return marked.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def warnings_of(licence: Licence) -> Iterator[str]:
    """Say what the licences of the sources forbid, a paragraph each."""
    if licence.forbidding:
        names = " and ".join(escaped(name) for name in licence.forbidding)
        yield (
            f"**Do not publish this data set, nor single pictures of it: the terms of {names} do not allow it without "
            "the owners' agreement. They are named below.**"
        )
    if licence.unknown:
        names = ", ".join(escaped(name) for name in licence.unknown)
        yield f"**The terms of some sources are not known here ({names}): check them before you share this data set.**"


def _summary(job: Job) -> str:
    width, height = job.recipe.size
    return (
        f"Pictures of groups ({width} x {height} pixels, {job.picture.codec}), each labelled with the group's mood: "
        "negative, neutral or positive. Single faces with a known emotion are put on unrelated backgrounds without "
        "overlap; the label is the mood of the majority, and neutral where there is a tie. The pictures are for "
        "telling the mood from the whole picture, not for recognising anybody."
    )


def _counts(job: Job, tally: Tally) -> str:
    rows = [
        ("Scenes", f"{tally.scenes:,}"),
        *((f"{mood.value} (label {mood.label})", f"{count:,}") for mood, count in zip(MOODS, tally.moods, strict=True)),
        ("Faces", f"{tally.faces:,}, {tally.faces / max(tally.scenes, 1):.1f} a scene"),
        ("Faces that found no room", f"{tally.short_faces:,}, in {tally.short_scenes:,} scenes"),
        ("Unreadable backgrounds that were replaced", f"{len(tally.replaced):,}, in {tally.replacements:,} draws"),
        ("Split", job.split),
        ("Seed", str(job.seed)),
        ("synthgroup", escaped(job.version)),
    ]
    return table(("what", "how much"), rows)


def _shortcomings(tally: Tally) -> Iterator[str]:
    if tally.replaced:
        names = sorted(tally.replaced)
        more = [f"and {len(names) - _SHOWN:,} more"] if len(names) > _SHOWN else []
        yield "Replaced backgrounds; every scene says whose place its background took:"
        yield listed([*map(escaped, names[:_SHOWN]), *more])


def _holds(job: Job) -> list[str]:
    layout = layout_of(job)
    suffix = job.picture.suffix.removeprefix(".")
    holds = [sentence.replace("{suffix}", suffix) for sentence in layout.holds]
    if job.masks and layout.masks:
        holds.append(f"`{layout.masks}`: for each picture a grey one: 0 is background, k the scene's k-th face.")
    return [
        *holds,
        "`recipe.yaml`, `job.json`: the distribution of scenes, and all that fixes them.",
        "`croissant.json`: this data set in the Croissant format.",
        f"`{CHECKSUMS_FILE}`: checksums of all files; `synthgroup verify` and `sha256sum --check` read it.",
    ]


def _loading(job: Job) -> Iterator[str]:
    lines = layout_of(job).loading
    if lines:
        yield _fenced("python", "\n".join(lines).replace("{split}", split_name(job)))


def _making(job: Job) -> Iterator[str]:
    command = command_of(job)
    yield "The recipe:"
    yield _fenced("yaml", job.recipe.to_yaml().rstrip("\n"))
    yield "This command renders the data set again; `DIR` and `PATH` stand for folders:"
    yield _fenced("sh", command.text)
    if command.beyond:
        yield (
            f"The command line cannot say everything that `job.json` says: {', '.join(map(escaped, command.beyond))}. "
            "The data set was rendered from Python."
        )
    here = job.environment
    more = [f", and {name} {escaped(version)}" for name, version in job.format_versions.items()]
    yield (
        f"The bytes are the same with Python packages numpy {escaped(here.numpy)}, OpenCV {escaped(here.opencv)} and "
        f"Pillow {escaped(here.pillow)}{''.join(more)} on {escaped(here.system)} {escaped(here.machine)}; other "
        "versions may round pixels differently."
    )


def _sources(job: Job) -> Iterator[str]:
    rows = [
        (
            kind,
            *map(escaped, (one.source, one.version)),
            f"{one.count:,}",
            f"{one.weight:g}",
            escaped(one.licence),
            one.bank,
        )
        for kind, sources in (("faces", job.faces), ("backgrounds", job.backgrounds))
        for one in sources
    ]
    yield table(("of", "source", "version", "items", "weight", "licence", "bank"), rows)
    yield listed([_source(source) for source in job_sources(job)])


def _source(source: JobSource) -> str:
    terms = terms_of(source.source)
    title = escaped(terms.title or source.source)
    page = f" (<{terms.homepage}>)" if terms.homepage else ""
    return (
        f"`{source.source}`: {title}{page}. {escaped(terms.sentence)}" if terms.title else f"{title}: {terms.sentence}"
    )


def _people(job: Job) -> str:
    if all(source.source == "builtin" for source in job.faces):
        return "Nobody who is shown exists."
    if job.identities:
        return "Names, attributes and file names of the people who are shown are in the labels."
    return (
        "The labels name real people by pseudonyms that hold within this data set alone, without attributes and file "
        "names. The pictures still show their faces."
    )


def _citations(job: Job) -> list[str]:
    return [PAPER, *(entry for one in job_sources(job) if (entry := terms_of(one.source).citation))]


def table(titles: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Write a table of Markdown."""
    lines = [titles, tuple("---" for _ in titles), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def listed(items: Iterable[str]) -> str:
    """Write a list of Markdown."""
    return "\n".join(f"- {item}" for item in items)


def _fenced(language: str, text: str) -> str:
    """Put text into a code block whose fence it cannot end."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text}\n{fence}"
