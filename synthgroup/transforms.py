"""A user's albumentations transforms of faces and scenes, seeded per scene."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from synthgroup.errors import RecipeError
from synthgroup.scene import Box, FaceAnnotation, Scene


class SeededTransform(Protocol):
    """What is used of an albumentations transform or `Compose`."""

    def set_random_state(self, random_generator: np.random.Generator, py_random: random.Random) -> None:
        """Take the generators that all draws are made with."""

    def __call__(self, *, image: NDArray[np.uint8], **targets: Any) -> Mapping[str, Any]:
        """Transform a picture and its masks."""


FaceTransform = SeededTransform
SceneTransform = SeededTransform


def check_transform(transform: Any, name: str) -> Any:
    """Return a transform if it can be seeded.

    Raises:
        RecipeError: It cannot, so scenes would not be reproducible.
    """
    if transform is not None and not (callable(transform) and hasattr(transform, "set_random_state")):
        raise RecipeError(
            f"{name} is {type(transform).__name__}, which cannot be seeded; pass an albumentations transform or "
            "Compose (version 2), or any callable with set_random_state(random_generator, py_random)"
        )
    return transform


def describe_transform(transform: Any, name: str) -> dict[str, Any] | None:
    """Describe a transform so that two runs can be told to have used the same.

    Raises:
        RecipeError: It cannot be described.
    """
    if transform is None:
        return None
    try:
        described: dict[str, Any] = json.loads(json.dumps(transform.to_dict()))
    except (AttributeError, NotImplementedError, TypeError, ValueError) as error:
        raise RecipeError(
            f"{name} {type(transform).__name__} cannot be described ({error}), so a job could not be resumed safely; "
            "render with albumentations transforms that have to_dict(), or draw scenes with SceneGenerator"
        ) from None
    return described


def transform_face(pixels: NDArray[np.uint8], transform: FaceTransform, seed: int) -> NDArray[np.uint8]:
    """Transform a cutout: its colours as `image`, its alpha as `mask`.

    Args:
        pixels: Premultiplied RGBA, uint8, (h, w, 4).
        transform: Must keep the size.
        seed: 64-bit word.

    Returns:
        Premultiplied RGBA, uint8, (h, w, 4).

    Raises:
        RecipeError: The transform changed size or type.
    """
    alpha = np.ascontiguousarray(pixels[..., 3])
    opaque = np.maximum(alpha, 1)[..., None].astype(np.uint16)
    straight = np.minimum((pixels[..., :3] * np.uint16(255) + opaque // 2) // opaque, 255).astype(np.uint8)
    _seed(transform, seed)
    result = transform(image=straight, mask=alpha)
    image, mask = result["image"], result["mask"]
    if image.shape != straight.shape or mask.shape != alpha.shape or image.dtype != np.uint8:
        raise RecipeError(
            f"the face transform turned {straight.shape} uint8 into {image.shape} {image.dtype}; it must keep both"
        )
    changed = np.empty_like(pixels)
    changed[..., 3] = mask
    changed[..., :3] = (image * mask[..., None].astype(np.uint16) + 127) // 255
    return changed


def transform_scene(scene: Scene, transform: SceneTransform, seed: int) -> Scene:
    """Transform a finished scene: its picture as `image`, silhouettes and head boxes as `masks`.

    Faces that a transform moves out of the picture count as shortfall; the mood follows from those that stay.

    Raises:
        RecipeError: The transform changed the picture's type, or masks and picture came apart.
    """
    height, width = scene.image.shape[:2]
    masks = [face.mask.astype(np.uint8) for face in scene.faces]
    heads = [_filled(face.head, width, height) for face in scene.faces]
    _seed(transform, seed)
    result = transform(image=scene.image, masks=masks + heads) if masks else transform(image=scene.image)
    image = result["image"]
    if image.dtype != np.uint8 or image.ndim != 3 or image.shape[2] != 3:
        raise RecipeError(f"the scene transform made {image.shape} {image.dtype}; it must give uint8 (H, W, 3)")
    moved = [np.asarray(mask) for mask in result.get("masks", ())]
    faces = [
        _moved(face, mask, head, image.shape)
        for face, mask, head in zip(scene.faces, moved[: len(masks)], moved[len(masks) :], strict=True)
    ]
    kept = tuple(face for face in faces if face is not None)
    return replace(scene, image=image, faces=kept, shortfall=scene.shortfall + len(scene.faces) - len(kept))


def _moved(
    face: FaceAnnotation, mask: NDArray[np.uint8], head: NDArray[np.uint8], shape: tuple[int, ...]
) -> FaceAnnotation | None:
    if mask.shape != shape[:2]:
        raise RecipeError(f"the scene transform made a picture of {shape[:2]} but a mask of {mask.shape}")
    if not mask.any():
        return None
    left, top, width, height = cv2.boundingRect(mask)
    head_left, head_top, head_width, head_height = cv2.boundingRect(head)
    return replace(
        face,
        box=(left, top, width, height),
        head=(head_left, head_top, head_width, head_height),
        silhouette=mask[top : top + height, left : left + width] > 0,
        size=(shape[1], shape[0]),
        transform=None,
    )


def _filled(box: Box, width: int, height: int) -> NDArray[np.uint8]:
    mask = np.zeros((height, width), np.uint8)
    mask[box[1] : box[1] + box[3], box[0] : box[0] + box[2]] = 1
    return mask


def _seed(transform: SeededTransform, seed: int) -> None:
    # the transform asks for this very type; it seeds its own copy, not the global generator
    transform.set_random_state(np.random.default_rng(seed), random.Random(seed))  # noqa: S311
