from hypothesis import given
from hypothesis import strategies as st

from synthgroup.emotions import EMOTION_MOODS, MOODS, Emotion, Mood, is_tie, majority_mood, mood_counts

counts = st.tuples(*[st.integers(0, 70)] * 3)


@given(counts)
def test_a_mood_that_outnumbers_each_other_is_the_label(of):
    winners = [mood for mood, count in zip(MOODS, of, strict=True) if all(count > other for other in _others(of, mood))]
    assert majority_mood(of) is (winners[0] if winners else Mood.NEUTRAL)


@given(counts)
def test_a_tie_is_neutral(of):
    if is_tie(of):
        assert majority_mood(of) is Mood.NEUTRAL


@given(st.lists(st.sampled_from(MOODS)))
def test_counting_loses_nobody(moods):
    assert sum(mood_counts(moods)) == len(moods)
    assert mood_counts(moods) == mood_counts(reversed(moods))


def test_labels_are_the_alphabetical_class_indices():
    assert [mood.label for mood in sorted(Mood)] == [0, 1, 2]
    assert [str(mood) for mood in MOODS] == ["negative", "neutral", "positive"]


def test_the_papers_map_leaves_surprise_out():
    assert set(Emotion) - set(EMOTION_MOODS) == {Emotion.SURPRISE}


def test_nobody_is_neutral_and_no_tie():
    assert majority_mood((0, 0, 0)) is Mood.NEUTRAL
    assert not is_tie((0, 0, 0))


def _others(of, mood):
    return [count for other, count in zip(MOODS, of, strict=True) if other is not mood]
