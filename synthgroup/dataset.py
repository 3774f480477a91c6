"""PyTorch data sets of scenes: `GroupSceneDataset` for iterating, `GroupSceneMap` for samplers."""

from __future__ import annotations

import gc
import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Literal, get_args

import cv2
import numpy as np

from synthgroup.bank import BackgroundBank, FaceBank
from synthgroup.emotions import MOODS, Emotion
from synthgroup.epochs import LAST_EPOCH, EpochCounter, Worker
from synthgroup.errors import MissingExtraError, RecipeError
from synthgroup.generator import SceneGenerator, Sources, Split
from synthgroup.iteration import SceneIterator, check_state
from synthgroup.order import Share
from synthgroup.recipe import SceneRecipe
from synthgroup.scene import Scene
from synthgroup.transforms import FaceTransform, SceneTransform

try:
    import torch
    from torch.utils.data import Dataset, IterableDataset, get_worker_info
except ImportError as error:
    raise MissingExtraError(
        f'the data sets need PyTorch ({error}); install it with: pip install "synthgroup[torch]"'
    ) from error

Target = Literal["label", "moods", "scene"]

MOST_SCENES: Final = 2**32
"""Largest length, so that the scenes of the last epoch still have numbers below 2**64."""

_EMOTIONS: Final = {emotion: number for number, emotion in enumerate(Emotion)}


class _Scenes(Dataset[tuple[Any, Any]]):
    """What both data sets have in common: a generator, and how a sample is made of a scene."""

    def __init__(
        self,
        length: int = 10_000,
        seed: int = 0,
        *,
        faces: Sources | FaceBank = "builtin",
        backgrounds: Sources | BackgroundBank = "builtin",
        recipe: SceneRecipe | Mapping[str, Any] | str | None = None,
        split: Split = "all",
        transform: Callable[..., Any] | None = None,
        target_transform: Callable[[Any], Any] | None = None,
        target: Target = "label",
        face_transform: FaceTransform | None = None,
        scene_transform: SceneTransform | None = None,
    ) -> None:
        self.length = _whole(length, "length", 1, MOST_SCENES)
        if target not in get_args(Target):
            raise RecipeError(f"target is {target!r}; allowed: {', '.join(get_args(Target))}")
        if target == "scene":
            _tv_tensors()
        self.target = target
        self.transform = transform
        self.target_transform = target_transform
        self.generator = SceneGenerator(
            faces, backgrounds, recipe, seed, split, face_transform=face_transform, scene_transform=scene_transform
        )
        self.classes: list[str] = [mood.value for mood in MOODS]
        self.class_to_idx: dict[str, int] = {mood.value: mood.label for mood in MOODS}
        self._epochs = EpochCounter()
        self._settled = False

    def set_epoch(self, epoch: int) -> None:
        """Choose the scenes of an epoch, from now on and also in workers that live on.

        Epoch e holds the scenes e * length to (e + 1) * length - 1.

        Args:
            epoch: From 0 to 2**31 - 1.

        Raises:
            RecipeError: The epoch is outside this range.
        """
        self._epochs.pin(_whole(epoch, "epoch", 0, LAST_EPOCH))

    def _sample(self, epoch: int, number: int) -> tuple[Any, Any]:
        if not self._settled and get_worker_info():
            _settle_in_worker()
            self._settled = True
        scene = self.generator[epoch * self.length + number]
        # OpenCV deals channels out three times as fast as torch copies a permuted array
        planes = np.empty((3, *scene.image.shape[:2]), np.uint8)
        cv2.split(scene.image, list(planes))
        image: Any = torch.from_numpy(planes)
        target: Any
        if self.target == "scene":
            image, target = _tv_tensors().Image(image), _scene_target(scene)
            if self.transform:
                image, target = self.transform(image, target)
        else:
            target = scene.label if self.target == "label" else _mood_shares(scene)
            if self.transform:
                image = self.transform(image)
        return image, self.target_transform(target) if self.target_transform else target


