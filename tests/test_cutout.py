"""Cutouts against the truth, and what becomes of pictures that are not portraits before a backdrop."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from synthgroup.cutout import Cutout, cut_out
from synthgroup.emotions import Emotion
from synthgroup.errors import PictureError
from synthgroup.sources.builtin import BuiltinFaces

BACKDROPS = {"grey": (150, 150, 150), "white": (238, 238, 238), "green": (60, 170, 85), "blue": (45, 85, 175)}
FACES = (
    "p004_neutral",  # short hair
    "p001_fear",  # long hair with wisps
    "p007_happiness",  # an afro
    "p034_anger",  # a dark suit and a white shirt
    "p036_neutral",  # grey stubble on the head, a dark suit and a white shirt
    "p011_surprise",  # grey hair and a white jersey
    "p061_neutral",  # a pale headscarf
)


@cache
def face(name):
    """The first picture of a built-in person with an emotion, straight RGBA."""
    identity, emotion = name.split("_")
    shown = [one for one in BuiltinFaces().faces() if (one.identity, one.emotion) == (f"builtin-{identity}", emotion)]
    return BuiltinFaces().read(shown[0].key)


def photograph(rgba, colour, seed=0, noise=2.0, shadow=None):
    """A face before a backdrop with a gradient of 12 %, noise and JPEG losses."""
    height, width = rgba.shape[:2]
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width]
    light = 1 + 0.06 * np.cos(seed) * (2 * x / width - 1) + 0.06 * np.sin(seed) * (2 * y / height - 1)
    backdrop = np.array(colour) * (light if shadow is None else light * shadow)[..., None]
    alpha = rgba[..., 3:] / 255
    picture = alpha * rgba[..., :3] + (1 - alpha) * backdrop + rng.normal(0, noise, (height, width, 3))
    rgb = np.clip(np.rint(picture), 0, 255).astype(np.uint8)
    data = cv2.imencode(".jpg", rgb[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 85])[1]
    return np.ascontiguousarray(cv2.imdecode(data, cv2.IMREAD_COLOR)[..., ::-1])


def in_frame(cutout: Cutout, shape):
    """Premultiplied RGBA in the picture's frame."""
    frame = np.zeros((*shape[:2], 4), np.uint8)
    (left, top), (height, width) = cutout.offset, cutout.pixels.shape[:2]
    frame[top : top + height, left : left + width] = cutout.pixels
    return frame


def matte(cutout, shape):
    return in_frame(cutout, shape)[..., 3] / 255


def soft_iou(alpha, truth):
    return np.minimum(alpha, truth).sum() / np.maximum(alpha, truth).sum()


def assert_valid(cutout, picture):
    """What holds for every cutout, poor or not."""
    pixels, (left, top) = cutout.pixels, cutout.offset
    assert pixels.dtype == np.uint8
    assert pixels.ndim == 3
    assert pixels.shape[2] == 4
    assert left >= 0
    assert top >= 0
    assert left + pixels.shape[1] <= picture.shape[1]
    assert top + pixels.shape[0] <= picture.shape[0]
    assert (pixels[..., :3] <= pixels[..., 3:]).all()
    assert all(np.isfinite(value) for value in (*cutout.head, *cutout.verdict.numbers.values()))
    if pixels[..., 3].any():
        assert pixels[0, :, 3].any()
        assert pixels[-1, :, 3].any()
        assert pixels[:, 0, 3].any()
        assert pixels[:, -1, 3].any()
    else:
        assert cutout.verdict.poor


@pytest.mark.parametrize("backdrop", BACKDROPS)
def test_the_matte_is_near_the_truth_on_every_backdrop(backdrop):
    ious, errors = [], []
    for seed, name in enumerate(FACES):
        picture, truth = photograph(face(name), BACKDROPS[backdrop], seed), face(name)[..., 3] / 255
        cutout = cut_out(picture)
        assert cutout.verdict.method == "keyed"
        assert cutout.verdict.poor == ""
        assert np.abs(np.subtract(cutout.verdict.backdrop, BACKDROPS[backdrop])).max() <= 8
        assert_valid(cutout, picture)
        alpha = matte(cutout, picture.shape)
        ious.append(soft_iou(alpha, truth))
        errors.append(np.abs(alpha - truth).mean())
    assert np.mean(ious) > 0.978
    assert np.mean(errors) < 0.015
    assert min(ious) > 0.95


