"""Labelled pictures of groups, made from single faces.

Faces with a known emotion are cut out of their uniform backdrop, changed a little and put on unrelated backgrounds
without overlap; the scene is labelled with the mood of the majority. Names are imported when they are first used, so
`import synthgroup` is quick and needs no torch.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

from synthgroup.version import VERSION

if TYPE_CHECKING:
    from synthgroup.bank import BackgroundBank, FaceBank
    from synthgroup.cutout import Cutout, cut_out
    from synthgroup.dataset import GroupSceneDataset as GroupSceneDataset
    from synthgroup.dataset import GroupSceneMap as GroupSceneMap
    from synthgroup.dataset import collate_scenes as collate_scenes
    from synthgroup.emotions import Emotion, Mood, majority_mood
    from synthgroup.errors import SynthGroupError
    from synthgroup.generator import SceneGenerator
    from synthgroup.recipe import SceneRecipe
    from synthgroup.scene import FaceAnnotation, Scene, ScenePlan

__version__ = VERSION

__all__ = [
    "BackgroundBank",
    "Cutout",
    "Emotion",
    "FaceAnnotation",
    "FaceBank",
    "Mood",
    "Scene",
    "SceneGenerator",
    "ScenePlan",
    "SceneRecipe",
    "SynthGroupError",
    "cut_out",
    "majority_mood",
]

# They are had by name, but are not in `__all__`: `from synthgroup import *` and `help` fetch all that is listed there,
# and must work without torch.
_WITH_TORCH: Final = ("GroupSceneDataset", "GroupSceneMap", "collate_scenes")

_HOMES: Final = {
    "BackgroundBank": "bank",
    "Cutout": "cutout",
    "Emotion": "emotions",
    "FaceAnnotation": "scene",
    "FaceBank": "bank",
    "GroupSceneDataset": "dataset",
    "GroupSceneMap": "dataset",
    "Mood": "emotions",
    "Scene": "scene",
    "SceneGenerator": "generator",
    "ScenePlan": "scene",
    "SceneRecipe": "recipe",
    "SynthGroupError": "errors",
    "collate_scenes": "dataset",
    "cut_out": "cutout",
    "majority_mood": "emotions",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'synthgroup' has no attribute {name!r}")
    value = getattr(import_module(f"synthgroup.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*__all__, *(_WITH_TORCH if find_spec("torch") else ()), "__version__"]
