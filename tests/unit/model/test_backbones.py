"""torchvision backbones: their weights file is checked, and they work like any other network."""

from __future__ import annotations

import hashlib
import pickle
import subprocess
import sys
from collections import OrderedDict
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from emotion_gui.core.benchmarks import torchvision_guard
from emotion_gui.core.errors import (
    CheckpointError,
    ConfigError,
    NotFoundError,
    WeightsMissingError,
)
from emotion_gui.core.evaluation.complexity import complexity
from emotion_gui.core.evaluation.explain import best_layer, feature_maps, grad_cam
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.inference.classifying import EmotionClassifier
from emotion_gui.core.model import backbones
from emotion_gui.core.model.backbone_features import FEATURES, _in_eights
from emotion_gui.core.model.backbone_network import BackboneBlock, build_network, load_backbone
from emotion_gui.core.model.backbones import BACKBONES, BackboneSpec, backbone_spec
from emotion_gui.core.model.catalogue import parameter_count
from emotion_gui.core.model.checkpoint import CheckpointInfo, load_checkpoint, save_checkpoint
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.onnx_export import export_onnx, export_torchscript
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.pruning.activations import layer_side
from emotion_gui.core.pruning.whole_layers import obstacle

SMALL = "mobilenet_v3_small"


def random_weights(name: str = SMALL) -> dict[str, torch.Tensor]:
    """A whole torchvision classifier with random weights, as its official file would hold them."""
    torchvision_guard.install()
    from torchvision import models

    torch.manual_seed(3)
    state: dict[str, torch.Tensor] = getattr(models, name)(weights=None).state_dict()
    return state


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("weights") / "random.pth"
    torch.save(random_weights(), path)
    return path


@pytest.fixture(scope="module")
def checkpoint(weights: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    spec, file = backbone_spec(SMALL, weights)
    path = tmp_path_factory.mktemp("checkpoint") / "backbone.safetensors"
    network = load_backbone(spec, file).eval()
    with torch.no_grad():  # a fresh head's answers are nearly the same for every face
        network.head.conv.weight.mul_(30)
    save_checkpoint(path, network, CheckpointInfo(spec=spec))
    return path


def faces(count: int = 3) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (count, 48, 48)).astype(np.uint8)


@pytest.mark.parametrize("name", BACKBONES)
def test_gray_faces_give_what_three_equal_channels_give(name: str, tmp_path: Path) -> None:
    state = random_weights(name)
    from torchvision import models

    torch.save(state, tmp_path / "w.pth")
    spec, file = backbone_spec(name, tmp_path / "w.pth")
    network = load_backbone(spec, file).eval()
    original = getattr(models, name)(weights=None).eval()
    original.load_state_dict(state)
    trunk = getattr(original, "features", None) or torch.nn.Sequential(
        *list(original.children())[:-2]
    )
    x = torch.rand(2, 1, 48, 48)
    with torch.no_grad():
        enlarged = torch.nn.functional.interpolate(x, scale_factor=2.0, mode="bilinear")
        expected = trunk(enlarged.expand(-1, 3, -1, -1))
        found = network.features(x)
    assert found.shape == (2, BACKBONES[name].maps, spec.final_side, spec.final_side)
    torch.testing.assert_close(found, expected, rtol=1e-3, atol=1e-3 * float(expected.abs().max()))
    assert parameter_count(spec) == network.parameter_count()


@pytest.mark.parametrize("name", BACKBONES)
def test_features_are_torchvisions_to_the_last_bit(name: str) -> None:
    torchvision_guard.install()
    from torchvision import models

    original = getattr(models, name)(weights=None)
    trunk = getattr(original, "features", None) or torch.nn.Sequential(
        OrderedDict(list(original.named_children())[:-2])
    )
    ours = FEATURES[name]()
    assert list(ours.state_dict()) == list(trunk.state_dict())
    ours.load_state_dict(trunk.state_dict())
    x = torch.rand(3, 3, 96, 96)
    for training in (True, False):  # while training, blocks of EfficientNet are left out by chance
        answers = []
        for network in (trunk, ours):
            torch.manual_seed(8)
            answers.append(network.train(training)(x))
        assert torch.equal(*answers)
    for before, after in zip(trunk.buffers(), ours.buffers(), strict=True):
        assert torch.equal(before, after)  # training renewed the statistics alike


