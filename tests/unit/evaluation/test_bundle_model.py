"""Bundling: weights bit for bit, calibration and card beside them."""

from __future__ import annotations

import runpy
import shutil
import sys
from pathlib import Path

import pytest
import torch
from helpers.datasets import make_dataset
from helpers.weights import read_weights

from emotion_gui.core import resources
from emotion_gui.core.data.dataset import open_dataset
from emotion_gui.core.model.checkpoint import (
    CheckpointInfo,
    load_checkpoint,
    read_info,
    save_checkpoint,
)
from emotion_gui.core.model.emotion_cnn import EmotionCNN
from emotion_gui.core.model.learned_faces import LearnedFaces, among, face_hashes
from emotion_gui.core.model.spec import PAPER
from emotion_gui.core.resources import resources_dir
from emotion_gui.core.workspace.records import Part
from emotion_gui.core.workspace.workspace import Workspace

SCRIPT = Path(__file__).parents[3] / "scripts" / "bundle_model.py"


def test_every_bundled_model_knows_when_it_is_unsure() -> None:
    models = sorted((resources_dir() / "models").glob("*.safetensors"))
    assert models
    for model in models:
        info = read_info(model)
        assert info.unsure_below is not None, model
        assert 0.2 < info.unsure_below < 0.8
        assert 0.5 < info.temperature < 2


def test_bundling_keeps_the_weights_and_adds_calibration_and_card(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    torch.manual_seed(2)
    with_templates = tmp_path / "resources"
    shutil.copytree(resources_dir() / "templates", with_templates / "templates")
    (with_templates / "models").mkdir()
    workspace = Workspace.open(tmp_path / "ws")
    make_dataset(workspace, test=140)
    workspace.close()
    network = EmotionCNN(PAPER)
    network.head.bn.weight.data *= 5
    source = tmp_path / "best.safetensors"
    facts = {"config": {"seed": 4}, "epoch": 1, "environment": {}}
    save_checkpoint(source, network, CheckpointInfo(PAPER, run=facts), half=True)
    monkeypatch.setattr(resources, "resources_dir", lambda: with_templates)
    words = {
        "name": "small",
        "title": "Small one",
        "workspace": str(tmp_path / "ws"),
        "dataset": "stripes",
        "command": "train it",
    }
    options = [text for name, value in words.items() for text in (f"--{name}", value)]
    monkeypatch.setattr(sys, "argv", [str(SCRIPT), str(source), *options])
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(SCRIPT), run_name="__main__")
    assert ended.value.code == 0
    target = with_templates / "models" / "small.safetensors"
    before, after = read_weights(source), read_weights(target)
    assert all(torch.equal(before[name].float(), after[name].float()) for name in before)
    info = load_checkpoint(target).info
    assert info.temperature != 1.0
    assert info.learned is not None, "the train part, where the checkpoint does not tell"
    train = open_dataset(Workspace.open(tmp_path / "ws"), "stripes").part(Part.TRAIN)
    assert among(face_hashes(train.pixels()), info.learned.trained).all()
    card = target.with_suffix(".md").read_text(encoding="utf-8")
    assert card.startswith("# Small one")
    assert f"divided by {info.temperature:.3f}" in card


def test_every_bundled_model_tells_what_it_learned() -> None:
    for model in sorted((resources_dir() / "models").glob("*.safetensors")):
        learned = load_checkpoint(model).info.learned
        assert learned is not None, model
        assert learned.complete
        # FER2013's 28,709 Training faces, 1,234 of which are copies of others.
        assert len(learned.trained) >= 27_475
        assert len(learned.watched) == 0  # no epoch was picked, theirs or of a network behind them


def test_identities_are_added_to_a_checkpoint_whose_weights_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = Workspace.open(tmp_path / "ws")
    make_dataset(workspace)
    path = tmp_path / "old.safetensors"
    save_checkpoint(path, EmotionCNN(PAPER), CheckpointInfo(PAPER), half=True)
    before = read_weights(path)
    options = ["--only-learned", "--workspace", str(tmp_path / "ws"), "--dataset", "stripes"]

    def told(*more: str) -> LearnedFaces:
        monkeypatch.setattr(sys, "argv", [str(SCRIPT), str(path), *options, *more])
        with pytest.raises(SystemExit) as ended:
            runpy.run_path(str(SCRIPT), run_name="__main__")
        assert ended.value.code == 0
        learned = load_checkpoint(path).info.learned
        assert learned is not None
        return learned

    learned = told()
    after = read_weights(path)
    for name, tensor in before.items():
        assert tensor.dtype == after[name].dtype
        assert torch.equal(tensor, after[name])
    dataset = open_dataset(workspace, "stripes")
    assert among(face_hashes(dataset.part(Part.TRAIN).pixels()), learned.trained).all()
    assert among(face_hashes(dataset.part(Part.TEST).pixels()), learned.watched).all()
    assert not among(face_hashes(dataset.part(Part.VALIDATION).pixels()), learned.trained).any()
    unpicked = told("--no-epoch-picked")
    assert unpicked.trained.tolist() == learned.trained.tolist()
    assert len(unpicked.watched) == 0
    workspace.close()
