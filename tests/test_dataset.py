"""The PyTorch data sets: order, epochs, ranks, targets, resuming; how workers agree is in test_epochs."""

from __future__ import annotations

import gc
import multiprocessing
import pickle
import random
import subprocess
import sys
from itertools import chain, islice

import cv2
import numpy as np
import pytest
import torch
from torch.utils.data import BatchSampler, DataLoader, DistributedSampler, RandomSampler
from torchvision import tv_tensors
from torchvision.transforms import v2

from synthgroup.dataset import GroupSceneDataset, GroupSceneMap, collate_scenes
from synthgroup.emotions import Emotion, Mood
from synthgroup.errors import RecipeError

TINY = {"size": [64, 64], "faces": {"count": [1, 3]}}
LENGTH, BATCH = 14, 4

pytestmark = [
    # three workers are wanted, on machines with two cores too
    pytest.mark.filterwarnings("ignore:This DataLoader will create:UserWarning"),
    # what Python 3.12 and later say of a loader's forked workers
    pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning"),
    # torchdata calls what a newer torch has deprecated
    pytest.mark.filterwarnings("ignore:'set_vital' is deprecated:UserWarning"),
]


def scenes(length=LENGTH, **options):
    return GroupSceneDataset(length, **{"recipe": TINY, "batch_size": BATCH, "target": "scene"} | options)


def loader(data, workers=0, kind=DataLoader, batch_size=BATCH, **options):
    return kind(data, batch_size=batch_size, num_workers=workers, collate_fn=collate_scenes, **options)


def numbers(batches):
    return [target["index"] for _, targets in batches for target in targets]


def epoch(number, length=LENGTH):
    return list(range(number * length, (number + 1) * length))


def test_a_sample_is_an_image_and_a_class_index():
    data = GroupSceneDataset(3, 5, recipe=TINY)
    for index, (image, label) in enumerate(data):
        scene = data.generator[index]
        assert (image.dtype, image.shape, image.is_contiguous()) == (torch.uint8, (3, 64, 64), True)
        assert np.array_equal(image.permute(1, 2, 0).numpy(), scene.image)
        assert (type(label), label) == (int, scene.label)
    assert data.classes == ["negative", "neutral", "positive"]
    assert data.class_to_idx == {"negative": 0, "neutral": 1, "positive": 2}
    assert index == 2


def test_samples_are_collated_without_help():
    images, labels = next(iter(DataLoader(GroupSceneDataset(4, recipe=TINY), batch_size=4)))
    assert (images.shape, images.dtype) == ((4, 3, 64, 64), torch.uint8)
    assert (labels.shape, labels.dtype) == ((4,), torch.int64)


def test_moods_are_shares():
    data = GroupSceneMap(12, recipe=TINY, target="moods")
    for index, (_, shares) in enumerate(data[number] for number in range(12)):
        counts = data.generator[index].moods
        assert shares.dtype == torch.float32
        assert torch.allclose(shares * sum(counts), torch.tensor(counts, dtype=torch.float32))


def test_a_scene_target_describes_every_face():
    data = GroupSceneMap(6, recipe=TINY, target="scene")
    for index in range(6):
        image, target = data[index]
        scene = data.generator[index]
        assert isinstance(image, tv_tensors.Image)
        assert isinstance(target["boxes"], tv_tensors.BoundingBoxes)
        assert (target["boxes"].format.value, target["boxes"].canvas_size) == ("XYXY", (64, 64))
        assert isinstance(target["masks"], tv_tensors.Mask)
        assert (target["masks"].dtype, target["emotions"].dtype) == (torch.uint8, torch.int64)
        assert torch.equal(target["masks"].bool(), torch.from_numpy(np.stack([face.mask for face in scene.faces])))
        assert [list(Emotion)[one] for one in target["emotions"]] == [face.emotion for face in scene.faces]
        assert (target["label"], target["index"], target["tie"]) == (scene.label, index, scene.tie)
        assert target["moods"].argmax() == scene.label or scene.tie
        for box, mask in zip(target["boxes"].int().tolist(), target["masks"], strict=True):
            rows, columns = torch.nonzero(mask, as_tuple=True)
            assert box == [columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]


