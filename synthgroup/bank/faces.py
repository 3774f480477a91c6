"""The face bank: cutouts of one or more sources, premultiplied at a few sizes, memory-mapped."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from synthgroup.bank import store
from synthgroup.bank.face_packing import BORDER, EMOTIONS, ENTRY, LEVEL, pack_faces
from synthgroup.bank.packs import Packs, described, log_once
from synthgroup.draws import Weighted
from synthgroup.emotions import Emotion
from synthgroup.errors import BankError
from synthgroup.kernels.outlines import sampled_hull
from synthgroup.rgba import Rgba, rgba_words
from synthgroup.selection import Selection, is_wanted, shown_values
from synthgroup.sources.base import SPLITS
from synthgroup.sources.registry import SourceSpec, open_face_source

KEPT: Final = 16_384
"""Cutouts of a pack that stay at hand: all of KDEF and of FACES; pixels stay on the disk."""


@dataclass(frozen=True, eq=False)
class Level:
    """A cutout at one of its stored sizes.

    Attributes:
        pixels: Premultiplied RGBA, uint8, (h, w, 4), with a transparent border of `BORDER` pixels.
        head: Head box (x, y, width, height) in pixels of this level.
        mean: Mean grey value of the face, 0 to 255.
        transform: Maps pixels of the photograph to pixels of this level: (x scale, y scale, x offset, y offset),
            where a pixel's left upper corner, not its centre, has whole coordinates.
    """

    pixels: NDArray[np.uint8]
    head: tuple[float, float, float, float]
    mean: float
    transform: tuple[float, float, float, float]

    @cached_property
    def words(self) -> Rgba:
        """The pixels, one a word, red in its lowest byte, (h, w)."""
        return rgba_words(self.pixels)

    @cached_property
    def hull(self) -> NDArray[np.float64]:
        """Corners, in order, of a convex shape that holds all that a sample can find, float64, (n, 2)."""
        return sampled_hull(self.words)


@dataclass(frozen=True, slots=True)
class FaceRecord:
    """What a bank knows of a cutout, apart from its pixels."""

    emotion: Emotion
    identity: str
    source: str
    file: str
    attributes: Mapping[str, str]
    synthetic: bool


class Cutout:
    """A cutout of a bank, whose pixels are read when they are asked for.

    Args:
        record: What is known of it.
        smaller: Head heights, in pixels, at its stored sizes but the largest, descending.
        read: Gives the cutout at a stored size, of which the largest has number 0.
    """

    __slots__ = ("_levels", "_read", "_smaller", "record")

    def __init__(self, record: FaceRecord, smaller: Sequence[float], read: Callable[[int], Level]) -> None:
        self.record = record
        self._smaller = smaller
        self._read = read
        self._levels: dict[int, Level] = {}

    def level(self, head_height: float) -> Level:
        """Take the smallest stored size that is not below a head height in pixels, or the largest."""
        number = 0
        for stored in self._smaller:
            if stored < head_height:
                break
            number += 1
        level = self._levels.get(number)
        if level is None:
            level = self._levels[number] = self._read(number)
        return level


@dataclass(frozen=True, slots=True, eq=False)
class FacePools:
    """Cutouts to draw from, by emotion.

    Attributes:
        emotions: For every emotion a draw among the sources and each source's cutout numbers.
        people: For every cutout of the bank a number that stands for the person whom it shows, (n,).
    """

    emotions: Mapping[Emotion, tuple[Weighted, tuple[NDArray[np.int64], ...]]]
    people: NDArray[np.int64]


class FacePack:
    """One source's packed cutouts.

    Args:
        folder: Where they were packed.

    Raises:
        BankError: No whole bank of faces lies there.
    """

    def __init__(self, folder: Path) -> None:
        header = store.read_header(folder)
        if header is None or header.kind != "faces":
            raise BankError(f"{str(folder)!r} holds no packed faces of this version; run 'synthgroup bank build'")
        self.folder = folder
        self.header = header
        self._entries = store.load_array(folder, "entries.npy", ENTRY, header.count)
        self._levels = store.load_array(folder, "levels.npy", LEVEL)
        self._pixels = store.open_pixels(folder, self._levels, 4)
        table = _load_table(folder, header.count)
        self._keys: list[str] = table["keys"]
        self._attributes: list[dict[str, str]] = table["attributes"]
        self.identities: list[str] = table["identities"]
        self._first, self._count = (np.ascontiguousarray(self._entries[name]) for name in ("level", "levels"))
        # packing writes the levels of one cutout after those of the other
        ends = np.cumsum(self._count, dtype=np.int64)
        if int(ends[-1]) != len(self._levels) or not np.array_equal(self._first, ends - self._count):
            raise store.damaged(folder, "entries.npy", "does not fit levels.npy")
        self._head_heights = np.repeat(self._entries["head"][:, 3], self._count) * self._levels["scale"][:, 1]
        self.cutout = lru_cache(KEPT)(self._cutout)

    def __reduce__(self) -> tuple[type[FacePack], tuple[Path]]:
        return FacePack, (self.folder,)

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def people(self) -> NDArray[np.int64]:
        """Number of every cutout's identity within the pack, (n,)."""
        return self._entries["identity"].astype(np.int64)

    @property
    def namespace(self) -> tuple[str, str]:
        """What its identities are unique within: packs with the same namespace call the same people alike."""
        source = self.header.source
        return source.name, "" if source.shared_names else source.path

    def of_person(self, identity: str, emotion: Emotion) -> NDArray[np.int64]:
        """List the cutouts that show a person with an emotion, ascending."""
        if identity not in self.identities:
            return np.empty(0, dtype=np.int64)
        shows = self._entries["emotion"] == EMOTIONS.index(emotion)
        return np.flatnonzero(shows & (self.people == self.identities.index(identity))).astype(np.int64)

    def rows(self, emotion: Emotion, split: str, where: Selection) -> NDArray[np.int64]:
        """List the cutouts of an emotion that a split and attribute values leave, ascending."""
        chosen = self._entries["emotion"] == EMOTIONS.index(emotion)
        if split != "all":
            chosen &= self._entries["split"] == SPLITS.index(split)
        rows = np.flatnonzero(chosen)
        for name, wanted in where.items():
            taken = {value for value in self._known.get(name, ()) if is_wanted(value, wanted)}
            rows = rows[np.array([self._attributes[row].get(name) in taken for row in rows.tolist()], dtype=np.bool_)]
        return rows.astype(np.int64)

    def known(self) -> dict[str, set[str]]:
        """Tell the values of every attribute that any face has."""
        return self._known

    @cached_property
    def _known(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for attributes in self._attributes:
            for name, value in attributes.items():
                found.setdefault(name, set()).add(value)
        return found

    def _record(self, row: int) -> FaceRecord:
        """Tell what is known of a cutout."""
        entry = self._entries[row]
        return FaceRecord(
            emotion=EMOTIONS[entry["emotion"]],
            identity=self.identities[entry["identity"]],
            source=self.header.source.name,
            file=self._keys[row],
            attributes=dict(sorted(self._attributes[row].items())),
            synthetic=not self.header.source.real_people,
        )

    def _cutout(self, row: int) -> Cutout:
        first = self._first.item(row)
        heights = self._head_heights[first + 1 : first + self._count.item(row)].tolist()
        return Cutout(self._record(row), heights, lambda number: self._level(row, first + number))

    def _level(self, row: int, number: int) -> Level:
        entry, level = self._entries[row], self._levels[number]
        height, width = int(level["height"]), int(level["width"])
        start = int(level["offset"])
        pixels = np.asarray(self._pixels[start : start + height * width * 4]).reshape(height, width, 4)
        across, down = level["scale"].tolist()
        x, y, w, h = entry["head"].tolist()
        photo_across, photo_down, left, upper = entry["place"].tolist()
        return Level(
            pixels=pixels,
            head=(x * across + BORDER, y * down + BORDER, w * across, h * down),
            mean=float(entry["mean"]),
            transform=(photo_across * across, photo_down * down, left * across + BORDER, upper * down + BORDER),
        )


class FaceBank(Packs[FacePack]):
    """Cutouts of one or more sources, numbered through, with a weight a source.

    Args:
        packs: The packed sources.
        weights: How likely a face comes from each source, in millionths of any unit.
    """

    @classmethod
    def open(
        cls,
        specs: Sequence[SourceSpec],
        *,
        head_side: int = 256,
        workers: int = 1,
        progress: store.Progress | None = None,
    ) -> Self:
        """Open the banks of some sources, packing those that are not in the cache.

        Args:
            specs: The sources with their weights.
            head_side: Largest head height in pixels that is kept.
            workers: Processes that pack.
            progress: Told how far the packing is.

        Raises:
            SourceError: A source cannot be used, or all of its faces are unusable.
            BankError: The cache cannot be written or is damaged.
        """
        folders = [pack_faces(open_face_source(spec), head_side, workers, progress) for spec in specs]
        packs = [FacePack(folder) for folder in folders]
        bank = cls(packs, [max(1, round(spec.weight * 1_000_000)) for spec in specs])
        log_once(bank.notes)
        return bank

    def cutout(self, face: int) -> Cutout:
        """Take a cutout by its number.

        Raises:
            BankError: The number is outside the bank.
        """
        pack, row = self.locate(face)
        return pack.cutout(row)

    def record(self, face: int) -> FaceRecord:
        """Tell what is known of a cutout."""
        return self.cutout(face).record

    def level(self, face: int, head_height: float) -> Level:
        """Take a cutout at the stored size that suits a head height in pixels."""
        return self.cutout(face).level(head_height)

    def alike(self, face: int, emotion: Emotion) -> list[int]:
        """List the cutouts that show the person of a cutout with an emotion.

        Those that share the most attributes with the cutout come first, those of its own pack before others.

        Args:
            face: Number of the cutout.
            emotion: What the person is to show; with the cutout's own emotion it comes first itself.

        Raises:
            BankError: The number is outside the bank.
        """
        home, row = self.locate(face)
        shown = home.cutout(row).record
        found: list[tuple[int, bool, bool, int]] = []
        for pack, start in zip(self.packs, self.starts, strict=True):
            if pack.namespace != home.namespace:
                continue
            for other in pack.of_person(shown.identity, emotion).tolist():
                shared = len(shown.attributes.items() & pack.cutout(other).record.attributes.items())
                found.append((-shared, pack is not home, start + other != face, start + other))
        return [number for *_, number in sorted(found)]

    def split_notes(self) -> tuple[str, ...]:
        """Say what stands against splitting the bank: sources that do not tell who is shown."""
        unnamed = [(pack.header.source, pack.header.extra.get("unnamed", 0)) for pack in self.packs]
        return tuple(
            f"{source.name}:{source.path} does not say who is shown in {count} pictures: they are split by content, so "
            "one person may be in more than one split; list them in a CSV table with a column 'identity' (csv:TABLE)"
            for source, count in dict.fromkeys(unnamed)
            if count
        )

    def pools(self, emotions: Sequence[Emotion], *, split: str = "all", where: Selection | None = None) -> FacePools:
        """Choose the cutouts to draw from.

        Args:
            emotions: Those that must be there.
            split: `all`, `train`, `val` or `test`.
            where: Attribute values to choose by.

        Raises:
            BankError: An emotion has no cutout left, or no cutout has an attribute or a value that is named.
        """
        chosen = where or {}
        self.check_known("faces.where", "face", chosen)
        found = {
            emotion: [
                pack.rows(emotion, split, chosen) + start for pack, start in zip(self.packs, self.starts, strict=True)
            ]
            for emotion in emotions
        }
        if not all(any(map(len, rows)) for rows in found.values()):
            raise BankError(self._missing(found, split, chosen))
        pools = {}
        for emotion, rows in found.items():
            weights = [weight if len(some) else 0 for weight, some in zip(self.weights, rows, strict=True)]
            pools[emotion] = (Weighted(weights), tuple(rows))
        return FacePools(emotions=pools, people=self._people())

    def _people(self) -> NDArray[np.int64]:
        numbers: dict[tuple[tuple[str, str], str], int] = {}
        people = []
        for pack in self.packs:
            names = [(pack.namespace, name) for name in pack.identities]
            known = np.array([numbers.setdefault(name, len(numbers)) for name in names], dtype=np.int64)
            people.append(known[pack.people])
        return np.concatenate(people)

    def _missing(self, found: Mapping[Emotion, Sequence[NDArray[np.int64]]], split: str, where: Selection) -> str:
        counts = {one: sum(len(pack.rows(one, "all", {})) for pack in self.packs) for one in EMOTIONS}
        seen = ", ".join(f"{one} {count}" for one, count in counts.items() if count)
        missing = [emotion for emotion, rows in found.items() if not any(map(len, rows))]
        left = [emotion for emotion in found if emotion not in missing] or [
            one for one in EMOTIONS if any(len(pack.rows(one, split, where)) for pack in self.packs)
        ]
        skipped = self.skipped
        lost = f" ({_counted(len(skipped))} skipped, such as {skipped[0].key}: {skipped[0].reason})" if skipped else ""
        these = "the emotion" if len(missing) == 1 else "these emotions"
        leave_out = f", or leave {these} out: --set 'faces.emotions=[{','.join(left)}]'" if left else ""
        return (
            f"no face shows {' or '.join(missing)}{described(split, where)}{self._instead(missing, split, where)}; "
            f"the bank holds {seen or 'no faces'} in all{lost}. Add a source or widen the choice{leave_out}"
        )

    def _instead(self, emotions: Sequence[Emotion], split: str, where: Selection) -> str:
        """Say which values faces of some emotions have of what is selected by."""
        records = [
            pack.cutout(row).record
            for pack in self.packs
            for emotion in emotions
            for row in pack.rows(emotion, split, {}).tolist()
        ]
        known = {
            name: {record.attributes[name] for record in records if name in record.attributes} for name in sorted(where)
        }
        shown = [f"{name} {shown_values(values)}" for name, values in known.items() if values]
        return f" (their faces have {', and '.join(shown)})" if shown else ""


def _counted(inputs: int) -> str:
    return "1 input was" if inputs == 1 else f"{inputs} inputs were"


def _load_table(folder: Path, count: int) -> dict[str, Any]:
    name = "faces.json"
    try:
        table: dict[str, Any] = json.loads((folder / name).read_text(encoding="utf-8"))
        whole = len(table["keys"]) == len(table["attributes"]) == count and len(table["identities"]) <= count
    except FileNotFoundError:
        raise store.damaged(folder, name, "is missing") from None
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        raise store.damaged(folder, name, "cannot be read") from None
    if not whole:
        raise store.damaged(folder, name, f"does not list {count} faces")
    return table
