"""Head boxes of a ball with eyes: what they measure, and what they do not depend on."""

import math

import numpy as np
import pytest

from tools.people.body import EYES, SKIN
from tools.people.camera import PIVOT, View, bent, rotation, turned, turning
from tools.people.heads import CHIN, HAIR, Head
from tools.people.pictures import Pose

STRAIGHT = Pose(0, 0, 0)
CENTRE, RADIUS = np.array([0, 7.25, 0.6]), 0.8


@pytest.fixture
def head():
    rng = np.random.default_rng(1)
    directions = rng.normal(size=(EYES.stop, 3))
    mesh = CENTRE + RADIUS * directions / np.linalg.norm(directions, axis=1, keepdims=True)
    mesh[[3000, 3001, 3002]] = CENTRE + RADIUS * np.array([[0, 1, 0], [1, 0, 0], [-1, 0, 0]])
    mesh[list(CHIN)] = CENTRE - np.array([0, RADIUS, 0])
    mesh[EYES] = CENTRE + np.array([0, 0, RADIUS])
    ears = np.zeros(len(mesh), bool)
    ears[[3001, 3002]] = True
    return Head(mesh, turning(mesh), ears, (), 0.0)


def test_the_box_of_a_ball_is_its_box(head):
    box = head.box(STRAIGHT, 1.42, 256)
    assert abs(box.width - box.height) <= 1
    assert abs(box.x + box.width / 2 - 128) <= 1
    span = View.of(head.neutral).span
    at_depth_of_eyes = 256 * 2 * RADIUS * 0.1 / (span * 1.42)
    assert abs(box.height - at_depth_of_eyes * 1.6 / (1.6 + RADIUS * 0.1)) <= 1.5


def test_the_box_grows_with_the_picture_and_shrinks_with_the_frame(head):
    small, large, framed = (head.box(STRAIGHT, *options) for options in ((1.42, 256), (1.42, 512), (2.84, 256)))
    assert abs(large.height - 2 * small.height) <= 2
    assert abs(framed.height - small.height / 2) <= 2


def test_hair_counts_up_to_its_limit(head):
    bare = head.box(STRAIGHT, 1.6, 256)
    cap = CENTRE + (head.neutral[SKIN] - CENTRE) * 1.05
    big = CENTRE + (head.neutral[SKIN] - CENTRE) * 2
    little, much = (
        Head(head.neutral, head.turning, head.ears, (hair,), 0.0).box(STRAIGHT, 1.6, 256) for hair in (cap, big)
    )
    assert bare.y > little.y > much.y
    assert abs(bare.y - much.y - HAIR * bare.height) <= 1
    assert abs(much.width - bare.width - 2 * HAIR * bare.height) <= 2
    assert bare.y + bare.height == much.y + much.height


def test_single_hairs_do_not_count(head):
    stray = np.tile(CENTRE, (1000, 1))
    stray[:5] = CENTRE + np.array([0, 3, 0])
    assert Head(head.neutral, head.turning, head.ears, (stray,), 0.0).box(STRAIGHT, 1.6, 256) == head.box(
        STRAIGHT, 1.6, 256
    )


def test_the_camera_lowers_the_head_by_rising(head):
    risen = Head(head.neutral, head.turning, head.ears, (), 0.02)
    assert risen.box(STRAIGHT, 1.6, 256).y > head.box(STRAIGHT, 1.6, 256).y


def test_turns_go_where_their_signs_say():
    nose = PIVOT + np.array([0, 1, 1.0])
    yaw, pitch, roll = (
        turned(nose, rotation(pose)) - nose for pose in (Pose(10, 0, 0), Pose(0, 10, 0), Pose(0, 0, 10))
    )
    assert yaw[0] > 0
    assert pitch[2] < 0 < math.hypot(*pitch[:2])
    assert roll[0] > 0
    assert np.allclose(np.linalg.norm(turned(nose, rotation(Pose(9, 5, 7))) - PIVOT), np.linalg.norm(nose - PIVOT))


def test_shoulders_do_not_turn():
    mesh = np.array([[0.5, 4.0, 0.2], [0.5, 8.0, 0.2]])
    moved = bent(mesh, turning(mesh), rotation(Pose(10, 5, 5))) - mesh
    assert not moved[0].any()
    assert moved[1].any()
