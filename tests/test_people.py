from collections import Counter

import numpy as np
import pytest

from synthgroup.bank.faces import FacePools
from synthgroup.draws import Bounds, Stream, Weighted, below, between, chance, key48, shuffle, words
from synthgroup.emotions import Emotion
from synthgroup.people import PeopleDraw

EMOTIONS = ((Emotion.ANGER, Emotion.FEAR, Emotion.SADNESS), (Emotion.NEUTRAL,), (Emotion.HAPPINESS, Emotion.SURPRISE))
NUMBERED = [emotion for some in EMOTIONS for emotion in some]
BOUNDS = Bounds([(-number, 2.0 * number) for number in range(14)])


def pools_of(people):
    """Give every person a picture of each emotion, a third of the people from another source."""
    emotions = {}
    for number, emotion in enumerate(Emotion):
        first = np.arange(people, dtype=np.int64) + number * people
        emotions[emotion] = (Weighted([3, 0, 1]), (first[: people // 3], first[:0], first[people // 3 :]))
    return FacePools(emotions, np.tile(np.arange(people, dtype=np.int64), len(Emotion)))


def plainly_drawn(pools, seed, part, index, counts):
    """Draw as `PeopleDraw` does where everybody meets a stranger, one word after the other."""
    size = sum(counts)
    moods = [mood for mood, count in enumerate(counts) for _ in range(count)]
    rest = words(seed, Stream.COMPOSITION, index, 2 + 2 * size, part)[2:]
    shuffle(moods, rest)
    people, changes = (
        words(seed, Stream.PEOPLE, index, 16 * size, part),
        words(seed, Stream.AUGMENT, index, 14 * size, part),
    )
    met, whole, amounts = [], [], []
    for number, mood in enumerate(moods):
        emotion = EMOTIONS[mood][below(rest[size + number], len(EMOTIONS[mood]))]
        draw, rows = pools.emotions[emotion]
        for attempt in range(7):
            at = 16 * number + 2 * attempt
            among = rows[draw.draw(people[at])]
            face = int(among[below(people[at + 1], len(among))])
            if pools.people[face] not in pools.people[met]:
                break
        met.append(face)
        drawn = changes[14 * number : 14 * number + 14]
        whole.append([NUMBERED.index(emotion), face, chance(drawn[3], 0.3), key48(drawn[12]), key48(drawn[13])])
        amounts.append([between(word, -column, 2.0 * column) for column, word in enumerate(drawn)])
    return whole, amounts


@pytest.mark.parametrize("counts", [(0, 0, 1), (2, 0, 0), (3, 1, 4), (9, 9, 9)])
@pytest.mark.parametrize("seed", [0, 2**64 - 1])
def test_faces_are_drawn_as_if_one_word_after_the_other(counts, seed):
    pools = pools_of(400)
    draw = PeopleDraw(pools, EMOTIONS, flip=0.3, seed=seed, part=2)
    for index in (0, 1, 2, 2**63, 2**64 - 1):
        assert draw.draw(index, counts, BOUNDS) == plainly_drawn(pools, seed, 2, index, counts)


def test_emotions_of_a_mood_are_equally_likely_and_come_in_any_order():
    draw = PeopleDraw(pools_of(40), EMOTIONS, flip=0.5, seed=3, part=0)
    drawn = [[face[0] for face in draw.draw(index, (3, 1, 2), BOUNDS)[0]] for index in range(4000)]
    seen = Counter(number for faces in drawn for number in faces)
    assert seen[3] == 4000
    assert all(abs(seen[number] - 4000) < 250 for number in range(6))
    places = Counter(faces.index(3) for faces in drawn)
    assert all(abs(places[place] - 4000 / 6) < 120 for place in range(6))


def test_faces_of_a_scene_that_nobody_else_can_join_repeat_people_but_no_picture():
    draw = PeopleDraw(pools_of(3), EMOTIONS, flip=0.5, seed=0, part=0)
    for index in range(50):
        faces, _ = draw.draw(index, (4, 0, 0), BOUNDS)
        assert len({face[1] for face in faces}) == 4
        assert {face[1] % 3 for face in faces} == {0, 1, 2}
