import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image
from scratch_banks import background_folder, face_folder

from synthgroup.errors import OutputError, RecipeError
from synthgroup.export import Job, find_writer
from synthgroup.export.masks import instance_mask
from synthgroup.generator import SceneGenerator


@pytest.fixture(scope="module")
def generator(bank_cache, tmp_path_factory):
    root = tmp_path_factory.mktemp("sources")
    faces, places = face_folder(root / "faces"), background_folder(root / "places")
    recipe = {"faces": {"count": [3, 9], "emotions": ["anger", "fear", "happiness", "neutral"]}}
    return SceneGenerator(f"csv:{faces}", f"folder:{places}", recipe)


def test_mask_numbers_the_faces_of_the_record(generator):
    scene = generator[5]
    picture = Image.open(io.BytesIO(instance_mask(scene)))
    assert (picture.format, picture.mode, picture.size) == ("PNG", "L", (224, 224))
    pixels = np.asarray(picture)
    assert len(scene.faces) > 1
    for number, face in enumerate(scene.faces, start=1):
        assert np.array_equal(pixels == number, face.mask)
    assert set(np.unique(pixels)) == set(range(len(scene.faces) + 1))


def test_equal_scenes_have_equal_masks(generator):
    assert instance_mask(generator[7]) == instance_mask(generator[7])


def test_more_than_255_faces_take_16_bits(generator):
    scene = generator[5]
    crowd = replace(scene, faces=[*scene.faces] * 100)
    picture = Image.open(io.BytesIO(instance_mask(crowd)))
    assert picture.mode.startswith("I")
    assert np.asarray(picture).max() == len(crowd.faces) > 255


def test_scene_without_faces_is_all_background(generator):
    pixels = np.asarray(Image.open(io.BytesIO(instance_mask(replace(generator[5], faces=[])))))
    assert pixels.shape == (224, 224)
    assert not pixels.any()


def test_picture_that_cannot_be_encoded_is_an_error(generator, monkeypatch):
    monkeypatch.setattr("synthgroup.export.masks.cv2.imencode", lambda *_: (False, None))
    with pytest.raises(OutputError, match="224x224 pixels cannot be written as png"):
        instance_mask(generator[5])


def test_job_knows_whether_it_has_masks(generator):
    without, masked = (Job.of(generator, 4, output_format="coco", masks=masks) for masks in (False, True))
    assert without.digest() != masked.digest()
    assert Job.from_mapping(masked.to_mapping(), "job.json") == masked


def test_folder_refuses_masks_and_says_what_takes_them(generator):
    with pytest.raises(RecipeError, match=r"no place for mask pictures.*webdataset, parquet, coco and yolo"):
        find_writer("folder").check(Job.of(generator, 4, masks=True))
