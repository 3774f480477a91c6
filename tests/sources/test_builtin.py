from collections import defaultdict

import pytest
from miniatures import builtin_tree, through_pickle

from synthgroup.emotions import Emotion
from synthgroup.errors import SourceError
from synthgroup.sources.builtin import BuiltinBackgrounds, BuiltinFaces


def test_a_pack_is_read(tmp_path):
    builtin_tree(tmp_path)
    faces = BuiltinFaces(tmp_path)
    assert len(faces.faces()) == 14
    first = faces.faces()[0]
    assert (first.key, first.identity, first.split) == ("p001_anger.webp", "builtin-p001", "val")
    assert first.head == (20, 10, 56, 67)
    assert first.attributes == {"intensity": "0.7", "sex": "m", "age": "young"}
    assert faces.read(first.key).shape == (96, 96, 4)
    backgrounds = BuiltinBackgrounds(tmp_path)
    assert list(backgrounds.backgrounds().attributes) == ["origin"]
    assert backgrounds.backgrounds().keys.tolist() == [b"classroom/000.webp", b"tower/000.webp"]
    assert backgrounds.read("tower/000.webp").shape == (96, 96, 3)
    for source in (faces, backgrounds):
        assert (source.info.name, source.info.path, source.info.licence) == ("builtin", "", "CC0-1.0")
        assert source.info.version == "7"
        assert not source.info.real_people
        assert not source.skipped()
        assert through_pickle(source).info == source.info


def test_the_pack_that_comes_with_the_library_is_whole():
    faces, backgrounds = BuiltinFaces(), BuiltinBackgrounds()
    shown = defaultdict(set)
    for face in faces.faces():
        shown[face.identity].add(face.emotion)
        assert face.split is not None
        assert face.head is not None
    assert all(emotions == set(Emotion) for emotions in shown.values())
    assert len(backgrounds.backgrounds()) > 100
    assert set(backgrounds.backgrounds().split_codes.tolist()) == {0, 1, 2}
    assert not faces.skipped()
    assert not backgrounds.skipped()
    assert faces.read(faces.faces()[0].key).shape[2] == 4


def test_a_missing_pack_is_an_error(tmp_path):
    with pytest.raises(SourceError, match=r"builtin: there is no file .*faces\.csv"):
        BuiltinFaces(tmp_path)
    builtin_tree(tmp_path)
    (tmp_path / "pack.json").unlink()
    for source in (BuiltinFaces, BuiltinBackgrounds):
        with pytest.raises(SourceError, match=r"no file pack\.json"):
            source(tmp_path)