def test_white_teeth_eyes_and_shirts_stay_on_a_white_backdrop():
    for name in ("p036_neutral", "p034_anger", "p020_happiness"):
        rgba = face(name)
        alpha = matte(cut_out(photograph(rgba, BACKDROPS["white"])), rgba.shape)
        bright = (rgba[..., :3].min(axis=2) > 150) & (cv2.erode(rgba[..., 3], np.ones((9, 9))) == 255)
        assert bright.sum() > 10
        assert alpha[bright].mean() > 0.985


def test_a_shirt_of_just_the_backdrops_colour_stays_inside_an_outline():
    rgba = face("p004_neutral").copy()
    # teeth, and a shirt whose inside has exactly the colour of the paper
    rgba[130:140, 110:146, :3] = 238
    rgba[225:250, 90:160, :3] = 238
    alpha = matte(cut_out(photograph(rgba, BACKDROPS["white"], noise=1)), rgba.shape)
    assert alpha[130:140, 110:146].min() == 1
    assert alpha[225:250, 90:160].min() == 1


def test_holes_are_filled_and_only_the_largest_part_is_kept():
    rgba = face("p016_anger").copy()
    # a logo in the corner, and a mark of the backdrop's colour in the face
    rgba[5:20, 5:25] = (200, 30, 30, 255)
    rgba[100:110, 120:136, :3] = BACKDROPS["green"]
    cutout = cut_out(photograph(rgba, BACKDROPS["green"]))
    alpha = matte(cutout, rgba.shape)
    assert cutout.verdict.numbers["parts"] == 2
    assert alpha[:25, :30].max() == 0
    assert alpha[100:110, 120:136].min() == 1


@pytest.mark.parametrize("backdrop", ["green", "blue"])
def test_the_backdrops_colour_does_not_stay_at_the_edge(backdrop):
    channel = 1 if backdrop == "green" else 2
    others = [other for other in range(3) if other != channel]
    for name in FACES:
        rgba = face(name)
        frame = in_frame(cut_out(photograph(rgba, BACKDROPS[backdrop])), rgba.shape).astype(float)
        opaque = (rgba[..., 3] == 255).astype(np.uint8)
        edge = (frame[..., 3] > 0) & (cv2.erode(opaque, np.ones((9, 9))) == 0)

        def excess(premultiplied, edge=edge):
            return (premultiplied[..., channel] - premultiplied[..., others].max(axis=2))[edge]

        true = excess(rgba[..., :3] * (rgba[..., 3:] / 255))
        assert excess(frame[..., :3]).mean() < true.mean() + 4
        assert np.quantile(excess(frame[..., :3]), 0.99) < max(np.quantile(true, 0.99), 0) + 35


def test_a_soft_shadow_on_the_backdrop_is_no_part_of_the_face():
    rgba = face("p016_anger")
    truth = rgba[..., 3] / 255
    soft = cv2.GaussianBlur(np.roll(truth, (8, 12), (0, 1)), (0, 0), 14)
    picture = photograph(rgba, BACKDROPS["grey"], shadow=1 - 0.15 * soft)
    assert soft_iou(matte(cut_out(picture), rgba.shape), truth) > 0.97


def test_grey_hair_on_grey_paper_is_kept_for_the_most_part():
    rgba = face("p006_happiness")
    assert soft_iou(matte(cut_out(photograph(rgba, BACKDROPS["grey"])), rgba.shape), rgba[..., 3] / 255) > 0.93


@pytest.mark.parametrize("noise", [0.0, 10.0])
def test_clean_and_noisy_pictures_are_cut_alike(noise):
    rgba = face("p004_neutral")
    cutout = cut_out(photograph(rgba, BACKDROPS["grey"], noise=noise))
    assert cutout.verdict.poor == ""
    assert soft_iou(matte(cutout, rgba.shape), rgba[..., 3] / 255) > 0.975


