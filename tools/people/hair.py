# SPDX-License-Identifier: MIT
"""Procedural hair: guides are grown on the scalp, hairs follow the nearest guides. Needs Blender's module."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.spatial import cKDTree

from tools.people.body import SKIN, Body, unit_length
from tools.people.coverings import Hat
from tools.people.hairstyles import Bun, Style
from tools.people.identities import Person
from tools.people.meshes import Array
from tools.people.nearest import Skin
from tools.people.scalp import Region, beard_region, scalp_region, scatter
from tools.people.shells import tucked

_CROWN: Final = np.array([0.04, 8.32, 0.15])
"""Radial hair flows away from here."""

_NEAR: Final = 0.6
"""Hairs farther than this from the skin do not feel it."""

_GUIDE_SOFT: Final = 0.02
_TURN: Final = 6.28
"""A full turn, near enough for a random angle."""

STRAND_RADIUS: Final = 0.00022
"""Radius of a hair at its root (m): thicker than a real one, since there are fewer of them."""

_LONG: Final = ("long", "bob", "wavy", "curlylong")


@dataclass(frozen=True)
class Strands:
    """Hairs: points (N, K, 3) in base mesh units, and the radius at their roots (m)."""

    name: str
    points: Array
    radius: float


def strands_of(body: Body, mesh: Array, person: Person) -> list[Strands]:
    """The hair of a person's head, for their neutral mesh."""
    hair = person.hair
    radius = STRAND_RADIUS * (1.15 if hair.name in _LONG else 1.0)
    if hair.name == "buzz":
        stubs = grow_short(body, mesh, scalp_region(hair.recede), _BUZZ, person.seed)
        return [Strands("scalp", stubs, radius * 0.7)]
    if hair.style is None:
        return []
    grown = grow(body, mesh, hair.style, person.seed)
    if isinstance(person.covering, Hat):
        grown = tucked(body, mesh, grown, person.covering)
    strands = [Strands("scalp", grown, radius)]
    if hair.bun is not None:
        strands.append(Strands("bun", wind_bun(mesh, hair.bun, person.seed + 9), radius * 1.2))
    return strands


def beard_of(body: Body, mesh: Array, person: Person) -> Strands | None:
    """The hairs of a person's beard, if any, for a mesh with an expression."""
    beard = person.beard
    if beard.form is None:
        return None
    cut = ShortCut(beard.strands, beard.length, lift=0.35, curl=0.25, soft=0.10)
    points = grow_short(body, mesh, beard_region(beard.form), cut, person.seed + 5)
    return Strands("beard", points, STRAND_RADIUS * 0.6)


def grow(body: Body, mesh: Array, style: Style, seed: int) -> Array:
    """Curve points (N, K, 3) of the hair of a head."""
    rng = np.random.default_rng(seed)
    region = scalp_region(style.recede)
    guides = _Guides(body, mesh, style, region, rng)
    return _thinned(_followers(body, mesh, style, region, guides, rng), style.thin)


