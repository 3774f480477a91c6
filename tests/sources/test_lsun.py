import multiprocessing
import os
import subprocess
import sys

import numpy as np
import pytest
from miniatures import lsun_key, lsun_records, lsun_tree, through_pickle, write_lmdb

from synthgroup.errors import PictureError, SourceError
from synthgroup.sources.base import SPLITS, split_by_hash
from synthgroup.sources.lsun import LsunBackgrounds, recognise_lsun

SIDE = 48


def test_the_index_holds_every_folder_sorted_bytewise(tmp_path):
    folders = ("tower_train_lmdb", "tower-old_val_lmdb", "church_outdoor_train_lmdb", "church_outdoor_val_lmdb")
    source = LsunBackgrounds(lsun_tree(tmp_path, folders=folders, side=SIDE))
    index = source.backgrounds()
    keys = index.keys.tolist()
    assert len(index) == 4 * 4
    assert keys == sorted(keys)
    assert set(keys) == {f"{folder}/{lsun_key(folder, number)}".encode() for folder in folders for number in range(4)}
    assert index.categories == ("church_outdoor", "tower", "tower-old")
    assert [index.categories[code] for code in index.category_codes] == [key.decode().rsplit("_", 2)[0] for key in keys]
    assert index.lengths.dtype == np.int64
    assert index.category_codes.dtype == np.uint16
    assert index.split_codes.dtype == np.int8
    records = lsun_records("tower_train_lmdb", 4, side=SIDE)
    lengths = dict(zip(keys, index.lengths.tolist(), strict=True))
    assert all(lengths[b"tower_train_lmdb/" + key] == len(value) for key, value in records.items() if value)


def test_the_split_hangs_on_the_record_alone(tmp_path):
    records = lsun_records("x", 30, side=16, empty=False)
    for folder in ("kitchen_train_lmdb", "bedroom_val_lmdb"):
        write_lmdb(tmp_path / folder, records)
    index = LsunBackgrounds(tmp_path).backgrounds()
    expected = [split_by_hash(key) for key in sorted(records)]
    assert [SPLITS[code] for code in index.split_codes] == expected * 2


def test_empty_values_are_named_and_left_out(tmp_path):
    source = LsunBackgrounds(lsun_tree(tmp_path, folders=("kitchen_val_lmdb",), count=2, side=SIDE))
    key = f"kitchen_val_lmdb/{lsun_key('kitchen_val_lmdb', 2)}"
    assert [(item.key, item.reason) for item in source.skipped()] == [(key, "is empty (0 bytes)")]
    assert key.encode() not in source.backgrounds().keys.tolist()
    with pytest.raises(PictureError, match="is empty"):
        source.read(key)


def test_webp_and_jpeg_values_are_read_whatever_they_are_called(tmp_path):
    lsun_tree(tmp_path, folders=("classroom_train_lmdb",))
    assert sorted(path.name for path in (tmp_path / "classroom_train_lmdb").iterdir()) == ["data.mdb", "lock.mdb"]
    records = lsun_records("classroom_train_lmdb", 4)
    assert {value[:2] for value in records.values()} == {b"RI", b"\xff\xd8", b""}
    source = LsunBackgrounds(tmp_path)
    shapes = {source.read(key).shape for key in source.backgrounds().keys.astype(str).tolist()}
    assert shapes == {(256, 341, 3), (320, 256, 3)}


