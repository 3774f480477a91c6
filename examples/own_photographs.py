"""Use your own photographs: a folder an emotion, faces before a uniform backdrop.

The photographs here are made of the built-in people on a grey backdrop, so that the example runs anywhere.

Run it as: python examples/own_photographs.py my_faces scenes.png
"""

import sys
from pathlib import Path

import numpy as np
from PIL import Image

import synthgroup
from synthgroup import SceneGenerator

folder = Path(sys.argv[1] if len(sys.argv) > 1 else "my_faces")
path = sys.argv[2] if len(sys.argv) > 2 else "scenes.png"

people = Path(synthgroup.__file__).parent / "builtin" / "faces"
for emotion in ("anger", "disgust", "fear", "happiness", "neutral", "sadness"):
    (folder / emotion).mkdir(parents=True, exist_ok=True)
    for person in ("p001", "p010", "p016"):
        with Image.open(people / f"{person}_{emotion}.webp") as cutout:
            photograph = Image.new("RGB", cutout.size, (150, 152, 155))
            photograph.paste(cutout, mask=cutout.getchannel("A"))
        photograph.save(folder / emotion / f"{person}.jpg", quality=92)

generator = SceneGenerator(faces=f"folder:{folder}", recipe={"faces": {"count": [2, 5]}})
for skipped in generator.faces.skipped:
    print(f"left out: {skipped.key}: {skipped.reason}")

scenes = [generator[index] for index in range(6)]
Image.fromarray(np.hstack([scene.image for scene in scenes])).save(path)
print(f"{path}: {len(generator.faces)} faces, moods {[str(scene.mood) for scene in scenes]}")
