import hashlib
import json
from dataclasses import replace

import mlcroissant
import numpy as np
import pytest
from scratch_banks import background_folder, face_folder

from synthgroup.export import Job, PictureCodec, Tally, render_job
from synthgroup.export.croissant import croissant
from synthgroup.export.job import JobSource
from synthgroup.export.layouts import LAYOUTS
from synthgroup.generator import SceneGenerator

RECIPE = {"size": [96, 64], "faces": {"count": [1, 4], "emotions": ["anger", "fear", "happiness", "neutral"]}}

# rdflib's, in mlcroissant's hands
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture(scope="module")
def scenes(bank_cache, tmp_path_factory):
    root = tmp_path_factory.mktemp("sources")
    faces, places = face_folder(root / "faces"), background_folder(root / "places")
    return SceneGenerator(f"csv:{faces}", f"folder:{places}", RECIPE)


@pytest.fixture(scope="module")
def rendered(scenes, tmp_path_factory):
    """A data set of each format, rendered when it is asked for."""
    made = {}

    def folder(output_format):
        if output_format not in made:
            out = tmp_path_factory.mktemp("croissant") / output_format
            masks = bool(LAYOUTS[output_format].masks)
            render_job(scenes, out, Job.of(scenes, 7, shard_size=3, output_format=output_format, masks=masks))
            made[output_format] = out
        return made[output_format]

    return folder


@pytest.mark.parametrize("output_format", sorted(LAYOUTS))
def test_mlcroissant_finds_no_error_and_misses_the_date_alone(output_format, rendered):
    data = mlcroissant.Dataset(str(rendered(output_format) / "croissant.json"))
    issues = data.metadata.ctx.issues
    assert not issues.errors
    (warning,) = issues.warnings
    assert "datePublished" in warning
    assert data.metadata.ctx.is_v1_1()
    assert [records.id for records in data.metadata.record_sets] == ["moods", "scenes"]


@pytest.mark.parametrize("output_format", ["folder", "coco", "yolo", "parquet"])
def test_mlcroissant_reads_scenes_with_their_pictures(output_format, scenes, rendered):
    data = mlcroissant.Dataset(str(rendered(output_format) / "croissant.json"))
    records = {record["scenes/index"]: record for record in data.records("scenes")}
    assert sorted(records) == list(range(7))
    for index, record in records.items():
        scene = scenes[index]
        assert record["scenes/mood"] == scene.mood.value.encode()
        assert (record["scenes/label"], record["scenes/tie"]) == (scene.label, scene.tie)
        assert list(record["scenes/moods"]) == list(scene.moods)
        difference = np.asarray(record["scenes/picture"].convert("RGB")).astype(int) - scene.image
        assert np.abs(difference).mean() < 4
        boxes = [list(face["scenes/faces/bbox"]) for face in record["scenes/faces"]]
        assert boxes == [list(face.box) for face in scene.faces]


def test_classes_are_enumerated(rendered):
    data = mlcroissant.Dataset(str(rendered("folder") / "croissant.json"))
    assert [record["moods/name"] for record in data.records("moods")] == ["negative", "neutral", "positive"]


@pytest.mark.parametrize("output_format", sorted(LAYOUTS))
def test_hashes_are_those_of_the_files(output_format, rendered):
    out = rendered(output_format)
    content = json.loads((out / "croissant.json").read_text())
    files = [one for one in content["distribution"] if one["@type"] == "cr:FileObject"]
    assert "recipe.yaml" in {file["contentUrl"] for file in files}
    for file in files:
        assert hashlib.sha256((out / file["contentUrl"]).read_bytes()).hexdigest() == file["sha256"]


def test_it_is_the_same_for_equal_jobs_and_has_neither_date_nor_folder(scenes, rendered, tmp_path):
    render_job(scenes, tmp_path / "out", Job.of(scenes, 7, shard_size=3))
    text = (tmp_path / "out" / "croissant.json").read_text("ascii")
    assert text == (rendered("folder") / "croissant.json").read_text("ascii")
    assert str(tmp_path.parents[1]) not in text
    assert "date" not in text.replace("dateP", "")


def test_pictures_have_the_type_of_their_codec(scenes):
    for codec, kind in (("jpeg", "image/jpeg"), ("webp", "image/webp"), ("png", "image/png")):
        job = Job.of(scenes, 3, picture=PictureCodec(codec), output_format="coco")
        content = json.loads(croissant(job, Tally(), {}))
        (pictures,) = [one for one in content["distribution"] if one["@id"] == "pictures"]
        assert pictures["encodingFormat"] == kind
        assert pictures["includes"][0].endswith(f".{kind.removeprefix('image/').replace('jpeg', 'jpg')}")


def test_licence_names_what_forbids_publication(scenes):
    builtin = JobSource(source="builtin", weight=1.0, count=3, bank="0" * 24, licence="CC0-1.0", version="0")
    job = replace(Job.of(scenes, 3), faces=(builtin,), backgrounds=(builtin,))
    free = json.loads(croissant(job, Tally(), {}))
    assert free["license"].startswith("https://creativecommons.org/publicdomain/zero")
    assert free["rai:personalSensitiveInformation"] == ["Nobody who is shown exists."]
    kdef = replace(builtin, source="kdef", licence='research "only"\n\u202e')
    content = json.loads(croissant(replace(job, faces=(kdef,)), Tally(), {}))
    assert content["license"].startswith('kdef: research "only"\\n\\u202e; builtin: CC0-1.0')
    assert content["license"].endswith("do not publish what is made of kdef")
    assert content["rai:personalSensitiveInformation"] == ["The pictures may show faces of real people."]
