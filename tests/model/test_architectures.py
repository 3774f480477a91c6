from __future__ import annotations

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from torchvision import models

from groupmood_model.architectures import ARCHITECTURES, build_model, trainable
from groupmood_model.architectures.torchvision_models import TORCHVISION_MODELS
from groupmood_model.classifier import Classifier
from groupmood_model.errors import ModelError

HEAVY = {"vgg11", "vgg16", "vgg19", "group_mood_vgg19", "wide_resnet50_2", "resnext50_32x4d", "resnet50", "resnet34"}


def count(model):
    return sum(parameter.numel() for parameter in model.parameters())


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.long if name in HEAVY else ()) for name in ARCHITECTURES]
)
def test_every_architecture_learns_is_stored_and_predicts_at_64_pixels(name, tmp_path):
    model = build_model(name, size=64)
    pictures = torch.rand(2, 3, 64, 64)
    model.train()
    loss, logits = trainable(ARCHITECTURES[name], model(pictures), torch.tensor([0, 2]))
    loss.backward()
    assert logits.shape == (2, 3)
    assert all(parameter.grad is not None for parameter in model.parameters())
    assert model.eval()(pictures).shape == (2, 3)
    classifier = Classifier(model, name, 64)
    classifier.save(tmp_path / "it.safetensors")
    images = [np.random.default_rng(0).integers(0, 256, (70, 90, 3), dtype=np.uint8)]
    scores = Classifier.load(tmp_path / "it.safetensors").scores(images)
    assert np.array_equal(scores, classifier.scores(images))
    assert scores.dtype == np.float64
    assert scores.sum() == pytest.approx(1)


@pytest.mark.parametrize("name", TORCHVISION_MODELS)
def test_parameters_are_those_of_torchvision(name):
    published = models.get_model_weights(name).DEFAULT.meta["num_params"]
    with torch.device("meta"):
        model = build_model(name, classes=1000)
        plain = models.get_model(
            name, weights=None, **({"init_weights": False} if name in {"googlenet", "inception_v3"} else {})
        )
        three = build_model(name)
    assert count(model) == count(plain)
    if name == "googlenet":  # torchvision counts it without its auxiliary outputs
        model.aux1 = model.aux2 = None
    assert count(model) == published
    heads = [three.get_submodule(head) for head in TORCHVISION_MODELS[name].heads]
    backbone = [key for key in plain.state_dict() if key.rpartition(".")[0] not in TORCHVISION_MODELS[name].heads]
    assert all(three.state_dict()[key].shape == plain.state_dict()[key].shape for key in backbone)
    assert [head.weight.shape[0] for head in heads] == [3] * len(heads)


def test_there_are_the_papers_fifteen_and_a_small_one():
    assert len(TORCHVISION_MODELS) == 13
    assert list(ARCHITECTURES)[13:] == ["smile_cnn", "group_mood_vgg19", "small_cnn"]


def test_auxiliary_outputs_are_weighted_into_the_loss():
    labels = torch.tensor([0, 1])
    main, auxiliary = torch.zeros(2, 3), torch.tensor([[1.0, 0, 0], [0, 0, 1.0]])
    alone, _ = trainable(ARCHITECTURES["resnet18"], main, labels)
    both, logits = trainable(ARCHITECTURES["inception_v3"], (main, auxiliary), labels)
    assert logits is main
    assert both - alone == pytest.approx(0.4 * torch.nn.functional.cross_entropy(auxiliary, labels))


@pytest.mark.parametrize(("trained", "learning"), [("all", 38 + 6), ("added", 6), ("last", 2)])
def test_the_challenge_model_learns_what_it_is_told_to(trained, learning):
    with torch.device("meta"):
        model = build_model("group_mood_vgg19", trained=trained)
    assert sum(parameter.requires_grad for parameter in model.parameters()) == learning
    assert count(model) == 143_667_240 + 1000 * 512 + 512 + 512 * 128 + 128 + 128 * 3 + 3