class GroupSceneMap(_Scenes):
    """Scenes by number, for samplers: `data[i]` is scene i of the epoch, a pair of image and target.

    It stays at epoch 0, the same scenes, until `set_epoch` is called, and so suits validation as it is.
    Works with any sampler, `DistributedSampler` among them.

    Args:
        length: Scenes of an epoch, from 1 to 2**32.
        seed: From 0 to 2**64 - 1.
        faces: Sources of faces, or an open bank.
        backgrounds: Sources of backgrounds, or an open bank.
        recipe: A recipe, the name of a preset, or what differs from the preset `balanced`.
        split: Which identities and backgrounds are drawn from: `all`, `train`, `val` or `test`.
        transform: Changes the image, a uint8 RGB tensor (3, H, W); with `target="scene"` it is given image and
            target and returns both, as the transforms of `torchvision.transforms.v2` do.
        target_transform: Changes the target, after `transform`.
        target: What a scene's target is. `label`: class index of the mood, 0 negative, 1 neutral, 2 positive.
            `moods`: shares of negative, neutral and positive faces, float32, (3,), summing to 1. `scene`: a
            dictionary of `boxes` (BoundingBoxes of the silhouettes, XYXY in pixels, float32, (n, 4)), `masks` (Mask,
            uint8 0 or 1, (n, H, W)), `emotions` (int64, (n,), alphabetical as in `Emotion`), `moods` (as above),
            `label`, `index` (number of the scene) and `tie`; the image is a `tv_tensors.Image`. Load such samples
            with `collate_fn=collate_scenes`.
        face_transform: An albumentations transform for every cutout, seeded per scene; must keep the size.
        scene_transform: An albumentations transform for the finished picture and its masks, seeded per scene.

    Attributes:
        classes: Names of the moods in the order of their class indices.
        class_to_idx: Class index of every mood.

    Raises:
        RecipeError: An argument is outside its range.
        SourceError: A source cannot be used.
        BankError: An emotion of the recipe, or the split, is not there.
        MissingExtraError: `target="scene"` is asked for and torchvision is not installed.
    """

    def __len__(self) -> int:
        return self.length

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        """Make a sample.

        Args:
            index: From -length to length - 1; negative numbers count from the end.

        Raises:
            IndexError: The index is outside this range.
        """
        number = operator.index(index)
        if not -self.length <= number < self.length:
            raise IndexError(f"index {number} is outside the data set; it holds {self.length} scenes")
        return self._sample(self._epochs.pinned(_current_worker()) or 0, number % self.length)


