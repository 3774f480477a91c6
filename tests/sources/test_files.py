import os
import pickle
from pathlib import Path

import pytest
from miniatures import background_tree, draw_place, encoded, through_pickle

from synthgroup.errors import PictureError, SourceError
from synthgroup.sources.files import first_pictures, path_inside, walk_pictures
from synthgroup.sources.folder import FolderBackgrounds

PICTURE = encoded(draw_place((16, 12), 1), "PNG")


def put(path, data=PICTURE):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def keys(root):
    return [found.key for found in walk_pictures(root.resolve()) if not found.problem]


def problems(root):
    return {found.key: found.problem for found in walk_pictures(root.resolve()) if found.problem}


def test_hidden_files_thumbnails_and_other_files_are_passed_over(tmp_path):
    wanted = ["p.jpeg", "a/x.webp", "a/b/c.JPG"]
    for name in (*wanted, "._p.jpeg", "a/._x.webp", ".hidden/x.png", "Thumbs.db", "a/.DS_Store", "notes.txt", "jpg",
                 "__MACOSX/p.jpeg", "@eaDir/p.jpeg", "movie.mp4", "data.mdb"):  # fmt: skip
        put(tmp_path / name)
    assert keys(tmp_path) == wanted
    assert problems(tmp_path) == {}


def test_the_order_does_not_depend_on_the_file_system(tmp_path, monkeypatch):
    for name in ("b.png", "a/2.png", "a/10.png", "A.png", "a.png", "ä.png", "a-b/1.png"):
        put(tmp_path / name)
    expected = keys(tmp_path)
    scandir = os.scandir

    class Reversed:
        def __init__(self, path):
            with scandir(path) as found:
                self.entries = sorted(found, key=lambda entry: entry.name, reverse=True)

        def __enter__(self):
            return iter(self.entries)

        def __exit__(self, *_):
            return None

    monkeypatch.setattr(os, "scandir", Reversed)
    assert keys(tmp_path) == expected
    assert len(expected) == 7


def test_empty_files_are_named(tmp_path):
    put(tmp_path / "empty.jpg", b"")
    assert problems(tmp_path) == {"empty.jpg": "is empty (0 bytes)"}


def test_links_inside_the_root_count_and_links_out_of_it_do_not(tmp_path):
    outside = put(tmp_path / "outside" / "secret.png")
    root = tmp_path / "root"
    put(root / "real.png")
    (root / "inside.png").symlink_to(root / "real.png")
    (root / "out.png").symlink_to(outside)
    (root / "relative.png").symlink_to("../outside/secret.png")
    (root / "broken.png").symlink_to(root / "nothing.png")
    (root / "folder").symlink_to(outside.parent)
    (root / "loop").symlink_to(root)
    assert keys(root) == ["inside.png", "real.png"]
    found = problems(root)
    assert set(found) == {"broken.png", "folder", "out.png", "relative.png"}
    assert "leads out" in found["folder"]
    assert "leads out" in found["out.png"]


def test_a_root_that_is_itself_a_link_is_followed(tmp_path):
    background_tree(tmp_path / "real", count=1)
    (tmp_path / "link").symlink_to(tmp_path / "real")
    source = FolderBackgrounds(tmp_path / "link")
    assert source.read("kitchen/000.jpg").shape == (120, 160, 3)


def test_strange_names_are_fine_and_undecodable_ones_are_named(tmp_path):
    strange = "a\nb\t'\"<b>\\ =;.png"
    put(tmp_path / strange)
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff\xfe.png")).write_bytes(PICTURE)
    os.mkfifo(tmp_path / "pipe.png")
    source = FolderBackgrounds(tmp_path)
    assert source.backgrounds().keys.tolist() == [strange.encode()]
    assert source.read(strange).shape == (12, 16, 3)
    assert [(item.key, item.reason) for item in source.skipped()] == [
        ("\\xff\\xfe.png", "name is not valid UTF-8; rename it"),
        ("pipe.png", "is not a regular file"),
    ]


def test_very_deep_folders_are_walked(tmp_path):
    put(tmp_path.joinpath(*["d"] * 700) / "x.png")
    assert len(keys(tmp_path)) == 1
    assert list(first_pictures(tmp_path)) == []


@pytest.mark.parametrize(
    "key", ["", "../x.png", "a/../../x.png", "/etc/x.png", "a\0b.png", "link/secret.png", "out.png"]
)
def test_keys_that_lead_out_of_the_root_are_refused(tmp_path, key):
    outside = put(tmp_path / "outside" / "secret.png")
    root = tmp_path / "root"
    root.mkdir()
    (root / "link").symlink_to(outside.parent)
    (root / "out.png").symlink_to(outside)
    with pytest.raises(PictureError):
        path_inside(root.resolve(), key)
    with pytest.raises(PictureError):
        FolderBackgrounds(root).read(key)


def test_a_missing_root_and_a_file_as_root_are_errors(tmp_path):
    with pytest.raises(SourceError, match=r"there is no folder .*missing"):
        FolderBackgrounds(tmp_path / "missing")
    with pytest.raises(SourceError, match=r"p\.png is not a folder"):
        FolderBackgrounds(put(tmp_path / "p.png"))
    with pytest.raises(SourceError):
        FolderBackgrounds(tmp_path / ("x" * 5000))


def test_the_pickled_state_holds_paths_and_no_listing(tmp_path):
    source = FolderBackgrounds(background_tree(tmp_path, count=40))
    before = len(pickle.dumps(source))
    assert len(source.backgrounds()) == 80
    copy = through_pickle(source)
    assert len(pickle.dumps(source)) == before
    assert copy.backgrounds().keys.tolist() == source.backgrounds().keys.tolist()
    assert copy.read("kitchen/003.jpg").shape == (120, 160, 3)