def test_training_on_a_backbone_imports_no_torchvision() -> None:
    code = (
        "import sys; from emotion_gui.core.model.backbone_network import BackboneNetwork; "
        "from emotion_gui.core.model.backbones import BackboneSpec; "
        "BackboneNetwork(BackboneSpec(((576,),), (False,), backbone='mobilenet_v3_small')); "
        "assert 'torchvision' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_safetensors_give_the_same_network_as_pth(weights: Path, tmp_path: Path) -> None:
    save_file(random_weights(), tmp_path / "w.safetensors")
    first = load_backbone(*backbone_spec(SMALL, weights)).blocks.state_dict()
    second = load_backbone(*backbone_spec(SMALL, tmp_path / "w.safetensors")).blocks.state_dict()
    assert all(torch.equal(first[name], second[name]) for name in first)


def test_the_spec_tells_backbone_and_weights(weights: Path, checkpoint: Path) -> None:
    spec = load_checkpoint(checkpoint).info.spec
    assert isinstance(spec, BackboneSpec)
    assert (spec.backbone, spec.layer_names()) == (SMALL, ("MobileNet V3 small",))
    assert spec.weights_sha256 == hashlib.sha256(weights.read_bytes()).hexdigest()


def test_a_saved_network_answers_like_the_first_one(weights: Path, checkpoint: Path) -> None:
    loaded = load_checkpoint(checkpoint)
    again = load_checkpoint(checkpoint)
    x = torch.rand(2, 1, 48, 48)
    with torch.no_grad():
        assert torch.equal(loaded.network(x), again.network(x))
        fresh = load_backbone(*backbone_spec(SMALL, weights)).eval()
        assert torch.equal(loaded.network.features(x), fresh.features(x))


def test_live_explanations_and_costs_know_it(checkpoint: Path) -> None:
    loaded = load_checkpoint(checkpoint)
    classifier = EmotionClassifier(loaded)
    with torch.no_grad():
        pixels = torch.from_numpy(faces()).unsqueeze(1).float() / 255
        usual = Preprocessing()
        expected = loaded.network((pixels - usual.mean) / usual.std).numpy()
    np.testing.assert_allclose(classifier.logits(faces()), expected, rtol=1e-3, atol=1e-3)
    (maps,) = feature_maps(loaded.network, faces()[0], usual)
    assert maps.maps.shape == (576, 3, 3)
    layer = best_layer(loaded.info.spec)
    heat = grad_cam(loaded.network, faces()[0], usual, layer=layer, emotion=3)
    assert heat.grid == 3
    # torchvision tells 0.057 GMACs for 224 x 224 pixels, classifier (0.6 M + 1 M) included.
    assert complexity(loaded.network).macs == pytest.approx(0.055e9 * (96 / 224) ** 2, rel=0.1)


def test_counting_own_multiplications_by_hand_or_by_running_is_the_same(checkpoint: Path) -> None:
    network = EmotionCNN(NetworkSpec(modules=((4, 6), (8,)), pooled=(True, False)))
    from emotion_gui.core.model.backbone_network import BackboneNetwork

    assert network.multiplications() == BackboneNetwork.multiplications(network)  # type: ignore[arg-type]


def test_exports_answer_alike(checkpoint: Path, tmp_path: Path) -> None:
    loaded = load_checkpoint(checkpoint)
    assert export_onnx(loaded, tmp_path / "b.onnx").max_logit_difference < 1e-3
    assert export_torchscript(loaded, tmp_path / "b.pt").max_logit_difference < 1e-3


def test_pruning_refuses_it_in_words(checkpoint: Path) -> None:
    spec = load_checkpoint(checkpoint).info.spec
    for ask in (layer_side, obstacle):
        with pytest.raises(ConfigError, match="only the program's own networks can be pruned"):
            ask(spec, 0)


def test_missing_weights_tell_address_and_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backbones, "weights_folders", lambda: (tmp_path,))
    with pytest.raises(WeightsMissingError) as caught:
        backbone_spec("resnet18")
    assert "https://download.pytorch.org/models/resnet18-f37072fd.pth" in str(caught.value)
    assert str(tmp_path) in str(caught.value)


def test_weights_are_found_in_the_folder(
    weights: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backbones, "weights_folders", lambda: (tmp_path,))
    copy = tmp_path / "mobilenet_v3_small-047dcff4.safetensors"
    save_file(random_weights(), copy)
    assert backbone_spec(SMALL)[1] == copy


def test_a_download_that_was_cut_short_is_refused(tmp_path: Path) -> None:
    path = tmp_path / BACKBONES[SMALL].file
    path.write_bytes(b"half of it")
    with pytest.raises(CheckpointError, match="download it again"):
        backbone_spec(SMALL, path)


