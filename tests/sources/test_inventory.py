from miniatures import (
    background_tree,
    builtin_tree,
    csv_tree,
    faces_tree,
    folder_tree,
    kdef_tree,
    lsun_tree,
    write_table,
)

from synthgroup.sources.builtin import BuiltinBackgrounds, BuiltinFaces
from synthgroup.sources.csv_table import CsvBackgrounds, CsvFaces
from synthgroup.sources.faces import FacesFaces
from synthgroup.sources.folder import FolderFaces
from synthgroup.sources.inventory import BY_CONTENT, count_backgrounds, count_faces
from synthgroup.sources.kdef import KdefFaces
from synthgroup.sources.lsun import LsunBackgrounds

SIZE = (32, 40)


def counts(tallies):
    return {tally.name: {value: sum(counts) for value, counts in tally.counts.items()} for tally in tallies}


def test_the_builtin_layout_is_counted_by_split(tmp_path):
    builtin_tree(tmp_path, people=(1, 2, 3))
    found = count_faces(BuiltinFaces(tmp_path))
    assert (found.info.version, found.pictures, found.unnamed) == ("7", 21, 0)
    assert found.length == sum(path.stat().st_size for path in (tmp_path / "faces").iterdir())
    assert found.splits == ("train", "val", "test")
    assert found.people == (1, 1, 1)
    assert found.by_picture[0].counts["anger"] == (1, 1, 1)
    assert {tally.name: dict(tally.counts) for tally in found.by_person} == {
        "age": {"young": (1, 1, 1)},
        "intensity": {"0.7": (1, 1, 1)},
        "sex": {"f": (0, 0, 1), "m": (1, 1, 0)},
    }
    assert found.balance.names == ("sex", "age")
    assert dict(found.balance.counts) == {("f", "young"): 1, ("m", "young"): 2}
    assert found.balance.equal == 1.5


def test_backgrounds_are_counted_by_category_and_attribute(tmp_path):
    builtin_tree(tmp_path)
    found = count_backgrounds(BuiltinBackgrounds(tmp_path))
    assert (found.pictures, found.by_split) == (2, (1, 0, 1))
    assert {tally.name: dict(tally.counts) for tally in found.by_picture} == {
        "category": {"classroom": (1, 0, 0), "tower": (0, 0, 1)},
        "origin": {"rendered": (1, 0, 1)},
    }


def test_attributes_of_people_and_of_pictures_are_told_apart(tmp_path):
    kdef_tree(tmp_path / "kdef", sessions="AB", all_angles=(), malformed=False, scale=0.05)
    kdef = count_faces(KdefFaces(tmp_path / "kdef"))
    assert counts(kdef.by_person) == {"angle": {"S": 2}, "sex": {"f": 1, "m": 1}}
    assert counts(kdef.by_picture)["session"] == {"A": 14, "B": 14}
    faces = count_faces(FacesFaces(faces_tree(tmp_path / "faces", scale=0.05)))
    assert counts(faces.by_person) == {"age": {"middle": 1, "old": 1, "young": 1}, "sex": {"f": 1, "m": 2}}
    assert counts(faces.by_picture)["set"] == {"a": 18, "b": 18}
    assert faces.balance.names == ("sex", "age")


def test_people_who_are_not_known_are_split_by_content(tmp_path):
    found = count_faces(FolderFaces(folder_tree(tmp_path, size=SIZE)))
    assert found.splits[-1] == BY_CONTENT
    assert (found.unnamed, sum(found.people), found.by_person, found.balance) == (14, 0, (), None)
    assert found.by_picture[0].counts["fear"] == (0, 0, 0, 2)


def test_items_without_an_attribute_are_in_no_count_of_it(tmp_path):
    csv_tree(tmp_path, people=(1, 2), size=SIZE)
    rows = [("pictures/anger/person1.jpg", "anger", "a", "f"), ("pictures/anger/person2.jpg", "anger", "b", "")]
    found = count_faces(CsvFaces(write_table(tmp_path / "t.csv", ("file", "emotion", "identity", "sex"), rows)))
    assert counts(found.by_person) == {"sex": {"f": 1}}
    assert dict(found.balance.counts) == {("f",): 1}


def test_an_age_in_years_is_not_crossed(tmp_path):
    found = count_faces(CsvFaces(csv_tree(tmp_path, people=range(1, 12), size=(8, 10))))
    assert found.balance.names == ("sex",)


def test_large_and_plain_collections_are_counted(tmp_path):
    lsun = count_backgrounds(LsunBackgrounds(lsun_tree(tmp_path / "lsun", side=32)))
    assert counts(lsun.by_picture) == {"category": {"classroom": 8, "dining_room": 4}}
    background_tree(tmp_path / "flat")
    table = write_table(tmp_path / "flat" / "t.csv", ("file",), [("kitchen/000.jpg",), ("kitchen/001.jpg",)])
    assert counts(count_backgrounds(CsvBackgrounds(table)).by_picture) == {"category": {}}
