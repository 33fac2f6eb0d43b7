"""The export dialog: forms that fit the model, and what was written."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from emotion_gui.operations.export import companions
from emotion_gui.ui.pages.base import PageServices
from emotion_gui.ui.pages.export_dialog import ExportDialog


@pytest.fixture
def dialog(services: PageServices, qtbot: QtBot) -> ExportDialog:
    made = ExportDialog(services)
    qtbot.addWidget(made)
    return made


def test_it_writes_and_tells(dialog: ExportDialog, qtbot: QtBot, tmp_path: Path) -> None:
    dialog.model_box.choose("paper")
    target = tmp_path / "face.onnx"
    dialog.write(target)
    assert not dialog.export_button.isEnabled()
    qtbot.waitUntil(lambda: bool(dialog.result_label.text()))
    assert "face.onnx: 1.64 MB" in dialog.result_label.text()
    assert "ms a face" in dialog.result_label.text()
    assert all(file.is_file() for file in companions(target))
    assert dialog.export_button.isEnabled()


@pytest.mark.allow_errors
def test_what_lies_beside_is_not_replaced_unasked(
    dialog: ExportDialog, qtbot: QtBot, tmp_path: Path
) -> None:
    target = tmp_path / "face.onnx"
    mine = companions(target)[0]
    mine.write_text("mine", encoding="utf-8")
    dialog.write(target)
    qtbot.waitUntil(lambda: bool(dialog.result_label.text()))
    assert mine.read_text(encoding="utf-8") == "mine"
    assert not target.exists()


def test_every_form_is_explained(dialog: ExportDialog) -> None:
    told = set()
    for form in ("onnx", "onnx-float16", "torchscript", "safetensors"):
        dialog.form_box.choose(form)
        told.add(dialog.words.text())
        assert dialog.form == form
    assert len(told) == 4


def test_the_suggested_name_has_no_ending_of_its_own(
    dialog: ExportDialog, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(
        "emotion_gui.ui.pages.export_dialog.ask_save",
        lambda *_, name, kinds, **__: asked.append((name, *kinds.values())),
    )
    dialog.model_box.choose("paper")
    dialog.export_button.click()
    assert asked == [("paper", (".onnx",))]
