import numpy as np
import pytest
import torch
import torchvision
from tiny_classifiers import face_watcher
from torch import nn

from groupmood_model.classifier import Classifier
from groupmood_model.explanation.focus import focus_score
from groupmood_model.explanation.layers import last_feature_layer
from groupmood_model.explanation.score_cam import ScoreCamMaps, overlay
from synthgroup.errors import RecipeError


def red_square():
    image = np.full((96, 120, 3), 90, np.uint8)
    image[30:60, 30:60] = (220, 30, 30)
    mask = np.zeros((96, 120), dtype=np.bool_)
    mask[30:60, 30:60] = True
    return image, mask


def small(name="squeezenet1_0", size=64):
    with torch.random.fork_rng():
        torch.manual_seed(1)
        model = torchvision.models.get_model(name, weights=None, num_classes=3).eval()
    return Classifier(model, name, size, ("negative", "neutral", "positive"), (0.5, 0.5, 0.5), (0.25, 0.25, 0.25))


def test_heat_lies_where_the_answer_comes_from():
    image, mask = red_square()
    found = ScoreCamMaps(face_watcher())(image)
    assert found.label == 0
    assert found.heat.shape == (96, 120)
    assert found.heat.dtype == np.float32
    assert 0 <= found.heat.min() < found.heat.max() <= 1
    assert focus_score(found.heat[found.seen], mask[found.seen]) > 0.8


def test_heat_is_as_large_as_the_picture_and_empty_where_nothing_is_seen():
    image, _ = red_square()
    found = ScoreCamMaps(face_watcher())(image)
    assert found.seen == (slice(0, 96), slice(12, 108))
    assert not found.heat[:, :12].any()
    assert not found.heat[:, 108:].any()
    turned = ScoreCamMaps(face_watcher())(np.ascontiguousarray(image.transpose(1, 0, 2)))
    assert turned.seen == (slice(12, 108), slice(0, 96))
    assert turned.heat == pytest.approx(found.heat.T, abs=0.02)


def test_only_as_many_feature_maps_as_asked_for_are_tried():
    image, _ = red_square()
    classifier = small()
    seen = []
    classifier.model.register_forward_hook(lambda _, pictures, __: seen.append(len(pictures[0])))
    maps = ScoreCamMaps(classifier, channels=24, batch=10)
    seen.clear()
    found = maps(image, label=1)
    assert (found.channels, found.available, found.label) == (24, 512, 1)
    assert seen == [1, 10, 10, 4]


def test_the_maps_that_vary_are_tried_first():
    image, mask = red_square()
    found = ScoreCamMaps(face_watcher(), channels=1)(image)
    assert (found.channels, found.available) == (1, 8)
    assert focus_score(found.heat, mask) > 0.8


def test_a_heat_map_is_silent_the_same_each_time_and_leaves_the_network_as_it_was(capfd):
    image, _ = red_square()
    classifier = small()
    maps = ScoreCamMaps(classifier, channels=8)
    assert np.array_equal(maps(image).heat, maps(image).heat)
    assert capfd.readouterr() == ("", "")
    assert not any(module._forward_hooks for module in classifier.model.modules())


@pytest.mark.parametrize(
    ("name", "layer"),
    [("resnet18", "layer4"), ("vgg11", "features.19"), ("mobilenet_v2", "features"), ("densenet121", "features")],
)
def test_the_last_feature_layer_is_the_one_before_pooling(name, layer):
    model = small(name).model
    found = last_feature_layer(model, torch.zeros(1, 3, 64, 64), 3)
    assert found is model.get_submodule(layer)


def test_a_layer_with_a_map_a_class_is_no_feature_layer():
    model = small().model
    found = last_feature_layer(model, torch.zeros(1, 3, 64, 64), 3)
    assert found in {model.features, model.get_submodule("classifier.0")}


def test_a_network_without_feature_maps_is_refused():
    model = nn.Sequential(nn.Flatten(), nn.Linear(12, 3))
    with pytest.raises(RecipeError, match="no layer with feature maps"):
        last_feature_layer(model, torch.zeros(1, 3, 2, 2), 3)


def test_labels_and_numbers_are_checked():
    image, _ = red_square()
    with pytest.raises(RecipeError, match="label is 3; allowed: 0 to 2"):
        ScoreCamMaps(face_watcher())(image, label=3)
    with pytest.raises(RecipeError, match="channels is -1"):
        ScoreCamMaps(face_watcher(), channels=-1)


def test_an_overlay_shows_heat_in_red_and_cold_in_blue():
    grey = np.full((8, 8, 3), 128, np.uint8)
    heat = np.zeros((8, 8), np.float32)
    heat[:4] = 1
    drawn = overlay(grey, heat)
    assert drawn.dtype == np.uint8
    assert drawn.shape == (8, 8, 3)
    assert drawn[0, 0, 0] > drawn[0, 0, 2]
    assert drawn[7, 0, 2] > drawn[7, 0, 0]
