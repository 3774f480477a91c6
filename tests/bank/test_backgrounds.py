import errno
import pickle

import numpy as np
import pytest
from PIL import Image
from scratch_banks import background_folder

from synthgroup.bank import BackgroundBank, background_packing
from synthgroup.draws import Stream, words
from synthgroup.errors import BankError, PictureError, SourceError
from synthgroup.generator import as_specs
from synthgroup.sources import files
from synthgroup.sources.pictures import read_picture


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("SYNTHGROUP_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def open_bank(*sources, **options):
    return BackgroundBank.open(as_specs([str(source) for source in sources]), **options)


@pytest.fixture
def streamed(monkeypatch):
    """Make every bank read its pictures on demand, as large ones do."""
    monkeypatch.setattr(background_packing, "PACKED_UP_TO", 0)


def test_packed_pictures_are_the_files_pixels(tmp_path):
    bank = open_bank(f"folder:{background_folder(tmp_path / 'b')}")
    for number in range(6):
        with Image.open(tmp_path / "b" / bank.annotation(number).file) as picture:
            assert np.array_equal(bank.read(number), np.asarray(picture))


def test_streamed_and_packed_banks_agree(tmp_path, monkeypatch):
    folder = background_folder(tmp_path / "b", size=(900, 1400))
    packed = open_bank(f"folder:{folder}", side=512)
    monkeypatch.setattr(background_packing, "PACKED_UP_TO", 0)
    monkeypatch.setenv("SYNTHGROUP_CACHE", str(tmp_path / "other"))
    streamed = open_bank(f"folder:{folder}", side=512)
    assert not (streamed.packs[0].folder / "pixels.bin").exists()
    for number in range(6):
        assert np.array_equal(packed.read(number), streamed.read(number))
        assert max(packed.read(number).shape) == 512
    assert packed.identity == streamed.identity


@pytest.mark.usefixtures("streamed")
def test_an_unreadable_picture_of_a_streamed_bank_raises_when_it_is_drawn(tmp_path):
    folder = background_folder(tmp_path / "b")
    bank = open_bank(f"folder:{folder}")
    (folder / bank.annotation(2).file).write_bytes(b"gone bad")
    with pytest.raises(PictureError):
        bank.read(2)
    assert bank.read(3).shape == (120, 160, 3)


def test_unreadable_pictures_of_a_packed_bank_are_left_out_and_named(tmp_path):
    folder = background_folder(tmp_path / "b")
    (folder / "yard" / "002.png").write_bytes(b"no picture at all")
    bank = open_bank(f"folder:{folder}")
    assert len(bank) == 5
    assert [one.key for one in bank.skipped] == ["yard/002.png"]


def test_a_background_that_the_machine_failed_to_read_is_tried_again(tmp_path, monkeypatch):
    folder = background_folder(tmp_path / "b")

    def fail(path):
        if path.name == "002.png":
            raise PictureError(f"{path}: cannot be read") from OSError(errno.EIO, "Input/output error")
        return read_picture(path)

    with monkeypatch.context() as patch:
        patch.setattr(files, "read_picture", fail)
        lacking = open_bank(f"folder:{folder}")
        assert len(lacking) == 5
        assert len(open_bank(f"folder:{folder}", progress=lambda *args: pytest.fail("packed without need"))) == 5
    whole = open_bank(f"folder:{folder}")
    assert len(whole) == 6
    assert whole.identity != lacking.identity


def test_pictures_that_need_too_much_room_are_left_where_they_are(tmp_path):
    folder = background_folder(tmp_path / "b", count=16)
    assert not (open_bank(f"folder:{folder}", side=8192).packs[0].folder / "pixels.bin").exists()
    assert (open_bank(f"folder:{folder}", side=1024).packs[0].folder / "pixels.bin").exists()


@pytest.mark.usefixtures("streamed")
def test_no_listing_stays_in_memory(tmp_path):
    bank = open_bank(f"folder:{background_folder(tmp_path / 'b')}")
    assert bank.read(1).shape == (120, 160, 3)
    assert "_listing" not in vars(bank.packs[0]._source)


@pytest.mark.parametrize("name", ["entries.npy", "keys.npy", "categories.npy", "pixels.bin", "rows-all.npy"])
def test_a_damaged_file_of_backgrounds_is_named(tmp_path, name):
    folder = background_folder(tmp_path / "b")
    path = open_bank(f"folder:{folder}").packs[0].folder / name
    data = path.read_bytes()
    path.unlink()
    path.write_bytes(data[:-1])
    with pytest.raises(BankError, match=f"{name}.*delete the folder"):
        open_bank(f"folder:{folder}").pools()


def test_a_source_without_a_readable_picture_is_refused(tmp_path):
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "x.png").write_bytes(b"no picture at all")
    with pytest.raises(SourceError, match="none of the 1 backgrounds"):
        open_bank(f"folder:{tmp_path / 'b'}")


def test_categories_and_splits_choose(tmp_path):
    bank = open_bank(f"folder:{background_folder(tmp_path / 'b', count=60)}")
    pools = bank.pools(where={"category": ("hall",)})
    drawn = [pools.draw(*words(0, Stream.BACKGROUND, index, 2)) for index in range(200)]
    assert {bank.annotation(one).category for one in drawn} == {"hall"}
    assert len(set(drawn)) == 30
    rows = [set(bank.packs[0].rows(split, {}).tolist()) for split in ("train", "val", "test")]
    assert sum(map(len, rows)) == len(set.union(*rows)) == 60
    with pytest.raises(BankError, match=r"category in \['cave'\].*hall, yard"):
        bank.pools(where={"category": ("cave",)})
    with pytest.raises(BankError, match="climate"):
        bank.pools(where={"climate": ("dry",)})


def test_sources_are_drawn_by_weight(tmp_path):
    one, two = background_folder(tmp_path / "one"), background_folder(tmp_path / "two", size=(200, 150))
    bank = open_bank(f"folder:{one}=3", f"folder:{two}")
    pools = bank.pools()
    drawn = [pools.draw(*words(0, Stream.BACKGROUND, index, 2)) for index in range(4000)]
    assert abs(sum(number < 6 for number in drawn) / 4000 - 0.75) < 0.03


def test_banks_travel_to_other_processes_as_paths(tmp_path):
    bank = open_bank(f"folder:{background_folder(tmp_path / 'b')}")
    assert np.array_equal(pickle.loads(pickle.dumps(bank)).read(4), bank.read(4))


def test_numbers_outside_are_refused(tmp_path):
    bank = open_bank(f"folder:{background_folder(tmp_path / 'b')}")
    for number in (-1, 6):
        with pytest.raises(BankError, match="holds 0 to 5"):
            bank.read(number)
