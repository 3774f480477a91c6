from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
import torch

from groupmood_model.data.augmentation import evaluation_transform, seeded, training_transform
from groupmood_model.data.mixing import FixedPictures, MixedEpoch
from groupmood_model.data.picture import LabelledPicture
from groupmood_model.errors import DataError
from groupmood_model.training.loader import EpochLoader
from synthgroup import SceneGenerator
from synthgroup.errors import PictureError


class Greys:
    """Pictures of one grey each; some cannot be read."""

    def __init__(self, count, broken=()):
        self.count, self.broken = count, broken

    def __len__(self):
        return self.count

    def __getitem__(self, number):
        if number in self.broken:
            raise PictureError(f"{number}: is broken")
        return LabelledPicture(np.full((40, 60, 3), number, np.uint8), number % 3, str(number))


def plain(image):
    return image[:, :32, :32].float()


@pytest.fixture(scope="module")
def generator():
    return SceneGenerator(recipe={"size": [32, 32]}, split="train")


def epoch(generator, number=0, transform=plain, **others):
    settings = {"scenes": 20, "first": 100, "pictures": Greys(6), "frames": 30} | others
    return MixedEpoch(number, 7, transform, generator=generator, **settings)


def test_an_epoch_holds_each_of_its_scenes_once_and_as_many_frames_as_asked_for(generator):
    draws = [epoch(generator).draw(place) for place in range(50)]
    assert sorted(draw.number for draw in draws if draw.kind == "scene") == list(range(100, 120))
    assert sum(draw.kind == "picture" for draw in draws) == 30
    assert [draw.kind for draw in draws] != sorted(draw.kind for draw in draws)


def test_all_frames_are_equally_likely(generator):
    drawn = MixedEpoch(0, 1, plain, pictures=Greys(10), frames=20_000)
    counts = Counter(drawn.draw(place).number for place in range(20_000))
    assert sorted(counts) == list(range(10))
    # chi squared with 9 degrees of freedom stays below 27.9 in 999 of 1000 cases
    assert sum((count - 2000) ** 2 / 2000 for count in counts.values()) < 27.9


def test_a_place_holds_what_it_says_and_always_the_same(generator):
    one = epoch(generator, transform=training_transform(32))
    for place in (3, 0, 49):
        draw = one.draw(place)
        image, label = one[place]
        state = torch.get_rng_state()
        again, _ = epoch(generator, transform=training_transform(32))[place]
        assert torch.equal(torch.get_rng_state(), state)
        assert torch.equal(image, again)
        assert label == (generator[draw.number].label if draw.kind == "scene" else draw.number % 3)


def test_epochs_differ_in_order(generator):
    first, second = ([epoch(generator, number).draw(place) for place in range(50)] for number in (0, 1))
    assert first != second


def test_what_cannot_be_read_is_replaced_the_same_way_and_told(generator, caplog):
    one = MixedEpoch(0, 3, plain, pictures=Greys(4, broken={1, 2}), frames=40)
    values = [int(one[place][0][0, 0, 0]) for place in range(40)]
    assert set(values) == {0, 3}
    assert "is broken; another picture takes its place" in caplog.text
    assert values == [int(one[place][0][0, 0, 0]) for place in range(40)]
    with pytest.raises(DataError, match="100 pictures in a row"):
        MixedEpoch(0, 3, plain, pictures=Greys(2, broken={0, 1}), frames=1)[0]


@pytest.mark.parametrize("settings", [{"scenes": 0, "frames": 0}, {"pictures": None}, {"pictures": Greys(0)}])
def test_nothing_to_draw_from_is_refused(generator, settings):
    with pytest.raises(DataError, match="there are none"):
        epoch(generator, **settings)


def test_fixed_pictures_are_evenly_spread():
    fixed = FixedPictures(Greys(101), 5, plain)
    assert [int(fixed[place][0][0, 0, 0]) for place in range(len(fixed))] == [0, 25, 50, 75, 100]
    assert len(FixedPictures(Greys(3), 5, plain)) == 3


@pytest.mark.parametrize("shape", [(3, 64, 64), (3, 200, 90), (3, 40, 300)])
def test_transforms_give_squares_of_the_size_normalised(shape):
    image = torch.full(shape, 255, dtype=torch.uint8)
    for transform in (training_transform(64), evaluation_transform(64)):
        result = seeded(transform, image, 5)
        assert result.shape == (3, 64, 64)
        assert result.dtype == torch.float32
        assert result[:, 32, 32].tolist() == pytest.approx(
            [(1 - 0.485) / 0.229, (1 - 0.456) / 0.224, (1 - 0.406) / 0.225]
        )


def test_rotation_flip_and_scale_stay_in_the_papers_range():
    from torchvision.transforms import v2

    parts = {type(part): part for part in training_transform(224).transforms}
    assert parts[v2.RandomRotation].degrees == [-10.0, 10.0]
    assert parts[v2.RandomHorizontalFlip].p == 0.5
    assert (parts[v2.RandomResize].min_size, parts[v2.RandomResize].max_size) == (224, 257)
    assert tuple(parts[v2.RandomCrop].size) == (224, 224)


def seen(loader):
    return [batch[1].tolist() for batch in loader]


def test_a_loader_goes_on_where_it_was(generator):
    pictures = FixedPictures(Greys(50), 50, plain)
    whole = seen(EpochLoader(pictures, 4, 8))
    assert sorted(map(len, whole)) == [7, 7, 7, 7, 7, 7, 8]
    begun = EpochLoader(pictures, 4, 8)
    batches = iter(begun)
    for _ in range(3):
        next(batches)
    resumed = EpochLoader(pictures, 4, 8, workers=1)
    resumed.load_state_dict(begun.state_dict())
    assert seen(resumed) == whole[3:]
    assert len(resumed) == 7
    other = EpochLoader(pictures, 5, 8)
    other.load_state_dict(begun.state_dict())
    assert seen(other) == whole


def test_ranks_share_each_batch_without_overlap():
    pictures = FixedPictures(Greys(48), 48, lambda image: image[0, 0, 0])
    parts = [[batch[0].tolist() for batch in EpochLoader(pictures, 0, 4, rank=rank, ranks=3)] for rank in range(3)]
    assert [len(part) for part in parts] == [4] * 3
    assert all(len(batch) == 4 for part in parts for batch in part)
    assert sorted(value for part in parts for batch in part for value in batch) == list(range(48))