@pytest.mark.parametrize("scale", [0.25, 0.5, 2.5])
def test_the_result_hardly_depends_on_the_size_of_the_picture(scale):
    rgba = face("p004_neutral")
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    scaled = cv2.resize(rgba, None, fx=scale, fy=scale, interpolation=method)
    cutout = cut_out(photograph(scaled, BACKDROPS["blue"]))
    whole = cut_out(photograph(rgba, BACKDROPS["blue"]))
    assert soft_iou(matte(cutout, scaled.shape), scaled[..., 3] / 255) > 0.96
    assert np.allclose(np.divide(cutout.head, scale), whole.head, atol=10)


def test_the_same_picture_gives_the_same_bytes_and_a_mirrored_one_nearly_the_mirrored_ones():
    picture = photograph(face("p001_fear"), BACKDROPS["grey"])
    first, again = cut_out(picture), cut_out(picture.copy())
    assert first.pixels.tobytes() == again.pixels.tobytes()
    assert (first.offset, first.head, first.verdict) == (again.offset, again.head, again.verdict)
    mirrored = matte(cut_out(np.ascontiguousarray(picture[:, ::-1])), picture.shape)
    assert np.abs(mirrored[:, ::-1] - matte(first, picture.shape)).mean() < 0.002


def test_the_number_of_threads_does_not_matter():
    picture = photograph(face("p007_happiness"), BACKDROPS["green"])
    threads = cv2.getNumThreads()
    try:
        cv2.setNumThreads(1)
        alone = cut_out(picture).pixels.tobytes()
        cv2.setNumThreads(4)
        together = cut_out(picture).pixels.tobytes()
    finally:
        cv2.setNumThreads(threads)
    assert alone == together


def test_the_picture_is_left_as_it_was():
    picture = photograph(face("p004_neutral"), BACKDROPS["grey"])
    before = picture.copy()
    picture.flags.writeable = False
    cut_out(picture)
    assert (picture == before).all()


def test_a_picture_with_alpha_is_premultiplied_and_cropped_and_nothing_else():
    rgba = face("p001_fear")
    cutout = cut_out(rgba)
    expected = np.rint(rgba[..., :3] * (rgba[..., 3:] / 255)).astype(np.uint8)
    frame = in_frame(cutout, rgba.shape)
    assert cutout.verdict.method == "alpha"
    assert cutout.verdict.backdrop is None
    assert cutout.verdict.poor == ""
    assert (frame[..., 3] == rgba[..., 3]).all()
    assert (frame[..., :3] == expected).all()
    assert_valid(cutout, rgba)


def test_an_opaque_alpha_channel_says_nothing():
    picture = photograph(face("p004_neutral"), BACKDROPS["grey"])
    opaque = np.dstack([picture, np.full(picture.shape[:2], 255, np.uint8)])
    assert cut_out(opaque).pixels.tobytes() == cut_out(picture).pixels.tobytes()


def test_an_empty_alpha_channel_is_poor():
    cutout = cut_out(np.zeros((40, 40, 4), np.uint8))
    assert "nothing is left" in cutout.verdict.poor
    assert cutout.pixels.shape == (1, 1, 4)


def test_estimated_heads_lie_where_the_heads_of_the_pack_are():
    pack = BuiltinFaces()
    first = {one.identity: one for one in reversed(pack.faces()) if one.emotion is Emotion.HAPPINESS}
    crowns, chins = [], []
    for one in first.values():
        cutout = cut_out(pack.read(one.key))
        x, y, width, height = cutout.head
        _, crown, _, true_height = one.head
        crowns.append((y + cutout.offset[1] - crown) / true_height)
        chins.append((y + height + cutout.offset[1] - crown - true_height) / true_height)
        assert x >= 0
        assert x + width <= cutout.pixels.shape[1]
        assert 0.8 < height / width < 1.8
    assert abs(np.median(crowns)) < 0.03
    assert abs(np.median(chins)) < 0.13
    assert -0.1 < np.quantile(crowns, 0.05) <= np.quantile(crowns, 0.95) < 0.05
    assert -0.25 < np.quantile(chins, 0.05) <= np.quantile(chins, 0.95) < 0.15


def test_a_given_head_box_is_moved_with_the_crop():
    picture = photograph(face("p016_anger"), BACKDROPS["grey"])
    cutout = cut_out(picture, head=(70.0, 25.5, 110.0, 160.0))
    left, top = cutout.offset
    assert top > 0
    assert cutout.head == (70.0 - left, 25.5 - top, 110.0, 160.0)


