import multiprocessing
import pickle
from dataclasses import replace

import numpy as np
import pytest
from scene_digests import digest_of, digests_of
from scratch_banks import background_folder, face_folder

from synthgroup.bank import background_packing
from synthgroup.emotions import Emotion, Mood
from synthgroup.errors import BankError, PictureError, PlanError, RecipeError, SourceError
from synthgroup.generator import SceneGenerator
from synthgroup.recipe import SceneRecipe
from synthgroup.scene import ScenePlan


def test_any_order_gives_the_same_scenes(generator):
    forward = [digest_of(generator[index]) for index in range(6)]
    backward = [digest_of(generator[index]) for index in reversed(range(6))]
    assert forward == backward[::-1]
    assert len(set(forward)) == 6


def test_seeds_differ_and_repeat(generator):
    other = SceneGenerator(generator.faces, generator.backgrounds, seed=1)
    again = SceneGenerator(seed=0)
    assert digest_of(generator[3]) == digest_of(again[3]) != digest_of(other[3])


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_other_processes_make_the_same_bytes(generator, method):
    if method not in multiprocessing.get_all_start_methods():
        pytest.fail(f"{method} is not available on this platform")
    with multiprocessing.get_context(method).Pool(1) as pool:
        assert pool.map(digests_of, [(generator, [5, 0])]) == [digests_of((generator, [5, 0]))]


def test_a_pickled_generator_is_small_and_the_same(generator):
    data = pickle.dumps(generator)
    assert len(data) < 10_000
    assert digest_of(pickle.loads(data)[2]) == digest_of(generator[2])


def test_a_generator_is_no_endless_iterable(generator):
    with pytest.raises(TypeError):
        iter(generator)


@pytest.mark.parametrize("index", [-1, 2**64, True])
def test_what_is_no_index_is_refused(generator, index):
    with pytest.raises(RecipeError, match="index of a scene"):
        generator[index]


def test_numpy_integers_are_indices(generator):
    assert digest_of(generator[np.int64(3)]) == digest_of(generator[3])


def test_splits_share_neither_people_nor_places():
    seen = {}
    for split in ("train", "val", "test"):
        generator = SceneGenerator(split=split, recipe={"size": 48})
        scenes = [generator[index] for index in range(60)]
        seen[split] = (
            {face.identity for scene in scenes for face in scene.faces},
            {scene.background.file for scene in scenes},
        )
    for one, other in (("train", "val"), ("train", "test"), ("val", "test")):
        assert not seen[one][0] & seen[other][0]
        assert not seen[one][1] & seen[other][1]


def test_attributes_choose_faces():
    generator = SceneGenerator(recipe={"faces": {"where": {"age": "old", "sex": ["f"]}}})
    faces = [face for index in range(10) for face in generator[index].faces]
    assert {(face.attributes["age"], face.attributes["sex"]) for face in faces} == {("old", "f")}


def test_a_stored_plan_is_drawn_again(generator):
    scene = generator[9]
    stored = ScenePlan.from_json(scene.plan.to_json())
    assert digest_of(generator.draw(stored)) == digest_of(scene)


def test_the_layout_draws_the_same_picture(generator):
    for index in range(8):
        scene = generator[index]
        again = generator.draw(ScenePlan.from_json(scene.layout.to_json()))
        assert np.array_equal(again.image, scene.image)
        assert [face.box for face in again.faces] == [face.box for face in scene.faces]
        assert again.layout == scene.layout


def test_the_same_faces_on_another_background_keep_their_places(generator):
    scene = generator[9]
    elsewhere = (scene.plan.background.background + 5) % len(generator.backgrounds)
    for plan in (scene.plan, scene.layout):
        moved = generator.draw(plan.with_background(elsewhere))
        assert moved.background != scene.background
        assert [face.box for face in moved.faces] == [face.box for face in scene.faces]
        assert all(np.array_equal(one.mask, other.mask) for one, other in zip(scene.faces, moved.faces, strict=True))
        inside = np.logical_or.reduce([face.mask for face in scene.faces])
        assert not np.array_equal(moved.image[~inside], scene.image[~inside])


@pytest.mark.parametrize("emotion", ["anger", "neutral", "happiness"])
def test_the_same_people_stay_at_their_places_with_another_emotion(generator, emotion):
    index = next(i for i in range(50) if len(generator.plan(i).faces) == 4)
    scene = generator[index]
    edited = generator.draw(generator.with_emotions(scene.layout, dict.fromkeys(range(4), emotion)))
    assert {face.emotion for face in edited.faces} == {emotion}
    assert edited.mood is generator.recipe.moods[Emotion(emotion)]
    assert edited.background == scene.background
    heads = {face.identity: face.head for face in scene.faces}
    assert {face.identity for face in edited.faces} == set(heads)
    moved = []
    for face in edited.faces:
        left, top, width, height = heads[face.identity]
        middle = np.array([face.head[0] + face.head[2] / 2, face.head[1] + face.head[3] / 2])
        moved.append(np.abs(middle - (left + width / 2, top + height / 2)).max() / height)
    # another picture of somebody has another outline, which may have to give way to a neighbour
    assert np.median(moved) < 0.05
    assert max(moved) < 0.35


