"""The Evaluate page's look into one face, and the calibration of a run."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from helpers.datasets import make_dataset
from helpers.parts import face_detail_of, first_of, mistakes_of, result_of
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from emotion_gui.core.jobs import JobContext
from emotion_gui.core.model.catalogue import ModelEntry
from emotion_gui.core.workspace.workspace import Workspace
from emotion_gui.ui.pages.base import PageServices
from emotion_gui.ui.pages.evaluation import EvaluatePage
from emotion_gui.ui.theme import Theme
from emotion_gui.ui.widgets.heat_face import HeatFace, viridis
from emotion_gui.ui.widgets.map_strips import MapStrips, Strip

SLOW_MS = 60_000  # the first evaluation of a process imports torch


@pytest.fixture
def page(
    qtbot: QtBot, services: PageServices, workspace: Workspace, tmp_path: Path
) -> EvaluatePage:
    """A page that shows a network without training on 77 test faces."""
    import torch

    from emotion_gui.core.model.checkpoint import CheckpointInfo, save_checkpoint
    from emotion_gui.core.model.emotion_cnn import EmotionCNN
    from emotion_gui.core.model.spec import PAPER

    torch.manual_seed(0)
    file = tmp_path / "run.safetensors"
    save_checkpoint(file, EmotionCNN(PAPER), CheckpointInfo(PAPER, temperature=1.5))
    make_dataset(workspace, train=70, test=77, validation=7)
    entry = ModelEntry("run-1", "Run 1", file, 409_461, run_id=1)

    def models(workspace: Workspace, context: JobContext) -> list[ModelEntry]:
        return [entry]

    def ask(parent: QWidget, settings: object, name: str) -> Path:
        return tmp_path / f"{name}.png"

    page = EvaluatePage(services, lister=models, ask_picture=ask)
    qtbot.addWidget(page)
    page.resize(1204, 660)
    page.show()
    page.activated()
    qtbot.waitUntil(page.start_button.isEnabled, timeout=SLOW_MS)
    with qtbot.waitSignal(page.shown, timeout=SLOW_MS):
        page.start_button.click()
    return page


def look_at(page: EvaluatePage, qtbot: QtBot, index: int = 0) -> None:
    mistakes_of(page).select([index])
    with qtbot.waitSignal(page.inside.shown, timeout=SLOW_MS):
        face_detail_of(page).look_button.click()


def test_a_chosen_face_is_looked_into(page: EvaluatePage, qtbot: QtBot) -> None:
    assert not face_detail_of(page).look_button.isEnabled()
    look_at(page, qtbot)
    inside = page.inside
    assert inside.isVisible()
    assert [strip.label.split(" · ")[0] for strip in inside.strips.strips] == [
        f"module {k}" for k in range(1, 6)
    ]
    assert inside.layer_box.current == "3"
    assert "6x6 cells" in inside.words.text()
    first = inside.strips.strips[0].maps
    assert first.shape == (16, 24, 24)
    assert np.all(np.diff(first.mean(axis=(1, 2))) <= 1e-6)
    inside.back_button.click()
    assert page.results.isVisible()


def test_class_and_layer_are_chosen(page: EvaluatePage, qtbot: QtBot) -> None:
    look_at(page, qtbot)
    inside = page.inside
    before = inside.look
    inside.layer_box.choose("0")
    with qtbot.waitSignal(inside.shown, timeout=SLOW_MS):
        inside.layer_box.chosen.emit("0")
    assert inside.look is not None
    assert before is not None
    assert (before.layer, inside.look.layer) == (3, 0)
    assert "48x48 cells" in inside.words.text()
    values = inside.look.heat.values
    inside.emotion_box.setCurrentIndex((inside.emotion_box.currentIndex() + 1) % 7)
    with qtbot.waitSignal(inside.shown, timeout=SLOW_MS):
        inside.emotion_box.chosen.emit(inside.emotion_box.current)
    assert inside.look.layer == 0
    assert not np.array_equal(values, inside.look.heat.values)
    assert inside.emotion_box.currentText() in inside.words.text()


def test_both_pictures_are_saved(page: EvaluatePage, qtbot: QtBot, tmp_path: Path) -> None:
    look_at(page, qtbot)
    page.inside.save_heat_button.click()
    page.inside.save_maps_button.click()
    files = sorted(path.name for path in tmp_path.glob("face *.png"))
    assert len(files) == 2
    assert sum(name.endswith("module 4.png") for name in files) == 1
    assert sum(name.endswith("feature maps.png") for name in files) == 1
    assert all(QImage(str(tmp_path / name)).width() > 1000 for name in files)


@pytest.mark.allow_errors
def test_a_model_that_is_gone_is_explained(page: EvaluatePage, qtbot: QtBot) -> None:
    assert result_of(page) is not None
    first_of(page).model.file.unlink()
    mistakes_of(page).select([0])
    face_detail_of(page).look_button.click()
    qtbot.waitUntil(page.banner.isVisible, timeout=SLOW_MS)
    assert page.banner.title_label.text() == "This model file cannot be used"
    assert not page.inside.save_heat_button.isEnabled()
    assert page.inside.words.text() == ""


def test_calibration_is_stored_shown_and_undone(page: EvaluatePage, qtbot: QtBot) -> None:
    from emotion_gui.core.model.checkpoint import read_info

    card = page.calibration
    assert result_of(page) is not None
    file = first_of(page).model.file
    answered = first_of(page).predicted
    assert not card.undo_button.isVisible()
    with qtbot.waitSignal(page.shown, timeout=SLOW_MS):
        card.button.click()
    stored = read_info(file)
    assert stored.temperature != 1.5
    assert first_of(page).temperature == stored.temperature
    assert np.array_equal(first_of(page).predicted, answered)
    assert "→" in card.facts.row("ece").value_label.text()
    assert "77 test faces" in card.words.text()
    with qtbot.waitSignal(page.shown, timeout=SLOW_MS):
        card.undo_button.click()
    assert read_info(file).temperature == 1.5
    assert first_of(page).temperature == 1.5
    assert not card.undo_button.isVisible()
    assert not card.facts.row("ece").isVisible()


def test_viridis_gets_lighter_all_the_way() -> None:
    colors = viridis(np.linspace(0, 1, 50)).astype(float)
    lightness = colors @ (0.2126, 0.7152, 0.0722)
    assert np.all(np.diff(lightness) > 0)


def test_the_heat_lies_over_the_face_as_far_as_the_opacity_says(qtbot: QtBot, theme: Theme) -> None:
    view = HeatFace(theme)
    qtbot.addWidget(view)
    view.resize(240, 200)
    view.set_face(np.full((48, 48), 90, dtype=np.uint8))
    view.set_heat(np.ones((48, 48), dtype=np.float32))
    view.set_opacity(0.0)
    assert view.grab().toImage().pixelColor(120, 100).getRgb()[:3] == (90, 90, 90)
    view.set_opacity(1.0)
    assert view.grab().toImage().pixelColor(120, 100).getRgb()[:3] == (253, 231, 37)
    view.set_heat(None)
    assert view.grab().toImage().pixelColor(120, 100).getRgb()[:3] == (90, 90, 90)


def test_as_many_maps_are_shown_as_there_is_room(qtbot: QtBot, theme: Theme) -> None:
    view = MapStrips(theme)
    qtbot.addWidget(view)
    maps = np.random.default_rng(0).random((16, 6, 6)).astype(np.float32)
    maps[2] = 0.0  # silent
    view.set_strips([Strip("module 1", maps), Strip("module 2", maps[:3])])
    view.resize(400, view.sizeHint().height())
    assert (view.shown(0), view.shown(1)) == (8, 3)
    view.grab()
    assert view.picture().width() > 1800


def test_maps_of_one_cell_share_a_scale(qtbot: QtBot, theme: Theme) -> None:
    view = MapStrips(theme)
    qtbot.addWidget(view)
    maps = np.array([4.0, 2.0], dtype=np.float32).reshape(2, 1, 1)
    view.set_strips([Strip("module 5", maps)])
    view.resize(view.sizeHint())
    image = view.grab().toImage()
    middle = [image.pixelColor(23 + 50 * k, 40).getRgb()[:3] for k in range(2)]
    assert middle == [tuple(color) for color in viridis(np.array([1.0, 0.5])).tolist()]
