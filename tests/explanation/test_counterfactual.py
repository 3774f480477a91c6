import numpy as np
import pytest

from groupmood_model.explanation.counterfactual import elsewhere, other_mood
from synthgroup.errors import SourceError
from synthgroup.generator import SceneGenerator


def places(scene):
    return [face.at for face in scene.layout.faces]


def test_elsewhere_shows_the_same_faces_at_the_same_places_of_another_background(generator):
    for index in range(6):
        pair = elsewhere(generator, generator[index])
        first, second = pair.original, pair.edited
        assert first.background != second.background
        assert first.mood is second.mood
        assert places(first) == places(second)
        for one, other in zip(first.faces, second.faces, strict=True):
            assert np.array_equal(one.mask, other.mask)
            assert one.identity == other.identity


def test_elsewhere_stays_within_the_split():
    generator = SceneGenerator(split="test")
    rows = set(generator.backgrounds.packs[0].rows("test", {}).tolist())
    for index in range(10):
        assert elsewhere(generator, generator[index]).edited.plan.background.background in rows
    assert 0 < len(rows) < len(generator.backgrounds)


def test_another_mood_keeps_people_places_and_background(generator):
    made = 0
    for index in range(30):
        scene = generator[index]
        pair = other_mood(generator, scene)
        if pair is None:
            continue
        made += 1
        edited = pair.edited
        assert edited.mood is not scene.mood
        assert edited.background == scene.background
        before = {face.at: generator.faces.record(face.face).identity for face in scene.layout.faces}
        after = {face.at: generator.faces.record(face.face).identity for face in edited.plan.faces}
        assert before == after
    assert made >= 28


def test_the_group_stays_as_mixed_as_it_was_where_that_gives_the_mood(generator):
    exchanged = 0
    for index in range(40):
        scene = generator[index]
        pair = other_mood(generator, scene)
        if pair and not scene.tie and not pair.edited.shortfall:
            moods = list(scene.moods)
            old, new = scene.label, pair.edited.label
            moods[old], moods[new] = moods[new], moods[old]
            assert pair.edited.moods == tuple(moods)
            exchanged += 1
    assert exchanged > 10


def test_every_other_mood_is_drawn_about_equally_often(generator):
    drawn = {}
    for index in range(90):
        scene = generator[index]
        pair = other_mood(generator, scene)
        if pair:
            key = (scene.mood, pair.edited.mood)
            drawn[key] = drawn.get(key, 0) + 1
    assert len(drawn) == 6
    assert min(drawn.values()) >= 5


def test_pairs_are_the_same_for_the_same_seed_and_others_for_another(generator):
    scene = generator[4]
    plans = [elsewhere(generator, scene, seed=seed).edited.plan for seed in (0, 0, 1, 2, 3)]
    assert plans[0] == plans[1]
    assert len({plan.background.background for plan in plans}) > 2
    faces = [other_mood(generator, scene, seed=seed).edited.plan.digest() for seed in (0, 0, 1, 2, 3)]
    assert faces[0] == faces[1]
    assert len(set(faces)) > 1


def test_a_bank_with_one_background_has_no_elsewhere(tmp_path):
    from scratch_banks import background_folder, face_folder

    generator = SceneGenerator(
        faces=str(face_folder(tmp_path / "faces")),
        backgrounds=str(background_folder(tmp_path / "places", count=1)),
        recipe={"faces": {"emotions": ["anger", "happiness"]}},
    )
    with pytest.raises(SourceError, match="no background other than"):
        elsewhere(generator, generator[0])


def test_there_is_no_other_mood_where_the_recipe_has_one_alone(tmp_path):
    from scratch_banks import background_folder, face_folder

    generator = SceneGenerator(
        faces=str(face_folder(tmp_path / "faces", emotions=("anger", "fear"))),
        backgrounds=str(background_folder(tmp_path / "places")),
        recipe={"faces": {"emotions": ["anger", "fear"]}, "balance": "natural"},
    )
    assert other_mood(generator, generator[0]) is None
