import shutil

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from miniatures import KDEF_CODES, kdef_flat_tree, kdef_tree, not_a_picture, through_pickle, truncated_jpeg

from synthgroup.emotions import Emotion
from synthgroup.errors import PictureError, SourceError
from synthgroup.sources.kdef import ANGLES, RAW_CROP, KdefFaces, parse_kdef_name, recognise_kdef


@given(
    st.sampled_from("AB"),
    st.sampled_from("FM"),
    st.integers(1, 35),
    st.sampled_from(sorted(KDEF_CODES)),
    st.sampled_from(ANGLES),
    st.booleans(),
)
def test_names_are_read_by_position(session, sex, number, code, angle, lower):
    stem = f"{session}{sex}{number:02d}{code}{angle}"
    name = parse_kdef_name(stem.lower() if lower else stem)
    assert name is not None
    assert (name.session, name.sex, name.number, name.angle) == (session, sex.lower(), number, angle)
    assert name.emotion == KDEF_CODES[code]
    assert name.identity == f"kdef-{sex.lower()}{number:02d}"
    assert name.folder == stem[:4]


@given(st.text("ABFMNESUHLR0123_ \n٣", max_size=9))
def test_other_names_are_refused(stem):
    name = parse_kdef_name(stem)
    assert name is None or len(stem) in {7, 8} or stem in {"AF31V", "AM31H"}


@pytest.mark.parametrize(
    "stem", ["AF00HAS", "AF36HAS", "CF01HAS", "AX01HAS", "AF01XXS", "AF01HAX", "AF01HAHLL", "AF1HAS", "AF٣٣HAS"]
)
def test_names_outside_the_data_set_are_refused(stem):
    assert parse_kdef_name(stem) is None


def test_the_two_malformed_names_are_known():
    first, second = parse_kdef_name("AF31V"), parse_kdef_name("AM31H")
    assert (first.identity, first.emotion, first.angle) == ("kdef-f31", Emotion.SADNESS, "HL")
    assert (second.identity, second.emotion, second.angle) == ("kdef-m31", Emotion.SURPRISE, "HR")


def test_a_raw_tree_lists_straight_views(tmp_path):
    source = KdefFaces(kdef_tree(tmp_path, sessions="AB", scale=0.1))
    faces = source.faces()
    assert len(faces) == 2 * 2 * 7
    assert [face.key for face in faces] == sorted(face.key for face in faces)
    assert {face.identity for face in faces} == {"kdef-f01", "kdef-m02"}
    assert {face.emotion for face in faces} == set(Emotion)
    first = faces[0]
    assert first.key == "AF01/AF01AFS.JPG"
    assert first.attributes == {"sex": "f", "session": "A", "angle": "S"}
    assert first.length == (tmp_path / first.key).stat().st_size
    assert not source.skipped()


def test_other_views_and_the_malformed_names_come_when_asked_for(tmp_path):
    source = KdefFaces(kdef_tree(tmp_path, scale=0.1), angles=ANGLES)
    keys = {face.key: face for face in source.faces()}
    assert len(keys) == 7 * 5 + 7 + 2
    assert keys["AF31/AF31V.JPG"].emotion == Emotion.SADNESS
    assert keys["AM31/AM31H.JPG"].attributes["angle"] == "HR"


def test_raw_pictures_are_cropped_and_others_are_not(tmp_path):
    kdef_tree(tmp_path, people=("F01",), all_angles=())
    source = KdefFaces(tmp_path)
    left, top, right, bottom = RAW_CROP
    shape = (round(bottom * 762) - round(top * 762), round(right * 562) - round(left * 562), 3)
    assert source.read("AF01/AF01HAS.JPG").shape == shape
    assert source.read("AF01/AF01HAS.JPG").flags.c_contiguous
    whole = KdefFaces(tmp_path, crop=None).read("AF01/AF01HAS.JPG")
    assert whole.shape == (762, 562, 3)
    np.testing.assert_array_equal(
        KdefFaces(tmp_path, crop=(0.5, 0, 1, 0.5)).read("AF01/AF01HAS.JPG"), whole[:381, 281:]
    )
    flat = KdefFaces(kdef_flat_tree(tmp_path / "flat", people=("F01",), scale=0.5))
    assert flat.read("AF01HAS.JPG").shape == (213, 147, 3)


