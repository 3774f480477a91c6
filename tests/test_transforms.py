import albumentations
import numpy as np
import pytest

from synthgroup.errors import RecipeError
from synthgroup.generator import SceneGenerator


def generator_with(generator, **transforms):
    return SceneGenerator(generator.faces, generator.backgrounds, **transforms)


def test_scene_transforms_are_seeded_by_the_scene(generator):
    noisy = albumentations.Compose([albumentations.GaussNoise(p=1), albumentations.HorizontalFlip(p=0.5)])
    first, second = (generator_with(generator, scene_transform=noisy) for _ in range(2))
    forward = [first[index].image for index in range(4)]
    backward = [second[index].image for index in (3, 2, 1, 0)]
    assert all(np.array_equal(one, other) for one, other in zip(forward, backward[::-1], strict=True))
    residuals = [forward[index].astype(int) - generator[index].image for index in range(2)]
    assert not np.array_equal(*residuals)


def test_masks_and_boxes_follow_a_scene_transform(generator):
    flip = albumentations.HorizontalFlip(p=1)
    plain, flipped = generator[6], generator_with(generator, scene_transform=flip)[6]
    assert np.array_equal(flipped.image, plain.image[:, ::-1])
    for face, other in zip(plain.faces, flipped.faces, strict=True):
        assert np.array_equal(other.mask, face.mask[:, ::-1])
        left, top, width, height = face.box
        assert other.box == (224 - left - width, top, width, height)
        assert other.head[2:] == face.head[2:]
        assert other.transform is None
    assert flipped.mood is plain.mood


def test_faces_that_a_scene_transform_cuts_away_count_as_shortfall(generator):
    corner = albumentations.Crop(0, 0, 60, 60)
    scene = generator_with(generator, scene_transform=corner)[2]
    assert scene.image.shape == (60, 60, 3)
    assert scene.shortfall == len(scene.plan.faces) - len(scene.faces) > 0
    assert all(face.mask.shape == (60, 60) for face in scene.faces)


def test_face_transforms_are_seeded_per_face(generator):
    jitter = albumentations.Compose([albumentations.HueSaturationValue(40, 40, 20, p=1)])
    coloured = generator_with(generator, face_transform=jitter)
    plain, scene, again = generator[6], coloured[6], generator_with(generator, face_transform=jitter)[6]
    assert np.array_equal(scene.image, again.image)
    outside = ~np.logical_or.reduce([face.mask for face in plain.faces])
    inside = plain.faces[0].mask
    assert np.abs(scene.image[inside].astype(int) - plain.image[inside]).mean() > 2
    assert np.abs(scene.image[outside].astype(int) - plain.image[outside]).mean() < 1
    assert all(np.array_equal(one.mask, other.mask) for one, other in zip(plain.faces, scene.faces, strict=True))


def test_a_face_transform_that_does_nothing_changes_next_to_nothing(generator):
    nothing = generator_with(generator, face_transform=albumentations.NoOp())
    assert np.abs(nothing[6].image.astype(int) - generator[6].image).max() <= 3


@pytest.mark.parametrize(
    ("transform", "words"),
    [
        ({"face_transform": albumentations.Resize(10, 10)}, "must keep both"),
        ({"scene_transform": albumentations.ToFloat(p=1)}, "uint8"),
    ],
)
def test_transforms_that_break_the_scene_are_refused(generator, transform, words):
    with pytest.raises(RecipeError, match=words):
        generator_with(generator, **transform)[0]


@pytest.mark.parametrize("nested", [True, False])
def test_a_transform_that_draws_a_scene_itself_does_not_disturb_its_own(generator, nested):
    class Unchanged:
        def set_random_state(self, *_generators):
            pass

        def __call__(self, *, image, mask):
            if nested:
                assert generator[9].image.any()
            return {"image": image, "mask": mask}

    scene = generator_with(generator, face_transform=Unchanged())[3]
    # premultiplied again, colours are rounded once more
    assert np.abs(scene.image.astype(int) - generator[3].image).max() <= 2
