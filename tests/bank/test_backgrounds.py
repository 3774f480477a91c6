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
from synthgroup.selection import NumberRange
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
    with pytest.raises(BankError, match=r"category asks for 'cave', which no background has; there are hall, yard"):
        bank.pools(where={"category": ("cave",)})
    with pytest.raises(BankError, match=r"names 'climate', which no background has; known attributes: category"):
        bank.pools(where={"climate": ("dry",)})


def lit_places(path):
    """A table of six places in three kinds of light, one of which is not told."""
    background_folder(path)
    lights = ["dusk", "noon", "", "dusk", "noon", "noon"]
    files = sorted(file.relative_to(path).as_posix() for file in path.rglob("*.png"))
    rows = [f"{file},{light},{number}" for number, (file, light) in enumerate(zip(files, lights, strict=True))]
    (path / "places.csv").write_text("\n".join(["file,light,height", *rows]) + "\n")
    return path / "places.csv"


@pytest.mark.parametrize("packed", [True, False])
def test_any_column_of_a_table_chooses(tmp_path, monkeypatch, packed):
    monkeypatch.setattr(background_packing, "PACKED_UP_TO", 1000 if packed else 0)
    bank = open_bank(f"csv:{lit_places(tmp_path / 'b')}")
    assert bank.known() == {"light": {"dusk", "noon"}, "height": set("012345")}
    rows = [bank.packs[0].rows("all", where).tolist() for where in ({"light": ("dusk",)}, {"light": ("noon", "dusk")})]
    assert rows == [[0, 3], [0, 1, 3, 4, 5]]
    assert bank.packs[0].rows("all", {"height": (NumberRange(min=2), "0"), "light": ("dusk",)}).tolist() == [0, 3]
    with pytest.raises(BankError, match=r"no background with light dusk with height 1; the bank holds 6 in all"):
        bank.pools(where={"light": ("dusk",), "height": ("1",)})


def test_attributes_tell_banks_apart_and_are_kept_where_a_picture_is_not(tmp_path):
    table = lit_places(tmp_path / "b")
    first = open_bank(f"csv:{table}")
    table.write_text(table.read_text().replace("dusk", "dawn"))
    assert open_bank(f"csv:{table}").identity != first.identity
    (tmp_path / "b" / "hall" / "001.png").write_bytes(b"no picture")
    bank = open_bank(f"csv:{table}")
    assert len(bank) == 5
    assert bank.packs[0].rows("all", {"height": ("5",)}).tolist() == [4]


def test_a_source_that_does_not_know_what_is_selected_by_is_named(tmp_path):
    plain = background_folder(tmp_path / "plain")
    bank = open_bank(f"csv:{lit_places(tmp_path / 'b')}", f"folder:{plain}")
    (note,) = bank.selection_notes({"light": ("dusk",)})
    assert note == f"folder:{plain} is not drawn from: it does not know light, which the recipe selects by"
    assert bank.selection_notes({}) == ()


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
