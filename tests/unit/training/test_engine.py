"""Schedules and presets: the parts of a training that are plain functions."""

import dataclasses

import pytest

from emotion_gui.core.errors import ConfigError, NotFoundError
from emotion_gui.core.training.config import TrainConfig
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


def test_a_cosine_warms_up_over_a_tenth_of_a_short_run() -> None:
    config = TrainConfig(schedule="cosine", epochs=2, learning_rate=1.0)
    rates = [learning_rate_at(config, step=s, steps_per_epoch=20) for s in range(40)]
    assert rates[:4] == pytest.approx([0.25, 0.5, 0.75, 1.0])
    assert rates[4:] == sorted(rates[4:], reverse=True)
