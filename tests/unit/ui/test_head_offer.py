"""A data set of own classes is offered a start from the bundled model, and told what n means."""

from __future__ import annotations

from emotion_gui.core.labels import SEVEN, own_set
from emotion_gui.core.training.config import TrainConfig
from emotion_gui.operations.train import KnownModel, PartCounts
from emotion_gui.ui.pages.training.recipe.head_offer import HeadOffer
from emotion_gui.ui.pages.training.recipe.recipe_card import RecipeCard

OWN = own_set(["calm", "smile", "startled"])


def test_few_faces_are_told_with_an_interval(qtbot) -> None:
    offer = HeadOffer()
    qtbot.addWidget(offer)
    offer.show_counts(PartCounts(72, 9, 9, 24, OWN))
    assert not offer.button.isHidden()
    assert "24 faces" in offer.warning.text()
    assert "9 faces to judge by" in offer.warning.text()
    offer.show_counts(PartCounts(28_000, 3_500, 0, 400, SEVEN))
    assert offer.isHidden()
    offer.show_counts(PartCounts(70, 9, 9, 10, SEVEN))
    assert offer.button.isHidden()
    assert not offer.warning.isHidden()
    offer.show_counts(PartCounts(28_000, 3_500, 0, 4_000, OWN))
    assert offer.warning.isHidden()
    assert not offer.button.isHidden()


def test_one_click_fills_the_recipe(qtbot, tmp_path) -> None:
    from emotion_gui.core.training.presets import new_head

    card = RecipeCard()
    qtbot.addWidget(card)
    network = TrainConfig().network
    card.start.set_models([KnownModel("default", "Best", tmp_path / "d.safetensors", network)])
    card.start_with(new_head(network, few=True), "default")
    config = card.config(card.augmentation)
    assert card.start_from == tmp_path / "d.safetensors"
    assert (config.frozen_features, config.epochs, config.keep) == (True, 30, "last")
    card.start_with(new_head(network, few=False), "default")
    assert not card.config(card.augmentation).frozen_features
