"""The code blocks of the README and of other pages."""

import re
from pathlib import Path

README = Path(__file__).parent.parent / "README.md"
OWN_PACK = README.parent / "docs" / "own-pack.md"
RENDERING = README.parent / "docs" / "rendering.md"
_BLOCK = re.compile(r"^(?:`([^`\n]+)`[^\n]*:\n\n)?```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def titled_blocks(page: Path) -> list[tuple[str, str, str]]:
    """List a page's blocks: the file name that the line before begins with if any, the language, the text."""
    return _BLOCK.findall(page.read_text(encoding="utf-8"))


def blocks(language: str, page: Path = README) -> list[str]:
    return [text for _, name, text in titled_blocks(page) if name == language]


def commands(page: Path = README) -> list[str]:
    lines = [line for block in blocks("console", page) for line in block.splitlines()]
    return [line.removeprefix("$ ") for line in lines if line.startswith("$ ")]


def links(page: Path) -> list[str]:
    """List what a page links to, apart from other sites."""
    found = re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8"))
    return [target for target in found if not target.startswith("https://")]