class Emptied:
    """Plays an albumentations transform that moves every face out of the picture."""

    def set_random_state(self, generator, other):
        pass

    def __call__(self, *, image, masks):
        return {"image": image, "masks": [np.zeros_like(mask) for mask in masks]}


def test_a_scene_without_faces_has_empty_targets_and_is_neutral():
    _, target = GroupSceneMap(1, recipe=TINY, target="scene", scene_transform=Emptied())[0]
    assert (target["boxes"].shape, target["masks"].shape, target["emotions"].shape) == ((0, 4), (0, 64, 64), (0,))
    assert target["moods"].tolist() == [0, 1, 0]
    assert target["label"] == Mood.NEUTRAL.label


def test_transforms_get_image_and_target():
    change = v2.Compose([v2.ToDtype(torch.float32, scale=True), v2.Resize(32)])
    data = GroupSceneDataset(2, recipe=TINY, transform=change, target_transform=lambda label: label + 10)
    image, label = next(iter(data))
    assert (image.shape, image.dtype, label) == ((3, 32, 32), torch.float32, data.generator[0].label + 10)


def test_joint_transforms_move_boxes_and_masks_with_the_image():
    sanitize = v2.SanitizeBoundingBoxes(labels_getter=lambda sample: (sample[1]["emotions"], sample[1]["masks"]))
    change = v2.Compose([v2.RandomHorizontalFlip(1), v2.Resize((32, 128)), sanitize])
    plain = GroupSceneMap(3, recipe=TINY, target="scene")
    changed = GroupSceneMap(3, recipe=TINY, target="scene", transform=change, target_transform=sorted)
    for index in range(3):
        _, target = plain[index]
        image, names = changed[index]
        assert image.shape == (3, 32, 128)
        assert names == sorted(target)
        _, moved = change(*plain[index])
        left, top, right, bottom = target["boxes"].unbind(1)
        assert torch.equal(moved["boxes"], torch.stack([128 - 2 * right, top / 2, 128 - 2 * left, bottom / 2], 1))
        assert moved["masks"].shape == (len(target["boxes"]), 32, 128)


@pytest.mark.parametrize("persistent", [False, True])
@pytest.mark.parametrize("workers", [0, 1, 2, 3])
def test_every_scene_comes_once_and_in_order_and_epochs_differ(workers, persistent):
    batches = loader(scenes(), workers, persistent_workers=persistent and workers > 0)
    assert len(batches) == 4
    assert [numbers(batches) for _ in range(3)] == [epoch(0), epoch(1), epoch(2)]


@pytest.mark.parametrize("workers", [0, 2])
def test_set_epoch_reaches_workers_and_holds(workers):
    data = scenes()
    batches = loader(data, workers, persistent_workers=workers > 0)
    assert numbers(batches) == epoch(0)
    for number in (5, 1):
        data.set_epoch(number)
        assert [numbers(batches), numbers(batches)] == [epoch(number), epoch(number)]


def test_epochs_go_on_when_loaders_change_and_torch_is_seeded_alike():
    data = scenes()
    for number, workers in enumerate((2, 0, 2, 3)):
        torch.manual_seed(0)
        assert numbers(loader(data, workers)) == epoch(number)


@pytest.mark.parametrize("persistent", [False, True])
def test_an_abandoned_epoch_is_followed_by_the_next(persistent):
    batches = loader(scenes(), 2, persistent_workers=persistent)
    assert [numbers(islice(batches, 1)) for _ in range(3)] == [epoch(number)[:BATCH] for number in range(3)]


@pytest.mark.parametrize("batch_size", [None, 3])
def test_another_batch_size_loses_nothing(batch_size):
    assert sorted(numbers(loader(scenes(batch_size=batch_size), 2))) == epoch(0)


def test_samples_come_in_order_where_the_loader_makes_no_batches():
    batches = DataLoader(scenes(batch_size=None), batch_size=None, num_workers=2)
    assert [target["index"] for _, target in batches] == epoch(0)


def images(batches):
    return [image.tolist() for stacked, _ in batches for image in stacked]


