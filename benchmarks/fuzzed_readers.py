"""The readers that `fuzz.py` feeds, each as a function of bytes, and whole files that they take."""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

import lmdb
import numpy as np
from PIL import Image

from synthgroup.bank.backgrounds import BackgroundBank
from synthgroup.bank.faces import FaceBank, FacePack
from synthgroup.cutout import cut_out
from synthgroup.errors import SynthGroupError
from synthgroup.export import leases
from synthgroup.export.checksums import Marker, from_lines, read_sections, whole_sections
from synthgroup.export.job import Job, parsed_job
from synthgroup.export.output import LocalOutput
from synthgroup.export.tally import Tally
from synthgroup.generator import SceneGenerator
from synthgroup.recipe import SceneRecipe
from synthgroup.scene import ScenePlan
from synthgroup.sources.csv_table import CsvBackgrounds, CsvFaces
from synthgroup.sources.folder import FolderBackgrounds
from synthgroup.sources.lsun import LsunBackgrounds
from synthgroup.sources.pack import PACK_FILE, read_pack
from synthgroup.sources.pictures import decode_picture
from synthgroup.sources.registry import SourceSpec


class Broken(Exception):  # noqa: N818  a finding is no error of the program
    """A reader did what it must not do."""


def read(name: str, data: bytes, folder: Path) -> str:
    """Give bytes to a reader.

    Args:
        name: Name of the reader.
        data: The bytes.
        folder: A folder for the file that the reader wants; emptied again.

    Returns:
        `taken`, or `refused`.

    Raises:
        Broken: The reader did more than take or refuse it.
    """
    before = set(folder.rglob("*"))
    try:
        READERS[name](data, folder)
    except SynthGroupError as error:
        if not str(error).isprintable():
            raise Broken(f"{name}: a message that is not one line: {str(error)!r}") from error
        return "refused"
    except Exception as error:
        raise Broken(f"{name}: {type(error).__name__}: {error}") from error
    finally:
        made = set(folder.rglob("*")) - before
        for path in made:
            if path.is_file():
                path.unlink()
        for path in sorted(made, reverse=True):
            if path.is_dir():
                path.rmdir()
    return "taken"


def read_a_picture(data: bytes, _folder: Path) -> None:
    picture = decode_picture(data, "x", max_pixels=4_000_000)
    if picture.ndim != 3 or picture.shape[2] not in {3, 4} or picture.dtype != np.uint8:
        raise Broken(f"picture of shape {picture.shape} and type {picture.dtype}")
    if max(picture.shape) <= 200:
        cut_out(picture)


def read_faces(data: bytes, folder: Path) -> None:
    path = _file(folder / "a.png", _picture("PNG")).with_name("faces.csv")
    faces = CsvFaces(_file(path, data))
    faces.skipped()
    for item in faces.faces():
        faces.read(item.key)
        if item.head is not None:
            cut_out(faces.read(item.key), item.head)


def read_backgrounds(data: bytes, folder: Path) -> None:
    path = _file(folder / "a.png", _picture("PNG")).with_name("backgrounds.csv")
    source = CsvBackgrounds(_file(path, data))
    source.skipped()
    for key in source.backgrounds().keys.tolist():
        source.read(key.decode())


def read_a_pack(data: bytes, folder: Path) -> None:
    _file(folder / PACK_FILE, data)
    read_pack(folder)


def read_a_database(data: bytes, folder: Path) -> None:
    _file(folder / "hall_train_lmdb" / "data.mdb", data)
    source = LsunBackgrounds(folder)
    for key in source.backgrounds().keys.tolist()[:20]:
        with suppress(SynthGroupError):
            source.read(key.decode())


def read_names(data: bytes, folder: Path) -> None:
    root = folder / "names"
    root.mkdir()
    for name in data.split(b"/")[:5]:
        if name.strip(b".\0") and b"\0" not in name and len(name) < 200:
            _file(Path(os.fsdecode(os.fsencode(root) + b"/" + name)), _picture("PNG"))
    source = FolderBackgrounds(root)
    source.skipped()
    for key in source.backgrounds().keys.tolist():
        source.read(key.decode())


