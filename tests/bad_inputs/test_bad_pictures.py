"""Pictures that are none: refused one by one, and skipped and named among good ones."""

import os
import socket
from pathlib import Path

import pytest
from console import run
from hostile_pictures import PICTURES
from miniatures import draw_place, encoded
from scratch_banks import face_folder
from trees import content

from synthgroup.errors import PictureError
from synthgroup.sources.folder import FolderBackgrounds
from synthgroup.sources.pictures import decode_picture

MOST_MEMORY = 64 << 20


def peak_of_memory() -> int:
    """Give the peak of this process's memory in bytes."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


@pytest.mark.parametrize("name", PICTURES)
def test_each_is_refused_in_one_line_and_without_filling_memory(name):
    data = PICTURES[name]
    before = peak_of_memory()
    with pytest.raises(PictureError) as caught:
        decode_picture(data, f"folder/{name}\n.jpg")
    assert str(caught.value).startswith(f"folder/{name}\\n.jpg: ")
    assert str(caught.value).isprintable()
    assert peak_of_memory() - before < MOST_MEMORY


@pytest.fixture(scope="module")
def mixed(tmp_path_factory):
    """A folder of good and bad backgrounds, with links out of it and things that are no files."""
    root = tmp_path_factory.mktemp("mixed") / "places"
    (root / "hall").mkdir(parents=True)
    for name, data in PICTURES.items():
        (root / "hall" / f"{name}.jpg").write_bytes(data)
    for number in range(3):
        (root / "hall" / f"zz{number}.png").write_bytes(encoded(draw_place((64, 48), number), "JPEG"))  # wrong suffix
    outside = root.parent / "outside"
    outside.mkdir()
    (outside / "secret.jpg").write_bytes(encoded(draw_place((64, 48), 9)))
    links = {
        "out": outside / "secret.jpg",
        "endless": Path("/dev/zero"),
        "process": Path("/proc/self/mem"),
        "ring": root / "hall" / "ring.jpg",
        "nowhere": root / "nothing.jpg",
    }
    for name, target in links.items():
        (root / "hall" / f"{name}.jpg").symlink_to(target)
    (root / "away").symlink_to(outside)
    (root / "hall" / "around").symlink_to(root)
    os.mkfifo(root / "hall" / "pipe.jpg")
    (root / "hall" / "folder.jpg").mkdir()
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(os.path.relpath(root / "hall" / "socket.jpg"))
    return root


SPECIAL = ("out", "endless", "process", "ring", "nowhere", "pipe", "socket")


def test_listing_follows_no_link_out_and_opens_nothing_that_waits(mixed):
    skipped = {one.key: one.reason for one in FolderBackgrounds(mixed).skipped()}
    assert {f"hall/{name}.jpg" for name in SPECIAL} <= set(skipped)
    assert skipped["away"] == "is a link that leads out of the folder"
    assert skipped["hall/empty.jpg"] == "is empty (0 bytes)"


def test_rendering_goes_on_and_names_what_was_skipped(mixed, tmp_path):
    faces = face_folder(tmp_path / "faces", size=48)
    before = content(tmp_path)
    source = f"folder:{mixed}"
    call = ("--faces", f"csv:{faces}", "--backgrounds", source, "--size", 32, "--set", "faces.head_height=[0.2,0.3]")
    how = ("--set", "faces.emotions=[anger,fear,happiness,neutral]")
    ran = run("render", "--n", 3, "--out", tmp_path / "out", *call, *how, "--workers", 1)
    assert (ran.code, ran.complaints) == (0, [])
    count = len(PICTURES) + len(SPECIAL) + 1
    assert f"skipped {count} backgrounds" in ran.out
    ran = run("bank", "build", *call, *how)
    assert "backgrounds of folder: 3" in ran.out
    ran = run("render", "--n", 3, "--out", tmp_path / "strict", *call, *how, "--workers", 1, "--strict")
    assert ran.code == 2
    assert f"{count} inputs cannot be used" in ran.complaints[0]
    after = content(tmp_path)
    assert {name for name in after if not name.startswith("out/")} == set(before)


def test_every_skipped_picture_is_named(mixed, bank_cache):
    from synthgroup.bank import BackgroundBank
    from synthgroup.sources.registry import SourceSpec

    bank = BackgroundBank.open([SourceSpec("folder", str(mixed))])
    assert {one.key for one in bank.skipped} == {
        "away",
        *(f"hall/{name}.jpg" for name in (*PICTURES, *SPECIAL)),
    }
    assert all(one.reason.isprintable() for one in bank.skipped)