def check_start_method(method, workers, persistent):
    data = GroupSceneDataset(LENGTH, recipe=TINY, batch_size=BATCH)
    expected = images(DataLoader(GroupSceneDataset(3 * LENGTH, recipe=TINY), batch_size=BATCH))
    options = {"multiprocessing_context": method, "persistent_workers": persistent}
    batches = DataLoader(data, batch_size=BATCH, num_workers=workers, **options)
    assert images(batches) + images(batches) == expected[: 2 * LENGTH]
    data.set_epoch(2)
    assert images(batches) == expected[2 * LENGTH :]


def test_spawned_workers_draw_the_same():
    check_start_method("spawn", 2, persistent=True)


@pytest.mark.long
@pytest.mark.parametrize("persistent", [False, True])
@pytest.mark.parametrize("workers", [1, 2, 3])
@pytest.mark.parametrize("method", multiprocessing.get_all_start_methods())
def test_every_start_method_draws_the_same(method, workers, persistent):
    check_start_method(method, workers, persistent)


def test_ranks_draw_equal_shares_and_together_the_epoch():
    ranks = [scenes(rank=rank, world_size=4) for rank in range(4)]
    assert [len(data) for data in ranks] == [4, 4, 4, 4]
    drawn = [numbers(loader(data, 2 * (rank % 2))) for rank, data in enumerate(ranks)]
    assert [len(one) for one in drawn] == [4, 4, 4, 4]
    assert sorted(chain(*drawn)) == sorted([*epoch(0), 0, 1])
    assert numbers(loader(ranks[2])) == [16, 20, 24, 14]


def test_the_rank_is_asked_of_torch_and_carried_to_workers(monkeypatch):
    data = scenes()
    monkeypatch.setattr(torch.distributed, "is_initialized", lambda: True)
    monkeypatch.setattr(torch.distributed, "get_rank", lambda: 1)
    monkeypatch.setattr(torch.distributed, "get_world_size", lambda: 2)
    assert len(data) == 7
    assert numbers(loader(data, 2)) == epoch(0)[1::2]
    assert len(scenes(rank=0, world_size=1)) == LENGTH
    sent = pickle.dumps(data)
    monkeypatch.undo()
    assert len(data) == LENGTH
    assert numbers(loader(pickle.loads(sent))) == epoch(1)[1::2]


def stateful_loader(data, workers, **options):
    from torchdata.stateful_dataloader import StatefulDataLoader

    return loader(data, workers, StatefulDataLoader, **options)


def check_resume(workers, taken, *, persistent=False):
    batches = stateful_loader(scenes(), workers, persistent_workers=persistent)
    assert numbers(batches) == epoch(0)
    running = iter(batches)
    before = numbers(islice(running, taken))
    state = pickle.loads(pickle.dumps(batches.state_dict()))
    del running
    fresh = stateful_loader(scenes(), workers, persistent_workers=persistent)
    fresh.load_state_dict(state)
    assert before + numbers(fresh) == epoch(1)
    assert numbers(fresh) == epoch(2)


@pytest.mark.parametrize(("workers", "taken"), [(0, 2), (0, 4), (2, 1), (2, 3)])
def test_a_stateful_loader_resumes_with_exactly_the_rest(workers, taken):
    check_resume(workers, taken)


@pytest.mark.long
@pytest.mark.parametrize("taken", range(5))
@pytest.mark.parametrize(("workers", "persistent"), [(0, False), (1, False), (2, True), (3, False), (3, True)])
def test_a_stateful_loader_resumes_anywhere(workers, persistent, taken):
    check_resume(workers, taken, persistent=persistent)


@pytest.mark.parametrize("workers", [0, 2])
def test_a_stateful_loader_goes_on_after_a_whole_epoch(workers):
    batches = stateful_loader(scenes(), workers)
    assert numbers(batches) == epoch(0)
    fresh = stateful_loader(scenes(), workers)
    fresh.load_state_dict(batches.state_dict())
    assert numbers(fresh) == epoch(1)


@pytest.mark.parametrize("workers", [0, 2])
def test_a_state_of_one_process_resumes_with_any_number_of_workers(workers):
    data = scenes()
    assert data.state_dict()["epoch"] == 0
    before = numbers(islice(loader(data), 2))
    fresh = scenes()
    fresh.load_state_dict(data.state_dict())
    batches = loader(fresh, workers)
    assert before + numbers(batches) == epoch(0)
    assert numbers(batches) == epoch(1)
    again = scenes()
    again.load_state_dict(fresh.state_dict())
    assert numbers(loader(again)) == epoch(2)


