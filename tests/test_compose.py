from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scratch_banks import background_folder, face_folder

from synthgroup.augment import WarpedFace
from synthgroup.compose import PlacedFace, background_image, keep_mood
from synthgroup.emotions import MOODS, Emotion, Mood, majority_mood, mood_counts
from synthgroup.errors import PlanError
from synthgroup.generator import SceneGenerator
from synthgroup.kernels.pixels import blend
from synthgroup.recipe import SceneRecipe
from synthgroup.rgba import rgb_pixels, rgba_words
from synthgroup.scene import BackgroundPlan, FacePlan

EMOTION_OF = {Mood.NEGATIVE: Emotion.ANGER, Mood.NEUTRAL: Emotion.NEUTRAL, Mood.POSITIVE: Emotion.HAPPINESS}


@pytest.fixture(scope="module")
def sources(tmp_path_factory, bank_cache):
    folder = tmp_path_factory.mktemp("sources")
    emotions = ("anger", "happiness", "neutral")
    return f"csv:{face_folder(folder / 'faces', emotions)}", f"folder:{background_folder(folder / 'places')}"


def generator_of(sources, **changes):
    faces = {"emotions": ["anger", "happiness", "neutral"], **changes.pop("faces", {})}
    return SceneGenerator(*sources, recipe={"faces": faces, **changes})


def assert_apart(faces, gap):
    kernel = np.ones((2 * gap + 1, 2 * gap + 1), np.uint8)
    taken = np.zeros(faces[0].mask.shape, np.uint8)
    for face in faces:
        assert not np.any(taken & face.mask)
        taken |= cv2.dilate(face.mask.astype(np.uint8), kernel)


@settings(max_examples=25)
@given(st.integers(0, 2**64 - 1), st.integers(0, 4), st.integers(1, 14), st.integers(48, 160), st.integers(48, 160))
def test_scenes_hold_what_they_promise(sources, index, gap, most, width, height):
    generator = generator_of(sources, size=[width, height], placement={"gap": gap}, faces={"count": [1, most]})
    scene = generator[index]
    assert scene.image.shape == (height, width, 3)
    assert scene.image.dtype == np.uint8
    assert scene.mood is scene.plan.mood
    assert scene.label == scene.mood.label
    assert len(scene.faces) + scene.shortfall == len(scene.plan.faces)
    assert_apart(scene.faces, gap)
    for face in scene.faces:
        left, top, across, down = face.box
        assert 0 <= left <= left + across <= width
        assert 0 <= top <= top + down <= height
        assert face.silhouette.shape == (down, across)
        assert face.silhouette.any(axis=0)[[0, -1]].all()
        assert face.silhouette.any(axis=1)[[0, -1]].all()
        assert face.area == face.mask.sum() > 0


