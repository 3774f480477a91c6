"""Score-CAM heat maps, through the package grad-cam."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import redirect_stderr
from dataclasses import dataclass, field

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from pytorch_grad_cam import ScoreCAM
from pytorch_grad_cam.utils.image import show_cam_on_image
from pytorch_grad_cam.utils.model_targets import ClassifierOutputTarget

from groupmood_model.classifier import Classifier
from groupmood_model.data.augmentation import evaluation_transform
from groupmood_model.explanation import CHANNELS
from groupmood_model.explanation.layers import last_feature_layer
from synthgroup.errors import RecipeError

Maps = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class HeatMap:
    """Where a class's score comes from.

    Attributes:
        heat: From 0 to 1, float32, (H, W), as large as the picture; 0 where the network does not see it.
        seen: Rows and columns of the middle square, which is all that the network sees.
        label: Class index that it explains.
        channels: How many feature maps were tried.
        available: How many the layer has.
    """

    heat: Maps = field(repr=False)
    seen: tuple[slice, slice]
    label: int
    channels: int
    available: int


class ScoreCamMaps:
    """Makes heat maps of a classifier by Score-CAM (Wang et al. 2020), which the paper's figure 9 uses.

    Each feature map of the last feature layer masks the picture in turn; the better the class survives, the more the
    feature map counts. Of a picture's feature maps those that vary most over it are tried.

    Args:
        classifier: What is explained.
        channels: Most feature maps a picture; 0 for all.
        batch: Masked pictures a forward pass.

    Raises:
        RecipeError: A number is negative, or the network has no feature maps.
    """

    def __init__(self, classifier: Classifier, *, channels: int = CHANNELS, batch: int = 32) -> None:
        if channels < 0 or batch < 1:
            raise RecipeError(f"channels is {channels} and batch {batch}; allowed: 0 (all) or more, and at least 1")
        self._classifier = classifier
        self._channels = channels
        self._batch = batch
        blank = np.zeros((classifier.size, classifier.size, 3), np.uint8)
        self._layer = last_feature_layer(classifier.model, self._prepared(blank), len(classifier.classes))

    def __call__(self, image: NDArray[np.uint8], label: int | None = None) -> HeatMap:
        """Explain one picture.

        Args:
            image: RGB, uint8, (H, W, 3).
            label: Class index to explain; by default the classifier's answer.

        Raises:
            RecipeError: There is no such class.
        """
        classes = len(self._classifier.classes)
        if label is None:
            label = int(self._classifier.scores([image])[0].argmax())
        if not 0 <= label < classes:
            raise RecipeError(f"label is {label}; allowed: 0 to {classes - 1}")
        choice = _Choice(self._channels)
        square = self._heat(self._prepared(image), label, choice)
        seen = middle_square(image.shape[0], image.shape[1])
        heat = np.zeros(image.shape[:2], np.float32)
        height, width = heat[seen].shape
        heat[seen] = np.clip(cv2.resize(square, (width, height), interpolation=cv2.INTER_LINEAR), 0, 1)
        return HeatMap(heat, seen, label, choice.taken, choice.available)

    def _prepared(self, image: NDArray[np.uint8]) -> torch.Tensor:
        known = self._classifier
        prepare = evaluation_transform(known.size, known.mean, known.std)
        device = next(known.model.parameters()).device
        return prepare(torch.from_numpy(np.ascontiguousarray(image.transpose(2, 0, 1))))[None].to(device)

    def _heat(self, picture: torch.Tensor, label: int, choice: Callable[[torch.Tensor], torch.Tensor]) -> Maps:
        extractor = ScoreCAM(self._classifier.model, [self._layer], reshape_transform=choice)
        extractor.batch_size = self._batch
        # the package draws a progress bar for every picture
        with torch.no_grad(), redirect_stderr(io.StringIO()):
            try:
                return np.asarray(extractor(picture, [ClassifierOutputTarget(label)])[0], dtype=np.float32)
            finally:
                extractor.activations_and_grads.release()


class _Choice:
    """Takes the feature maps of the first forward pass that vary most, and nothing of later ones."""

    def __init__(self, most: int) -> None:
        self._most = most
        self.taken = 0
        self.available = 0

    def __call__(self, maps: torch.Tensor) -> torch.Tensor:
        if self.available:
            return maps[:0]
        self.available = maps.shape[1]
        self.taken = min(self._most or self.available, self.available)
        spread = maps[0].flatten(1).std(dim=1)
        order = torch.argsort(spread, descending=True, stable=True)[: self.taken]
        return maps[:, torch.sort(order).values].clone()


def middle_square(height: int, width: int) -> tuple[slice, slice]:
    """Give rows and columns of what a classifier sees of a picture: its middle square."""
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    return slice(top, top + side), slice(left, left + side)


def overlay(image: NDArray[np.uint8], heat: Maps) -> NDArray[np.uint8]:
    """Lay a heat map over a picture: blue for 0, red for 1.

    The paper's figure 9 uses the colours the other way round.

    Args:
        image: RGB, uint8, (H, W, 3).
        heat: From 0 to 1, float, (H, W).

    Returns:
        RGB, uint8, (H, W, 3).
    """
    drawn = show_cam_on_image(image.astype(np.float32) / 255, heat, use_rgb=True, image_weight=0.55)
    return np.asarray(drawn, dtype=np.uint8)