def test_a_state_keeps_a_set_epoch():
    data = scenes()
    data.set_epoch(3)
    before = numbers(islice(loader(data), 1))
    fresh = scenes()
    fresh.load_state_dict(data.state_dict())
    assert before + numbers(loader(fresh)) == epoch(3)
    assert numbers(loader(fresh)) == epoch(3)


@pytest.mark.parametrize(
    ("other", "named"),
    [({"seed": 1}, "seed 0, this one has 1"), ({"batch_size": 2}, "batch_size 4"), ({"recipe": "paper"}, "recipe")],
)
def test_a_state_of_another_data_set_is_refused(other, named):
    with pytest.raises(RecipeError, match=named):
        scenes(**other).load_state_dict(scenes().state_dict())


def test_what_is_no_state_is_refused():
    with pytest.raises(RecipeError, match="no state of a GroupSceneDataset"):
        scenes().load_state_dict({"epoch": 3})


def test_a_state_of_a_worker_is_refused_elsewhere():
    running = iter(scenes())
    state = running.state_dict() | {"worker": "worker 0 of 2"}
    with pytest.raises(RecipeError, match="worker 0 of 2, this is no worker"):
        running.load_state_dict(state)


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"length": 0}, "length is 0; it must be a whole number from 1"),
        ({"length": -5}, "length is -5"),
        ({"length": 1.5}, "length is 1.5"),
        ({"batch_size": 0}, "batch_size is 0"),
        ({"batch_size": True}, "batch_size is True"),
        ({"target": "faces"}, "target is 'faces'; allowed: label, moods, scene"),
        ({"rank": 1}, "give both or none"),
        ({"rank": 2, "world_size": 2}, "rank is 2; it must be a whole number from 0 to 1"),
        ({"rank": 0, "world_size": 0}, "world_size is 0"),
        ({"seed": -1}, "seed"),
        ({"split": "tset"}, "split"),
    ],
)
def test_arguments_out_of_range_are_named(options, named):
    with pytest.raises(RecipeError, match=named):
        GroupSceneDataset(**{"recipe": TINY} | options)


@pytest.mark.parametrize("number", [-1, 2**31, 1.5, None, True])
@pytest.mark.parametrize("kind", [GroupSceneDataset, GroupSceneMap])
def test_epochs_out_of_range_are_refused(kind, number):
    with pytest.raises(RecipeError, match=r"epoch is .* from 0 to 2147483647"):
        kind(2, recipe=TINY).set_epoch(number)


def test_the_last_epoch_can_be_drawn():
    data = GroupSceneMap(2**32, recipe=TINY, target="scene")
    data.set_epoch(2**31 - 1)
    assert data[-1][1]["index"] == 2**63 - 1


def test_a_map_is_a_sequence():
    data = GroupSceneMap(5, recipe=TINY, target="scene")
    assert len(data) == 5
    assert [data[number][1]["index"] for number in (0, 4, -1, -5, np.int64(2), torch.tensor(3))] == [0, 4, 4, 0, 2, 3]
    assert [target["index"] for _, target in data] == [0, 1, 2, 3, 4]
    for number in (5, -6):
        with pytest.raises(IndexError, match="it holds 5 scenes"):
            data[number]


def test_a_map_draws_what_the_iterable_draws():
    pairs = zip(GroupSceneMap(4, 9, recipe=TINY, split="val"), scenes(4, seed=9, split="val"), strict=False)
    assert all(torch.equal(one[0], other[0]) for one, other in pairs)


@pytest.mark.parametrize("workers", [0, 2])
def test_a_map_stays_at_its_epoch_until_another_is_set(workers):
    data = GroupSceneMap(LENGTH, recipe=TINY, target="scene")
    batches = loader(data, workers, persistent_workers=workers > 0)
    assert [numbers(batches), numbers(batches)] == [epoch(0), epoch(0)]
    data.set_epoch(2)
    assert numbers(batches) == epoch(2)