@pytest.mark.parametrize("name", ["p004_neutral", "p016_anger", "p001_fear", "p033_sadness"])
def test_a_tight_crop_becomes_a_soft_oval(name):
    crop = np.ascontiguousarray(photograph(face(name), BACKDROPS["grey"])[65:185, 80:176])
    cutout = cut_out(crop)
    assert cutout.verdict.method == "oval"
    assert cutout.verdict.poor == ""
    alpha = matte(cutout, crop.shape)
    assert alpha[0, 0] == alpha[-1, -1] == alpha[0, -1] == 0
    assert alpha[60, 48] == 1
    assert ((alpha > 0) & (alpha < 1)).sum() > 300
    assert (in_frame(cutout, crop.shape)[60, 48, :3] == crop[60, 48]).all()
    assert cutout.head[2:] == (96.0, 120.0)
    assert_valid(cutout, crop)


def test_a_tight_crop_in_grey_becomes_an_oval_too():
    crop = photograph(face("p012_anger"), BACKDROPS["grey"])[65:185, 80:176]
    grey = np.repeat(cv2.cvtColor(np.ascontiguousarray(crop), cv2.COLOR_RGB2GRAY)[..., None], 3, axis=2)
    assert cut_out(grey).verdict.method == "oval"
    assert cut_out(grey).verdict.poor == ""


def busy():
    """A room of many colours."""
    rng = np.random.default_rng(5)
    room = cv2.resize(rng.integers(0, 256, (9, 9, 3), dtype=np.uint8), (256, 256), interpolation=cv2.INTER_NEAREST)
    return np.ascontiguousarray(room)


def test_pictures_that_cannot_be_cut_are_poor_and_say_why():
    rng = np.random.default_rng(3)
    rgba = face("p016_anger")
    alpha = rgba[..., 3:] / 255
    cases = {
        "nothing is left": np.full((200, 180, 3), 128, np.uint8),
        "no uniform backdrop": busy(),
        "no tight crop": (alpha * rgba[..., :3] + (1 - alpha) * busy()).astype(np.uint8),
        "spread": rng.integers(0, 256, (200, 200, 3), dtype=np.uint8),
        "roughness": np.repeat(rng.integers(0, 256, (200, 200, 1), dtype=np.uint8), 3, axis=2),
        "too small": rng.integers(0, 256, (8, 8, 3), dtype=np.uint8),
    }
    for reason, picture in cases.items():
        cutout = cut_out(picture)
        assert reason in cutout.verdict.poor
        assert_valid(cutout, picture)


@pytest.mark.parametrize("shape", [(1, 1), (1, 200), (200, 1), (8, 8), (15, 15), (16, 16), (16, 400), (400, 16)])
def test_tiny_and_narrow_pictures_do_not_crash(shape):
    rng = np.random.default_rng(0)
    for picture in (np.zeros((*shape, 3), np.uint8), rng.integers(0, 256, (*shape, 3), dtype=np.uint8)):
        cutout = cut_out(picture)
        assert cutout.verdict.poor
        assert_valid(cutout, picture)
    assert_valid(cut_out(rng.integers(0, 255, (*shape, 4), dtype=np.uint8)), np.zeros((*shape, 4)))


@pytest.mark.parametrize(
    "picture",
    [
        np.zeros((40, 40), np.uint8),
        np.zeros((40, 40, 2), np.uint8),
        np.zeros((40, 40, 3), np.float32),
        np.zeros((0, 40, 3), np.uint8),
    ],
)
def test_an_array_that_is_no_picture_is_refused(picture):
    with pytest.raises(PictureError, match=r"allowed is uint8 \(height, width, 3 or 4\)"):
        cut_out(picture)


@settings(max_examples=40)
@given(
    arrays.arrays(
        np.uint8,
        st.tuples(st.integers(1, 40), st.integers(1, 40), st.sampled_from([3, 4])),
        elements=st.sampled_from([0, 3, 128, 130, 200, 255]),
    )
)
def test_any_picture_gives_a_valid_cutout_or_a_reason(picture):
    assert_valid(cut_out(picture), picture)
