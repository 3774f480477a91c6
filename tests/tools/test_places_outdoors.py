"""What stands round a building, and the forms of cars."""

from __future__ import annotations

import numpy as np
import pytest

from tools.places.draws import Draws
from tools.places.outdoors.car_bodies import BODIES
from tools.places.outdoors.site import SURROUNDINGS, Site, draw_surroundings, in_the_way


@pytest.fixture
def site() -> Site:
    return Site(door=(0, 0), half=5, front=0, back=20, tall=25, want="church", kind="village", distance=30)


def test_nothing_is_placed_in_the_building_or_on_the_way_to_its_door(site: Site) -> None:
    assert not site.free(0, 10, 1)
    assert not site.free(5.5, 10, 1)
    assert not site.free(0, -12, 1)
    assert site.free(9, 10, 1)
    assert site.free(8, -12, 1)


def test_a_taken_place_is_not_free_again(site: Site) -> None:
    assert site.free(20, 5, 3)
    site.take(20, 5, 3)
    assert not site.free(22, 5, 3)
    assert site.free(30, 5, 3)


def test_only_what_is_near_large_and_ahead_hides_the_building() -> None:
    eye, target = (0.0, -30.0), (0.0, 0.0)
    assert in_the_way(eye, target, (0.5, -22, 3))
    assert not in_the_way(eye, target, (0.5, -10, 3))
    assert not in_the_way(eye, target, (6, -24, 3))
    assert not in_the_way(eye, target, (0.5, -22, 1))
    assert not in_the_way(eye, target, (0.5, -35, 3))


def test_surroundings_are_drawn_from_what_suits() -> None:
    draws = Draws(3)
    assert {draw_surroundings(draws) for _ in range(200)} == set(SURROUNDINGS)
    assert {draw_surroundings(draws, ("square", "street")) for _ in range(40)} == {"square", "street"}


@pytest.mark.parametrize("name", sorted(BODIES))
def test_a_car_is_as_high_as_its_side_view_and_has_windows(name: str) -> None:
    body = BODIES[name]
    shares = np.linspace(0, 1, 200)
    top = body.top(shares)
    highest = max(z for _, z in body.deck)
    assert top.shape == shares.shape
    assert 0.95 * highest < top.max() <= highest
    assert top.min() > 0.4
    assert top.max() - body.waist > 0.35
    assert all(body.glass[0] - 0.05 < pillar < body.glass[1] + 0.05 for pillar in body.pillars)
