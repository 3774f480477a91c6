from __future__ import annotations

import numpy as np
import pytest
from video_miniatures import frame_number, vgaf_tree, write_labels, write_video

from groupmood_model.data.labelled import open_labelled
from groupmood_model.data.vgaf import Vgaf, VideoFrames
from groupmood_model.data.videos import frames
from groupmood_model.errors import DataError

TRAIN = {"1_1.mp4": (2, 7), "1_2.avi": (1, 12), "20_3.mp4": (0, 5)}


@pytest.fixture
def tree(tmp_path, monkeypatch):
    monkeypatch.setenv("SYNTHGROUP_CACHE", str(tmp_path / "cache"))
    return vgaf_tree(tmp_path / "vgaf", {"Train": TRAIN, "Val": {"30_1.mp4": (1, 4)}})


def test_codes_are_mapped_and_every_frame_comes_once_in_order(tree):
    seen = [(one.video, one.label, frame_number(one.image)) for one in open_labelled(f"vgaf:{tree}", "train")]
    assert seen == [(f"Train/{name}", label, n) for name, (label, count) in TRAIN.items() for n in range(count)]


def test_frames_are_evenly_spread_where_a_count_is_asked_for(tree):
    pictures = list(open_labelled(str(tree), "train", count=3))
    assert [frame_number(one.image) for one in pictures] == [0, 3, 6, 0, 6, 11, 0, 2, 4]
    assert pictures[1].name == "Train/1_1.mp4#3"


def test_frames_in_any_order_are_exact_and_have_their_videos_label(tree):
    found = VideoFrames(Vgaf(tree, "train"), side=64)
    assert len(found) == 24
    expected = [(label, n) for label, count in TRAIN.values() for n in range(count)]
    for number in (23, 0, 7, 6, 18, 19):
        assert (found[number].label, frame_number(found[number].image)) == expected[number]
    with pytest.raises(IndexError):
        found[24]


def test_frames_are_kept_no_larger_than_asked_for(tree):
    assert VideoFrames(Vgaf(tree, "val"), side=32)[0].image.shape == (32, 48, 3)
    assert VideoFrames(Vgaf(tree, "val"), side=500)[0].image.shape == (64, 96, 3)


def test_videos_are_decoded_once(tree, monkeypatch):
    first = VideoFrames(Vgaf(tree, "train"), side=64)
    monkeypatch.setattr("groupmood_model.data.frame_store.frames", None)
    again = VideoFrames(Vgaf(tree, "train"), side=64)
    assert np.array_equal(first[9].image, again[9].image)


def test_a_changed_video_is_decoded_anew(tree):
    VideoFrames(Vgaf(tree, "val"), side=64)
    write_video(tree / "Val" / "30_1.mp4", 9)
    assert len(VideoFrames(Vgaf(tree, "val"), side=64)) == 9


def test_broken_videos_are_skipped_and_named(tree):
    whole = (tree / "Train" / "1_2.avi").read_bytes()
    (tree / "Train" / "1_2.avi").write_bytes(whole[: len(whole) // 2])
    (tree / "Train" / "1_1.mp4").write_bytes(b"no video")
    videos = Vgaf(tree, "train")
    assert {one.video for one in videos} == {"Train/20_3.mp4"}
    assert set(videos.skipped) == {"Train/1_1.mp4", "Train/1_2.avi"}
    found = VideoFrames(Vgaf(tree, "train"), side=64)
    assert len(found) == 5
    assert set(found.skipped) == set(videos.skipped)
    again = VideoFrames(Vgaf(tree, "train"), side=64)
    assert again.skipped == found.skipped


def test_videos_without_a_file_are_named_and_those_without_a_label_are_passed_over(tree):
    write_labels(tree / "Train_labels.txt", {"1_1": 2, "99_9": 0})
    videos = Vgaf(tree, "train")
    assert [one.name for one in videos.videos] == ["Train/1_1.mp4"]
    assert list(videos.skipped) == ["Train/99_9"]


def test_all_is_every_split_that_has_labels(tree):
    assert [one.split for one in Vgaf(tree).videos] == ["train"] * 3 + ["val"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("Vid_name Label\n1_1 4\n", "line 2 is '1_1 4'"),
        ("Vid_name Label\n1_1\n", "line 2"),
        ("1_1 1\n1_1 2\n", "another label"),
        ("Vid_name Label\n", "none of the videos"),
        ("../../secret 1\n", r"'\.\.'"),
        ("/etc/passwd 1\n", "none of the videos"),
        ("\x00\x01 1\n", "must be a path"),
    ],
)
def test_damaged_labels_are_explained(tree, content, words):
    (tree / "Train_labels.txt").write_text(content)
    with pytest.raises(DataError, match=words):
        Vgaf(tree, "train")


def test_labels_with_windows_lines_tabs_and_a_mark_are_read(tree):
    (tree / "Train_labels.txt").write_bytes(b"\xef\xbb\xbfVid_name\tLabel\r\n1_1\t1\r\n\r\n20_3.mp4 3\r\n")
    assert [one.label for one in Vgaf(tree, "train").videos] == [2, 0]


def test_a_split_without_labels_is_refused(tree):
    with pytest.raises(DataError, match=r"Test_labels\.txt: there is no such file"):
        Vgaf(tree, "test")


def test_a_link_out_of_the_folder_is_refused(tree, tmp_path):
    write_video(tmp_path / "elsewhere.mp4", 2)
    (tree / "Train" / "5_5.mp4").symlink_to(tmp_path / "elsewhere.mp4")
    write_labels(tree / "Train_labels.txt", {"5_5": 1})
    with pytest.raises(DataError, match="leads out"):
        Vgaf(tree, "train")


def test_a_playlist_in_a_videos_name_is_not_followed(tmp_path):
    write_video(tmp_path / "secret.mp4", 2)
    playlist = tmp_path / "list.mp4"
    playlist.write_text(f"ffconcat version 1.0\nfile '{tmp_path / 'secret.mp4'}'\n")
    with pytest.raises(DataError, match=r"list\.mp4: cannot be decoded"):
        list(frames(playlist))


def test_when_no_video_can_be_used_it_is_said(tree):
    (tree / "Val" / "30_1.mp4").write_bytes(b"")
    with pytest.raises(DataError, match="none of 1 videos"):
        VideoFrames(Vgaf(tree, "val"), side=64)
