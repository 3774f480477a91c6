"""The draws of a scene's faces: emotions, cutouts of different people where there are enough, and changes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import Final

import numpy as np
from numpy.typing import NDArray

from synthgroup.bank.faces import FacePools
from synthgroup.composition import Counts
from synthgroup.draws import Bounds, Stream, Weighted, below, raw_words, streams_array
from synthgroup.emotions import Emotion
from synthgroup.kernels.people import Pools, draw_people, meet_strangers

_TRIES: Final = 7
_PERSON_WORDS: Final = 2 * _TRIES + 2
_FLIP: Final = 3
_KEYS: Final = (12, 13)
_STREAMS: Final = streams_array(Stream.COMPOSITION, Stream.PEOPLE, Stream.AUGMENT)

Drawn = tuple[list[list[int]], list[list[float]]]
"""Of every face: number of the emotion, cutout, flip (0 or 1) and the keys of distortion and place; and the amounts
that its bounds give, in their order."""


class PeopleDraw:
    """Draws the faces of scenes.

    Args:
        pools: Cutouts to draw from.
        emotions: The emotions of each mood, in the order of `MOODS`.
        flip: How likely a face is flipped.
        seed: From 0 to 2**64 - 1.
        part: Tells splits apart that share a seed.

    Attributes:
        emotions: The emotions in the order of their numbers.
    """

    def __init__(
        self, pools: FacePools, emotions: Sequence[Sequence[Emotion]], *, flip: float, seed: int, part: int
    ) -> None:
        self._pools = pools
        self.emotions = tuple(emotion for some in emotions for emotion in some)
        self._tables = _tables_of(pools, self.emotions)
        sizes = np.array([len(some) for some in emotions], np.int64)
        self._kinds = np.cumsum(sizes) - sizes, sizes
        self._coin = _FLIP, float(flip)
        self._seed, self._part = seed, part

    def draw(self, index: int, counts: Counts, bounds: Bounds) -> Drawn:
        """Draw the faces of one scene.

        Args:
            index: Number of the scene.
            counts: How many faces are of each mood.
            bounds: Of what the words of a face become; words that become no amount have any.
        """
        whole, amounts, done, unclear = draw_people(
            np.uint64(self._seed), _STREAMS, np.uint64(self._part), np.uint64(index), counts, self._kinds,
            self._tables, _TRIES, bounds.arrays, self._coin, _KEYS,
        )  # fmt: skip
        if done < len(whole):
            whole[:, 1] = self._meet(index, whole[:, 0].copy(), whole[:, 1].copy(), done)
        if not unclear:
            return whole.tolist(), amounts.tolist()
        words = raw_words(self._seed, Stream.AUGMENT, index, amounts.size, self._part)
        return whole.tolist(), bounds.draw(words.reshape(amounts.shape))

    def _meet(self, index: int, codes: NDArray[np.int64], met: NDArray[np.int64], number: int) -> NDArray[np.int64]:
        """Draw the cutouts from a face on that only met people who are in the scene already."""
        words = raw_words(self._seed, Stream.PEOPLE, index, _PERSON_WORDS * len(met), self._part)
        words = words.reshape(len(met), _PERSON_WORDS)
        while number < len(met):
            met[number] = self._any_stranger(self.emotions[codes[number]], words[number, -2:].tolist(), met[:number])
            number = meet_strangers(words[:, :-2], codes, met, number + 1, self._tables)
        return met

    def _any_stranger(self, emotion: Emotion, words: list[int], met: NDArray[np.int64]) -> int:
        """Draw a cutout of somebody who is not in the scene, else a cutout that is not, else any."""
        packs, rows = self._pools.emotions[emotion]
        people = self._pools.people
        strangers = [some[~np.isin(people[some], people[met])] for some in rows]
        unseen = [some[~np.isin(some, met)] for some in rows]
        left = next(choice for choice in (strangers, unseen, rows) if any(len(some) for some in choice))
        weights = [weight if len(some) else 0 for weight, some in zip(packs.weights, left, strict=True)]
        among = left[Weighted(weights).draw(words[0])]
        return int(among[below(words[1], len(among))])


def _tables_of(pools: FacePools, emotions: Sequence[Emotion]) -> Pools:
    """Arrange pools as compiled loops take them."""
    sources = [pools.emotions[emotion][1] for emotion in emotions]
    lengths = accumulate((len(rows) for some in sources for rows in some), initial=0)
    bounds, count = np.array(list(lengths), np.int64), len(sources[0])
    starts = np.stack([bounds[code * count : (code + 1) * count + 1] for code in range(len(sources))])
    ends = np.array([list(accumulate(pools.emotions[emotion][0].weights)) for emotion in emotions], np.uint64)
    return np.concatenate([rows for some in sources for rows in some]), starts, ends, pools.people
