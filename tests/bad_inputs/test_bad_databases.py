"""LMDBs whose pages lie: refused in one line, and no process ends."""

import struct
import subprocess
import sys

import lmdb
import pytest
from console import run
from miniatures import lsun_key, lsun_records, write_lmdb

from synthgroup.errors import PictureError
from synthgroup.sources.lmdb_pages import check_lmdb_pages

PAGE = 4096


def header(data, field, value):
    """Change a field of both headers: offsets are those of `MDB_meta` behind a page's head of 16 bytes."""
    place, kind = {
        "magic": (16, "<I"),
        "version": (20, "<I"),
        "map_size": (32, "<Q"),
        "page_size": (40, "<I"),
        "flags": (92, "<H"),
        "depth": (94, "<H"),
        "entries": (120, "<Q"),
        "root": (128, "<Q"),
        "last_page": (136, "<Q"),
    }[field]
    for page in (0, PAGE):
        struct.pack_into(kind, data, page + place, value)


def pages(data, flag):
    """List the pages of a kind: 1 is a branch, 2 a leaf."""
    return [at for at in range(2 * PAGE, len(data), PAGE) if struct.unpack_from("<H", data, at + 10)[0] == flag]


def first_node(data, at):
    return at + struct.unpack_from("<H", data, at + 16)[0]


def set_page(data, flag, offset, kind, value):
    struct.pack_into(kind, data, pages(data, flag)[0] + offset, value)


def set_node(data, flag, offset, kind, value):
    struct.pack_into(kind, data, first_node(data, pages(data, flag)[0]) + offset, value)


def root_of(data):
    transactions = [struct.unpack_from("<Q", data, page + 144)[0] for page in (0, PAGE)]
    return struct.unpack_from("<Q", data, (PAGE if transactions[1] > transactions[0] else 0) + 128)[0]


