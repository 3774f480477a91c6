"""Composition: a plan becomes a layout, and the layout pixels with labels."""

from __future__ import annotations

import itertools
import threading
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from synthgroup.augment import WarpedFace, warp_face
from synthgroup.bank.backgrounds import BackgroundBank
from synthgroup.bank.faces import FaceBank, FaceRecord, Level
from synthgroup.draws import Stream
from synthgroup.emotions import MOODS, Mood, majority_mood, mood_counts
from synthgroup.errors import PlanError
from synthgroup.frozen import maker_of
from synthgroup.kernels.geometry import mapped, scene_geometry
from synthgroup.kernels.pixels import blend
from synthgroup.kernels.resample import crop_of, shrink_crop
from synthgroup.placement import OccupancyMask
from synthgroup.plan import plan_words
from synthgroup.rgba import Rgba, rgb_pixels, rgba_pixels, rgba_words
from synthgroup.scene import BackgroundPlan, FaceAnnotation, FacePlan, Scene, ScenePlan
from synthgroup.transforms import FaceTransform, SceneTransform, transform_face, transform_scene

SHRINKS: Final = (0.85, 0.72, 0.61, 0.52)
"""Factors on the head height that are tried in turn for a face that finds no room."""

ROUNDS: Final = 12
"""How often a whole layout is tried, each time with heads a fifth smaller, until the label can be kept."""


@dataclass(slots=True, eq=False)
class PlacedFace:
    """A face of a layout.

    Attributes:
        plan: Its draws.
        record: What is known of its cutout.
        level: The cutout that it was warped from.
        warped: Its pixels.
        left: Column of the warped pixels' left side.
        top: Row of their upper side.
    """

    plan: FacePlan
    record: FaceRecord
    level: Level
    warped: WarpedFace
    left: int
    top: int


class _Scratch(threading.local):
    """A canvas that a thread draws one scene after the other on: a new one each time costs as much as a face."""

    def __init__(self) -> None:
        self._words: Rgba = np.empty((0, 0), np.uint32)

    def of_size(self, size: tuple[int, int]) -> Rgba:
        if self._words.shape != (size[1], size[0]):
            self._words = np.empty((size[1], size[0]), np.uint32)
        return self._words


_scratch: Final = _Scratch()
_area: Final = attrgetter("warped.area")
_scene: Final = maker_of(Scene)
_annotation: Final = maker_of(FaceAnnotation)


def compose(
    plan: ScenePlan,
    faces: FaceBank,
    backgrounds: BackgroundBank,
    *,
    face_transform: FaceTransform | None = None,
    scene_transform: SceneTransform | None = None,
) -> Scene:
    """Draw a plan.

    Args:
        plan: The draws of the scene.
        faces: The bank that the plan's faces are numbered in.
        backgrounds: The bank that the plan's background is numbered in.
        face_transform: An albumentations transform for every cutout.
        scene_transform: An albumentations transform for the finished picture and its masks.

    Raises:
        PictureError: The background cannot be read.
        PlanError: The faces cannot be placed so that the scene has the plan's mood.
        BankError: A number of the plan is outside its bank.
    """
    picture = backgrounds.read(plan.background.background)
    placed = arrange(plan, faces, face_transform)
    # from here on no code of a user's runs, which might draw another scene
    words = _scratch.of_size(plan.size)
    _draw_background(picture, plan.background, words)
    for one in placed:
        blend(words, one.warped.canvas, one.warped.crop, one.left, one.top)
    image = rgb_pixels(words)
    shown = [_shown(one, plan.size) for one in placed]
    scene = _scene(
        image,
        plan,
        tuple([where for _, where in shown]),
        backgrounds.annotation(plan.background.background),
        tuple([annotation for annotation, _ in shown]),
        len(plan.faces) - len(placed),
    )
    if not scene_transform:
        return scene
    return transform_scene(scene, scene_transform, plan_words(plan, Stream.SCENE_TRANSFORM, 1)[0])


def background_image(picture: NDArray[np.uint8], plan: BackgroundPlan, size: tuple[int, int]) -> NDArray[np.uint8]:
    """Crop a background to the scene's proportions and resize it.

    Args:
        picture: RGB, uint8, (h, w, 3).
        plan: The background's draws.
        size: Width and height of the scene in pixels.

    Returns:
        RGB, uint8, (height, width, 3), a new array.
    """
    words = np.empty((size[1], size[0]), np.uint32)
    _draw_background(picture, plan, words)
    return rgb_pixels(words)


def _draw_background(picture: NDArray[np.uint8], plan: BackgroundPlan, words: Rgba) -> None:
    picture = np.ascontiguousarray(picture)
    zoom, position = float(plan.zoom), (float(plan.position[0]), float(plan.position[1]))
    if shrink_crop(picture, zoom, position, plan.flip, words):
        return
    down, across = words.shape
    left, top, wide, high = crop_of((picture.shape[1], picture.shape[0]), (across, down), zoom, position)
    crop = rgba_pixels(rgba_words(picture[top : top + high, left : left + wide]))
    pixels = rgba_pixels(words)
    cv2.resize(crop, (across, down), dst=pixels, interpolation=cv2.INTER_LINEAR)
    if plan.flip:
        cv2.flip(pixels, 1, dst=pixels)