def test_unknown_backbones_are_refused(weights: Path) -> None:
    with pytest.raises(NotFoundError, match="resnet18"):
        backbone_spec("vgg16", weights)
    with pytest.raises(ConfigError):
        BackboneSpec(modules=((5,),), pooled=(False,), backbone=SMALL)


class _Evil:
    def __reduce__(self) -> tuple[object, tuple[str, ...]]:
        return (print, ("run by unpickling",))


def test_pickles_and_other_files_are_never_opened(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    evil = tmp_path / "evil.pth"
    torch.save({"features.0.0.weight": _Evil()}, evil)
    bare = tmp_path / "bare.pth"
    bare.write_bytes(pickle.dumps(_Evil()))
    noise = tmp_path / "noise.pth"
    noise.write_bytes(b"\x00\x01" * 500)
    numbers = tmp_path / "noise.safetensors"
    numbers.write_bytes(b"\x00\x01" * 500)
    for path in (evil, bare, noise, numbers):
        with pytest.raises(CheckpointError, match="it holds"):
            load_backbone(*backbone_spec(SMALL, path))
    assert "run by unpickling" not in capsys.readouterr().out


def test_weights_of_another_network_are_refused(weights: Path, tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="is not a ResNet-18"):
        load_backbone(*backbone_spec("resnet18", weights))
    state = random_weights()
    state["features.1.block.0.0.weight"] = state["features.1.block.0.0.weight"][:4]
    torch.save(state, tmp_path / "narrow.pth")
    with pytest.raises(CheckpointError, match="another shape"):
        load_backbone(*backbone_spec(SMALL, tmp_path / "narrow.pth"))
    state = random_weights()
    state["features.0.0.weight"][0] = float("nan")
    torch.save(state, tmp_path / "nan.pth")
    with pytest.raises(CheckpointError, match="not numbers"):
        load_backbone(*backbone_spec(SMALL, tmp_path / "nan.pth"))


def test_a_file_that_changed_since_is_refused(weights: Path, tmp_path: Path) -> None:
    spec, _ = backbone_spec(SMALL, weights)
    other = tmp_path / "other.pth"
    torch.save({name: value * 2 for name, value in random_weights().items()}, other)
    with pytest.raises(CheckpointError, match="this run began with"):
        load_backbone(spec, other)


def test_build_network_knows_both_kinds(weights: Path) -> None:
    assert isinstance(build_network(backbone_spec(SMALL, weights)[0]).blocks[0], BackboneBlock)
    assert not isinstance(build_network(NetworkSpec()).blocks[0], BackboneBlock)


def test_maps_are_rounded_to_eights_and_never_below_nine_tenths() -> None:
    for maps in range(1, 2000):
        found = _in_eights(maps)
        assert found % 8 == 0
        assert found >= max(8, 0.9 * maps)
        nearest = maps // 8 * 8 + 8 * (maps % 8 >= 4)
        assert found == nearest or max(nearest, 7.9) < max(8, 0.9 * maps)
    assert [_in_eights(maps) for maps in (1, 11, 12, 19, 43, 44)] == [8, 16, 16, 24, 40, 48]


@pytest.mark.parametrize(
    ("side", "enlargement", "refused"),
    [
        (48, 1, ""),
        (48, 8, ""),
        (128, 8, ""),  # 1,024 pixels
        (48, 0, "enlargement"),
        (48, 9, "enlargement"),
        (129, 8, "input_side"),
    ],
)
def test_how_large_a_backbone_sees_faces_has_limits(
    side: int, enlargement: int, refused: str
) -> None:
    def made() -> BackboneSpec:
        shape = {"modules": ((BACKBONES[SMALL].maps,),), "pooled": (False,), "input_side": side}
        return BackboneSpec(**shape, backbone=SMALL, enlargement=enlargement)  # type: ignore[arg-type]

    if not refused:
        assert made().final_side == side * enlargement // 32
        return
    with pytest.raises(ConfigError) as told:
        made()
    assert told.value.field == refused


def test_weights_are_looked_for_with_the_program_and_where_torch_keeps_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(backbones, "user_data", lambda: tmp_path / "ours")
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "home")
    assert backbones.weights_folders() == (
        tmp_path / "ours" / "backbones",
        tmp_path / "home" / ".cache" / "torch" / "hub" / "checkpoints",
    )
