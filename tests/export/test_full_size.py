import json
import subprocess
import sys
from collections import Counter

import cv2
import numpy as np
import pytest
from torchvision.datasets import ImageFolder

from synthgroup.emotions import EMOTION_MOODS, MOODS, Emotion, majority_mood, mood_counts
from synthgroup.rle import decode_mask


def assert_apart(faces, gap):
    """Check that no pixel of a mask comes within `gap` pixels of another mask."""
    taken = np.zeros(faces[0]["mask"]["size"], np.uint8)
    kernel = np.ones((2 * gap + 1, 2 * gap + 1), np.uint8)
    for face in faces:
        mask = decode_mask(face["mask"]).astype(np.uint8)
        assert mask.sum() == face["area"]
        assert not np.any(mask & taken)
        taken |= cv2.dilate(mask, kernel)


@pytest.mark.long
def test_ten_thousand_scenes_are_what_they_promise(tmp_path):
    out = tmp_path / "out"
    command = [sys.executable, "-m", "synthgroup_cli", "render", "--n", "10000", "--out", out]
    subprocess.run(command, check=True, capture_output=True, timeout=1500)
    lines = [json.loads(line) for line in (out / "metadata.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [line["index"] for line in lines] == list(range(10_000))
    assert sum(1 for _ in out.rglob("*.jpg")) == 10_000
    for line in lines:
        counts = mood_counts(EMOTION_MOODS[Emotion(face["emotion"])] for face in line["faces"])
        assert line["mood"] == majority_mood(counts)
        assert MOODS[line["label"]] == line["mood"]
        assert tuple(line["moods"]) == counts
        assert_apart(line["faces"], 1)
    classes = Counter(line["label"] for line in lines)
    assert max(abs(count - 10_000 / 3) for count in classes.values()) <= 100 / 3
    targets = {path.removeprefix(f"{out}/"): target for path, target in ImageFolder(out).samples}
    assert targets == {line["file_name"]: line["label"] for line in lines}
