"""The paper's figures, which ours are put beside.

All are from Petrova, Vaufreydaz and Dessus, Group-Level Emotion Recognition Using a Unimodal Privacy-Safe
Non-Individual Approach (EmotiW 2020, arXiv 2009.07013).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from synthgroup.emotions import Mood

VALIDATION_ACCURACY: Final[Mapping[str, float]] = MappingProxyType(
    {
        "wide_resnet50_2": 43.60,
        "resnet34": 43.60,
        "mobilenet_v2": 45.04,
        "densenet121": 45.95,
        "resnext50_32x4d": 47.39,
        "inception_v3": 47.91,
        "resnet50": 48.17,
        "googlenet": 48.43,
        "vgg11": 48.69,
        "resnet18": 49.22,
        "vgg16": 50.91,
        "squeezenet1_0": 51.44,
        "vgg19": 52.36,
    }
)
"""Table 1: accuracy in per cent on VGAF's validation videos, by torchvision's names, in the paper's order.

The paper says DenseNet, ResNeXt and SqueezeNet without a size; the sizes are our choice.
"""

HAPPY_OR_NOT: Final[Mapping[str, float]] = MappingProxyType({"resnet18": 83.4, "inception_v3": 88.5})
"""Section 4.2.4: accuracy in per cent on generated scenes of up to 9 faces, happy or not."""

CHALLENGE_VALIDATION: Final = 57.18
"""Section 5.2.1: accuracy of the final system on VGAF's validation videos in per cent."""

CHALLENGE_TEST: Final[Mapping[Mood, float]] = MappingProxyType(
    {Mood.POSITIVE: 59.9078, Mood.NEUTRAL: 46.6019, Mood.NEGATIVE: 75.2174}
)
"""Table 3: accuracy of each class on the test videos in per cent, which 130/217, 144/309 and 173/230 fit exactly."""

CHALLENGE_TEST_ALL: Final = 59.1270
"""Table 3: accuracy on all test videos in per cent, 447/756."""