def test_the_challenge_model_takes_other_layers():
    with torch.device("meta"):
        model = build_model("group_mood_vgg19", hidden=[64], dropout=0.1)
    assert [layer.out_features for layer in model.added if isinstance(layer, torch.nn.Linear)] == [64, 3]


def test_the_small_network_halves_its_maps_on_request():
    pictures = torch.zeros(1, 3, 64, 64)
    sides = [build_model("small_cnn", stride=stride).features(pictures).shape[-1] for stride in (1, 2)]
    assert sides == [8, 4]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ({"name": "alexnet"}, "no architecture 'alexnet'"),
        ({"name": "resnet18", "size": 63}, "size is 63"),
        ({"name": "resnet18", "classes": 0}, "classes is 0"),
        ({"name": "resnet18", "hidden": [1]}, "no option 'hidden'"),
        ({"name": "group_mood_vgg19", "hidden": [10**9]}, "hidden is"),
        ({"name": "group_mood_vgg19", "hidden": "12"}, "hidden is"),
        ({"name": "group_mood_vgg19", "trained": "some"}, "trained is 'some'"),
        ({"name": "group_mood_vgg19", "dropout": 1.0}, "dropout is 1.0"),
        ({"name": "small_cnn", "dropout": "x"}, "dropout is 'x'"),
        ({"name": "small_cnn", "stride": 3}, "stride is 3"),
        ({"name": "resnet18", "weights": "IMAGENET21K"}, "allowed are IMAGENET1K_V1"),
        ({"name": "resnet18", "weights": "none.pth"}, "no such file"),
        ({"name": "smile_cnn", "weights": "DEFAULT"}, "torchvision has no weights"),
    ],
)
def test_bad_calls_are_explained(call, words):
    with pytest.raises(ModelError, match=words):
        build_model(**call)


@pytest.mark.parametrize("suffix", [".pth", ".safetensors"])
def test_weights_come_from_a_local_file_with_a_new_last_layer(suffix, tmp_path):
    donor = build_model("squeezenet1_0", classes=1000, size=64)
    file = tmp_path / f"donor{suffix}"
    (save_file if suffix == ".safetensors" else torch.save)(donor.state_dict(), file)
    model = build_model("squeezenet1_0", size=64, weights=file)
    assert torch.equal(model.features[0].weight, donor.features[0].weight)
    assert model.classifier[1].weight.shape[0] == 3


def test_weights_of_torchvision_are_taken_from_torchs_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(torch.hub, "get_dir", lambda: str(tmp_path))
    donor = models.densenet121(weights=None).state_dict()
    # as the published file has them
    old = {key.replace(".norm1.", ".norm.1.").replace(".conv2.", ".conv.2."): value for key, value in donor.items()}
    (tmp_path / "checkpoints").mkdir()
    torch.save(old, tmp_path / "checkpoints" / "densenet121-a639ec97.pth")
    model = build_model("densenet121", weights="IMAGENET1K_V1")
    assert torch.equal(model.features.conv0.weight, donor["features.conv0.weight"])


def test_without_network_it_is_said_where_the_file_goes(tmp_path, monkeypatch):
    monkeypatch.setattr(torch.hub, "get_dir", lambda: str(tmp_path))

    def refused(*_args, **_named):
        raise OSError("no network")

    monkeypatch.setattr(torch.hub, "download_url_to_file", refused)
    with pytest.raises(ModelError) as raised:
        build_model("resnet18", weights="DEFAULT")
    assert "https://download.pytorch.org/models/resnet18-" in str(raised.value)
    assert str(tmp_path / "checkpoints" / "resnet18-") in str(raised.value)


def test_weights_of_another_network_are_refused(tmp_path):
    torch.save({"fc.weight": torch.zeros(3, 4)}, tmp_path / "other.pth")
    with pytest.raises(ModelError, match="do not fit resnet18"):
        build_model("resnet18", weights=tmp_path / "other.pth")
