"""The draws of a scene's faces, compiled: emotions, people, and how each face is changed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from synthgroup.kernels.compiled import compiled
from synthgroup.kernels.words import Words, philox_words, quantised, share_of

Numbers = NDArray[np.int64]
Kinds = tuple[Numbers, Numbers]
"""Number of each mood's first emotion, the others follow, and how many each mood has, (moods,)."""
Pools = tuple[Numbers, Numbers, Words, Numbers]
"""Cutouts of every emotion and source in turn, (n,); where those of each begin, and at last where they end, (emotions,
sources + 1); weights of the sources, summed up, (emotions, sources); and for every cutout of the bank a number that
stands for the person whom it shows."""
Amounts = tuple[NDArray[np.float64], NDArray[np.float64]]
"""Bounds of what the words of a face become."""


@compiled
def deal_emotions(drawn: Words, counts: tuple[int, int, int], kinds: Kinds) -> Numbers:
    """Give every face an emotion of its mood, the moods in random order.

    Args:
        drawn: A word a face for the order and one for its emotion, (2 * n,).
        counts: How many faces are of each mood.
        kinds: The emotions.

    Returns:
        Numbers of the emotions, (n,).
    """
    size = len(drawn) // 2
    faces = np.empty(size, np.int64)
    for number in range(size):
        faces[number] = (number >= counts[0]) + (number >= counts[0] + counts[1])
    for last in range(size - 1, 0, -1):
        other = share_of(drawn[last], last + 1)
        faces[last], faces[other] = faces[other], faces[last]
    firsts, sizes = kinds
    for number in range(size):
        mood = faces[number]
        faces[number] = firsts[mood] + share_of(drawn[size + number], sizes[mood])
    return faces


@compiled
def meet_strangers(drawn: Words, emotions: Numbers, met: Numbers, first: int, pools: Pools) -> int:
    """Draw cutouts of people who are not in the scene yet, a few tries each.

    Args:
        drawn: Pairs of words for every face, one for the source and one for the cutout, (n, 2 * tries).
        emotions: Number of every face's emotion, (n,).
        met: The cutouts; those before `first` are known, those from it on are filled in, (n,).
        first: The first face to draw.
        pools: What to draw from.

    Returns:
        The first face that only met people whom the scene has already, or how many faces there are.
    """
    rows, starts, ends, people = pools
    for number in range(first, len(met)):
        emotion, stranger = emotions[number], False
        for attempt in range(drawn.shape[1] // 2):
            share = np.uint64(share_of(drawn[number, 2 * attempt], ends[emotion, -1]))
            source = 0
            while ends[emotion, source] <= share:
                source += 1
            start, end = starts[emotion, source], starts[emotion, source + 1]
            met[number] = rows[start + share_of(drawn[number, 2 * attempt + 1], end - start)]
            stranger = True
            for other in range(number):
                stranger &= people[met[other]] != people[met[number]]
            if stranger:
                break
        if not stranger:
            return number
    return len(met)


@compiled
def draw_people(
    seed: np.uint64, streams: Words, part: np.uint64, index: np.uint64, counts: tuple[int, int, int], kinds: Kinds,
    pools: Pools, tries: int, bounds: Amounts, coin: tuple[int, float], keys: tuple[int, int],
) -> tuple[Numbers, NDArray[np.float64], int, int]:  # fmt: skip
    """Draw the faces of a scene.

    Args:
        seed: As `philox_words` takes it.
        streams: Of the composition, the people and the changes.
        part: As `philox_words` takes it.
        index: As `philox_words` takes it.
        counts: How many faces are of each mood.
        kinds: The emotions of each mood.
        pools: The cutouts.
        tries: How often a face tries to meet a stranger; two words more a face are left for another draw.
        bounds: Of what the words of a face become.
        coin: Column of words that decides whether a face is flipped, and how likely that is, as `draws.chance` does.
        keys: Columns of words that become keys, as `draws.key48` does.

    Returns:
        For every face its emotion, cutout, flip and keys, (n, 5); its amounts as `quantised` gives them; how many faces
        met strangers before the first one that did not; and how many amounts are unclear.
    """
    size = counts[0] + counts[1] + counts[2]
    found = np.empty((size, 5), np.int64)
    emotions = deal_emotions(philox_words(seed, streams[0], part, index, 2 + 2 * size)[2:], counts, kinds)
    width = 2 * tries + 2
    drawn = philox_words(seed, streams[1], part, index, width * size).reshape(size, width)
    met = np.zeros(size, np.int64)
    done = meet_strangers(drawn[:, : 2 * tries], emotions, met, 0, pools)
    width = len(bounds[0])
    drawn = philox_words(seed, streams[2], part, index, width * size).reshape(size, width)
    amounts, unclear = quantised(drawn, bounds[0], bounds[1])
    for row in range(size):
        found[row, 0], found[row, 1] = emotions[row], met[row]
        found[row, 2] = np.float64(drawn[row, coin[0]] >> np.uint64(11)) < coin[1] * 2.0**53
        found[row, 3] = np.int64(drawn[row, keys[0]] >> np.uint64(16))
        found[row, 4] = np.int64(drawn[row, keys[1]] >> np.uint64(16))
    return found, amounts, done, unclear
