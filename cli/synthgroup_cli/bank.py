"""`synthgroup bank`: the cache of packed cutouts and backgrounds."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click

from synthgroup.bank.store import Header, cache_folder, read_header, verify
from synthgroup.errors import BankError, OutputError
from synthgroup_cli.messages import escaped
from synthgroup_cli.options import SceneOptions, recipe_options, source_options
from synthgroup_cli.tables import file_size, show_skipped, table

BANK_NAME: Final = re.compile(r"(faces|backgrounds)-.+-[0-9a-f]{24}")
DRAFT_NAME: Final = re.compile(r"\.(faces|backgrounds)-.+-[0-9a-f]{24}-[a-z0-9_]+")


@click.group(no_args_is_help=False, invoke_without_command=True)
@click.pass_context
def bank(ctx: click.Context) -> None:
    """Pack, list, verify or clear the cached cutouts and backgrounds.

    Sources are packed when they are first used. The packed files lie in the user's cache folder, or in the folder that
    SYNTHGROUP_CACHE names.
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


@bank.command()
@source_options
@recipe_options()
def build(
    *,
    faces: tuple[str, ...],
    backgrounds: tuple[str, ...],
    presets: str | None,
    recipe_file: str | None,
    settings: tuple[str, ...],
    size: str | None,
    balance: str | None,
) -> None:
    """Pack sources now, with the options of render."""
    preset = (presets,) if presets is not None else ()
    scenes = SceneOptions(faces, backgrounds, preset, recipe_file, settings, size, balance)
    generator = scenes.open()
    for faces_pack in generator.faces.packs:
        _show_pack(faces_pack.header, faces_pack.folder)
    for backgrounds_pack in generator.backgrounds.packs:
        _show_pack(backgrounds_pack.header, backgrounds_pack.folder)


def _show_pack(header: Header, folder: Path) -> None:
    kept = "" if header.extra.get("packed", True) else ", read from the source when needed"
    click.echo(f"{header.kind} of {header.source.name}: {header.count} ({file_size(_size(folder))}{kept})")
    click.echo(f"  {escaped(str(folder))}")
    show_skipped(header.skipped, header.kind, indent=4)


@bank.command(name="list")
def list_banks() -> None:
    """List what is cached, with its size."""
    rows: list[tuple[object, ...]] = [("kind", "source", "items", "size", "folder", "packed from")]
    total = 0
    for folder in _banks():
        size = _size(folder)
        total += size
        try:
            header = read_header(folder)
        except BankError:
            rows.append((folder.name.partition("-")[0], "damaged", 0, file_size(size), folder.name, ""))
            continue
        if header is None:
            rows.append((folder.name.partition("-")[0], "other version", 0, file_size(size), folder.name, ""))
            continue
        rows.append((header.kind, header.source.name, header.count, file_size(size), folder.name, header.source.path))
    click.echo(f"{escaped(str(cache_folder()))}: {len(rows) - 1} packed, {file_size(total)}")
    if len(rows) > 1:
        click.echo(table(rows, indent=2))


@bank.command(name="verify")
def verify_banks() -> None:
    """Check all packed files.

    Every file is hashed whole. The exit code is 1 if any is damaged.
    """
    checked, damaged = 0, []
    for folder in _banks():
        try:
            header = read_header(folder)
        except BankError:
            wrong = ["bank.json"]
        else:
            if header is None:
                continue
            wrong = verify(folder, header)
        checked += 1
        click.echo(f"{'damaged' if wrong else 'ok':<8}{escaped(folder.name)}{': ' if wrong else ''}{', '.join(wrong)}")
        damaged += [f"{folder.name}/{name}" for name in wrong]
    if damaged:
        raise click.ClickException(
            f"damaged: {', '.join(damaged)}; delete with 'synthgroup bank clear', what is used again is packed anew"
        )
    if not checked:
        click.echo(f"{escaped(str(cache_folder()))}: nothing is packed")


@bank.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
def clear(*, yes: bool) -> None:
    """Delete what is cached.

    Sources are packed anew when they are used again.
    """
    folders = [*_banks(), *_drafts()]
    if not folders:
        click.echo(f"{escaped(str(cache_folder()))}: nothing is packed")
        return
    size = sum(map(_size, folders))
    if not yes and not sys.stdin.isatty():
        raise click.UsageError("nobody can be asked; give --yes to delete without being asked")
    question = f"Delete {len(folders)} packed sources ({file_size(size)}) from {escaped(str(cache_folder()))}?"
    if not yes and not click.confirm(question):
        return
    for folder in folders:
        try:
            shutil.rmtree(folder)
        except OSError as error:
            raise OutputError(f"{str(folder)!r} cannot be deleted: {error.strerror or error}") from None
    click.echo(f"deleted {len(folders)} ({file_size(size)})")


def _banks() -> Iterator[Path]:
    return _named(BANK_NAME)


def _drafts() -> Iterator[Path]:
    """Find what an interrupted packing left behind."""
    return _named(DRAFT_NAME)


def _named(pattern: re.Pattern[str]) -> Iterator[Path]:
    """Find folders of the cache by name: whatever else lies there is none of ours."""
    folder = cache_folder()
    try:
        entries = sorted(folder.iterdir()) if folder.is_dir() else []
    except OSError as error:
        raise BankError(f"bank folder {str(folder)!r} cannot be listed: {error.strerror}") from None
    for path in entries:
        if pattern.fullmatch(path.name) and path.is_dir() and not path.is_symlink():
            yield path


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir() if path.is_file())