class _Guides:
    """The grown hairs: `roots` (N, 3) on the mesh, `rest` (N, 3) on the base mesh, `paths` (N, K, 3)."""

    def __init__(self, body: Body, mesh: Array, style: Style, region: Region, rng: np.random.Generator) -> None:
        self.style = style
        self.skin = Skin(mesh, body.head)
        self.roots, self.rest, self.normals = scatter(body, mesh, region, style.guides, rng, _GUIDE_SOFT)
        self.height = np.clip((self.rest[:, 1] - 7.35) / 0.75, 0, 1)  # 0 at the sides, 1 on the top
        lengths = self._lengths(rng)
        self.step = (lengths / (style.points - 1))[:, None]
        flow = self._flow()
        self.flow = unit_length(flow)
        directions = self._first_directions(flow)
        self.distance = style.volume * (0.4 + 0.6 * rng.random(len(self.roots))) * (0.5 + 0.5 * self.height)
        self.phase = rng.uniform(0, _TURN, (len(self.roots), 1))
        self.paths = self._grow(directions)

    def _lengths(self, rng: np.random.Generator) -> Array:
        style, height = self.style, self.height
        front = np.clip((self.rest[:, 2] - 0.7) / 0.6, 0, 1)
        lengths = style.side * (1 - height) + style.top * height
        lengths = lengths * (1 - front) + front * (style.front * height + style.side * (1 - height))
        lengths = lengths * rng.uniform(0.85, 1.1, len(lengths))
        if style.crown:
            from_crown = np.hypot(self.rest[:, 0] - _CROWN[0], self.rest[:, 2] - _CROWN[2])
            lengths = lengths * np.clip(from_crown / 0.45, style.crown, 1)
        return lengths

    def _flow(self) -> Array:
        style, count = self.style, len(self.roots)
        if style.flow == "radial":
            return unit_length(self.roots - _CROWN)
        if style.flow == "part":
            side = np.sign(self.rest[:, 0] - style.part + 1e-6)
            return np.stack([side, -0.15 * np.ones_like(side), -style.back_flow * np.ones_like(side)], 1)
        same = {"forward": (0.0, -0.25, 1.0), "back": (0.0, 0.05, -1.0), "sweep": (style.sweep, 0.05, 0.35)}
        return np.tile(np.array(same[style.flow]), (count, 1))

    def _first_directions(self, flow: Array) -> Array:
        style = self.style
        if style.flow in {"forward", "sweep"}:  # side hair falls down, not into the face
            low = np.clip((7.75 - self.rest[:, 1]) / 0.3, 0, 1)[:, None]
            flow = flow * (1 - low) + np.array([0, -1.0, -0.15]) * low
        flow = unit_length(flow - (flow * self.normals).sum(1, keepdims=True) * self.normals)
        lift = style.lift * (style.side_lift + (1 - style.side_lift) * self.height)[:, None]
        return unit_length(self.normals * lift + flow * (1 - lift))

    def _grow(self, directions: Array) -> Array:
        paths = [self.roots + self.normals * 0.005]
        for k in range(1, self.style.points):
            directions = self._bend(directions, k)
            tips = paths[-1] + directions * self.step
            self._keep_off_skin(tips, k)
            if self.style.avoid and k > 1:
                self._keep_off_face(tips)
            directions = unit_length(0.5 * directions + 0.5 * unit_length(tips - paths[-1]))
            paths.append(tips)
        return np.stack(paths, 1)

    def _bend(self, directions: Array, k: int) -> Array:
        """By gravity, by the style's flow, by curls."""
        style = self.style
        directions = unit_length(directions + np.array([0, -style.gravity, 0]) * np.minimum(1, self.step * 10))
        if style.steer:
            directions = unit_length(directions + style.steer * self.flow)
        if style.curl:
            angle = self.phase + k * style.curl_turn
            curl = np.concatenate([np.cos(angle), np.sin(angle) * 0.5, np.sin(angle)], 1)
            directions = unit_length(directions + style.curl * curl)
        return directions

    def _keep_off_skin(self, tips: Array, k: int) -> None:
        style = self.style
        for place, tip in enumerate(tips):
            found = self.skin.nearest(tip, _NEAR)
            if found is None:
                continue
            near, normal = found
            above, wanted = (tip - near) @ normal, self.distance[place] * min(1, k / 3)
            if above < wanted:
                tips[place] = near + normal * wanted
            elif style.hug and tip[1] > style.hug_above:
                tips[place] = tip - normal * style.hug * (above - wanted)

    def _keep_off_face(self, tips: Array) -> None:
        """Long hair stays aside of the face."""
        before_face = (tips[:, 1] < 7.98) & (tips[:, 2] > 0.75)
        side = np.sign(self.rest[:, 0] - self.style.part + 1e-6)
        limit, aside = self.style.avoid * np.clip((8.05 - tips[:, 1]) / 0.35, 0, 1), tips[:, 0] * side
        pushed = side * (aside + 0.6 * (limit - aside))
        tips[:, 0] = np.where(before_face & (aside < limit), pushed, tips[:, 0])


