"""What a picture shows: balance of light, independence from the emotion, takes, and draws made again."""

from collections import Counter

import numpy as np
import pytest

from tools.people.expressions import EMOTIONS, INTENSITIES, VARIANTS, gaze
from tools.people.identities import person
from tools.people.lights import LIGHTS
from tools.people.overrides import Redo
from tools.people.pictures import TAKES, Name, draw_picture, light_of, light_table, names_of


@pytest.mark.parametrize("take", TAKES)
def test_every_identity_meets_every_light_once_a_take(take):
    for number in (1, 17, 90):
        assert {light_of(number, emotion, take) for emotion in EMOTIONS} == set(LIGHTS)


@pytest.mark.parametrize("take", TAKES)
def test_every_emotion_meets_every_light_equally_often(take):
    counts = Counter((emotion, light_of(number, emotion, take)) for number in range(1, 85) for emotion in EMOTIONS)
    assert len(counts) == len(EMOTIONS) * len(LIGHTS)
    assert set(counts.values()) <= {11, 12, 13}


def test_later_identities_do_not_change_the_light_of_earlier_ones():
    assert light_table(90, 1)[:20] == light_table(20, 1)


def test_the_two_takes_show_two_variants_where_there_are_two():
    for number in range(1, 40):
        for emotion, variants in VARIANTS.items():
            shown = {draw_picture(person(number), emotion, take).expression.variant for take in TAKES}
            assert len(shown) == min(2, len(variants))


def test_intensities_keep_to_their_ranges():
    for name in (name for number in range(1, 20) for name in names_of(number)):
        low, high = INTENSITIES[name.take - 1]
        picture = draw_picture(person(name.number), name.emotion, name.take)
        assert low <= picture.expression.intensity <= high
        assert (picture.shown_intensity == 0) == (name.emotion == "neutral")


def test_poses_keep_to_their_limits_and_do_not_differ_by_emotion():
    poses = {emotion: [] for emotion in EMOTIONS}
    for name in (name for number in range(1, 91) for name in names_of(number)):
        pose = draw_picture(person(name.number), name.emotion, name.take).pose
        poses[name.emotion].append((pose.yaw, pose.pitch, pose.roll))
    assert all(np.all(np.abs(drawn) <= (12, 8, 8)) for drawn in poses.values())
    spread = np.array((6, 4, 4)) / np.sqrt(180)
    assert all(np.all(np.abs(np.mean(drawn, 0)) < 4 * spread) for drawn in poses.values())


def test_the_same_picture_is_drawn_again_and_another_salt_gives_another_one():
    first, again = (draw_picture(person(12), "anger", 2) for _ in range(2))
    salted = draw_picture(person(12), "anger", 2, Redo(salt="b"))
    assert first == again
    assert first.pose != salted.pose
    assert first.lighting.name == salted.lighting.name


def test_a_floor_and_a_variant_are_kept():
    picture = draw_picture(person(5), "fear", 1, Redo(floor=1.3, variant=0))
    assert picture.expression.intensity == 1.3
    assert picture.expression.variant == 0


def test_eyes_look_where_they_are_told():
    assert gaze({}, 0.2, -0.1) == {
        "eyeLookOutLeft": 0.2, "eyeLookInRight": 0.2, "eyeLookDownLeft": 0.1, "eyeLookDownRight": 0.1,
    }  # fmt: skip


def test_names_are_read_as_they_are_written():
    names = list(names_of(7))
    assert len(set(names)) == 14
    assert [Name.parse(str(name)) for name in names] == names
    assert names[0].file == "p007_happiness_1.webp"


@pytest.mark.parametrize(
    "text", ["p7_anger_1", "p007_anger", "p007_joy_1", "p007_anger_3", "p007_anger_1_1", "", "anger"]
)
def test_what_is_no_name_is_refused(text):
    with pytest.raises(ValueError, match="p012_anger_2"):
        Name.parse(text)