def arrange(plan: ScenePlan, faces: FaceBank, face_transform: FaceTransform | None = None) -> list[PlacedFace]:
    """Warp the faces of a plan and find places for them, largest first.

    A face that finds no room is tried smaller, then left out. Where the plan fixes the mood, faces that do not decide
    are left out with it, so that the mood stays; where that cannot be, all heads are made smaller.

    Args:
        plan: The draws of the scene.
        faces: The bank that the plan's faces are numbered in.
        face_transform: An albumentations transform for every cutout.

    Raises:
        PlanError: The faces cannot be placed so that the scene has the plan's mood.
        BankError: A number of the plan is outside its bank.
    """
    size = 1.0
    for _ in range(ROUNDS):
        placed = _place_all(plan, faces, size, face_transform)
        kept = keep_mood(placed, plan.mood)
        if kept or not plan.faces:
            return kept
        size *= 0.8
    raise PlanError(
        f"the faces of scene {plan.index} (seed {plan.seed}) find no places in {plan.size[0]}x{plan.size[1]} pixels "
        f"that leave it {plan.mood or 'with a face'}; make the picture larger, the heads smaller or the gap narrower"
    )


def keep_mood(placed: list[PlacedFace], mood: Mood | None) -> list[PlacedFace]:
    """Leave out as few faces as can be, the smallest first, so that the rest has the mood.

    Args:
        placed: Faces in order of size, largest first.
        mood: The mood to keep, or None to keep all faces.

    Returns:
        The faces that stay; none where no choice of faces has the mood.
    """
    counts = mood_counts(face.plan.mood for face in placed)
    if mood is None or (placed and majority_mood(counts) is mood):
        return placed
    every = itertools.product(*(range(count + 1) for count in counts))
    choices = [(a, b, c) for a, b, c in every if a + b + c and majority_mood((a, b, c)) is mood]
    if not choices:
        return []
    room = dict(zip(MOODS, max(choices, key=sum), strict=True))
    kept = []
    for face in placed:
        if room[face.plan.mood]:
            room[face.plan.mood] -= 1
            kept.append(face)
    return kept


def _place_all(plan: ScenePlan, faces: FaceBank, size: float, face_transform: FaceTransform | None) -> list[PlacedFace]:
    height = plan.size[1]
    sized = plan.faces if size == 1 else [replace(face, head_height=face.head_height * size) for face in plan.faces]
    wanted = [_warped(face, faces, height, face_transform) for face in sized]
    mask = OccupancyMask(*plan.size, plan.gap)
    placed = []
    for face in sorted(wanted, key=_area, reverse=True):
        found = _place(mask, face, height) or _place_smaller(mask, face, faces, height, face_transform)
        if found:
            placed.append(found)
    return sorted(placed, key=_area, reverse=True)


def _place_smaller(
    mask: OccupancyMask, face: PlacedFace, faces: FaceBank, height: int, face_transform: FaceTransform | None
) -> PlacedFace | None:
    for shrink in SHRINKS:
        smaller = replace(face.plan, head_height=face.plan.head_height * shrink)
        found = _place(mask, _warped(smaller, faces, height, face_transform), height)
        if found:
            return found
    return None


def _warped(face: FacePlan, faces: FaceBank, height: int, face_transform: FaceTransform | None) -> PlacedFace:
    head_height = face.head_height * height
    cutout = faces.cutout(face.face)
    level = cutout.level(head_height * face.scale)
    if face_transform:
        level = replace(level, pixels=transform_face(level.pixels, face_transform, _transform_seed(face)))
    return PlacedFace(face, cutout.record, level, warp_face(level, face, head_height), 0, 0)


def _place(mask: OccupancyMask, face: PlacedFace, height: int) -> PlacedFace | None:
    warped, plan = face.warped, face.plan
    if not warped.area:
        return None
    left, top = warped.box[:2]
    if plan.at is None:
        unit = plan.head_height * height
        position = mask.put(warped.silhouette, plan.place, (float(plan.shift[0] * unit), float(plan.shift[1] * unit)))
    else:
        x, y, w, h = face.level.head
        x, y = mapped(warped.matrix, x + w / 2, y + h / 2)
        position = mask.put_near(warped.silhouette, round(plan.at[0] - x) + left, round(plan.at[1] - y) + top)
    if position is None:
        return None
    face.left, face.top = position[0] - left, position[1] - top
    return face


def _transform_seed(face: FacePlan) -> int:
    """Seed a user's transform by what stays with a face when a plan is edited."""
    return face.place << 48 | face.elastic_key


def _shown(placed: PlacedFace, size: tuple[int, int]) -> tuple[FaceAnnotation, tuple[FacePlan, tuple[float, float]]]:
    """Tell what a placed face shows, and where its draws led."""
    plan, record, level, warped = placed.plan, placed.record, placed.level, placed.warped
    left, top, width, height = warped.box
    transform, head, middle = scene_geometry(
        level.transform, level.head, warped.matrix, (placed.left, placed.top), size
    )
    # in the order of the fields
    annotation = _annotation(
        plan.emotion,
        plan.mood,
        record.identity,
        record.source,
        record.file,
        (placed.left + left, placed.top + top, width, height),
        head,
        warped.silhouette.view(np.bool_),
        size,
        transform,
        record.attributes,
        record.synthetic,
    )
    return annotation, (plan, middle)
