"""A small data set, or one of own classes, is offered a start from the bundled model."""

from __future__ import annotations

from emotion_gui.core.labels import SEVEN, own_set
from emotion_gui.core.training.config import TrainConfig
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
    from emotion_gui.core.training.presets import bundled_start

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