DAMAGES = {
    "magic": lambda data: header(data, "magic", 0),
    "version": lambda data: header(data, "version", 999),
    "page_size_0": lambda data: header(data, "page_size", 0),
    "page_size_odd": lambda data: header(data, "page_size", 4095),
    "page_size_huge": lambda data: header(data, "page_size", 2**31),
    "flags": lambda data: header(data, "flags", 4),
    "depth_0": lambda data: header(data, "depth", 0),
    "depth_too_large": lambda data: header(data, "depth", 60_000),
    "entries_0": lambda data: header(data, "entries", 0),
    "entries_endless": lambda data: header(data, "entries", 2**62),
    "root_is_a_header": lambda data: header(data, "root", 1),
    "root_beyond_the_end": lambda data: header(data, "root", 2**40),
    "last_page_beyond_the_end": lambda data: header(data, "last_page", 2**40),
    "last_page_overflows": lambda data: header(data, "last_page", 2**64 - 1),
    "leaf_of_another_kind": lambda data: set_page(data, 2, 10, "<H", 1),
    "leaf_of_fixed_keys": lambda data: set_page(data, 2, 10, "<H", 0x22),
    "leaf_without_nodes": lambda data: set_page(data, 2, 12, "<H", 16),
    "leaf_with_too_many_nodes": lambda data: set_page(data, 2, 12, "<H", 65_000),
    "leaf_with_half_a_node": lambda data: set_page(data, 2, 12, "<H", 19),
    "leaf_of_another_number": lambda data: set_page(data, 2, 0, "<Q", 12345),
    "node_outside": lambda data: set_page(data, 2, 16, "<H", 65_535),
    "node_in_the_head": lambda data: set_page(data, 2, 16, "<H", 0),
    "key_too_long": lambda data: set_node(data, 2, 6, "<H", 65_535),
    "value_too_long": lambda data: set_node(data, 2, 2, "<H", 65_535),
    "value_of_several": lambda data: set_node(data, 2, 4, "<H", 4),
    "value_is_a_table": lambda data: set_node(data, 2, 4, "<H", 2),
    "value_beyond_the_file": lambda data: set_node(data, 2, 4, "<H", 1) or set_node(data, 2, 48, "<Q", 2**63),
    "branch_with_one_child": lambda data: set_page(data, 1, 12, "<H", 18),
    "branch_leads_nowhere": lambda data: set_node(data, 1, 4, "<H", 999),
    "branch_leads_to_itself": lambda data: set_node(data, 1, 0, "<H", root_of(data)),
    "branch_leads_to_a_header": lambda data: set_node(data, 1, 0, "<H", 0),
    "cut_in_half": lambda data: data.__delitem__(slice(len(data) // 2, None)),
    "cut_in_its_header": lambda data: data.__delitem__(slice(100, None)),
    "empty": lambda data: data.clear(),
    "text": lambda data: data.__setitem__(slice(None), b"no database\n" * 1000),
    "zeros": lambda data: data.__setitem__(slice(None), bytes(len(data))),
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """An LMDB of some leaves below a branch, with short and long values."""
    records = {lsun_key("x", number).encode(): b"short" * 8 for number in range(300)}
    records |= lsun_records("y", 3, side=64, empty=False)
    folder = write_lmdb(tmp_path_factory.mktemp("whole") / "hall_train_lmdb", records)
    return (folder / "data.mdb").read_bytes()


def test_whole_file_is_sound(whole, tmp_path):
    (tmp_path / "data.mdb").write_bytes(whole)
    assert len(pages(whole, 1)) == 1
    assert len(pages(whole, 2)) > 2
    check_lmdb_pages(tmp_path / "data.mdb")


@pytest.mark.parametrize("name", DAMAGES)
def test_damaged_database_is_refused_in_one_line(name, whole, tmp_path):
    folder = tmp_path / "hall_train_lmdb"
    folder.mkdir()
    data = bytearray(whole)
    DAMAGES[name](data)
    assert bytes(data) != whole
    (folder / "data.mdb").write_bytes(data)
    ran = run("sources", f"lsun:{tmp_path}")
    assert ran.code == 2, ran
    assert len(ran.complaints) == 1
    assert "hall_train_lmdb" in ran.complaints[0]
    assert "data.mdb" in ran.complaints[0]
    assert sorted(path.name for path in folder.iterdir()) == ["data.mdb"]


def test_databases_of_many_shapes_are_sound(tmp_path):
    """What LMDB itself writes is never refused: deep trees, deleted keys, long and empty values, several commits."""
    environment = lmdb.open(str(tmp_path), map_size=1 << 26)
    for commit in range(6):
        with environment.begin(write=True) as transaction:
            for number in range(commit * 700, (commit + 1) * 700):
                transaction.put(lsun_key("z", number).encode(), bytes((number * 37) % 9000))
            for number in range(0, commit * 700, 3):
                transaction.delete(lsun_key("z", number).encode())
    environment.close()
    check_lmdb_pages(tmp_path / "data.mdb")


def test_database_with_several_values_a_key_is_refused(tmp_path):
    environment = lmdb.open(str(tmp_path), map_size=1 << 20, max_dbs=1)
    with environment.begin(write=True) as transaction:
        table = environment.open_db(b"table", transaction, dupsort=True)
        for value in (b"a", b"b"):
            transaction.put(b"key", value, db=table)
    environment.close()
    with pytest.raises(PictureError, match="more than one value"):
        check_lmdb_pages(tmp_path / "data.mdb")


FLIPPED = """
import random, sys
from pathlib import Path
from synthgroup.errors import PictureError, SourceError
from synthgroup.sources.lsun import LsunBackgrounds
root = Path(sys.argv[1])
whole = (root / "whole.mdb").read_bytes()
draws = random.Random(int(sys.argv[2]))
for number in range(int(sys.argv[3])):
    data = bytearray(whole)
    for _ in range(draws.randrange(1, 4)):
        data[draws.randrange(len(data)) if draws.random() < 0.5 else draws.randrange(160)] = draws.randrange(256)
    folder = root / f"{number}_train_lmdb"
    folder.mkdir()
    (folder / "data.mdb").write_bytes(data)
    try:
        source = LsunBackgrounds(folder)
        for key in source.backgrounds().keys.tolist()[:20]:
            try:
                source.read(key.decode())
            except PictureError:
                pass
    except SourceError:
        pass
print("alive")
"""


def test_no_change_of_bytes_ends_the_process(whole, tmp_path):
    (tmp_path / "whole.mdb").write_bytes(whole)
    ran = subprocess.run(
        [sys.executable, "-c", FLIPPED, str(tmp_path), "1", "250"], capture_output=True, text=True, check=False
    )
    assert ran.stdout == "alive\n", (ran.returncode, ran.stderr[-2000:])
