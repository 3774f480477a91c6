# SPDX-License-Identifier: MIT
"""Materials as shader graphs. Nothing is read from a file except the panoramas that hang on walls as pictures."""

from tools.places.materials.cloth import carpet, fabric
from tools.places.materials.finishes import emission, glass, lampshade, leather, metal, paint, plain
from tools.places.materials.ground import ground, water
from tools.places.materials.masonry import brick, roofing, stone, tiles
from tools.places.materials.plants import foliage, leaf
from tools.places.materials.prints import abstract_print, picture
from tools.places.materials.wood import planks, wood

__all__ = [
    "abstract_print",
    "brick",
    "carpet",
    "emission",
    "fabric",
    "foliage",
    "glass",
    "ground",
    "lampshade",
    "leaf",
    "leather",
    "metal",
    "paint",
    "picture",
    "plain",
    "planks",
    "roofing",
    "stone",
    "tiles",
    "water",
    "wood",
]