def test_truncated_values_and_text_are_picture_errors_that_name_the_record(tmp_path):
    records = lsun_records("k", 2, side=SIDE, empty=False)
    (first, jpeg), (second, _) = sorted(records.items(), key=lambda item: item[1][:1], reverse=True)
    write_lmdb(tmp_path / "kitchen_train_lmdb", {first: jpeg[: len(jpeg) // 2], second: b"some text"})
    source = LsunBackgrounds(tmp_path)
    assert len(source.backgrounds()) == 2
    for key in (first, second):
        with pytest.raises(PictureError, match=key.decode()):
            source.read(f"kitchen_train_lmdb/{key.decode()}")


def test_one_folder_alone_gives_the_same_keys(tmp_path):
    lsun_tree(tmp_path, side=SIDE)
    alone = LsunBackgrounds(tmp_path / "dining_room_train_lmdb")
    index = alone.backgrounds()
    together = LsunBackgrounds(tmp_path).backgrounds().keys.tolist()
    assert index.categories == ("dining_room",)
    assert set(index.keys.tolist()) <= set(together)
    assert alone.read(index.keys[0].decode()).shape[2] == 3


def test_categories_are_chosen_by_name(tmp_path):
    lsun_tree(tmp_path, side=SIDE)
    source = LsunBackgrounds(tmp_path, categories=["dining_room"])
    assert source.backgrounds().categories == ("dining_room",)
    assert source.stamp() != LsunBackgrounds(tmp_path).stamp()
    for categories in (["diningroom"], []):
        with pytest.raises(SourceError, match="categories must be some of classroom, dining_room"):
            LsunBackgrounds(tmp_path, categories=categories)


def test_the_stamp_tells_whether_the_files_have_changed(tmp_path):
    lsun_tree(tmp_path, side=SIDE)
    stamp = LsunBackgrounds(tmp_path).stamp()
    assert LsunBackgrounds(tmp_path).stamp() == stamp
    os.utime(tmp_path / "classroom_val_lmdb" / "data.mdb", ns=(1, 1))
    assert LsunBackgrounds(tmp_path).stamp() != stamp
    source = LsunBackgrounds(tmp_path)
    (tmp_path / "classroom_val_lmdb" / "data.mdb").unlink()
    with pytest.raises(SourceError, match="classroom_val_lmdb"):
        source.stamp()


def test_strange_keys_are_named_and_many_of_them_are_counted(tmp_path):
    records = {f"odd{number}".encode(): b"x" for number in range(1003)}
    records |= {b"0" * 41: b"x", b"a" * 39: b"x", b"b" * 39 + b"g": b"x"}
    source = LsunBackgrounds(write_lmdb(tmp_path / "tower_train_lmdb", records))
    with pytest.raises(SourceError, match=r"found 1001 unusable records, the first: .*expected keys of 40"):
        source.backgrounds()
    assert source.skipped()[0].reason == "6 more: key is not 40 hexadecimal characters"
    empty = LsunBackgrounds(write_lmdb(tmp_path / "bridge_train_lmdb", {}))
    with pytest.raises(SourceError, match="found 0 unusable records"):
        empty.backgrounds()


def test_damaged_files_are_errors_and_kill_nobody(tmp_path):
    lsun_tree(tmp_path, folders=("kitchen_train_lmdb",), count=12, side=SIDE)
    data = tmp_path / "kitchen_train_lmdb" / "data.mdb"
    whole = data.read_bytes()
    damages = {"truncated: ": whole[: len(whole) // 2], "is not an LMDB file": b"text" * 4096, "within its header": b""}
    for reason, damaged in damages.items():
        data.write_bytes(damaged)
        source = LsunBackgrounds(tmp_path)
        with pytest.raises(SourceError, match=f"kitchen_train_lmdb.*{reason}"):
            source.backgrounds()
        with pytest.raises(PictureError):
            source.read(f"kitchen_train_lmdb/{lsun_key('kitchen_train_lmdb', 0)}")


@pytest.mark.parametrize(
    "key", ["", "x", "../kitchen_train_lmdb/" + "0" * 40, "kitchen_train_lmdb/" + "0" * 40, "kitchen_train_lmdb/0"]
)
def test_keys_that_are_not_there_are_errors(tmp_path, key):
    lsun_tree(tmp_path, folders=("kitchen_train_lmdb",), count=1, side=SIDE)
    with pytest.raises(PictureError):
        LsunBackgrounds(tmp_path).read(key)


def test_links_out_of_the_folder_are_named_and_not_followed(tmp_path):
    root = lsun_tree(tmp_path / "lsun", folders=("kitchen_train_lmdb",), count=1, side=SIDE, empty=False)
    lsun_tree(tmp_path / "elsewhere", folders=("tower_train_lmdb",), count=1, side=SIDE)
    (root / "tower_train_lmdb").symlink_to(tmp_path / "elsewhere" / "tower_train_lmdb")
    source = LsunBackgrounds(root)
    assert source.backgrounds().categories == ("kitchen",)
    assert [item.key for item in source.skipped()] == ["tower_train_lmdb"]


def test_two_sources_share_a_file_and_both_survive_pickling(tmp_path):
    lsun_tree(tmp_path, side=SIDE)
    first, second = LsunBackgrounds(tmp_path), LsunBackgrounds(tmp_path)
    key = first.backgrounds().keys[0].decode()
    np.testing.assert_array_equal(first.read(key), second.read(key))
    copy = through_pickle(first)
    np.testing.assert_array_equal(copy.read(key), first.read(key))
    np.testing.assert_array_equal(copy.backgrounds().keys, first.backgrounds().keys)


def test_a_source_that_has_read_can_be_spawned(tmp_path):
    source = LsunBackgrounds(lsun_tree(tmp_path, side=SIDE))
    key = source.backgrounds().keys[0].decode()
    here = source.read(key)
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        there = pool.apply(source.read, (key,))
    np.testing.assert_array_equal(there, here)


FORKED = """
import os, sys
from pathlib import Path
from synthgroup.sources.lsun import LsunBackgrounds
first, second = LsunBackgrounds(Path(sys.argv[1])), LsunBackgrounds(Path(sys.argv[1]))
key = first.backgrounds().keys[0].decode()
expected = first.read(key).tobytes()
second.read(key)
child = os.fork()
if child == 0:
    same = second.read(key).tobytes() == expected and first.read(key).tobytes() == expected
    os._exit(0 if same else 1)
_, status = os.waitpid(child, 0)
sys.exit(status or first.read(key).tobytes() != expected)
"""


def test_a_source_that_has_read_can_be_forked(tmp_path):
    lsun_tree(tmp_path, side=SIDE)
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", FORKED, str(tmp_path)], check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_folders_without_a_known_name_are_read_too(tmp_path):
    write_lmdb(tmp_path / "cat", lsun_records("cat", 1, side=SIDE))
    write_lmdb(tmp_path / "test_lmdb", lsun_records("test", 1, side=SIDE))
    assert LsunBackgrounds(tmp_path).backgrounds().categories == ("", "cat")


def test_a_folder_without_lmdb_is_an_error(tmp_path):
    with pytest.raises(SourceError, match=r"no LMDB in .*expected data\.mdb in it, or in folders such as classroom"):
        LsunBackgrounds(tmp_path)
    assert not recognise_lsun(tmp_path)
    lsun_tree(tmp_path, side=SIDE)
    assert recognise_lsun(tmp_path)
    assert recognise_lsun(tmp_path / "classroom_train_lmdb")
