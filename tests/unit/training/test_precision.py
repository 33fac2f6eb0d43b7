"""Steps in bfloat16: they learn, they repeat, and weights and evaluation stay float32."""

from __future__ import annotations

import dataclasses

import pytest
import torch
from helpers.datasets import striped_faces

from emotion_gui.core.data.dataset import FacePart
from emotion_gui.core.faces.preprocessing import Preprocessing
from emotion_gui.core.jobs import JobContext
from emotion_gui.core.model.spec import NetworkSpec
from emotion_gui.core.runtime import pays_bfloat16
from emotion_gui.core.training import arithmetic as module
from emotion_gui.core.training.arithmetic import arithmetic
from emotion_gui.core.training.config import AugmentationConfig, TrainConfig
from emotion_gui.core.training.engine import TrainState, new_state, train_epochs

CONFIG = TrainConfig(
    network=NetworkSpec(modules=((8,), (16,)), pooled=(True, True)),
    epochs=12,
    batch_size=28,
    learning_rate=1e-2,
    device="cpu",
    precision="bfloat16",
    label_smoothing=0.0,
    augmentation=AugmentationConfig(rotation_deg=5, brightness=0.1, contrast=0.1),
)


def part(count: int, seed: int) -> FacePart:
    faces, labels = striped_faces(count, seed=seed)
    return FacePart(faces, torch.arange(count).numpy(), labels, "train")


def trained(config: TrainConfig) -> TrainState:
    state = new_state(config)
    train_epochs(
        config,
        state,
        train=part(140, 0),
        test=part(21, 1),
        preprocessing=Preprocessing(),
        on_epoch=lambda state, is_best: None,
        context=JobContext(),
    )
    return state


def test_bfloat16_steps_learn_like_float32_ones() -> None:
    half, full = trained(CONFIG), trained(dataclasses.replace(CONFIG, precision="float32"))
    assert half.records[-1].train_loss != full.records[-1].train_loss
    assert half.records[-1].train_loss == pytest.approx(full.records[-1].train_loss, rel=0.1)
    assert half.best_accuracy > 0.5  # chance is 0.14
    assert all(p.dtype is torch.float32 for p in half.network.parameters())


def test_bfloat16_steps_repeat_bit_by_bit() -> None:
    config = dataclasses.replace(CONFIG, epochs=2)
    first, second = trained(config).network.state_dict(), trained(config).network.state_dict()
    assert all(torch.equal(first[name], second[name]) for name in first)


@pytest.mark.parametrize(("pays", "expected"), [(True, torch.bfloat16), (False, torch.float32)])
def test_auto_takes_what_pays(
    monkeypatch: pytest.MonkeyPatch, *, pays: bool, expected: torch.dtype
) -> None:
    monkeypatch.setattr(module, "pays_bfloat16", lambda device: pays)
    with arithmetic(torch.device("cpu"), "auto"):
        product = torch.ones(2, 2) @ torch.ones(2, 2)
    assert product.dtype is expected


@pytest.mark.parametrize(
    ("able", "pays"),
    [
        ({"amx_bf16": True, "avx512_bf16": True, "cpu_name": "Intel(R) Xeon(R)"}, True),
        ({"avx512_bf16": True, "cpu_name": "AMD EPYC 9654"}, True),
        ({"avx512_bf16": True, "cpu_name": "Intel(R) Xeon(R)"}, False),
        ({"avx512_f": True, "cpu_name": "AMD EPYC"}, False),
        ({}, False),
    ],
)
def test_on_the_cpu_its_units_decide(
    monkeypatch: pytest.MonkeyPatch, able: dict[str, object], *, pays: bool
) -> None:
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: able)
    assert pays_bfloat16(torch.device("cpu")) is pays
    assert not pays_bfloat16(torch.device("mps"))
