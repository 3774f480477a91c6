import json

import numpy as np
import pytest
from clips import write_clip
from PIL import Image

from groupmood_model.errors import DataError
from groupmood_model.evaluation.prediction import files_of, predict
from synthgroup.emotions import Mood
from synthgroup.errors import PictureError, RecipeError, SourceError

RED, GREEN, GREY = (210, 20, 20), (20, 210, 20), (120, 120, 120)


class Colours:
    """Says negative of red, positive of green, in proportion to how much there is."""

    def __init__(self):
        self.asked = []

    def scores(self, images):
        self.asked.append(len(images))
        means = np.array([image.reshape(-1, 3).mean(axis=0) for image in images]) + 1
        shares = np.stack([means[:, 0], means[:, 2], means[:, 1]], axis=1)
        return shares / shares.sum(axis=1, keepdims=True)


def save(path, colour, size=(20, 10)):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", size, colour).save(path)
    return path


def test_a_picture_gets_one_mood_with_its_probabilities(tmp_path):
    found = predict(Colours(), save(tmp_path / "a.png", GREEN))
    assert found.mood is Mood.POSITIVE
    assert found.frames == 1
    assert sum(found.probabilities) == pytest.approx(1)
    assert found.probabilities[2] == pytest.approx(211 / 253)
    assert json.loads(json.dumps(found.as_record()))["probabilities"]["negative"] == pytest.approx(21 / 253)


def test_a_video_is_averaged_over_all_its_frames(tmp_path):
    clip = write_clip(tmp_path / "a.mp4", [RED] * 30 + [GREEN] * 10)
    classifier = Colours()
    found = predict(classifier, clip)
    assert (found.mood, found.frames) == (Mood.NEGATIVE, 40)
    assert classifier.asked == [16, 16, 8]
    assert found.probabilities[0] == pytest.approx((30 * 211 + 10 * 21) / 253 / 40, abs=0.03)


def test_every_so_many_frames_are_looked_at(tmp_path):
    clip = write_clip(tmp_path / "a.avi", [RED, GREEN, GREEN] * 5)
    found = predict(Colours(), clip, every=3)
    assert (found.mood, found.frames) == (Mood.NEGATIVE, 5)


def test_accumulated_scores_are_more_certain_than_averaged_ones(tmp_path):
    clip = write_clip(tmp_path / "a.mp4", [GREEN] * 12)
    average, accumulated = (predict(Colours(), clip, how=how) for how in ("average", "accumulate"))
    assert average.mood is accumulated.mood is Mood.POSITIVE
    assert accumulated.probabilities[2] > average.probabilities[2]
    with pytest.raises(RecipeError, match="allowed: average, accumulate"):
        predict(Colours(), clip, how="vote")


def test_a_folder_lists_pictures_and_videos_sorted_without_what_is_hidden(tmp_path):
    for name in ("b/2.png", "a.png", ".hidden/3.png", "b/._4.png", "notes.txt"):
        if name.endswith("txt"):
            (tmp_path / name).write_text("x")
        else:
            save(tmp_path / name, GREY)
    write_clip(tmp_path / "b" / "c.MP4", [GREY])
    assert [file.relative_to(tmp_path).as_posix() for file in files_of(tmp_path)] == ["a.png", "b/2.png", "b/c.MP4"]


def test_links_out_of_a_folder_are_not_followed(tmp_path):
    outside = save(tmp_path / "outside.png", GREY)
    folder = tmp_path / "folder"
    save(folder / "in.png", GREY)
    (folder / "link.png").symlink_to(outside)
    (folder / "up").symlink_to(tmp_path)
    assert [file.name for file in files_of(folder)] == ["in.png"]


def test_missing_and_empty_folders_are_told(tmp_path):
    with pytest.raises(SourceError, match="no such file or folder"):
        files_of(tmp_path / "missing")
    with pytest.raises(SourceError, match="holds no pictures and no videos"):
        files_of(tmp_path)


@pytest.mark.parametrize("name", ["a.mp4", "a.avi", "a.png"])
def test_broken_files_are_told_in_one_line(tmp_path, name):
    file = tmp_path / name
    file.write_bytes(b"this is nothing" * 50)
    with pytest.raises((PictureError, DataError), match=name) as caught:
        predict(Colours(), file)
    assert "\n" not in str(caught.value)


def test_a_playlist_under_a_videos_name_opens_no_other_file(tmp_path):
    write_clip(tmp_path / "secret.mp4", [GREY] * 3)
    playlists = {
        "hls.mp4": "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nsecret.mp4\n#EXT-X-ENDLIST\n",
        "concat.mp4": "ffconcat version 1.0\nfile secret.mp4\n",
    }
    for name, text in playlists.items():
        (tmp_path / name).write_text(text)
        with pytest.raises(DataError, match=name):
            predict(Colours(), tmp_path / name)


def test_a_truncated_video_is_told(tmp_path):
    clip = write_clip(tmp_path / "a.avi", [RED, GREEN] * 20)
    clip.write_bytes(clip.read_bytes()[: clip.stat().st_size // 2])
    with pytest.raises(DataError, match=r"a\.avi"):
        predict(Colours(), clip)
