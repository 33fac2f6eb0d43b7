"""Schedules, presets and augmentation: the parts of a training that are plain functions."""

import dataclasses

import pytest
import torch

from emotion_gui.core.errors import ConfigError, NotFoundError
from emotion_gui.core.training.augmentation import augment
from emotion_gui.core.training.config import AugmentationConfig, TrainConfig
from emotion_gui.core.training.presets import PRESETS, TABLE_1, preset
from emotion_gui.core.training.schedules import learning_rate_at


def _rates(schedule: str) -> list[float]:
    config = TrainConfig(schedule=schedule, epochs=10, learning_rate=1.0)  # type: ignore[arg-type]
    return [learning_rate_at(config, step=s, steps_per_epoch=10) for s in range(100)]


def test_schedules_have_their_shapes() -> None:
    assert set(_rates("constant")) == {1.0}
    one_cycle = _rates("one-cycle")
    assert one_cycle[0] == pytest.approx(0.04)
    assert max(one_cycle) == one_cycle[30] == pytest.approx(1.0)
    assert one_cycle[-1] == pytest.approx(0.04 / 1e4)
    cosine = _rates("cosine")
    assert cosine[:10] == pytest.approx([0.1 * k for k in range(1, 11)])
    assert cosine[10:] == sorted(cosine[10:], reverse=True)


def test_the_papers_rows_are_presets() -> None:
    rows = [(p.config.epochs, p.config.learning_rate, p.threshold_deg) for p in TABLE_1]
    assert rows == [
        (10, 1e-3, 8),
        (10, 1e-4, 8),
        (20, 1e-3, 10),
        (20, 1e-4, 10),
        (40, 1e-4, 8),
        (50, 1e-3, 10),
        (50, 1e-4, 10),
    ]
    assert all(p.config.optimizer == "adam" and p.config.schedule == "constant" for p in TABLE_1)
    assert preset("paper") is PRESETS["paper-50-1e-3"]
    with pytest.raises(NotFoundError):
        preset("no such")


@pytest.mark.parametrize("key", list(PRESETS))
def test_configurations_survive_json(key: str) -> None:
    config = PRESETS[key].config
    assert TrainConfig.from_json(config.to_json()) == config


def test_configurations_of_version_0_1_still_load() -> None:
    stored = TrainConfig().to_json()
    for name in (
        "soft_labels",
        "teacher",
        "teacher_weight",
        "teacher_temperature",
        "frozen_features",
        "deterministic",
        "precision",
    ):
        del stored[name]
    for old, now in ((False, "off"), (True, "loss")):
        config = TrainConfig.from_json({**stored, "balance_classes": old})
        assert config == TrainConfig(balance_classes=now)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("epochs", 0),
        ("batch_size", 1),
        ("learning_rate", 0.0),
        ("learning_rate", float("nan")),
        ("optimizer", "magic"),
        ("schedule", "x"),
        ("label_smoothing", 2.0),
        ("seed", -1),
        ("soft_labels", 1.1),
        ("balance_classes", True),
        ("teacher_temperature", 0.0),
        ("precision", "float16"),
    ],
)
def test_values_out_of_range_are_named(field: str, value: object) -> None:
    with pytest.raises(ConfigError) as caught:
        dataclasses.replace(TrainConfig(), **{field: value})
    assert caught.value.field == field


def _augment(seed: int, **values: float) -> torch.Tensor:
    off = {f.name: 0.0 for f in dataclasses.fields(AugmentationConfig)}
    config = AugmentationConfig(**{**off, **values})
    faces = torch.rand(16, 1, 48, 48, generator=torch.Generator().manual_seed(0))
    return augment(faces, config, torch.Generator().manual_seed(seed))


def test_augmentation_off_changes_nothing() -> None:
    assert torch.equal(_augment(1), _augment(2))


@pytest.mark.parametrize(
    "name", ["rotation_deg", "shift", "scale", "brightness", "contrast", "flip", "erase"]
)
def test_every_effect_changes_faces_differently_and_stays_in_range(name: str) -> None:
    value = {"rotation_deg": 15.0, "flip": 0.5, "erase": 1.0}.get(name, 0.2)
    original, changed = _augment(1), _augment(1, **{name: value})
    assert not torch.equal(original, changed)
    assert torch.equal(changed, _augment(1, **{name: value}))
    assert not torch.equal(changed, _augment(2, **{name: value}))
    assert float(changed.min()) >= 0
    assert float(changed.max()) <= 1


def test_flip_alone_mirrors_exactly_some_faces() -> None:
    original, changed = _augment(3), _augment(3, flip=0.5)
    same = [torch.equal(a, b) for a, b in zip(original, changed, strict=True)]
    mirrored = [torch.equal(a.flip(-1), b) for a, b in zip(original, changed, strict=True)]
    assert any(same)
    assert any(mirrored)
    assert all(a or b for a, b in zip(same, mirrored, strict=True))
    assert torch.equal(_augment(3, flip=1.0), original.flip(-1))


def test_a_shift_moves_by_at_most_its_share() -> None:
    face = torch.zeros(64, 1, 48, 48)
    face[:, :, 24, 24] = 1
    config = AugmentationConfig(0, 0.25, 0, 0, 0, 0, 0)
    moved = augment(face, config, torch.Generator().manual_seed(0))
    at = moved.flatten(1).argmax(dim=1)
    rows, columns = at // 48, at % 48
    assert int((rows - 24).abs().max()) <= 13
    assert int((columns - 24).abs().max()) <= 13
    assert int((rows - 24).abs().max()) >= 8
