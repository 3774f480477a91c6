"""Pages: headings, sentences, tables and pictures as one HTML file that needs nothing else."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Final

import jinja2

from synthgroup.sources.printable import printable

_TEMPLATE: Final = "page.html.j2"


@dataclass(frozen=True, slots=True)
class Table:
    """A table.

    Attributes:
        head: Titles of the columns.
        rows: Cells, as many a row as there are titles.
    """

    head: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Image:
    """A picture on a page.

    Attributes:
        data: A PNG file.
        caption: A sentence below it.
    """

    data: bytes
    caption: str

    @property
    def address(self) -> str:
        """The picture as a data URI."""
        return f"data:image/png;base64,{b64encode(self.data).decode('ascii')}"


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page.

    Attributes:
        title: Its heading.
        paragraphs: Sentences.
        tables: Tables below them.
        images: Pictures below those.
    """

    title: str
    paragraphs: Sequence[str] = ()
    tables: Sequence[Table] = ()
    images: Sequence[Image] = field(default_factory=tuple)


def page(title: str, sections: Sequence[Section]) -> bytes:
    """Write a page; all text is escaped, and the page may load nothing and run nothing.

    Args:
        title: Of the whole page.
        sections: Its parts.

    Returns:
        An HTML file in UTF-8.
    """
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True, finalize=_shown
    )
    source = files("groupmood_model.evaluation").joinpath(_TEMPLATE).read_text(encoding="utf-8")
    return environment.from_string(source).render(title=title, sections=sections).encode("utf-8")


def _shown(value: object) -> object:
    """Make control characters and undecodable bytes of file names visible."""
    return printable(value) if isinstance(value, str) else value
