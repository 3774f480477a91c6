"""Use your own photographs: a folder an emotion, faces before a uniform backdrop.

The photographs here are made of the built-in people on a grey backdrop, so that the example runs anywhere.

Run it as: python examples/own_photographs.py my_faces scenes.png
"""

import sys
from pathlib import Path

import numpy as np
from PIL import Image

from synthgroup import Emotion, SceneGenerator
from synthgroup.sources.builtin import BuiltinFaces

folder = Path(sys.argv[1] if len(sys.argv) > 1 else "my_faces")
path = sys.argv[2] if len(sys.argv) > 2 else "scenes.png"

builtin = BuiltinFaces()
people = sorted({face.identity for face in builtin.faces() if face.identity})[:3]
for face in builtin.faces():
    if face.identity not in people or face.emotion is Emotion.SURPRISE:
        continue
    cutout = Image.fromarray(builtin.read(face.key))
    photograph = Image.new("RGB", cutout.size, (150, 152, 155))
    photograph.paste(cutout, mask=cutout.getchannel("A"))
    (folder / face.emotion).mkdir(parents=True, exist_ok=True)
    photograph.save(folder / face.emotion / f"{Path(face.key).stem}.jpg", quality=92)

generator = SceneGenerator(faces=f"folder:{folder}", recipe={"faces": {"count": [2, 5]}})
for skipped in generator.faces.skipped:
    print(f"left out: {skipped.key}: {skipped.reason}")

scenes = [generator[index] for index in range(6)]
Image.fromarray(np.hstack([scene.image for scene in scenes])).save(path)
print(f"{path}: {len(generator.faces)} faces, moods {[str(scene.mood) for scene in scenes]}")
