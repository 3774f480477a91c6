"""What a classifier looks at: heat maps, the focus score, and counterfactual pairs of scenes."""

from typing import Final

CHANNELS: Final = 64
"""Feature maps of a picture that Score-CAM tries; each costs a forward pass. VGG-19 has 512, ResNet-50 2,048."""
