"""Ask "what if": the same group elsewhere, and the same people at the same places in another mood.

Classifiers that look at the background change their answer in the first row, those that look at faces in the second.

Run it as: python examples/counterfactual.py counterfactual.png
"""

import sys

import numpy as np
from PIL import Image

from synthgroup import SceneGenerator

path = sys.argv[1] if len(sys.argv) > 1 else "counterfactual.png"
generator = SceneGenerator(recipe={"faces": {"count": [4, 4]}, "size": [320, 240]}, seed=3)
layout = generator[0].layout

places = [generator.draw(layout.with_background(background)) for background in (12, 60, 130)]
moods = [
    generator.draw(generator.with_emotions(layout, dict.fromkeys(range(4), emotion)))
    for emotion in ("anger", "neutral", "happiness")
]

rows = [np.hstack([scene.image for scene in row]) for row in (places, moods)]
Image.fromarray(np.vstack(rows)).save(path)
print(path)
print("elsewhere:", *(scene.mood for scene in places))
print("in another mood:", *(scene.mood for scene in moods))