def test_the_head_of_a_raw_straight_view_is_known(tmp_path):
    root = kdef_tree(tmp_path / "raw", people=("M02",), all_angles=("M02",))
    heads = {face.key: face.head for face in KdefFaces(root, angles=("S", "HL")).faces()}
    x, y, width, height = heads["AM02/AM02NES.JPG"]
    assert (width, height) == pytest.approx((0.68 * 562, 0.70 * 762))
    assert heads["AM02/AM02NEHL.JPG"] is None
    picture = KdefFaces(root).read("AM02/AM02NES.JPG")
    assert x > 0
    assert y > 0
    assert x + width < picture.shape[1]
    assert y + height < picture.shape[0]
    # The drawn head has its crown and its chin where the data set has them.
    shown = np.abs(picture.astype(int) - (206, 206, 204)).max(axis=2) > 40
    assert abs(int(np.argmax(shown.any(axis=1))) - y) < 12
    x, y, _, _ = KdefFaces(root, crop=None).faces()[0].head
    assert (x, y) == pytest.approx((0.16 * 562, 0.14 * 762))
    flat = KdefFaces(kdef_flat_tree(tmp_path / "flat", people=("F01",), scale=0.2))
    assert flat.faces()[0].head is None


def test_the_crop_keeps_the_whole_head_of_a_miniature(tmp_path):
    source = KdefFaces(kdef_tree(tmp_path, people=("M02",), all_angles=()))
    picture = source.read("AM02/AM02NES.JPG").astype(int)
    backdrop = np.abs(picture - (206, 206, 204)).max(axis=2) < 30
    assert backdrop[0].all()
    assert backdrop[: len(backdrop) // 3, [0, -1]].all()


def test_lower_case_suffixes_and_folders_above_are_fine(tmp_path):
    kdef_tree(tmp_path / "KDEF_and_AKDEF" / "KDEF", people=("F01",), all_angles=(), suffix=".jpg", scale=0.1)
    source = KdefFaces(tmp_path)
    assert len(source.faces()) == 7
    assert source.faces()[0].key == "KDEF_and_AKDEF/KDEF/AF01/AF01AFS.jpg"


def test_what_cannot_be_used_is_named_and_the_rest_goes_on(tmp_path):
    kdef_tree(tmp_path, people=("F01",), all_angles=(), malformed=False, scale=0.1)
    truncated_jpeg(tmp_path / "AF01" / "AF01HAS.JPG")
    not_a_picture(tmp_path / "AF01" / "AF01NES.JPG")
    (tmp_path / "AF01" / "AF01SAS.JPG").write_bytes(b"")
    shutil.copy(tmp_path / "AF01" / "AF01ANS.JPG", tmp_path / "AF01" / "holiday.JPG")
    (tmp_path / "AF01" / "._AF01ANS.JPG").write_bytes(b"resource fork")
    source = KdefFaces(tmp_path)
    assert len(source.faces()) == 6
    assert [(item.source, item.key) for item in source.skipped()] == [
        ("kdef", "AF01/AF01SAS.JPG"),
        ("kdef", "AF01/holiday.JPG"),
    ]
    for name in ("AF01HAS.JPG", "AF01NES.JPG"):
        with pytest.raises(PictureError, match=name):
            source.read(f"AF01/{name}")


def test_nothing_usable_is_an_error_that_says_what_was_found(tmp_path):
    with pytest.raises(SourceError, match="found nothing; expected names such as AF01/AF01HAS"):
        KdefFaces(tmp_path).faces()
    not_a_picture(tmp_path / "me.jpg")
    source = KdefFaces(tmp_path)
    with pytest.raises(SourceError, match=r"found 1 that cannot be used, the first: me\.jpg"):
        source.faces()
    assert [item.key for item in source.skipped()] == ["me.jpg"]


def test_bad_arguments_are_errors(tmp_path):
    with pytest.raises(SourceError, match="angles must be some of S, HL"):
        KdefFaces(tmp_path, angles=("S", "XX"))
    with pytest.raises(SourceError, match="crop must be"):
        KdefFaces(tmp_path, crop=(0.5, 0, 0.5, 1))


def test_the_licence_is_noticed_and_a_copy_reads_alike(tmp_path):
    source = KdefFaces(kdef_tree(tmp_path, people=("F01",), all_angles=(), scale=0.2))
    assert "research" in source.info.notice
    assert source.info.real_people
    copy = through_pickle(source)
    assert copy.faces() == source.faces()
    np.testing.assert_array_equal(copy.read("AF01/AF01HAS.JPG"), source.read("AF01/AF01HAS.JPG"))


def test_both_layouts_are_recognised(tmp_path):
    assert recognise_kdef(kdef_tree(tmp_path / "raw", scale=0.05))
    assert recognise_kdef(kdef_flat_tree(tmp_path / "flat", scale=0.05))
    not_a_picture(tmp_path / "other" / "x.jpg")
    assert not recognise_kdef(tmp_path / "other")
