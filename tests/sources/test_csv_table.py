import pytest
from miniatures import EMOTIONS, background_tree, csv_tree, through_pickle, write_table

from synthgroup.emotions import Emotion
from synthgroup.errors import SourceError
from synthgroup.sources.base import SPLITS
from synthgroup.sources.csv_table import CsvBackgrounds, CsvFaces, recognise_csv

SIZE = (32, 40)


def faces_of(tmp_path, header, rows):
    csv_tree(tmp_path, people=(1,), size=SIZE)
    return CsvFaces(write_table(tmp_path / "table.csv", header, rows))


def reasons(source):
    return {item.key: item.reason for item in source.skipped()}


def test_all_columns_are_read(tmp_path):
    source = CsvFaces(csv_tree(tmp_path, size=SIZE))
    faces = source.faces()
    assert len(faces) == 2 * len(EMOTIONS)
    first = faces[0]
    assert first.key == "pictures/anger/person1.jpg"
    assert first.emotion == Emotion.ANGER
    assert first.identity == "csv-p1"
    assert first.attributes == {"age": "21", "sex": "m"}
    assert first.head == (8, 6, 16, 22)
    assert first.split is None
    assert source.read(first.key).shape == (40, 32, 3)
    assert through_pickle(source).faces() == faces


def test_further_columns_of_backgrounds_are_attributes(tmp_path):
    background_tree(tmp_path)
    header = ("file", "category", "split", "group", "light", "weather")
    rows = [("classroom/000.jpg", "classroom", "", "g", "dusk", ""), ("kitchen/001.jpg", "kitchen", "", "", "", "rain")]
    index = CsvBackgrounds(write_table(tmp_path / "table.csv", header, rows)).backgrounds()
    assert {name: [one.values[code] for code in one.codes] for name, one in index.attributes.items()} == {
        "light": ["dusk", ""],
        "weather": ["", "rain"],
    }


def test_a_pack_beside_the_table_tells_licence_and_version(tmp_path):
    table = csv_tree(tmp_path, people=(1,), size=SIZE)
    assert (CsvFaces(table).info.licence, CsvFaces(table).info.real_people) == ("unknown", True)
    (tmp_path / "pack.json").write_text('{"version": "2", "licence": "CC-BY-4.0", "real_people": false}')
    info = CsvFaces(table).info
    assert (info.name, info.path, info.version, info.licence) == ("csv", str(table), "2", "CC-BY-4.0")
    assert not info.real_people
    (tmp_path / "pack.json").write_text("{}")
    with pytest.raises(SourceError, match="must name version and licence"):
        CsvFaces(table)


def test_a_byte_order_mark_blanks_and_synonyms_do_no_harm(tmp_path):
    csv_tree(tmp_path, people=(1,), size=SIZE)
    text = "\ufefffile, emotion ,identity\r\npictures/fear/person1.jpg, Afraid ,\r\n"
    (tmp_path / "table.csv").write_text(text, encoding="utf-8", newline="")
    (face,) = CsvFaces(tmp_path / "table.csv").faces()
    assert (face.emotion, face.identity, dict(face.attributes)) == (Emotion.FEAR, None, {})