def read_a_recipe(data: bytes, folder: Path) -> None:
    recipe = SceneRecipe.from_file(_file(folder / "recipe.yaml", data))
    if SceneRecipe.from_yaml(recipe.to_yaml()) != recipe:
        raise Broken("a recipe is not what its text says")


def read_a_setting(data: bytes, _folder: Path) -> None:
    SceneRecipe.preset("balanced").with_settings(data.decode(errors="surrogateescape").split("\0"))


def read_a_plan(data: bytes, _folder: Path) -> None:
    plan = ScenePlan.from_json(data.decode(errors="replace"))
    if max(plan.size) <= 300 and len(plan.faces) <= 10:
        _scenes().draw(plan)


def read_a_job(data: bytes, _folder: Path) -> None:
    stored = parsed_job(data, "job.json")
    if stored is not None:
        Job.from_mapping(stored, "job.json").to_json()


def read_checksums(data: bytes, _folder: Path) -> None:
    for _ in whole_sections(io.BytesIO(data)):
        pass
    from_lines(data.decode(errors="replace"))
    for _ in read_sections(io.BytesIO(data), "checksums.sha256"):
        pass


def read_a_marker(data: bytes, _folder: Path) -> None:
    Marker.parsed(data)


def read_a_lease(data: bytes, folder: Path) -> None:
    _file(folder / ".synthgroup" / "leases" / "shard-000000", data)
    with patch.object(leases, "PATIENCE", 0.0):  # or holders on other machines are watched for half a minute
        leases.holders(LocalOutput(folder))


def read_a_source(data: bytes, _folder: Path) -> None:
    str(SourceSpec.parse(data.decode(errors="surrogateescape")))


def read_a_bank(data: bytes, folder: Path) -> None:
    """Open a bank of which one file is another: the first byte says which, as far as a cache may be damaged."""
    original = _scenes().faces.packs[0].folder
    names = ("bank.json", "faces.json", "entries.npy", "levels.npy")
    chosen = names[data[0] % len(names)] if data else names[0]
    for path in sorted(original.iterdir()):
        _file(folder / "bank" / path.name, data[1:] if path.name == chosen else path.read_bytes())
    FacePack(folder / "bank")


READERS: Final[Mapping[str, Callable[[bytes, Path], None]]] = {
    "picture": read_a_picture,
    "faces": read_faces,
    "backgrounds": read_backgrounds,
    "pack": read_a_pack,
    "database": read_a_database,
    "names": read_names,
    "recipe": read_a_recipe,
    "setting": read_a_setting,
    "plan": read_a_plan,
    "job": read_a_job,
    "checksums": read_checksums,
    "marker": read_a_marker,
    "lease": read_a_lease,
    "source": read_a_source,
    "bank": read_a_bank,
}


@cache
def seeds(name: str) -> tuple[bytes, ...]:
    """Give whole files that a reader takes."""
    made: Mapping[str, Callable[[], list[bytes]]] = {
        "picture": _pictures,
        "faces": lambda: [
            b"file,emotion,identity,split,head,age\na.png,joy,p1,train,1 2 20 30,old\n",
            b'file,emotion\r\n"a.png",fear\r\n',
        ],
        "backgrounds": lambda: [b"file,category,split,group,light\na.png,hall,val,g1,evening\n", b"file\na.png\n"],
        "pack": lambda: [b'{"version": "1", "licence": "CC0-1.0", "notice": "", "real_people": false}'],
        "database": _databases,
        "names": lambda: [b"a.png/b.jpg/c d.webp", "é.png/\u202eb.jpg".encode()],
        "recipe": lambda: [SceneRecipe.preset(preset).to_yaml().encode() for preset in ("balanced", "crowd")],
        "setting": lambda: [b"faces.count=[1,4]", b"faces.where.age=[old, {min: 3}]\0size=64x48", b"moods={}"],
        "plan": lambda: [_scenes().plan(index).to_json().encode() for index in range(4)],
        "job": lambda: [Job.of(_scenes(), 100).to_json()],
        "checksums": _checksums,
        "marker": lambda: [_marker().to_json().encode()],
        "lease": lambda: [b'{"machine": "m", "host": "h", "process": 1, "started": "2", "run": "r", "count": 3}'],
        "source": lambda: [b"builtin=0.5", b"folder:/somewhere=2", b"./a=b=1"],
        "bank": _banks,
    }
    return tuple(made[name]())


