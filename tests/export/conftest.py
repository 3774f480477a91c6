import pytest
from scratch_banks import background_folder, face_folder

from synthgroup.export import Job, render_job
from synthgroup.generator import SceneGenerator

RECIPE = {"size": [96, 96], "faces": {"count": [1, 4], "emotions": ["anger", "fear", "happiness", "neutral"]}}


@pytest.fixture(scope="session")
def small_scenes(bank_cache, tmp_path_factory):
    """A generator of small scenes from a few drawn faces."""
    root = tmp_path_factory.mktemp("small")
    faces, places = face_folder(root / "faces"), background_folder(root / "places")
    return SceneGenerator(f"csv:{faces}", f"folder:{places}", RECIPE)


@pytest.fixture(scope="session")
def small_job(small_scenes):
    return Job.of(small_scenes, 22, shard_size=5)


@pytest.fixture(scope="session")
def small_set(small_scenes, small_job, tmp_path_factory):
    """The finished data set of `small_job`; not to be changed."""
    out = tmp_path_factory.mktemp("finished") / "out"
    render_job(small_scenes, out, small_job)
    return out
