# SPDX-License-Identifier: MIT
"""The kinds of places that can be rendered. Builders are named, not imported, so that this runs without Blender."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tools.places.draws import Draws
    from tools.places.stage import Stage


@dataclass(frozen=True)
class Category:
    """One kind of place.

    Args:
        module: Module below `tools.places` that builds it, in a function `build(stage, draws)`.
        outdoor: Whether it is open to the sky.
    """

    module: str
    outdoor: bool = False

    def build(self, stage: Stage, draws: Draws) -> None:
        """Build a scene and choose its camera."""
        import_module(f"tools.places.{self.module}").build(stage, draws)


CATEGORIES: Final = {
    "bedroom": Category("rooms.bedroom"),
    "bridge": Category("outdoors.bridge", outdoor=True),
    "church_outdoor": Category("outdoors.church", outdoor=True),
    "classroom": Category("rooms.classroom"),
    "conference_room": Category("rooms.conference_room"),
    "dining_room": Category("rooms.dining_room"),
    "kitchen": Category("rooms.kitchen"),
    "living_room": Category("rooms.living_room"),
    "restaurant": Category("rooms.restaurant"),
    "tower": Category("outdoors.tower", outdoor=True),
}