def _file(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


@cache
def _picture(kind: str, mode: str = "RGB", **options: Any) -> bytes:
    pixels = np.random.default_rng(5).integers(0, 256, (6, 8, 3), dtype=np.uint8).repeat(5, 0).repeat(5, 1)
    buffer = io.BytesIO()
    Image.fromarray(pixels).convert(mode).save(buffer, kind, **options)
    return buffer.getvalue()


def _pictures() -> list[bytes]:
    kinds = ("JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF", "PPM")
    exif = Image.Exif()
    exif[0x0112] = 6
    return [
        *(_picture(kind) for kind in kinds),
        _picture("JPEG", progressive=True),
        _picture("JPEG", "CMYK"),
        _picture("PNG", "I;16"),
        _picture("PNG", "RGBA"),
        _picture("PNG", "P"),
        _picture("WEBP", "RGBA", lossless=True),
        _picture("TIFF", compression="tiff_lzw"),
        _picture("TIFF", "F"),
        _picture("JPEG", exif=exif.tobytes()),
    ]


def _databases() -> list[bytes]:
    found = []
    for count in (3, 150):
        with tempfile.TemporaryDirectory() as folder:
            environment = lmdb.open(folder, map_size=1 << 22)
            with environment.begin(write=True) as transaction:
                for number in range(count):
                    value = _picture("JPEG") * 4 if number == 1 else b"short"
                    transaction.put(f"{number * 7919:040x}".encode(), value)
            environment.close()
            found.append((Path(folder) / "data.mdb").read_bytes())
    return found


@cache
def _scenes() -> SceneGenerator:
    recipe = {"size": [64, 48], "faces": {"count": [1, 3], "emotions": ["anger", "happiness", "neutral"]}}
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        rows = ["file,emotion,identity"]
        y, x = np.mgrid[-1:1:64j, -1:1:64j]
        for number, emotion in enumerate(("anger", "happiness", "neutral")):
            alpha = np.where(x * x + y * y < 0.8, 255, 0).astype(np.uint8)
            Image.fromarray(np.dstack([np.full((64, 64, 3), 60 * number, np.uint8), alpha])).save(
                root / f"{number}.png"
            )
            rows.append(f"{number}.png,{emotion},p{number}")
        faces = _file(root / "faces.csv", "\n".join(rows).encode())
        _file(root / "places" / "a.png", _picture("PNG"))
        specs = SourceSpec("csv", str(faces)), SourceSpec("folder", str(root / "places"))
        bank, places = FaceBank.open([specs[0]], head_side=64), BackgroundBank.open([specs[1]], side=64)
        return SceneGenerator(bank, places, recipe)


def _marker() -> Marker:
    stored = {"scenes": 5, "moods": [1, 2, 2], "faces": 9, "replaced": {"a": "b"}}
    return Marker(3, "0" * 24, "1" * 32, "2" * 64, Tally(**stored))  # type: ignore[arg-type]  # as from JSON


def _checksums() -> list[bytes]:
    line = f"{'0' * 64}  positive/0000/00000001.jpg\n"
    text = f"# {_marker().to_json()}\n{line}{line}# whole\n{line}".encode()
    return [text + f"# end {sha256(text).hexdigest()}\n".encode(), line.encode()]


def _banks() -> list[bytes]:
    folder = _scenes().faces.packs[0].folder
    names = ("bank.json", "faces.json", "entries.npy", "levels.npy")
    return [bytes([number]) + (folder / name).read_bytes() for number, name in enumerate(names)]
