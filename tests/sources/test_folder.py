import re

import numpy as np
import pytest
from miniatures import background_tree, encoded, folder_tree, not_a_picture, through_pickle

from synthgroup.emotions import Emotion
from synthgroup.errors import PictureError, SourceError
from synthgroup.sources.base import SPLITS, split_by_hash
from synthgroup.sources.folder import (
    FolderBackgrounds,
    FolderFaces,
    recognise_background_folder,
    recognise_face_folder,
)
from synthgroup.sources.labels import EMOTION_NAMES, emotion_from_name


def test_every_emotion_is_known_by_its_own_name_and_by_synonyms():
    for emotion in Emotion:
        assert emotion_from_name(f" {emotion.value.upper()} ") is emotion
    assert emotion_from_name("Afraid") is Emotion.FEAR
    assert emotion_from_name("contempt") is None
    assert list(EMOTION_NAMES) == sorted(EMOTION_NAMES, key=lambda name: (EMOTION_NAMES[name], name))


def test_folders_named_after_emotions_are_listed(tmp_path):
    source = FolderFaces(folder_tree(tmp_path, emotions=("Angry", "HAPPY", "sad", "surprised"), size=(40, 50)))
    assert [(face.key, face.emotion.value) for face in source.faces()][:3] == [
        ("Angry/person1.jpg", "anger"),
        ("Angry/person2.jpg", "anger"),
        ("HAPPY/person1.jpg", "happiness"),
    ]
    assert all(face.identity is None and face.split is None for face in source.faces())
    assert source.read("sad/person1.jpg").shape == (50, 40, 3)
    assert through_pickle(source).faces() == source.faces()


def test_the_digest_hangs_on_the_content_and_not_on_the_name(tmp_path):
    source = FolderFaces(folder_tree(tmp_path, emotions=("happy",), size=(16, 20)))
    (tmp_path / "happy" / "copy.jpg").write_bytes((tmp_path / "happy" / "person1.jpg").read_bytes())
    first, second, copy = (source.content_digest(f"happy/{name}.jpg") for name in ("person1", "person2", "copy"))
    assert first == copy
    assert first != second
    assert re.fullmatch("[0-9a-f]{16}", first)
    for key in ("happy/missing.jpg", "../x.jpg"):
        with pytest.raises(PictureError):
            source.content_digest(key)


def test_pictures_with_alpha_come_as_rgba(tmp_path):
    source = FolderFaces(folder_tree(tmp_path, emotions=("neutral",), alpha=True, size=(40, 50)))
    assert source.read("neutral/person1.png").shape == (50, 40, 4)


def test_unknown_folders_and_loose_pictures_are_named(tmp_path):
    folder_tree(tmp_path, emotions=("happy", "contempt", "train"), size=(16, 20))
    not_a_picture(tmp_path / "loose.jpg")
    (tmp_path / "happy" / "empty.png").touch()
    source = FolderFaces(tmp_path)
    assert len(source.faces()) == 2
    assert [(item.key, item.reason.partition(";")[2] or item.reason) for item in source.skipped()] == [
        ("contempt", " 2 pictures in it are left out"),
        ("happy/empty.png", "is empty (0 bytes)"),
        ("loose.jpg", "does not lie in a folder that is named after an emotion"),
        ("train", " 2 pictures in it are left out"),
    ]


def test_no_folder_of_an_emotion_is_an_error(tmp_path):
    folder_tree(tmp_path, emotions=("contempt",), size=(16, 20))
    with pytest.raises(SourceError, match=r"folder: no usable face in .*the first: contempt: .*expected a folder per"):
        FolderFaces(tmp_path).faces()
    assert not recognise_face_folder(tmp_path)
    (tmp_path / "joy").mkdir()
    assert recognise_face_folder(tmp_path)


def test_the_first_folder_is_the_category_of_a_background(tmp_path):
    background_tree(tmp_path, categories=("kitchen", "", "tower/old"), count=2, size=(24, 20))
    source = FolderBackgrounds(tmp_path)
    index = source.backgrounds()
    assert index.keys.tolist() == sorted(
        [b"000.jpg", b"001.jpg", b"kitchen/000.jpg", b"kitchen/001.jpg", b"tower/old/000.jpg", b"tower/old/001.jpg"]
    )
    assert index.categories == ("", "kitchen", "tower")
    assert [index.categories[code] for code in index.category_codes] == ["", "", "kitchen", "kitchen", "tower", "tower"]
    assert [SPLITS[code] for code in index.split_codes] == [split_by_hash(key) for key in index.keys.tolist()]
    assert source.stamp() == ""
    assert recognise_background_folder(tmp_path)


def test_the_alpha_of_a_background_is_dropped_onto_black(tmp_path):
    (tmp_path / "x.png").write_bytes(encoded(np.full((8, 8, 4), 128, np.uint8), "PNG"))
    np.testing.assert_array_equal(FolderBackgrounds(tmp_path).read("x.png"), np.full((8, 8, 3), 64))


def test_no_picture_is_an_error(tmp_path):
    (tmp_path / "notes.txt").write_text("nothing here")
    with pytest.raises(SourceError, match=r"no usable background in .*; found notes\.txt; expected pictures"):
        FolderBackgrounds(tmp_path).backgrounds()
    assert not recognise_background_folder(tmp_path)
