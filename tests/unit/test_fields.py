"""A value that is declared once is everywhere: checks, grids, `--set`, names, forms."""

import dataclasses
from typing import get_args

import pytest
import typer
from pytestqt.qtbot import QtBot
from typer.testing import CliRunner

from emotion_gui.cli.application import with_bundles
from emotion_gui.cli.recipe import given, recipe_options
from emotion_gui.core.errors import ConfigError
from emotion_gui.core.fields import Field, check_fields, declared, declared_fields
from emotion_gui.core.training.config import (
    AugmentationConfig,
    Balance,
    Keep,
    Optimizer,
    Precision,
    Schedule,
    TrainConfig,
)
from emotion_gui.core.training.grid import grid_fields, parse_grid, with_values
from emotion_gui.core.training.presets import PRESETS, changes, recipe_name
from emotion_gui.ui.pages.training.recipe.recipe_card import RecipeCard
from emotion_gui.ui.widgets.form import make_control, make_slider, value_text


@dataclasses.dataclass(frozen=True)
class LaterConfig(TrainConfig):
    """The recipe of a later version: one field more, and nothing else."""

    momentum: float = declared(
        0.9, Field(label="Momentum", high=0.999, step=0.01, tip="Of stochastic gradient descent.")
    )


def test_a_new_field_is_in_checks_grids_and_names() -> None:
    with pytest.raises(ConfigError, match=r"between 0 and 0\.999"):
        LaterConfig(momentum=2.0)
    assert "momentum" in grid_fields(LaterConfig)
    assert parse_grid(["momentum=0.5,0.8"], config=LaterConfig) == {"momentum": [0.5, 0.8]}
    changed = with_values(LaterConfig(), ["momentum=5e-1"])
    assert changed == LaterConfig(momentum=0.5)
    assert LaterConfig.from_json(changed.to_json()) == changed
    assert "Momentum 0.5" in recipe_name(changed)
    assert "Momentum" not in recipe_name(LaterConfig())


def test_a_new_field_is_in_the_form_and_comes_back(qtbot: QtBot) -> None:
    card = RecipeCard(config=LaterConfig)
    qtbot.addWidget(card)
    assert card.field("momentum").accessibleName() == "Momentum"
    assert card.field("momentum").toolTip() == "Of stochastic gradient descent."
    card.set_value("momentum", 0.75)
    config = card.config(AugmentationConfig())
    assert isinstance(config, LaterConfig)
    assert config.momentum == 0.75
    card.show_changes(config)
    assert "Momentum 0.75" in card.changes.text()


def test_a_new_field_is_an_option_of_the_command_line() -> None:
    application = typer.Typer()
    heard: list[dict[str, object]] = []

    @application.command()
    @with_bundles
    def verb(recipe: recipe_options(LaterConfig)) -> None:
        heard.append(given(recipe))

    result = CliRunner().invoke(application, ["--momentum", "5e-1", "--deterministic"])
    assert result.exit_code == 0, result.output
    assert heard == [{"momentum": 0.5, "deterministic": True}]
    assert CliRunner().invoke(application, ["--epochs", "0"]).exit_code == 2


def test_every_value_of_a_recipe_has_an_option() -> None:
    names = {entry.name for entry in dataclasses.fields(recipe_options())}
    assert names == set(declared_fields(TrainConfig))


@pytest.mark.parametrize("kind", [TrainConfig, AugmentationConfig])
def test_the_form_holds_every_value_of_every_preset(qtbot: QtBot, kind: type) -> None:
    """Nothing is rounded on the way through the controls."""
    for preset in PRESETS.values():
        config = preset.config if kind is TrainConfig else preset.config.augmentation
        for key, entry in declared_fields(kind).items():
            makers = [make_control] if entry.kind is not float else [make_control, make_slider]
            for maker in makers:
                control = maker(entry)
                qtbot.addWidget(control.widget)
                control.write(getattr(config, key))
                assert control.read() == getattr(config, key), (preset.key, key)


def test_choices_are_the_words_of_their_type() -> None:
    entries = declared_fields(TrainConfig)
    for key, kind in (
        ("optimizer", Optimizer),
        ("schedule", Schedule),
        ("balance_classes", Balance),
        ("precision", Precision),
        ("keep", Keep),
    ):
        assert set(entries[key].field.words) == set(get_args(kind))


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("epochs", 0, "between 1 and 100000"),
        ("epochs", 2.5, "whole number"),
        ("epochs", "ten", "must be a number"),
        ("learning_rate", float("nan"), "must be a number"),
        ("optimizer", "lion", "adam, adamw or sgd"),
        ("deterministic", 1, "true or false"),
        ("ema", 1.0, "between 0 and"),
    ],
)
def test_what_a_field_does_not_take_is_refused(key: str, value: object, words: str) -> None:
    with pytest.raises(ConfigError, match=words) as refused:
        dataclasses.replace(TrainConfig(), **{key: value})
    assert refused.value.field == key


def test_a_device_of_another_name_is_left_to_torch() -> None:
    config = TrainConfig(device="cuda:1")
    check_fields(config)
    assert config.device == "cuda:1"


def test_nothing_is_changed_of_a_preset_as_it_is() -> None:
    for preset in PRESETS.values():
        assert changes(preset.config) == ()
        elsewhere = dataclasses.replace(preset.config, seed=99, device="cpu")
        assert changes(elsewhere) == ()


def test_a_value_is_written_as_the_form_shows_it(qtbot: QtBot) -> None:
    entries = declared_fields(TrainConfig)
    assert value_text(entries["weight_decay"].field, 0.0) == "off"
    assert value_text(entries["learning_rate"].field, 1e-4) == "0.0001"
    assert value_text(entries["optimizer"].field, "sgd") == "SGD, Nesterov"
    assert value_text(entries["deterministic"].field, True) == "on"
    shares = declared_fields(AugmentationConfig)
    assert value_text(shares["shift"].field, 0.07) == "7\u00a0%"
