"""The companion's exceptions, all of them synthgroup's."""

from __future__ import annotations

from synthgroup.errors import SynthGroupError


class ModelError(SynthGroupError):
    """An architecture, its options, its weights or a stored classifier cannot be used."""

    exit_code = 2


class DataError(SynthGroupError):
    """Labelled pictures or videos cannot be used: not found, not recognised, or nothing in them is usable."""

    exit_code = 2


class StoppedError(SynthGroupError):
    """A training was stopped from outside and can go on."""

    exit_code = 1


class TrainingError(SynthGroupError):
    """A schedule or a setting of a training is invalid, or does not fit what was begun."""

    exit_code = 2
