import json

import numpy as np
import pytest
from PIL import Image
from scratch_banks import face_folder
from tiny_classifiers import face_watcher, place_watcher

from groupmood_model.explanation.sheet import focus_row
from groupmood_model.explanation.study import FocusStudy
from groupmood_model.explanation.summary import focus_files, focus_table
from synthgroup.errors import RecipeError
from synthgroup.generator import SceneGenerator


@pytest.fixture(scope="module")
def scenes(tmp_path_factory):
    folder = tmp_path_factory.mktemp("scratch")
    faces = face_folder(folder / "faces", emotions=("anger", "happiness"))
    places = folder / "places"
    places.mkdir()
    for number in range(20):
        colour = (150 + number, 150 + number, 150) if number % 2 else (20, 40 + number, 200)
        Image.new("RGB", (120, 120), colour).save(places / f"{number:02d}.png")
    recipe = {
        "size": [96, 96],
        "faces": {"count": [1, 1], "head_height": [0.3, 0.5], "emotions": ["anger", "happiness"]},
        "augment": {"brightness": 0, "contrast": 0},
    }
    return SceneGenerator(faces=str(faces), backgrounds=str(places), recipe=recipe, seed=2)


def test_a_classifier_that_looks_at_faces_has_focus_stays_and_follows(scenes):
    report = FocusStudy(face_watcher(), scenes).run(30, repeats=100)
    found = report.intervals
    assert found["accuracy"].value == found["stays"].value == found["follows"].value == found["both"].value == 1
    assert found["focus_score"].value > 0.8
    assert found["pointing"].value == 1 > found["pointing_chance"].value
    assert report.without_pair == 0


def test_a_classifier_that_looks_at_the_place_does_not(scenes):
    found = FocusStudy(place_watcher(), scenes).run(40, maps=5, repeats=100).intervals
    assert 0.2 < found["accuracy"].value < 0.8
    assert found["stays"].value < 0.8
    assert 0.2 < found["follows"].value < 0.8
    assert found["both"].value < 0.5
    assert found["focus_score"].value < 0.3
    assert found["focus_score"].count == 5
    assert found["stays"].count == 40


def test_a_study_writes_a_record_a_page_and_pictures_that_do_not_change(scenes):
    def made():
        rows = []
        report = FocusStudy(face_watcher(), scenes, channels=4).run(
            3, maps=2, repeats=20, show=lambda shown: rows.append(focus_row(shown)), about={"file": "<b>.safetensors"}
        )
        assert len(rows) == 2
        return report, focus_files(report, np.concatenate(rows))

    report, files = made()
    assert files == made()[1]
    assert sorted(files) == ["focus.json", "focus.png", "index.html"]
    record = json.loads(files["focus.json"])
    assert record["channels"] == {"tried": 4, "available": 8}
    assert record["measures"]["focus_score"]["count"] == 2
    assert len(record["scenes"]) == 3
    assert record["scenes"][2]["focus"] is None
    text = files["index.html"].decode()
    assert "&lt;b&gt;.safetensors" in text
    assert "data:image/png;base64," in text
    assert len(focus_table(report).rows) == 7


def test_a_study_without_maps_measures_the_pairs_alone(scenes):
    report = FocusStudy(face_watcher(), scenes).run(2, maps=0, repeats=10)
    assert report.intervals["focus_score"].as_record()["value"] is None
    assert focus_table(report).rows[1][1] == "-"
    assert list(focus_files(report, None)) == ["focus.json", "index.html"]


def test_a_study_needs_scenes(scenes):
    with pytest.raises(RecipeError, match="0 scenes"):
        FocusStudy(face_watcher(), scenes).run(0)