class GroupSceneDataset(_Scenes, IterableDataset[tuple[Any, Any]]):
    """Scenes to iterate over, new ones every epoch, each a pair of image and target.

    Every scene of an epoch comes once, whatever the number of workers. Where `batch_size` is that of the loader, the
    order is the same for every number of workers too, and `len(loader)` is exact. With another batch size nothing is
    lost, but the order depends on the number of workers.

    Every iteration draws the next epoch, beginning with 0, with any number of workers, persistent or not. Once
    `set_epoch` was called, iterations draw that epoch until it is called again.

    With `torch.distributed` initialised, or `rank` and `world_size` given, each rank draws its own scenes, the same
    number each. If the ranks do not divide `length`, as many scenes as are missing come twice. Libraries that deal an
    iterable data set's samples to ranks themselves need `rank=0, world_size=1`.

    `state_dict` and `load_state_dict` resume within an epoch; torchdata's StatefulDataLoader does so with workers too.

    A worker switches OpenCV's threads off and leaves what it has imported out of searches for garbage (`gc.freeze`).

    Args:
        length: Scenes of an epoch, over all ranks, from 1 to 2**32.
        seed: From 0 to 2**64 - 1.
        faces: As in `GroupSceneMap`.
        backgrounds: As in `GroupSceneMap`.
        recipe: As in `GroupSceneMap`.
        split: As in `GroupSceneMap`.
        batch_size: The loader's batch size. None deals single scenes to the workers.
        transform: As in `GroupSceneMap`.
        target_transform: As in `GroupSceneMap`.
        target: As in `GroupSceneMap`.
        face_transform: As in `GroupSceneMap`.
        scene_transform: As in `GroupSceneMap`.
        rank: Number of this rank, from 0; None asks `torch.distributed`.
        world_size: Number of ranks; None asks `torch.distributed`.

    Attributes:
        classes: Names of the moods in the order of their class indices.
        class_to_idx: Class index of every mood.

    Raises:
        RecipeError: An argument is outside its range.
        SourceError: A source cannot be used.
        BankError: An emotion of the recipe, or the split, is not there.
        MissingExtraError: `target="scene"` is asked for and torchvision is not installed.
    """

    def __init__(
        self,
        length: int = 10_000,
        seed: int = 0,
        *,
        faces: Sources | FaceBank = "builtin",
        backgrounds: Sources | BackgroundBank = "builtin",
        recipe: SceneRecipe | Mapping[str, Any] | str | None = None,
        split: Split = "all",
        batch_size: int | None = None,
        transform: Callable[..., Any] | None = None,
        target_transform: Callable[[Any], Any] | None = None,
        target: Target = "label",
        face_transform: FaceTransform | None = None,
        scene_transform: SceneTransform | None = None,
        rank: int | None = None,
        world_size: int | None = None,
    ) -> None:
        self.batch_size = None if batch_size is None else _whole(batch_size, "batch_size", 1, MOST_SCENES)
        self._given_rank = _checked_rank(rank, world_size)
        self._sent_rank: tuple[int, int] | None = None
        self._drawing: SceneIterator | None = None
        super().__init__(
            length,
            seed,
            faces=faces,
            backgrounds=backgrounds,
            recipe=recipe,
            split=split,
            transform=transform,
            target_transform=target_transform,
            target=target,
            face_transform=face_transform,
            scene_transform=scene_transform,
        )

    def __getstate__(self) -> dict[str, Any]:
        """Take along the rank, which a worker that does not belong to the process group cannot ask for."""
        return {**self.__dict__, "_sent_rank": self._rank(), "_drawing": None}

    def __len__(self) -> int:
        """Count the scenes that this rank draws in an epoch."""
        return len(self._share())

    def __iter__(self) -> SceneIterator:
        """Begin the next epoch, or the one that was set."""
        self._drawing = SceneIterator(
            self._sample, self._share(), self.batch_size or 1, self._epochs, _current_worker(), self._settings()
        )
        return self._drawing

    def state_dict(self) -> dict[str, Any]:
        """Tell where the iteration in this process is, for `load_state_dict`.

        How far the workers of a plain DataLoader are is not known here: after these have iterated, or at the end of
        an epoch, the state is the beginning of the next epoch.
        """
        upcoming, pinned = self._epochs.upcoming(), self._epochs.pinned(None) is not None
        state = {"epoch": upcoming, "place": 0, "pinned": pinned, "settings": self._settings()}
        drawing = self._drawing
        if drawing and drawing.place < len(self) and upcoming == drawing.epoch + (not pinned):
            state |= {"epoch": drawing.epoch, "place": drawing.place}
        return state

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Let the next iteration go on from a state, with any number of workers.

        Raises:
            RecipeError: The state is of a data set with other settings.
        """
        if get_worker_info():
            return  # a worker is restored through its iterator, which has a state of its own
        check_state(state, self._settings())
        self._drawing = None
        self._epochs.resume(state["epoch"], state["place"])
        if state["pinned"]:
            self._epochs.pin(state["epoch"])

    def _rank(self) -> tuple[int, int]:
        if self._given_rank:
            return self._given_rank
        if torch.distributed.is_available() and torch.distributed.is_initialized():
            return torch.distributed.get_rank(), torch.distributed.get_world_size()
        return self._sent_rank or (0, 1)

    def _share(self) -> Share:
        return Share(self.length, *self._rank())

    def _settings(self) -> dict[str, Any]:
        return {
            "length": self.length,
            "seed": self.generator.seed,
            "batch_size": self.batch_size,
            "world_size": self._rank()[1],
            "split": self.generator.split,
            "recipe": self.generator.recipe.digest(),
            "banks": self.generator.banks,
        }


def collate_scenes(samples: Sequence[tuple[torch.Tensor, Any]]) -> tuple[torch.Tensor, list[Any]]:
    """Stack the images of a batch and list its targets, which hold a different number of faces each.

    Args:
        samples: Pairs of image (3, H, W) and target.

    Returns:
        Images (n, 3, H, W) and n targets.
    """
    images, targets = zip(*samples, strict=True)
    return torch.stack(images), list(targets)


def _current_worker() -> Worker | None:
    info = get_worker_info()
    return Worker(info.id, info.num_workers, info.seed - info.id) if info else None


def _settle_in_worker() -> None:
    """Make a worker fit for nothing but drawing; elsewhere the user decides."""
    # workers would compete for processors; 1 instead of 0 waits forever for threads that only a fork's parent has
    cv2.setNumThreads(0)
    # imports are no garbage: searches for it went through all of torch, and copied the pages that forks share
    gc.freeze()


def _mood_shares(scene: Scene) -> torch.Tensor:
    counts = torch.tensor(scene.moods, dtype=torch.float32)
    if not scene.faces:
        counts[scene.label] = 1  # a group of nobody is neutral
    return counts / counts.sum()


def _tv_tensors() -> Any:
    try:
        from torchvision import tv_tensors  # noqa: PLC0415  it takes every spawned worker as long as torch itself
    except ImportError as error:
        raise MissingExtraError(
            f"target='scene' needs torchvision ({error}); install it with: pip install \"synthgroup[torch]\""
        ) from error
    return tv_tensors


def _scene_target(scene: Scene) -> dict[str, Any]:
    tv_tensors = _tv_tensors()
    height, width = scene.image.shape[:2]
    boxes = torch.tensor([face.box for face in scene.faces], dtype=torch.float32).reshape(-1, 4)
    boxes[:, 2:] += boxes[:, :2]
    masks = torch.zeros((len(scene.faces), height, width), dtype=torch.uint8)
    for mask, face in zip(masks, scene.faces, strict=True):
        left, top, across, down = face.box
        mask[top : top + down, left : left + across] = torch.from_numpy(face.silhouette)
    return {
        "boxes": tv_tensors.BoundingBoxes(boxes, format="XYXY", canvas_size=(height, width)),
        "masks": tv_tensors.Mask(masks),
        "emotions": torch.tensor([_EMOTIONS[face.emotion] for face in scene.faces], dtype=torch.int64),
        "moods": _mood_shares(scene),
        "label": scene.label,
        "index": scene.plan.index,
        "tie": scene.tie,
    }


def _checked_rank(rank: int | None, world_size: int | None) -> tuple[int, int] | None:
    if rank is None and world_size is None:
        return None
    if rank is None or world_size is None:
        raise RecipeError(f"rank is {rank} and world_size is {world_size}; give both or none")
    ranks = _whole(world_size, "world_size", 1, MOST_SCENES)
    return _whole(rank, "rank", 0, ranks - 1), ranks


def _whole(value: Any, name: str, least: int, most: int) -> int:
    try:
        number = operator.index(value)
    except TypeError:
        number = least - 1
    if isinstance(value, bool) or not least <= number <= most:
        raise RecipeError(f"{name} is {value!r}; it must be a whole number from {least} to {most}")
    return number
