import pytest
from miniatures import faces_tree, not_a_picture, through_pickle

from synthgroup.emotions import Emotion
from synthgroup.errors import SourceError
from synthgroup.sources.faces import FacesFaces, recognise_faces


@pytest.mark.parametrize("folder", ["bilder", "", "a/b"])
def test_names_are_read_wherever_the_pictures_lie(tmp_path, folder):
    source = FacesFaces(faces_tree(tmp_path, folder=folder, scale=0.08))
    faces = source.faces()
    assert len(faces) == 3 * 6 * 2
    assert {face.identity for face in faces} == {"faces-004", "faces-066", "faces-182"}
    assert {face.emotion for face in faces} == set(Emotion) - {Emotion.SURPRISE}
    first = faces[0]
    assert first.key.endswith("004_o_m_a_a.jpg")
    assert first.emotion == Emotion.ANGER
    assert first.attributes == {"age": "old", "sex": "m", "set": "a"}
    assert not source.skipped()
    assert recognise_faces(tmp_path)


def test_pictures_have_the_size_of_the_data_set(tmp_path):
    source = FacesFaces(faces_tree(tmp_path, people=("182_m_f",), sets="a"))
    assert source.read("bilder/182_m_f_h_a.jpg").shape == (1024, 819, 3)
    assert "agreement" in source.info.notice


def test_other_names_and_empty_files_are_named(tmp_path):
    faces_tree(tmp_path, people=("004_o_m",), sets="a", scale=0.05)
    for name in ("004_o_m_x_a.jpg", "004_o_m_a.jpg", "cover.jpg"):
        not_a_picture(tmp_path / "bilder" / name)
    (tmp_path / "bilder" / "004_o_m_n_b.jpg").touch()
    source = FacesFaces(tmp_path)
    assert len(source.faces()) == 6
    assert [item.key.removeprefix("bilder/") for item in source.skipped()] == [
        "004_o_m_a.jpg",
        "004_o_m_n_b.jpg",
        "004_o_m_x_a.jpg",
        "cover.jpg",
    ]
    assert through_pickle(source).faces() == source.faces()


def test_an_empty_folder_is_an_error(tmp_path):
    with pytest.raises(SourceError, match="004_o_m_a_a"):
        FacesFaces(tmp_path).faces()
    assert not recognise_faces(tmp_path)
