import io

import cv2
import numpy as np
import pytest
from PIL import Image

from synthgroup.errors import OutputError, RecipeError
from synthgroup.export import Job, PictureCodec

KINDS = {"jpeg": ("JPEG", ".jpg"), "webp": ("WEBP", ".webp"), "png": ("PNG", ".png")}


@pytest.fixture(scope="module")
def image():
    rows, columns = np.mgrid[0:60, 0:80]
    noise = np.random.default_rng(0).integers(0, 40, (60, 80))
    return np.stack([rows * 3 + noise, columns * 2 + noise, 215 - rows * 2 + noise], axis=2).astype(np.uint8)


def decoded(data):
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))


@pytest.mark.parametrize("codec", KINDS)
def test_pictures_keep_colours_and_are_what_their_names_say(codec, image):
    kind, suffix = KINDS[codec]
    data = PictureCodec(codec).encode(image)
    assert Image.open(io.BytesIO(data)).format == kind
    assert PictureCodec(codec).suffix == suffix
    assert np.abs(decoded(data).astype(int) - image).mean() < 8
    assert np.abs(decoded(data)[..., 0].astype(int) - image[..., 2]).mean() > 50


@pytest.mark.parametrize("codec", KINDS)
def test_equal_pixels_give_equal_bytes(codec, image):
    data = PictureCodec(codec).encode(image)
    threads = cv2.getNumThreads()
    try:
        cv2.setNumThreads(1)
        assert PictureCodec(codec).encode(np.asfortranarray(image)) == data
    finally:
        cv2.setNumThreads(threads)


def test_png_is_lossless(image):
    assert np.array_equal(decoded(PictureCodec("png").encode(image)), image)


@pytest.mark.parametrize("codec", ["jpeg", "webp"])
def test_better_pictures_are_larger(codec, image):
    qualities = (1, 30, 60, 90, 100)
    pictures = [PictureCodec(codec, quality).encode(image) for quality in qualities]
    assert sorted(pictures, key=len) == pictures
    errors = [np.abs(decoded(picture).astype(int) - image).mean() for picture in pictures]
    assert errors == sorted(errors, reverse=True)
    assert errors[-1] > 0  # the best is still lossy


def test_quality_that_is_left_out_is_the_default():
    assert PictureCodec() == PictureCodec("jpeg", 90)
    assert PictureCodec("webp") == PictureCodec("webp", 90)
    assert PictureCodec("png").quality is None


@pytest.mark.parametrize("codec", ["jpeg", "webp"])
@pytest.mark.parametrize("quality", [0, 101, -1, True, 90.0, "90"])
def test_quality_must_be_from_1_to_100(codec, quality):
    with pytest.raises(RecipeError, match="it must be an integer from 1 to 100"):
        PictureCodec(codec, quality)


def test_quality_of_a_lossless_picture_is_refused():
    with pytest.raises(RecipeError, match=r"quality is 90, but png is lossless and has none; .* choose jpeg or webp"):
        PictureCodec("png", 90)


def test_unknown_codec_is_refused():
    with pytest.raises(RecipeError, match="picture codec is 'gif'; allowed: jpeg, webp, png"):
        PictureCodec("gif")


def test_picture_that_a_codec_cannot_hold_is_named():
    with pytest.raises(OutputError, match="a picture of 20000x16 pixels cannot be written as webp"):
        PictureCodec("webp").encode(np.zeros((16, 20000, 3), np.uint8))


@pytest.mark.parametrize("codec", KINDS)
def test_job_remembers_its_codec(codec, small_scenes):
    job = Job.of(small_scenes, 5, picture=PictureCodec(codec))
    assert Job.from_mapping(job.to_mapping(), "job.json").picture == PictureCodec(codec)
