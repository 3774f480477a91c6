# SPDX-License-Identifier: MIT
"""One person as a Blender scene, posed and rendered picture by picture."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from tools.people.accessories import frames, rings
from tools.people.body import Body, point_normals
from tools.people.camera import View, bent, turned, turning
from tools.people.coverings import Covering, Hat
from tools.people.draws import Rgba
from tools.people.hair import beard_of, strands_of
from tools.people.identities import Person
from tools.people.materials import (
    card_material,
    cloth_material,
    eye_material,
    hair_material,
    knit_material,
    plain_material,
    teeth_material,
    tongue_material,
)
from tools.people.meshes import Array, Faces, Part
from tools.people.nearest import Skin
from tools.people.objects import Figure, Texture, discard_hairs, figure, hairs, head_placement, head_rotation
from tools.people.pictures import Picture
from tools.people.scalp import beard_region, scalp_region
from tools.people.shells import surfaces_of
from tools.people.skin_material import REST, STUBBLE, set_wrinkles, skin_material
from tools.people.stage import Quality, Stage

# What is modelled of the body: above this height, and not as far aside as the hands are.
_BODY_ABOVE: Final = 4.55
_BODY_WITHIN: Final = 3.6
_CLOTHES_ABOVE: Final = 3.8
_LASH_COLOUR: Final[Rgba] = (0.01, 0.007, 0.005, 1)
_BEARD_SOFT: Final = 0.12

_CROWNS_GROW: Final = np.array([0.010, 0.004, 0.004])
"""Crowns of teeth grow so much along their normals, which closes the gaps."""

_JAW_LOWERS: Final = np.array([0, -1.0, -0.35]) * 0.10
"""How an open jaw moves the lower teeth, which hardly follow the face unit."""

_BROW_REACH: Final = 0.035
"""Points of a brow so near to each other (dm) move alike."""


class Sitter:
    """A person in Blender; making one clears the scene of the one before."""

    def __init__(self, body: Body, person: Person, quality: Quality) -> None:
        self.body, self.person = body, person
        self.stage = Stage(quality)
        self.neutral = body.neutral(person.shape)
        self.turning = turning(body.rest)
        self.parts: dict[str, tuple[Figure, Part]] = {}
        self.turns_along: list[Any] = []
        self.beard: Any = None
        skin_faces = self._add_clothes(self._visible_faces())
        self.skin = skin_material(body.inputs, person.skin, person.features, person.hair.scalp)
        self._add_skin(*skin_faces)
        self._add_face_parts()
        self.hair = hair_material(person.hair.tone)
        self._add_hair()
        self._add_covering()
        self._add_accessories()
        self.stage.add_camera(View.of(self.neutral))

    def render(self, path: Path) -> None:
        """Write the picture, as last posed, as PNG."""
        self.stage.render(path)

    def pose(self, picture: Picture) -> None:
        """Change expression, head pose, light and framing to those of a picture."""
        units, matrix = picture.expression.units, head_rotation(picture.pose)
        expressed = self.body.express(self.neutral, units)
        mesh = bent(expressed, self.turning, matrix)
        self.figure.move(mesh)
        for name, (part_figure, part) in self.parts.items():
            if name == "cloth":
                part_figure.move(part.fit(mesh, self.neutral))
            else:
                part_figure.move(turned(self._part_points(name, part, expressed, units), matrix))
        self._turn_along(expressed, matrix)
        set_wrinkles(self.skin, picture.expression.wrinkles)
        self.stage.aim(picture.frame, self.person.camera_rise)
        self.stage.light(picture.lighting)

    def _part_points(self, name: str, part: Part, expressed: Array, units: Mapping[str, float]) -> Array:
        points = part.fit(expressed, self.neutral)
        if name == "teeth":
            opening = max(0.0, units.get("jawOpen", 0.0))
            grown: Array = points + self.crown_growth + self.lower_teeth * opening
            return grown
        return self._on_skin(points, part, expressed) if name == "brow" else points

    def _turn_along(self, expressed: Array, matrix: Array) -> None:
        """Turn what turns with the head as a whole; the beard follows the expression, so it grows anew."""
        placed = head_placement(matrix)
        for thing in self.turns_along:
            thing.matrix_world = placed
        strands = beard_of(self.body, expressed, self.person)
        if strands is not None:
            if self.beard is not None:
                discard_hairs(self.beard)
            self.beard = hairs(strands, self.hair)
            self.beard.matrix_world = placed

    def _visible_faces(self) -> tuple[Faces, Faces]:
        rest, obj = self.body.rest, self.body.obj
        faces, texture_faces = obj.faces["body"], obj.texture_faces["body"]
        kept = [
            place
            for place, face in enumerate(faces)
            if rest[face, 1].min() > _BODY_ABOVE and np.abs(rest[face, 0]).max() < _BODY_WITHIN
        ]
        return [faces[place] for place in kept], [texture_faces[place] for place in kept]

    def _add_clothes(self, skin_faces: tuple[Faces, Faces]) -> tuple[Faces, Faces]:
        """Dress the person; returns the faces of the skin that the clothes leave visible."""
        suit = self.person.clothes.suit
        part = self.body.part("clothes", suit)
        points = part.fit(self.neutral, self.neutral)
        faces, texture_faces = part.mesh.all_faces()
        kept = [place for place, face in enumerate(faces) if points[face, 1].max() > _CLOTHES_ABOVE]
        material = cloth_material(self.body.inputs.part("clothes", suit, "_diffuse.png"), self.person.clothes)
        texture = Texture(part.mesh.texture, [texture_faces[place] for place in kept])
        shown = [faces[place] for place in kept]
        self.parts["cloth"] = (figure("cloth", points, shown, material, texture=texture, subdivisions=1), part)
        visible = [place for place, face in enumerate(skin_faces[0]) if not part.hidden.issuperset(face)]
        return [skin_faces[0][place] for place in visible], [skin_faces[1][place] for place in visible]

    def _add_skin(self, faces: Faces, texture_faces: Faces) -> None:
        rest = self.body.rest
        attributes = {STUBBLE: self._stubble()} | {name: rest[:, axis] for axis, name in enumerate(REST)}
        texture = Texture(self.body.obj.texture, texture_faces)
        self.figure = figure(
            "body", self.neutral, faces, self.skin, texture=texture, subdivisions=1, attributes=attributes
        )

    def _stubble(self) -> Array:
        """How much hair shows through the skin at each point."""
        rest, hair, beard = self.body.rest, self.person.hair, self.person.beard
        stubble = np.zeros(len(rest))
        if hair.scalp.strength:
            inside = np.clip(scalp_region(hair.recede)(rest) / hair.scalp.soft, 0, 1)
            stubble = np.maximum(stubble, hair.scalp.strength * inside * ~self.body.ears)
        if beard.shadow:
            inside = np.clip(beard_region(beard.form or "full")(rest) / _BEARD_SOFT, 0, 1)
            stubble = np.maximum(stubble, beard.shadow * (inside * ~self.body.ears))
        return stubble

    def _add_face_parts(self) -> None:
        inputs, features = self.body.inputs, self.person.features
        files = inputs.makehuman
        self._add_part("eyes", self.body.eyes, eye_material(files / f"eyes/materials/{features.eyes}.png"))
        teeth = self.body.part("teeth", features.teeth)
        self._add_part("teeth", teeth, teeth_material(files / "teeth/materials/teeth.png", features))
        self._shape_teeth(teeth)
        tongue = tongue_material(inputs.part("tongue", "tongue01", "_diffuse.png"))
        self._add_part("tongue", self.body.part("tongue", "tongue01"), tongue)
        brows = inputs.part("eyebrows", features.brows, ".png")
        brow_material = card_material(brows, self.person.hair.tone.brows, features.brow_strength)
        self._add_part("brow", self.body.part("eyebrows", features.brows), brow_material)
        lashes = inputs.part("eyelashes", features.lashes, ".png")
        lash_material = card_material(lashes, _LASH_COLOUR, features.lash_strength)
        self._add_part("lash", self.body.part("eyelashes", features.lashes), lash_material, subdivisions=0)

    def _add_part(self, name: str, part: Part, material: Any, subdivisions: int = 1) -> None:
        faces, texture_faces = part.mesh.all_faces()
        points, texture = part.fit(self.neutral, self.neutral), Texture(part.mesh.texture, texture_faces)
        created = figure(name, points, faces, material, texture=texture, subdivisions=subdivisions)
        self.parts[name] = (created, part)

    def _shape_teeth(self, part: Part) -> None:
        faces, _ = part.mesh.all_faces()
        points = part.fit(self.neutral, self.neutral)
        triangles = np.array([(face[0], face[k], face[k + 1]) for face in faces for k in range(1, len(face) - 1)])
        edges = np.array([(face[k], face[(k + 1) % len(face)]) for face in faces for k in range(len(face))])
        graph = coo_matrix((np.ones(len(edges)), (edges[:, 0], edges[:, 1])), shape=(len(points), len(points)))
        _, piece = connected_components(graph, directed=False)
        crowns = piece != np.bincount(piece).argmax()  # the largest piece is the gums
        self.crown_growth = point_normals(points, triangles) * crowns[:, None] * _CROWNS_GROW
        middle = (points[crowns, 1].min() + points[crowns, 1].max()) / 2
        self.lower_teeth = (points[:, 1] < middle)[:, None] * _JAW_LOWERS

    def _add_hair(self) -> None:
        for strands in strands_of(self.body, self.neutral, self.person):
            self.turns_along.append(hairs(strands, self.hair))

    def _add_covering(self) -> None:
        covering = self.person.covering
        if covering is None:
            return
        for name, (points, faces) in surfaces_of(self.body, self.neutral, covering).items():
            cloth = _covering_material(name, covering)
            self.turns_along.append(figure(name, points, faces, cloth, subdivisions=1).object)

    def _add_accessories(self) -> None:
        glasses, earrings = self.person.glasses, self.person.earrings
        if glasses is not None:
            points, faces = frames(self.body, self.neutral, glasses)
            material = plain_material("frame", glasses.colour, 0.25, metallic=glasses.metallic)
            self.turns_along.append(figure("glasses", points, faces, material).object)
        if earrings is not None:
            points, faces = rings(self.body, self.neutral, earrings)
            material = plain_material("metal", earrings.colour, 0.25, metallic=True)
            self.turns_along.append(figure("earring", points, faces, material).object)

    def _on_skin(self, points: Array, part: Part, expressed: Array) -> Array:
        """Brows moved without stretching them: one smooth shift along each, then back onto the skin."""
        resting = part.fit(self.neutral, self.neutral)
        shift = points - resting
        alike = np.exp(-(((resting[:, None, 0] - resting[None, :, 0]) / _BROW_REACH) ** 2))
        moved: Array = resting + (alike @ shift) / alike.sum(1, keepdims=True)
        skin_before, skin_now = Skin(self.neutral, self.body.head), Skin(expressed, self.body.head)
        for place, point in enumerate(moved.copy()):
            wanted, _ = skin_before.height(resting[place])
            height, normal = skin_now.height(point)
            moved[place] = point + normal * (wanted - height)
        return moved


def _covering_material(name: str, covering: Covering) -> Any:
    """The cloth of one of a covering's surfaces: knitted beanies, woven caps and scarves."""
    if isinstance(covering, Hat):
        if name == "brim":
            return knit_material(name, covering.brim_colour, 200.0, 0.9, "Z")
        waves, axis = (62.0, "X") if covering.name == "beanie" else (300.0, "Z")
        return knit_material(name, covering.colour, waves, 0.9, axis)
    return knit_material(name, covering.colour, 420.0, 0.75, "Z")
