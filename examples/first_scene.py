"""Make one scene, save the picture and print its labels.

Run it as: python examples/first_scene.py scene.png
"""

import sys

from PIL import Image

from synthgroup import SceneGenerator

path = sys.argv[1] if len(sys.argv) > 1 else "scene.png"
scene = SceneGenerator(seed=1)[5]
Image.fromarray(scene.image).save(path)

print(f"{path}: {scene.mood} (class {scene.label}), {len(scene.faces)} faces before a {scene.background.category}")
for face in scene.faces:
    print(f"  {face.emotion:<10} {face.mood:<9} box {face.box}  {face.identity}")