def _followers(
    body: Body, mesh: Array, style: Style, region: Region, guides: _Guides, rng: np.random.Generator
) -> Array:
    """Hairs between the guides (N, K, 3)."""
    roots, rest, _ = scatter(body, mesh, region, style.strands, rng, style.soft)
    near, wanted = guides.roots, roots
    if style.flow == "part":  # hairs follow guides of their own side
        near = np.c_[near, np.sign(guides.rest[:, 0] - style.part) * 2]
        wanted = np.c_[wanted, np.sign(rest[:, 0] - style.part) * 2]
    distance, index = cKDTree(near).query(wanted, k=3)
    weights = 1 / (distance + 0.02) ** 2
    weights /= weights.sum(1, keepdims=True)
    paths = guides.paths
    hairs = roots[:, None] + ((paths - paths[:, :1])[index] * weights[:, :, None, None]).sum(1)
    along = np.linspace(0, 1, style.points)[None, :, None]
    hairs = hairs * (1 - style.clump * along) + paths[index[:, 0]] * (style.clump * along)
    together = style.frizz * along * rng.normal(size=(len(hairs), 1, 3))
    hairs = hairs + together + style.frizz * 0.35 * along * rng.normal(size=hairs.shape)
    scaled: Array = roots[:, None] + (hairs - hairs[:, :1]) * rng.uniform(0.75, 1.1, (len(hairs), 1, 1))
    return scaled


def _thinned(hairs: Array, step: int) -> Array:
    """Every `step`-th point and the last: long straight hair needs fewer points to render than to grow."""
    return np.concatenate([hairs[:, :-1:step], hairs[:, -1:]], 1) if step > 1 else hairs


@dataclass(frozen=True)
class ShortCut:
    """Short hair: number and length (dm) of hairs, how far they stand off, curl, and get rarer at the edge."""

    strands: int
    length: float
    lift: float = 0.5
    curl: float = 0.0
    soft: float = 0.06


_BUZZ: Final = ShortCut(13000, 0.06, soft=0.12)
_SHORT_POINTS: Final = 4
_SHORT_FALL: Final = 0.6


def grow_short(body: Body, mesh: Array, region: Region, cut: ShortCut, seed: int) -> Array:
    """Curve points (N, 4, 3) of short hair, without guides."""
    rng = np.random.default_rng(seed)
    roots, _, normals = scatter(body, mesh, region, cut.strands, rng, cut.soft)
    falling = np.array([0, -_SHORT_FALL, 0.0]) * (1 - cut.lift)
    directions = unit_length(normals * cut.lift + falling + rng.normal(size=roots.shape) * 0.25)
    paths = [roots]
    for _ in range(1, _SHORT_POINTS):
        bent = directions + np.array([0, -0.25 * _SHORT_FALL, 0]) + cut.curl * rng.normal(size=roots.shape)
        directions = unit_length(bent)
        step = cut.length / (_SHORT_POINTS - 1)
        paths.append(paths[-1] + directions * step * rng.uniform(0.6, 1.2, (len(roots), 1)))
    return np.stack(paths, 1)


def wind_bun(mesh: Array, bun: Bun, seed: int) -> Array:
    """Curve points (3500, 14, 3) of hair that is wound around a ball at the back of the head."""
    count, points, arc = 3500, 14, 2.2
    rng = np.random.default_rng(seed)
    centre = np.array([0, mesh[SKIN, 1].max() - bun.below, bun.front])
    axis = unit_length(rng.normal(size=(count, 3)) * 0.35 + np.array([0, 0.5, -1.0]))
    across = unit_length(np.cross(axis, rng.normal(size=(count, 3))))
    along = np.cross(axis, across)
    angle = rng.uniform(0, _TURN, (count, 1)) + np.linspace(0, arc, points)[None, :]
    circle = np.cos(angle)[:, :, None] * across[:, None] + np.sin(angle)[:, :, None] * along[:, None]
    circle = circle + 0.35 * rng.normal(size=(count, 1, 1)) * axis[:, None]
    wound: Array = centre + unit_length(circle) * bun.radius * rng.uniform(0.86, 1.04, (count, 1, 1)) * np.array(
        [1.0, 0.9, 0.9]
    )
    return wound