def test_plans_are_edited_only_into_what_exists(generator):
    plan = generator.plan(0)
    with pytest.raises(PlanError, match="has faces 0 to"):
        generator.with_emotions(plan, {99: "anger"})
    with pytest.raises(PlanError, match="allowed: anger"):
        generator.with_emotions(plan, {0: "joy"})
    with pytest.raises(PlanError, match=r"no mood.*moods\.surprise"):
        generator.with_emotions(plan, {0: "surprise"})
    with pytest.raises(BankError, match="not in the bank"):
        generator.draw(plan.with_background(10**6))


def test_a_plan_that_says_what_its_faces_do_not_show_is_refused(generator):
    plan = generator.plan(0)
    first = plan.faces[0]
    other = Emotion.ANGER if first.emotion is not Emotion.ANGER else Emotion.FEAR
    with pytest.raises(PlanError, match=f"says {other}, but cutout .* shows {first.emotion}"):
        generator.draw(replace(plan, faces=(replace(first, emotion=other),)))
    wrong = Mood.POSITIVE if first.mood is not Mood.POSITIVE else Mood.NEGATIVE
    with pytest.raises(PlanError, match=f"counts {first.emotion} as {wrong}; the recipe says {first.mood}"):
        generator.draw(replace(plan, faces=(replace(first, mood=wrong),)))


def test_generators_and_scenes_show_themselves_in_short(generator):
    assert repr(generator).startswith("SceneGenerator(faces=['builtin'], backgrounds=['builtin'], recipe=")
    assert "array" not in repr(generator[0])


@pytest.mark.parametrize("index", ["a", slice(1, 3), 1.0])
def test_what_is_no_number_is_no_index(generator, index):
    with pytest.raises(RecipeError, match="index of a scene"):
        generator[index]


def test_a_plan_of_other_banks_is_refused(generator):
    with pytest.raises(PlanError, match="other"):
        generator.draw(replace(generator.plan(0), banks="other"))


def test_an_unreadable_background_is_replaced_and_said(tmp_path, monkeypatch):
    monkeypatch.setattr(background_packing, "PACKED_UP_TO", 0)
    places = background_folder(tmp_path / "places")
    recipe = {"size": 48, "faces": {"emotions": ["anger", "happiness", "neutral"]}}
    generator = SceneGenerator(f"csv:{face_folder(tmp_path / 'faces')}", f"folder:{places}", recipe)
    index = next(
        i
        for i in range(50)
        if generator.backgrounds.annotation(generator.plan(i).background.background).file == "yard/002.png"
    )
    (places / "yard" / "002.png").write_bytes(b"\xff\xd8broken")
    scene = generator[index]
    assert [file for file, _ in scene.replaced] == ["folder:yard/002.png"]
    assert scene.background.file != "yard/002.png"
    assert digest_of(scene) == digest_of(generator[index])
    for path in places.rglob("*.png"):
        path.write_bytes(b"")
    with pytest.raises(PictureError):
        generator[index]


@pytest.mark.parametrize(
    ("arguments", "kind", "words"),
    [
        ({"seed": -1}, RecipeError, "seed is -1"),
        ({"split": "valid"}, RecipeError, "split is 'valid'.*val"),
        ({"recipe": 3}, RecipeError, "recipe is int"),
        ({"recipe": "papper"}, RecipeError, "did you mean 'paper'"),
        ({"recipe": {"sizes": 3}}, RecipeError, "did you mean 'size'"),
        ({"faces": "kedf:/nowhere"}, SourceError, "kdef"),
        ({"faces": "/nowhere/at/all"}, SourceError, "/nowhere/at/all"),
        ({"recipe": {"faces": {"where": {"age": "ancient"}}}}, BankError, "ancient"),
        ({"recipe": {"background": {"where": {"category": "cave"}}}}, BankError, "cave"),
        ({"face_transform": len}, RecipeError, "face_transform is .*cannot be seeded"),
    ],
)
def test_bad_arguments_are_named(arguments, kind, words):
    with pytest.raises(kind, match=words) as caught:
        SceneGenerator(**arguments)
    assert "\n" not in str(caught.value)


def test_larger_scenes_have_larger_banks(generator, tmp_path):
    table = face_folder(tmp_path / "faces", size=700)
    large = SceneRecipe.from_mapping({"size": [1200, 1600], "faces": {"emotions": ["anger", "happiness", "neutral"]}})
    level = SceneGenerator(f"csv:{table}", generator.backgrounds, large).faces.level(0, 1000)
    assert level.head[3] == pytest.approx(512, rel=0.1)