def test_masks_are_where_the_faces_are(sources):
    scene = generator_of(sources, augment={"brightness": 0, "contrast": 0})[4]
    for face in scene.faces:
        inside = cv2.erode(face.mask.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
        colour = {"anger": (200, 40, 40), "happiness": (40, 200, 40), "neutral": (90, 90, 200)}[face.emotion]
        assert np.abs(scene.image[inside].astype(int) - colour).max() <= 3


def test_the_transform_leads_from_the_photograph_to_the_scene(sources):
    scene = generator_of(sources, augment={"elastic": 0})[7]
    for face in scene.faces:
        x, y, w = np.array(face.transform) @ (48, 48, 1)
        left, top, across, down = face.box
        assert (x / w, y / w) == pytest.approx((left + across / 2, top + down / 2), abs=2)


def test_head_boxes_bound_round_heads(sources):
    for face in generator_of(sources, augment={"shear": 0, "perspective": 0})[8].faces:
        assert face.head == pytest.approx(face.box, abs=3)


def test_crowded_pictures_shrink_heads_or_drop_faces_but_keep_the_label(sources):
    generator = generator_of(
        sources, size=[48, 48], faces={"count": [30, 40], "head_height": [0.9, 1.0]}, placement={"gap": 6}
    )
    scenes = [generator[index] for index in range(12)]
    assert sum(scene.shortfall for scene in scenes) > 0
    assert all(scene.mood is scene.plan.mood for scene in scenes)
    for scene in scenes:
        assert_apart(scene.faces, 6)


def test_layouts_of_crowded_scenes_draw_the_same_picture(sources):
    """Also where heads were made smaller: their pixels come from the same stored size again."""
    generator = generator_of(sources, faces={"count": [6, 9], "head_height": [0.3, 0.34]}, placement={"gap": 24})
    shrunk = 0
    for index in range(15):
        scene = generator[index]
        again = generator.draw(scene.layout)
        assert np.array_equal(again.image, scene.image)
        assert [face.area for face in scene.faces] == sorted((face.area for face in scene.faces), reverse=True)
        wanted = {face.place: face.head_height for face in scene.plan.faces}
        shrunk += sum(face.head_height < wanted[face.place] for face in scene.layout.faces)
    assert shrunk > 0


def test_a_translation_moves_the_face_where_that_is_free(sources):
    generator = generator_of(sources, faces={"count": [1, 1]}, augment={"scale": 0, "elastic": 0})
    moved = []
    for index in range(20):
        plan = generator.plan(index)
        boxes = []
        for shift in (0.0, 0.1):
            face = replace(plan.faces[0], shift=(shift, 0.0))
            boxes.append(np.array(generator.draw(replace(plan, faces=(face,))).faces[0].box))
        moved.append(boxes[1] - boxes[0])
    expected = 0.1 * 224 * np.array([generator.plan(index).faces[0].head_height for index in range(20)])
    across, down = np.array(moved)[:, 0], np.array(moved)[:, 1]
    assert (np.abs(across - expected) <= 2).sum() >= 15  # the others stand at the right side
    assert np.abs(down).max() <= 1


def test_faces_without_room_are_counted_under_natural_balance(sources):
    scene = generator_of(sources, size=[60, 60], faces={"count": [60, 60]}, placement={"gap": 12}, balance="natural")[0]
    assert scene.shortfall > 20
    assert len(scene.faces) + scene.shortfall == 60


def test_faces_that_can_never_fit_are_an_error_not_a_loop(sources):
    generator = generator_of(sources, size=[16, 16], faces={"count": [2, 2]}, placement={"gap": 64})
    tie = next(index for index in range(200) if len({face.mood for face in generator.plan(index).faces}) == 2)
    with pytest.raises(PlanError, match=r"find no places in 16x16.*larger"):
        generator[tie]


@given(st.lists(st.sampled_from(MOODS), max_size=9), st.sampled_from(MOODS))
def test_as_few_faces_as_can_be_are_left_out_to_keep_the_mood(moods, wanted):
    placed = [_placed(mood) for mood in moods]
    kept = keep_mood(placed, wanted)
    assert all(face in placed for face in kept)
    best = max(
        (
            number.bit_count()
            for number in range(1, 1 << len(moods))
            if majority_mood(mood_counts(mood for bit, mood in enumerate(moods) if number >> bit & 1)) is wanted
        ),
        default=0,
    )
    assert len(kept) == best
    if kept:
        assert majority_mood(mood_counts(face.plan.mood for face in kept)) is wanted


def test_without_a_wanted_mood_every_face_stays():
    placed = [_placed(Mood.NEGATIVE), _placed(Mood.POSITIVE)]
    assert keep_mood(placed, None) is placed


def test_blending_is_the_premultiplied_over():
    rng = np.random.default_rng(0)
    image = rng.integers(0, 256, (20, 30, 3), dtype=np.uint8)
    alpha = rng.integers(0, 256, (8, 9, 1))
    pixels = np.concatenate([rng.integers(0, 256, (8, 9, 3)) * alpha // 255, alpha], axis=2).astype(np.uint8)
    expected = image.astype(float)
    expected[5:13, 6:15] = pixels[..., :3] + expected[5:13, 6:15] * (1 - alpha / 255)
    words = rgba_words(image)
    blend(words, rgba_words(np.pad(pixels, ((2, 0), (3, 1), (0, 0)), mode="edge")), (3, 2, 9, 8), 6, 5)
    image = rgb_pixels(words)
    assert np.abs(image - expected).max() <= 1
    assert image[4, 6].tolist() == expected[4, 6].tolist()


def test_blending_leaves_out_what_lies_outside():
    words = np.zeros((10, 10), np.uint32)
    blend(words, np.full((6, 6), 0xFFFFFFFF, np.uint32), (0, 0, 6, 6), -3, 7)
    blend(words, np.full((6, 6), 0xFFFFFFFF, np.uint32), (0, 0, 6, 6), 10, 0)
    image = rgb_pixels(words)
    assert image.any(axis=2).sum() == 9
    assert image[7:, :3].all()


@given(
    st.integers(1, 90), st.integers(1, 90), st.integers(16, 60), st.integers(16, 60),
    st.floats(0.01, 1), st.floats(0, 1), st.floats(0, 1), st.booleans(),
)  # fmt: skip
def test_any_background_fills_any_scene(width, height, across, down, zoom, x, y, flip):
    picture = np.random.default_rng(0).integers(0, 256, (height, width, 3), dtype=np.uint8)
    image = background_image(picture, BackgroundPlan(0, zoom, (x, y), flip), (across, down))
    assert image.shape == (down, across, 3)
    assert picture.min() <= image.min()
    assert image.max() <= picture.max()


def test_a_whole_background_at_its_own_size_is_itself():
    picture = np.random.default_rng(0).integers(0, 256, (40, 60, 3), dtype=np.uint8)
    assert np.array_equal(background_image(picture, BackgroundPlan(0), (60, 40)), picture)
    assert np.array_equal(background_image(picture, BackgroundPlan(0, flip=True), (60, 40)), picture[:, ::-1])


def test_the_label_follows_from_the_faces_under_natural_balance(sources):
    generator = generator_of(sources, balance="natural")
    for index in range(20):
        scene = generator[index]
        assert scene.plan.mood is None
        assert scene.mood is majority_mood(mood_counts(face.mood for face in scene.faces))


def test_recipes_reach_the_pixels(sources):
    assert generator_of(sources, size=[64, 80])[0].image.shape == (80, 64, 3)
    assert generator_of(sources, faces={"count": [5, 5]})[0].plan.faces[4]
    assert SceneRecipe().size == (224, 224)


def _placed(mood):
    plan = FacePlan(face=0, emotion=EMOTION_OF[mood], mood=mood, head_height=0.2)
    canvas, solid = np.zeros((1, 1), np.uint32), np.zeros((1, 1), np.uint8)
    return PlacedFace(plan, None, None, WarpedFace(canvas, (0, 0, 1, 1), solid, (0, 0, 1, 1), 1, np.eye(3)), 0, 0)