def test_a_map_works_with_samplers():
    data = GroupSceneMap(LENGTH, recipe=TINY, target="scene")
    shuffled = numbers(loader(data, sampler=RandomSampler(data, generator=torch.Generator().manual_seed(1))))
    assert shuffled != epoch(0)
    assert sorted(shuffled) == epoch(0)
    ranks = [DistributedSampler(data, num_replicas=2, rank=rank, shuffle=False) for rank in range(2)]
    assert [numbers(loader(data, sampler=rank)) for rank in ranks] == [epoch(0)[::2], epoch(0)[1::2]]
    batches = BatchSampler(range(4), 2, drop_last=False)
    assert numbers(DataLoader(data, batch_sampler=batches, collate_fn=collate_scenes)) == [0, 1, 2, 3]


def threads_and_frozen(sample):
    return cv2.getNumThreads(), gc.get_freeze_count() > 0


@pytest.mark.parametrize("kind", [GroupSceneDataset, GroupSceneMap])
def test_workers_have_one_thread_and_no_garbage_to_look_for_and_others_are_left_alone(kind):
    method = "fork" if "fork" in multiprocessing.get_all_start_methods() else None
    before = cv2.getNumThreads()
    cv2.setNumThreads(2)
    try:
        frozen = gc.get_freeze_count() > 0
        data = kind(2, recipe=TINY, target_transform=threads_and_frozen)
        assert [one.tolist() for one in next(iter(DataLoader(data, num_workers=0)))[1]] == [[2], [frozen]]
        workers = {"num_workers": 1, "multiprocessing_context": method}
        assert [one.tolist() for one in next(iter(DataLoader(data, **workers)))[1]] == [[1], [True]]
        assert (gc.get_freeze_count() > 0) is frozen
        assert cv2.getNumThreads() == 2
    finally:
        cv2.setNumThreads(before)


def global_random_states():
    legacy = np.random.get_state()  # noqa: NPY002  the global state is what must not change
    return random.getstate(), legacy[1].tolist(), torch.get_rng_state().tolist()


def test_no_global_random_state_is_changed():
    before = global_random_states()
    list(GroupSceneDataset(3, recipe=TINY))
    assert global_random_states() == before


def test_a_worker_is_sent_a_few_kilobytes():
    assert len(pickle.dumps(GroupSceneDataset(10**6))) < 10_000


@pytest.mark.parametrize("missing", ["torch", "torchvision"])
def test_without_torch_the_extra_is_named(missing):
    code = f"""
import sys
sys.modules[{missing!r}] = None
from synthgroup.errors import MissingExtraError
try:
    from synthgroup.dataset import GroupSceneMap
    GroupSceneMap(2, target="scene")
except MissingExtraError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], check=True, capture_output=True, text=True)
    assert 'pip install "synthgroup[torch]"' in done.stdout


@pytest.mark.parametrize("missing", [True, False])
def test_all_that_is_listed_can_be_had_with_and_without_torch(missing):
    code = f"""
import sys
if {missing}:
    sys.modules["torch"] = None
import pydoc
import synthgroup
from synthgroup import *
assert SceneGenerator
print(("GroupSceneMap" in dir(synthgroup)), [hasattr(synthgroup, name) for name in dir(synthgroup)].count(False))
assert "SceneGenerator" in pydoc.render_doc(synthgroup)
"""
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout == f"{not missing} 0\n"


def test_a_scene_that_failed_is_tried_again_and_not_lost():
    def transform(image):
        broken.append(len(broken) == 2)
        if broken[-1]:
            raise OSError("the disk is away for a moment")
        return image

    broken = []
    data = GroupSceneDataset(4, recipe=TINY, transform=transform, target_transform=lambda _: len(broken))
    scenes = iter(data)
    drawn = [next(scenes), next(scenes)]
    with pytest.raises(OSError, match="for a moment"):
        next(scenes)
    assert (scenes.state_dict()["drawn"], data.state_dict()["place"]) == (2, 2)
    drawn += scenes
    whole = list(GroupSceneDataset(4, recipe=TINY))
    assert [image.tolist() for image, _ in drawn] == [image.tolist() for image, _ in whole]
