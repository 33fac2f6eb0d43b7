"""A small data set, or one of own classes, is offered a start from the bundled model."""

from __future__ import annotations

import dataclasses

from emotion_gui.core.labels import SEVEN, own_set
from emotion_gui.core.training.config import TrainConfig
from emotion_gui.core.training.presets import bundled_start, recipe_name
from emotion_gui.operations.train import KnownModel, PartCounts
from emotion_gui.ui.pages.training.recipe.recipe_card import RecipeCard
from emotion_gui.ui.pages.training.recipe.start_offer import StartOffer

OWN = own_set(["calm", "smile", "startled"])


def test_few_faces_are_told_with_an_interval(qtbot) -> None:
    offer = StartOffer()
    qtbot.addWidget(offer)
    offer.show_counts(PartCounts(72, 9, 9, 24, OWN))
    assert not offer.button.isHidden()
    assert "24 faces" in offer.warning.text()
    assert "9 faces to judge by" in offer.warning.text()
    offer.show_counts(PartCounts(28_000, 3_500, 0, 400, SEVEN))
    assert offer.isHidden()
    offer.show_counts(PartCounts(20_000, 150, 0, 400, SEVEN))
    assert offer.button.isHidden()
    assert offer.words.isHidden()
    assert "150 faces to judge by" in offer.warning.text()
    offer.show_counts(PartCounts(28_000, 3_500, 0, 4_000, OWN))
    assert offer.warning.isHidden()
    assert not offer.button.isHidden()


def test_a_small_set_of_the_seven_is_offered_to_learn_on_and_to_be_compared(qtbot) -> None:
    offer = StartOffer()
    qtbot.addWidget(offer)
    offer.show_counts(PartCounts(72, 9, 9, 24, OWN))
    new_head = offer.button.text()
    offer.show_counts(PartCounts(630, 45, 0, 30, SEVEN))
    assert not offer.button.isHidden()
    assert offer.button.text() != new_head
    assert "as it is" in offer.words.text()
    assert "new" not in offer.button.toolTip()


def test_one_click_fills_the_recipe(qtbot, tmp_path) -> None:
    card = RecipeCard()
    qtbot.addWidget(card)
    network = TrainConfig().network
    card.start.set_models([KnownModel("default", "Best", tmp_path / "d.safetensors", network)])
    card.start_with(bundled_start(OWN, network, few=True), "default")
    config = card.config(card.augmentation)
    assert card.start_from == tmp_path / "d.safetensors"
    assert (config.frozen_features, config.epochs, config.keep) == (True, 30, "last")
    card.start_with(bundled_start(OWN, network, few=False), "default")
    assert not card.config(card.augmentation).frozen_features
    card.start_with(bundled_start(SEVEN, network, few=True), "default")
    config = card.config(card.augmentation)
    assert (config.preset, config.frozen_features) == ("small-set", False)
    assert config.learning_rate < bundled_start(OWN, network, few=False).learning_rate
    assert card.start_from == tmp_path / "d.safetensors"


def test_a_recipe_that_is_no_shown_preset_is_shown_as_none_and_can_be_left(qtbot, tmp_path) -> None:
    card = RecipeCard()
    qtbot.addWidget(card)
    wide = dataclasses.replace(TrainConfig().network, modules=((8,), (8, 8), (8,), (8,), (8,)))
    card.start.set_models([KnownModel("default", "Best", tmp_path / "d.safetensors", wide)])
    card.start_with(bundled_start(SEVEN, wide, few=True), "default")
    config = card.config(card.augmentation)
    card.show_changes(config)
    assert config.network == wide
    assert card.changes.text() == ""  # the start brings its network
    assert recipe_name(config, start_from="default") == "small-set, 30 epochs"
    assert "start from run 3" in recipe_name(config, start_from="run 3")
    best = card.preset_control.button("best-on-cpu")
    assert not best.isChecked()
    best.click()
    assert card.config(card.augmentation).preset == "best-on-cpu"
    assert best.isChecked()
