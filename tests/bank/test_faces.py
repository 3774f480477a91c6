import errno
import json
import os
import pickle
import shutil
from pathlib import Path

import numpy as np
import pytest
from scratch_banks import face_folder

from synthgroup.bank import FaceBank, packs, store
from synthgroup.bank.face_packing import BORDER
from synthgroup.emotions import Emotion
from synthgroup.errors import BankError, SourceError
from synthgroup.generator import as_specs
from synthgroup.selection import NumberRange


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("SYNTHGROUP_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def open_bank(*sources, **options):
    return FaceBank.open(as_specs([str(source) for source in sources]), **options)


def test_a_bank_is_packed_once_and_then_only_opened(tmp_path, cache):
    table = face_folder(tmp_path / "faces")
    told = []
    first = open_bank(f"csv:{table}", progress=lambda *args: told.append(args))
    assert told[-1][1:] == (12, 12)
    stamps = {path: path.stat().st_mtime_ns for path in cache.rglob("*")}
    again = open_bank(f"csv:{table}", progress=lambda *args: pytest.fail("packed twice"))
    assert {path: path.stat().st_mtime_ns for path in cache.rglob("*")} == stamps
    assert again.identity == first.identity
    assert len(again) == 12


def test_levels_shrink_to_the_wanted_head_and_no_further(tmp_path, cache):
    bank = open_bank(f"csv:{face_folder(tmp_path / 'faces', size=400)}", head_side=128)
    for wanted in (300, 128, 90, 60, 31, 22, 5):
        level = bank.level(0, wanted)
        assert level.head[3] <= 128 * 1.01
        if wanted <= 128:
            assert wanted * 0.99 <= level.head[3]
        if wanted >= 22:
            assert level.head[3] <= max(wanted, 20) * 2**0.5 * 1.05
        rim = np.concatenate(
            [level.pixels[:BORDER].ravel(), level.pixels[:, :BORDER].ravel(), level.pixels[-BORDER:].ravel()]
        )
        assert not rim.any()
        assert (level.pixels[..., :3] <= level.pixels[..., 3:]).all()
        # the transform leads from the photograph's middle to the level's middle
        across, down, x, y = level.transform
        middle = np.array(level.pixels.shape[1::-1]) / 2
        assert np.allclose([200 * across + x, 200 * down + y], middle, atol=0.6)


def test_pools_choose_by_emotion_split_and_attribute(tmp_path, cache):
    bank = open_bank(f"csv:{face_folder(tmp_path / 'faces', people=40)}")
    pools = bank.pools([Emotion.ANGER], where={"age": ("old",)})
    assert [bank.record(int(face)).identity for face in pools.emotions[Emotion.ANGER][1][0]] == ["csv-p0"]
    sizes = [
        len(bank.pools([Emotion.ANGER], split=split).emotions[Emotion.ANGER][1][0])
        for split in ("train", "val", "test")
    ]
    assert sum(sizes) == 40
    assert sizes[0] > 20


def test_a_person_is_in_one_split_only(tmp_path, cache):
    bank = open_bank(f"csv:{face_folder(tmp_path / 'faces', people=40)}")
    people = []
    for split in ("train", "val", "test"):
        pools = bank.pools([Emotion.ANGER, Emotion.FEAR], split=split)
        faces = np.concatenate([rows for _, packs in pools.emotions.values() for rows in packs])
        people.append({bank.record(int(face)).identity for face in faces})
    assert not people[0] & people[1]
    assert not people[0] & people[2]
    assert not people[1] & people[2]


def test_what_is_missing_is_named(tmp_path, cache):
    bank = open_bank(f"csv:{face_folder(tmp_path / 'faces', emotions=('anger', 'neutral'))}")
    with pytest.raises(BankError, match=r"no face shows fear.*anger 3, neutral 3"):
        bank.pools([Emotion.FEAR])
    with pytest.raises(BankError, match=r"--set 'faces\.emotions=\[anger,neutral\]'$"):
        bank.pools([Emotion.FEAR])
    with pytest.raises(
        BankError, match=r"faces\.where\.age asks for 'ancient', which no face has; there are old, young"
    ):
        bank.pools([Emotion.ANGER], where={"age": ("ancient",)})
    with pytest.raises(BankError, match=r"names 'agee' \(did you mean 'age'\?\).*known attributes: age$"):
        bank.pools([Emotion.ANGER], where={"agee": ("old",)})


def strengths(path):
    """A table of three people, whose neutral faces have strength 0."""
    table = face_folder(path)
    rows = [line.split(",") for line in table.read_text().split()]
    cells = ["strength", *("0.00" if row[1] == "neutral" else f"0.{7 + int(row[2][1])}0" for row in rows[1:])]
    table.write_text("\n".join(",".join([*row, cell]) for row, cell in zip(rows, cells, strict=True)) + "\n")
    return table


def test_numbers_choose_by_range_and_by_value(tmp_path, cache):
    pack = open_bank(f"csv:{strengths(tmp_path / 'faces')}").packs[0]
    for wanted, people in (
        ((NumberRange(min=0.8),), ["csv-p1", "csv-p2"]),
        ((NumberRange(max=0.8),), ["csv-p0", "csv-p1"]),
        (("0.9", "7e-1"), ["csv-p0", "csv-p2"]),
    ):
        rows = pack.rows(Emotion.FEAR, "all", {"strength": wanted}).tolist()
        assert [pack.cutout(row).record.identity for row in rows] == people


def test_a_selection_that_leaves_emotions_without_faces_says_what_they_have(tmp_path, cache):
    bank = open_bank(f"csv:{strengths(tmp_path / 'faces')}")
    wanted = {"strength": (NumberRange(min=0.8, max=1),)}
    with pytest.raises(BankError) as caught:
        bank.pools([Emotion.ANGER, Emotion.FEAR, Emotion.NEUTRAL], where=wanted)
    assert "no face shows neutral with strength from 0.8 to 1 (their faces have strength 0.00)" in str(caught.value)
    assert str(caught.value).endswith("leave the emotion out: --set 'faces.emotions=[anger,fear]'")
    both = {"strength": (NumberRange(min=0.8), "0")}
    assert len(bank.pools([Emotion.ANGER, Emotion.NEUTRAL], where=both).emotions) == 2


def test_an_emotion_whose_faces_were_all_skipped_names_one_of_them(tmp_path, cache):
    table = face_folder(tmp_path / "faces")
    for number in range(3):
        (tmp_path / "faces" / f"fear-{number}.png").write_bytes(b"no picture")
    bank = open_bank(f"csv:{table}")
    with pytest.raises(BankError, match=r"3 inputs were skipped, such as fear-0\.png: .*is not a picture"):
        bank.pools([Emotion.FEAR])


def test_sources_are_numbered_through_and_people_told_apart(tmp_path, cache):
    one, two = face_folder(tmp_path / "one"), face_folder(tmp_path / "two", size=80)
    bank = open_bank(f"csv:{one}", f"csv:{two}=0.25")
    assert len(bank) == 24
    assert bank.weights == (1_000_000, 250_000)
    mine = next(face for face in range(24) if _is(bank, face, "csv-p1", Emotion.ANGER))
    assert bank.alike(mine, Emotion.FEAR) == [face for face in range(12) if _is(bank, face, "csv-p1", Emotion.FEAR)]


def test_banks_travel_to_other_processes_as_paths(tmp_path, cache):
    bank = open_bank(f"csv:{face_folder(tmp_path / 'faces')}")
    data = pickle.dumps(bank)
    assert len(data) < 2000
    assert np.array_equal(pickle.loads(data).level(3, 40).pixels, bank.level(3, 40).pixels)


def test_changed_labels_make_another_bank(tmp_path, cache):
    table = face_folder(tmp_path / "faces")
    before = open_bank(f"csv:{table}").identity
    table.write_text(table.read_text().replace("fear-0.png,fear", "fear-0.png,anger"))
    assert open_bank(f"csv:{table}").identity != before


def test_unusable_faces_are_left_out_and_named(tmp_path, cache):
    table = face_folder(tmp_path / "faces")
    broken = tmp_path / "faces" / "fear-0.png"
    broken.write_bytes(broken.read_bytes()[:-40])
    bank = open_bank(f"csv:{table}")
    assert len(bank) == 11
    assert [one.key for one in bank.skipped] == ["fear-0.png"]
    assert bank.skipped[0].reason


def test_a_source_whose_faces_all_fail_is_refused_and_leaves_nothing(tmp_path, cache):
    table = face_folder(tmp_path / "faces")
    for path in (tmp_path / "faces").glob("*.png"):
        path.write_bytes(b"no picture")
    with pytest.raises(SourceError, match="none of the 12 faces"):
        open_bank(f"csv:{table}")
    assert not any(cache.iterdir())


def test_damage_is_found_by_verifying(tmp_path, cache):
    bank = open_bank(f"csv:{face_folder(tmp_path / 'faces')}")
    folder, header = bank.packs[0].folder, bank.packs[0].header
    assert store.verify(folder, header) == []
    pixels = folder / "pixels.bin"
    data = bytearray(pixels.read_bytes())
    data[1000] ^= 1
    pixels.write_bytes(data)
    assert store.verify(folder, header) == ["pixels.bin"]
    (folder / "levels.npy").unlink()
    assert store.verify(folder, header) == ["levels.npy", "pixels.bin"]


def test_a_bank_of_another_format_is_packed_anew(tmp_path, cache):
    table = face_folder(tmp_path / "faces")
    folder = open_bank(f"csv:{table}").packs[0].folder
    header = json.loads((folder / "bank.json").read_text())
    (folder / "bank.json").write_text(json.dumps({**header, "format": 0}))
    assert len(open_bank(f"csv:{table}")) == 12
    assert json.loads((folder / "bank.json").read_text())["format"] == store.FORMAT


def test_a_damaged_header_is_named(tmp_path, cache):
    table = face_folder(tmp_path / "faces")
    folder = open_bank(f"csv:{table}").packs[0].folder
    (folder / "bank.json").write_text("{")
    with pytest.raises(BankError, match=r"damaged bank\.json"):
        open_bank(f"csv:{table}")


@pytest.mark.parametrize("name", ["entries.npy", "levels.npy", "faces.json", "pixels.bin"])
@pytest.mark.parametrize("how", ["gone", "short", "strange", "of another kind"])
def test_a_damaged_file_is_named_in_one_line_with_what_to_do(tmp_path, cache, name, how):
    table = face_folder(tmp_path / "faces")
    path = open_bank(f"csv:{table}").packs[0].folder / name
    data = path.read_bytes()
    path.unlink()
    if how == "short":
        path.write_bytes(data[:-1])
    elif how == "strange":
        path.write_bytes(b"\x93NUMPY\x01\x00\x10\x00{'descr': nonsense" if name.endswith("npy") else b"")
    elif how == "of another kind":
        np.save(cache / "other.npy", np.zeros(3))
        path.write_bytes((cache / "other.npy").read_bytes())
    with pytest.raises(BankError) as caught:
        open_bank(f"csv:{table}")
    message = str(caught.value)
    assert "\n" not in message
    assert "ast." not in message
    for part in (str(path.parent), name, "delete the folder", "synthgroup bank verify"):
        assert part in message


def test_a_bank_that_may_not_be_read_says_so(tmp_path, cache, monkeypatch):
    table = face_folder(tmp_path / "faces")
    open_bank(f"csv:{table}")
    _deny(monkeypatch, "bank.json")
    with pytest.raises(BankError, match=r"cannot be opened \(bank\.json: Permission denied\); make it readable"):
        open_bank(f"csv:{table}")


def test_the_permissions_of_a_bank_are_the_usual_ones(tmp_path, cache):
    folder = open_bank(f"csv:{face_folder(tmp_path / 'faces')}").packs[0].folder
    (cache / "plain").mkdir()
    assert folder.stat().st_mode == (cache / "plain").stat().st_mode
    assert sorted(path.name for path in cache.iterdir()) == [folder.name, "plain"]


def test_files_are_flushed_through_handles_that_may_write(tmp_path, cache, monkeypatch):
    flushed = []

    def fsync(handle):
        os.write(handle, b"")
        flushed.append(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    open_bank(f"csv:{face_folder(tmp_path / 'faces')}")
    assert len(flushed) == 5


def test_a_face_that_the_machine_failed_to_read_is_tried_again(tmp_path, cache, monkeypatch):
    table = face_folder(tmp_path / "faces")
    with monkeypatch.context() as patch:
        _deny(patch, "fear-0.png")
        lacking = open_bank(f"csv:{table}")
        assert [one.key for one in lacking.skipped] == ["fear-0.png"]
        again = open_bank(f"csv:{table}", progress=lambda *args: pytest.fail("packed without need"))
        assert again.identity == lacking.identity
    whole = open_bank(f"csv:{table}")
    assert (len(lacking), len(whole)) == (11, 12)
    assert whole.identity != lacking.identity
    assert whole.packs[0].folder == lacking.packs[0].folder
    assert len(list(cache.iterdir())) == 1
    open_bank(f"csv:{table}", progress=lambda *args: pytest.fail("packed without need"))


def test_banks_without_the_same_face_have_the_same_identity_whatever_the_reason(tmp_path, cache, monkeypatch):
    table = face_folder(tmp_path / "faces")
    with monkeypatch.context() as patch:
        _deny(patch, "fear-0.png")
        denied = open_bank(f"csv:{table}").identity
    table.write_text(table.read_text().replace("fear-0.png,fear,p0,old\n", ""))
    assert open_bank(f"csv:{table}").identity == denied


def test_people_of_two_tables_are_two_even_where_they_are_called_alike(tmp_path, cache):
    bank = open_bank(f"csv:{face_folder(tmp_path / 'one')}", f"csv:{face_folder(tmp_path / 'two', size=80)}")
    people = bank.pools([Emotion.ANGER]).people
    assert len(set(people.tolist())) == 6
    shown = bank.alike(0, Emotion.FEAR)
    assert [bank.record(face).identity for face in shown] == ["csv-p0"]
    assert shown[0] < 12
    assert bank.alike(12, Emotion.FEAR) == [shown[0] + 12]


def test_people_of_two_copies_of_a_data_set_are_the_same(tmp_path, cache):
    for copy in ("one", "two"):
        face_folder(tmp_path / copy / "table")
        for emotion in ("anger", "fear"):
            (tmp_path / copy / "sorted" / emotion).mkdir(parents=True)
            source = tmp_path / copy / "table" / f"{emotion}-1.png"
            shutil.copy(source, tmp_path / copy / "sorted" / emotion / "x.png")
    bank = open_bank(f"folder:{tmp_path / 'one' / 'sorted'}", f"folder:{tmp_path / 'two' / 'sorted'}")
    people = bank.pools([Emotion.ANGER]).people.tolist()
    assert people[:2] == people[2:]
    assert bank.alike(2, Emotion.ANGER) == [2, 0]


def test_cutouts_with_the_most_attributes_in_common_come_first(tmp_path, cache):
    table = face_folder(tmp_path / "faces", people=1)
    names = [f"{emotion}-0.png" for emotion in ("anger", "fear", "happiness", "neutral")]
    cells = [("anger", "left", "a"), ("fear", "right", "b"), ("fear", "right", "a"), ("fear", "left", "a")]
    rows = [f"{name},{emotion},p,{gaze},{session}" for name, (emotion, gaze, session) in zip(names, cells, strict=True)]
    table.write_text("\n".join(["file,emotion,identity,gaze,session", *rows]) + "\n")
    bank = open_bank(f"csv:{table}")
    assert bank.alike(0, Emotion.FEAR) == [3, 2, 1]
    assert bank.alike(2, Emotion.FEAR)[0] == 2
    assert bank.alike(0, Emotion.NEUTRAL) == []


def test_unnamed_people_are_noted_for_splits_only(tmp_path, cache, caplog):
    table = face_folder(tmp_path / "faces")
    table.write_text("\n".join(line.rsplit(",", 2)[0] for line in table.read_text().split()) + "\n")
    bank = open_bank(f"csv:{table}")
    assert not caplog.records
    assert bank.notes == ()
    (note,) = bank.split_notes()
    for part in (f"csv:{table}", "12 pictures", "more than one split", "'identity'"):
        assert part in note


def test_named_people_leave_nothing_to_note(tmp_path, cache):
    assert open_bank(f"csv:{face_folder(tmp_path / 'faces')}").split_notes() == ()


def test_a_licence_is_logged_once(monkeypatch, caplog):
    monkeypatch.setattr(packs, "_LOGGED", set())
    packs.log_once(["one", "two"])
    packs.log_once(["two", "three"])
    assert caplog.messages == ["one", "two", "three"]


def test_an_unwritable_cache_says_what_to_set(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("SYNTHGROUP_CACHE", str(tmp_path / "file" / "cache"))
    with pytest.raises(BankError, match="SYNTHGROUP_CACHE"):
        open_bank(f"csv:{face_folder(tmp_path / 'faces')}")


def _deny(monkeypatch, name):
    """Make the system refuse to read files of a name, as root is refused nothing."""
    original = Path.open

    def open_file(path, *args, **options):
        if path.name == name:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return original(path, *args, **options)

    monkeypatch.setattr(Path, "open", open_file)


def _is(bank, face, identity, emotion):
    record = bank.record(face)
    return record.identity == identity and record.emotion is emotion


@pytest.mark.parametrize("name", ["level", "levels"])
def test_entries_that_do_not_fit_the_levels_are_damage(tmp_path, cache, name):
    table = f"csv:{face_folder(tmp_path / 'faces')}"
    path = open_bank(table).packs[0].folder / "entries.npy"
    entries = np.load(path, allow_pickle=False)
    entries[name][3] += 1
    np.save(path, entries)
    with pytest.raises(BankError, match=r"damaged \(entries\.npy does not fit levels\.npy\)"):
        open_bank(table)