def test_rows_that_cannot_be_used_are_named_with_their_line(tmp_path):
    (tmp_path / "secret.jpg").write_bytes(b"secret")
    root = tmp_path / "root"
    root.mkdir()
    (root / "link.jpg").symlink_to(tmp_path / "secret.jpg")
    (root / "empty.jpg").touch()
    good = "pictures/anger/person1.jpg"
    rows = [
        (good, "anger", "train", ""),
        (f"./{good}", "anger", "train", ""),
        ("pictures/fear/person1.jpg", "envy", "", ""),
        ("missing.jpg", "fear", "", ""),
        ("../secret.jpg", "fear", "", ""),
        (str(tmp_path / "secret.jpg"), "fear", "", ""),
        ("link.jpg", "fear", "", ""),
        ("empty.jpg", "fear", "", ""),
        ("pictures/sadness/person1.jpg", "sad", "testing", ""),
        ("pictures/disgust/person1.jpg", "disgust", "", "1 2 3"),
        ("pictures/neutral/person1.jpg", "neutral", "", "1 2 nan 4"),
        ("pictures/surprise/person1.jpg", "surprise", "", "1", "2"),
        ("", "fear", "", ""),
        ("short.jpg",),
    ]
    source = faces_of(root, ("file", "emotion", "split", "head"), rows)
    assert [face.key for face in source.faces()] == [good]
    found = reasons(source)
    assert len(found) == len(source.skipped()) == len(rows) - 1
    for key, part in {
        f"./{good}": "line 3: names the same file as line 2",
        "pictures/fear/person1.jpg": "line 4: emotion 'envy' is not one of anger,",
        "missing.jpg": "line 5: there is no such file",
        "../secret.jpg": "line 6: ../secret.jpg: must be a path below",
        "link.jpg": "leads out of",
        "empty.jpg": "line 9: is empty",
        "pictures/sadness/person1.jpg": "line 10: split 'testing' is not one of train, val, test",
        "pictures/disgust/person1.jpg": "line 11: head '1 2 3' is not four numbers",
        "pictures/neutral/person1.jpg": "line 12: head",
        "pictures/surprise/person1.jpg": "line 13: has more cells",
        "": "line 14: names no file",
    }.items():
        assert part in found[key]


def test_an_identity_in_two_splits_is_an_error(tmp_path):
    rows = [(f"pictures/{emotion}/person1.jpg", emotion, "p1", "train") for emotion in EMOTIONS]
    assert {face.split for face in faces_of(tmp_path, ("file", "emotion", "identity", "split"), rows).faces()} == {
        "train"
    }
    rows[3] = (*rows[3][:3], "test")
    source = faces_of(tmp_path, ("file", "emotion", "identity", "split"), rows)
    with pytest.raises(SourceError, match=r"table\.csv, line 5: csv-p1 is in two splits, train and test"):
        source.faces()


def test_broken_tables_are_errors(tmp_path):
    for name, data, reason in (
        ("empty", b"", "lacks the column 'file'"),
        ("other", b"path,emotion\n", "lacks the column 'file'; its first line has path, emotion"),
        ("semicolons", b"file;emotion\na.jpg;fear\n", "separated by ';'; the separator must be a comma"),
        ("twice", b"file,emotion,age,age\n", "more than one column 'age'"),
        ("latin", "file,emotion\nä,fear\n".encode("latin-1"), "UTF-8"),
        ("header", b"file,emotion\n", "no rows below its first line; expected rows with"),
        ("quote", b'file,emotion\n"a,b', "is not a CSV table"),
    ):
        (tmp_path / f"{name}.csv").write_bytes(data)
        with pytest.raises(SourceError, match=f"{reason}"):
            CsvFaces(tmp_path / f"{name}.csv").faces()
    with pytest.raises(SourceError, match="there is no file"):
        CsvFaces(tmp_path / "missing.csv")
    with pytest.raises(SourceError, match="is a folder; give the path of the table"):
        CsvFaces(tmp_path)


def test_backgrounds_have_categories_splits_and_groups(tmp_path):
    background_tree(tmp_path, count=2, size=(24, 20))
    rows = [
        ("kitchen/000.jpg", "kitchen", "test", ""),
        ("kitchen/001.jpg", "kitchen", "", "home"),
        ("classroom/000.jpg", "", "", "home"),
    ]
    source = CsvBackgrounds(write_table(tmp_path / "b.csv", ("file", "category", "split", "group"), rows))
    index = source.backgrounds()
    assert index.keys.tolist() == [b"classroom/000.jpg", b"kitchen/000.jpg", b"kitchen/001.jpg"]
    assert [index.categories[code] for code in index.category_codes] == ["", "kitchen", "kitchen"]
    assert SPLITS[index.split_codes[1]] == "test"
    assert index.split_codes[0] == index.split_codes[2]
    assert source.read("kitchen/001.jpg").shape == (20, 24, 3)


def test_a_table_is_recognised_by_its_suffix(tmp_path):
    assert recognise_csv(csv_tree(tmp_path, people=(1,), size=SIZE))
    assert not recognise_csv(tmp_path)
